"""Before Odoo merges customers their memberships are merged: its wizard knows nothing of wallets."""

from odoo import api, models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: who may merge customers need not be able to see members; no credit is lost by it
        members = self.env["club.member"].sudo().with_context(active_test=False).search(
            [("partner_id", "in", (src_partners | dst_partner).ids)], order="joined_at, id")
        for of_program in members.grouped("program_id").values():
            own = of_program.filtered(lambda member: member.partner_id == dst_partner)
            of_program._merge(own or of_program[0])
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

"""A member leaves: what becomes of the wallet, and whether the person is erased."""

from odoo import fields, models


class ClubMemberLeave(models.TransientModel):
    _name = "club.member.leave"
    _description = "Leave the Club"
    _inherit = ["club.wallet.dialog.mixin"]

    member_id = fields.Many2one(related="wallet_id.member_id")
    state = fields.Selection(related="member_id.state")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, readonly=True)
    journal_id = fields.Many2one(
        "account.journal", "Paid out through", check_company=True, domain="[('type', 'in', ('bank', 'cash'))]",
        help="Paid credit is owed to the member and leaves as money.")
    erase = fields.Boolean(
        "Erase the personal data", help="Name, phone, dates, messages and copies. It cannot be undone; entries and purchases "
        "stay, with an anonymous member.")

    def action_done(self):
        self.ensure_one()
        member = self.wallet_id.member_id
        # The wallet was read by whoever opened this; what they may do with it is decided by the operations.
        member._leave(self.request_key, self.journal_id.sudo(), self.reason)  # sudo: its accounts are the books' own
        if not self.erase:
            return self._done(self.env._("%s left the club.", member.display_name))
        kept = member._erase()
        return self._done(" ".join([self.env._("The personal data were erased."), *kept]))

"""Gives a member a tier by hand until a day, or takes away what was given. The history notes who did it."""

from odoo import api, fields, models


class ClubTierGive(models.TransientModel):
    _name = "club.tier.give"
    _description = "Give a Tier by Hand"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade")
    program_id = fields.Many2one(related="member_id.program_id")
    earned_id = fields.Many2one(related="member_id.tier_earned_id")
    given_id = fields.Many2one(related="member_id.tier_manual_id", string="Given now")
    tier_id = fields.Many2one(
        "club.tier", domain="[('program_id', '=', program_id)]", ondelete="cascade",
        compute="_compute_tier_id", store=True, readonly=False)
    until = fields.Date("Last day", help="Empty: until it is taken away.")
    holds = fields.Boolean(
        "Let it hold", help="The tier counts even where the member has earned, or earns, a higher one.")
    note = fields.Char("Reason")

    @api.depends("member_id")
    def _compute_tier_id(self):
        for dialog in self:
            dialog.tier_id = dialog.member_id.tier_manual_id

    def action_give(self):
        self.member_id._give_tier(self.tier_id, self.until, holds=self.holds, note=self.note)
        return {"type": "ir.actions.act_window_close"}

    def action_take_away(self):
        self.member_id._give_tier(self.env["club.tier"], note=self.note)
        return {"type": "ir.actions.act_window_close"}

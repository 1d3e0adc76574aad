"""A coupon that a member redeemed before the club, from a file."""

from odoo import fields, models


class ClubRedemption(models.Model):
    _name = "club.redemption"
    _description = "Redeemed Coupon"
    _order = "redeemed_on desc, id desc"
    _rec_name = "coupon"

    program_id = fields.Many2one("club.program", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    import_id = fields.Many2one("club.import", required=True, readonly=True, index=True, ondelete="restrict")
    member_id = fields.Many2one("club.member", readonly=True, index="btree_not_null", ondelete="restrict")
    redeemed_on = fields.Date("Redeemed on", required=True, readonly=True)
    coupon = fields.Char("Coupon code", required=True, readonly=True)
    campaign = fields.Char(readonly=True)
    campaign_type = fields.Char("Type of campaign", readonly=True)
    starts_on = fields.Date("From", readonly=True)
    ends_on = fields.Date("Until", readonly=True)
    content_key = fields.Char(required=True, readonly=True)
    repeat = fields.Integer(required=True, readonly=True, help="Rows that say the same in one file are told apart by it.")

    _once = models.UniqueIndex("(program_id, content_key, repeat)")

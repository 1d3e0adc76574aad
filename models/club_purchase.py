"""One completed sale of a branch, wherever it came from, written in the source's own transaction.

Facts, tiers and reports read this table. A return is its own negative row that names the purchase it returns from.
"""

from odoo import fields, models

CHANNELS = [("pos", "Till"), ("invoice", "Invoice"), ("web", "Online shop"), ("import", "Import")]


class ClubPurchase(models.Model):
    _name = "club.purchase"
    _description = "Club Purchase"
    _order = "purchased_at desc, id desc"
    _rec_name = "source_key"
    _check_company_auto = True

    program_id = fields.Many2one("club.program", required=True, ondelete="restrict", readonly=True)
    branch_id = fields.Many2one("club.branch", ondelete="restrict", index=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict", readonly=True, index=True)
    member_id = fields.Many2one("club.member", ondelete="restrict", readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    source_key = fields.Char(required=True, readonly=True, help="pos.order:<uuid>, account.move:<id> ...")
    pos_order_id = fields.Many2one("pos.order", ondelete="restrict", index="btree_not_null", readonly=True)
    move_id = fields.Many2one("account.move", ondelete="set null", index="btree_not_null", readonly=True)
    purchased_at = fields.Datetime(required=True, readonly=True)
    origin_id = fields.Many2one(
        "club.purchase", "Return of", ondelete="restrict", index="btree_not_null", readonly=True)
    return_ids = fields.One2many("club.purchase", "origin_id", "Returns")

    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary(readonly=True, help="What the customer paid, tax included, in the programme's currency.")
    amount_untaxed = fields.Monetary(readonly=True)
    saved = fields.Monetary(readonly=True, help="Discounts of offers.")
    paid_by_paid = fields.Monetary(readonly=True, help="Paid with paid credit of the wallet.")
    paid_by_bonus = fields.Monetary(readonly=True)
    paid_by_points = fields.Monetary(readonly=True, help="Worth of the points that paid.")
    shortfall = fields.Monetary(
        readonly=True, help="Wallet payment that the wallet did not cover: the branch's, never the member's.")
    earned_credit = fields.Monetary(readonly=True)
    earned_points = fields.Integer(readonly=True)
    not_taken_back = fields.Monetary(readonly=True, help="Earned credit that a return should have taken back and could not.")
    wholly_returned = fields.Boolean(readonly=True)
    return_count = fields.Integer(readonly=True, help="Changes with every return, so that two at once cannot miss each other.")
    award_line_ids = fields.One2many("club.award.line", "purchase_id")

    _source_once = models.UniqueIndex("(program_id, source_key)")
    _of_member = models.Index("(member_id, purchased_at DESC)")
    _of_branch = models.Index("(program_id, branch_id, purchased_at)")
    _days = models.Index("USING brin (purchased_at)")


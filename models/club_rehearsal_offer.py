"""What one offer gave in a rehearsal, and what it had given."""

from odoo import fields, models
from odoo.tools import SQL

COLUMNS = ("uses", "discount", "credit", "points", "cost")


class ClubRehearsalOffer(models.Model):
    _name = "club.rehearsal.offer"
    _description = "Offer in a Rehearsal"
    _order = "uses desc, uses_before desc, id"
    _rec_name = "offer_id"
    _log_access = False

    rehearsal_id = fields.Many2one("club.rehearsal", required=True, ondelete="cascade", readonly=True)
    offer_id = fields.Many2one("club.offer", required=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="rehearsal_id.currency_id")
    uses = fields.Integer("Wins", readonly=True)
    uses_before = fields.Integer("Wins, as it was", readonly=True)
    discount = fields.Monetary(readonly=True)
    discount_before = fields.Monetary("Discount, as it was", readonly=True)
    credit = fields.Monetary(readonly=True)
    credit_before = fields.Monetary("Credit, as it was", readonly=True)
    points = fields.Integer(readonly=True)
    points_before = fields.Integer("Points, as it was", readonly=True)
    cost = fields.Monetary(readonly=True)
    cost_before = fields.Monetary("Cost, as it was", readonly=True)

    _once = models.UniqueIndex("(rehearsal_id, offer_id)")

    def _add(self, rehearsal, rows):
        """Add rows (column -> amount, and offer_id) to what is there."""
        names = [f"{name}{side}" for name in COLUMNS for side in ("", "_before")]
        added = SQL(", ").join(SQL(
            "%s = %s + %s", SQL.identifier(name), SQL.identifier("club_rehearsal_offer", name),
            SQL.identifier("excluded", name)) for name in names)
        for row in rows:
            self.env.cr.execute(SQL(
                "INSERT INTO club_rehearsal_offer (rehearsal_id, offer_id, %s) VALUES (%s, %s, %s)"
                " ON CONFLICT (rehearsal_id, offer_id) DO UPDATE SET %s", SQL(", ").join(map(SQL.identifier, names)),
                rehearsal.id, row["offer_id"], SQL(", ").join(SQL("%s", row.get(name, 0)) for name in names), added))
        self.invalidate_model()

"""A purchase by the number that stands on its paper, and where till and server judged it differently."""

import re

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import text

NUMBER = re.compile(r"\S*\d\S*$")  # "Order 2632-1-000004": its last word that has a digit


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    number = fields.Char(
        "Receipt, order or invoice", compute="_compute_number", search="_search_number",
        help="The number on the receipt, of the order or of the invoice.")
    differs = fields.Boolean("Till and server differ", compute="_compute_differs", search="_search_differs")

    def _compute_number(self):
        for purchase in self:
            # sudo: an accountant may see a purchase without rights on till orders, a cashier without rights on invoices
            order, move = purchase.sudo().pos_order_id, purchase.sudo().move_id
            purchase.number = order.pos_reference or order.name or move.name or purchase.invoice_number

    @api.model
    def _search_number(self, operator, value):
        if operator not in ("=", "ilike", "in"):
            return NotImplemented
        found = self.browse()
        for one in [value] if isinstance(value, str) else value:
            found |= self._of_number(one)
        return [("id", "in", found.ids)]

    @api.model
    def _of_number(self, typed):
        """The purchases on whose paper this number stands, through indexes; what the user may not see is left out."""
        typed = text.ascii_digits(str(typed or "")).strip()
        found = NUMBER.search(typed)
        numbers = list({typed, found.group() if found else typed})
        # sudo: documents by their numbers; which purchases are shown the user's own rights decide
        orders, moves = self.env["pos.order"].sudo(), self.env["account.move"].sudo()
        order = orders.search([("pos_reference", "in", numbers)]) or orders.search([("name", "in", numbers)])
        move = moves.search([("name", "in", numbers)])
        order |= move.pos_order_ids
        found = self.search(["|", "|", ("pos_order_id", "in", order.ids), ("move_id", "in", move.ids),
                             ("invoice_number", "in", numbers)])
        return found or self.search([("source_key", "in", numbers)])

    def _compute_differs(self):
        rows = self.env.execute_query(SQL(
            "SELECT purchase_id FROM club_verdict WHERE jsonb_exists(content, 'till') AND purchase_id = ANY(%s)", self.ids))
        found = {purchase_id for purchase_id, in rows}
        for purchase in self:
            purchase.differs = purchase.id in found

    @api.model
    def _search_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("id", "in", SQL("(SELECT purchase_id FROM club_verdict WHERE jsonb_exists(content, 'till'))"))]


class ClubVerdict(models.Model):
    _inherit = "club.verdict"

    _drift = models.Index("(purchase_id) WHERE jsonb_exists(content, 'till')")

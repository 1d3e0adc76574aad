"""Amounts that fit the shop: what templates and fresh inputs start from, in the programme's own currency."""

from math import floor, log10

from odoo import models
from odoo.tools import SQL

LATEST = 1000  # purchases that tell what is usual
LINES = 5  # of a usual basket, where there are no purchases yet


def rounded(amount):
    """The nearest of 1, 2 and 5 times a power of ten; `amount` > 0.

    >>> [rounded(amount) for amount in (0.37, 3, 612_000)]
    [0.5, 2.0, 500000.0]
    """
    power = 10.0 ** floor(log10(amount))
    return min((step * power for step in (1, 2, 5, 10)), key=lambda step: abs(step - amount))


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _usual_amount(self, share=1):
        """A round amount near `share` of a usual basket: of the latest purchases; in a new shop, of its prices; else of the
        currency's digits alone.
        """
        self.ensure_one()
        unit = 10 ** -self.minor_digits
        return max(rounded(max(share * (self._usual_basket() or 5000 * unit), unit)), unit)

    def _usual_basket(self):
        """The middle amount of the latest purchases, or some middle prices; None where there is neither."""
        self.env["club.purchase"].flush_model(["amount", "program_id", "origin_id"])
        self.env["product.template"].flush_model(["list_price", "available_in_pos", "active"])
        [[bought]] = self.env.execute_query(SQL(
            """SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY amount) FROM (
                   SELECT amount FROM club_purchase WHERE program_id = %s AND amount > 0 AND origin_id IS NULL
                    ORDER BY id DESC LIMIT %s) latest""", self.id, LATEST))
        [[price]] = self.env.execute_query(SQL(
            "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY list_price) FROM product_template"
            " WHERE active AND available_in_pos AND list_price > 0"))
        return float(bought or LINES * (price or 0)) or None

"""A till order reaches the club in its own transaction, when it is paid.

The club never raises for an order: it may have been validated offline, and a sale that happened is recorded. What cannot be
settled is put before staff as a `club.alert`.
"""

import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)

KEPT_AFTER_PAYMENT = ("club_till", "club_card_number", "club_join")


class PosOrder(models.Model):
    _inherit = "pos.order"

    club_till = fields.Json(
        copy=False, help="What the till's engine was given and answered: book, context, member, basket, limits, result.")
    club_receipt = fields.Json(copy=False, readonly=True, help="What the receipt tells: saved, earned, balances, tier.")
    club_card_number = fields.Char(copy=False, help="Card read while the till was offline; resolved when the order arrives.")

    def action_pos_order_paid(self):
        result = super().action_pos_order_paid()
        self._club_record()
        return result

    def _club_key(self):
        """The source key of everything that the ledger writes for this order."""
        return f"pos.order:{self.uuid}"

    def _club_record(self):
        """Record the order with the club: settle the wallet, write purchase and awards, earn. Harmless when run again."""
        for order in self.sudo():  # sudo: cashiers have no access to club records; the sale is theirs to make
            program = order.config_id.club_branch_id.program_id
            if not program or program.state == "draft":
                continue
            try:
                with self.env.cr.savepoint():
                    order._club_settle(program)
            except OperationalError:
                raise  # another transaction was first: the whole request is tried again
            except Exception as error:
                _logger.exception("The club could not record order %s", order.name)
                order._club_alert("other", self.env._("The club could not record this order: %s", error), program)

    def _club_alert(self, kind, message, program, **values):
        """Put something before staff, once per kind and order."""
        alerts, key = self.env["club.alert"], f"{kind}:{self._club_key()}"
        if not alerts.search_count([("kind", "=", kind), ("source_key", "=", key)], limit=1):
            branch = self.config_id.club_branch_id
            alerts.create({
                "kind": kind, "message": f"{self.name}: {message}", "program_id": program.id, "branch_id": branch.id,
                "company_id": self.company_id.id, "source_key": key, **values})

    # -- what is paid stays -------------------------------------------------------------------------------------------

    def write(self, vals):
        changes = {name for name in (*KEPT_AFTER_PAYMENT, "partner_id") if name in vals}
        for order in self if changes else ():
            if order.state in ("paid", "done") and order._club_refuses(changes, vals):
                raise UserError(self.env._(
                    "Order %s is paid and counted in the customer club; its customer and club data do not change.", order.name))
        return super().write(vals)

    def _club_refuses(self, changes, vals):
        """Whether one of these changes would rewrite what the club has recorded of this paid order."""
        different = any((vals[name] or False) != (self[name].id if name == "partner_id" else self[name] or False)
                        for name in changes)
        return different and self._club_is_recorded(of_member=changes == {"partner_id"})

    def _club_is_recorded(self, of_member=False):
        """Whether the ledger or a purchase knows this order (`of_member`: with a member)."""
        self.env["club.purchase"].flush_model(["pos_order_id", "member_id"])
        [(recorded,)] = self.env.execute_query(SQL(
            """SELECT EXISTS (SELECT FROM club_purchase
                               WHERE pos_order_id = %s AND (member_id IS NOT NULL OR NOT %s))
                   OR EXISTS (SELECT FROM club_wallet_entry WHERE source_key = %s)""",
            self.id, of_member, self._club_key()))
        return recorded

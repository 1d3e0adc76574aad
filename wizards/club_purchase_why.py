"""Asks for a number and opens the purchase that it stands on, with what it got and why."""

from odoo import fields, models
from odoo.exceptions import UserError


class ClubPurchaseWhy(models.TransientModel):
    _name = "club.purchase.why"
    _description = "Why a Purchase Got What It Got"

    number = fields.Char("Receipt, order or invoice", required=True)

    def action_done(self):
        found = self.env["club.purchase"]._of_number(self.number)
        if not found:
            raise UserError(self.env._("No purchase of the club has the number %s.", self.number.strip()))
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_purchase_action")
        if len(found) > 1:
            return action | {"domain": [("id", "in", found.ids)], "context": {}}
        return {"type": "ir.actions.act_window", "res_model": "club.purchase", "res_id": found.id, "view_mode": "form"}

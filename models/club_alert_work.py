"""What to do about an alert, whose till it was, and who dealt with it when."""

from odoo import api, fields, models


class ClubAlert(models.Model):
    _inherit = "club.alert"

    user_id = fields.Many2one("res.users", "Cashier", readonly=True, ondelete="set null", index="btree_not_null")
    advice = fields.Text("What to do", compute="_compute_advice")
    note = fields.Char("What was done")
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, ondelete="set null")
    done_at = fields.Datetime("Done at", readonly=True)

    @api.depends("kind")
    def _compute_advice(self):
        advice = self._advice()
        for alert in self:
            alert.advice = advice.get(alert.kind, advice["other"])

    @api.model
    def _advice(self):
        """{kind: what staff do about it}."""
        return {
            "tampering": self.env._(
                "Compare the order with its receipt. The same till again and again: look at its program and who was there."
                " Once, with an old offer book: nothing to correct. The sale stands; credit was given on what was paid."),
            "code": self.env._(
                "The discount stays. Open the code to see which purchase used it first; ask the cashier how the second one"
                " came by it. Many of one batch: withdraw the batch."),
            "limit": self.env._(
                "A till without a connection gave more than it had leased. The sale stands. Should it cost too much, end the"
                " offer, or lower its limit."),
            "shortfall": self.env._(
                "The branch's shortfall account bears the amount, never the member. Ask the member to pay it, or leave it"
                " there; lower the offline allowance where it happens often."),
            "member": self.env._(
                "The purchase counts for nobody. Check the card or the block; a customer can be named on the order"
                " afterwards."),
            "return": self.env._(
                "More money left than the return was to pay out. Settle the difference with the customer, or adjust the"
                " wallet."),
            "deduction": self.env._(
                "Earned credit that was spent already was not deducted from the refund. Ask the customer for it, or leave"
                " it."),
            "invariant": self.env._(
                "Call whoever looks after the system before anything else is corrected: the ledger's sums are wrong."),
            "books": self.env._(
                "Correct what the sentence names (an account, a lock date); the next posting makes up for it by itself."),
            "gateway": self.env._(
                "Messages wait until they go out again. Look at the gateway's state, its key and its credit with the"
                " provider."),
            "job": self.env._(
                "The job goes on where it stopped, at its next run. Stops again: hand the sentence to whoever looks after the"
                " system."),
            "other": self.env._("Read the sentence and the order; tick it off when nothing is left to do."),
        }

    @api.model_create_multi
    def create(self, vals_list):
        """An alert about a till order names who sold it."""
        for vals in vals_list:
            _before, about_order, uuid = (vals.get("source_key") or "").rpartition("pos.order:")
            if about_order and "user_id" not in vals:
                order = self.env["pos.order"].sudo().search([("uuid", "=", uuid)], limit=1)  # sudo: the cashier's id only
                vals["user_id"] = order.user_id.id
        return super().create(vals_list)

    def write(self, vals):
        if "done" in vals:
            vals = dict(vals, done_by_id=vals["done"] and self.env.uid, done_at=vals["done"] and fields.Datetime.now())
        return super().write(vals)

    def action_done(self):
        self.write({"done": True})

    def action_open_purchase(self):
        """The purchase that an alert is about, to see what it got and why."""
        self.ensure_one()
        purchase = self.purchase_id or self._purchases()[:1]
        return purchase.get_formview_action() if purchase else False

    def _purchases(self):
        key = "pos.order:" + (self.source_key or "").rpartition("pos.order:")[2]
        return self.env["club.purchase"].search([
            ("program_id", "=", self.program_id.id), ("source_key", "in", (key, f"{key}:return"))], order="id")

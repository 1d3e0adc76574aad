"""How a purchase shows itself to people: a name, its documents, and why its offers were given or not."""

from odoo import api, fields, models

TONES = {"applied": "success", "lost": "warning", "refused": "secondary"}


class ClubPurchase(models.Model):
    _inherit = "club.purchase"

    award_count = fields.Integer("Awards", compute="_compute_award_count")
    verdicts_html = fields.Html(
        "Why and why not", compute="_compute_verdicts_html", sanitize=False,
        groups="customer_club.customer_club_group_manager,customer_club.customer_club_group_auditor")

    @api.depends("pos_order_id", "move_id", "source_key", "invoice_number")
    def _compute_display_name(self):
        for purchase in self:
            # sudo: an accountant may see a purchase without rights on till orders, a cashier without rights on invoices
            document = purchase.sudo().pos_order_id or purchase.sudo().move_id
            name = document.display_name if document else purchase.invoice_number or purchase.source_key
            purchase.display_name = self.env._("Return %s", name) if purchase.origin_id else name

    @api.depends("award_line_ids")
    def _compute_award_count(self):
        for purchase in self:
            purchase.award_count = len(purchase.award_line_ids)

    def _compute_verdicts_html(self):
        verdicts = self.env["club.verdict"].search([("purchase_id", "in", self.ids)])
        by_purchase = verdicts.grouped("purchase_id")
        for purchase in self:
            told = by_purchase.get(purchase, verdicts.browse())
            purchase.verdicts_html = self.env["ir.qweb"]._render("customer_club.club_purchase_verdicts", {
                "rows": purchase._verdict_rows(told._told(), told._otherwise()),
                "problems": told._problems(),
            }, minimal_qcontext=True)

    def _verdict_rows(self, verdicts, otherwise=None):
        """{"offer", "status", "tone", "value", "reasons", "server"} of each verdict, in words.

        `otherwise`: offer id -> the server's own verdict, where that is another one; "server" tells it.
        """
        labels = {
            "applied": self.env._("Given"), "lost": self.env._("Another was better"),
            "refused": self.env._("Not given")}
        offers = {offer.id: offer.name for offer in self.env["club.offer"].browse(
            [row["offer"] for row in verdicts]).exists()}
        program = self.program_id
        return [{
            "offer": offers.get(row["offer"], self.env._("a deleted offer")),
            "status": labels.get(row["status"], row["status"]), "tone": TONES.get(row["status"], "secondary"),
            "value": program._told_minor(row["value_minor"]) if row["value_minor"] else "",
            "reasons": [program._in_digits(program._explain(reason)) for reason in row["reasons"]],
            "server": self._verdict_rows([otherwise[row["offer"]]]) if row["offer"] in (otherwise or {}) else [],
        } for row in verdicts]

    # -- buttons ------------------------------------------------------------------------------------------------------

    def action_open_document(self):
        document = self.pos_order_id or self.move_id
        return {
            "type": "ir.actions.act_window", "name": document.display_name, "res_model": document._name,
            "view_mode": "form", "res_id": document.id,
        }

    def action_open_entries(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_wallet_entry_action")
        domain = [("source_key", "=", self._entry_key()), ("program_id", "=", self.program_id.id)]
        return action | {"domain": domain, "context": {}}

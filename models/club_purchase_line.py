"""The lines of purchases, wherever they stand: of till orders and of invoices, as one view.

A till order that brings goods back and sells others is several purchases; each has its own lines here. Credit notes have
none: they take a share of the purchase. Amounts are in the programme's currency, at the rate of the document.
"""

from odoo import fields, models

# Top-ups and deductions are on the document and are no goods.
GOODS = """
    NOT EXISTS (SELECT 1 FROM club_program_company own WHERE own.program_id = purchase.program_id
                   AND line.product_id IN (own.top_up_product_id, own.deduction_product_id))"""
OWN_COST = "(product.standard_price ->> purchase.company_id::text)::numeric"


class ClubPurchaseLine(models.Model):
    _name = "club.purchase.line"
    _description = "Line of a Purchase"
    _auto = False
    _rec_name = "product_id"

    purchase_id = fields.Many2one("club.purchase", readonly=True)
    pos_order_line_id = fields.Many2one("pos.order.line", readonly=True)
    move_line_id = fields.Many2one("account.move.line", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    currency_id = fields.Many2one(related="purchase_id.currency_id")
    quantity = fields.Float(readonly=True, help="In the product's own unit.")
    amount = fields.Monetary(readonly=True, help="What was paid for it, tax included.")
    amount_untaxed = fields.Monetary(readonly=True)
    cost = fields.Monetary(
        readonly=True, help="What the goods cost: as the till order keeps it, else at the product's present cost.")

    @property
    def _table_query(self):
        return self._of_documents("club_purchase")

    def _of_documents(self, purchases):
        """Query of the lines of till orders and invoices; `purchases`: the table, or what else has the purchases' columns."""
        return f"""
            SELECT 2::bigint * line.id AS id, purchase.id AS purchase_id, line.id AS pos_order_line_id,
                   NULL::integer AS move_line_id, line.product_id, line.qty AS quantity,
                   line.price_subtotal_incl / rate.of AS amount, line.price_subtotal / rate.of AS amount_untaxed,
                   CASE WHEN line.is_total_cost_computed THEN line.total_cost::numeric / rate.of
                        ELSE {OWN_COST} * line.qty END AS cost
              FROM {purchases} purchase
              JOIN pos_order sold ON sold.id = purchase.pos_order_id
              JOIN pos_order_line line ON line.order_id = sold.id
              JOIN product_product product ON product.id = line.product_id
              LEFT JOIN club_purchase origin ON origin.id = purchase.origin_id
              LEFT JOIN pos_order_line taken ON taken.id = line.refunded_orderline_id
              CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(sold.currency_rate, 0), 1)::numeric AS of) rate
             WHERE purchase.channel = 'pos' AND taken.order_id IS NOT DISTINCT FROM origin.pos_order_id AND {GOODS}
             UNION ALL
            SELECT 2::bigint * line.id + 1, purchase.id, NULL::integer, line.id, line.product_id,
                   line.quantity * ratio.of, line.price_total / rate.of, line.price_subtotal / rate.of,
                   {OWN_COST} * line.quantity * ratio.of
              FROM {purchases} purchase
              JOIN account_move invoice ON invoice.id = purchase.move_id
              JOIN account_move_line line ON line.move_id = invoice.id AND line.display_type = 'product'
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own_unit ON own_unit.id = template.uom_id
              LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
              CROSS JOIN LATERAL (SELECT COALESCE(unit.factor / NULLIF(own_unit.factor, 0), 1)::numeric AS of) ratio
              CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(invoice.invoice_currency_rate, 0), 1)::numeric AS of) rate
             WHERE purchase.channel = 'invoice' AND purchase.origin_id IS NULL AND {GOODS}"""

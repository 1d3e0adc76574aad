"""Order lines keep the cashier's own discount apart from the offers'."""

import math

from odoo import api, fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    club_manual_discount = fields.Float(
        digits=0, copy=False, help="The cashier's own discount in percent; `discount` is this and the offers' together.")

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "club_manual_discount"]

    def _club_returned_share(self):
        """(returned so far, sold) of a line in thousandths of its unit, over all paid returns."""
        self.ensure_one()
        refunds = self.refund_orderline_ids.filtered(lambda line: line.order_id.state in ("paid", "done"))
        sold = round(self.qty * 1000)
        return min(-round(sum(refunds.mapped("qty")) * 1000), sold), sold

    def _club_discountable(self, program):
        """Whether offers may discount the line: sold goods at their own price; not tips, combo parents or native rewards."""
        self.ensure_one()
        native = "is_reward_line" in self._fields and self.is_reward_line
        tip = self.product_id == self.order_id.config_id.tip_product_id
        own_price = self.price_type == "original" or program.discount_priced_lines
        return self.qty > 0 and own_price and not native and not tip and not self.combo_line_ids

    def _club_is_goods(self):
        """Whether the line sells goods: native gift cards and eWallets are bought and pay by lines that do not."""
        self.ensure_one()
        native = "is_reward_line" in self._fields and self.is_reward_line
        return not native and self.product_id not in self.order_id.config_id._club_stored_value()

    def _club_amount(self, field):
        """A subtotal with the sign of what the line does: the browser sends the lines of a return without it."""
        self.ensure_one()
        return math.copysign(self[field], self.qty * self.price_unit)

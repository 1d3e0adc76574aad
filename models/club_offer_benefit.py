"""One benefit of an offer: a kind of the engine and its parameters. All benefits of an offer are given together."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.ledger import expiry
from .club_offer_selector import listed

KINDS = [
    ("percent_off", "Percentage off"),
    ("amount_off", "Amount off"),
    ("unit_off", "Every so many pieces reduced (buy 2, get 1 free)"),
    ("credit", "Wallet credit, a percentage of what is paid"),
    ("credit_flat", "Wallet credit, a fixed amount"),
    ("points", "Points per amount paid"),
    ("points_flat", "Points, a fixed number"),
    ("gift", "A gift"),
]
GIFTS = [("product", "A product")]
LOTS = {"credit": ("credit", "credit_flat"), "points": ("points", "points_flat")}
COUNT_END = 10 ** 6  # points and counts; the contract of the engine


def _with_rate(vals):
    """Values with the percentage that people enter as the basis points that are stored."""
    rest = {name: value for name, value in vals.items() if name != "percent"}
    return rest | ({"rate_bps": round(vals["percent"] * 100)} if "percent" in vals else {})


class ClubOfferBenefit(models.Model):
    _name = "club.offer.benefit"
    _description = "Offer Benefit"
    _inherit = ["club.offer.selector.mixin", "club.offer.part.mixin"]
    _order = "sequence, id"
    _rec_name = "kind"

    USES = {
        "percent_off": ("percent", "max_amount"), "amount_off": ("amount",), "unit_off": ("per", "percent"),
        "credit": ("percent", "max_amount"), "credit_flat": ("amount",),
        "points": ("points", "per_amount", "max_points"), "points_flat": ("points",),
        "gift": ("gift_product_id", "gift_count"),
    }
    WITH_SELECTOR = tuple(kind for kind, _label in KINDS if kind != "gift")

    kind = fields.Selection(KINDS, required=True, default="percent_off", string="What the customer gets")

    rate_bps = fields.Integer("Rate (bps)", help="Basis points: 1000 = 10 %.")
    percent = fields.Float(compute="_compute_percent", readonly=False, digits=(5, 2))
    amount = fields.Monetary()
    max_amount = fields.Monetary("At most", help="Zero: no upper end.")
    per = fields.Integer("Every ... pieces", default=3, help="3: each third piece, counted from the dearest down.")
    points = fields.Integer()
    per_amount = fields.Monetary("For each", help="The amount paid for which the points are given, again and again.")
    max_points = fields.Integer("At most (points)", help="Zero: no upper end.")
    gift = fields.Selection(GIFTS, "Kind of gift", default="product")
    gift_product_id = fields.Many2one("product.product", "Gift", ondelete="restrict")
    gift_count = fields.Integer("Pieces", default=1)
    gift_value = fields.Monetary("Worth each", help="What one piece weighs when offers are compared.")
    exclude_product_ids = listed("product.product", "Except", relation="club_offer_benefit_except_rel")

    own_days = fields.Boolean("Own rule for waiting and lapsing", help="Otherwise the programme's rule holds.")
    pending_days = fields.Integer("Usable after (days)", help="Zero: at once.")
    valid_days = fields.Integer("Lapses after (days)", help="Zero: never.")

    _not_negative = models.Constraint(
        "CHECK(COALESCE(amount, 0) >= 0 AND COALESCE(max_amount, 0) >= 0 AND COALESCE(points, 0) >= 0"
        " AND COALESCE(per_amount, 0) >= 0 AND COALESCE(max_points, 0) >= 0 AND COALESCE(gift_count, 0) >= 0"
        " AND COALESCE(gift_value, 0) >= 0 AND COALESCE(pending_days, 0) >= 0 AND COALESCE(valid_days, 0) >= 0)",
        "Amounts, points and days of a benefit cannot be negative.")
    _rate_range = models.Constraint(
        "CHECK(COALESCE(rate_bps, 0) BETWEEN 0 AND 10000)", "A percentage lies between 0 and 100.")
    _per_range = models.Constraint("CHECK(kind <> 'unit_off' OR per >= 1)", "“Every ... pieces” needs at least 1.")
    _counts_range = models.Constraint(
        f"CHECK(COALESCE(points, 0) < {COUNT_END} AND COALESCE(gift_count, 0) < {COUNT_END})",
        "Points and pieces of a benefit stay below 1,000,000.")
    _gift_named = models.Constraint(
        "CHECK(kind <> 'gift' OR gift = 'product' AND gift_product_id IS NOT NULL)", "A gift needs its product.")

    @api.depends("rate_bps")
    def _compute_percent(self):
        for benefit in self:
            benefit.percent = benefit.rate_bps / 100

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_with_rate(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_with_rate(vals))

    @api.constrains("kind", "rate_bps", "amount", "points", "per_amount", "gift_count", "max_amount", "gift_value")
    def _check_gives(self):
        for benefit in self:
            benefit._check_money(benefit.amount, benefit.max_amount, benefit.per_amount, benefit.gift_value)
            engine = benefit._to_engine()
            given = [engine[name] for name in ("rate_bps", "amount_minor", "points", "count") if name in engine]
            if not given[0]:
                raise ValidationError(self.env._(
                    "The benefit “%s” gives nothing: enter how much.", benefit.display_name))
            if engine.get("per_minor") == 0:
                raise ValidationError(self.env._("Points need the amount for which they are given, above zero."))

    # -- engine -------------------------------------------------------------------------------------------------------

    def _rate(self):
        """Basis points, of what a form shows too."""
        return round(self.percent * 100)

    def _engine_percent_off(self):
        return {
            "rate_bps": self._rate(), "max_minor": self._minor(self.max_amount) or None, "selector": self._selector()}

    _engine_credit = _engine_percent_off

    def _engine_amount_off(self):
        return {"amount_minor": self._minor(self.amount), "selector": self._selector()}

    _engine_credit_flat = _engine_amount_off

    def _engine_unit_off(self):
        return {"rate_bps": self._rate(), "per": self.per, "selector": self._selector()}

    def _engine_points(self):
        return {
            "points": self.points, "per_minor": self._minor(self.per_amount), "max_points": self.max_points or None,
            "selector": self._selector()}

    def _engine_points_flat(self):
        return {"points": self.points, "selector": self._selector()}

    def _engine_gift(self):
        return {
            "what": self.gift, "ref": self.gift_product_id._origin.id or None, "count": self.gift_count,
            "value_minor": self._minor(self.gift_value) or None}

    def _lots(self):
        """When what these benefits of one offer give can be spent and lapses.

        {"credit": `club.program._lot_rule`, "points": ...} as far as they give such.
        """
        lots = {}
        for lot, kinds in LOTS.items():
            benefit = self.filtered(lambda benefit, kinds=kinds: benefit.kind in kinds)[:1]
            if benefit:
                rule = benefit.program_id._lot_rule("bonus" if lot == "credit" else lot)
                lots[lot] = rule | benefit._own_lot_rule() if benefit.own_days else rule
        return lots

    def _own_lots(self):
        """{"credit" or "points": {"pending_days", "valid_days"}} of the benefits with a rule of their own."""
        return {
            lot: {"pending_days": benefit.pending_days, "valid_days": benefit.valid_days}
            for lot, kinds in LOTS.items() for benefit in self if benefit.own_days and benefit.kind in kinds}

    def _own_lot_rule(self):
        kind = expiry.DAYS if self.valid_days else expiry.NEVER
        return {
            "expiry": expiry.Rule(kind, self.valid_days)._asdict(), "pending_days": self.pending_days, "waits": False}

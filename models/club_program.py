"""One club: its brand, its rules and its state.

Whatever a rule of the club can be set to stands here; the engine gets the values it needs through `_to_engine`.
"""

from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare, format_amount, format_date, formatLang

from ..engine import jalali

PURSES = ("paid", "bonus", "points")
FREEZING = object()  # an object of this process: no client can send it
PURSE_ORDERS = [
    ("bonus,points,paid", "Bonus, then points, then paid credit"),
    ("points,bonus,paid", "Points, then bonus, then paid credit"),
    ("paid,bonus,points", "Paid credit, then bonus, then points"),
]


class ClubProgram(models.Model):
    _name = "club.program"
    _description = "Club Programme"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("draft", "Draft"), ("pilot", "Pilot"), ("live", "Live"), ("closed", "Closed")],
        default="draft", required=True, tracking=True, copy=False,
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id, ondelete="restrict")
    minor_digits = fields.Integer(
        readonly=True, copy=False,
        help="Decimal digits of the currency when the programme was made. Frozen: offers and ledger count in it.")
    tz = fields.Selection(_tz_get, string="Time zone", required=True, default=lambda self: self.env.user.tz or "UTC")
    program_company_ids = fields.One2many("club.program.company", "program_id", string="Companies")
    branch_ids = fields.One2many("club.branch", "program_id")
    tier_ids = fields.One2many("club.tier", "program_id")

    # What the choice of the best offer weighs
    credit_worth_bps = fields.Integer(
        "Worth of credit (bps)", default=10000, required=True,
        help="What one unit of wallet credit is worth to a customer against one unit of money now. 10000 = the same.")
    point_value = fields.Monetary(help="What one point weighs when offers are compared.")
    point_price = fields.Monetary(help="What one point pays at the till. Zero: points do not pay.")
    use_margin_floor = fields.Boolean("Keep a margin")
    margin_floor_bps = fields.Integer(
        "Least margin (bps)", help="Least margin over cost that a discount must leave: 1500 = never below cost x 1.15.")
    discount_priced_lines = fields.Boolean(
        "Discount lines with a special price",
        help="Let offers also discount lines priced by a pricelist rule, by the cashier or by a native reward.")

    # Wallet
    purse_order = fields.Selection(PURSE_ORDERS, default="bonus,points,paid", required=True, string="Order of spending")
    hold_minutes = fields.Integer(default=15, required=True)
    offline_allowance = fields.Monetary(
        help="What a member may spend from the wallet per day at a till that cannot reach the server.")
    pin_limit = fields.Monetary(
        "Card limit without confirmation",
        help="A scanned card pays up to this amount unconfirmed; with a typed phone every payment is to be confirmed.")
    change_to_wallet = fields.Boolean(
        "Change into the wallet", help="The till offers to put a member's change into their wallet, as paid credit.")
    bonus_valid_days = fields.Integer("Bonus lapses after (days)")
    points_valid_days = fields.Integer("Points lapse after (days)")
    pending_days = fields.Integer(help="Days until what was earned can be spent. Zero: at once.")
    restore_grace_days = fields.Integer(
        default=7, help="Days that given-back credit stays usable when its lot has expired meanwhile.")
    return_policy = fields.Selection(
        [("only_pending", "Take back pending credit only"),
         ("within_balance", "Take back what the balance still holds"),
         ("unlimited", "Take back all, the balance may go below zero")],
        default="within_balance", required=True, string="When a return takes earned credit back")
    overdraft_limit = fields.Monetary(
        help="How far taking back may push a purse below zero with the policy “all”. In points for the points purse.")
    earn_on_bonus = fields.Boolean(
        "Earn on what bonus and points paid", help="Otherwise only the part paid with money or paid credit earns.")
    retake_fixed = fields.Boolean(
        "Take fixed gifts back when their condition fails",
        help="After a return, take fixed credit and points back whole when what is kept no longer meets the offer's basket "
             "condition. Otherwise the returned share is taken back.")

    # How amounts are told to people
    display_unit = fields.Char(
        translate=True, help="Name of the unit in messages to members and in imported files, for example toman. Screens and "
        "papers show the currency.")
    display_factor = fields.Integer(default=1, required=True, help="Currency units in one display unit: toman = 10 rial.")

    _credit_worth_range = models.Constraint(
        "CHECK(credit_worth_bps BETWEEN 0 AND 10000)", "The worth of credit lies between 0 and 100 %.")
    _not_negative = models.Constraint(
        "CHECK(margin_floor_bps >= 0 AND hold_minutes > 0 AND offline_allowance >= 0 AND overdraft_limit >= 0"
        " AND point_value >= 0 AND point_price >= 0 AND pin_limit >= 0 AND display_factor > 0 AND pending_days >= 0"
        " AND bonus_valid_days >= 0 AND points_valid_days >= 0 AND restore_grace_days >= 0)",
        "Limits, prices and days of a programme cannot be negative.")

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._freeze_digits()
        return programs

    def _freeze_digits(self):
        """Set the digits in which offers and ledger count. Only before the first entry: the set-up rounds rial to 1."""
        for program in self:
            program.with_context(customer_club_freezing=FREEZING).write({"minor_digits": program.currency_id.decimal_places})

    def write(self, vals):
        if "minor_digits" in vals and self.env.context.get("customer_club_freezing") is not FREEZING:
            raise UserError(self.env._("The decimal digits of a programme are frozen when it is made."))
        if "currency_id" in vals and any(
            program.currency_id.id != vals["currency_id"] and program._has_ledger() for program in self
        ):
            raise UserError(self.env._("The currency of a programme cannot change once its wallets have entries."))
        return super().write(vals)

    @api.constrains("currency_id", "program_company_ids")
    def _check_currency(self):
        for program in self:
            for company in program.program_company_ids.company_id:
                if company.currency_id != program.currency_id:
                    raise ValidationError(self.env._(
                        "%(company)s keeps its books in %(books)s; the programme %(program)s counts in %(currency)s.",
                        company=company.name, books=company.currency_id.name,
                        program=program.name, currency=program.currency_id.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        for program in self:
            if program._has_ledger():
                raise UserError(self.env._("The programme %s has wallet entries. Close it instead.", program.name))

    def _has_ledger(self):
        # sudo: whoever may edit the programme need not be able to read the ledger
        return bool(self.env["club.wallet.entry"].sudo().search_count([("program_id", "in", self.ids)], limit=1))

    # -- money and time -----------------------------------------------------------------------------------------------

    def _to_minor(self, amount):
        """Integer minor units of a currency amount (float or Decimal), by the programme's frozen digits."""
        self.ensure_one()
        return round(amount * 10 ** self.minor_digits)

    def _from_minor(self, minor):
        """Currency amount of integer minor units."""
        self.ensure_one()
        return minor / 10 ** self.minor_digits

    def _money(self, amount, purse=None):
        """An amount as sentences tell it: in the programme's currency; of the purse `points` a plain number."""
        self.ensure_one()
        if purse == "points":
            return formatLang(self.env, amount, digits=0)
        return format_amount(self.env, amount, self.currency_id)

    def _money_told(self, amount, purse=None):
        """An amount as messages tell it: in the display unit, where the programme has one."""
        if purse == "points" or not self.display_unit:
            return self._money(amount, purse)
        value = self.currency_id.round(float(amount)) / self.display_factor
        most = self.currency_id.decimal_places + len(str(self.display_factor)) - 1
        digits = next((few for few in range(most) if not float_compare(value, round(value, few), precision_digits=most)), most)
        return f"{formatLang(self.env, value, digits=digits)} {self.display_unit}"

    @api.model
    def _date(self, day):
        """A date as people read it: Jalali in Persian."""
        return jalali.written(day) if (self.env.lang or "").startswith("fa") else format_date(self.env, day)

    def _today(self, now=None):
        """Date of the programme's own day at `now` (naive UTC datetime; default: the time of the call)."""
        self.ensure_one()
        now = now or fields.Datetime.now()
        return now.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.tz)).date()

    def _company(self, company):
        """The programme company row that serves `company`: its own, else the nearest parent's, else an empty record."""
        self.ensure_one()
        rows = {row.company_id: row for row in self.program_company_ids}
        for candidate in reversed(company.parent_ids or company):
            if candidate in rows:
                return rows[candidate]
        return self.env["club.program.company"]

    def _to_engine(self):
        """The `program` value of the offers engine: rates in basis points, money in minor units."""
        self.ensure_one()
        return {
            "credit_worth_bps": self.credit_worth_bps,
            "point_value_minor": self._to_minor(self.point_value),
            "margin_floor_bps": self.margin_floor_bps if self.use_margin_floor else None,
        }

    # -- state --------------------------------------------------------------------------------------------------------

    def action_start(self):
        self.write({"state": "live"})

    def action_pilot(self):
        self.write({"state": "pilot"})

    def action_close(self):
        self.write({"state": "closed"})

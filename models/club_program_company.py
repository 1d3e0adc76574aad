"""A company in a programme: its accounts, journal and wallet payment method, and whether it may issue and redeem."""

from datetime import date

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

CONTROL_ACCOUNTS = ("paid_account_id", "bonus_account_id", "points_account_id", "contract_account_id", "due_account_id")


class ClubProgramCompany(models.Model):
    _name = "club.program.company"
    _description = "Company of a Club Programme"
    _rec_name = "company_id"
    _check_company_auto = True

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict")
    currency_id = fields.Many2one(related="program_id.currency_id")
    may_issue = fields.Boolean(default=True, help="Sales of this company earn credit and points.")
    may_redeem = fields.Boolean(default=True, help="The wallet pays in this company.")

    journal_id = fields.Many2one(
        "account.journal", check_company=True, domain="[('type', '=', 'general')]", ondelete="restrict",
        help="Journal of the club's own entries.")
    paid_account_id = fields.Many2one(
        "account.account", "Paid credit", check_company=True, ondelete="restrict",
        help="Liability for money that members have paid in, per accounting partner.")
    bonus_account_id = fields.Many2one(
        "account.account", "Bonus provision", check_company=True, ondelete="restrict")
    points_account_id = fields.Many2one(
        "account.account", "Points provision", check_company=True, ondelete="restrict")
    expense_account_id = fields.Many2one(
        "account.account", "Loyalty expense", check_company=True, ondelete="restrict",
        help="Cost of bonus and points when they are given, at what they are expected to cost.")
    redeemed_account_id = fields.Many2one(
        "account.account", "Loyalty redeemed", check_company=True, ondelete="restrict",
        help="What bonus and points pay at the till, at face value.")
    shortfall_account_id = fields.Many2one(
        "account.account", "Shortfall", check_company=True, ondelete="restrict",
        help="Wallet payments of offline tills above what the member may spend offline.")
    contract_account_id = fields.Many2one(
        "account.account", "Contract liability", check_company=True, ondelete="restrict",
        help="What is put off of the price of sales that earned bonus and points, where the company defers.")
    revenue_account_id = fields.Many2one(
        "account.account", "Loyalty revenue", check_company=True, ondelete="restrict",
        help="Less what is put off at a sale, plus what is released when bonus and points are redeemed.")
    breakage_account_id = fields.Many2one(
        "account.account", "Breakage", check_company=True, ondelete="restrict",
        help="Paid credit that was given up, where the company may keep it.")
    opening_account_id = fields.Many2one(
        "account.account", "Opening balances", check_company=True, ondelete="restrict",
        help="What stands against balances that members brought from before. Clear it against the old liability.")
    clearing_account_id = fields.Many2one(
        "account.account", "Top-up clearing", check_company=True, ondelete="restrict",
        help="Income account of the top-up product: from here the closing moves top-ups to paid credit.")
    rounding_account_id = fields.Many2one(
        "account.account", "Rounding", check_company=True, ondelete="restrict",
        help="Units by which the invoice of a discounted till order may miss the order.")
    top_up_product_id = fields.Many2one("product.product", check_company=True, ondelete="restrict")
    payment_method_id = fields.Many2one(
        "pos.payment.method", "Wallet payment method", check_company=True, ondelete="restrict")
    expected_rate_bps = fields.Integer(
        "Expected redemption (bps)", default=10000, help="Share of bonus and points that is expected to be spent.")
    cost_factor_bps = fields.Integer(
        "Cost factor (bps)", default=10000, help="What one unit of redeemed bonus costs: 10000 = its face value.")

    valuation_method = fields.Selection(
        [("expense", "Provision at expected cost"), ("deferred", "Deferred revenue (IFRS 15)")],
        default="expense", required=True,
        help="Deferred revenue puts off a part of each sale that earns; what no purchase earned stays marketing cost.")
    deferred_from = fields.Date(
        "Deferred since", readonly=True, help="Credit issued from this month on is deferred, older credit stays a provision.")
    redeeming_lowers_tax = fields.Boolean(
        "Bonus and points lower the taxed price",
        help="Off: what they pay at a till is a payment, with tax on the full price. On: it is a discount, and tax is due on "
             "the rest; an order with an invoice keeps its tax. Set the cost factor accordingly.")
    breakage_allowed = fields.Boolean(
        "Keep paid credit that is given up",
        help="Off: it stays owed. Only where the wallet pays in own shops alone and the law lets you keep it.")
    books_until = fields.Date("Posted until", readonly=True, copy=False)
    books_posted_at = fields.Datetime("Posted at", readonly=True, copy=False)
    books_after_id = fields.Integer(
        readonly=True, copy=False, help="All entries up to this one are in the books: the daily posting starts behind it.")

    _company_once = models.Constraint(
        "UNIQUE(program_id, company_id)", "A company takes part in a programme once.")
    _rates = models.Constraint(
        "CHECK(expected_rate_bps BETWEEN 0 AND 10000 AND cost_factor_bps BETWEEN 0 AND 10000)",
        "Expected redemption and cost factor lie between 0 and 100 %.")

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.filtered(lambda row: row.valuation_method == "deferred" and not row.deferred_from).deferred_from = date(1970, 1, 1)
        return rows

    def write(self, vals):
        if "valuation_method" in vals:
            vals = dict(vals)
            self._change_method(vals)
        for name in set(CONTROL_ACCOUNTS) & set(vals):
            self._refuse_leaving(name, vals[name])
        return super().write(vals)

    def _change_method(self, vals):
        """A new method counts for what is issued from the next month on, at once where nothing is booked yet."""
        # sudo: whoever may choose the method need not see what is booked
        booked = self.env["club.cohort.movement"].sudo()._booked(self)
        for row in self.filtered(lambda row: row.valuation_method != vals["valuation_method"]):
            own = {key: one for key, one in booked.items() if key.company == row.id}
            if vals["valuation_method"] == "deferred":
                next_month = row.program_id._today().replace(day=1) + relativedelta(months=1)
                vals["deferred_from"] = next_month if own else date(1970, 1, 1)
            elif any(key.is_deferred and one.cohort.outstanding for key, one in own.items()):
                raise UserError(self.env._(
                    "%s has deferred revenue that members can still redeem. It must run out before the company goes back to "
                    "provisions.", row.company_id.name))

    def _refuse_leaving(self, name, account_id):
        """A control account that carries the wallet stays: its balance would remain behind."""
        for row in self:
            account = row[name]
            if account and account_id and account.id != account_id and row._carries(account):
                raise UserError(self.env._(
                    "%(account)s carries wallet entries of %(company)s and cannot be replaced by another account.",
                    account=account.display_name, company=row.company_id.name))

    def _carries(self, account):
        self.env.cr.execute(
            """SELECT EXISTS (SELECT FROM club_wallet_posting p JOIN account_move_line l ON l.id = p.move_line_id
                               WHERE l.account_id = %s)""", (account.id,))
        return self.env.cr.fetchone()[0]

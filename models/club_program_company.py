"""A company in a programme: its accounts, journal and wallet payment method, and whether it may issue and redeem."""

from odoo import fields, models


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

    _company_once = models.Constraint(
        "UNIQUE(program_id, company_id)", "A company takes part in a programme once.")
    _rates = models.Constraint(
        "CHECK(expected_rate_bps BETWEEN 0 AND 10000 AND cost_factor_bps BETWEEN 0 AND 10000)",
        "Expected redemption and cost factor lie between 0 and 10000 basis points.")

"""What a company of a programme still needs before its tills can use the wallet: one row each, with what to do."""

from odoo import api, fields, models

from .pos_payment_method import WALLET

# Account field -> account type that the set-up gives a new account. None is reconciled: the ledger tells what is open.
ACCOUNT_TYPES = {
    "paid_account_id": "liability_current",
    "bonus_account_id": "liability_current",
    "points_account_id": "liability_current",
    "contract_account_id": "liability_current",
    "revenue_account_id": "income",
    "breakage_account_id": "income_other",
    "opening_account_id": "equity",
    "expense_account_id": "expense",
    "redeemed_account_id": "income",
    "shortfall_account_id": "expense",
    "clearing_account_id": "liability_current",
    "rounding_account_id": "expense",
}
OWN_ROW = ("shortfall_account_id", "clearing_account_id")  # shown on rows of their own


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    setup_done = fields.Boolean("Ready", compute="_compute_checklist")

    @api.depends_context("uid", "lang")
    @api.depends(
        *ACCOUNT_TYPES, "journal_id", "top_up_product_id", "payment_method_id", "company_id", "program_id.branch_ids")
    def _compute_checklist(self):
        for row in self:
            # sudo: a manager need not have rights on accounts and journals to see whether they are there
            items = row.sudo()._checklist() if row.company_id and row.program_id else []
            row.checklist = self.env["ir.qweb"]._render(
                "customer_club.club_program_company_checklist", {"items": items}, minimal_qcontext=True)
            row.setup_done = bool(items) and all(item["done"] for item in items)

    def _checklist(self):
        """Rows of {"title", "done", "note"}; the note says what is there, or what to do."""
        self.ensure_one()
        checks = (
            self._check_chart, self._check_receivable, self._check_rounding, self._check_accounts, self._check_journal,
            self._check_shortfall, self._check_top_up, self._check_branches, self._check_method,
        )
        return [dict(zip(("title", "done", "note"), check(), strict=True)) for check in checks]

    def _check_chart(self):
        chart = self.company_id.chart_template or self.company_id.root_id.chart_template
        done = bool(self.company_id.root_id._existing_accounting() or self.company_id.chart_template)
        return self.env._("Chart of accounts"), done, (chart or "") if done else self.env._(
            "No till opens without one: choose a chart under Settings > Invoicing > Fiscal localization.")

    def _check_receivable(self):
        account = self.company_id.account_default_pos_receivable_account_id
        return self.env._("Receivable of the tills"), self._usable(account) and account.reconcile, (
            account.display_name or self.env._("The company has no default receivable account for Point of Sale."))

    def _check_rounding(self):
        currency = self.currency_id
        if not self._wants_whole_units():
            return self.env._("Rounding"), True, self.env._(
                "%(currency)s counts in %(unit)s.", currency=currency.name, unit=f"{currency.rounding:g}")
        note = self.env._("Rial are not divided. Set the rounding of %s to 1.", currency.name)
        if not self._may_round_whole():
            note = self.env._(
                "Rial are not divided, but %s already has journal items; it stays as it is.", currency.name)
        return self.env._("Rounding"), not self._may_round_whole(), note

    def _check_accounts(self):
        names = [name for name in ACCOUNT_TYPES if name not in OWN_ROW]
        missing = self._missing_accounts(names)
        return self.env._("Accounts"), not missing, (
            self.env._("Missing: %s.", ", ".join(missing)) if missing
            else ", ".join(self[name].with_company(self.company_id).code or self[name].name for name in names))

    def _check_journal(self):
        done = bool(self.journal_id.active)
        return self.env._("Journal"), done, self.journal_id.display_name or self.env._(
            "The club's own entries need a journal of type Miscellaneous.")

    def _check_shortfall(self):
        missing = self._missing_accounts(["shortfall_account_id"])
        return self.env._("Shortfall account"), not missing, self.shortfall_account_id.display_name or self.env._(
            "Wallet payments that no wallet covers need an account.")

    def _check_top_up(self):
        product, account = self.top_up_product_id, self.clearing_account_id
        if not product.active or not self._usable(account):
            return self.env._("Top-up"), False, self.env._("A top-up product and its clearing account are needed.")
        in_company = product.with_company(self.company_id)
        if in_company.taxes_id:
            return self.env._("Top-up"), False, self.env._(
                "%s must have no taxes: money paid in is not a sale.", product.display_name)
        if in_company.property_account_income_id != account:
            return self.env._("Top-up"), False, self.env._(
                "The income account of %(product)s must be %(account)s.",
                product=product.display_name, account=account.display_name)
        return self.env._("Top-up"), True, f"{product.display_name}, {account.display_name}"

    def _check_branches(self):
        tills = self._tills()
        loose = tills.filtered(lambda till: not till.club_branch_id)
        if loose and loose == tills:
            return self.env._("Branches"), False, self.env._(
                "These tills stand in no branch: %s.", ", ".join(loose.mapped("name")))
        if not tills and not self._child_companies_with_tills():
            taken = self.env["pos.config"].search_count([("company_id", "=", self.company_id.id)], limit=1)
            return self.env._("Branches"), False, (
                self.env._("All tills of the company stand in branches of other programmes. Move one to this.")
                if taken else self.env._("The company has no till yet. Make one in Point of Sale."))
        branches = ", ".join(self._branches().mapped("name"))
        return self.env._("Branches"), True, self.env._(
            "%(branches)s; in no branch and so outside of the club: %(tills)s", branches=branches,
            tills=", ".join(loose.mapped("name"))) if loose else branches

    def _check_method(self):
        method, title = self.payment_method_id, self.env._("Wallet payment method")
        if not (method.active and method.type == WALLET):
            return title, False, self.env._("The tills need a payment method of type Club wallet.")
        lacking = self._tills_without(method)
        waiting = lacking.filtered("has_active_session")
        if waiting:
            return title, False, self.env._(
                "Close the open session of %s first; a till takes no new payment method before.",
                ", ".join(waiting.mapped("name")))
        if lacking:
            return title, False, self.env._("These tills do not have it yet: %s.", ", ".join(lacking.mapped("name")))
        return title, True, method.name

    # -- what the checks look at --------------------------------------------------------------------------------------

    @api.model
    def _usable(self, account):
        return bool(account and account.active)

    def _missing_accounts(self, names):
        """Labels of the account fields among `names` that are empty or archived."""
        return [self._fields[name]._description_string(self.env) for name in names if not self._usable(self[name])]

    def _missing_for_closing(self):
        """Labels of what the closing of a session will need and that is empty or archived."""
        self.ensure_one()
        missing = self._missing_accounts(ACCOUNT_TYPES)
        receivable = self.company_id.account_default_pos_receivable_account_id
        return missing if self._usable(receivable) else [*missing, self.env._("Receivable of the tills")]

    def _wants_whole_units(self):
        return self.currency_id.name == "IRR" and self.currency_id.rounding < 1

    def _may_round_whole(self):
        return not self.currency_id._has_accounting_entries() and not self.program_id._has_ledger()

    def _branches(self):
        return self.program_id.branch_ids.filtered(lambda branch: branch.company_id == self.company_id)

    def _tills(self):
        """The tills of the company that stand in a branch of this programme, or in none."""
        tills = self.env["pos.config"].search([("company_id", "=", self.company_id.id)])
        return tills.filtered(lambda till: not till.club_branch_id or till.club_branch_id.program_id == self.program_id)

    def _tills_without(self, method):
        return self._tills().filtered(lambda till: till.club_branch_id and method not in till.payment_method_ids)

    def _child_companies_with_tills(self):
        """The branch companies below these that have tills."""
        tills = self.env["pos.config"].search([("company_id", "child_of", self.company_id.ids)])
        return tills.company_id - self.company_id

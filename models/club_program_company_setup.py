"""Completes what the checklist finds missing, with defaults that fit any chart of accounts; again, if need be.

A branch company shares the accounts, the journal and the top-up product of its root, because it shares its books; the
wallet payment method is its own, because Odoo wants a method's company to be the till's.
"""

from collections import Counter

from odoo import models
from odoo.fields import Command

from .club_client import RELOAD, notification
from .club_program_company_checklist import ACCOUNT_TYPES
from .pos_payment_method import WALLET

FIRST_DIGIT = {
    "asset_receivable": "1", "asset_current": "1", "liability_current": "2", "equity": "3", "income": "4", "income_other": "4",
    "expense": "6"}
SHARED_BY_ROOT = (*ACCOUNT_TYPES, "journal_id", "top_up_product_id")
METHOD_SEQUENCE = 90  # typing on an empty payment screen adds the first method: that should not be the wallet


class ClubProgramCompany(models.Model):
    _inherit = "club.program.company"

    def action_complete_setup(self):
        """Complete what is missing in these companies; a second time changes nothing. Returns a notification."""
        self.check_access("write")
        # sudo: a manager finishes the set-up alone, without rights on accounts, journals, products and currencies
        rows = self.sudo()
        rows._complete_setup()
        return rows._setup_notification()

    def _complete_setup(self):
        for row in self:
            row = row.with_company(row.company_id)
            row._complete_books()
            row._complete_top_up()
            row._complete_tills()
        self.invalidate_recordset(["checklist", "setup_done"])

    def _setup_notification(self):
        """What is still missing, in sentences, or that all is ready."""
        left = [item for row in self for item in row._checklist() if not item["done"]]
        return notification(
            " ".join(f"{item['title']}: {item['note']}" for item in left) or self.env._("Everything is in place."), RELOAD,
            title=self.env._("Set-up of the club"), kind="warning" if left else "success", sticky=bool(left))

    # -- books --------------------------------------------------------------------------------------------------------

    def _complete_books(self):
        self._load_chart_of_root()
        if self._wants_whole_units() and self._may_round_whole():
            self.currency_id.rounding = 1.0
            self.program_id._freeze_digits()
        self._share_with_root()
        for name, account_type in ACCOUNT_TYPES.items():
            if not self[name]:
                self[name] = self._new_account(self._fields[name]._description_string(self.env), account_type)
            self[name].filtered(lambda account: not account.active).active = True
        if not self.journal_id:
            self.journal_id = self._new_journal()
        self.journal_id.filtered(lambda journal: not journal.active).active = True
        self._complete_receivable()

    def _load_chart_of_root(self):
        """Give a new branch company what it needs of its root's chart, as Odoo does when such a company is saved."""
        template = self.company_id.root_id.chart_template
        if template and not self.company_id.chart_template:
            self.env["account.chart.template"]._load(template, self.company_id, install_demo=False)

    def _of_same_books(self):
        """The other rows of the programme whose companies have the same root, and with it the same books."""
        return self.program_id.program_company_ids.filtered(
            lambda row: row != self and row.company_id.root_id == self.company_id.root_id)

    def _share_with_root(self):
        """Take over what another row of the programme has in the same root company."""
        others = self._of_same_books()
        for name in SHARED_BY_ROOT:
            found = others[name].filtered_domain(others[name]._check_company_domain(self.company_id))[:1]
            if found and not self[name]:
                self[name] = found

    def _complete_receivable(self):
        company = self.company_id
        # The company's own comes first; a new branch company has none yet and takes its root's.
        account = (company | company.root_id).account_default_pos_receivable_account_id[:1] or self._new_account(
            self.env._("Receivable of the tills"), "asset_receivable", reconcile=True)
        account.filtered(lambda receivable: not receivable.reconcile).reconcile = True
        account.filtered(lambda receivable: not receivable.active).active = True
        if company.account_default_pos_receivable_account_id != account:
            company.account_default_pos_receivable_account_id = account

    def _new_account(self, label, account_type, reconcile=False):
        root = self.company_id.root_id
        return self.env["account.account"].with_company(root).create({
            "name": self.env._("Club: %s", label), "code": self._free_code(account_type), "account_type": account_type,
            "reconcile": reconcile, "company_ids": [Command.set(root.ids)],
        })

    def _free_code(self, account_type):
        """A free code next to the accounts of the same type, as wide as the codes of this chart."""
        accounts = self.env["account.account"].with_company(self.company_id.root_id)
        accounts = accounts.with_context(active_test=False).search([("company_ids", "in", self.company_id.root_id.ids)])
        codes = [code for code in accounts.mapped("code") if code]
        width = Counter(map(len, codes)).most_common(1)[0][0] if codes else 6
        of_type = accounts.filtered(lambda account: account.account_type == account_type).mapped("code")
        alike = sorted(code for code in of_type if code and len(code) == width and code[-1].isdigit())
        for start in (*alike[:1], *alike[-1:], FIRST_DIGIT[account_type].ljust(width, "0")):
            code = accounts._search_new_account_code(start, set(codes))
            if len(code) == width:
                return code
        return code

    def _new_journal(self):
        company = self.company_id.root_id
        taken = set(self.env["account.journal"].with_context(active_test=False).search(
            [("company_id", "=", company.id)]).mapped("code"))
        code = next(code for code in ("CLUB", *(f"CLB{n}" for n in range(2, 100))) if code not in taken)
        return self.env["account.journal"].with_company(company).create({
            "name": self.env._("Customer club"), "type": "general", "code": code, "company_id": company.id})

    # -- top-up -------------------------------------------------------------------------------------------------------

    def _complete_top_up(self):
        if not self.top_up_product_id:
            self.top_up_product_id = self.env["product.product"].create({
                "name": self.env._("Wallet top-up"), "type": "service", "list_price": 0.0, "available_in_pos": True,
                "company_id": self.company_id.root_id.id, "taxes_id": [Command.clear()],
                "supplier_taxes_id": [Command.clear()], "purchase_ok": False,
            })
        product = self.top_up_product_id
        product.filtered(lambda top_up: not top_up.active).active = True
        if product.taxes_id:
            product.taxes_id = [Command.clear()]
        if product.property_account_income_id != self.clearing_account_id:
            product.property_account_income_id = self.clearing_account_id

    # -- tills --------------------------------------------------------------------------------------------------------

    def _complete_tills(self):
        if not self._tills().club_branch_id:  # the first time; a till that comes later joins when somebody gives it a branch
            for till in self._tills():
                till.club_branch_id = self._branch_for(till)
        if self.payment_method_id.type != WALLET:
            self.payment_method_id = self.env["pos.payment.method"].create({
                "name": self.env._("Club wallet"), "company_id": self.company_id.id, "club_program_company_id": self.id,
                "sequence": METHOD_SEQUENCE})
        method = self.payment_method_id
        method.filtered(lambda wallet: not wallet.active).active = True
        for till in self._tills_without(method):
            if not till.has_active_session:
                till.payment_method_ids = [Command.link(method.id)]

    def _branch_for(self, till):
        """The branch of that name in this company, or a new one."""
        found = self._branches().filtered(lambda branch: branch.name == till.name)[:1]
        return found or self.env["club.branch"].create({
            "name": till.name, "program_id": self.program_id.id, "company_id": self.company_id.id,
            "warehouse_id": till.picking_type_id.warehouse_id.id, "tz": self.program_id.tz,
        })

"""The liability report: what members are owed at the end of a day, in the ledger and in the books, with what differs."""

import base64
import io

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..engine.accounting.liability import age_class
from ..models.club_client import is_right_to_left
from ..models.club_labels import selection_labels
from ..models.club_wallet_entry import PURSE_SELECTION
from ..sheets.writer import Table, write

READERS = "customer_club.customer_club_group_accountant", "customer_club.customer_club_group_auditor"
SECTIONS = [("books", "Reconciliation"), ("parts", "By branch and age"), ("behind", "Behind a difference")]
SUMS = ("face", "valuation", "open_sessions", "waiting", "ledger", "difference")


class ClubLiabilityReport(models.TransientModel):
    _name = "club.liability.report"
    _description = "Liability Report"

    program_id = fields.Many2one(
        "club.program", "Programme", required=True, default=lambda self: self._default_program(), ondelete="cascade")
    on = fields.Date("As of", required=True, default=lambda self: self._default_program()._today())
    currency_id = fields.Many2one(related="program_id.currency_id")
    shown_on = fields.Date(readonly=True)
    books_ids = fields.One2many("club.liability.line", "report_id", domain=[("section", "=", "books")])
    parts_ids = fields.One2many("club.liability.line", "report_id", domain=[("section", "=", "parts")])
    behind_ids = fields.One2many("club.liability.line", "report_id", domain=[("section", "=", "behind")])
    face = fields.Monetary(compute="_compute_sums")
    valuation = fields.Monetary(compute="_compute_sums")
    open_sessions = fields.Monetary(compute="_compute_sums")
    waiting = fields.Monetary("Waiting to be posted", compute="_compute_sums")
    ledger = fields.Monetary("General ledger", compute="_compute_sums")
    difference = fields.Monetary(compute="_compute_sums")
    file = fields.Binary(readonly=True, attachment=False)

    @api.model
    def _default_program(self):
        programs = self.env["club.program"].search([("program_company_ids", "!=", False)])
        return programs.filtered(lambda program: program.state != "draft")[:1] or programs[:1]

    @api.depends("books_ids")
    def _compute_sums(self):
        for report in self:
            for name in SUMS:
                report[name] = report.currency_id.round(sum(report.books_ids.mapped(name)))

    @api.depends("program_id", "on")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Liability of %(program)s, %(day)s", program=report.program_id.name, day=report.program_id._date(report.on))

    # -- what it shows ------------------------------------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the report as of today."""
        if not self._default_program():
            raise UserError(self.env._("There is no programme with a company yet."))
        report = self.create({})
        report.action_show()
        return {"type": "ir.actions.act_window", "name": self.env._("Liability"), "res_model": self._name,
                "res_id": report.id, "view_mode": "form", "target": "current"}

    def action_show(self):
        """Compute the lines for the programme and the day."""
        self.ensure_one()
        rows = self._rows()
        # sudo: the report reads ledger and books as a whole; `_rows` has chosen what this user may see
        liability, found = self.env["club.liability"].sudo(), []
        found += [self._books_values(one) for one in liability._reconcile(rows, self.on)]
        found += [self._part_values(one) for one in liability._parts(rows, self.on)]
        found += [self._behind_values(one) for one in liability._behind(rows, self.on)]
        lines = self.env["club.liability.line"]
        lines.search([("report_id", "=", self.id)]).unlink()
        lines.create([{"report_id": self.id, **values} for values in found])
        self.shown_on = self.on
        self.invalidate_recordset()
        return True

    def _rows(self):
        """The programme companies that this user may see, with sudo; refuses who may not see the books."""
        if not any(self.env.user.has_group(group) for group in READERS):
            raise AccessError(self.env._("The liability report is for the club's accountants and auditors."))
        self.program_id.check_access("read")
        # sudo: see `action_show`
        return self.env["club.program.company"].search([("program_id", "=", self.program_id.id)], order="id").sudo()

    def _money(self, minor):
        return self.program_id._from_minor(minor)

    def _named(self, company_id, purse):
        """The company's and the purse's columns."""
        # sudo: names of companies of which the user may see the programme's row
        row = self.env["club.program.company"].sudo().browse(company_id)
        return {"company": row.company_id.name, "purse": purse}

    def _month_values(self, month):
        """Columns of a month of issue."""
        return {"month": f"{month:%Y-%m}", "age_from": age_class(month, self.on)[0], "age": self._age(month)} if month else {}

    def _age(self, month):
        start, end = age_class(month, self.on)
        if end is None:
            return self.env._("%s months and more", start)
        return self.env._("under %s months", end) if not start else self.env._(
            "%(start)s to %(end)s months", start=start, end=end - 1)

    def _books_values(self, one):
        env = self.sudo().env  # sudo: auditors have no rights on accounts, whose names they see here
        account = env["account.account"].browse(one.account)
        code = account.with_company(env["club.program.company"].browse(one.company).company_id).code
        return {
            "section": "books", **self._named(one.company, one.purse), **self._month_values(one.month),
            "account": " ".join(filter(None, [code, account.name])), "is_deferred": one.is_deferred,
            "points": one.units if one.purse == "points" else 0, "face": self._money(one.face),
            "valuation": self._money(one.valuation), "open_sessions": self._money(one.open),
            "waiting": self._money(one.waiting), "ledger": self._money(one.ledger), "difference": self._money(one.difference)}

    def _part_values(self, one):
        # sudo: names of the programme's own branches
        branch = self.env["club.branch"].sudo().browse(one.branch)
        return {
            "section": "parts", **self._named(one.company, one.purse), **self._month_values(one.month), "branch": branch.name,
            "points": one.units if one.purse == "points" else 0, "face": self._money(one.face),
            "valuation": self._money(one.valuation)}

    def _behind_values(self, one):
        env = self.sudo().env  # sudo: auditors have no rights on journal items and customers, whose names they see here
        item = env["account.move.line"].browse(one.get("move_line"))
        partner = env["res.partner"].browse(one.get("partner")) or item.partner_id
        text = ", ".join(filter(None, [
            one["message"], item.move_id.name, item and format_date(self.env, item.date), item.name]))
        return {"section": "behind", **self._named(one["company"], False), "message": text, "partner": partner.display_name,
                "difference": self._money(one["amount"]), "move_line_id": item.id}

    # -- on paper -----------------------------------------------------------------------------------------------------

    def action_print(self):
        self._show_first()
        return self.env.ref("customer_club.club_liability_report_print").report_action(self)

    def action_export(self):
        """Offer the report as a workbook."""
        self._show_first()
        content = io.BytesIO()
        write(content, [self._page(*section) for section in self._pages()],
              digits=self.program_id.minor_digits, right_to_left=is_right_to_left(self.env))
        self.file = base64.b64encode(content.getvalue())
        return {"type": "ir.actions.act_url", "target": "self",
                "url": f"/web/content/{self._name}/{self.id}/file/liability-{self.on}.xlsx?download=true"}

    def _show_first(self):
        if self.shown_on != self.on:
            self.action_show()

    def _by_age(self):
        """The parts for paper: months of one age class summed."""
        groups = self.parts_ids.sorted("age_from").grouped(
            lambda line: (line.company or "", line._cell("purse"), line.branch or "", line.age_from))
        return [{"company": company, "purse": purse, "branch": branch, "age": lines[0].age,
                 "face": sum(lines.mapped("face")), "valuation": sum(lines.mapped("valuation"))}
                for (company, purse, branch, _age), lines in sorted(groups.items(), key=lambda pair: pair[0])]

    def _pages(self):
        """(section, lines, columns) of each page."""
        return (
            ("books", self.books_ids, ("company", "purse", "account", "month", "age", "is_deferred", "points", *SUMS)),
            ("parts", self.parts_ids, ("company", "purse", "branch", "month", "age", "points", "face", "valuation")),
            ("behind", self.behind_ids, ("company", "partner", "message", "difference")))

    def _page(self, section, lines, names):
        """One page of the workbook, as plain values."""
        fields_of = self.env["club.liability.line"]._fields
        titles = selection_labels(self.env["club.liability.line"], "section")
        columns = [(fields_of[name]._description_string(self.env), _kind(fields_of[name])) for name in names]
        return Table(titles[section], columns, [[line._cell(name) for name in names] for line in lines], summed=True)


def _kind(field):
    return {"monetary": "money", "float": "count"}.get(field.type, "text")


class ClubLiabilityLine(models.TransientModel):
    _name = "club.liability.line"
    _description = "Line of the Liability Report"
    _order = "report_id, section, company, purse, month desc, branch, id"

    report_id = fields.Many2one("club.liability.report", required=True, ondelete="cascade", index=True)
    section = fields.Selection(SECTIONS, required=True)
    currency_id = fields.Many2one(related="report_id.currency_id")
    company = fields.Char()
    purse = fields.Selection(PURSE_SELECTION)
    account = fields.Char()
    branch = fields.Char()
    partner = fields.Char("Customer")
    month = fields.Char("Issued in")
    age_from = fields.Integer()
    age = fields.Char()
    is_deferred = fields.Boolean("Deferred")
    points = fields.Float(digits=(16, 0))
    face = fields.Monetary()
    valuation = fields.Monetary()
    open_sessions = fields.Monetary()
    waiting = fields.Monetary("Waiting to be posted")
    ledger = fields.Monetary("General ledger")
    difference = fields.Monetary()
    message = fields.Char("What it is")
    move_line_id = fields.Many2one("account.move.line", ondelete="cascade")

    def _cell(self, name):
        """A column's value for paper: labels instead of keys."""
        if name == "purse":
            return selection_labels(self, "purse").get(self.purse, "")
        if name == "is_deferred":
            return self.env._("Yes") if self.is_deferred else ""
        return self[name] or ("" if self._fields[name].type == "char" else 0)

    def action_open_item(self):
        """Open the journal entry behind this row."""
        return {"type": "ir.actions.act_window", "res_model": "account.move", "view_mode": "form",
                "res_id": self.move_line_id.move_id.id}

"""A file that went out: who took what, and how many rows. The workbook itself is written as it is downloaded."""

from datetime import timezone
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .club_errors import ClubImmutable
from .club_labels import selection_labels

KINDS = [("members", "Members"), ("entries", "Wallet entries"), ("purchases", "Purchases"), ("codes", "Codes"),
         ("verdicts", "Why and why not"), ("sales", "Report: sales per day"), ("cuts", "Report: sales by property and month"),
         ("counts", "Report: members per month and year"), ("tenths", "Report: members in tenths by margin"),
         ("cohorts", "Report: who comes again"), ("movements", "Report: movements of wallets per day")]
MODELS = {"members": "club.member", "entries": "club.wallet.entry", "purchases": "club.purchase", "codes": "club.code",
          "verdicts": "club.verdict", "sales": "club.report.day", "cuts": "club.report.cut", "counts": "club.report.members",
          "tenths": "club.report.decile", "cohorts": "club.report.cohort", "movements": "club.report.wallet"}
DATES = {"members": "joined_at", "entries": "entered_at", "purchases": "purchased_at", "codes": "given_at",
         "verdicts": "purchase_id.purchased_at", "sales": "day", "cuts": "month", "counts": "start", "tenths": "start",
         "cohorts": "start", "movements": "day"}
SUMS = ("sales", "lines", "gross", "discount", "net", "untaxed", "cost", "margin")
# Columns of each workbook, as paths of fields; those that a database or a user does not have are left out.
COLUMNS = {
    "members": ("former_code", "card_number", "partner_id.name", "partner_id.phone", "partner_id.email", "partner_id.city",
                "joined_at", "state", "branch_id", "tier_id", "visits", "last_purchase_at", "calendar", "birth_year",
                "birth_month", "birth_day"),
    "entries": ("entered_at", "member_id.card_number", "member_id.partner_id.name", "purse", "kind", "amount", "branch_id",
                "source_key", "reason", "user_id"),
    "purchases": ("invoice_number", "purchased_at", "branch_id", "channel", "member_id.card_number",
                  "member_id.partner_id.name", "amount", "amount_untaxed", "saved", "discounted", "line_count",
                  "paid_by_paid", "paid_by_bonus", "paid_by_points", "earned_credit", "earned_points",
                  "source_key", "origin_id.source_key"),
    "codes": ("batch_id", "hint", "state", "member_id.card_number", "given_at", "used_at", "purchase_id.source_key"),
    "verdicts": ("purchase_id.purchased_at", "purchase_id.source_key", "purchase_id.branch_id",
                 "purchase_id.member_id.card_number"),
    "sales": ("day", "month_name", "company_id", "branch_id", "bought_by", *SUMS, "returns", "first_sales", "earned_credit",
              "earned_points", "paid_by_paid", "paid_by_bonus", "paid_by_points"),
    "cuts": ("month_name", "cut", "name", "company_id", "branch_id", "bought_by", "members", *SUMS),
    "counts": ("span", "start_name", "branch_id", "segment_id", "active_members", "new", "returning", "reactivated", "repeat",
               "inactive"),
    "tenths": ("span", "start_name", "branch_id", "decile", "members", "net", "untaxed", "cost", "margin"),
    "cohorts": ("start_name", "age", "members", "net"),
    "movements": ("day", "branch_id", "purse", "kind", "amount", "entries"),
}
KIND_OF = {"datetime": "datetime", "date": "date", "monetary": "money", "integer": "number", "float": "number"}
BATCH = 1_000
TAKERS = "customer_club.customer_club_group_manager", "customer_club.customer_club_group_accountant"


class ClubExport(models.Model):
    _name = "club.export"
    _description = "Export"
    _inherit = ["club.labelled.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    program_id = fields.Many2one(
        "club.program", "Programme", required=True, ondelete="restrict", index=True,
        default=lambda self: self.env["club.program"].search([], limit=1))
    kind = fields.Selection(KINDS, "What", required=True, default="members")
    since = fields.Date("From")
    until = fields.Date("To", help="The last day.")
    branch_id = fields.Many2one("club.branch", ondelete="restrict", domain="[('program_id', '=', program_id)]")
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="restrict")
    exported_at = fields.Datetime("When", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("exported_at", None)
            vals.pop("row_count", None)
        exports = super().create([vals | {"user_id": self.env.uid} for vals in vals_list])
        exports._check_right()
        return exports

    def write(self, vals):
        if any(export.exported_at for export in self):
            raise ClubImmutable(self.env._("What was exported stays as it is recorded."))
        done = super().write(vals)
        self._check_right()
        return done

    @api.constrains("kind")
    def _check_right(self):
        """Exports are for those who may see all branches, and only of what they may read."""
        for export in self if not self.env.su else ():
            user = export.user_id
            if not any(user.has_group(group) for group in TAKERS):
                raise AccessError(self.env._("Only managers and accountants may export."))
            if MODELS[export.kind] not in self.env:
                raise AccessError(self.env._("This club has none of these yet."))
            self.env[MODELS[export.kind]].with_user(user).check_access("read")

    def _record(self, count):
        """Note the download, by whoever takes it."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_export SET exported_at = %s, row_count = %s WHERE id = %s", [fields.Datetime.now(), count, self.id])
        self.invalidate_recordset()

    def action_download(self):
        """Download the workbook; the download is what is recorded."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download", "url": f"/club/sheets/export/{self.id}"}

    # -- the workbook -------------------------------------------------------------------------------------------------

    def _columns(self):
        """[(path, heading, kind)] of the columns that there are and that the user may read."""
        found = []
        for path in COLUMNS[self.kind]:
            model, heading, field = self.env[MODELS[self.kind]], [], None
            for name in path.split("."):
                field = model._fields.get(name) if field is None or field.relational else None
                if field is None or not model._has_field_access(field, "read"):
                    break
                heading.append(field._description_string(self.env))
                model = self.env[field.comodel_name] if field.relational else model
            else:
                found.append((path, heading[-1], KIND_OF.get(field.type, "text")))
        return found

    def _titles(self, columns):
        """(heading, kind) of all columns of the workbook."""
        told = [self.env._("Offer"), self.env._("Given or not"), self.env._("Worth on its own"), self.env._("Why")]
        return [column[1:] for column in columns] + [(title, "text") for title in told if self.kind == "verdicts"]

    def _domain(self):
        prefix, date = "purchase_id." if self.kind == "verdicts" else "", DATES[self.kind]
        domain, own = Domain(f"{prefix}program_id", "=", self.program_id.id), self.env[MODELS[self.kind]]._fields
        begin = (lambda day: day) if date in own and own[date].type == "date" else self.program_id._midnight
        if self.since:
            domain &= Domain(date, ">=", begin(self.since))
        if self.until:
            domain &= Domain(date, "<", begin(fields.Date.add(self.until, days=1)))
        if self.branch_id and (prefix or "branch_id" in own):
            domain &= Domain(f"{prefix}branch_id", "=", self.branch_id.id)
        return domain

    def _rows(self, columns):
        """Rows of values in the order of the columns, read batch by batch; nothing is kept."""
        model, after = self.env[MODELS[self.kind]], 0
        domain, paths = self._domain(), [path for path, _heading, _kind in columns]
        zone = ZoneInfo(self.program_id.tz)
        while batch := model.search(domain & Domain("id", ">", after), order="id", limit=BATCH):
            for record in batch:
                yield from self._rows_of(record, paths, zone)
            after = batch[-1].id
            self.env.invalidate_all()

    def _rows_of(self, record, paths, zone):
        """The rows of a record: one, or one for each offer where it holds verdicts."""
        row = [self._value(record, path, zone) for path in paths]
        if self.kind != "verdicts":
            return [row]
        told = record.purchase_id._verdict_rows(record._told())
        return [[*row, one["offer"], one["status"], one["value"], "; ".join(one["reasons"])] for one in told]

    def _value(self, record, path, zone):
        """A field's value as a cell: labels instead of keys, times on the programme's clock."""
        *steps, name = path.split(".")
        for step in steps:
            record = record[step]
        field, value = record._fields[name], record[name] if record else None
        if field.relational:
            return value.display_name if value else None
        if field.type == "selection":
            return selection_labels(record, name).get(value)
        if field.type == "datetime" and value:
            return value.replace(tzinfo=timezone.utc).astimezone(zone).replace(tzinfo=None)
        return None if value is False and field.type != "boolean" else value

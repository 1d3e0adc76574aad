"""A file that comes in: members, purchases or redeemed coupons. The record stays and says what became of each row.

The file is looked at when it is put in (what it is, its sheets, its headings); the work is done in the background, see
`club_import_run.py`. What each kind of file means stands in `club_import_members.py`, `club_import_purchases.py` and
`club_import_redemptions.py`.
"""

import hashlib
import io
from datetime import timedelta
from functools import partial
from itertools import islice

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import UserError

from ..engine.intake import headings, values
from ..engine.text import search_key
from ..sheets import reader
from .club_labels import selection_labels
from .club_unreadable import why_unreadable

KINDS = [("members", "Members"), ("purchases", "Purchases"), ("redemptions", "Redeemed coupons")]
STATES = [
    ("draft", "To do"), ("running", "Running"), ("paused", "Paused"), ("done", "Done"), ("cancelled", "Stopped"),
    ("undone", "Undone")]
TASKS = [("read", "Reading the file"), ("sort", "Looking for what belongs together"), ("try", "Trying"),
         ("write", "Importing"), ("finish", "Counting anew"), ("undo", "Undoing")]
SAMPLE = 200
SHEETS = 200  # in which the headings are looked for
KEEP_DAYS = 90
AMOUNTS = ("price", "discount", "total", "untaxed", "paid", "bonus")
TOMAN = ("toman", "تومان")
CHOICES = ("sheet", "head_row", "kind")  # a change of these looks at the file again
LOOKED = object()  # an object of this process: no client can send it


class ClubImport(models.Model):
    _name = "club.import"
    _description = "Import"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File name", copy=False)
    program_id = fields.Many2one(
        "club.program", "Programme", required=True, ondelete="restrict", index=True,
        default=lambda self: self.env["club.program"].search([], limit=1))
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="restrict", default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="program_id.currency_id")
    content = fields.Binary("File", attachment=True, copy=False)
    kind = fields.Selection(KINDS, "What is in it", help="Left empty, the headings decide.")
    sheet = fields.Char(copy=False)
    sheet_names = fields.Text("Sheets of the file", readonly=True, copy=False)
    head_row = fields.Integer("Row of the headings", copy=False, help="The last one, where headings take two rows.")
    head_key = fields.Char(readonly=True, copy=False, index="btree_not_null")
    column_ids = fields.One2many("club.import.column", "import_id", "Columns")
    notes = fields.Text("To know", readonly=True, copy=False)

    # How cells are meant
    tz = fields.Selection(_tz_get, "Time zone", default=lambda self: self._default_tz(), required=True,
                          help="Of the dates in the file, and of branches that are made.")
    country_id = fields.Many2one("res.country", "Telephone numbers of", help="Of numbers without a country's prefix.")
    date_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year")], "Order in dates", default="dmy", required=True,
        help="For dates like 03/04/2026. Dates that begin with the year need no choice.")
    in_display_unit = fields.Boolean(
        "Amounts in the display unit", help="For example in toman, where the programme counts in rial and shows toman.")

    # What is made of them
    existing = fields.Selection(
        [("keep", "Leave as they are"), ("fill", "Fill in what is empty"), ("replace", "Replace what the file has")],
        "Members that are there already", default="fill", required=True)
    unknown_members = fields.Selection(
        [("refuse", "Refuse the row"), ("nobody", "Record it without a member"), ("make", "Make a member")],
        default="refuse", required=True, help="For rows that name a member whom the programme does not have.")
    make_branches = fields.Boolean("Make branches that are missing", default=True)
    make_brands = fields.Boolean("Make brands that are missing", default=True)
    make_categories = fields.Boolean("Make product categories that are missing", default=True)
    make_products = fields.Boolean(
        "Make products that are missing", help="Otherwise the purchases keep the code and name that the file has.")
    numbers_restart = fields.Selection(
        [("never", "Never"), ("year", "Every year"), ("day", "Every day")], "Invoice numbers start again",
        default="never", required=True, help="A number is one invoice within its branch, and within this time.")
    opening_bps = fields.Integer(
        "Credit for them (bps)", help="Bonus that each member gets as an opening balance for these purchases. 200 = 2 %.")
    opening_expires_on = fields.Date("Opening credit lapses after")

    # Where it stands
    state = fields.Selection(STATES, default="draft", required=True, readonly=True, copy=False, tracking=True)
    task = fields.Selection(TASKS, readonly=True, copy=False)
    goal = fields.Selection([("try", "Try"), ("write", "Import")], readonly=True, copy=False)
    position = fields.Integer(readonly=True, copy=False, help="The last row that is done, committed with what it made.")
    staged_to = fields.Integer(readonly=True, copy=False)
    staged_mark = fields.Json(readonly=True, copy=False, help="Where the reading of the file goes on.")
    is_staged = fields.Boolean(readonly=True, copy=False)
    is_tried = fields.Boolean(readonly=True, copy=False)
    stopping = fields.Boolean(readonly=True, copy=False)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    done_count = fields.Integer("Rows done", readonly=True, copy=False)
    made_count = fields.Integer("New", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    known_count = fields.Integer("There already", readonly=True, copy=False)
    bad_count = fields.Integer("Bad rows", readonly=True, copy=False)
    kept_count = fields.Integer("Not undone", readonly=True, copy=False)
    made_text = fields.Text("Also made", readonly=True, copy=False)
    stopped_text = fields.Text("Why it stopped", readonly=True, copy=False)
    progress = fields.Integer(compute="_compute_progress")
    bad_row_ids = fields.One2many("club.import.row", "import_id", "First bad rows", compute="_compute_bad_row_ids")
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one("res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="restrict")

    _opening_range = models.Constraint(
        "CHECK(opening_bps BETWEEN 0 AND 10000)", "The credit lies between 0 and 100 %.")

    @api.model
    def _default_tz(self):
        return self.env["club.program"].search([], limit=1).tz or self.env.user.tz or "UTC"

    @api.depends("done_count", "row_count")
    def _compute_progress(self):
        for job in self:
            job.progress = 100 * job.done_count // job.row_count if job.row_count else 0

    @api.depends("bad_count", "kept_count")
    def _compute_bad_row_ids(self):
        for job in self:
            job.bad_row_ids = self.env["club.import.row"].search(
                [("import_id", "=", job.id), ("problem", "!=", False)], limit=20)

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        for job, vals in zip(jobs, vals_list, strict=True):
            if job.content:
                job._look(given=set(vals))
        return jobs

    def write(self, vals):
        if self.env.context.get("customer_club_looked") is LOOKED:
            return super().write(vals)
        looks = "content" in vals or bool(set(CHOICES) & set(vals))
        if looks:
            for job in self:
                if job.state != "draft":
                    raise UserError(self.env._("“%s” has been started; its file stays as it is.", job.name))
        # Another file: its sheet and what is in it are found out anew.
        done = super().write({"sheet": False, "kind": False, **vals} if "content" in vals else vals)
        if looks:
            for job in self.filtered("content"):
                job._look(given=set(vals))
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        for job in self:
            if job.state not in ("draft", "undone"):
                raise UserError(self.env._("“%s” has brought in records. Undo it first.", job.name))

    # -- a look at the file -------------------------------------------------------------------------------------------

    def _open(self):
        """The file as the reader's book. Refuses in one sentence what is no table."""
        self.ensure_one()
        # sudo: attachments of a binary field are read through the record, which the user may read
        attachment = self.env["ir.attachment"].sudo().search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "content")], limit=1)
        if not attachment:
            raise UserError(self.env._("There is no file yet."))
        if attachment.store_fname:
            file = open(attachment._full_path(attachment.store_fname), "rb")  # noqa: SIM115 (read in the background, row by row)
        else:
            file = io.BytesIO(attachment.raw)
        return reader.open_book(file)

    def _sheet_of(self, book):
        """The sheet to read: the one named, else the one that is shown and has most headings that are known."""
        if self.sheet:
            for sheet in book.sheets:
                if sheet.name == self.sheet:
                    return sheet
            raise UserError(self.env._(
                "The file has no sheet “%(sheet)s”; it has %(count)s: %(names)s.", sheet=self.sheet, count=len(book.sheets),
                names=", ".join(sheet.name for sheet in book.sheets[:10])))
        shown = [sheet for sheet in book.sheets if not sheet.hidden] or book.sheets
        best, most = None, -1
        for sheet in shown[:SHEETS]:
            rows = list(islice(book.rows(sheet), headings.FIRST_ROWS))
            known = max(map(partial(self._known_headings, rows), [self.kind] if self.kind else headings.FIELDS)) if rows else -1
            if known > most:
                best, most = sheet, known
        return best

    def _look(self, given=()):
        """Find out the sheet, the headings and what each column is; `given`: fields that the user has set."""
        try:
            book = self._open()
            sheet = self._sheet_of(book)
            if not sheet:
                raise reader.Unreadable("empty")
            rows = list(islice(book.rows(sheet), SAMPLE))
        except reader.Unreadable as error:
            raise UserError(self._unreadable(error)) from error
        kind = self.kind or self._guess_kind(rows)
        if "head_row" in given and self.head_row:
            head_row = next((row for row in rows if row[0] == self.head_row), None)
            if not head_row:
                raise UserError(self.env._("Row %s, where the headings should stand, is empty.", self.head_row))
            texts = tuple(value and str(value) for value in head_row[1])
            head = headings.Head((self.head_row,), texts, headings.guess(kind, texts))
        else:
            head = headings.find_head(kind, rows)
        width = max(len(values) for _number, values in rows)
        texts = [*head.texts, *[None] * (width - len(head.texts))]
        key = hashlib.sha256("|".join(headings.plain(text or "") for text in texts).encode()).hexdigest()
        data = [row for row in rows if row[0] > head.rows[-1]]
        self._forget_rows()
        self.with_context(customer_club_looked=LOOKED).write({
            "kind": kind, "sheet": sheet.name or False, "head_row": head.rows[-1], "head_key": key,
            "sheet_names": "\n".join(one.name for one in book.sheets), "is_staged": False, "is_tried": False,
            "staged_to": 0, "staged_mark": False, "row_count": 0, "position": 0, "done_count": 0, "bad_count": 0})
        self._set_columns(texts, head.fields, data, self._saved_mapping(kind, key))
        self._guess_settings(data, given)
        self._note(book, head)

    def _guess_kind(self, rows):
        """The kind whose fields most headings name."""
        return max(headings.FIELDS, key=partial(self._known_headings, rows))

    def _known_headings(self, rows, kind):
        return sum(field is not None for field in headings.find_head(kind, rows).fields)

    def _saved_mapping(self, kind, key):
        """{column: field} of the last file with these headings that was imported; empty if there was none."""
        before = self.search([
            ("kind", "=", kind), ("head_key", "=", key), ("program_id", "=", self.program_id.id), ("id", "!=", self.id),
            ("state", "in", ("done", "cancelled", "undone", "running", "paused"))], limit=1)
        return {column.place: column._field() for column in before.column_ids}

    def _set_columns(self, texts, guessed, data, saved):
        self.column_ids.unlink()
        self.env["club.import.column"].create([{
            "import_id": self.id, "place": place, "heading": text or self.env._("Column %s", place + 1),
            "sample": ", ".join(values.text(value) for _n, row in data[:60] if len(row) > place
                                and (value := row[place]) is not None)[:80],
            f"{self.kind}_field": saved[place] if place in saved else guessed[place] if place < len(guessed) else False,
        } for place, text in enumerate(texts) if text or any(len(row) > place and row[place] is not None for _n, row in data)])

    def _column_values(self, data, *names):
        """Values of the sample in the columns that are one of these fields."""
        places = [column.place for column in self.column_ids if column._field() in names]
        return [row[place] for _number, row in data for place in places if len(row) > place and row[place] is not None]

    def _guess_settings(self, data, given):
        found = {}
        dates = self._column_values(data, "date", "birthday", "joined", "starts_on")
        if "date_order" not in given and (order := values.guess_order(dates)):
            found["date_order"] = order
        if "country_id" not in given and not self.country_id:
            found["country_id"] = self._guess_country(self._column_values(data, "phone")[:20]).id
        if "in_display_unit" not in given and self._headings_name_unit():
            found["in_display_unit"] = True
        if found:
            self.write(found)

    def _headings_name_unit(self):
        """Whether the headings of amounts name the display unit: Amount (toman)."""
        program = self.program_id
        units = {search_key(unit) for unit in (program.display_unit, *(TOMAN if program.display_factor == 10 else ())) if unit}
        amounts = [search_key(column.heading or "") for column in self.column_ids if column._field() in AMOUNTS]
        return program.display_factor != 1 and any(unit in heading for unit in units for heading in amounts)

    def _guess_country(self, phones):
        """The company's country, or Iran where numbers fit there and not here."""
        own, iran = self.company_id.country_id, self.env.ref("base.ir")

        def fitting(country):
            return sum(bool(self._phone(phone, country)) for phone in phones)
        return iran if fitting(iran) > fitting(own) else own

    def _phone(self, value, country=None):
        """A cell as a telephone number in E.164; None for an empty cell, False for what is no number."""
        plain = values.phone_text(value)
        country = country or self.country_id
        return plain and self.env["res.partner"]._phone_format(number=plain, country=country)

    def _note(self, book, head):
        """Tell what the user should know before going on."""
        told = []
        if len(book.sheets) > 1:
            told.append(self.env._("The file has %(count)s sheets; only “%(sheet)s” is read.",
                                   count=len(book.sheets), sheet=self.sheet))
        missing = self._missing_fields()
        if not self.head_row and not missing:
            told.append(self.env._("The table has no headings: say what each column is."))
        if len(head.rows) > 1:
            told.append(self.env._("The headings were found in rows %(first)s and %(last)s.",
                                   first=head.rows[0], last=head.rows[-1]))
        if missing:
            told.append(self._missing_text(missing))
        unused = self.column_ids.filtered(lambda column: not column._field()).mapped("heading")
        if unused:
            told.append(self.env._("Columns that are not imported: %s.", ", ".join(unused)))
        self.write({"notes": "\n".join(told)})

    def _missing_fields(self):
        given = {column._field() for column in self.column_ids}
        if self.kind == "members" and given & {"first_name", "last_name"}:
            given.add("name")
        return [field.name for field in headings.FIELDS[self.kind] if field.required and field.name not in given]

    def _missing_text(self, missing):
        labels = selection_labels(self.env["club.import.column"], f"{self.kind}_field")
        names = ", ".join(labels[name] for name in missing)
        if not self.head_row:
            return self.env._("No column says: %s. The table has no headings: say what each column is.", names)
        return self.env._("No column says: %(fields)s. The headings were looked for in row %(row)s.",
                          fields=names, row=self.head_row)

    # -- buttons ------------------------------------------------------------------------------------------------------

    def action_try(self):
        """See, in the background, what an import would do; nothing is written."""
        return self._start("try")

    def action_import(self):
        return self._start("write")

    def _start(self, goal):
        for job in self:
            job.check_access("write")
            if job.state != "draft":
                raise UserError(self.env._("“%s” has been started already.", job.name))
            if not job.content:
                raise UserError(self.env._("There is no file yet."))
            if missing := job._missing_fields():
                raise UserError(job._missing_text(missing))
            if not job.program_id._company(job.company_id):
                raise UserError(job.env._("The programme %(program)s has no company %(company)s.",
                                          program=job.program_id.name, company=job.company_id.name))
            job.write({
                "state": "running", "goal": goal, "task": "sort" if job.is_staged else "read", "position": 0,
                "done_count": 0, "made_count": 0, "changed_count": 0, "known_count": 0, "bad_count": 0, "made_text": False,
                "stopped_text": False, "started_at": fields.Datetime.now(), "finished_at": False, "is_tried": False})
            job._clear_problems()
        self._wake()
        return True

    def action_pause(self):
        for job in self.filtered(lambda job: job.state == "running"):
            job.check_access("write")
            job.state = "paused"
        return True

    def action_resume(self):
        """Go on at the row where it stopped."""
        for job in self.filtered(lambda job: job.state == "paused"):
            job.write({"state": "running", "stopped_text": False})
        self._wake()
        return True

    def action_cancel(self):
        """Stop for good. What was imported stays, is counted, and can be undone."""
        for job in self.filtered(lambda job: job.state in ("running", "paused")):
            if job.task in ("write", "finish"):
                job.write({"state": "running", "stopping": True})
                if job.task == "write":
                    job.write({"task": "finish", "position": 0})
            elif job.task != "undo":
                job.write({"state": "draft", "task": False})
        self._wake()
        return True

    def action_undo(self):
        """Take back, in the background, what this import made; what was used since stays and is named."""
        for job in self:
            job.check_access("write")
            if job.state not in ("done", "cancelled"):
                raise UserError(self.env._("Only an import that has ended can be undone."))
            job._clear_problems()
            job.write({"state": "running", "task": "undo", "position": 0, "done_count": 0, "bad_count": 0, "kept_count": 0,
                       "stopped_text": False, "finished_at": False})
        self._wake()
        return True

    def _wake(self):
        # sudo: managers start imports, not jobs
        self.env.ref("customer_club.club_import_cron").sudo()._trigger()

    def action_bad_rows(self):
        """Download the rows that were not taken, with the reason."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download", "url": f"/club/sheets/bad_rows/{self.id}"}

    def action_template(self):
        """Download an empty table of this kind."""
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/club/sheets/template/{self[:1].kind or 'members'}"}

    def _forget_rows(self):
        self.env.cr.execute("DELETE FROM club_import_row WHERE import_id = ANY(%s)", [self.ids])

    def _clear_problems(self):
        self.env["club.import.row"].flush_model()
        self.env.cr.execute(
            "UPDATE club_import_row SET problem = NULL WHERE import_id = ANY(%s) AND problem IS NOT NULL", [self.ids])
        self.env["club.import.row"].invalidate_model()

    @api.autovacuum
    def _gc_files(self):
        """Files and bad rows hold people's data: they go some time after the end."""
        old = self.search([
            ("state", "in", ("done", "cancelled", "undone")), ("content", "!=", False),
            ("finished_at", "<", fields.Datetime.now() - timedelta(days=KEEP_DAYS))], limit=100)
        old._forget_file()
        self.env["club.import.made"].search([("import_id", "in", old.ids), ("before", "!=", False)]).unlink()

    def _forget_file(self):
        """Delete the file, its rows and the samples of its columns. What was made stays known, by ids."""
        self._forget_rows()
        self.with_context(customer_club_looked=LOOKED).write({"content": False})
        self.column_ids.write({"sample": False})

    # -- sentences ----------------------------------------------------------------------------------------------------

    def _unreadable(self, error):
        return why_unreadable(self.env, error, self.name)

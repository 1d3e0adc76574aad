"""What all kinds of files have in common: cells to values, members by phone, code or card, what is made along the way."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ..engine.intake import values
from ..engine.intake.values import BadValue
from ..engine.text import search_key
from ..sheets.reader import Fault, NoResult


class Row(NamedTuple):
    """A row of the file: its number there, field -> cell, and the row with which it is taken: itself, or one further up."""

    number: int
    cells: dict
    place: int


class Taken(NamedTuple):
    """What became of rows: how many new, changed, there already; row number -> why it was not taken."""

    made: int = 0
    changed: int = 0
    known: int = 0
    problems: dict = {}

    def __add__(self, other):
        return Taken(self.made + other.made, self.changed + other.changed, self.known + other.known,
                     {**self.problems, **other.problems})


class Problem(Exception):
    """Why a row is not taken, as a sentence."""


class Intake:
    """The work on one import during one run. What was looked up is kept for the run."""

    taken = Taken

    def __init__(self, job):
        self.job, self.env, self.program = job, job.env, job.program_id
        self.headings = {column._field(): column.heading for column in job.column_ids if column._field()}
        self.missing = {}  # model -> names that a try found missing
        self.forget()

    def forget(self):
        """Drop what was looked up: what was made may have been rolled back."""
        self.named, self.phones, self.members = {}, {}, {}

    # -- what each kind does ------------------------------------------------------------------------------------------

    def take(self, rows, write):
        """Import rows, or only look at them. Returns a `Taken`."""
        raise NotImplementedError

    def gather(self):
        """Note which rows belong to one further up, with which they are to be taken. Done before all else."""

    def cut(self, rows):
        """The rows of a full batch without those that may go on behind it."""
        return rows

    def halves(self, rows):
        """Rows in two parts, each of which can be taken alone; one part where they cannot be parted."""
        middle = len(rows) // 2
        return [rows[:middle], rows[middle:]] if middle else [rows]

    def finish(self, after):
        """(how many members counted anew behind a member's id, the last one's id)."""
        return 0, 0

    def undo(self):
        """Take back a batch. Returns how many records that were; None when there are none left."""
        return None

    # -- cells --------------------------------------------------------------------------------------------------------

    def cell(self, row, name):
        value = row.cells.get(name)
        if isinstance(value, NoResult):
            raise Problem(self.env._(
                "Cell %s holds a formula without a saved result: open the file in a spreadsheet program and save it.",
                value.place))
        if isinstance(value, Fault):
            raise Problem(self.env._("Cell %(place)s holds the error %(error)s.", place=value.place, error=value.text))
        return value

    def read(self, row, name, parse, *args):
        """A cell's value by one of the parsers of `engine.intake.values`."""
        try:
            return parse(self.cell(row, name), *args)
        except BadValue as error:
            raise Problem(self.told(error, name)) from error

    def told(self, error, name):
        facts = {"value": error.value[:60], "column": self.headings.get(name, name)}
        return {
            "number": lambda: self.env._("“%(value)s” in the column “%(column)s” is not a number.", **facts),
            "date": lambda: self.env._(
                "“%(value)s” in the column “%(column)s” is not a date of the Gregorian or the Jalali calendar.", **facts),
            "short_year": lambda: self.env._(
                "The year of “%(value)s” in the column “%(column)s” has two digits; four are needed.", **facts),
            "zone": lambda: self.env._(
                "“%(value)s” in the column “%(column)s” names a time zone: the time of the shop's clock is needed.", **facts),
            "time": lambda: self.env._("“%(value)s” in the column “%(column)s” is not a time of day.", **facts),
        }[error.kind]()

    def text(self, row, name):
        return values.text(self.cell(row, name))

    def key(self, row, name):
        return values.key(self.cell(row, name))

    def needed(self, value, name):
        if value is None:
            raise Problem(self.env._("The column “%s” is empty.", self.headings.get(name, name)))
        return value

    def money(self, row, name):
        """An amount as a Decimal with the programme's digits, half-up; None for an empty cell."""
        found = self.read(row, name, values.number)
        return found if found is None else self.rounded(found)

    def rounded(self, number):
        if self.job.in_display_unit:
            number *= self.program.display_factor
        return number.quantize(Decimal(1).scaleb(-self.program.minor_digits), ROUND_HALF_UP)

    def day(self, row, name):
        """(naive datetime as it stands in the file, its calendar), or None."""
        return self.read(row, name, values.moment, self.job.date_order)

    def phone(self, row):
        """The telephone number in E.164, or None."""
        raw = self.cell(row, "phone")
        if raw is None:
            return None
        if raw not in self.phones:
            self.phones[raw] = self.job._phone(raw)
        if self.phones[raw] is False:
            raise Problem(self.env._("“%(phone)s” is not a telephone number of %(country)s.", phone=raw,
                                     country=self.job.country_id.name or self.env._("any country")))
        return self.phones[raw]

    # -- members ------------------------------------------------------------------------------------------------------

    def identity(self, row):
        """The ways in which a row names a member: (way, value) pairs, the surest first."""
        code, card = (self.key(row, name) or "" for name in ("code", "card"))
        found = [("code", code.upper()), ("card", card), ("phone", self.phone(row))]
        return [pair for pair in found if pair[1]]

    def look_up_members(self, identities):
        """Fill `members` with (way, value) -> member id for what is not there yet."""
        asked = {"code": set(), "card": set(), "phone": set()}
        for way, value in identities:
            if (way, value) not in self.members:
                asked[way].add(value)
        sources = {
            "code": SQL("SELECT former_code, id FROM club_member WHERE former_code = ANY(%s)", list(asked["code"])),
            "card": SQL("SELECT card_number, id FROM club_member WHERE card_number = ANY(%s)", list(asked["card"])),
            "phone": SQL("SELECT p.phone_sanitized, m.id FROM res_partner p JOIN club_member m ON m.partner_id = p.id"
                         " WHERE p.phone_sanitized = ANY(%s)", list(asked["phone"]))}
        for way, query in sources.items():
            if asked[way]:
                self.members.update(((way, value), None) for value in asked[way])
                self.env.cr.execute(SQL("%s AND program_id = %s AND state <> 'left' ORDER BY id DESC", query, self.program.id))
                self.members.update(((way, value), member) for value, member in self.env.cr.fetchall())

    def member_of(self, identity):
        """Id of the member that a row names, or None; refuses where the row names two."""
        found = {self.members[pair]: pair for pair in identity if self.members.get(pair)}
        if len(found) > 1:
            (one, (_way, first)), (other, (_way, second)) = list(found.items())[:2]
            names = self.env["club.member"].browse([one, other]).mapped("display_name")
            raise Problem(self.env._("%(first)s is %(one)s, but %(second)s is %(other)s.", first=first, second=second,
                                     one=names[0], other=names[1]))
        return next(iter(found), None)

    # -- what rows name: branches, brands, categories ----------------------------------------------------------------

    def find_named(self, model, names, make, values, write):
        """name -> record id for branches, brands and categories, by any spelling; missing ones are made, or not."""
        known = self.named.get(model)
        if known is None:
            # sudo: a name in the file is met by any record of that name in the programme
            records = self.env[model].sudo().with_context(active_test=False).search(self.domain_of(model), order="id desc")
            known = self.named[model] = {search_key(record.name): record.id for record in records}
        missing = {}
        for name in names:
            if name and (key := search_key(name)) not in known:
                missing.setdefault(key, name)
        if missing and make and write:
            # sudo: whoever may import may let it make these; what was made is noted
            made = self.env[model].sudo().create([{"name": name, **values} for name in missing.values()])
            self.env["club.import.made"]._note(self.job, made)
            known.update(zip(missing, made.ids, strict=True))
        elif missing and make:
            self.missing.setdefault(model, {}).update(missing)
            known.update(dict.fromkeys(missing, 0))
        return {name: known.get(search_key(name)) for name in names if name}

    def domain_of(self, model):
        if model == "club.branch":
            return [("program_id", "=", self.program.id), ("company_id", "=", self.job.company_id.id)]
        return []

    def find_branches(self, names, write):
        return self.find_named("club.branch", names, self.job.make_branches, {
            "program_id": self.program.id, "company_id": self.job.company_id.id, "tz": self.job.tz}, write)

    def must_find(self, found, name, model):
        """The id that `find_named` gave for a name, or a refusal."""
        if name and found[name] is None:
            raise Problem(self.env._("There is no %(what)s “%(name)s”.", name=name,
                                     what=self.env["ir.model"]._get(model).name))
        return found[name] if name else None

    # -- the end ------------------------------------------------------------------------------------------------------

    def would_make(self):
        """What an import would make besides, as lines."""
        return self._lines({model: len(names) for model, names in self.missing.items()})

    def has_made(self):
        rows = self.env["club.import.made"]._read_group(
            [("import_id", "=", self.job.id), ("before", "=", False), ("model", "!=", "club.member")], ["model"], ["__count"])
        return self._lines(dict(rows))

    def _lines(self, counts):
        return "\n".join(f"{self.env['ir.model']._get(model).name}: {count}" for model, count in counts.items())


def used_by(env, table, ids, ignore=()):
    """{id: table that refers to it} for those of the ids that rows of other tables refer to, whatever the table.

    Rows that are deleted with what they refer to do not count, nor do those that came with it, in its own transaction.
    """
    env.cr.execute(
        """SELECT source.relname, attribute.attname, EXISTS (
                  SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'create_date') FROM pg_constraint c
             JOIN pg_class source ON source.oid = c.conrelid JOIN pg_class target ON target.oid = c.confrelid
             JOIN pg_attribute attribute ON attribute.attrelid = c.conrelid AND attribute.attnum = c.conkey[1]
            WHERE c.contype = 'f' AND c.confdeltype <> 'c' AND target.relname = %s AND source.relname <> ALL(%s)
            ORDER BY 1, 2""", [table, list(ignore) or [""]])
    used = {}
    for source, column, is_dated in env.cr.fetchall():
        later = SQL("source.create_date IS DISTINCT FROM target.create_date") if is_dated else SQL("TRUE")
        env.cr.execute(SQL(
            "SELECT DISTINCT target.id FROM %s source JOIN %s target ON target.id = source.%s WHERE target.id = ANY(%s) AND %s",
            SQL.identifier(source), SQL.identifier(table), SQL.identifier(column), list(ids), later))
        for (found,) in env.cr.fetchall():
            used.setdefault(found, source)
    return used

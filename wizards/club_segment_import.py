"""Puts the members of a list of phones or cards into a segment, and tells which lines nobody has."""

import base64

from odoo import fields, models
from odoo.addons.phone_validation.tools.phone_validation import phone_format
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import text
from ..models.club_unreadable import why_unreadable
from ..sheets import column
from ..sheets.reader import Unreadable

MOST_ROWS = 100_000
MODES = [("add", "Add them"), ("set", "Have exactly them"), ("remove", "Take them out")]


class ClubSegmentImport(models.TransientModel):
    _name = "club.segment.import"
    _description = "Import into a Segment"
    _rec_name = "segment_id"

    segment_id = fields.Many2one("club.segment", required=True, ondelete="cascade", domain="[('kind', '=', 'manual')]")
    mode = fields.Selection(MODES, "What to do", required=True, default="add")
    text = fields.Text("Phones or cards", help="One per line, in any usual spelling.")
    file = fields.Binary("Or a file", attachment=False, help="XLSX or CSV; the first column is read.")
    file_name = fields.Char()
    found_count = fields.Integer("Members found", readonly=True)
    changed_count = fields.Integer("Members changed", readonly=True)
    unknown_count = fields.Integer("Lines that nobody has", readonly=True)
    unknown = fields.Text("These lines", readonly=True)
    done = fields.Boolean(readonly=True)

    def action_import(self):
        """Change the segment and stay open to tell what was found."""
        self.segment_id._check_by_hand()
        rows = self._rows()
        members = self._find(rows)
        named = SQL("SELECT unnest(%s::int[])", sorted(set(members.values())))
        if self.mode == "set" and not members:
            raise UserError(self.env._("No line names a member: the segment would be empty. Nothing was changed."))
        change = getattr(self.segment_id, f"_{self.mode}_members")(named)
        unknown = [f"{number}: {value}" for number, value in rows if number not in members]
        self.write({
            "done": True, "found_count": len(set(members.values())), "unknown_count": len(unknown),
            "changed_count": sum(change) if self.mode == "set" else change, "unknown": "\n".join(unknown)})
        return {"type": "ir.actions.act_window", "name": self.env._("Import into %s", self.segment_id.name),
                "res_model": self._name, "res_id": self.id, "view_mode": "form", "target": "new"}

    def _rows(self):
        """[(number of the line, text)] of what was typed, else of the file."""
        if self.text:
            rows = [(number, line.strip()) for number, line in enumerate(self.text.splitlines(), 1) if line.strip()]
        elif self.file:
            try:
                rows = column.without_heading(column.values(base64.b64decode(self.file)))
            except Unreadable as error:
                raise UserError(why_unreadable(self.env, error, self.file_name)) from error
        else:
            raise UserError(self.env._("Paste phones or cards, one per line, or choose a file."))
        if len(rows) > MOST_ROWS:
            raise UserError(self.env._(
                "The list has %(rows)s lines; %(most)s can be imported at once.", rows=len(rows), most=MOST_ROWS))
        return rows

    def _find(self, rows):
        """{number of the line: member id} of the lines that name a member, by two queries."""
        program, country = self.segment_id.program_id, self.segment_id.program_id.program_company_ids[:1].company_id.country_id
        phones, cards = [], []
        for _number, value in rows:
            typed = text.ascii_digits(value)
            cards.append("".join(filter(str.isdigit, typed)))
            try:
                phones.append(phone_format(typed, country.code, country.phone_code, force_format="E164"))
            except UserError:
                phones.append(None)
        self.env.flush_all()
        numbers = [number for number, _value in rows]
        found = dict(self.env.execute_query(SQL(
            """SELECT given.number, m.id FROM unnest(%s::int[], %s::text[]) AS given (number, phone)
                 JOIN res_partner partner ON partner.phone_sanitized = given.phone
                 JOIN club_member m ON m.partner_id = partner.id AND m.program_id = %s AND m.active""",
            numbers, phones, program.id)))
        return found | dict(self.env.execute_query(SQL(
            """SELECT given.number, COALESCE(m.merged_into_id, m.id) FROM unnest(%s::int[], %s::text[]) AS given (number, card)
                 JOIN club_member m ON m.card_number = given.card AND m.program_id = %s""", numbers, cards, program.id)))

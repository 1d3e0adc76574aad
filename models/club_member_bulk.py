"""Members who join by the thousand, from a file: what `create` does for each of them is done for all at once."""

from odoo import models
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.tools import SQL


class ClubMember(models.Model):
    _inherit = "club.member"

    def _insert_in_bulk(self, vals_list):
        """What the ORM's `create` does, in one statement: defaults, columns that are computed, checks. Nothing for the
        chatter. What else joining means stands in the `create` of each file, above this.
        """
        self.browse().check_access("create")
        names = [name for name, field in self._fields.items()
                 if field.store and field.column_type and name not in ("id", *LOG_ACCESS_COLUMNS)]
        same = self.default_get([name for name in names if name != "card_number"])
        now, user = self.env.cr.now(), self.env.uid
        rows = []
        for vals in vals_list:
            stored = {**same, **vals}
            if not stored.get("card_number"):
                stored["card_number"] = self._new_card_number()
            rows.append((user, user, now, now, *(
                self._fields[name].convert_to_column_insert(stored[name], self, stored) if name in stored else None
                for name in names)))
        columns = SQL(", ").join(map(SQL.identifier, ("create_uid", "write_uid", "create_date", "write_date", *names)))
        members = self.browse(row[0] for row in self.env.execute_query(SQL(
            "INSERT INTO club_member (%s) VALUES %s RETURNING id", columns, SQL(", ").join(rows))))
        given = [(vals_of, member) for vals_of, member in zip(map(self._computed_of, vals_list), members, strict=True)]
        with self.env.protecting(given):
            members.modified(names, create=True)
        members._validate_fields(names)
        return members

    def _computed_of(self, vals):
        """The computed columns that values give themselves."""
        return [self._fields[name] for name in vals if self._fields[name].compute]

"""How an import is worked off: task by task, in batches that are committed together with the position.

Stopped at any point, by a person or by a crash, it goes on behind the last committed row; any node may take it up.
"""

import io
import logging

from odoo import api, fields, models
from psycopg2 import OperationalError

from ..sheets.reader import LAST_ROW, Unreadable
from .club_import_intake import Problem, Row, used_by
from .club_import_members import MembersIntake
from .club_import_purchases import PurchasesIntake
from .club_import_redemptions import RedemptionsIntake
from .club_import_row import pack, unpack

_logger = logging.getLogger(__name__)

INTAKES = {"members": MembersIntake, "purchases": PurchasesIntake, "redemptions": RedemptionsIntake}
ROWS = 2_000
STAGED = 10_000
TRIES = 5
# What was made along the way, in the order in which it can go, and tables whose rows go with it.
OTHERS = ("product.product", "club.brand", "product.category", "club.branch", "res.partner")
OWN = {"product.product": ("product_product", "product_template"), "res.partner": ("res_partner",)}


class ClubImport(models.Model):
    _inherit = "club.import"

    @api.model
    def _cron_import(self):
        """Work on the imports that run, one after the other."""
        while job := self.search([("state", "=", "running")], order="id", limit=1):
            job = job.with_company(job.company_id).with_context(lang=job.user_id.lang, tz=job.tz)
            if not job._work():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work(self):
        """Go on with this import. Returns False when the job's time is up first."""
        lost, intake = 0, INTAKES[self.kind](self)
        while self.state == "running":
            try:
                done = getattr(self, f"_do_{self.task}")(intake)
                lost = 0
            except OperationalError:  # another transaction was first (a pause, a sale): again with a new snapshot
                self.env.cr.rollback()
                self.env.invalidate_all()
                done, lost, intake = 0, lost + 1, INTAKES[self.kind](self)
                if lost > TRIES:
                    self._stop(self.env._("Other work was in the way %s times. Resume it later.", lost))
            except Exception as error:
                self.env.cr.rollback()
                self.env.invalidate_all()
                if not isinstance(error, (Unreadable, Problem)):
                    _logger.exception("The import %s stopped at row %s", self.id, self.position)
                self._stop(self._unreadable(error) if isinstance(error, Unreadable) else str(error))
                done = 0
            left = self.env["ir.cron"]._commit_progress(done, remaining=1)
            self.env.invalidate_all()
            if not left:
                return False
        return True

    def _stop(self, reason):
        """Pause with a reason. A file that cannot be read on is put back: nothing of it has been imported."""
        if self.task == "sort":
            self.write({"state": "draft", "task": False, "stopped_text": reason})
        elif self.task == "read":
            self._forget_rows()
            self.write({"state": "draft", "task": False, "is_staged": False, "staged_to": 0, "staged_mark": False,
                        "row_count": 0, "stopped_text": reason})
        else:
            self.write({"state": "paused", "stopped_text": self.env._(
                "After row %(row)s: %(reason)s", row=self.position, reason=reason)})

    def _go_to(self, task):
        self.write({"task": task, "position": 0, "done_count": 0} if task else {"task": False})

    # -- reading ------------------------------------------------------------------------------------------------------

    def _do_read(self, _intake):
        """Bring the rows of the file into a table, from where each batch finds its own. When the job's time is up or after a
        crash it goes on where it stood; what was staged by then is passed over.
        """
        book = self._open()
        done, number, waiting = self.staged_to, self.staged_to, []
        for number, values in book.rows(self._sheet_of(book), self.staged_mark):
            if number <= max(self.head_row, done):
                continue
            waiting.append(f"{self.id}\t{number}\t" + pack(values).replace("\\", "\\\\") + "\n")
            if len(waiting) == STAGED:
                self._stage(waiting, number, book.mark())
                left = self.env["ir.cron"]._commit_progress(len(waiting), remaining=1)
                self.env.invalidate_all()
                waiting = []
                if self.state != "running" or not left:
                    return 0
        self._stage(waiting, number, None)
        told = self.notes or ""
        if number >= LAST_ROW:
            told += "\n" + self.env._(
                "The sheet is full to its last row (%s): what did not fit is not in the file. Look for a second one.", LAST_ROW)
        self.write({"is_staged": True, "notes": told.strip()})
        self._go_to("sort")
        return len(waiting)

    def _stage(self, rows, number, mark):
        if rows:
            self.env.cr.copy_expert(
                "COPY club_import_row (import_id, number, cells) FROM STDIN", io.StringIO("".join(rows)))
        self.write({"staged_to": number, "staged_mark": mark, "row_count": self.row_count + len(rows)})

    def _do_sort(self, intake):
        self.env.cr.execute(
            "UPDATE club_import_row SET part_of = NULL WHERE import_id = %s AND part_of IS NOT NULL", [self.id])
        intake.gather()
        self._go_to(self.goal)
        return 1

    # -- trying and importing -----------------------------------------------------------------------------------------

    def _batch(self, intake):
        """The next rows, as many as belong together, with those that stand apart and belong to them."""
        limit, rows, found = ROWS, (), True
        while found and not rows:
            found = self._rows("number > %s AND part_of IS NULL", self.position, limit)
            rows = intake.cut(found) if len(found) == limit else found
            limit *= 2
        apart = self._rows("part_of = ANY(%s)", [row.number for row in rows], None) if rows else ()
        return sorted([*rows, *apart], key=lambda row: (row.place, row.number))

    def _all_rows(self):
        position = 0
        while rows := self._rows("number > %s", position, STAGED):
            yield from rows
            position = rows[-1].number

    def _rows(self, condition, position, limit):
        """Rows of the file as `Row`, in order."""
        fields_of = [(column.place, name) for column in self.column_ids if (name := column._field())]
        rows = []
        self.env.cr.execute(
            "SELECT number, cells, COALESCE(part_of, number) FROM club_import_row"
            f" WHERE import_id = %s AND {condition} ORDER BY number LIMIT %s",
            [self.id, position, limit])
        for number, cells, with_row in self.env.cr.fetchall():
            values = unpack(cells)
            rows.append(Row(number, {name: values[place] for place, name in fields_of if place < len(values)}, with_row))
        return rows

    def _do_try(self, intake):
        rows = self._batch(intake)
        if rows:
            self._note_batch(rows, intake.take(rows, write=False))
        else:
            self.write({"state": "draft", "is_tried": True, "made_text": intake.would_make(),
                        "finished_at": fields.Datetime.now()})
            self._go_to(None)
        return len(rows)

    def _do_write(self, intake):
        rows = self._batch(intake)
        if rows:
            self._note_batch(rows, self._take(intake, rows))
        else:
            self._go_to("finish")
        return len(rows)

    def _take(self, intake, rows):
        """Import rows. What the database refuses as a whole is halved until the row that it refuses stands alone."""
        try:
            with self.env.cr.savepoint():
                return intake.take(rows, write=True)
        except OperationalError:
            raise
        except Exception as error:
            intake.forget()
            parts = intake.halves(rows)
            if len(parts) == 1:
                _logger.info("Rows %s of import %s: %s", [row.number for row in rows], self.id, error)
                reason = str(error).split("\n")[0]
                return intake.taken(problems={row.number: reason for row in rows})
            return sum((self._take(intake, part) for part in parts), intake.taken())

    def _note_batch(self, rows, taken):
        if taken.problems:
            self.env.cr.execute_values(
                "UPDATE club_import_row SET problem = told.problem FROM (VALUES %s) AS told (number, problem)"
                f" WHERE import_id = {int(self.id)} AND club_import_row.number = told.number", list(taken.problems.items()))
        self.write({
            "position": rows[-1].place, "done_count": self.done_count + len(rows),
            "made_count": self.made_count + taken.made, "changed_count": self.changed_count + taken.changed,
            "known_count": self.known_count + taken.known, "bad_count": self.bad_count + len(taken.problems)})

    def _do_finish(self, intake):
        """What is counted anew once all rows are in; then only the rows that were not taken are kept."""
        found, last = intake.finish(self.position)
        if found:
            self.position = last
            return found
        self.env.cr.execute("DELETE FROM club_import_row WHERE import_id = %s AND problem IS NULL", [self.id])
        # The database is to know at once how much there is now: figures are asked for right after an import.
        self.env.cr.execute("ANALYZE club_purchase, club_history_line, club_member, club_redemption")
        self.write({"state": "cancelled" if self.stopping else "done", "made_text": intake.has_made(),
                    "finished_at": fields.Datetime.now(), "is_staged": False, "done_count": self.row_count})
        self._go_to(None)
        self.done_count = self.row_count
        return 0

    # -- undoing ------------------------------------------------------------------------------------------------------

    def _do_undo(self, intake):
        """Take back what was made, the last first: the kind's own records, then what was made along with them."""
        done = intake.undo()
        if done is None:
            done = self._undo_others()
        if done is None:
            self.write({"state": "undone" if not self.kept_count else self.state, "finished_at": fields.Datetime.now()})
            if self.kept_count:
                self.write({"state": "undone", "stopped_text": self.env._(
                    "%s records stay, because they were used since; the list says which.", self.kept_count)})
            self._go_to(None)
            return 0
        self.done_count += done
        return done

    def _undo_others(self):
        """Delete products, brands, categories and branches that nothing uses. None when there are none left."""
        for model in OTHERS:
            self.env.cr.execute(
                "DELETE FROM club_import_made WHERE id IN (SELECT id FROM club_import_made WHERE import_id = %s AND model = %s"
                " ORDER BY id DESC LIMIT 500) RETURNING res_id", [self.id, model])
            # sudo: whoever may undo an import may take back what it made, and only that
            records = self.env[model].sudo().browse([row[0] for row in self.env.cr.fetchall()]).exists()
            if records:
                self._unlink_unused(records)
                return len(records)
        return None

    def _unlink_unused(self, records):
        used = used_by(self.env, records._table, records.ids, OWN.get(records._name, ()))
        for record_id, table in used.items():
            self._keep(records.browse(record_id), table)
        try:
            with self.env.cr.savepoint():
                (records - records.browse(used)).unlink()
        except OperationalError:
            raise
        except Exception as error:
            if len(records) == 1:
                self._keep(records, str(error).split("\n")[0])
            else:
                for record in records - records.browse(used):
                    self._unlink_unused(record)

    def _keep(self, record, why):
        """Note that a record stays: `why` is a table that refers to it, or a sentence."""
        model = next((model for model in self.env.registry.values() if model._table == why), None)
        used = model and self.env._("it was used since: %s", self.env["ir.model"]._get(model._name).name)
        self._keep_named(record.display_name, used or why)

    def _keep_named(self, name, why):
        self.kept_count += 1
        self.env.cr.execute(
            "INSERT INTO club_import_row (import_id, number, cells, problem) SELECT %s, COALESCE(MIN(number), 0) - 1, %s, %s"
            " FROM club_import_row WHERE import_id = %s AND number <= 0",
            [self.id, pack([name]), self.env._("%(name)s stays: %(why)s", name=name, why=why), self.id])

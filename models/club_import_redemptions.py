"""Redeemed coupons from a file: a row is what it says, and how often the file has said it."""

import hashlib
from collections import Counter
from contextlib import suppress

from .club_import_intake import Intake, Problem, Taken

COLUMNS = ("member_id", "redeemed_on", "coupon", "campaign", "campaign_type", "starts_on", "ends_on", "content_key", "repeat")
UNDONE = 5_000


class RedemptionsIntake(Intake):

    def forget(self):
        super().forget()
        self.repeats = None  # content key -> how often the file has said it so far

    def take(self, rows, write):
        problems, found = {}, []
        self.look_up_members(pair for row in rows for pair in self._identity(row))
        for row in rows:
            try:
                found.append((row.number, self.understand(row)))
            except Problem as problem:
                problems[row.number] = str(problem)
        if self.repeats is None:
            self.repeats = Counter()
            self._count_earlier()
        asked = {}
        for _number, values in found:
            key = values[7]
            self.repeats[key] += 1
            asked[key, self.repeats[key]] = (*values, self.repeats[key])
        self.env.cr.execute(
            "SELECT content_key, repeat FROM club_redemption WHERE program_id = %s AND content_key = ANY(%s)",
            [self.program.id, [key for key, _repeat in asked]])
        known = set(self.env.cr.fetchall()) & set(asked)
        new = [values for pair, values in asked.items() if pair not in known]
        if write and new:
            same = (self.program.id, self.job.company_id.id, self.job.id, self.env.uid, self.env.uid, self.env.cr.now(),
                    self.env.cr.now())
            self.env.cr.execute_values(
                f"INSERT INTO club_redemption ({', '.join(COLUMNS)}, program_id, company_id, import_id, create_uid, write_uid,"
                " create_date, write_date) VALUES %s", [(*values, *same) for values in new])
        return Taken(len(new), 0, len(known), problems)

    def _identity(self, row):
        try:
            return self.identity(row)
        except Problem:
            return []

    def understand(self, row):
        identity = self.identity(row)
        member = self.member_of(identity)
        if identity and not member and self.job.unknown_members != "nobody":
            raise Problem(self.env._("The programme has no member %s.", identity[0][1]))
        days = [self.day(row, name) for name in ("date", "starts_on", "ends_on")]
        on, starts, ends = (day and day[0].date() for day in days)
        values = (member, self.needed(on, "date"), self.needed(self.text(row, "coupon"), "coupon"),
                  self.text(row, "campaign"), self.text(row, "campaign_type"), starts, ends)
        return (*values, hashlib.sha256("|".join(str(value) for value in values).encode()).hexdigest())

    def _count_earlier(self):
        """What the rows before this batch say, where an earlier run has taken them."""
        rows = self.job._rows("number <= %s", self.job.position, None)
        self.look_up_members(pair for row in rows for pair in self._identity(row))
        for row in rows:
            with suppress(Problem):
                self.repeats[self.understand(row)[7]] += 1

    def undo(self):
        self.env.cr.execute(
            "DELETE FROM club_redemption WHERE id IN (SELECT id FROM club_redemption WHERE import_id = %s LIMIT %s)",
            [self.job.id, UNDONE])
        done = self.env.cr.rowcount
        self.env["club.redemption"].invalidate_model(flush=False)
        return done or None

"""Who is due for a step: one query per kind, of (member_id, occasion, occurred_on).

An occasion is due from its day on (`wait_days` later) until `late_days` after, never before the step was started; days are
those of the member's branch. So a job that did not run for a week leaves nobody out, and its occasions are the same ones
whenever it runs.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import models
from odoo.tools import SQL

from ..engine import jalali
from .club_member import BIRTHDAY_WAIT_DAYS

NOT_SOON_AGAIN = 300  # days between two birthdays of a member, whatever became of the date or the calendar


def counts(purchase):
    """The condition that a purchase, by its name in a statement, is a visit of its member."""
    name = SQL.identifier(purchase)
    return SQL("%s.origin_id IS NULL AND %s.wholly_returned IS NOT TRUE", name, name)


class ClubStep(models.Model):
    _inherit = "club.step"

    def _due(self, now):
        """The query of who is due at `now`; occasions that were noted before are among them."""
        return getattr(self, f"_due_{self.kind}")(now)

    # -- instants and days --------------------------------------------------------------------------------------------

    def _span(self, now):
        """(first, last) instant of what is due now."""
        last = now - timedelta(days=self.wait_days)
        return max(self.started_at, last - timedelta(days=self.late_days + 1)), last

    def _local(self, instant, member="m"):
        """SQL of the day of an instant at the branch of a member."""
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE((SELECT tz FROM club_branch WHERE id = %s), %s))::date",
            instant, SQL.identifier(member, "branch_id"), self.program_id.tz)

    # -- joining ------------------------------------------------------------------------------------------------------

    def _due_joined(self, now):
        first, last = self._span(now)
        return SQL(
            """SELECT m.id AS member_id, 'once' AS occasion, %s AS occurred_on FROM club_member m
                WHERE m.program_id = %s AND m.joined_at BETWEEN %s AND %s""",
            self._local(SQL("m.joined_at")), self.program_id.id, first, last)

    def _due_profile(self, now):
        """Whoever has all that the programme asks for, since whenever."""
        asked = {
            "name": SQL("p.name IS DISTINCT FROM p.phone AND p.name IS DISTINCT FROM p.phone_sanitized"),
            "phone": SQL("m.phone_key IS NOT NULL"), "email": SQL("p.email <> ''"),
            "birthday": SQL("m.birth_month > 0 AND m.birth_day > 0"),
            "anniversary": SQL("m.anniversary_month > 0 AND m.anniversary_day > 0")}
        complete = [SQL("(%s)", has) for name, has in asked.items() if self.program_id[f"join_{name}"] != "no"]
        return SQL(
            """SELECT m.id AS member_id, 'once' AS occasion, %s AS occurred_on
                 FROM club_member m JOIN res_partner p ON p.id = m.partner_id
                WHERE m.program_id = %s AND m.joined_at <= %s AND %s""",
            self._local(SQL("%s::timestamp", now)), self.program_id.id, now - timedelta(days=self.wait_days),
            SQL(" AND ").join(complete))

    # -- purchases ----------------------------------------------------------------------------------------------------

    def _bought(self, now, member, occasion, condition):
        first, last = self._span(now)
        return SQL(
            """SELECT %s AS member_id, %s AS occasion, %s AS occurred_on
                 FROM club_purchase p JOIN club_member m ON m.id = p.member_id
                WHERE p.program_id = %s AND p.purchased_at BETWEEN %s AND %s AND %s AND %s""",
            member, occasion, self._local(SQL("p.purchased_at")), self.program_id.id, first, last, counts("p"), condition)

    def _is_number(self):
        """The condition that a purchase is its member's n-th of those that count."""
        return SQL(
            """p.id = (SELECT q.id FROM club_purchase q WHERE q.member_id = p.member_id AND %s
                        ORDER BY q.purchased_at, q.id OFFSET %s LIMIT 1)""", counts("q"), self.count - 1)

    def _due_purchase(self, now):
        return self._bought(now, SQL("p.member_id"), SQL("%s::text", f"number:{self.count}"), self._is_number())

    def _due_repeat(self, now):
        """A purchase on another day than one before, once a day."""
        day = self._local(SQL("p.purchased_at"))
        return SQL("SELECT DISTINCT ON (member_id, occasion) * FROM (%s) bought", self._bought(
            now, SQL("p.member_id"), SQL("'day:' || %s", day), SQL(
                """EXISTS (SELECT FROM club_purchase q WHERE q.member_id = p.member_id AND %s AND %s < %s
                              AND q.purchased_at >= p.purchased_at - %s * INTERVAL '1 day')""",
                counts("q"), self._local(SQL("q.purchased_at")), day, self.days)))

    def _due_silent(self, now):
        since = self._local(SQL("m.last_purchase_at"))
        today = self._local(SQL("%s::timestamp", now))
        return SQL(
            """SELECT m.id AS member_id, 'since:' || %(since)s AS occasion, %(since)s + %(days)s AS occurred_on
                 FROM club_member m
                WHERE m.program_id = %(program)s AND m.last_purchase_at BETWEEN %(first)s AND %(last)s
                  AND %(since)s + %(days)s BETWEEN GREATEST(%(today)s - %(late)s, %(started)s) AND %(today)s""",
            since=since, today=today, days=self.days, late=self.late_days, program=self.program_id.id,
            started=self._local(SQL("%s::timestamp", self.started_at)),
            first=now - timedelta(days=self.days + self.late_days + 2), last=now - timedelta(days=self.days - 2))

    # -- birthdays ----------------------------------------------------------------------------------------------------

    def _due_birthday(self, now):
        waits = SQL("(m.birthday_changed_on IS NULL OR feast.day - m.birthday_changed_on >= %s)", BIRTHDAY_WAIT_DAYS)
        return self._celebrates(now, "birth", waits)

    def _due_anniversary(self, now):
        return self._celebrates(now, "anniversary", SQL("TRUE"))

    def _celebrates(self, now, what, condition):
        zones, calendars, months, days, occasions, dates = zip(*self._feasts(now), strict=True)
        return SQL(
            """SELECT m.id AS member_id, feast.occasion, feast.day AS occurred_on
                 FROM unnest(%(zones)s, %(calendars)s, %(months)s::int[], %(days)s::int[], %(occasions)s, %(dates)s::date[])
                      AS feast (tz, calendar, month, day_of_month, occasion, day)
                 JOIN club_member m ON m.%(month)s = feast.month AND m.%(day)s = feast.day_of_month
                  AND m.calendar = feast.calendar
                 LEFT JOIN club_branch b ON b.id = m.branch_id
                WHERE m.program_id = %(program)s AND feast.tz = COALESCE(b.tz, %(tz)s) AND %(condition)s
                  AND feast.day >= (m.joined_at AT TIME ZONE 'UTC' AT TIME ZONE feast.tz)::date
                  AND NOT EXISTS (
                      SELECT FROM club_step_grant soon WHERE soon.step_id = %(step)s AND soon.member_id = m.id
                         AND soon.occurred_on > feast.day - %(again)s AND soon.occurred_on <> feast.day)""",
            zones=list(zones), calendars=list(calendars), months=list(months), days=list(days), occasions=list(occasions),
            dates=list(dates), month=SQL.identifier(f"{what}_month"), day=SQL.identifier(f"{what}_day"),
            program=self.program_id.id, tz=self.program_id.tz, condition=condition, step=self.id, again=NOT_SOON_AGAIN)

    def _feasts(self, now):
        """(zone, calendar, month, day of the month, occasion, date) of each day that is celebrated now or was lately."""
        zones = {self.program_id.tz, *self.program_id.with_context(active_test=False).branch_ids.mapped("tz")}
        feasts = []
        for zone in sorted(zones):
            today, start = (
                instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).date() for instant in (now, self.started_at))
            for late in range(self.late_days + 1):
                day = today - timedelta(days=late)
                if day < start:
                    break
                feasts += [
                    (zone, calendar, month, own, f"{calendar}:{jalali.year_of(calendar, day)}", day)
                    for calendar in jalali.CALENDARS for month, own in jalali.celebrated_on(calendar, day)]
        return feasts

    # -- tiers and friends --------------------------------------------------------------------------------------------

    def _due_tier(self, now):
        first, last = self._span(now)
        return SQL(
            """SELECT m.id AS member_id, 'change:' || h.id AS occasion, %s AS occurred_on
                 FROM club_tier_history h JOIN club_member m ON m.id = h.member_id
                WHERE h.tier_id = %s AND h.why IN ('reached', 'given') AND h.from_tier_id IS DISTINCT FROM h.tier_id
                  AND h.moved_at BETWEEN %s AND %s""",
            self._local(SQL("h.moved_at")), self.tier_id.id, first, last)

    def _due_referral_joined(self, now):
        first, last = self._span(now)
        return SQL(
            """SELECT m.referrer_id AS member_id, 'member:' || m.id AS occasion, %s AS occurred_on FROM club_member m
                WHERE m.program_id = %s AND m.referrer_id IS NOT NULL AND m.active AND m.state = 'active'
                  AND m.joined_at BETWEEN %s AND %s""",
            self._local(SQL("m.joined_at")), self.program_id.id, first, last)

    def _due_referral_bought(self, now):
        return self._bought(now, SQL("m.referrer_id"), SQL("'member:' || m.id"), SQL(
            "m.referrer_id IS NOT NULL AND %s", self._is_number()))


class ClubMember(models.Model):
    _inherit = "club.member"

    _birthdays = models.Index("(birth_month, birth_day, program_id) WHERE birth_month IS NOT NULL")
    _anniversaries = models.Index("(anniversary_month, anniversary_day, program_id) WHERE anniversary_month IS NOT NULL")
    _joinings = models.Index("(program_id, joined_at)")


class ClubTierHistory(models.Model):
    _inherit = "club.tier.history"

    _reached = models.Index("(tier_id, moved_at)")

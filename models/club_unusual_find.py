"""How the nightly run finds unusual movements: one statement for each kind and day, over all members at once.

Each statement answers rows of (member, person, branch, found, listed from, amount). A day is looked through again in the
two nights after, because tills that were offline send their sales late.
"""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from .club_repair_run import Batch
from .club_wallet_operate import TRANSFER

AGAIN = timedelta(days=2)
ONE_BRANCH = SQL("CASE WHEN COUNT(DISTINCT p.branch_id) = 1 THEN MIN(p.branch_id) END")


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    def _step_unusual(self):
        """Look through the next day that is over."""
        program = self.program_id
        last = program._today(self.started_at) - timedelta(days=1)
        first = min(last, program.watched_until + timedelta(days=1) - AGAIN) if program.watched_until else last
        day = first + timedelta(days=self.after_id)
        found = self.env["club.unusual.movement"]._find(program, day)
        if day < last:
            return Batch(1, found, last_id=self.after_id + 1)
        program.watched_until = last
        return Batch(0, found)


class ClubUnusualMovement(models.Model):
    _inherit = "club.unusual.movement"

    def _find(self, program, day):
        """Write the rows of a day of the programme. Run again it brings open rows up to date. Returns how many."""
        self.env.flush_all()
        span = program._midnight(day), program._midnight(day + timedelta(days=1))
        count = 0
        for kind, _label in self._fields["kind"].selection:
            query = getattr(self, f"_find_{kind}")(program, *span)
            if query is None:
                continue
            self.env.cr.execute(SQL(
                """INSERT INTO club_unusual_movement (program_id, date, kind, state, create_uid, write_uid, create_date,
                       write_date, member_id, user_id, branch_id, present, needed, amount)
                   SELECT %(program)s, %(day)s, %(kind)s, 'open', %(user)s, %(user)s, %(now)s, %(now)s, found.*
                     FROM (%(query)s) found
                   ON CONFLICT (program_id, date, kind, COALESCE(member_id, 0), COALESCE(user_id, 0))
                   DO UPDATE SET present = EXCLUDED.present, amount = EXCLUDED.amount
                    WHERE club_unusual_movement.state = 'open'""",
                program=program.id, day=day, kind=kind, user=self.env.uid, now=self.env.cr.now(), query=query))
            count += self.env.cr.rowcount
        self.invalidate_model()
        return count

    def _sales(self, program, start, end):
        """Sales (p) of members in a time, without returns and undoings."""
        return SQL(
            """FROM club_purchase p WHERE p.program_id = %s AND p.purchased_at >= %s AND p.purchased_at < %s
                AND p.origin_id IS NULL AND p.undoes_id IS NULL AND p.member_id IS NOT NULL""", program.id, start, end)

    def _find_many_sales(self, program, start, end):
        if program.watch_sales:
            return SQL(
                """SELECT p.member_id, NULL::int, %s, COUNT(*), %s::numeric, SUM(p.amount) %s
                    GROUP BY p.member_id HAVING COUNT(*) >= %s""",
                ONE_BRANCH, program.watch_sales, self._sales(program, start, end), program.watch_sales)

    def _find_own_card(self, program, start, end):
        """Sales whose cashier is the member: the same customer, or one with the same phone."""
        theirs = SQL("own.id = customer.id OR own.phone_sanitized = customer.phone_sanitized")
        if "employee_id" in self.env["pos.order"]:
            theirs = SQL("%s OR EXISTS (SELECT 1 FROM hr_employee h WHERE h.id = o.employee_id"
                         " AND h.work_contact_id = customer.id)", theirs)
        return SQL(
            """SELECT p.member_id, o.user_id, %s, COUNT(*), 1::numeric, SUM(p.amount)
                 FROM (SELECT p.* %s) p
                 JOIN pos_order o ON o.id = p.pos_order_id JOIN club_member m ON m.id = p.member_id
                 JOIN res_partner customer ON customer.id = m.partner_id
                 JOIN res_users u ON u.id = o.user_id JOIN res_partner own ON own.id = u.partner_id
                WHERE %s GROUP BY p.member_id, o.user_id""", ONE_BRANCH, self._sales(program, start, end), theirs)

    def _find_adjustments(self, program, start, end):
        if program.watch_adjustments:
            return SQL(
                """SELECT NULL::int, e.user_id, NULL::int, COUNT(*), %s::numeric,
                          SUM(ABS(e.amount) * CASE WHEN e.purse = 'points' THEN %s ELSE 1 END)
                     FROM club_wallet_entry e
                    WHERE e.program_id = %s AND e.kind = 'adjust' AND e.entered_at >= %s AND e.entered_at < %s
                    GROUP BY e.user_id HAVING COUNT(*) >= %s""",
                program.watch_adjustments, program.point_price, program.id, start, end, program.watch_adjustments)

    def _find_new_phone(self, program, start, end):
        days = program.watch_phone_days
        if days:
            return SQL(
                """SELECT e.member_id, NULL::int, MIN(e.branch_id),
                          MIN(EXTRACT(DAY FROM e.entered_at - m.phone_changed_at)), %(days)s::numeric,
                          -SUM(e.amount * CASE WHEN e.purse = 'points' THEN %(price)s ELSE 1 END)
                     FROM club_wallet_entry e JOIN club_member m ON m.id = e.member_id
                    WHERE e.program_id = %(program)s AND e.kind IN ('spend', 'overdraw', 'payout', 'transfer_out')
                      AND e.entered_at >= %(start)s AND e.entered_at < %(end)s AND m.phone_changed_at >= %(since)s
                      AND e.entered_at >= m.phone_changed_at AND e.entered_at < m.phone_changed_at + %(days)s * interval '1 day'
                    GROUP BY e.member_id""",
                days=days, price=program.point_price, program=program.id, start=start, end=end,
                since=start - timedelta(days=days))

    def _find_not_back(self, program, start, end):
        """Returns that gave less back than the share of what bonus and points had paid; exchanges used it for other goods."""
        return SQL(
            """SELECT member_id, NULL::int, MIN(branch_id), SUM(given), SUM(owed), SUM(owed - given) FROM (
                   SELECT p.member_id, p.branch_id, -(p.paid_by_bonus + p.paid_by_points) AS given,
                          round((sold.paid_by_bonus + sold.paid_by_points) * -p.amount / sold.amount, %(digits)s) AS owed
                     FROM club_purchase p JOIN club_purchase sold ON sold.id = p.origin_id AND sold.amount > 0
                    WHERE p.program_id = %(program)s AND p.purchased_at >= %(start)s AND p.purchased_at < %(end)s
                      AND p.undoes_id IS NULL AND p.member_id IS NOT NULL AND sold.paid_by_bonus + sold.paid_by_points > 0
                      AND NOT EXISTS (SELECT 1 FROM club_purchase other WHERE other.pos_order_id = p.pos_order_id
                                         AND other.origin_id IS NULL)) back
                GROUP BY member_id HAVING SUM(owed - given) > %(unit)s""",
            digits=program.minor_digits, program=program.id, start=start, end=end, unit=program._from_minor(1))

    def _find_enrolments(self, program, start, end):
        if program.watch_enrolments:
            return SQL(
                """SELECT NULL::int, m.create_uid, CASE WHEN COUNT(DISTINCT m.branch_id) = 1 THEN MIN(m.branch_id) END,
                          COUNT(*), %s::numeric, NULL::numeric
                     FROM club_member m WHERE m.program_id = %s AND m.create_date >= %s AND m.create_date < %s
                    GROUP BY m.create_uid HAVING COUNT(*) >= %s""",
                program.watch_enrolments, program.id, start, end, program.watch_enrolments)

    def _find_fan_in(self, program, start, end):
        if program.watch_givers:
            return SQL(
                """SELECT e.member_id, NULL::int, NULL::int, COUNT(DISTINCT giver.wallet_id), %s::numeric,
                          SUM(e.amount * CASE WHEN e.purse = 'points' THEN %s ELSE 1 END)
                     FROM club_wallet_entry e
                     JOIN club_wallet_entry giver ON giver.source_key = e.source_key AND giver.kind = 'transfer_out'
                    WHERE e.program_id = %s AND e.kind = 'transfer_in' AND e.source_key LIKE %s
                      AND e.entered_at >= %s AND e.entered_at < %s
                    GROUP BY e.member_id HAVING COUNT(DISTINCT giver.wallet_id) >= %s""",
                program.watch_givers, program.point_price, program.id, f"{TRANSFER}:%", start, end, program.watch_givers)

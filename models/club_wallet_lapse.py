"""Whose credit lapses soon: a list for people, and once before it happens a word to the member.

Credit that lapses by inactivity has no date of its own: its last day follows the member's last purchase.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..engine.ledger import expiry
from .club_labels import selection_labels
from .club_repair_run import Batch

SOON = 30  # days of the list, where the programme warns nobody
MEMBERS = 500  # in one batch of warnings


class ClubProgram(models.Model):
    _inherit = "club.program"

    warned_until = fields.Date(readonly=True, copy=False, help="Who has credit that lapses up to this day was told.")

    def _idle_rules(self):
        """{purse: rule} of the purses that lapse by inactivity."""
        rules = {purse: self._expiry_rule(purse) for purse in ("bonus", "points")}
        return {purse: rule for purse, rule in rules.items() if rule.kind == expiry.INACTIVE}

    def _lapsing(self, after, until, after_member=0, limit=MEMBERS):
        """What lapses after one date and up to another, of the next members: {member: {purse: (amount, first last day)}}."""
        self.env.flush_all()
        idle = SQL(" OR ").join([SQL("FALSE"), *(
            SQL("""l.expires_on IS NULL AND l.purse = %s AND GREATEST(l.created_at, m.last_purchase_at) >= %s
                   AND GREATEST(l.created_at, m.last_purchase_at) < %s""", purse,
                *(self._idle_before(purse, day + timedelta(days=1)) for day in (after, until)))
            for purse in self._idle_rules())])
        rows = self.env.execute_query(SQL(
            """SELECT m.id, l.purse, l.remaining, l.expires_on, GREATEST(l.created_at, m.last_purchase_at)
                 FROM club_wallet_lot l JOIN club_wallet w ON w.id = l.wallet_id JOIN club_member m ON m.id = w.member_id
                WHERE l.program_id = %(program)s AND l.remaining > 0 AND l.purse <> 'paid' AND m.active AND m.id IN (
                      SELECT m.id FROM club_wallet_lot l JOIN club_wallet w ON w.id = l.wallet_id
                        JOIN club_member m ON m.id = w.member_id
                       WHERE l.program_id = %(program)s AND l.remaining > 0 AND l.purse <> 'paid' AND m.id > %(member)s
                         AND (l.expires_on > %(after)s AND l.expires_on <= %(until)s OR %(idle)s)
                       GROUP BY m.id ORDER BY m.id LIMIT %(limit)s)
                  AND (l.expires_on > %(after)s AND l.expires_on <= %(until)s OR %(idle)s)
                ORDER BY m.id, l.id""",
            program=self.id, after=after, until=until, member=after_member, limit=limit, idle=idle))
        found = {}
        for member_id, purse, remaining, expires_on, active_at in rows:
            day = expires_on or self._idle_last_day(purse, active_at)
            amount, first = found.setdefault(member_id, {}).get(purse, (0, day))
            found[member_id][purse] = amount + float(remaining), min(first, day)
        return {self.env["club.member"].browse(member_id): purses for member_id, purses in found.items()}

    def _idle_last_day(self, purse, active_at):
        """The last day of credit whose member was active at an instant last, by the purse's rule of inactivity."""
        return expiry.expires_on(self._expiry_rule(purse)._replace(kind=expiry.DAYS), self._today(active_at))


class ClubWalletLot(models.Model):
    _inherit = "club.wallet.lot"

    _by_inactivity = models.Index("(program_id, created_at) WHERE remaining > 0 AND expires_on IS NULL")

    member_id = fields.Many2one(related="wallet_id.member_id")
    lapses_on = fields.Date(
        "Last day", compute="_compute_lapses_on", help="Without a purchase before, where inactivity counts.")
    lapses_soon = fields.Boolean(compute="_compute_lapses_soon", search="_search_lapses_soon")

    @api.depends("expires_on")
    def _compute_lapses_on(self):
        for lot in self:
            program = lot.program_id
            idle = lot.remaining and not lot.expires_on and lot.purse in program._idle_rules()
            active_at = max(filter(None, (lot.created_at, lot.wallet_id.member_id.last_purchase_at)), default=False)
            lot.lapses_on = program._idle_last_day(lot.purse, active_at) if idle else lot.expires_on

    def _compute_lapses_soon(self):
        soon = self.search([("lapses_soon", "=", True), ("id", "in", self.ids)])
        for lot in self:
            lot.lapses_soon = lot in soon

    @api.model
    def _search_lapses_soon(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        domain = fields.Domain.FALSE
        for program in self.env["club.program"].search([]):  # pylint: disable=no-search-all
            today = program._today()
            until = today + timedelta(days=program.warn_days or SOON)
            of_program = fields.Domain("program_id", "=", program.id)
            domain |= of_program & fields.Domain("expires_on", ">=", today) & fields.Domain("expires_on", "<=", until)
            for purse in program._idle_rules():
                before = program._idle_before(purse, until + timedelta(days=1))
                bought = fields.Domain("wallet_id.member_id.last_purchase_at", "=", False) | fields.Domain(
                    "wallet_id.member_id.last_purchase_at", "<", before)
                domain |= of_program & bought & fields.Domain(
                    [("purse", "=", purse), ("expires_on", "=", False), ("created_at", "<", before)])
        return domain & fields.Domain([("remaining", ">", 0), ("purse", "!=", "paid")])


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    def _step_warnings(self):
        """Tell the next members whose credit lapses within the days of warning, each credit once."""
        program = self.program_id
        today = program._today(self.started_at)
        until = today + timedelta(days=program.warn_days)
        after = max(today - timedelta(days=1), program.warned_until or today - timedelta(days=1))
        lapsing = program._lapsing(after, until, self.after_id) if program.warn_days else {}
        if lapsing:
            self.env["club.member"]._tell_lapsing(lapsing)
            return Batch(len(lapsing), len(lapsing), last_id=max(member.id for member in lapsing))
        if program.warn_days:
            program.warned_until = max(until, program.warned_until or until)
        return Batch(0)


class ClubMember(models.Model):
    _inherit = "club.member"

    def _tell_lapsing(self, lapsing):
        """Called once before credit lapses: member -> {purse: (amount, first last day)}. Notes it for staff."""
        purses = selection_labels(self.env["club.wallet.entry"], "purse")
        self.union(*lapsing)._message_log_batch({member.id: " ".join(self.env._(
            "%(purse)s: %(amount)s lapses, the first of it after %(date)s.", purse=purses[purse],
            amount=member.program_id._money(amount, purse), date=format_date(self.env, day),
        ) for purse, (amount, day) in credit.items()) for member, credit in lapsing.items()})

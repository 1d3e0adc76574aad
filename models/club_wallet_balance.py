"""What a wallet can say of itself: lots, holds, what is available. Reads only; `club_wallet.py` writes."""

from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.ledger import lots as lot_rules
from .club_errors import ClubInsufficient, ClubOverLimit
from .club_labels import selection_labels
from .club_program import PURSES
from .club_wallet import OFFLINE_SEQUENCE


class UsablePurse(NamedTuple):
    """What a spending may take of a purse: its lots in order, and how much of them holds and debts leave (minor units)."""

    lots: list
    available: int


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    available_paid = fields.Monetary(compute="_compute_available")
    available_bonus = fields.Monetary(compute="_compute_available")
    available_points = fields.Monetary(compute="_compute_available")

    @api.depends("version")
    def _compute_available(self):
        now = fields.Datetime.now()
        for wallet in self:
            available = wallet._available(now)
            for purse in PURSES:
                wallet[f"available_{purse}"] = wallet._from_minor(purse, available[purse])

    def _lots(self):
        """The open lots as engine values: purse -> list of `Lot`."""
        self.ensure_one()
        self.env.cr.execute(SQL(
            """SELECT l.purse, l.id, l.remaining, l.created_at, l.pending_until, l.expires_on, e.source_key
                 FROM club_wallet_lot l JOIN club_wallet_entry e ON e.id = l.entry_id
                WHERE l.wallet_id = %s AND l.remaining > 0""", self.id))
        lots = {purse: [] for purse in PURSES}
        for purse, lot_id, remaining, *rest in self.env.cr.fetchall():
            lots[purse].append(lot_rules.Lot(lot_id, self._to_minor(purse, remaining), *rest))
        return lots

    def _held(self, now):
        """Minor units (points: points) that live holds set aside, by purse."""
        [held] = self.env.execute_query(self._held_query(now))
        return {purse: self._to_minor(purse, amount) for purse, amount in zip(PURSES, held, strict=True)}

    def _held_query(self, now):
        return SQL(
            """SELECT COALESCE(SUM(amount_paid), 0), COALESCE(SUM(amount_bonus), 0), COALESCE(SUM(amount_points), 0)
                 FROM club_wallet_hold WHERE wallet_id = %s AND state = 'open' AND expires_at > %s""", self.id, now)

    def _usable(self, now, since=None):
        """Purse -> what a spending may take at `now`, as `UsablePurse`, in one query.

        `since`: when an amount was set aside that is taken now; what has lapsed meanwhile is among the lots.
        """
        rows = self.env.execute_query(SQL(
            """SELECT l.purse, l.id, l.remaining, l.created_at, l.pending_until, l.expires_on, held.*
                 FROM club_wallet_lot l CROSS JOIN (%s) held
                WHERE l.wallet_id = %s AND l.remaining > 0""", self._held_query(now), self.id))
        lots, today = {purse: [] for purse in PURSES}, self.program_id._today(since or now)
        for purse, lot_id, remaining, created_at, pending_until, expires_on, *_held in rows:
            lots[purse].append(
                lot_rules.Lot(lot_id, self._to_minor(purse, remaining), created_at, pending_until, expires_on))
        held = dict(zip(PURSES, rows[0][-len(PURSES):], strict=True)) if rows else {}
        found = {purse: lot_rules.usable(lots[purse], now, today) for purse in PURSES}
        return {purse: UsablePurse(found[purse], max(
            0, sum(lot.remaining for lot in found[purse]) - self._overdrawn(purse) - self._to_minor(purse, held.get(purse, 0)),
        )) for purse in PURSES}

    def _available(self, now):
        """What each purse can give at `now`, in minor units: usable lots - overdrawn - live holds, never below zero."""
        return {purse: usable.available for purse, usable in self._usable(now).items()}

    def _tell_available(self, now):
        """`_available` in amounts, for a till: purse -> what it can give."""
        return {purse: self._from_minor(purse, minor) for purse, minor in self._available(now).items()}

    def _overdrawn(self, purse):
        return self._to_minor(purse, self[f"overdrawn_{purse}"])

    def _overdrawn_among(self, pairs, purse):
        """Ids of the wallets in pairs of (wallet id, anything) whose purse is overdrawn."""
        self.env.cr.execute(SQL(
            "SELECT id FROM club_wallet WHERE id = ANY(%s) AND %s > 0",
            [pair[0] for pair in pairs], SQL.identifier(f"overdrawn_{purse}")))
        return {row[0] for row in self.env.cr.fetchall()}

    def _split(self, minor, available, least=0, most=None):
        """Split a payment over the purses in the programme's order: (purse -> taken, minor units that nothing pays).

        `least`, `most`: what bonus and points may pay, as `club.program._redeem_bounds` tells.
        """
        program = self.program_id
        return lot_rules.split_over_purses(
            minor, available, program.purse_order.split(","), program._to_minor(program.point_price), least, most)

    def _split_or_refuse(self, minor, available, least=0, most=None):
        """`_split` of what pays all of it; else the refusal: the balance says no, or the programme's bounds do."""
        split, missing = self._split(minor, available, least, most)
        if not missing and minor > 0:
            return split
        numbers = {"need": self._told("paid", minor), "have": self._told("paid", minor - missing)}
        if missing and not self._split(minor, available)[1]:
            raise ClubOverLimit(self.env._(
                "Bonus and points pay at most %(most)s of this bill, and nothing below %(least)s: the wallet can pay %(have)s; "
                "%(need)s is needed.", least=self._told("paid", least),
                most=self._told("paid", minor if most is None else most), **numbers))
        raise ClubInsufficient(self.env._("The wallet can pay %(have)s; %(need)s is needed.", **numbers))

    def _claw_back_takes(self, purse, wanted, of_source, now, policy):
        """From which lots a return takes back how much of what this source earned: (lot, minor units) each."""
        return lot_rules.claw_back(
            self._lots()[purse], of_source, wanted, now, self.program_id._today(now), held=self._held(now)[purse],
            overdrawn=self._overdrawn(purse), only_pending=policy == "only_pending")

    def _payable(self):
        """What the wallet can pay now, all purses together."""
        available, price = self._available(fields.Datetime.now()), self.program_id._to_minor(self.program_id.point_price)
        return self._from_minor("paid", available["paid"] + available["bonus"] + available["points"] * price)

    def _count_event(self, wallet_ids, kind, purse, cause):
        """How many of these wallets already have an entry of this cause."""
        return self.env["club.wallet.entry"].search_count([
            ("wallet_id", "in", list(wallet_ids)), ("kind", "=", kind), ("purse", "=", purse),
            ("source_key", "=", cause.source_key), ("sequence", "=", cause.sequence)]) if wallet_ids else 0

    def _open_hold(self, order_uuid):
        """The open hold of an order, in whatever wallet, or an empty record. It may have run out of time."""
        return self.env["club.wallet.hold"].search([("order_uuid", "=", order_uuid), ("state", "=", "open")])

    def _taken_from_lots(self, spent):
        """(lot id, still taken) of a debit, in the order it took them: what it took less what was given back of it."""
        self.env.cr.execute(SQL(
            """SELECT a.lot_id, -SUM(a.amount) FROM club_wallet_allocation a JOIN club_wallet_entry e ON e.id = a.entry_id
                WHERE e.id = %(spent)s OR e.origin_id = %(spent)s
                GROUP BY a.lot_id HAVING SUM(a.amount) < 0 ORDER BY MIN(a.id)""", spent=spent.id))
        return [(lot_id, self._to_minor(spent.purse, left)) for lot_id, left in self.env.cr.fetchall()]

    def _still_taken(self, spent):
        """Minor units of a debit that were not given back yet."""
        self.env.cr.execute(SQL(
            "SELECT -SUM(amount) FROM club_wallet_entry WHERE id = %(spent)s OR origin_id = %(spent)s", spent=spent.id))
        return self._to_minor(spent.purse, self.env.cr.fetchone()[0])

    def _offline_spent(self, now):
        """Minor units that tills took offline from this wallet on the programme's day of `now`."""
        program = self.program_id
        self.env.cr.execute(SQL(
            """SELECT COALESCE(-SUM(e.amount), 0) FROM club_wallet_entry e
                WHERE e.wallet_id = %s AND e.kind IN ('spend', 'overdraw') AND e.purse = 'paid' AND e.sequence = %s
                  AND (e.entered_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date = %s""",
            self.id, OFFLINE_SEQUENCE, program.tz, program._today(now)))
        return self._to_minor("paid", self.env.cr.fetchone()[0])

    def _worth(self, entries):
        """Minor units of money that debits paid for: points at their price."""
        price = self.program_id._to_minor(self.program_id.point_price)
        return -sum(
            self._to_minor(entry.purse, entry.amount) * (price if entry.purse == "points" else 1) for entry in entries)

    def _entries(self, ids):
        return self.env["club.wallet.entry"].browse(ids)

    def _purse_label(self, purse):
        labels = selection_labels(self.env["club.wallet.entry"], "purse")
        return labels[purse]

    # -- units --------------------------------------------------------------------------------------------------------

    @api.model
    def _digits(self, program, purse):
        return 0 if purse == "points" else program.minor_digits

    @api.model
    def _minor_of(self, program, purse, amount):
        return round(amount * 10 ** self._digits(program, purse))

    def _to_minor(self, purse, amount):
        return self._minor_of(self.program_id, purse, amount)

    def _from_minor(self, purse, minor):
        return minor / 10 ** self._digits(self.program_id, purse)

    def _told(self, purse, minor):
        """Minor units of a purse as sentences tell them."""
        return self.program_id._money(self._from_minor(purse, minor), purse)

    def _numeric(self, purse, minor):
        """Exact decimal of minor units, as the database stores it."""
        return Decimal(minor).scaleb(-self._digits(self.program_id, purse))

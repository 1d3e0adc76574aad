"""The one writer of the ledger. Every legal write is a method of this file; nothing else inserts an entry.

Invariants (checked by `club.ledger.check`, proved by `tests/test_club_wallet*.py`):

1. Balance of a purse = sum of its entries = sum of what its lots have left - what is overdrawn.
2. An entry, allocation or posting is inserted once and never changes.
3. One event earns once: (wallet, purse, kind, source key, sequence) is unique, and so is a request key. The same key
   with the same content answers with the first entries, with other content it is refused (`ClubKeyReused`).
4. Every write locks the wallet rows first, ids ascending, and updates them: a second writer that waited for the lock behind a
   mere insert would go on with its old snapshot and overspend.
5. No purse goes below zero but by `overdraw` (within the offline allowance) and by a claw-back with the policy “unlimited”
   (within the overdraft limit); a merge of two members carries what is owed over. What is below zero is `overdrawn_*`;
   the next credit pays it off first.

The legal writes:

- credits: `earn`, `earn_all`, `top_up`, `refund`, `give_back`, and `post_many` for many wallets;
- debits: `spend`, `overdraw`, `claw_back`, `payout`, `exchange_away`, `forfeit`, and `expire_batch` for many wallets;
- both: `adjust`, `transfer`, `merge_into`, `exchange`;
- no entry: `reserve`, `release` and `release_batch` of holds (`capture` spends one), `release_pending` of lots,
  `link_postings`.

Order inside each write: lock, duplicate check, clamp or refuse, append, update the wallet. Amounts are currency amounts at the
door (points: points) and integers in minor units inside.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.ledger import lots as lot_rules
from ..engine.money import spread
from .club_errors import ClubImmutable, ClubInsufficient, ClubKeyReused, ClubNotAllowed, ClubOverLimit
from .club_program import PURSES
from .club_sql import table_of

BALANCE_FIELDS = [f"{name}_{purse}" for name in ("balance", "overdrawn") for purse in PURSES]
READ_WITH_LOCK = [*BALANCE_FIELDS, "version"]
NEVER_CHANGES = {"id", "member_id", "program_id", "currency_id"}
BATCH = 10_000
OFFLINE_SEQUENCE = 1  # spending without a hold is the second debit that one order can make


@dataclass(frozen=True)
class Cause:
    """Why entries are written: what they came from, where, and by whose request."""

    source_key: str
    sequence: int = 0
    request_key: str | None = None
    program_company_id: int | None = None
    branch_id: int | None = None
    reason: str | None = None
    now: datetime | None = None

    def at(self):
        return self.now or fields.Datetime.now()


@dataclass(frozen=True)
class Credit:
    """One of the credits that an event earns; `sequence` tells them apart (the offer's id, for a purchase)."""

    purse: str
    amount: float
    sequence: int
    pending_until: datetime | None = None
    expires_on: date | None = None


class ClosedHold(NamedTuple):
    """When a hold that is over was made, and what it held by purse (minor units)."""

    since: datetime
    held: dict


def digest(*parts):
    """Hash of a request: SHA-256 of its parts, joined by |. `_credit_batch` computes the same in SQL."""
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


class ClubWallet(models.Model):
    _name = "club.wallet"
    _description = "Club Wallet"
    _rec_name = "member_id"
    _order = "id desc"

    member_id = fields.Many2one("club.member", required=True, ondelete="restrict", readonly=True)
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict", readonly=True, index=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    balance_paid = fields.Monetary("Paid credit", required=True, default=0, readonly=True)
    balance_bonus = fields.Monetary("Bonus", required=True, default=0, readonly=True)
    balance_points = fields.Monetary("Points", required=True, default=0, readonly=True)
    overdrawn_paid = fields.Monetary(required=True, default=0, readonly=True)
    overdrawn_bonus = fields.Monetary(required=True, default=0, readonly=True)
    overdrawn_points = fields.Monetary(required=True, default=0, readonly=True)
    version = fields.Integer(
        required=True, default=0, readonly=True, help="Counts the writes, so that every write changes this row.")
    entry_ids = fields.One2many("club.wallet.entry", "wallet_id")
    lot_ids = fields.One2many("club.wallet.lot", "wallet_id")
    hold_ids = fields.One2many("club.wallet.hold", "wallet_id")

    _member_once = models.Constraint("UNIQUE(member_id)", "A member has one wallet.")
    _not_below_zero = models.Constraint(
        "CHECK(balance_paid + overdrawn_paid >= 0 AND balance_bonus + overdrawn_bonus >= 0"
        " AND balance_points + overdrawn_points >= 0"
        " AND overdrawn_paid >= 0 AND overdrawn_bonus >= 0"
        " AND overdrawn_points >= 0)",
        "A purse cannot go below zero.")

    def write(self, vals):
        raise ClubImmutable(self.env._("Balances change through the wallet's own operations only."))

    def unlink(self):
        raise ClubImmutable(self.env._("A wallet stays as long as its member."))

    @api.private
    def _open(self, members):
        """Open the empty wallets of new members, in one statement."""
        if members:
            zero = SQL(", ").join(map(SQL.identifier, [*BALANCE_FIELDS, "version"]))
            self.env.cr.execute(SQL(
                """INSERT INTO club_wallet (member_id, program_id, create_uid, write_uid, create_date, write_date, %s)
                   SELECT id, program_id, %s, %s, %s, %s, %s FROM club_member WHERE id = ANY(%s) ORDER BY id""",
                zero, self.env.uid, self.env.uid, self.env.cr.now(), self.env.cr.now(),
                SQL(", ").join([SQL("0")] * (len(BALANCE_FIELDS) + 1)), members.ids))

    # == the legal writes =============================================================================================

    @api.private
    def earn(self, purse, amount, cause, *, kind="earn", origin="purchase", pending_until=None, expires_on=None):
        """Credit a purse with a new lot. Returns the entry; the same cause again returns the first one.

        `kind`: earn or opening. What the purse is overdrawn is paid off first, out of the new lot.
        """
        return self._credit(kind, purse, amount, cause, origin, pending_until, expires_on)

    @api.private
    def earn_all(self, credits, cause):
        """Earn each `Credit` of one event: `earn`, with one lock and one duplicate check for all. Returns the entries."""
        [seen] = self._lock(SQL(
            "EXISTS (SELECT FROM club_wallet_entry e"
            " WHERE e.wallet_id = club_wallet.id AND e.source_key = %s AND e.kind = 'earn')", cause.source_key))
        write = self._credit if seen else self._append_credit
        return self._entries([write(
            "earn", credit.purse, credit.amount, replace(cause, sequence=credit.sequence), "purchase",
            credit.pending_until, credit.expires_on).id for credit in credits])

    @api.private
    def top_up(self, amount, cause):
        """Credit paid-in money. It never lapses. Returns the entry."""
        return self._credit("top_up", "paid", amount, cause, "top_up")

    @api.private
    def spend(self, split, cause):
        """Debit `split` (purse -> amount). Returns the entries; refuses with `ClubInsufficient` and then takes nothing."""
        return self._spend("spend", split, cause)

    @api.private
    def overdraw(self, amount, cause, *, allowance):
        """Debit paid credit for an offline sale although nothing was reserved. Returns (entries, what was not accepted).

        At most what `allowance` leaves for this member and day is accepted: first what the purse can give (`spend`), then below
        zero (`overdraw`). The rest is the caller's to put on the branch, never on the member.
        """
        cause = replace(cause, sequence=OFFLINE_SEQUENCE)
        wanted, now = self._to_minor("paid", amount), cause.at()
        request_hash = digest("offline", wanted)
        if found := self._begin(cause, ("spend", "overdraw"), request_hash):
            return found, self._from_minor("paid", wanted - self._worth(found))
        left = self._to_minor("paid", allowance) - self._offline_spent(now)
        accepted = max(0, min(wanted, left))
        usable = self._usable(now)
        have = min(usable["paid"].available, accepted)
        ids = []
        if have:
            ids += self._debit("spend", {"paid": have}, cause, request_hash, usable)
        if accepted > have:
            ids.append(self._append("overdraw", "paid", have - accepted, cause, request_hash, overdrawn=accepted - have))
        return self._entries(ids), self._from_minor("paid", wanted - accepted)

    @api.private
    def give_back(self, spent, amount, cause):
        """Give `amount` of one debit back to the lots it came from. Returns the entry.

        `spent`: the entry of the debit. At most what is still taken by it is accepted (`ClubOverLimit`). A lot that expired
        meanwhile becomes usable for the programme's grace days. What no lot had given pays off what is overdrawn, and becomes a
        lot of its own where nothing is.
        """
        if spent.wallet_id != self:  # of a member who was merged into this one: back to where it came from, and on to here
            back = spent.wallet_id.give_back(spent, amount, cause)
            spent.wallet_id.merge_into(self, cause)
            return back
        purse, now = spent.purse, cause.at()
        minor = self._to_minor(purse, amount)
        request_hash = digest("give_back", spent.id, minor)
        if found := self._begin(cause, ("give_back",), request_hash, purse):
            return found
        left = self._still_taken(spent)
        if not 0 < minor <= left:
            raise ClubOverLimit(self.env._(
                "%(amount)s cannot be given back: of this payment %(left)s is left.",
                amount=self._told(purse, minor), left=self._told(purse, left)))
        parts = lot_rules.give_back(self._taken_from_lots(spent), minor)
        rest = minor - sum(part for _lot_id, part in parts)
        pays_off = min(rest, self._overdrawn(purse))
        entry_id = self._append("give_back", purse, minor, cause, request_hash, overdrawn=-pays_off, origin_id=spent.id)
        for lot_id, part in parts:
            self._change_lot(entry_id, lot_id, part, purse)
            self._grant_grace(lot_id, now)
        if rest > pays_off:
            self._new_lot(entry_id, purse, rest - pays_off, cause, "refund")
        return self._entries([entry_id])

    @api.private
    def refund(self, amount, cause):
        """Credit paid credit with money owed for returned goods that no wallet payment paid for. Returns the entry."""
        return self._credit("give_back", "paid", amount, cause, "refund")

    @api.private
    def claw_back(self, purse, amount, cause, *, of_source, policy=None):
        """Take earned credit back. Returns (entry or none, what could not be taken).

        `of_source`: source key of the earning; its own lots go first. `policy` (default: the programme's): only_pending,
        within_balance (and deduct, where the refund bears the rest), or unlimited, which may overdraw the purse down to the
        overdraft limit. What holds set aside stays.
        """
        policy, now = policy or self.program_id.return_policy, cause.at()
        wanted = self._to_minor(purse, amount)
        request_hash = digest("claw_back", of_source, wanted)
        if found := self._begin(cause, ("claw_back",), request_hash, purse):
            return found, self._from_minor(purse, wanted + self._to_minor(purse, found.amount))
        takes = self._claw_back_takes(purse, wanted, of_source, now, policy)
        taken, below = sum(part for _lot, part in takes), 0
        if policy == "unlimited":
            limit = self._to_minor(purse, self.program_id.overdraft_limit)
            below = max(0, min(wanted - taken, limit - self._overdrawn(purse)))
        ids = []
        if taken + below:
            ids.append(self._append(
                "claw_back", purse, -taken - below, cause, request_hash, self._taking(purse, takes), overdrawn=below))
        return self._entries(ids), self._from_minor(purse, wanted - taken - below)

    @api.private
    def adjust(self, purse, amount, cause):
        """Correct a purse by hand, up or down (never below zero). `cause.reason` is required. Returns the entries."""
        if not cause.reason:
            raise ClubOverLimit(self.env._("An adjustment needs a reason."))
        if amount > 0:
            return self._credit("adjust", purse, amount, cause, "adjust")
        return self._spend("adjust", {purse: -amount}, cause)

    @api.private
    def transfer(self, target, purse, amount, cause):
        """Move credit to another wallet of the programme, lot by lot with origin, issuer and dates. Returns both entries."""
        if target.program_id != self.program_id or target == self:
            raise ClubOverLimit(self.env._("Credit moves between two wallets of one programme."))
        minor, now = self._to_minor(purse, amount), cause.at()
        request_hash = digest("transfer", self.id, target.id, minor)
        (self | target)._lock()
        if found := self._begin(cause, ("transfer_out",), request_hash, purse):
            return found | target._begin(cause, ("transfer_in",), request_hash, purse)
        usable = self._usable(now)
        self._require({purse: minor}, usable)
        taken = lot_rules.allocate(usable[purse].lots, minor)
        out_id = self._append("transfer_out", purse, -minor, cause, request_hash, self._taking(purse, taken))
        in_id = target._append_received("transfer_in", purse, taken, cause, request_hash)
        return self._entries([out_id, in_id])

    @api.private
    def merge_into(self, target, cause):
        """Move all that this wallet holds or owes to another one of the programme. Returns the entries of both.

        Every lot moves with its origin, issuer and dates, pending and expired ones too. What a purse is overdrawn is paid
        off first; what lots cannot pay off, the target owes. Refused while an order holds an amount. Run again it moves
        what came since.
        """
        if target.program_id != self.program_id or target == self:
            raise ClubOverLimit(self.env._("Credit moves between two wallets of one programme."))
        (self | target)._lock()
        self._refuse_while_paying(cause)
        lots, ids = self._lots(), []
        for purse in PURSES:
            cause = replace(cause, sequence=self._merge_count(target, cause))
            worth = sum(lot.remaining for lot in lots[purse]) - self._overdrawn(purse)
            if worth:
                ids += self._move_purse(target, purse, lots[purse], worth, cause)
        return self._entries(ids)

    @api.private
    def exchange(self, points, credit, cause, *, expires_on=None):
        """Turn points into bonus credit that lapses after `expires_on`. Returns both entries.

        The credit has origin and issuer of the points that it was made of, each in its share.
        """
        minor, bonus = self._to_minor("points", points), self._to_minor("bonus", credit)
        request_hash = digest("exchange", minor, bonus)
        if found := self._begin(cause, ("exchange",), request_hash):
            return found
        if bonus <= 0:
            raise ClubOverLimit(self.env._("%s points are not worth any credit.", self._told("points", minor)))
        usable = self._usable(cause.at())
        self._require({"points": minor}, usable)
        taken = lot_rules.allocate(usable["points"].lots, minor)
        out_id = self._append("exchange", "points", -minor, cause, request_hash, self._taking("points", taken))
        shares = spread(bonus, [part for _lot, part in taken])
        made = [(lot._replace(expires_on=expires_on), share)
                for (lot, _part), share in zip(taken, shares, strict=True) if share]
        return self._entries([out_id, self._append_received("exchange", "bonus", made, cause, request_hash)])

    @api.private
    def exchange_away(self, points, cause):
        """Debit points for what no wallet holds: a partner's code. Returns the entry; refuses with `ClubInsufficient`."""
        return self._spend("exchange", {"points": points}, cause)

    @api.private
    def payout(self, amount, cause):
        """Debit paid credit that leaves as money. Returns the entry; refuses with `ClubInsufficient`."""
        return self._spend("payout", {"paid": amount}, cause)

    @api.private
    def forfeit(self, purse, cause):
        """Give up all that a purse holds, what is pending too. Returns the entry, or none where nothing was left.

        Refused while an order holds an amount, and for a purse that owes more than it holds.
        """
        request_hash = digest("forfeit", purse)
        if found := self._begin(cause, ("forfeit",), request_hash, purse):
            return found
        self._refuse_while_paying(cause)
        lots, debt = self._lots()[purse], self._overdrawn(purse)
        worth = sum(lot.remaining for lot in lots) - debt
        if worth < 0:
            raise ClubNotAllowed(self.env._(
                "%(member)s owes %(amount)s (%(purse)s). That must be settled first.", member=self.member_id.display_name,
                amount=self._told(purse, -worth), purse=self._purse_label(purse)))
        if not worth:
            return self._entries([])
        takes = [(lot, lot.remaining) for lot in lots]
        return self._entries([self._append(
            "forfeit", purse, -worth, cause, request_hash, self._taking(purse, takes), overdrawn=-debt)])

    @api.private
    def release_pending(self, lots, *, now=None):
        """Make usable those of these lots of this wallet that still wait for their time or event. Returns them.

        Run again it changes nothing. No balance moves, so nothing is entered.
        """
        now = now or fields.Datetime.now()
        self._lock()
        rows = self.env.execute_query(SQL(
            """WITH lot AS (
                   UPDATE club_wallet_lot SET pending_until = %(now)s
                    WHERE id = ANY(%(lots)s) AND wallet_id = %(wallet)s AND pending_until > %(now)s RETURNING id
               ), wallet AS (
                   UPDATE club_wallet SET version = version + 1 WHERE id = %(wallet)s AND EXISTS (SELECT FROM lot)
               )
               SELECT id FROM lot ORDER BY id""", now=now, wallet=self.id, lots=lots.ids))
        if rows:
            self._forget()
        return lots.browse([lot_id for lot_id, in rows])

    def _merge_count(self, target, cause):
        """How many entries of either wallet already have this source key: the next free sequence."""
        self.env.cr.execute(SQL(
            "SELECT COUNT(*) FROM club_wallet_entry WHERE wallet_id = ANY(%s) AND source_key = %s",
            (self | target).ids, cause.source_key))
        return self.env.cr.fetchone()[0]

    def _move_purse(self, target, purse, lots, worth, cause):
        """Move one purse of `worth` minor units (below zero: a debt) lot by lot. Returns the ids of both entries."""
        debt, request_hash = self._overdrawn(purse), digest("merge", self.id, target.id, purse, worth)
        out, into = ("transfer_out", "transfer_in") if worth > 0 else ("transfer_in", "transfer_out")
        out_id = self._append(out, purse, -worth, cause, request_hash, overdrawn=-debt)
        for lot in lots:
            self._change_lot(out_id, lot.id, -lot.remaining, purse)
        if worth < 0:
            takes = lot_rules.allocate(sorted(target._lots()[purse], key=lot_rules.spending_order), -worth)
            below = -worth - sum(part for _lot, part in takes)
            in_id = target._append(into, purse, worth, cause, request_hash, overdrawn=below)
            for lot, part in takes:
                target._change_lot(in_id, lot.id, -part, purse)
            return [out_id, in_id]
        pays_off = min(worth, target._overdrawn(purse))
        in_id = target._append(into, purse, worth, cause, request_hash, overdrawn=-pays_off)
        for lot, part in lot_rules.allocate(sorted(lots, key=lot_rules.spending_order, reverse=True), worth):
            target._receive_lot(in_id, lot, part, cause, purse)
        for lot, part in lot_rules.allocate(sorted(target._lots()[purse], key=lot_rules.spending_order), pays_off):
            target._change_lot(in_id, lot.id, -part, purse)
        return [out_id, in_id]

    def _refuse_while_paying(self, cause):
        if any(self._held(cause.at()).values()):
            raise ClubNotAllowed(self.env._(
                "%(member)s is paying at a till. Wait until the sale is done, or for the %(minutes)s minutes that it may take.",
                member=self.member_id.display_name, minutes=self.program_id.hold_minutes))

    def _append_received(self, kind, purse, parts, cause, request_hash):
        """Credit what comes from other lots, (lot, minor units) each, as lots of its own; pays off what is overdrawn first."""
        minor = sum(part for _lot, part in parts)
        pays_off = min(minor, self._overdrawn(purse))
        entry_id = self._append(kind, purse, minor, cause, request_hash, overdrawn=-pays_off)
        for lot, part in parts:
            lot_id, offset = self._receive_lot(entry_id, lot, part, cause, purse), min(part, pays_off)
            if offset:
                self._change_lot(entry_id, lot_id, -offset, purse)
                pays_off -= offset
        return entry_id

    def _receive_lot(self, entry_id, lot, part, cause, purse):
        """A lot of its own for `part` of another wallet's lot, with that lot's origin, issuer and dates."""
        source = self.env["club.wallet.lot"].browse(lot.id)
        cause = replace(
            cause, now=lot.created_at, program_company_id=source.program_company_id.id or None,
            branch_id=source.branch_id.id or None)
        return self._new_lot(entry_id, purse, part, cause, source.origin, lot.pending_until, lot.expires_on)

    # -- holds --------------------------------------------------------------------------------------------------------

    @api.private
    def reserve(self, order_uuid, amount, *, bill=None, now=None):
        """Set `amount` aside for an order, split over the purses in the programme's order. Returns the hold.

        `bill`: what the order comes to, of which bonus and points may pay a part only. The same request again answers with the
        open hold; another amount under the same uuid is refused (`ClubKeyReused`), more than is available with
        `ClubInsufficient`, more than the programme lets bonus and points pay with `ClubOverLimit`.
        """
        now, program, minor = now or fields.Datetime.now(), self.program_id, self._to_minor("paid", amount)
        bounds = program._redeem_bounds(bill)
        request_hash = digest("reserve", self.id, minor, *bounds)
        self._lock()
        hold = self._open_hold(order_uuid)
        if hold and hold.expires_at > now:
            if hold.request_hash != request_hash:
                raise ClubKeyReused(self.env._("The order %s already holds another amount. Release it first.", order_uuid))
            return hold
        split = self._split_or_refuse(minor, self._available(now), *bounds)
        if hold:  # it ran out of time
            hold.wallet_id._close_hold(order_uuid, "released")
        self.env.cr.execute(SQL(
            """INSERT INTO club_wallet_hold (wallet_id, order_uuid, request_hash, amount, amount_paid, amount_bonus,
                                             amount_points, state, created_at, expires_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, 'open', %s, %s) RETURNING id""",
            self.id, order_uuid, request_hash, self._numeric("paid", minor),
            *(self._numeric(purse, split.get(purse, 0)) for purse in PURSES),
            now, now + timedelta(minutes=program.hold_minutes)))
        hold_id = self.env.cr.fetchone()[0]
        self._touch()
        return self.env["club.wallet.hold"].browse(hold_id)

    @api.private
    def release(self, order_uuid):
        """Give up the open hold of an order. Returns whether there was one."""
        self._lock()
        return bool(self._close_hold(order_uuid, "released"))

    @api.private
    def capture(self, order_uuid, amount, cause):
        """Turn the live hold of an order into a spending of `amount`. Returns (entries, what the hold did not cover).

        Without a live hold nothing is spent and the whole amount is left over. What the hold had in excess becomes available.
        """
        minor = self._to_minor("paid", amount)
        request_hash = digest("capture", order_uuid, minor)
        if found := self._begin(cause, ("spend",), request_hash):
            return found, self._from_minor("paid", minor - self._worth(found))
        hold = self._close_hold(order_uuid, "captured", live_at=cause.at())
        if not hold:
            return self._entries([]), amount
        split, missing = self._split(minor, hold.held)
        ids = self._debit("spend", split, cause, request_hash, self._usable(cause.at(), since=hold.since))
        return self._entries(ids), self._from_minor("paid", missing)

    # -- in bulk ------------------------------------------------------------------------------------------------------

    @api.model
    @api.private
    def post_many(self, program, kind, purse, amounts, cause, *, origin="gift", pending_until=None, expires_on=None,
                  places=None):
        """Credit many wallets of one programme (`earn`, `opening`) with one cause: `amounts` is a list of (wallet id, amount).
        `places`: wallet id -> (id of the programme company, of the branch or None) in place of the cause's.

        Wallets that already have this cause are left alone, so the job can be run again after a crash. Returns how many were
        credited. The caller commits between batches; memory does not grow with what is already done.
        """
        if kind not in ("earn", "opening"):
            raise ClubOverLimit(self.env._("Only credits are granted in bulk."))
        lot, done = (origin, pending_until, expires_on), 0

        def place_of(wallet_id):
            return places[wallet_id] if places else (cause.program_company_id, cause.branch_id)

        for start in range(0, len(amounts), BATCH):
            batch = [pair for pair in amounts[start:start + BATCH] if pair[1] > 0]
            debtors = self._overdrawn_among(batch, purse)
            done -= self._count_event(debtors, kind, purse, cause)
            for wallet_id, amount in batch:
                if wallet_id in debtors:
                    company_id, branch_id = place_of(wallet_id)
                    self.browse(wallet_id)._credit(
                        kind, purse, amount, replace(cause, program_company_id=company_id, branch_id=branch_id), *lot)
            clean = [pair for pair in batch if pair[0] not in debtors]
            done += len(debtors) + self._credit_batch(program, kind, purse, clean, place_of, cause, *lot)
        self._forget()
        return done

    def _credit_batch(self, program, kind, purse, batch, place_of, cause, origin, pending_until, expires_on):
        if not batch:
            return 0
        ids, amounts = zip(*batch, strict=True)
        companies, branches = zip(*map(place_of, ids), strict=True)
        _names, pairs = table_of(self.env["club.wallet.entry"], {
            "wallet_id": list(ids), "amount": [self._minor_of(program, purse, amount) for amount in amounts],
            "program_company_id": list(companies), "branch_id": list(branches)})
        values = dict(  # noqa: C408 (as keywords, the names read as in the statements)
            unit=Decimal(1).scaleb(-self._digits(program, purse)), program=program.id, purse=purse, kind=kind,
            source=cause.source_key, sequence=cause.sequence, key=cause.request_key, now=cause.at(), user=self.env.uid,
            reason=cause.reason, origin=origin, pending=pending_until, expires=expires_on,
            balance=SQL.identifier(f"balance_{purse}"),
            asked=SQL("""SELECT pairs.*, encode(sha256(convert_to(concat_ws('|', %(kind)s, %(purse)s, amount), 'UTF8')), 'hex')
                                AS request_hash FROM (%(pairs)s) pairs""", kind=kind, purse=purse, pairs=pairs))
        self.env.cr.execute(SQL(
            """
            WITH wallet AS (
                SELECT w.id, w.member_id, asked.program_company_id, asked.branch_id, asked.amount * %(unit)s AS amount,
                       asked.request_hash
                  FROM (%(asked)s) asked JOIN club_wallet w ON w.id = asked.wallet_id
                 WHERE w.program_id = %(program)s ORDER BY w.id FOR NO KEY UPDATE OF w
            ), entry AS (
                INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, program_company_id, branch_id, purse, kind,
                    amount, source_key, sequence, request_key, request_hash, entered_at, user_id, reason)
                SELECT id, member_id, %(program)s, program_company_id, branch_id, %(purse)s, %(kind)s,
                       amount, %(source)s, %(sequence)s, %(key)s, request_hash, %(now)s, %(user)s, %(reason)s
                  FROM wallet
                ON CONFLICT (wallet_id, purse, kind, source_key, sequence) DO NOTHING
                RETURNING id, wallet_id, program_company_id, branch_id, amount
            ), lot AS (
                INSERT INTO club_wallet_lot (entry_id, wallet_id, program_id, program_company_id, branch_id, purse, origin,
                    amount, remaining, created_at, pending_until, expires_on)
                SELECT id, wallet_id, %(program)s, program_company_id, branch_id, %(purse)s, %(origin)s,
                       amount, amount, %(now)s, %(pending)s, %(expires)s
                  FROM entry
            )
            UPDATE club_wallet w SET %(balance)s = w.%(balance)s + entry.amount, version = version + 1
              FROM entry WHERE w.id = entry.wallet_id
            """, **values))
        credited = self.env.cr.rowcount
        if credited < len(batch):  # the others had this cause before, and are left alone: was it the same?
            self.env.cr.execute(SQL(
                """SELECT 1 FROM (%(asked)s) asked JOIN club_wallet_entry e ON e.wallet_id = asked.wallet_id
                    WHERE e.purse = %(purse)s AND e.kind = %(kind)s AND e.source_key = %(source)s AND e.sequence = %(sequence)s
                      AND e.request_hash <> asked.request_hash LIMIT 1""", **values))
            if self.env.cr.fetchone():
                raise ClubKeyReused(self.env._("The key %s is already in the ledger with other content.", cause.source_key))
        return credited

    @api.model
    @api.private
    def expire_batch(self, program, *, now=None, limit=BATCH, wallet_ids=None):
        """Expire up to `limit` due lots of bonus and points: those past their day, then those of members who stay away.

        Returns how many lots lapsed. One entry per lot and expiry day, so a second run finds nothing to do. Wallets that
        another writer has locked, and those with an open hold, wait for the next run. The caller repeats until 0 and commits
        between.
        """
        now = now or fields.Datetime.now()
        today = program._today(now)
        count = self._expire_lots(program, now, limit, wallet_ids, SQL("l.expires_on < %s", today))
        for purse in ("bonus", "points"):
            idle = program._idle_before(purse, today) if count < limit else None
            if idle:
                count += self._expire_lots(program, now, limit - count, wallet_ids, SQL(
                    """l.expires_on IS NULL AND l.purse = %s AND l.created_at < %s AND NOT EXISTS (
                           SELECT 1 FROM club_member m WHERE m.id = w.member_id AND m.last_purchase_at >= %s)""",
                    purse, idle, idle))
        return count

    def _expire_lots(self, program, now, limit, wallet_ids, is_due):
        """`expire_batch` of the lots (l) of wallets (w) for which the condition `is_due` holds."""
        self.env["club.member"].flush_model(["last_purchase_at"])
        self.env.cr.execute(SQL(
            """
            WITH due AS (
                SELECT l.id, l.wallet_id, w.member_id, l.program_id, l.program_company_id, l.branch_id, l.purse,
                       l.remaining, COALESCE(l.expires_on, %(today)s::date - 1) AS lapsed_on,
                       'lot:' || l.id || ':' || COALESCE(l.expires_on, %(today)s::date - 1) AS source_key
                  FROM club_wallet_lot l JOIN club_wallet w ON w.id = l.wallet_id
                 WHERE l.program_id = %(program)s AND l.remaining > 0 AND l.purse <> 'paid' AND %(is_due)s
                   AND (%(all)s OR l.wallet_id = ANY(%(wallets)s))
                   AND NOT EXISTS (SELECT 1 FROM club_wallet_hold h
                                    WHERE h.wallet_id = w.id AND h.state = 'open' AND h.expires_at > %(now)s)
                 ORDER BY l.expires_on, l.wallet_id LIMIT %(limit)s FOR NO KEY UPDATE OF w SKIP LOCKED
            ), entry AS (
                INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, program_company_id, branch_id, purse, kind,
                    amount, source_key, sequence, request_hash, entered_at, user_id)
                SELECT wallet_id, member_id, program_id, program_company_id, branch_id, purse, 'expire',
                       -remaining, source_key, 0, source_key, %(now)s, %(user)s
                  FROM due RETURNING id, source_key
            ), allocation AS (
                INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
                SELECT entry.id, due.id, -due.remaining FROM entry JOIN due USING (source_key)
            ), lot AS (
                UPDATE club_wallet_lot l SET remaining = 0, expires_on = due.lapsed_on FROM due WHERE l.id = due.id
            ), wallet AS (
                UPDATE club_wallet w SET version = version + 1,
                       balance_bonus = balance_bonus - gone.bonus,
                       balance_points = balance_points - gone.points
                  FROM (SELECT wallet_id, COALESCE(SUM(remaining) FILTER (WHERE purse = 'bonus'), 0) AS bonus,
                               COALESCE(SUM(remaining) FILTER (WHERE purse = 'points'), 0) AS points
                          FROM due GROUP BY wallet_id) gone
                 WHERE w.id = gone.wallet_id
            )
            SELECT COUNT(*) FROM entry
            """,
            program=program.id, today=program._today(now), now=now, user=self.env.uid, limit=limit, is_due=is_due,
            all=wallet_ids is None, wallets=list(wallet_ids or [])))
        count = self.env.cr.fetchone()[0]
        if count:
            self._forget()
        return count

    @api.model
    @api.private
    def release_batch(self, program, *, now=None, limit=BATCH):
        """Close up to `limit` holds that ran out of time. Returns how many; wallets that another writer has locked wait.

        They counted for nothing any more; closing them keeps the open ones few. The caller repeats until 0 and commits between.
        """
        self.env.cr.execute(SQL(
            """
            WITH due AS (
                SELECT h.id, w.id AS wallet_id FROM club_wallet_hold h JOIN club_wallet w ON w.id = h.wallet_id
                 WHERE w.program_id = %s AND h.state = 'open' AND h.expires_at <= %s
                 ORDER BY w.id LIMIT %s FOR NO KEY UPDATE OF w SKIP LOCKED
            ), hold AS (
                UPDATE club_wallet_hold h SET state = 'released' FROM due WHERE h.id = due.id
            ), wallet AS (
                UPDATE club_wallet w SET version = version + 1 WHERE w.id IN (SELECT wallet_id FROM due)
            )
            SELECT COUNT(*) FROM due
            """, program.id, now or fields.Datetime.now(), limit))
        count = self.env.cr.fetchone()[0]
        if count:
            self.env["club.wallet.hold"].invalidate_model()
            self._forget()
        return count

    @api.model
    @api.private
    def link_postings(self, pairs):
        """Record which journal item carries which entry: pairs of (entry id, journal item id)."""
        if pairs:
            self.env.cr.execute_values(
                "INSERT INTO club_wallet_posting (entry_id, move_line_id) VALUES %s ON CONFLICT DO NOTHING", pairs)
            self.env["club.wallet.posting"].invalidate_model()

    # == what the writes are made of ==================================================================================

    def _lock(self, more=None):
        """Lock these wallets, ids ascending, and read them anew (invariant 4). Returns what `more` selects beside each."""
        rows = self.env.execute_query(SQL(
            "SELECT %s, id, %s FROM club_wallet WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            more or SQL("NULL"), SQL(", ").join(map(SQL.identifier, READ_WITH_LOCK)), self.ids))
        for _more, wallet_id, *values in rows:
            self.browse(wallet_id)._remember(values)
        return [row[0] for row in rows]

    def _remember(self, values):
        """Keep what a statement of ours read of this wallet (`READ_WITH_LOCK`) and forget what the ORM knew before."""
        self.invalidate_recordset([name for name in self._fields if name not in NEVER_CHANGES])
        for name, value in zip(READ_WITH_LOCK, values, strict=True):
            self._fields[name]._insert_cache(self, [value])

    def _begin(self, cause, kinds, request_hash, purse=None):
        """Lock the wallet and return the entries that this cause already wrote, or an empty record (invariants 3 and 4).

        Refuses other content under the same key.
        """
        [found] = self._lock(SQL(
            """(SELECT json_agg(json_build_array(e.id, e.request_hash) ORDER BY e.id) FROM club_wallet_entry e
                 WHERE e.wallet_id = club_wallet.id AND e.kind = ANY(%(kinds)s) AND e.purse = ANY(%(purses)s)
                   AND ((e.source_key = %(source)s AND e.sequence = %(sequence)s) OR e.request_key = %(key)s))""",
            kinds=list(kinds), purses=[purse] if purse else list(PURSES), source=cause.source_key,
            sequence=cause.sequence, key=cause.request_key))
        if any(found_hash != request_hash for _id, found_hash in found or ()):
            raise ClubKeyReused(self.env._(
                "The key %s is already in the ledger with other content.", cause.request_key or cause.source_key))
        return self._entries([entry_id for entry_id, _hash in found or ()])

    def _credit(self, kind, purse, amount, cause, origin, pending_until=None, expires_on=None):
        request_hash = digest(kind, purse, self._to_minor(purse, amount))
        if found := self._begin(cause, (kind,), request_hash, purse):
            return found
        return self._append_credit(kind, purse, amount, cause, origin, pending_until, expires_on)

    def _append_credit(self, kind, purse, amount, cause, origin, pending_until=None, expires_on=None):
        minor = self._to_minor(purse, amount)
        if minor <= 0:
            raise ClubOverLimit(self.env._("A credit must be above zero; %s was asked for.", self._told(purse, minor)))
        pays_off = min(minor, self._overdrawn(purse))
        lot = self._opening_lot(purse, minor, pays_off, cause, origin, pending_until, expires_on)
        return self._entries([self._append(
            kind, purse, minor, cause, digest(kind, purse, minor), lot, overdrawn=-pays_off)])

    def _spend(self, kind, split, cause):
        minor = {purse: self._to_minor(purse, split[purse]) for purse in PURSES if split.get(purse)}
        request_hash = digest(kind, *minor.items())
        if found := self._begin(cause, (kind,), request_hash):
            return found
        usable = self._usable(cause.at())
        self._require(minor, usable)
        return self._entries(self._debit(kind, minor, cause, request_hash, usable))

    def _debit(self, kind, split, cause, request_hash, usable):
        """Append a debit for each purse of `split` and take it from the usable lots in order. Returns the entries' ids."""
        return [self._append(
            kind, purse, -split[purse], cause, request_hash,
            self._taking(purse, lot_rules.allocate(usable[purse].lots, split[purse])))
            for purse in PURSES if split.get(purse)]

    def _require(self, split, usable):
        for purse, minor in split.items():
            have = usable[purse].available
            if not 0 < minor <= have:
                raise ClubInsufficient(self.env._(
                    "The wallet has %(have)s (%(purse)s); %(need)s is needed.", purse=self._purse_label(purse),
                    need=self._told(purse, minor), have=self._told(purse, have)))

    def _append(self, kind, purse, minor, cause, request_hash, *parts, overdrawn=0, origin_id=None):
        """Insert one entry and update the wallet with it, in one statement. Returns the entry's id.

        `parts`: what belongs to the entry, as further parts of the statement (`_taking`, `_opening_lot`).
        """
        [(entry_id, *values)] = self.env.execute_query(SQL(
            """WITH wallet AS (
                   UPDATE club_wallet SET %(balance)s = %(balance)s + %(amount)s,
                          %(overdrawn)s = %(overdrawn)s + %(below)s, version = version + 1
                    WHERE id = %(id)s RETURNING *
               ), entry AS (
                   INSERT INTO club_wallet_entry (wallet_id, member_id, program_id, program_company_id, branch_id, purse, kind,
                       amount, source_key, sequence, request_key, request_hash, entered_at, user_id, reason, origin_id)
                   SELECT id, member_id, program_id, %(company)s, %(branch)s, %(purse)s, %(kind)s, %(amount)s, %(source)s,
                          %(sequence)s, %(key)s, %(hash)s, %(now)s, %(user)s, %(reason)s, %(origin)s
                     FROM wallet RETURNING id
               ) %(parts)s
               SELECT entry.id, %(read)s FROM entry, wallet""",
            balance=SQL.identifier(f"balance_{purse}"), overdrawn=SQL.identifier(f"overdrawn_{purse}"), id=self.id,
            amount=self._numeric(purse, minor), below=self._numeric(purse, overdrawn), company=cause.program_company_id,
            branch=cause.branch_id, purse=purse, kind=kind, source=cause.source_key, sequence=cause.sequence,
            key=cause.request_key, hash=request_hash, now=cause.at(), user=self.env.uid, reason=cause.reason,
            origin=origin_id, parts=SQL().join(parts),
            read=SQL(", ").join(SQL.identifier("wallet", name) for name in READ_WITH_LOCK)))
        self._remember(values)
        entry = self._entries([entry_id])
        for name, value in (("purse", purse), ("amount", self._from_minor(purse, minor))):
            entry._fields[name]._insert_cache(entry, [value])
        return entry_id

    def _taking(self, purse, takes):
        """The part of `_append` that takes a debit from lots: (lot, minor units) each."""
        lots = self.env["club.wallet.lot"].browse([lot.id for lot, _part in takes])
        lots.invalidate_recordset(["remaining", "allocation_ids"])
        return SQL(
            """, take AS (
                   SELECT * FROM unnest(%(lots)s::int[], %(amounts)s::numeric[]) WITH ORDINALITY AS take(lot_id, amount, place)
               ), allocation AS (
                   INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
                   SELECT entry.id, lot_id, -amount FROM entry, take ORDER BY place
               ), lot AS (
                   UPDATE club_wallet_lot l SET remaining = l.remaining - take.amount FROM take WHERE l.id = lot_id
               )""", lots=lots.ids, amounts=[self._numeric(purse, part) for _lot, part in takes])

    def _opening_lot(self, purse, minor, pays_off, cause, origin, pending_until=None, expires_on=None):
        """The part of `_append` that opens the lot of a credit; `pays_off` of it goes to what the purse is overdrawn."""
        return SQL(
            """, lot AS (
                   INSERT INTO club_wallet_lot (entry_id, wallet_id, program_id, program_company_id, branch_id, purse, origin,
                       amount, remaining, created_at, pending_until, expires_on)
                   SELECT id, %(wallet)s, %(program)s, %(company)s, %(branch)s, %(purse)s, %(origin)s,
                          %(amount)s, %(amount)s - %(pays_off)s, %(now)s, %(pending)s, %(expires)s
                     FROM entry RETURNING id, entry_id
               ), allocation AS (
                   INSERT INTO club_wallet_allocation (entry_id, lot_id, amount)
                   SELECT entry_id, id, -%(pays_off)s FROM lot WHERE %(pays_off)s > 0
               )""",
            wallet=self.id, program=self.program_id.id, company=cause.program_company_id, branch=cause.branch_id,
            purse=purse, origin=origin, amount=self._numeric(purse, minor), pays_off=self._numeric(purse, pays_off),
            now=cause.at(), pending=pending_until, expires=expires_on)

    def _new_lot(self, entry_id, purse, minor, cause, origin, pending_until=None, expires_on=None):
        amount = self._numeric(purse, minor)
        self.env.cr.execute(SQL(
            """INSERT INTO club_wallet_lot (entry_id, wallet_id, program_id, program_company_id, branch_id, purse, origin,
                   amount, remaining, created_at, pending_until, expires_on)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id""",
            entry_id, self.id, self.program_id.id, cause.program_company_id, cause.branch_id, purse, origin,
            amount, amount, cause.at(), pending_until, expires_on))
        return self.env.cr.fetchone()[0]

    def _change_lot(self, entry_id, lot_id, minor, purse):
        amount = self._numeric(purse, minor)
        self.env.cr.execute(SQL(
            """WITH allocation AS (INSERT INTO club_wallet_allocation (entry_id, lot_id, amount) VALUES (%s, %s, %s))
               UPDATE club_wallet_lot SET remaining = remaining + %s WHERE id = %s""",
            entry_id, lot_id, amount, amount, lot_id))
        self.env["club.wallet.lot"].browse(lot_id).invalidate_recordset(["remaining", "allocation_ids"])

    def _grant_grace(self, lot_id, now):
        """A lot that had expired when something came back to it stays usable for the grace days."""
        program = self.program_id
        today = program._today(now)
        self.env.cr.execute(SQL(
            "UPDATE club_wallet_lot SET expires_on = %s WHERE id = %s AND expires_on < %s",
            today + timedelta(days=program.restore_grace_days), lot_id, today))
        self.env["club.wallet.lot"].browse(lot_id).invalidate_recordset(["expires_on"])

    def _touch(self):
        self.env.cr.execute(SQL("UPDATE club_wallet SET version = version + 1 WHERE id = ANY(%s)", self.ids))

    def _close_hold(self, order_uuid, state, live_at=None):
        """Close the open hold of an order (`live_at`: if it was live then). Returns what it held, or None."""
        rows = self.env.execute_query(SQL(
            """WITH hold AS (
                   UPDATE club_wallet_hold SET state = %s
                    WHERE wallet_id = %s AND order_uuid = %s AND state = 'open' AND (%s OR expires_at > %s)
                   RETURNING id, wallet_id, created_at, amount_paid, amount_bonus, amount_points
               ), wallet AS (
                   UPDATE club_wallet SET version = version + 1 WHERE id IN (SELECT wallet_id FROM hold)
               )
               SELECT * FROM hold""", state, self.id, order_uuid, live_at is None, live_at))
        if not rows:
            return None
        [(hold_id, _wallet_id, since, *held)] = rows
        self.env["club.wallet.hold"].browse(hold_id).invalidate_recordset()
        self.invalidate_recordset(["version", "hold_ids"])
        return ClosedHold(since, {purse: self._to_minor(purse, amount) for purse, amount in zip(PURSES, held, strict=True)})

    def _forget(self):
        """Drop what the ORM remembers of the ledger after a write in bulk."""
        for model in ("club.wallet", "club.wallet.lot", "club.wallet.entry"):
            self.env[model].invalidate_model()

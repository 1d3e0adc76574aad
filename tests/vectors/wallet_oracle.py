# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The wallet's operations once more, unit by unit: the judge of `models/club_wallet.py`.

Nothing here is shared with it or with `engine/ledger/lots.py`. Every unit that moves is moved alone, from the lot that is
next by the rule of order, and each debit remembers which lot gave which of its units, so giving back is taking them from the
end of that list. Amounts are integers in minor units (points: points), instants naive UTC datetimes. Only for tests.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace

PURSES = ("paid", "bonus", "points")
OFFLINE = 1


class Refused(Exception):
    """`code` is that of the wallet's own refusals."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(eq=False)
class Lot:
    row: "Row"
    issued: int
    left: int
    born: datetime
    waits_until: datetime | None = None
    last_day: date | None = None


@dataclass(eq=False)
class Row:
    """An entry. `units`: which lot each unit of a debit came from; None below zero. Those come first: they go back last.
    `moved`: lot -> signed change of what it has left."""

    wallet: "Wallet"
    purse: str
    kind: str
    minor: int
    cause: SimpleNamespace
    content: tuple
    units: list = field(default_factory=list)
    moved: dict = field(default_factory=dict)
    origin: "Row | None" = None

    @property
    def event(self):
        return (self.wallet.name, self.purse, self.kind, self.cause.source, self.cause.sequence)


@dataclass(eq=False)
class Hold:
    held: dict
    content: tuple
    since: datetime
    until: datetime


@dataclass(eq=False)
class Wallet:
    name: int
    lots: dict = field(default_factory=lambda: {purse: [] for purse in PURSES})
    debt: dict = field(default_factory=lambda: dict.fromkeys(PURSES, 0))
    holds: dict = field(default_factory=dict)

    def balance(self, purse):
        return sum(lot.left for lot in self.lots[purse]) - self.debt[purse]


def cause(source, now, sequence=0, key=None):
    return SimpleNamespace(source=source, now=now, sequence=sequence, key=key)


def turn(lot):
    """Earliest last day first, then the oldest; equals keep the order in which they were opened."""
    return (lot.last_day or date.max, lot.born)


class Oracle:
    """The wallets of one programme. Rules are minor units, days and minutes; `hours` is the programme's distance from UTC."""

    def __init__(self, *, hours=0, grace_days=7, hold_minutes=15, point_price=0, order=PURSES, limit=0):
        self.hours, self.grace_days, self.hold_minutes = hours, grace_days, hold_minutes
        self.point_price, self.order, self.limit = point_price, order, limit
        self.wallets, self.rows = {}, []

    def open(self, name):
        self.wallets[name] = Wallet(name)
        return self.wallets[name]

    def today(self, now):
        return (now + timedelta(hours=self.hours)).date()

    # -- what there is ------------------------------------------------------------------------------------------------

    def usable(self, wallet, purse, now, day=None):
        return sorted((
            lot for lot in wallet.lots[purse] if lot.left and not (lot.waits_until and lot.waits_until > now)
            and not (lot.last_day and lot.last_day < (day or self.today(now)))), key=turn)

    def held(self, wallet, purse, now):
        return sum(hold.held.get(purse, 0) for hold in wallet.holds.values() if hold.until > now)

    def available(self, wallet, purse, now):
        usable = sum(lot.left for lot in self.usable(wallet, purse, now))
        return max(0, usable - wallet.debt[purse] - self.held(wallet, purse, now))

    def _seen(self, wallet, kinds, why, content, purses=PURSES):
        """The rows that a cause already has; another content under its key is refused."""
        found = [row for row in self.rows if row.wallet is wallet and row.kind in kinds and row.purse in purses and (
            (row.cause.source, row.cause.sequence) == (why.source, why.sequence)
            or why.key is not None and row.cause.key == why.key)]
        if any(row.content != content for row in found):
            raise Refused("key_reused")
        return found

    # -- single moves -------------------------------------------------------------------------------------------------

    def _row(self, wallet, purse, kind, minor, why, content):
        row = Row(wallet, purse, kind, minor, why, content)
        self.rows.append(row)
        return row

    def _take(self, row, lots, units):
        """Take units, one by one, from the first of these lots that has one; what they lack is owed. Returns the row."""
        for _unit in range(units):
            lot = next((lot for lot in lots if lot.left), None)
            if lot:
                self._move(row, lot, -1)
                row.units.append(lot)
            else:
                row.wallet.debt[row.purse] += 1
                row.units.insert(0, None)
        return row

    def _lot(self, row, units, born, waits_until=None, last_day=None):
        lot = Lot(row, units, units, born, waits_until, last_day)
        row.wallet.lots[row.purse].append(lot)
        return lot

    @staticmethod
    def _move(row, lot, unit):
        lot.left += unit
        row.moved[lot] = row.moved.get(lot, 0) + unit

    def _pay_off(self, row, lots):
        """Pay what the row's purse owes out of these lots, unit by unit."""
        for lot in lots:
            while row.wallet.debt[row.purse] and lot.left:
                row.wallet.debt[row.purse] -= 1
                self._move(row, lot, -1)

    # -- credits ------------------------------------------------------------------------------------------------------

    def credit(self, wallet, kind, purse, units, why, waits_until=None, last_day=None):
        content = (kind, purse, units)
        if found := self._seen(wallet, (kind,), why, content, (purse,)):
            return found
        if units <= 0:
            raise Refused("over_limit")
        row = self._row(wallet, purse, kind, units, why, content)
        self._pay_off(row, [self._lot(row, units, why.now, waits_until, last_day)])
        return [row]

    def credit_each(self, wallet, credits, why, waits_until=None, last_day=None):
        """What one event earns: (purse, units) each, told apart by their sequence. All or, refused, nothing."""
        whys = [cause(why.source, why.now, number, why.key) for number, _credit in enumerate(credits)]
        for (purse, units), one in zip(credits, whys, strict=True):
            self._seen(wallet, ("earn",), one, ("earn", purse, units), (purse,))
        return [row for (purse, units), one in zip(credits, whys, strict=True)
                for row in self.credit(wallet, "earn", purse, units, one, waits_until, last_day)]

    def credit_all(self, kind, purse, pairs, why, last_day=None):
        """Credit many wallets with one cause. Returns how many were credited now."""
        before = len(self.rows)
        for wallet, units in pairs:
            self._seen(wallet, (kind,), why, (kind, purse, units), (purse,))
        for wallet, units in pairs:
            self.credit(wallet, kind, purse, units, why, None, last_day)
        return len(self.rows) - before

    def give_back(self, spent, units, why):
        wallet, purse = spent.wallet, spent.purse
        content = ("give_back", id(spent), units)
        if found := self._seen(wallet, ("give_back",), why, content, (purse,)):
            return found
        if not 0 < units <= len(spent.units):
            raise Refused("over_limit")
        row, over = self._row(wallet, purse, "give_back", units, why, content), 0
        row.origin = spent
        for _unit in range(units):
            lot = spent.units.pop()
            if lot is None:
                over += 1
                continue
            self._move(row, lot, 1)
            if lot.last_day and lot.last_day < self.today(why.now):
                lot.last_day = self.today(why.now) + timedelta(days=self.grace_days)
        paid_off = min(over, wallet.debt[purse])
        wallet.debt[purse] -= paid_off
        if over > paid_off:
            self._lot(row, over - paid_off, why.now)
        return [row]

    # -- debits -------------------------------------------------------------------------------------------------------

    def spend(self, wallet, kind, split, why):
        split = {purse: split[purse] for purse in PURSES if split.get(purse)}
        content = (kind, *split.items())
        if found := self._seen(wallet, (kind,), why, content):
            return found
        if any(not 0 < units <= self.available(wallet, purse, why.now) for purse, units in split.items()):
            raise Refused("insufficient")
        return [self._take(self._row(wallet, purse, kind, -units, why, content), self.usable(wallet, purse, why.now), units)
                for purse, units in split.items()]

    def overdraw(self, wallet, units, why, allowance):
        """Returns (rows, what was not accepted)."""
        why = cause(why.source, why.now, OFFLINE, why.key)
        content = ("offline", units)
        if found := self._seen(wallet, ("spend", "overdraw"), why, content):
            return found, units - self._worth(found)
        spent = -sum(row.minor for row in self.rows if row.wallet is wallet and row.kind in ("spend", "overdraw")
                     and row.purse == "paid" and row.cause.sequence == OFFLINE
                     and self.today(row.cause.now) == self.today(why.now))
        accepted = max(0, min(units, allowance - spent))
        have, rows = min(accepted, self.available(wallet, "paid", why.now)), []
        if have:
            rows.append(self._take(
                self._row(wallet, "paid", "spend", -have, why, content), self.usable(wallet, "paid", why.now), have))
        if accepted > have:
            rows.append(self._take(
                self._row(wallet, "paid", "overdraw", have - accepted, why, content), [], accepted - have))
        return rows, units - accepted

    def claw_back(self, wallet, purse, units, why, of_source, policy):
        """Returns (rows, what could not be taken). Pending lots of the source are free; of others what is available."""
        content = ("claw_back", of_source, units)
        if found := self._seen(wallet, ("claw_back",), why, content, (purse,)):
            return found, units + sum(row.minor for row in found)
        usable, today = self.usable(wallet, purse, why.now), self.today(why.now)
        own = sorted((lot for lot in wallet.lots[purse] if lot.left and lot.row.cause.source == of_source
                      and not (lot.last_day and lot.last_day < today)), key=turn)
        pending = [lot for lot in own if lot not in usable]
        debt = max(0, wallet.debt[purse] - sum(lot.left for lot in usable))
        free = {"pending": max(0, sum(lot.left for lot in pending) - debt),
                "usable": 0 if policy == "only_pending" else self.available(wallet, purse, why.now)}
        taken = []
        for lot in own + [lot for lot in usable if lot not in own]:
            side = "pending" if lot in pending else "usable"
            part = min(lot.left, free[side], units - len(taken))
            free[side] -= part
            taken += [lot] * part
        below = max(0, min(units - len(taken), self.limit - wallet.debt[purse])) if policy == "unlimited" else 0
        if not taken and not below:
            return [], units
        row = self._row(wallet, purse, "claw_back", -len(taken) - below, why, content)
        for lot in taken:
            self._take(row, [lot], 1)
        return [self._take(row, [], below)], units - len(taken) - below

    def forfeit(self, wallet, purse, why):
        if found := self._seen(wallet, ("forfeit",), why, ("forfeit", purse), (purse,)):
            return found
        if any(self.held(wallet, one, why.now) for one in PURSES):
            raise Refused("not_allowed")
        worth = wallet.balance(purse)
        if worth < 0:
            raise Refused("not_allowed")
        if not worth:
            return []
        row = self._row(wallet, purse, "forfeit", -worth, why, ("forfeit", purse))
        self._pay_off(row, wallet.lots[purse])
        return [self._take(row, wallet.lots[purse], worth)]

    def expire(self, now):
        """Returns how many lots lapsed. Paid credit never does; what an order holds a part of waits."""
        due = [(wallet, lot) for wallet in self.wallets.values() for purse in ("bonus", "points") for lot in wallet.lots[purse]
               if lot.left and lot.last_day and lot.last_day < self.today(now)
               and not any(hold.until > now for hold in wallet.holds.values())]
        for wallet, lot in due:
            row = self._row(wallet, lot.row.purse, "expire", -lot.left, cause((lot, lot.last_day), now), ())
            self._take(row, [lot], lot.left)
        return len(due)

    # -- both ---------------------------------------------------------------------------------------------------------

    def transfer(self, wallet, target, purse, units, why):
        if target is wallet:
            raise Refused("over_limit")
        content = ("transfer", wallet.name, target.name, units)
        if found := self._seen(wallet, ("transfer_out",), why, content, (purse,)):
            return found + self._seen(target, ("transfer_in",), why, content, (purse,))
        if not 0 < units <= self.available(wallet, purse, why.now):
            raise Refused("insufficient")
        gone = self._take(self._row(wallet, purse, "transfer_out", -units, why, content),
                          self.usable(wallet, purse, why.now), units)
        come = self._row(target, purse, "transfer_in", units, why, content)
        self._pay_off(come, [self._copy(come, lot, gone.units, lot.last_day) for lot in dict.fromkeys(gone.units)])
        return [gone, come]

    def _copy(self, row, lot, units, last_day):
        """Open a lot for the units that another lot gave."""
        return self._lot(row, units.count(lot), lot.born, lot.waits_until, last_day)

    def exchange(self, wallet, points, credit, why, last_day=None):
        content = ("exchange", points, credit)
        if found := self._seen(wallet, ("exchange",), why, content):
            return found
        if credit <= 0:
            raise Refused("over_limit")
        if not 0 < points <= self.available(wallet, "points", why.now):
            raise Refused("insufficient")
        gone = self._take(self._row(wallet, "points", "exchange", -points, why, content),
                          self.usable(wallet, "points", why.now), points)
        come = self._row(wallet, "bonus", "exchange", credit, why, content)
        shares = self._shares(gone.units, credit)
        self._pay_off(come, [self._copy(come, lot, shares, last_day) for lot in dict.fromkeys(shares)])
        return [gone, come]

    @staticmethod
    def _shares(units, credit):
        """`credit` units, each named after a lot: in proportion to what it gave, the largest remainders one more."""
        lots = list(dict.fromkeys(units))
        whole = {lot: units.count(lot) * credit // len(units) for lot in lots}
        by_rest = sorted(lots, key=lambda lot: (-(units.count(lot) * credit % len(units)), lots.index(lot)))
        for lot in by_rest[:credit - sum(whole.values())]:
            whole[lot] += 1
        return [lot for lot in lots for _unit in range(whole[lot])]

    def merge(self, wallet, target, why):
        """All of a wallet to another one, lot by lot; its debts are paid off by the lots that lapse first."""
        if target is wallet:
            raise Refused("over_limit")
        if any(self.held(wallet, purse, why.now) for purse in PURSES):
            raise Refused("not_allowed")
        rows = []
        for purse in PURSES:
            sequence = sum(row.wallet in (wallet, target) and row.cause.source == why.source for row in self.rows)
            if worth := wallet.balance(purse):
                rows += self._merge_purse(wallet, target, purse, worth, cause(why.source, why.now, sequence))
        return rows

    def _merge_purse(self, wallet, target, purse, worth, why):
        content = ("merge", wallet.name, target.name, purse, worth)
        kinds = ("transfer_out", "transfer_in") if worth > 0 else ("transfer_in", "transfer_out")
        lots = sorted(wallet.lots[purse], key=turn)
        gone = self._row(wallet, purse, kinds[0], -worth, why, content)
        self._pay_off(gone, lots)
        come = self._row(target, purse, kinds[1], worth, why, content)
        if worth < 0:
            wallet.debt[purse] = 0
            self._take(come, sorted(target.lots[purse], key=turn), -worth)
            return [gone, come]
        self._take(gone, lots, worth)
        for lot in dict.fromkeys(gone.units[::-1]):
            self._copy(come, lot, gone.units, lot.last_day)
        self._pay_off(come, sorted(target.lots[purse], key=turn))
        return [gone, come]

    # -- holds --------------------------------------------------------------------------------------------------------

    def split(self, units, have):
        """(purse -> taken, units of money that nothing pays), in the programme's order."""
        taken = {}
        for purse in self.order:
            price, taken[purse] = self.point_price if purse == "points" else 1, 0
            while price and units >= price and taken[purse] < have.get(purse, 0):
                taken[purse] += 1
                units -= price
        return taken, units

    def reserve(self, wallet, uuid, units, now):
        content = ("reserve", wallet.name, units)
        for other in self.wallets.values():
            hold = other.holds.get(uuid)
            if hold and hold.until > now:
                if hold.content != content:
                    raise Refused("key_reused")
                return hold
        taken, missing = self.split(units, {purse: self.available(wallet, purse, now) for purse in PURSES})
        if missing or units <= 0:
            raise Refused("insufficient")
        for other in self.wallets.values():
            other.holds.pop(uuid, None)
        wallet.holds[uuid] = Hold(taken, content, now, now + timedelta(minutes=self.hold_minutes))
        return wallet.holds[uuid]

    def release(self, wallet, uuid):
        return wallet.holds.pop(uuid, None) is not None

    def release_late(self, now):
        """Returns how many holds had run out of time."""
        late = [(wallet, uuid) for wallet in self.wallets.values() for uuid, hold in wallet.holds.items() if hold.until <= now]
        for wallet, uuid in late:
            del wallet.holds[uuid]
        return len(late)

    def capture(self, wallet, uuid, units, why):
        """Returns (rows, what the hold did not cover). A lot that lapsed since it was set aside still pays."""
        content = ("capture", uuid, units)
        if found := self._seen(wallet, ("spend",), why, content):
            return found, units - self._worth(found)
        hold = wallet.holds.get(uuid)
        if not hold or hold.until <= why.now:
            return [], units
        del wallet.holds[uuid]
        taken, missing = self.split(units, hold.held)
        rows = []
        for purse in (purse for purse in PURSES if taken.get(purse)):
            row = self._row(wallet, purse, "spend", -taken[purse], why, content)
            rows.append(self._take(row, self.usable(wallet, purse, why.now, self.today(hold.since)), taken[purse]))
        return rows, missing

    def release_pending(self, lots, now):
        """Make lots usable that still wait. Returns them."""
        waiting = [lot for lot in lots if lot.waits_until and lot.waits_until > now]
        for lot in waiting:
            lot.waits_until = now
        return waiting

    # -- as rows ------------------------------------------------------------------------------------------------------

    def ledger(self):
        """(entries, lots, allocations) as tuples for `engine.ledger.replay`, numbered from 1 in the order of writing."""
        numbers = {row: number for number, row in enumerate(self.rows, 1)}
        lots = [lot for row in self.rows for lot in row.wallet.lots[row.purse] if lot.row is row]
        places = {lot: number for number, lot in enumerate(lots, 1)}
        return (
            [(number, *row.event[:3], row.minor, str(row.cause.source), row.cause.sequence, row.cause.key,
              numbers.get(row.origin)) for row, number in numbers.items()],
            [(places[lot], numbers[lot.row], lot.issued, lot.born, lot.waits_until, lot.last_day) for lot in lots],
            [(number, places[lot], units) for row, number in numbers.items() for lot, units in row.moved.items()])

    def _worth(self, rows):
        return -sum(row.minor * (self.point_price if row.purse == "points" else 1) for row in rows)

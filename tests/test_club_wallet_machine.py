"""Random lives of two wallets: after each operation the real ledger, the oracle and the replay say the same.

Some thousand operations in CI, always the same ones. `CLUB_MACHINE=2000 ./club test tests/test_club_wallet_machine.py` plays
that many lives, other ones each time; what fails is printed as a short list of operations.
"""

import os
import sys
from contextlib import nullcontext
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.ledger import invariants
from ..engine.ledger import replay as told
from ..models.club_errors import ClubRefusal
from ..models.club_program import PURSE_ORDERS
from ..models.club_wallet import Cause, Credit
from .common import ClubCase

sys.path.insert(0, str(Path(__file__).parent / "vectors"))

import wallet_oracle  # noqa: E402
from wallet_oracle import PURSES, Oracle, Refused  # noqa: E402

LIVES = int(os.environ.get("CLUB_MACHINE", 0))
START = datetime(2026, 1, 1, 10)
POLICIES = ("only_pending", "within_balance", "unlimited")

wallets, purses, units = st.integers(0, 1), st.sampled_from(PURSES), st.integers(1, 60)
sources = st.integers(0, 9).map("pos.order:{}".format)
orders = st.integers(0, 3).map("order-{}".format)
keys = st.one_of(st.none(), st.none(), st.integers(0, 4).map("key-{}".format))
waits = st.one_of(st.none(), st.sampled_from([30, 24 * 60, 9 * 24 * 60]))
days = st.one_of(st.none(), st.integers(0, 20))
splits = st.dictionaries(purses, st.integers(0, 40), min_size=1)


class WalletMachine(RuleBasedStateMachine):
    """Each rule does one thing to the real wallets and to the oracle, and compares what both answer.

    `calls` remembers what was asked, so that it can be asked again, or with other content.
    """

    case = None

    def __init__(self):
        super().__init__()
        self.env, self.program, self.wallets = self.case.env, self.case.program, self.case.wallets
        self.savepoint = self.env.cr.savepoint()
        self.now, self.calls, self.rows = START, [], told.Rows((), (), (), ())

    def teardown(self):
        self.savepoint.close(rollback=True)
        self.env.invalidate_all()

    @initialize(order=st.sampled_from(PURSE_ORDERS), price=st.integers(0, 3), limit=st.integers(0, 50),
                grace=st.integers(0, 9))
    def start(self, order, price, limit, grace):
        self.program.write({
            "purse_order": order[0], "point_price": price / 100, "overdraft_limit": limit / 100, "restore_grace_days": grace})
        self.oracle = Oracle(
            hours=3.5, grace_days=grace, hold_minutes=self.program.hold_minutes, point_price=price,
            order=order[0].split(","), limit=limit)
        self.models = [self.oracle.open(wallet.id) for wallet in self.wallets]
        # the limit counts money for two purses and points for the third
        self.oracle.limits = {"paid": limit, "bonus": limit, "points": round(limit / 100)}

    # -- asking both --------------------------------------------------------------------------------------------------

    def ask(self, name, **asked):
        """Do what the method `name` describes to both sides: it returns (real, model) as functions without arguments."""
        if (name, asked) not in self.calls:
            self.calls.append((name, asked))
        real, model = getattr(self, name)(**asked)
        try:
            expected = model()
        except Refused as refusal:
            expected = refusal.code
        in_parts = name in ("earn_all", "post_many")  # its caller's transaction undoes what came before the refusal
        try:
            with self.env.cr.savepoint() if in_parts else nullcontext():
                found = real()
        except ClubRefusal as refusal:
            found = refusal.code
        assert self.plain(found) == self.plain(expected), f"{name}: {self.plain(found)}, expected {self.plain(expected)}"

    def plain(self, answer):
        """An answer of either side: entries as their events."""
        if isinstance(answer, tuple):
            return [self.plain(part) for part in answer]
        if isinstance(answer, list):
            return [row.event for row in answer]
        if getattr(answer, "_name", None) == "club.wallet.entry":
            return [self.event(entry) for entry in answer]
        return answer

    def event(self, entry):
        return (entry.wallet_id.id, entry.purse, entry.kind, entry.source_key, entry.sequence)

    def amount(self, purse, count):
        return count if purse == "points" else count / 100

    def minor(self, amount):
        return round(amount * 100)

    def real_cause(self, source, key=None, sequence=0, **values):
        return Cause(source, sequence, key, now=self.now, **values)

    def model_cause(self, source, key=None, sequence=0):
        return wallet_oracle.cause(source, self.now, sequence, key)

    # -- what can be asked --------------------------------------------------------------------------------------------

    def earn(self, wallet, purse, count, source, key, kind, pending_until, expires_on):
        return (
            lambda: self.wallets[wallet].earn(
                purse, self.amount(purse, count), self.real_cause(source, key), kind=kind, pending_until=pending_until,
                expires_on=expires_on),
            lambda: self.oracle.credit(
                self.models[wallet], kind, purse, count, self.model_cause(source, key), pending_until, expires_on))

    def earn_all(self, wallet, credits, source, pending_until, expires_on):
        return (
            lambda: self.wallets[wallet].earn_all([
                Credit(purse, self.amount(purse, count), number, pending_until, expires_on)
                for number, (purse, count) in enumerate(credits)], self.real_cause(source)),
            lambda: self.oracle.credit_each(
                self.models[wallet], credits, self.model_cause(source), pending_until, expires_on))

    def top_up(self, wallet, count, source, key):
        return (
            lambda: self.wallets[wallet].top_up(count / 100, self.real_cause(source, key)),
            lambda: self.oracle.credit(self.models[wallet], "top_up", "paid", count, self.model_cause(source, key)))

    def adjust(self, wallet, purse, count, source, key):
        why = self.model_cause(source, key)
        return (
            lambda: self.wallets[wallet].adjust(
                purse, self.amount(purse, count), self.real_cause(source, key, reason="counted")),
            lambda: self.oracle.credit(self.models[wallet], "adjust", purse, count, why) if count > 0
            else self.oracle.spend(self.models[wallet], "adjust", {purse: -count}, why))

    def spend(self, wallet, split, source, key):
        return (
            lambda: self.wallets[wallet].spend(
                {purse: self.amount(purse, count) for purse, count in split.items()}, self.real_cause(source, key)),
            lambda: self.oracle.spend(self.models[wallet], "spend", split, self.model_cause(source, key)))

    def overdraw(self, wallet, count, source, allowance):
        def real():
            entries, rest = self.wallets[wallet].overdraw(
                count / 100, self.real_cause(source), allowance=allowance / 100)
            return entries, self.minor(rest)
        return real, lambda: self.oracle.overdraw(self.models[wallet], count, self.model_cause(source), allowance)

    def give_back(self, debit, count, source):
        entry, = (one for one in self.wallets.entry_ids if self.event(one) == debit.event)
        return (
            lambda: entry.wallet_id.give_back(entry, self.amount(debit.purse, count), self.real_cause(source)),
            lambda: self.oracle.give_back(debit, count, self.model_cause(source)))

    def claw_back(self, wallet, purse, count, source, of_source, policy):
        self.oracle.limit = self.oracle.limits[purse]

        def real():
            entries, rest = self.wallets[wallet].claw_back(
                purse, self.amount(purse, count), self.real_cause(source), of_source=of_source, policy=policy)
            return entries, rest if purse == "points" else self.minor(rest)
        return real, lambda: self.oracle.claw_back(
            self.models[wallet], purse, count, self.model_cause(source), of_source, policy)

    def transfer(self, wallet, to, purse, count, source):
        return (
            lambda: self.wallets[wallet].transfer(
                self.wallets[to], purse, self.amount(purse, count), self.real_cause(source)),
            lambda: self.oracle.transfer(
                self.models[wallet], self.models[to], purse, count, self.model_cause(source)))

    def merge(self, wallet, to, source):
        return (
            lambda: self.wallets[wallet].merge_into(self.wallets[to], self.real_cause(source)),
            lambda: self.oracle.merge(self.models[wallet], self.models[to], self.model_cause(source)))

    def exchange(self, wallet, count, credit, source, expires_on):
        return (
            lambda: self.wallets[wallet].exchange(count, credit / 100, self.real_cause(source), expires_on=expires_on),
            lambda: self.oracle.exchange(self.models[wallet], count, credit, self.model_cause(source), expires_on))

    def payout(self, wallet, count, source, key):
        return (
            lambda: self.wallets[wallet].payout(count / 100, self.real_cause(source, key)),
            lambda: self.oracle.spend(self.models[wallet], "payout", {"paid": count}, self.model_cause(source, key)))

    def forfeit(self, wallet, purse, source):
        return (lambda: self.wallets[wallet].forfeit(purse, self.real_cause(source)),
                lambda: self.oracle.forfeit(self.models[wallet], purse, self.model_cause(source)))

    def release_pending(self, wallet, purse):
        def real():
            lots = self.wallets[wallet].lot_ids.filtered(lambda lot: lot.purse == purse)
            return len(self.wallets[wallet].release_pending(lots, now=self.now))
        return real, lambda: len(self.oracle.release_pending(self.models[wallet].lots[purse], self.now))

    def post_many(self, kind, purse, counts, source, expires_on):
        pairs = [(number, count) for number, count in enumerate(counts) if count]
        return (
            lambda: self.env["club.wallet"].post_many(
                self.program, kind, purse, [(self.wallets[number].id, self.amount(purse, count)) for number, count in pairs],
                self.real_cause(source), expires_on=expires_on),
            lambda: self.oracle.credit_all(
                kind, purse, [(self.models[number], count) for number, count in pairs], self.model_cause(source), expires_on))

    def reserve(self, wallet, uuid, count):
        def real():
            hold = self.wallets[wallet].reserve(uuid, count / 100, now=self.now)
            return {purse: hold["amount_points"] if purse == "points" else self.minor(hold[f"amount_{purse}"])
                    for purse in PURSES}
        return real, lambda: self.oracle.reserve(self.models[wallet], uuid, count, self.now).held

    def release(self, wallet, uuid):
        return lambda: self.wallets[wallet].release(uuid), lambda: self.oracle.release(self.models[wallet], uuid)

    def capture(self, wallet, uuid, count, source):
        def real():
            entries, rest = self.wallets[wallet].capture(uuid, count / 100, self.real_cause(source))
            return entries, self.minor(rest)
        return real, lambda: self.oracle.capture(self.models[wallet], uuid, count, self.model_cause(source))

    def expire(self):
        return lambda: self.env["club.wallet"].expire_batch(self.program, now=self.now), lambda: self.oracle.expire(self.now)

    def release_late(self):
        return (lambda: self.env["club.wallet"].release_batch(self.program, now=self.now),
                lambda: self.oracle.release_late(self.now))

    # -- the rules ----------------------------------------------------------------------------------------------------

    @rule(wallet=wallets, purse=purses, count=units, source=sources, key=keys, kind=st.sampled_from(("earn", "opening")),
          wait=waits, day=days)
    def credit(self, wallet, purse, count, source, key, kind, wait, day):
        self.ask("earn", wallet=wallet, purse=purse, count=count, source=source, key=key, kind=kind, **self.terms(wait, day))

    @rule(wallet=wallets, credits=st.lists(st.tuples(purses, units), min_size=1, max_size=3), source=sources, wait=waits,
          day=days)
    def credit_each(self, wallet, credits, source, wait, day):
        self.ask("earn_all", wallet=wallet, credits=credits, source=source, **self.terms(wait, day))

    def terms(self, wait, day):
        return {"pending_until": wait and self.now + timedelta(minutes=wait),
                "expires_on": self.oracle.today(self.now) + timedelta(days=day) if day is not None else None}

    @rule(wallet=wallets, count=units, source=sources, key=keys)
    def pay_in(self, **asked):
        self.ask("top_up", **asked)

    @rule(wallet=wallets, purse=purses, count=st.integers(-40, 40), source=sources, key=keys)
    def correct(self, **asked):
        self.ask("adjust", **asked)

    @rule(wallet=wallets, split=splits, source=sources, key=keys)
    def pay(self, **asked):
        self.ask("spend", **asked)

    @rule(wallet=wallets, count=units, source=sources, allowance=st.integers(0, 100))
    def pay_offline(self, **asked):
        self.ask("overdraw", **asked)

    @precondition(lambda self: self.debits())
    @rule(data=st.data(), count=units, source=sources)
    def return_payment(self, data, count, source):
        debit = data.draw(st.sampled_from(self.debits()))
        self.ask("give_back", debit=debit, count=count, source=source)

    def debits(self):
        return [row for row in self.oracle.rows if row.kind in ("spend", "overdraw")]

    @rule(wallet=wallets, purse=purses, count=units, source=sources, of_source=sources, policy=st.sampled_from(POLICIES))
    def return_earning(self, **asked):
        self.ask("claw_back", **asked)

    @rule(wallet=wallets, to=wallets, purse=purses, count=units, source=sources)
    def send(self, **asked):
        self.ask("transfer", **asked)

    @rule(wallet=wallets, to=wallets, source=sources)
    def become_one(self, **asked):
        self.ask("merge", **asked)

    @rule(wallet=wallets, count=units, credit=st.integers(0, 30), source=sources, day=days)
    def turn_points_into_credit(self, wallet, count, credit, source, day):
        self.ask("exchange", wallet=wallet, count=count, credit=credit, source=source,
                 expires_on=self.terms(None, day)["expires_on"])

    @rule(wallet=wallets, count=units, source=sources, key=keys)
    def take_money_out(self, **asked):
        self.ask("payout", **asked)

    @rule(wallet=wallets, purse=purses, source=sources)
    def leave(self, **asked):
        self.ask("forfeit", **asked)

    @rule(wallet=wallets, purse=purses)
    def stop_waiting(self, **asked):
        self.ask("release_pending", **asked)

    @rule(kind=st.sampled_from(("earn", "opening")), purse=purses, source=sources, day=days,
          counts=st.tuples(st.integers(0, 30), st.integers(0, 30)))
    def grant(self, kind, purse, counts, source, day):
        self.ask("post_many", kind=kind, purse=purse, counts=counts, source=source,
                 expires_on=self.terms(None, day)["expires_on"])

    @rule(wallet=wallets, uuid=orders, count=units)
    def set_aside(self, **asked):
        self.ask("reserve", **asked)

    @rule(wallet=wallets, uuid=orders)
    def give_up(self, **asked):
        self.ask("release", **asked)

    @rule(wallet=wallets, uuid=orders, count=units, source=sources)
    def pay_what_is_set_aside(self, **asked):
        self.ask("capture", **asked)

    @rule()
    def nightly_expiry(self):
        self.ask("expire")

    @rule()
    def nightly_release(self):
        self.ask("release_late")

    @rule(minutes=st.sampled_from([1, 14, 16, 9 * 60, 24 * 60, 5 * 24 * 60]))
    def pass_time(self, minutes):
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def ask_again(self, data):
        name, asked = data.draw(st.sampled_from(self.calls))
        self.ask(name, **asked)

    @precondition(lambda self: any("count" in asked for _name, asked in self.calls))
    @rule(data=st.data(), more=st.integers(1, 3))
    def ask_for_something_else(self, data, more):
        name, asked = data.draw(st.sampled_from([call for call in self.calls if "count" in call[1]]))
        self.ask(name, **{**asked, "count": asked["count"] + more})

    @rule()
    def nightly_check(self):
        assert self.program._check_invariants() == []

    # -- agreement ----------------------------------------------------------------------------------------------------

    @invariant()
    def all_sides_agree(self):
        """Rows, what is kept beside them and what is available are the same on all sides; earlier rows are as they were."""
        rows, kept = self.wallets._ledger_rows()
        assert invariants.faults(rows, kept) == []
        assert invariants.check_2_rows_stay(self.rows, rows) == []
        self.rows = rows
        lots = self.same_lots(rows, kept)
        self.same_entries(rows, lots)
        self.same_balances(rows)

    def same_lots(self, rows, kept):
        """Compare lots, and return which of the oracle's is which row's."""
        place = {entry.id: (entry.wallet, entry.purse) for entry in rows.entries}
        lots = {}
        for model in self.models:
            for purse in PURSES:
                found = [lot for lot in rows.lots if place[lot.entry] == (model.name, purse)]
                assert [(lot.minor, kept.lots[lot.id], *lot[3:]) for lot in found] == [
                    (lot.issued, lot.left, lot.born, lot.waits_until, lot.last_day) for lot in model.lots[purse]]
                lots |= dict(zip([lot.id for lot in found], model.lots[purse], strict=True))
        return lots

    def same_entries(self, rows, lots):
        moved = {entry.id: {} for entry in rows.entries}
        for allocation in rows.allocations:
            of_entry, lot = moved[allocation.entry], lots[allocation.lot]
            of_entry[lot] = of_entry.get(lot, 0) + allocation.minor
        found = sorted((
            self.told_event(entry, lots), entry.minor, sorted((id(lot), part) for lot, part in moved[entry.id].items()))
            for entry in rows.entries)
        assert found == sorted((self.model_event(row), row.minor, sorted((id(lot), part) for lot, part in row.moved.items()))
                               for row in self.oracle.rows)

    def told_event(self, entry, lots):
        source = entry.source_key
        if entry.kind == "expire":
            _lot, number, day = source.split(":")
            source = f"{id(lots[int(number)])} {day}"
        return (entry.wallet, entry.purse, entry.kind, source, entry.sequence)

    def model_event(self, row):
        wallet, purse, kind, source, sequence = row.event
        return (wallet, purse, kind, f"{id(source[0])} {source[1]}" if kind == "expire" else source, sequence)

    def same_balances(self, rows):
        purses, today = told.replay(rows), self.oracle.today(self.now)
        for wallet, model in zip(self.wallets, self.models, strict=True):
            usable = wallet._available(self.now)
            for purse in PURSES:
                purse_told = purses.get((wallet.id, purse), told.Purse())
                assert (purse_told.balance, purse_told.overdrawn) == (model.balance(purse), model.debt[purse])
                expected = self.oracle.available(model, purse, self.now)
                assert usable[purse] == expected
                assert told.available(rows, wallet.id, purse, self.now, today) == expected


@tagged("post_install", "-at_install")
class TestWalletMachine(ClubCase):

    @mute_logger("odoo.sql_db")
    def test_real_ledger_oracle_and_replay_say_the_same(self):
        self.program.tz = "Asia/Tehran"
        self.wallets = self.env["club.wallet"].union(*(self.given_wallet() for _number in range(2)))
        machine = type("WalletMachine", (WalletMachine,), {"case": self})
        run_state_machine_as_test(machine, settings=settings(
            max_examples=LIVES or 50, stateful_step_count=40, derandomize=not LIVES, database=None, deadline=None,
            suppress_health_check=list(HealthCheck)))

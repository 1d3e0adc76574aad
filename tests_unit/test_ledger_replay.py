"""The replay and the invariants: the acceptance scenario told by the oracle, then ledgers that are wrong in one place."""

import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.ledger import invariants
from engine.ledger.replay import Allocation, Entry, Hold, Issued, Rows, available, replay

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "vectors"))

from wallet_oracle import PURSES, Oracle, Refused, cause  # noqa: E402

ANN = 7


def at(text):
    return datetime.fromisoformat(text)


def rows_of(oracle, wallet):
    entries, lots, allocations = oracle.ledger()
    holds = [Hold(wallet.name, purse, units, hold.until) for hold in wallet.holds.values()
             for purse, units in hold.held.items() if units]
    return Rows([Entry(*one) for one in entries], [Issued(*one) for one in lots],
                [Allocation(*one) for one in allocations], holds)


class Scenario:
    """Lots: 100 until 31 January, 200 until 30 June (earned by order O2), 50 without an end."""

    def __init__(self):
        self.oracle = Oracle(grace_days=7, limit=1000)
        self.wallet = self.oracle.open(ANN)
        for units, last_day, source in ((100, date(2026, 1, 31), "O1"), (200, date(2026, 6, 30), "O2"), (50, None, "O3")):
            self.oracle.credit(self.wallet, "earn", "bonus", units, cause(source, at("2026-01-01")), None, last_day)

    def spend(self, units, key, text):
        return self.oracle.spend(self.wallet, "spend", {"bonus": units}, cause(key, at(text)))

    def until_expired(self):
        spent, = self.spend(150, "k1", "2026-01-10")
        self.oracle.give_back(spent, 150, cause("r1", at("2026-02-05")))
        assert (self.oracle.expire(at("2026-02-13")), self.oracle.expire(at("2026-02-13"))) == (1, 0)

    def return_o2(self, policy):
        self.until_expired()
        self.spend(220, "k2", "2026-02-14")
        return self.oracle.claw_back(self.wallet, "bonus", 200, cause("r2", at("2026-02-15")), "O2", policy)[1]

    def told(self, text):
        """(balance, what each lot has left, what is available) as the replay tells it; it agrees with the oracle."""
        rows = rows_of(self.oracle, self.wallet)
        purse, now = replay(rows)[ANN, "bonus"], at(text)
        assert (purse.balance, purse.overdrawn) == (self.wallet.balance("bonus"), self.wallet.debt["bonus"])
        assert list(purse.left.values()) == [lot.left for lot in self.wallet.lots["bonus"]]
        free = available(rows, ANN, "bonus", now, now.date())
        assert free == self.oracle.available(self.wallet, "bonus", now)
        assert invariants.faults(rows, kept_of(self.oracle)) == []
        return purse.balance, list(purse.left.values()), free


def kept_of(oracle):
    lots = oracle.ledger()[1]
    left = [lot.left for row in oracle.rows for lot in row.wallet.lots[row.purse] if lot.row is row]
    return invariants.Kept(
        {(wallet.name, purse): (wallet.balance(purse), wallet.debt[purse])
         for wallet in oracle.wallets.values() for purse in PURSES},
        {lot[0]: units for lot, units in zip(lots, left, strict=True)})


def test_spending_takes_the_earliest_expiry_first():
    world = Scenario()
    world.spend(150, "k1", "2026-01-10")
    assert world.told("2026-01-10") == (200, [0, 150, 50], 200)


def test_the_same_key_again_writes_nothing_and_another_amount_is_refused():
    world = Scenario()
    first = world.spend(150, "k1", "2026-01-10")
    assert world.spend(150, "k1", "2026-01-11") == first
    with pytest.raises(Refused, match="key_reused"):
        world.spend(160, "k1", "2026-01-10")
    assert world.told("2026-01-10")[0] == 200


def test_of_two_tills_one_gets_the_last_credit():
    world = Scenario()
    world.spend(150, "k0", "2026-01-10")
    world.spend(150, "till 1", "2026-01-10")
    with pytest.raises(Refused, match="insufficient"):
        world.spend(150, "till 2", "2026-01-10")
    assert world.told("2026-01-10") == (50, [0, 0, 50], 50)


def test_cancelling_restores_the_lots_with_grace_for_the_expired_one():
    world = Scenario()
    spent, = world.spend(150, "k1", "2026-01-10")
    world.oracle.give_back(spent, 150, cause("r1", at("2026-02-05")))
    assert world.told("2026-02-05") == (350, [100, 200, 50], 350)
    assert [lot.last_day for lot in world.wallet.lots["bonus"]] == [date(2026, 2, 12), date(2026, 6, 30), None]
    assert world.told("2026-02-12")[2] == 350
    assert world.told("2026-02-13")[2] == 250


def test_the_expiry_job_run_twice_expires_once():
    world = Scenario()
    world.until_expired()
    assert world.told("2026-02-13") == (250, [0, 200, 50], 250)


@pytest.mark.parametrize(("policy", "missing", "balance", "left"), [
    ("only_pending", 200, 30, [0, 0, 30]),
    ("within_balance", 170, 0, [0, 0, 0]),
    ("unlimited", 0, -170, [0, 0, 0]),
])
def test_returning_a_spent_earning_by_each_policy(policy, missing, balance, left):
    world = Scenario()
    assert world.return_o2(policy) == missing
    assert world.told("2026-02-15") == (balance, left, max(0, balance))


def test_the_next_credit_pays_off_what_is_overdrawn_first():
    world = Scenario()
    world.return_o2("unlimited")
    world.oracle.credit(world.wallet, "earn", "bonus", 300, cause("O4", at("2026-02-16")))
    assert world.told("2026-02-16") == (130, [0, 0, 0, 130], 130)


def test_a_hold_lowers_what_is_available_until_it_runs_out():
    world = Scenario()
    world.spend(220, "k2", "2026-01-12")
    world.oracle.order = ("bonus", "points", "paid")
    world.oracle.reserve(world.wallet, "cart", 100, at("2026-01-13 10:00"))
    assert world.told("2026-01-13 10:14")[2] == 30
    assert world.told("2026-01-13 10:15")[2] == 130


# -- what the checks find ------------------------------------------------------------------------------------------------

NOW = at("2026-01-01")
GOOD = Rows(
    (Entry(1, ANN, "paid", "top_up", 100, "t"), Entry(2, ANN, "paid", "spend", -60, "s"),
     Entry(3, ANN, "paid", "give_back", 20, "r", origin=2)),
    (Issued(1, 1, 100, NOW),), (Allocation(2, 1, -60), Allocation(3, 1, 20)))
KEPT = invariants.Kept({(ANN, "paid"): (60, 0)}, {1: 60})
OVERDRAWN = Rows(
    (*GOOD.entries, Entry(4, ANN, "paid", "overdraw", -10, "o")), GOOD.lots, GOOD.allocations)


def with_entry(*entry, allocations=()):
    return GOOD._replace(entries=(*GOOD.entries, Entry(*entry)), allocations=(*GOOD.allocations, *allocations))


WRONG = {
    "a stored balance": (
        GOOD, KEPT._replace(purses={(ANN, "paid"): (61, 0)}),
        ["check_1_entries_make_the_balance", "check_1_lots_make_the_balance"]),
    "a stored debt": (
        GOOD, KEPT._replace(purses={(ANN, "paid"): (60, 5)}),
        ["check_1_entries_make_the_balance", "check_1_lots_make_the_balance"]),
    "a wallet without its entries": (
        Rows(()), invariants.Kept({(ANN, "paid"): (60, 0)}, {}),
        ["check_1_entries_make_the_balance", "check_1_lots_make_the_balance"]),
    "a lot's remaining": (
        GOOD, KEPT._replace(lots={1: 59}), ["check_1_lots_make_the_balance", "check_1_allocations_make_the_lots"]),
    "a debit that took more than the lot had, given back later": (
        Rows((Entry(1, ANN, "paid", "top_up", 100), Entry(2, ANN, "paid", "spend", -120, "s"),
              Entry(3, ANN, "paid", "give_back", 80, "r", origin=2)),
             (Issued(1, 1, 100, NOW),), (Allocation(2, 1, -120), Allocation(3, 1, 80))),
        KEPT, ["check_1_allocations_make_the_lots"]),
    "an event twice": (
        with_entry(4, ANN, "paid", "spend", -1, "s", allocations=[Allocation(4, 1, -1)]),
        invariants.Kept({(ANN, "paid"): (59, 0)}, {1: 59}), ["check_3_events_are_once"]),
    "a request twice": (
        GOOD._replace(entries=[entry._replace(request_key="k", kind="top_up" if entry.minor > 0 else "spend")
                               for entry in GOOD.entries]), KEPT, ["check_3_events_are_once"]),
    "a spending below zero": (
        with_entry(4, ANN, "paid", "spend", -10, "x"), invariants.Kept({(ANN, "paid"): (50, 10)}, {1: 60}),
        ["check_5_who_may_overdraw"]),
    "more paid off than was owed": (
        GOOD._replace(lots=(), allocations=()), invariants.Kept({(ANN, "paid"): (60, -60)}, {}),
        ["check_5_who_may_overdraw"]),
    "more given back than was taken": (
        with_entry(4, ANN, "paid", "give_back", 50, "r2", 0, None, 2, allocations=[Allocation(4, 1, 40)]),
        invariants.Kept({(ANN, "paid"): (110, -10)}, {1: 100}),
        ["check_5_who_may_overdraw", "check_5_debits_are_given_back_once"]),
}


def test_a_sound_ledger_has_no_faults():
    assert invariants.faults(GOOD, KEPT) == []
    assert invariants.faults(OVERDRAWN, invariants.Kept({(ANN, "paid"): (50, 10)}, {1: 60})) == []


@pytest.mark.parametrize("name", WRONG)
def test_each_check_finds_what_is_wrong(name):
    rows, kept, expected = WRONG[name]
    assert [check.__name__ for check in invariants.CHECKS if list(check(rows, kept))] == expected


def test_every_check_is_shown_something_that_is_wrong():
    assert {name for _rows, _kept, names in WRONG.values() for name in names} == {
        check.__name__ for check in invariants.CHECKS}


def test_rows_that_changed_or_went_are_named():
    changed = GOOD._replace(entries=(GOOD.entries[0]._replace(minor=99), *GOOD.entries[1:]), allocations=GOOD.allocations[:1])
    assert len(invariants.check_2_rows_stay(GOOD, changed)) == 2
    later = with_entry(4, ANN, "paid", "top_up", 5)._replace(lots=(GOOD.lots[0]._replace(expires_on=date(2026, 3, 1)),))
    assert invariants.check_2_rows_stay(GOOD, later) == []

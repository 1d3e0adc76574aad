"""Tiers: the year of a Jalali club from Mehr 1404 to Esfand 1407, the other windows, and laws for any rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from engine.tiers import (
    FALLS,
    WINDOWS,
    Move,
    Rules,
    State,
    Tier,
    Window,
    at_risk,
    begin,
    holds_until,
    last_day,
    missing_for_next,
    review,
    settle,
    shown,
    take_back,
    upgrade,
    validity,
    window_of,
)

MILLION = 1_000_000
JOINED = date(2024, 2, 29)
LADDER = (Tier("silver", 10 * MILLION), Tier("gold", 30 * MILLION))
RULES = Rules(LADDER, "jalali_year", grace_days=30)


def jalali(year, month, day):
    return JalaliDate(year, month, day).to_gregorian()


class Member:
    """Sales (day, amount) of one member, and what the rules make of them."""

    def __init__(self, rules, state=None):
        self.rules, self.state, self.sales, self.moves = rules, state or State(), [], []

    def value_of(self, window):
        return sum(amount for day, amount in self.sales if day in window)

    def apply(self, moves):
        for move in moves:
            self.moves.append(move)
            self.state = move.after
        return [move.why for move in moves]

    def buy(self, day, amount):
        self.sales.append((day, amount))
        window = window_of(self.rules, day, JOINED)
        move = upgrade(self.rules, self.state, window, self.value_of(window), day, JOINED)
        return self.apply([move] if move else [])

    def give_back(self, sold_on, today, amount):
        self.sales.append((sold_on, -amount))
        move = take_back(self.rules, self.state, self.moves[::-1], today, self.value_of, JOINED)
        return self.apply([move] if move else [])

    def night(self, day):
        return self.apply(settle(self.rules, self.state, day, self.value_of, JOINED))


# -- the scenario -----------------------------------------------------------------------------------------------------


def in_aban(rules=RULES):
    """A member who bought for 32 million in Mehr 1404."""
    member = Member(rules)
    assert member.buy(jalali(1404, 7, 5), 32 * MILLION) == ["reached"]
    return member


def test_gold_is_reached_at_once_and_lasts_to_the_end_of_the_next_year():
    member = in_aban()
    assert member.state == State("gold", jalali(1405, 12, 29))
    assert member.moves[0][3:] == (Window(jalali(1404, 1, 1), jalali(1404, 12, 29)), 32 * MILLION, 30 * MILLION)


def test_a_return_leaves_gold_until_the_review_or_takes_it_at_once():
    stays = in_aban()
    stays.sales.append((jalali(1404, 7, 5), -5 * MILLION))
    assert stays.night(jalali(1404, 8, 11)) == []
    drops = in_aban()
    assert drops.give_back(jalali(1404, 7, 5), jalali(1404, 8, 10), 5 * MILLION) == ["returned"]
    assert drops.state == State("silver", jalali(1405, 12, 29))
    assert (drops.moves[-1].value, drops.moves[-1].needed) == (27 * MILLION, 30 * MILLION)


@pytest.mark.parametrize(("fall", "target", "until"), [
    ("one_down", "silver", jalali(1406, 12, 29)), ("balance_based", None, None)])
def test_a_thin_year_ends_in_grace_and_then_in_a_fall(fall, target, until):
    member = in_aban(Rules(LADDER, "jalali_year", grace_days=30, fall=fall))
    member.buy(jalali(1405, 5, 1), 8 * MILLION)
    assert member.night(jalali(1405, 12, 29)) == []
    assert member.night(jalali(1406, 1, 1)) == []
    assert last_day(member.rules, member.state) == jalali(1405, 12, 29) + timedelta(days=30) == jalali(1406, 1, 30)
    assert member.night(jalali(1406, 1, 30)) == []
    assert member.night(jalali(1406, 1, 31)) == ["fell"]
    assert member.state == State(target, until)


def test_the_whole_scenario():
    member = in_aban()
    member.sales.append((jalali(1404, 7, 5), -5 * MILLION))
    member.buy(jalali(1405, 5, 1), 8 * MILLION)
    member.night(jalali(1406, 1, 31))
    assert member.state == State("silver", jalali(1406, 12, 29))
    assert member.buy(jalali(1406, 6, 31), 12 * MILLION) == []
    assert member.night(jalali(1407, 1, 1)) == ["kept"]
    assert member.state == State("silver", jalali(1407, 12, 29))
    assert member.night(jalali(1407, 1, 1)) == []
    assert [move.why for move in member.moves] == ["reached", "fell", "kept"]


def test_what_is_reached_in_the_days_of_grace_keeps_the_tier():
    member = in_aban()
    assert member.buy(jalali(1406, 1, 20), 30 * MILLION) == ["kept"]
    assert member.state == State("gold", jalali(1407, 12, 29))


# -- windows ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("window", "calendar", "day", "expected"), [
    ("jalali_year", "gregorian", jalali(1403, 12, 30), (jalali(1403, 1, 1), jalali(1403, 12, 30))),
    ("jalali_year", "gregorian", jalali(1404, 1, 1), (jalali(1404, 1, 1), jalali(1404, 12, 29))),
    ("gregorian_year", "jalali", date(2026, 12, 31), (date(2026, 1, 1), date(2026, 12, 31))),
    ("rolling", "gregorian", date(2026, 3, 1), (date(2025, 3, 2), date(2026, 3, 1))),
    # joined on 29 February: the year of membership starts on the 28th where there is no 29th
    ("member_year", "gregorian", date(2026, 2, 27), (date(2025, 2, 28), date(2026, 2, 27))),
    ("member_year", "gregorian", date(2028, 2, 29), (date(2028, 2, 29), date(2029, 2, 27))),
    # the same day is 10 Esfand 1402
    ("member_year", "jalali", jalali(1405, 12, 9), (jalali(1404, 12, 10), jalali(1405, 12, 9))),
    ("member_year", "jalali", jalali(1405, 12, 10), (jalali(1405, 12, 10), jalali(1406, 12, 9))),
])
def test_windows(window, calendar, day, expected):
    assert window_of(Rules(LADDER, window, calendar=calendar), day, JOINED) == expected


def test_a_rolling_tier_lasts_as_many_days_as_it_was_counted_over():
    rules = Rules(LADDER, "rolling", days=90, grace_days=10)
    member = Member(rules)
    member.buy(date(2026, 1, 1), 12 * MILLION)
    assert member.state == State("silver", date(2026, 4, 1))
    member.buy(date(2026, 2, 1), 12 * MILLION)
    assert member.night(date(2026, 4, 2)) == ["kept"]  # the 90 days to 1 April hold the second sale
    assert member.state == State("silver", date(2026, 6, 30))
    assert member.night(date(2026, 7, 10)) == []
    assert member.night(date(2026, 7, 11)) == ["fell"]
    assert member.state == State()


def test_how_long_a_count_holds():
    rolling = Rules(LADDER, "rolling", days=90)
    window = window_of(rolling, date(2026, 4, 1), JOINED)
    assert holds_until(rolling, window, None) is None
    assert holds_until(rolling, window, date(2026, 2, 1)) == date(2026, 5, 1)
    year = Window(date(2026, 1, 1), date(2026, 12, 31))
    assert holds_until(Rules(LADDER, "gregorian_year"), year, None) == date(2026, 12, 31)


# -- beginnings, ends and returns -------------------------------------------------------------------------------------


def test_a_base_tier_is_everybodys_and_never_ends():
    rules = Rules((Tier("bronze", 0), *LADDER), "gregorian_year", fall="balance_based")
    member = Member(rules)
    assert member.night(date(2026, 5, 1)) == ["reached"]
    assert member.state == State("bronze", None)
    assert member.night(date(2029, 5, 1)) == []


def test_a_tier_from_before_the_rules_gets_the_end_of_the_next_window():
    member = Member(RULES, State("gold", None))
    assert member.night(jalali(1404, 8, 1)) == ["opening"]
    assert member.state == State("gold", jalali(1405, 12, 29)) == begin(RULES, "gold", jalali(1404, 8, 1), JOINED)


def test_an_end_within_a_window_moves_to_the_end_of_the_window():
    member = Member(RULES, State("gold", jalali(1404, 8, 10)))
    assert member.night(jalali(1404, 8, 11)) == ["opening"]
    assert member.state == State("gold", jalali(1404, 12, 29))


def test_a_tier_given_by_hand_is_neither_reached_nor_reviewed():
    rules = Rules((*LADDER, Tier("friends", None)), "gregorian_year")
    assert rules.earned(10**12) == "gold"
    assert Member(rules, State("friends", None)).night(date(2026, 1, 1)) == []
    assert rules.higher("gold", "friends") == "friends"
    assert missing_for_next(rules, "friends", 0) is None


def test_an_inactive_tier_falls_at_its_end_whatever_was_bought():
    rules = Rules((Tier("silver", 10), Tier("gold", 30, active=False), Tier("platinum", 90)), "gregorian_year")
    member = Member(rules, State("gold", date(2025, 12, 31)))
    member.sales.append((date(2025, 6, 1), 50))
    assert member.night(date(2026, 1, 1)) == ["fell"]
    assert member.state == State("silver", date(2026, 12, 31))


def test_years_without_a_night_are_caught_up_review_by_review():
    member = in_aban()
    assert member.night(jalali(1410, 1, 1)) == ["fell", "fell"]
    assert member.state == State()


def test_a_late_sale_counts_for_its_own_window_while_that_still_matters():
    window, value = window_of(RULES, jalali(1404, 12, 28), JOINED), 31 * MILLION
    late = upgrade(RULES, State(), window, value, jalali(1405, 1, 3), JOINED)
    assert late.after == State("gold", jalali(1405, 12, 29))
    assert upgrade(RULES, State(), window, value, jalali(1406, 1, 1), JOINED) is None


def test_a_return_takes_nothing_that_another_claim_still_holds():
    """Silver stood until the end of 1405 before gold was reached: it is what remains, though 1404 counts nothing now."""
    member = Member(RULES, State("silver", jalali(1405, 12, 29)))
    member.moves.append(Move("opening", State("silver"), member.state))
    member.buy(jalali(1404, 7, 5), 32 * MILLION)
    assert member.give_back(jalali(1404, 7, 5), jalali(1405, 3, 1), 32 * MILLION) == ["returned"]
    assert member.state == State("silver", jalali(1405, 12, 29))


def test_a_return_shortens_what_a_review_had_kept():
    member = in_aban()
    member.buy(jalali(1405, 5, 1), 31 * MILLION)
    member.night(jalali(1406, 1, 1))
    assert member.state == State("gold", jalali(1406, 12, 29))
    assert member.give_back(jalali(1405, 5, 1), jalali(1406, 3, 1), 2 * MILLION) == ["returned"]
    assert member.state == State("silver", jalali(1406, 12, 29)), "one down, as the review would have said"


def test_a_second_return_takes_the_next_tier_too():
    member = in_aban()
    member.give_back(jalali(1404, 7, 5), jalali(1404, 8, 10), 5 * MILLION)
    assert member.give_back(jalali(1404, 7, 5), jalali(1404, 9, 10), 20 * MILLION) == ["returned"]
    assert member.state == State()


def test_a_return_of_something_else_takes_nothing():
    member = in_aban()
    member.sales.append((jalali(1403, 5, 5), 9 * MILLION))
    assert member.give_back(jalali(1403, 5, 5), jalali(1404, 8, 10), 9 * MILLION) == []
    assert member.state.tier == "gold"


@pytest.mark.parametrize(("earned", "by_hand", "holds", "expected"), [
    ("silver", None, False, "silver"), (None, None, True, None), (None, "gold", False, "gold"),
    ("gold", "silver", False, "gold"), ("gold", "silver", True, "silver"), ("silver", "gold", True, "gold")])
def test_a_tier_given_by_hand_counts_where_it_is_higher_or_holds(earned, by_hand, holds, expected):
    assert shown(RULES, earned, by_hand, holds) == expected


def test_what_is_missing():
    assert missing_for_next(RULES, None, 4 * MILLION) == ("silver", 6 * MILLION)
    assert missing_for_next(RULES, "silver", 4 * MILLION) == ("gold", 26 * MILLION)
    assert missing_for_next(RULES, "gold", 4 * MILLION) is None


def test_a_tier_at_risk_is_noticed_in_time():
    member = in_aban()
    member.buy(jalali(1405, 5, 1), 8 * MILLION)

    def missing(day, notice=60):
        return at_risk(RULES, member.state, day, notice, member.value_of, JOINED)

    end = jalali(1405, 12, 29)
    assert missing(end - timedelta(days=61)) is None
    assert missing(end - timedelta(days=60)) == missing(end) == 22 * MILLION
    assert missing(end + timedelta(days=1)) is None
    member.sales.append((end, 22 * MILLION))
    assert missing(end) is None


# -- laws -------------------------------------------------------------------------------------------------------------

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
thresholds = st.lists(st.integers(0, 1000), min_size=1, max_size=4, unique=True).map(sorted)
all_rules = st.builds(
    lambda needs, **values: Rules(tuple(Tier(number, need) for number, need in enumerate(needs)), **values),
    thresholds, window=st.sampled_from(WINDOWS), days=st.integers(1, 500),
    calendar=st.sampled_from(["gregorian", "jalali"]), grace_days=st.integers(0, 60), fall=st.sampled_from(FALLS))
lives = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 800)), max_size=12)
laws = settings(max_examples=200, deadline=None, derandomize=True)


def lived(rules, start, life):
    """A member who bought (days after the sale before, amount), reviewed each time before."""
    member, day = Member(rules), start
    for gap, amount in life:
        day += timedelta(days=gap)
        member.night(day)
        member.buy(day, amount)
    return member, day


@laws
@given(all_rules, days, days)
def test_windows_hold_their_day_and_follow_one_another(rules, day, joined):
    window = window_of(rules, day, joined)
    assert day in window
    if rules.window != "rolling":
        following = window_of(rules, window.end + timedelta(days=1), joined)
        assert following.start == window.end + timedelta(days=1)
        assert 364 <= (window.end - window.start).days <= 366
        assert window_of(rules, window.start, joined) == window_of(rules, window.end, joined) == window


@laws
@given(all_rules, days, lives)
def test_a_second_night_changes_nothing(rules, start, life):
    member, day = lived(rules, start, life)
    later = day + timedelta(days=100)
    member.night(later)
    assert member.night(later) == []


@laws
@given(all_rules, days, lives)
def test_a_sale_never_lowers_and_a_return_or_review_never_raises(rules, start, life):
    member, _day = lived(rules, start, life)
    for move in member.moves:
        before, after = rules.rank(move.before.tier), rules.rank(move.after.tier)
        assert {"reached": after > before, "kept": after == before, "fell": after < before}[move.why], move


@laws
@given(all_rules, days, lives)
def test_a_tier_with_a_threshold_has_an_end_that_is_not_over(rules, start, life):
    member, day = lived(rules, start, life)
    assert bool(rules.needs(member.state.tier)) == (member.state.valid_until is not None)
    assert not member.state.valid_until or last_day(rules, member.state) >= day


@laws
@given(all_rules, days, lives)
def test_a_soft_landing_never_lands_lower(rules, start, life):
    member, day = lived(rules, start, life)
    later = day + timedelta(days=900)
    soft, hard = (Rules(**{**vars(rules), "fall": fall}) for fall in FALLS)
    one, other = (review(kind, member.state, later, member.value_of, JOINED) for kind in (soft, hard))
    assert (one is None) == (other is None)
    if one:
        assert rules.rank(one.after.tier) >= rules.rank(other.after.tier)


@laws
@given(all_rules, st.integers(0, 1200), days)
def test_what_is_missing_is_exactly_what_lifts(rules, value, day):
    state, window = State(rules.earned(value)), window_of(rules, day, JOINED)
    key, missing = missing_for_next(rules, state.tier, value) or (None, 0)
    if key is not None:
        assert upgrade(rules, state, window, value + missing, day, JOINED).after.tier == key
        assert upgrade(rules, state, window, value + missing - 1, day, JOINED) is None


@laws
@given(all_rules, days, lives)
def test_returns_never_raise_and_when_all_is_returned_nothing_is_left(rules, start, life):
    member, day = lived(rules, start, life)
    for sold_on, amount in list(member.sales):
        before = rules.rank(member.state.tier)
        member.give_back(sold_on, day, amount)
        assert rules.rank(member.state.tier) <= before
    if {move.why for move in member.moves} <= {"reached", "returned"}:
        assert not rules.needs(member.state.tier)


@laws
@given(all_rules, days)
def test_validity_reaches_beyond_its_window(rules, day):
    window = window_of(rules, day, JOINED)
    for tier in rules.tiers:
        until = validity(rules, tier.key, window, JOINED)
        assert until is None if not tier.threshold else until > window.end

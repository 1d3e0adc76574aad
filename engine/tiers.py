"""Tiers: what a member has earned, until when, and what becomes of it.

A member's count (net spend in minor units, visits or points) is taken over a window of days. Whoever reaches a threshold has
that tier at once, to the end of the next window. When that is over the review looks at the window that has ended: reached
again, the tier goes on for one window more; else it lasts through the days of grace and then falls. A tier with threshold 0 is
everybody's and has no end; one without a threshold is given by hand only.

Counts are asked for through `value_of(window)`. Days are dates of the programme's own day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from . import jalali

WINDOWS = ("rolling", "gregorian_year", "jalali_year", "member_year")
FALLS = ("one_down", "balance_based")
EARNED = ("reached", "kept")  # moves that a count justifies; a return may take them back
BEGINNINGS = ("joined", "opening", "merged")  # nothing older matters
DAY = timedelta(days=1)


class Tier(NamedTuple):
    """`threshold`: what it needs; None: given by hand only. An inactive tier is kept by nobody any longer than it lasts."""

    key: object
    threshold: int | None
    active: bool = True


class Window(NamedTuple):
    """First and last day on which a sale counts."""

    start: date
    end: date

    def __contains__(self, day):
        return self.start <= day <= self.end


class State(NamedTuple):
    """The tier that a member has earned (None: none) and its last day before grace (None: no end)."""

    tier: object = None
    valid_until: date | None = None


class Move(NamedTuple):
    """Why a state became another, with the numbers: the count `value` of `window` against `needed`."""

    why: str
    before: State
    after: State
    window: Window | None = None
    value: int = 0
    needed: int = 0


@dataclass(frozen=True)
class Rules:
    """`tiers` from the lowest to the highest. `days`: length of a rolling window; `calendar`: of a year of membership."""

    tiers: tuple[Tier, ...]
    window: str
    days: int = 365
    calendar: str = "gregorian"
    grace_days: int = 0
    fall: str = "one_down"

    def rank(self, key):
        """Place of a tier, higher for a higher one; -1 for none."""
        return next((place for place, tier in enumerate(self.tiers) if tier.key == key), -1)

    def tier(self, key):
        return next((tier for tier in self.tiers if tier.key == key), None)

    def needs(self, key):
        """Threshold of a tier; None for none and for one that is given by hand."""
        tier = self.tier(key)
        return tier and tier.threshold

    def higher(self, one, other):
        """The higher of two tiers; the first where neither is."""
        return max(one, other, key=self.rank)

    def earned(self, value):
        """The highest tier that a count reaches, or None."""
        return next((tier.key for tier in reversed(self.tiers)
                     if tier.active and tier.threshold is not None and value >= tier.threshold), None)


# -- windows ----------------------------------------------------------------------------------------------------------


def window_of(rules, day, joined_on):
    """The window that a day lies in; a rolling one ends with the day."""
    if rules.window == "rolling":
        return Window(day - DAY * (rules.days - 1), day)
    if rules.window == "member_year":
        return _year(rules.calendar, *jalali.month_day_of(rules.calendar, joined_on), day)
    return _year(rules.window.removesuffix("_year"), 1, 1, day)


@lru_cache(maxsize=4096)
def _year(calendar, month, number, day):
    """The year that starts on a month and day of a calendar and holds a day."""
    year = jalali.year_of(calendar, day)
    starts = [jalali.occurrence(calendar, one, month, number) for one in range(year - 1, year + 3)]
    start = max(one for one in starts if one <= day)
    return Window(start, starts[starts.index(start) + 1] - DAY)


def validity(rules, key, window, joined_on):
    """Last day of a tier that a window has earned: the end of the next window; None where it has no end."""
    if not rules.needs(key):
        return None
    if rules.window == "rolling":
        return window.end + DAY * rules.days
    return window_of(rules, window.end + DAY, joined_on).end


def holds_until(rules, window, oldest):
    """Last day on which a count taken today still stands, when nothing is bought: then its window moves on, or the
    oldest sale in it (a date, or None) leaves. None: it stands until then.
    """
    if rules.window != "rolling":
        return window.end
    return oldest and oldest + DAY * (rules.days - 1)


# -- moves ------------------------------------------------------------------------------------------------------------


def begin(rules, key, today, joined_on):
    """The state of a member who starts with a tier: at joining, by import, or when the rules begin."""
    return State(key, validity(rules, key, window_of(rules, today, joined_on), joined_on))


def upgrade(rules, state, window, value, today, joined_on):
    """The move that the count of a window makes at once, or None: a higher tier, or in the days of grace the same."""
    key = rules.earned(value)
    after = State(key, validity(rules, key, window, joined_on))
    if _is_over(after, today):
        return None  # a sale that arrived so late that what it earned is over
    if rules.rank(key) > rules.rank(state.tier):
        return Move("reached", state, after, window, value, rules.needs(key))
    if key is not None and key == state.tier and _is_over(state, today):
        return Move("kept", state, after, window, value, rules.needs(key))
    return None


def is_reviewed(rules, state, today):
    """Whether no review is due by the state's own end: all that may move it is what the present count has reached."""
    return not rules.needs(state.tier) or state.valid_until is not None and not _is_over(state, today)


def review(rules, state, today, value_of, joined_on):
    """The move that is due on a day by the state's own end, or None."""
    if is_reviewed(rules, state, today):
        return None
    needed = rules.needs(state.tier)
    if state.valid_until is None:  # the tier is from before the rules
        return Move("opening", state, begin(rules, state.tier, today, joined_on))
    window = window_of(rules, state.valid_until, joined_on)
    if window.end > state.valid_until:  # it ends in the middle of a window: the rules have changed since
        return Move("opening", state, State(state.tier, window.end))
    value = value_of(window)
    if value >= needed and rules.tier(state.tier).active:
        return Move("kept", state, State(state.tier, validity(rules, state.tier, window, joined_on)), window, value, needed)
    if today <= last_day(rules, state):
        return None
    key = landing(rules, state.tier, value)
    return Move("fell", state, State(key, validity(rules, key, window, joined_on)), window, value, needed)


def settle(rules, state, today, value_of, joined_on):
    """All moves that are due on a day, in order: reviews that are overdue, then what the present count has reached."""
    moves = []
    while move := review(rules, state, today, value_of, joined_on):
        moves.append(move)
        state = move.after
    window = window_of(rules, today, joined_on)
    if move := upgrade(rules, state, window, value_of(window), today, joined_on):
        moves.append(move)
    return moves


def landing(rules, key, value):
    """Where a tier falls to: what the count has earned, or, softly, the next tier below when that is higher."""
    target = rules.earned(value)
    if rules.fall == "one_down":
        below = [tier.key for tier in rules.tiers[:max(0, rules.rank(key))] if tier.active and tier.threshold is not None]
        target = rules.higher(target, below[-1] if below else None)
    return target


def take_back(rules, state, moves, today, value_of, joined_on):
    """The move that a return makes at once, or None; it never raises.

    `moves`: the member's moves, the newest first. Each is a claim to a tier until some day; what a count justified is worth
    what its window counts now. The best claim that stands is what remains.
    """
    standing, numbers = [State()], None
    for move in moves:
        claim = move.after
        if move.why in EARNED and _lasts(rules, claim, today):
            value = value_of(move.window)
            if value < move.needed:
                key = landing(rules, claim.tier, value) if move.why == "kept" else rules.earned(value)
                claim = State(key, validity(rules, key, move.window, joined_on))
                numbers = numbers or (move.window, value, move.needed)
        if move.why != "returned" and _lasts(rules, claim, today):
            standing.append(claim)
        if move.why in BEGINNINGS:
            break
    after = better(rules, *standing)
    if not numbers or _worth(rules, after) >= _worth(rules, state):
        return None
    return Move("returned", state, after, *numbers)


def last_day(rules, state):
    """The last day of a tier that has an end: grace included."""
    return state.valid_until + DAY * rules.grace_days


def _is_over(state, today):
    return state.valid_until is not None and state.valid_until < today


def _lasts(rules, state, today):
    return state.valid_until is None or today <= last_day(rules, state)


def _worth(rules, state):
    return rules.rank(state.tier), state.valid_until or date.max


def better(rules, *states):
    """The state of the highest tier; of the same tier that which lasts longest."""
    return max(states, key=lambda state: _worth(rules, state))


def shown(rules, earned, by_hand, holds):
    """The tier that counts: the one given by hand where it holds or is higher, else the earned one. Keys or None."""
    return by_hand if by_hand is not None and holds else rules.higher(earned, by_hand)


# -- what is told -----------------------------------------------------------------------------------------------------


def missing_for_next(rules, key, value):
    """(the next tier above, what is missing for it), or None at the top."""
    for tier in rules.tiers[rules.rank(key) + 1:]:
        if tier.active and tier.threshold is not None and tier.threshold > value:
            return tier.key, tier.threshold - value
    return None


def at_risk(rules, state, today, notice_days, value_of, joined_on):
    """What is missing to keep a tier that ends within `notice_days`; None where nothing is, or it is not time."""
    needed = rules.needs(state.tier)
    if not needed or state.valid_until is None or not 0 <= (state.valid_until - today).days <= notice_days:
        return None
    missing = needed - value_of(window_of(rules, state.valid_until, joined_on))
    return missing if missing > 0 else None

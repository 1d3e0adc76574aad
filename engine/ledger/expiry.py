"""Until when a credit can be spent, and when one that waits becomes usable.

Dates are dates of the programme's own day; `calendar` is that in which its months end and its fixed days fall.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ..jalali import month_end, next_occurrence
from ..periods import period_start

NEVER, DAYS, DATES, INACTIVE = "never", "days", "dates", "inactive"


class Rule(NamedTuple):
    """When credit of a purse lapses.

    `never`; `days` after it became usable; on the next of the fixed `dates` ((month, day) of each year) that leaves at least
    `days`; `inactive`: after that many days without a purchase, which only the nightly job can know.
    """

    kind: str = NEVER
    days: int = 0
    dates: tuple = ()
    calendar: str = "gregorian"
    round_to_month_end: bool = False


def expires_on(rule, usable_from: date):
    """The last day on which credit that becomes usable on a date can be spent; None: no day is known, or it never lapses.

    >>> expires_on(Rule(DAYS, 30), date(2026, 1, 10))
    datetime.date(2026, 2, 9)
    >>> expires_on(Rule(DAYS, 30, round_to_month_end=True), date(2026, 1, 10))
    datetime.date(2026, 2, 28)
    """
    if rule.kind == DAYS:
        day = usable_from + timedelta(days=rule.days)
    elif rule.kind == DATES and rule.dates:
        earliest = usable_from + timedelta(days=rule.days)
        day = min(next_occurrence(rule.calendar, earliest, *place) for place in rule.dates)
    else:
        return None
    return month_end(rule.calendar, day) if rule.round_to_month_end else day


def idle_before(rule, today: date):
    """Under an `inactive` rule: credit has lapsed whose member's last purchase, and the credit itself, lie before this date.

    >>> idle_before(Rule(INACTIVE, 365), date(2027, 1, 11))
    datetime.date(2026, 1, 11)
    >>> idle_before(Rule(INACTIVE, 30, round_to_month_end=True), date(2026, 2, 28))
    datetime.date(2026, 1, 2)
    """
    start = period_start(rule.calendar, "month", today) if rule.round_to_month_end else today
    return start - timedelta(days=rule.days)

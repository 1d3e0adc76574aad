"""Where a counting period starts: day, week, month and year of the Gregorian and the Jalali calendar.

A Gregorian week starts on Monday (ISO 8601), a Jalali week on Saturday.
"""

from datetime import date, timedelta

from persiantools.jdatetime import JalaliDate

PERIODS = ("ever", "day", "week", "month", "year")
WEEK_STARTS = {"gregorian": 1, "jalali": 6}


def period_start(calendar, period, today):
    """First day of the period that the Gregorian date `today` lies in; None for `ever`."""
    if period == "ever":
        return None
    if period == "day":
        return today
    if period == "week":
        return today - timedelta(days=(today.isoweekday() - WEEK_STARTS[calendar]) % 7)
    if calendar == "jalali":
        own = JalaliDate(today)
        return JalaliDate(own.year, own.month if period == "month" else 1, 1).to_gregorian()
    return date(today.year, today.month if period == "month" else 1, 1)


def starts_between(calendar, period, since, until):
    """First days of the periods that lie in `since` (included) to `until` (not included), the period of `since` first."""
    found, day = [], period_start(calendar, period, since)
    while day < until:
        found.append(day)
        day = next_start(calendar, period, day)
    return found


def next_start(calendar, period, day):
    """First day of the period after the one that a date lies in; of months and years."""
    past = timedelta(days={"month": 31, "year": 366}[period])  # in the next one, wherever this one began
    return period_start(calendar, period, period_start(calendar, period, day) + past)


def period_name(calendar, period, day):
    """A month or year of a calendar as text that sorts by time: 2026-11 or 1405-08, 2026 or 1405."""
    own = JalaliDate(day) if calendar == "jalali" else day
    return f"{own.year:04}-{own.month:02}" if period == "month" else f"{own.year:04}"

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

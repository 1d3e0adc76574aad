"""Days that come round every year, in the Gregorian and the Jalali calendar.

The conversion is persiantools' (its leap years equal the 33-year rule for all dates a shop meets); what a year without the day
means is decided here: 30 Esfand and 29 February fall on the last day of their month.
"""

from datetime import date

from persiantools.jdatetime import MONTH_NAMES_EN, MONTH_NAMES_FA, JalaliDate

from .text import persian_digits

CALENDARS = ("gregorian", "jalali")
MONTHS = {  # (English, Persian) names
    "jalali": list(zip(MONTH_NAMES_EN[1:], MONTH_NAMES_FA[1:], strict=True)),
    "gregorian": list(zip(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December"),
        ("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
        strict=True))}


def jalali_leap(year):
    """Whether a Jalali year has 366 days (33-year rule; right for 1200 to 1600 AP)."""
    return (25 * year + 11) % 33 < 8


def month_length(calendar, year, month):
    """Days of a month of a calendar's own year."""
    if calendar == "jalali":
        return 31 if month <= 6 else 30 if month <= 11 or jalali_leap(year) else 29
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def is_month_day(calendar, month, day):
    """Whether some year of the calendar has this day."""
    return 1 <= month <= 12 and 1 <= day <= longest_month(calendar, month)


def longest_month(calendar, month):
    """Days of a month of a calendar in a leap year."""
    return month_length(calendar, 1403 if calendar == "jalali" else 2024, month)


def occurrence(calendar, year, month, day):
    """Gregorian date of a month and day in a calendar's own year, clamped to the end of the month."""
    day = min(day, month_length(calendar, year, month))
    return JalaliDate(year, month, day).to_gregorian() if calendar == "jalali" else date(year, month, day)


def year_of(calendar, day):
    """The calendar's own year of a Gregorian date."""
    return JalaliDate(day).year if calendar == "jalali" else day.year


def written(day):
    """A Gregorian date as the Jalali calendar writes it: 1405/09/01."""
    return JalaliDate(day).strftime("%Y/%m/%d")


def month_words(calendar, day, persian=False):
    """The month of a Gregorian date in words.

    >>> month_words("jalali", date(2026, 11, 22)), month_words("gregorian", date(2026, 11, 22))
    ('Azar 1405', 'November 2026')
    >>> month_words("jalali", date(2026, 11, 22), True), month_words("gregorian", date(2026, 11, 22), True)
    ('آذر ۱۴۰۵', 'نوامبر ۲۰۲۶')
    """
    own = JalaliDate(day) if calendar == "jalali" else day
    english, own_name = MONTHS[calendar][own.month - 1]
    return f"{own_name} {persian_digits(str(own.year))}" if persian else f"{english} {own.year}"


def month_day_of(calendar, day):
    """(month, day) of a Gregorian date in a calendar."""
    own = JalaliDate(day) if calendar == "jalali" else day
    return own.month, own.day


def celebrated_on(calendar, day):
    """The (month, day) pairs of the calendar that are celebrated on a Gregorian date; the last day of a short month is also
    that of the days which it lacks.

    >>> celebrated_on("gregorian", date(2026, 2, 28))
    [(2, 28), (2, 29)]
    """
    month, own = month_day_of(calendar, day)
    last = own == month_length(calendar, year_of(calendar, day), month)
    return [(month, number) for number in range(own, (longest_month(calendar, month) if last else own) + 1)]


def days_to_nearest(today, calendar, month, day):
    """Signed days from `today` to the nearest occurrence: 0 today, positive still to come (which wins a tie)."""
    year = year_of(calendar, today)
    distances = [(occurrence(calendar, y, month, day) - today).days for y in (year - 1, year, year + 1)]
    return min(distances, key=lambda days: (abs(days), -days))


def month_end(calendar, day):
    """The last day of the calendar's own month that a Gregorian date lies in."""
    own = JalaliDate(day) if calendar == "jalali" else day
    return occurrence(calendar, own.year, own.month, 31)


def next_occurrence(calendar, day, month, day_of_month):
    """The first date from `day` on that is this day of the calendar's own year."""
    year = year_of(calendar, day)
    return min(found for found in (occurrence(calendar, y, month, day_of_month) for y in (year, year + 1)) if found >= day)

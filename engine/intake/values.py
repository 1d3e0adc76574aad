"""Cells as people fill them: numbers with separators, dates in two calendars, numbers that were telephone numbers.

Each function takes a cell (text, number, datetime, time, None) and returns a plain value, or None for an empty one; what
cannot be meant raises `BadValue`.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ..jalali import is_month_day, month_length, occurrence
from ..text import LETTERS, ascii_digits, search_key

NOTHING = ("", "-", "–", "—", "n/a", "null", "none", "#n/a")
FIRST_SERIAL, LAST_SERIAL = 7306, 73415  # 1920 to 2100: a number in a column of dates is a spreadsheet's count of days
GREGORIAN_MONTHS = {name: number for number, names in enumerate((
    "january jan ژانویه", "february feb فوریه", "march mar مارس", "april apr آوریل", "may مه می", "june jun ژوئن",
    "july jul ژوئیه جولای", "august aug اوت آگوست", "september sep sept سپتامبر", "october oct اکتبر",
    "november nov نوامبر", "december dec دسامبر"), 1) for name in names.split()}
JALALI_MONTHS = {name: number for number, names in enumerate((
    "فروردین farvardin", "اردیبهشت ordibehesht", "خرداد khordad", "تیر tir", "مرداد mordad امرداد", "شهریور shahrivar",
    "مهر mehr", "آبان aban", "آذر azar", "دی dey", "بهمن bahman", "اسفند esfand"), 1) for name in names.split()}
PARTS = re.compile(r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2}|[^\W\d_]+)\s*[/.\-\s,]\s*(\d{1,4})(?!\d)")
CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?|ق\.?ظ\.?|ب\.?ظ\.?)?", re.IGNORECASE)
COMPACT = re.compile(r"(?:1[2-4]|19|20)\d{6}")
AROUND = re.compile(r"^[^\d(+\-.,]+|[^\d)\-]+$")  # a currency's name, marks of direction
NAMED = re.compile(r"^(?:[^\W\d_]+\.?)+")  # Rs., IRR
ZONE = re.compile(r"\d\s*(?:Z|UTC|GMT|[+\-]\d{2}:?\d{2})$", re.IGNORECASE)
INSIDE = re.compile(r"[\s'\u200e\u200f$€£¥₺₽₹﷼]")
PERSIAN_POINT = re.compile(r"[۰-۹]+/[۰-۹]+")
GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?")
GROUPED_BY_POINTS = re.compile(r"\d{1,3}(\.\d{3}){2,}|\d{1,3}(\.\d{3})+,\d+")


class BadValue(Exception):
    """A cell that cannot be what its column is. `kind` names the sentence, `value` is what stands there."""

    def __init__(self, kind, value):
        super().__init__(kind, value)
        self.kind, self.value = kind, str(value)


def text(value):
    """A cell as text; a number without the ".0" that spreadsheets add."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    return " ".join(str(value).split()) or None


def key(value):
    """A code or number as an identity: ASCII digits, no spaces at the ends, one spelling of each letter."""
    found = text(value)
    return found and search_key(found)


def number(value):
    """A number as a Decimal: grouped by commas, points or spaces, Persian digits, (12) and 12- as negative."""
    if value is None or isinstance(value, bool):
        return None if value is None else Decimal(int(value))
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if not isinstance(value, str):
        raise BadValue("number", value)
    if "%" in value or "٪" in value:
        raise BadValue("number", value)
    plain = ascii_digits(value.translate(LETTERS)).replace("\u2212", "-").replace("،", ",").strip()
    if plain.lower() in NOTHING:
        return None
    if PERSIAN_POINT.fullmatch(value.strip()):
        plain = plain.replace("/", ".")
    plain = AROUND.sub("", NAMED.sub("", INSIDE.sub("", plain)))
    negative = plain.startswith(("-", "(")) or plain.endswith(("-", ")"))
    plain = plain.strip("+-()")
    if GROUPED_BY_POINTS.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".", 1)
    if not re.fullmatch(r"\d+(\.\d+)?|\.\d+", plain):
        raise BadValue("number", value)
    return -Decimal(plain) if negative else Decimal(plain)


def moment(value, order="dmy"):
    """A date, with its time of day if one is given, as (naive datetime, calendar it was written in)."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return _of_cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value)
    if not isinstance(value, str):
        raise BadValue("date", value)
    plain = ascii_digits(value.translate(LETTERS)).strip()
    if plain.lower() in NOTHING:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", plain) and not COMPACT.fullmatch(plain):
        return _of_number(float(plain))
    clock = time_of_day(plain) if ":" in plain else None
    if clock and ZONE.search(plain):
        raise BadValue("zone", value)
    day, calendar = _day(CLOCK.sub(" ", plain).replace("T", " ") if clock else plain, order, value)
    return datetime.combine(day, clock or time()), calendar


def time_of_day(value):
    """A time of day: a cell's time, a fraction of a day, or text like 18:05 or 6:05 pm."""
    if value is None or isinstance(value, time):
        return value
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, str) and value.strip() in NOTHING:
        return None
    if isinstance(value, int | float) and 0 <= value < 1:
        return (datetime.min + timedelta(seconds=round(value * 86400))).time()
    found = isinstance(value, str) and CLOCK.search(ascii_digits(value))
    if not found:
        raise BadValue("time", value)
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").replace(".", "").lower()
    if half:
        hour = hour % 12 + (12 if half in ("pm", "بظ") else 0)
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise BadValue("time", value) from error


def phone_text(value):
    """A telephone number as text to be checked: digits and a plus; a number has lost its leading zero."""
    return re.sub(r"[^\d+]", "", ascii_digits(text(value) or "")) or None


def guess_order(values):
    """Which order of day and month texts of a column show: dmy, mdy, or None where none of them tells."""
    for value in values:
        found = isinstance(value, str) and PARTS.search(ascii_digits(value))
        if found and len(found[1]) < 3 and found[2].isdigit() and len(found[3]) == 4:
            if int(found[1]) > 12:
                return "dmy"
            if int(found[2]) > 12:
                return "mdy"
    return None


def _of_cell(value):
    """A cell with a date; a Jalali year typed into one stays the year that was typed."""
    if 1250 <= value.year <= 1500:
        if not is_month_day("jalali", value.month, value.day):
            raise BadValue("date", value)
        return datetime.combine(occurrence("jalali", value.year, value.month, value.day), value.time()), "jalali"
    return value, "gregorian"


def _of_number(value):
    if COMPACT.fullmatch(str(value)):
        day, calendar = _day(str(value), "dmy", value)
        return datetime.combine(day, time()), calendar
    if not FIRST_SERIAL <= value <= LAST_SERIAL:
        raise BadValue("date", value)
    return datetime(1899, 12, 30) + timedelta(seconds=round(value * 86400)), "gregorian"


def _day(plain, order, value):
    """(date, calendar) of a text without its time of day."""
    plain = plain.strip()
    if COMPACT.fullmatch(plain):
        return _date(int(plain[:4]), int(plain[4:6]), int(plain[6:]), value)
    words = [word for word in re.split(r"[\s,،/.\-]+", plain.lower()) if word]
    months = [(GREGORIAN_MONTHS, "gregorian"), (JALALI_MONTHS, "jalali")]
    for names, calendar in months:
        named = [word for word in words if word in names]
        numbers = [int(word) for word in words if word.isdigit()]
        if named and len(numbers) == 2:
            year, day = max(numbers), min(numbers)
            return _date(year, names[named[0]], day, value, calendar)
    found = PARTS.search(plain)
    if not found or not found[2].isdigit() or re.search(r"\d", plain[found.end():]):
        raise BadValue("date", value)
    first, second, third = (int(part) for part in found.groups())
    if len(found[1]) >= 3:
        return _date(first, second, third, value)
    if len(found[3]) < 4:
        raise BadValue("short_year", value)
    day, month = (first, second) if order == "dmy" else (second, first)
    return _date(third, month, day, value)


def _date(year, month, day, value, calendar=None):
    calendar = calendar or ("jalali" if 1250 <= year <= 1500 else "gregorian")
    if year < 1000:
        raise BadValue("short_year", value)
    if not 1 <= month <= 12 or not 1 <= day <= month_length(calendar, year, month):
        raise BadValue("date", value)
    if calendar == "jalali":
        return occurrence("jalali", year, month, day), "jalali"
    return date(year, month, day), "gregorian"

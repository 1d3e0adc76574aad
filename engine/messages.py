"""Texts of messages: placeholders, parts of an SMS, words that mean stop, hours at which nobody is written to.

An SMS is GSM 03.38 where every character stands in its alphabet (160 units, 153 a part when several) and UCS-2 otherwise
(70 units, 67 a part); units are septets and UTF-16 code units. What takes two units is not cut in two.
"""

import re
from datetime import timedelta
from typing import NamedTuple

from . import text

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà")
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
GSM_SIMPLE = re.compile(f"[{re.escape(''.join(sorted(GSM_BASIC)))}]*")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLAIN_SPACES = dict.fromkeys((0x00A0, 0x202F), " ")
DAY = 24 * 60
STOPS = " .!,،-"


class Size(NamedTuple):
    """`encoding`: gsm7 or ucs2; `units`: of the whole text; `parts`: SMS that are paid for; `left`: units free in the last."""

    encoding: str
    units: int
    parts: int
    left: int


def size(body):
    """How long a text is as an SMS.

    >>> size("Hello")
    Size(encoding='gsm7', units=5, parts=1, left=155)
    >>> size("سلام")
    Size(encoding='ucs2', units=4, parts=1, left=66)
    """
    simple = GSM_SIMPLE.fullmatch(body)
    gsm = simple or all(sign in GSM_BASIC or sign in GSM_EXTENDED for sign in body)
    single, each = (160, 153) if gsm else (70, 67)
    if simple or not gsm and max(body) <= "\uffff":  # each character one unit: no need to look where parts end
        units = len(body)
        parts = -(-units // each) if units > single else min(units, 1)
        return Size("gsm7" if gsm else "ucs2", units, parts, (each * parts if parts > 1 else single) - units)
    widths = [2 if (sign in GSM_EXTENDED if gsm else ord(sign) > 0xFFFF) else 1 for sign in body]
    units = sum(widths)
    if units <= single:
        return Size("gsm7" if gsm else "ucs2", units, 1 if units else 0, single - units)
    parts, filled = 1, 0
    for width in widths:
        if filled + width > each:
            parts, filled = parts + 1, 0
        filled += width
    return Size("gsm7" if gsm else "ucs2", units, parts, each - filled)


def placeholders(body):
    """Names between braces, in order.

    >>> placeholders("Hello {name}, {points} points")
    ['name', 'points']
    """
    return PLACEHOLDER.findall(body)


def render(body, values):
    """A text with its placeholders filled; what `values` does not know stays as it is. Values are never filled again.

    The no-break spaces of amounts become plain ones: a single one would make an SMS UCS-2, of 70 characters.
    """
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])).translate(PLAIN_SPACES), body)


def means(said, words):
    """Whether somebody answered with `words` (a text of words), one or several, in any spelling and any digits, and nothing
    else: under an SMS stands "لغو۱۱", and so it is answered.

    >>> means(" ۱۱ ", "11 stop"), means("لغو۱۱", "لغو 11"), means("11 is the answer", "11")
    (True, True, False)
    """
    said = rest = text.search_key(said).strip(STOPS)
    keys = {text.search_key(word) for word in words.split()}
    while key := max((key for key in keys if rest.startswith(key)), key=len, default=""):
        rest, keys = rest.removeprefix(key).lstrip(STOPS), keys - {key}
    return bool(said) and not rest


def waits(minute, quiet_from, quiet_until):
    """Minutes from a minute of the day until messages may go out again; 0: they may now.

    Quiet from `quiet_from` until before `quiet_until`, minutes of the day; both equal: never quiet.

    >>> waits(23 * 60, 22 * 60, 8 * 60), waits(12 * 60, 22 * 60, 8 * 60)
    (540, 0)
    """
    length = (quiet_until - quiet_from) % DAY
    into = (minute - quiet_from) % DAY
    return length - into if into < length else 0


def allowed_from(local, quiet_from, quiet_until):
    """The first moment from `local` (a datetime of the receiver's own zone) on at which messages may go out."""
    wait = waits(local.hour * 60 + local.minute, quiet_from, quiet_until)
    return local.replace(second=0, microsecond=0) + timedelta(minutes=wait) if wait else local


def backoff(attempt):
    """Minutes to wait after so many attempts that brought nothing: 1, 2, 4 ... at most 60.

    >>> [backoff(attempt) for attempt in (1, 2, 3, 9)]
    [1, 2, 4, 60]
    """
    return min(60, 2 ** (attempt - 1))

"""Persian and Arabic text as people type it, made comparable. What is shown stays as it was typed."""

import unicodedata

DIGITS = {ord(zero) + digit: str(digit) for zero in ("۰", "٠") for digit in range(10)}
PERSIAN = {ord(str(digit)): chr(ord("۰") + digit) for digit in range(10)}
LETTERS = {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("٫"): ".", ord("٬"): ",", 0x0640: None}
MARKS = dict.fromkeys(range(0x064B, 0x0653))
ZERO_WIDTH_NON_JOINER = "\u200c"


def ascii_digits(value):
    """`value` with Persian and Arabic digits as 0-9; nothing else changes.

    >>> ascii_digits("۰۹۱۲ ٣٤")
    '0912 34'
    """
    return value.translate(DIGITS)


def persian_digits(value):
    """`value` with the digits 0-9 as Persian ones; nothing else changes.

    >>> persian_digits("12.5 %")
    '۱۲.۵ %'
    """
    return value.translate(PERSIAN)


def search_key(value):
    """A key under which spellings of the same name meet: NFKC, one yeh and kaf, no marks, ASCII digits, lower case.

    >>> search_key("علي\u200cرضا  ١٢") == search_key("علی رضا ۱۲")
    True
    """
    value = unicodedata.normalize("NFKC", value).translate(LETTERS).translate(MARKS).translate(DIGITS)
    return " ".join(value.replace(ZERO_WIDTH_NON_JOINER, " ").lower().split())

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Numbers, names and phrases in the language of the reader (twin: static/src/engine/offers/words.js)."""

from ..money import minor_text
from . import phrases_en, phrases_fa

LANGUAGES = {"en": phrases_en, "fa": phrases_fa}
SEPARATORS = {"en": (",", ".", ", "), "fa": ("٬", "٫", "، ")}
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


class Words:
    """How to write for one reader.

    `language` is "en" or "fa". Money is written by `money(minor)` when that is given, else with `minor_digits` and the
    `unit` label. `names` maps "offers", "products", "categories", "brands", "tags", "tiers", "segments" and "branches"
    to mappings from id as text to name; what has no name there is written as its id.
    """

    def __init__(self, language="en", minor_digits=0, unit="", money=None, names=None):
        self.language = language if language in LANGUAGES else "en"
        self._minor_digits = minor_digits
        self._unit = unit
        self._money = money
        self._names = names or {}

    def number(self, number):
        """An integer with thousands apart."""
        return self._local(str(number))

    def quantity(self, milli):
        """Thousandths of a unit as units, without idle zeros."""
        text = minor_text(milli, 3).rstrip("0").rstrip(".")
        return self._local(text)

    def money(self, minor):
        """An amount in minor units with its unit."""
        if self._money is not None:
            return self._money(minor)
        text = self._local(minor_text(minor, self._minor_digits))
        return f"{text} {self._unit}" if self._unit else text

    def time(self, minute):
        """A minute of the day as hours and minutes."""
        return self._digits(f"{minute // 60:02d}:{minute % 60:02d}")

    def date(self, text):
        """An ISO date in the reader's digits."""
        return self._digits(text)

    def name(self, group, one):
        """The name of an id."""
        named = (self._names.get(group) or {}).get(str(one))
        return str(one) if named is None else named

    def listed(self, texts):
        """Texts as one enumeration."""
        return SEPARATORS[self.language][2].join(texts)

    def names(self, group, ids):
        """The names of ids as one enumeration."""
        return self.listed([self.name(group, one) for one in ids])

    def weekday(self, number):
        """The name of a weekday, 1 is Monday."""
        names = LANGUAGES[self.language].WEEKDAYS
        return names[number - 1] if 1 <= number <= len(names) else str(number)

    def channel(self, code):
        """The name of a sales channel."""
        return LANGUAGES[self.language].CHANNELS.get(code, str(code))

    def has(self, key):
        """Whether there is a phrase under a key."""
        return key in LANGUAGES[self.language].PHRASES

    def phrase(self, key, **values):
        """The phrase under a key with its braces filled in."""
        text = LANGUAGES[self.language].PHRASES[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", value)
        return text

    def _local(self, text):
        """A plain number with thousands apart, in the reader's digits and separators."""
        thousands, point, _comma = SEPARATORS[self.language]
        sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
        whole, _dot, part = text.partition(".")
        groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
        return sign + self._digits(thousands.join(reversed(groups)) + (point + part if part else ""))

    def _digits(self, text):
        """A text with the digits of the language."""
        return text.translate(PERSIAN_DIGITS) if self.language == "fa" else text

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Today is one of some weekdays (twin: static/src/engine/offers/conditions/weekdays.js)."""

from .base import ContextInList


class Weekdays(ContextInList):
    """1 is Monday, 7 is Sunday."""

    kind = "weekdays"
    fact = "weekday"

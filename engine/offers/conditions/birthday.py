# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The member's birthday is near (twin: static/src/engine/offers/conditions/birthday.js)."""

from .base import DaysAround


class Birthday(DaysAround):
    """See `DaysAround`."""

    kind = "birthday"
    fact = "days_to_birthday"

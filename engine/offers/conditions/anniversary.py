# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The member's anniversary is near (twin: static/src/engine/offers/conditions/anniversary.js)."""

from .base import DaysAround


class Anniversary(DaysAround):
    """See `DaysAround`."""

    kind = "anniversary"
    fact = "days_to_anniversary"

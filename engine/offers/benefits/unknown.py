# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A kind that this version does not know (twin: static/src/engine/offers/benefits/unknown.js)."""

from .base import UNKNOWN, Benefit


class UnknownBenefit(Benefit):
    """Stands for a benefit of a newer server: it refuses the offer instead of failing."""

    family = UNKNOWN

    def __init__(self, row, selectors):
        self.kind = row.get("kind")

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Points for every so much that is paid (twin: static/src/engine/offers/benefits/points.js)."""

from ...money import mul_floor
from ..model import number
from .base import POINTS, Earning


class Points(Earning):
    """`points` for each full `per_minor` of the base, at most `max_points` when that is not None."""

    kind = "points"
    purse = POINTS

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.points = number(row, "points")
        self.per_minor = number(row, "per_minor", 1)
        self.max_points = row.get("max_points")
        self.slack = self.points

    def total(self, base):
        earned = base // self.per_minor * self.points
        return earned if self.max_points is None else min(earned, self.max_points)

    def pull_bps(self, program, base):
        if self.max_points is not None and base // self.per_minor * self.points > self.max_points:
            return 0
        return mul_floor(self.points * program.point_value_minor, 10000, self.per_minor)

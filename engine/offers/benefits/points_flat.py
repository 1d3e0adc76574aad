# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A fixed number of points (twin: static/src/engine/offers/benefits/points_flat.js)."""

from ..model import number
from .base import POINTS, Earning


class PointsFlat(Earning):
    """`points` as soon as anything is paid for a matching line."""

    kind = "points_flat"
    purse = POINTS

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.points = number(row, "points")

    def total(self, base):
        return self.points if base > 0 else 0

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""A fixed amount off (twin: static/src/engine/offers/benefits/amount_off.js)."""

from ..model import number
from ..reductions import RoomReduction
from .base import Discount


class AmountOff(Discount):
    """`amount_minor` off, spread over the room of the matching lines and never more than that room."""

    kind = "amount_off"

    def __init__(self, row, selectors):
        super().__init__(row, selectors)
        self.amount_minor = number(row, "amount_minor")

    def reduction(self, scene):
        return RoomReduction(scene.matches[self.selector], self.amount_minor, scene.sum_room(self.selector))

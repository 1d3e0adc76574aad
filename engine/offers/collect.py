# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""First step: one basket, made ready for all offers (twin: static/src/engine/offers/collect.js)."""

from ..money import div_ceil
from .conditions.code import plain_code
from .model import Line, listed, takes_part


class Scene:
    """The lines that take part, what the selectors mean on them, and the facts of context and member.

    `amounts` and `room` are minor units by line place. `room` is what a line can give before any offer: its amount
    minus its margin floor, at least 0. `matches` has the line places of each selector number. Nobody changes these
    lists.
    """

    def __init__(self, book, context, member, basket):
        basket = basket or {}
        self.program = book.program
        self.context = context or {}
        self.member = member
        self.codes = {plain_code(code) for code in listed(basket, "codes")}
        self.lines = [Line.read(row) for row in listed(basket, "lines") if takes_part(row)]
        self.amounts = [line.amount_minor for line in self.lines]
        self.amount = sum(self.amounts)
        self.matches = book.selectors.match(self.lines)
        self.room = [self._room(line) for line in self.lines]
        self._sums = [None] * len(self.matches)
        self._kept = [None] * len(self.matches)
        self._remembered = {}

    def _room(self, line):
        """What discounts may take from a line."""
        floor_bps = self.program.margin_floor_bps
        if floor_bps is None or line.cost_minor is None:
            return line.amount_minor
        return max(0, line.amount_minor - div_ceil(line.cost_minor * (10000 + floor_bps), 10000))

    def remember(self, key, make):
        """What `make(scene)` gave for a key, made once: many offers share a selector and a rate."""
        if key not in self._remembered:
            self._remembered[key] = make(self)
        return self._remembered[key]

    def sum_amount(self, selector):
        """The amounts of the lines that a selector means, in minor units."""
        if self._sums[selector] is None:
            self._sums[selector] = sum(self.amounts[place] for place in self.matches[selector])
        return self._sums[selector]

    def is_whole(self, selector):
        """Whether a selector means every line."""
        return len(self.matches[selector]) == len(self.lines)

    def base(self, selector, room, discount):
        """What the customer pays for the lines of a selector.

        `room` is what is left of each line's room after discounts that sum to `discount` over the whole basket.
        """
        if self.is_whole(selector):
            return self.amount - discount
        if self._kept[selector] is None:
            self._kept[selector] = sum(self.amounts[place] - self.room[place] for place in self.matches[selector])
        return self._kept[selector] + sum(room[place] for place in self.matches[selector])


def collect(book, context, member, basket):
    """The `Scene` of an evaluation."""
    return Scene(book, context, member, basket)

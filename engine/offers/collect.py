# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""First step: one basket, made ready for all offers (twin: static/src/engine/offers/collect.js)."""

from ..money import mul_ceil, mul_floor
from .conditions.code import plain_code
from .model import Line, listed, takes_part


class Scene:
    """The lines that take part, what the selectors mean on them, and the facts of context and member.

    `amounts` and `room` are minor units by line place. `room` is what a line can give before any offer: its amount
    minus its margin floor, at least 0. `matches` has the line places of each selector number. Nobody changes these
    lists. Sums over the lines of a selector are made once, when they are first asked for.
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
        self._remembered = {}

    def _room(self, line):
        """What discounts may take from a line."""
        floor_bps = self.program.margin_floor_bps
        if floor_bps is None or line.cost_minor is None:
            return line.amount_minor
        return max(0, line.amount_minor - mul_ceil(line.cost_minor, 10000 + floor_bps, 10000))

    def remember(self, key, make):
        """What `make()` gave for a key, made once: many offers share a selector and a rate."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return self._remembered[key]

    def sum_amount(self, selector):
        """The amounts of the lines that a selector means, in minor units."""
        return self.remember(("amount", selector), lambda: sum(self.amounts[place] for place in self.matches[selector]))

    def sum_room(self, selector):
        """The untouched room of the lines that a selector means, in minor units."""
        return self.remember(("room", selector), lambda: sum(self.room[place] for place in self.matches[selector]))

    def roomy_bps(self, selector):
        """A rate up to which no line of a selector runs out of untouched room when that rate of the sum is spread.

        A line's share is below its part of the unrounded sum plus 1.5 minor units: the sum is rounded by at most a half
        and the share by less than one. Without a margin floor no share passes its amount at any rate.
        """
        return self.remember(("roomy", selector), lambda: min(map(self._roomy_bps, self.matches[selector]), default=0))

    def _roomy_bps(self, place):
        """`roomy_bps` of one line."""
        amount, room = self.amounts[place], self.room[place]
        return 10000 if room == amount else mul_floor(max(0, room - 2), 10000, amount)

    def is_whole(self, selector):
        """Whether a selector means every line."""
        return len(self.matches[selector]) == len(self.lines)

    def bases_after(self, room, discount):
        """The `Bases` after discounts that sum to `discount` over the basket and leave this `room` on its lines."""
        return Bases(self, room, discount)


class Bases:
    """What the customer really pays for the lines of each selector, in minor units, worked out when asked for."""

    def __init__(self, scene, room, discount):
        self._scene = scene
        self._room = room
        self._discount = discount
        self._known = {}

    def get(self, selector):
        if selector not in self._known:
            self._known[selector] = self._base(selector)
        return self._known[selector]

    def _base(self, selector):
        """The matching amounts less what their lines have lost of their room."""
        scene = self._scene
        if not self._discount:
            return scene.sum_amount(selector)
        if scene.is_whole(selector):
            return scene.amount - self._discount
        room = self._room
        left = sum(room[place] for place in scene.matches[selector])
        return scene.sum_amount(selector) - scene.sum_room(selector) + left


def collect(book, context, member, basket):
    """The `Scene` of an evaluation."""
    return Scene(book, context, member, basket)

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""How a discount benefit lowers the lines of one basket (twin: static/src/engine/offers/reductions.js).

A reduction is made once per evaluation and taken many times by the search, each time from another state of `room`: a
list of what each line of the basket may still give, in minor units. What all three promise, and the search builds on:

- `take(room)` lowers `room` in place, never below 0, and returns the sum of what it took;
- that sum never rises when any room is smaller.
"""

from ..money import spread


class FixedReduction:
    """Each line gives its own share, or its room when that is less."""

    fixed = True

    def __init__(self, places, shares):
        self.places = places
        self.shares = shares

    def take(self, room):
        taken = 0
        for place, share in zip(self.places, self.shares, strict=True):
            here = room[place]
            if share < here:
                room[place] = here - share
                taken += share
            else:
                room[place] = 0
                taken += here
        return taken


class CappedReduction:
    """As fixed, but when the sum passes `max_minor`, that is spread in proportion to what the lines would give."""

    fixed = False

    def __init__(self, places, shares, max_minor):
        self.places = places
        self.shares = shares
        self.max_minor = max_minor

    def take(self, room):
        given = [min(share, room[place]) for place, share in zip(self.places, self.shares, strict=True)]
        taken = sum(given)
        if taken > self.max_minor:
            given = spread(self.max_minor, given)
            taken = self.max_minor
        for place, share in zip(self.places, given, strict=True):
            room[place] -= share
        return taken


class RoomReduction:
    """An amount, at most all the room of the lines, spread in proportion to their room."""

    fixed = False

    def __init__(self, places, amount_minor):
        self.places = places
        self.amount_minor = amount_minor

    def take(self, room):
        rooms = [room[place] for place in self.places]
        taken = min(self.amount_minor, sum(rooms))
        for place, share in zip(self.places, spread(taken, rooms), strict=True):
            room[place] -= share
        return taken

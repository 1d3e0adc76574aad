# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""How a discount benefit lowers the lines of one basket (twin: static/src/engine/offers/reductions.js).

A reduction is made once per evaluation and taken many times by the search, each time from another state of `room`: a
list of what each line of the basket may still give, in minor units. What all three promise, and the search builds on:

- `take(room)` lowers `room` in place, never below 0, and returns the sum of what it took;
- that sum never rises when any room is smaller;
- `most` is that sum on the untouched room; most offers of a book are never asked for more than this.
"""

from functools import cached_property

from ..money import spread


class FixedReduction:
    """Each line gives its own share, or its room when that is less; `total` is the sum of the shares."""

    fixed = True

    def __init__(self, places, shares):
        self.places = places
        self.shares = shares
        self.total = sum(shares)

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

    def most_of(self, room):
        """What `take` would return."""
        return sum(min(share, room[place]) for place, share in zip(self.places, self.shares, strict=True))


class RateReduction(FixedReduction):
    """A fixed reduction whose shares are a total spread over the amounts; the spreading waits until it is needed."""

    def __init__(self, scene, places, total):
        self._amounts = scene.amounts
        self.places = places
        self.total = total

    @cached_property
    def shares(self):
        return spread(self.total, [self._amounts[place] for place in self.places])


class CappedReduction:
    """As fixed, but when the sum passes `max_minor`, that is spread in proportion to what the lines would give."""

    fixed = False

    def __init__(self, uncapped, max_minor):
        self._uncapped = uncapped
        self._max_minor = max_minor
        self.most = min(uncapped.most, max_minor)

    def take(self, room):
        places = self._uncapped.places
        given = [min(share, room[place]) for place, share in zip(places, self._uncapped.shares, strict=True)]
        taken = sum(given)
        if taken > self._max_minor:
            given = spread(self._max_minor, given)
            taken = self._max_minor
        for place, share in zip(places, given, strict=True):
            room[place] -= share
        return taken


class RoomReduction:
    """An amount, at most all the room of the lines, spread in proportion to their room."""

    fixed = False

    def __init__(self, places, amount_minor, room_minor):
        self._places = places
        self._amount_minor = amount_minor
        self.most = min(amount_minor, room_minor)

    def take(self, room):
        rooms = [room[place] for place in self._places]
        taken = min(self._amount_minor, sum(rooms))
        for place, share in zip(self._places, spread(taken, rooms), strict=True):
            room[place] -= share
        return taken

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Which lines a selector means, for all selectors of a book at once (twin: static/src/engine/offers/selectors.js).

A book of a thousand offers has few different selectors. Each gets a number when the book is compiled and stands in an
index under every product, category, brand and tag that it names; a basket then costs what its lines really hit, not
lines times offers. Number 0 is every line.
"""

from .model import listed

FIELDS = ("products", "categories", "brands", "tags")


class Selectors:
    """The distinct selectors of a book."""

    def __init__(self):
        self._numbers = {}
        self._excluded = []
        self._every = []
        self._index = {field: {} for field in FIELDS}
        self.add(None)

    def __len__(self):
        return len(self._excluded)

    def add(self, row):
        """The number of a selector given as JSON (None: every line)."""
        row = row or {}
        named = [sorted(set(listed(row, field))) for field in FIELDS]
        excluded = sorted(set(listed(row, "exclude_products")))
        key = (*map(tuple, named), tuple(excluded))
        if key not in self._numbers:
            self._numbers[key] = len(self._excluded)
            self._place(len(self._excluded), named)
            self._excluded.append(frozenset(excluded))
        return self._numbers[key]

    def _place(self, number, named):
        """Enter a new selector into the index."""
        if not any(named):
            self._every.append(number)
        for field, ids in zip(FIELDS, named, strict=True):
            for one in ids:
                self._index[field].setdefault(one, []).append(number)

    def match(self, lines):
        """Per selector number, the places of the lines that it means, ascending."""
        matches = [[] for _ in self._excluded]
        for place, line in enumerate(lines):
            for number in self._hits(line):
                found = matches[number]
                # A line hits a selector once, however many of its categories or tags are named.
                if (not found or found[-1] != place) and line.product not in self._excluded[number]:
                    found.append(place)
        return matches

    def _hits(self, line):
        """The numbers of the selectors that name something of a line, some of them more than once."""
        index = self._index
        yield from self._every
        yield from index["products"].get(line.product, ())
        for category in line.categories:
            yield from index["categories"].get(category, ())
        if line.brand is not None:
            yield from index["brands"].get(line.brand, ())
        for tag in line.tags:
            yield from index["tags"].get(tag, ())

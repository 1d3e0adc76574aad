"""Charts as SVG texts, drawn without a browser. Knows nothing of Odoo.

Figures are plain numbers; `tell` writes one for people. Right to left, the first value stands on the right and the axis too.
Sizes are SVG units, of which the paper makes what it has room for.
"""

from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

TOP, BOTTOM, AXIS, SIDE = 10, 18, 46, 6
GRID, INK, FONT = "#e3e7ec", "#66707c", 9


class Series(NamedTuple):
    """One thing that is shown at each label."""

    name: str
    values: list
    colour: str


def ticks(low, high, count=4, least=0):
    """Round numbers from at most `low` to at least `high`, in about `count` steps, none smaller than `least`.

    >>> ticks(0, 930), ticks(-3, 8), ticks(0, 0)
    ([0, 250, 500, 750, 1000], [-4, -2, 0, 2, 4, 6, 8], [0, 1])
    """
    low, high = min(low, 0), max(high, 0)
    if low == high:
        return [0, 1]
    raw = max((high - low) / count, least)
    unit = 10 ** floor(log10(raw))
    step = next(factor * unit for factor in (1, 2, 2.5, 5, 10) if factor * unit >= raw)
    found = [number * step for number in range(floor(low / step), ceil(high / step) + 1)]
    return [int(value) if value == int(value) else value for value in found]


class _Plot:
    """The frame of a chart: its axes, and where a value stands on them."""

    def __init__(self, labels, low, high, *, width, height, rtl, tell, every):
        self.labels, self.width, self.height, self.rtl = labels, width, height, rtl
        self.marks = ticks(low, high, least=1 if isinstance(low, int) and isinstance(high, int) else 0)
        self.left, self.right = (SIDE, width - AXIS) if rtl else (AXIS, width - SIDE)
        self.slot = (self.right - self.left) / max(len(labels), 1)
        self.parts = []
        for mark in self.marks:
            at = self.y(mark)
            self.parts.append(f'<path d="M{self.left} {at:.1f}H{self.right}" stroke="{INK if mark == 0 else GRID}"/>')
            edge, anchor = (self.right + 5, "start") if rtl else (self.left - 5, "end")
            self.parts.append(self.text(edge, at + 3, tell(mark), anchor))
        for place in range(0, len(labels), every):
            self.parts.append(self.text(self.x(place), height - 5, labels[place], "middle"))

    def x(self, place):
        """The middle of a label's slot."""
        middle = (place + 0.5) * self.slot
        return self.right - middle if self.rtl else self.left + middle

    def y(self, value):
        low, high = self.marks[0], self.marks[-1]
        return TOP + (self.height - TOP - BOTTOM) * (high - value) / (high - low)

    def text(self, x, y, words, anchor):
        return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}" font-size="{FONT}">'
                f"{escape(str(words))}</text>")

    def svg(self):
        return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="100%"'
                f' style="direction: ltr" role="img">{"".join(self.parts)}</svg>')


def columns(labels, series, *, width=720, height=180, rtl=False, tell=str, every=1):
    """Columns, the series of a label on one another; what is below zero hangs from the axis. `every`: labels are written."""
    above = [sum(max(one.values[place], 0) for one in series) for place in range(len(labels))]
    below = [sum(min(one.values[place], 0) for one in series) for place in range(len(labels))]
    plot = _Plot(labels, min(below, default=0), max(above, default=0), width=width, height=height, rtl=rtl, tell=tell,
                 every=every)
    wide = min(plot.slot * 0.72, 42)
    for place in range(len(labels)):
        top = bottom = 0
        for one in series:
            value = one.values[place]
            if value > 0:
                start, top = top, top + value
                high, low = top, start
            elif value < 0:
                start, bottom = bottom, bottom + value
                high, low = start, bottom
            else:
                continue
            upper, tall = plot.y(high), plot.y(low) - plot.y(high)
            plot.parts.append(f'<rect x="{plot.x(place) - wide / 2:.1f}" y="{upper:.1f}" width="{wide:.1f}"'
                              f' height="{tall:.1f}" fill="{one.colour}"/>')
    return plot.svg()


def lines(labels, series, *, width=720, height=180, rtl=False, tell=str, every=1):
    """A line for each series; None leaves a gap."""
    values = [value for one in series for value in one.values if value is not None]
    plot = _Plot(labels, min(values, default=0), max(values, default=0), width=width, height=height, rtl=rtl, tell=tell,
                 every=every)
    for one in series:
        path, pen = [], "M"
        for place, value in enumerate(one.values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{plot.x(place):.1f} {plot.y(value):.1f}")
            pen = "L"
        plot.parts.append(f'<path d="{"".join(path)}" fill="none" stroke="{one.colour}" stroke-width="2"/>')
    return plot.svg()


def bar(share, colour, *, height=8, rtl=False, mark=None):
    """A bar of a hundredth's share of the width; more than all is all. `mark`: a share at which a stroke stands."""
    share = min(max(share, 0), 100)
    start = 100 - share if rtl else 0
    stroke = ""
    if mark is not None:
        at = min(max(100 - mark if rtl else mark, 0), 99)
        stroke = f'<rect x="{at:.1f}" y="0" width="1" height="{height}" fill="{INK}"/>'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 {height}" width="100%" height="{height}"'
            f' preserveAspectRatio="none" role="img"><rect width="100" height="{height}" fill="{GRID}"/>'
            f'<rect x="{start:.1f}" width="{share:.1f}" height="{height}" fill="{colour}"/>{stroke}</svg>')

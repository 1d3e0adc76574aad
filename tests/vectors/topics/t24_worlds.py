# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Seeded worlds in which much happens at once: floors, budgets, groups, fractions, discounts that cost credit."""

import generate
import oracle
from words import seeded

SEED = 24
PLAIN, LARGE = 48, 12


def busy(data):
    """Whether discount, credit, points, a loss and a refusal all show in the answer."""
    answer = oracle.run(data)
    status = [verdict["status"] for verdict in answer["verdicts"]]
    given = answer["discount_minor"] and answer["credit_minor"] and answer["points"] + len(answer["applied"]) > 2
    return bool(given and "lost" in status and "refused" in status)


def overlapping(data):
    """Number of eligible `together` offers."""
    by_stacking, _reasons = oracle.eligible(oracle.World(data))
    return len(by_stacking["together"])


def cases():
    """The topic's cases."""
    found = number = 0
    while found < PLAIN:
        data = generate.case(SEED, number)
        number += 1
        if len(data["basket"]["lines"]) <= 4 and overlapping(data) <= 5 and busy(data):
            found += 1
            yield seeded(f"seeded world {number}: {overlapping(data)} overlapping offers", data)
    while found < PLAIN + LARGE:
        data = generate.case(SEED, number)
        number += 1
        if len(data["basket"]["lines"]) >= 2 and 8 <= overlapping(data) <= 12:
            found += 1
            yield seeded(f"seeded world {number}: {overlapping(data)} overlapping offers", data)

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The offers engine: which offers a customer gets, and why not the others (twin: static/src/engine/offers/run.js).

Calls the steps collect -> check -> price -> choose -> spread -> explain and does nothing else.
"""

from . import registry
from .check import refusals
from .choose import best_set
from .collect import collect
from .explain import verdicts
from .model import ALWAYS, Book, Offer, Program, listed
from .price import priced
from .selectors import Selectors
from .spread import awards


def compile_book(program, offers):
    """The `Book` of a programme's offers, given as the contract's JSON; made once, used for any number of baskets."""
    selectors = Selectors()
    compiled = [
        Offer.read(
            row,
            [registry.condition(one, selectors) for one in listed(row, "conditions")],
            [registry.benefit(one, selectors) for one in listed(row, "benefits")],
        )
        for row in offers or []
    ]
    compiled.sort(key=lambda offer: (offer.sequence, offer.id))
    return Book(Program.read(program), compiled, selectors)


def evaluate(book, context, member, basket):
    """The answer of the contract for one basket, as JSON; `context`, `member` and `basket` are the contract's JSON."""
    scene = collect(book, context, member, basket)
    refused = [refusals(scene, offer) for offer in book.offers]
    candidates = priced(scene, book.offers, refused)
    choice, exact = best_set(scene, candidates)
    chosen = set(choice.places)
    applied = [one for one in candidates if one.place in chosen or one.offer.stacking == ALWAYS]
    rows, lines = awards(scene, applied)
    return {
        "applied": rows,
        "discount_minor": choice.totals.discount,
        "credit_minor": choice.totals.credit,
        "points": choice.totals.points,
        "value_minor": choice.totals.whole,
        "lines": lines,
        "verdicts": verdicts(book.offers, refused, candidates, choice),
        "exact": exact,
    }


def run(data):
    """Compile and evaluate the JSON input of the contract."""
    book = compile_book(data.get("program"), data.get("offers"))
    return evaluate(book, data.get("context"), data.get("member"), data.get("basket"))

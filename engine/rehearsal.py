# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Offers tried on purchases that have been: one after the other, so that limits run down as they would have.

Customers are taken to buy the same. Amounts are minor units.
"""

from dataclasses import replace
from typing import NamedTuple

from .money import half_up
from .offers import compile_book, evaluate


class Given(NamedTuple):
    """What an offer gave a purchase."""

    discount: int = 0
    credit: int = 0
    points: int = 0

    def __add__(self, other):
        return Given(*(one + two for one, two in zip(self, other, strict=True)))


class Limits:
    """What is left of the limits of offers: uses in all and budget, which all books of a rehearsal share.

    `left`: offer id as text -> [uses or None, budget or None]; it is changed in place.
    """

    def __init__(self, left):
        self.left, self.books = left, []

    def book(self, program, offers):
        """The engine's book of these offers, with what is left of their limits."""
        book = compile_book(program, offers)
        self.books.append(book)
        for offer_id in self.left:
            self._renew(book, offer_id)
        return book

    def use(self, offer_id, given):
        """An offer was used once more, or once less where `given` is negative."""
        key = str(offer_id)
        if key in self.left:
            uses, budget = self.left[key]
            self.left[key] = [
                None if uses is None else uses - 1,
                None if budget is None else budget - given.discount - given.credit]
            for book in self.books:
                self._renew(book, key)

    def _renew(self, book, key):
        uses, budget = self.left[key]
        for place, offer in enumerate(book.offers):
            if str(offer.id) == key:
                book.offers[place] = replace(offer, remaining_uses=uses, remaining_budget_minor=budget)


def served(book, context, member, basket, price, paid_by_gifts=0, earns=True):
    """{offer id: Given} of one basket that cost `price` before offers.

    `paid_by_gifts`: what bonus and points paid of it, which earns nothing (None: all earns); `earns`: whether anything does.
    """
    answer = evaluate(book, context, member, basket)
    share, of = _money_share(price - answer["discount_minor"], paid_by_gifts) if earns else (0, 1)
    return {row["offer"]: Given(
        row["discount_minor"], half_up(row["credit_minor"] * share, of), half_up(row["points"] * share, of),
    ) for row in answer["applied"]}


def _money_share(total, paid_by_gifts):
    if paid_by_gifts is None or total <= 0:
        return 1, 1
    return max(0, total - paid_by_gifts), total

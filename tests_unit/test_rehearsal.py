"""Offers tried on purchases that have been: limits run down, gifts that paid earn nothing."""

import pytest

from engine.rehearsal import Given, Limits, served

CONTEXT = {"date": "2026-11-22", "weekday": 7, "minute": 600, "branch": "1", "channel": "pos"}
MEMBER = {"id": 1, "visits": 3}


def basket(amount):
    return {"codes": [], "lines": [
        {"id": "a", "product": 1, "qty_milli": 1000, "amount_minor": amount, "cost_minor": None, "discountable": True}]}


def offer(offer_id, *benefits, **values):
    return {"id": offer_id, "sequence": offer_id, "stacking": "always", "conditions": [], "benefits": list(benefits), **values}


TENTH = {"kind": "percent_off", "rate_bps": 1000}
BACK = {"kind": "credit", "rate_bps": 1000}


def test_uses_run_out():
    limits = Limits({"1": [2, None]})
    book = limits.book(None, [offer(1, TENTH, remaining_uses=1)])
    found = []
    for _n in range(3):
        given = served(book, CONTEXT, MEMBER, basket(1000), 1000)
        found.append(given)
        for offer_id, what in given.items():
            limits.use(offer_id, what)
    assert found == [{1: Given(100)}, {1: Given(100)}, {}]
    assert limits.left == {"1": [0, None]}


def test_a_budget_is_shared_by_all_books():
    limits = Limits({"1": [None, 150]})
    books = [limits.book(None, [offer(1, TENTH, remaining_budget_minor=150), offer(2, TENTH)]) for _branch in range(2)]
    for book, expected in zip([*books, books[0]], (100, 50, None), strict=True):
        given = served(book, CONTEXT, MEMBER, basket(1000), 1000)
        assert (given[1].discount if 1 in given else None) == expected
        if 1 in given:
            limits.use(1, given[1])


@pytest.mark.parametrize(("paid_by_gifts", "earns", "credit"), [
    (0, True, 90), (450, True, 45), (900, True, 0), (2000, True, 0), (None, True, 90), (0, False, 0)])
def test_what_gifts_paid_earns_nothing(paid_by_gifts, earns, credit):
    book = Limits({}).book(None, [offer(1, TENTH, BACK)])
    assert served(book, CONTEXT, MEMBER, basket(1000), 1000, paid_by_gifts, earns) == {1: Given(100, credit)}


def test_given_adds_up():
    assert Given(1, 2, 3) + Given(10, 20, 30) == Given(11, 22, 33)

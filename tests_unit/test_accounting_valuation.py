"""The published cases to the unit, then what holds for every cohort."""

import doctest
from fractions import Fraction

import pytest

from engine.accounting import valuation
from engine.accounting.valuation import Cohort, Terms, allocation, deferred, provision, released, rounded, stand_alone

# name, price of the sales, points, what one pays, [(redeemed in all, expected in all, revenue of the period, liability)]
CASES = [
    ("IFRS 15 Example 52, and on to the end", 100_000, 10_000, 1, 9_500, 8_676,
     [(4_500, 9_500, 4_110, 4_566), (8_500, 9_700, 3_493, 1_073), (9_700, 9_700, 1_073, 0)]),
    ("grocery", 7_200_000, 10_000, 100, 8_000, 720_000,
     [(4_000, 8_000, 360_000, 360_000), (8_100, 9_000, 288_000, 72_000), (9_000, 9_000, 72_000, 0)]),
]
# KPMG states the allocation, 9,000
KPMG = [("10A", [(4_500, 9_700, 4_175), (8_500, 9_900, 3_552)]), ("10B", [(4_500, 9_700, 4_175), (8_500, 9_200, 4_140)])]


def test_the_example_at_the_head_of_the_file():
    assert doctest.testmod(valuation).failed == 0


def terms(expected, issued=10_000, price=1):
    return Terms(rate_bps=expected * 10_000 // issued, price_minor=price)


@pytest.mark.parametrize(("price", "points", "pays", "first", "allocated", "steps"),
                         [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_allocation_and_release(price, points, pays, first, allocated, steps):
    own = stand_alone(points, terms(first, price=pays))
    part = allocation(price, own, own)
    assert rounded(Fraction(part, valuation.FINE)) == allocated
    before = 0
    for redeemed, expected, revenue, liability in steps:
        cohort = Cohort(points, redeemed, 0, part)
        now = terms(expected, price=pays)
        assert (released(cohort, now) - before, deferred(cohort, now)) == (revenue, liability)
        before = released(cohort, now)


@pytest.mark.parametrize(("name", "steps"), KPMG)
def test_kpmg_10(name, steps):
    before = 0
    for redeemed, expected, revenue in steps:
        so_far = released(Cohort(10_000, redeemed, 0, 9_000 * valuation.FINE), terms(expected))
        assert so_far - before == revenue
        before = so_far


def test_a_provision_is_net_of_tax_by_the_cost_factor():
    """50.00 at 0.9, of which a tax of 10 % is included."""
    assert provision(5_000, Terms(9_000, 9_091)) == 4_091
    assert provision(-5_000, Terms(9_000, 9_091)) == -4_091


def test_what_a_sale_earns_in_two_purses_shares_its_price():
    bonus, points = Fraction(45), Fraction(55)
    parts = [allocation(900, own, bonus + points) for own in (bonus, points)]
    assert parts == [40_500_000, 49_500_000]


def test_small_sales_do_not_each_round():
    """A hundred sales of 1,000 with 100 points each are Example 52."""
    own = stand_alone(100, terms(9_500))
    assert rounded(Fraction(100 * allocation(1_000, own, own), valuation.FINE)) == 8_676


def test_expiry_beyond_expectation_books_nothing_until_nothing_is_left():
    part = 9_000 * valuation.FINE
    assert deferred(Cohort(10_000, 4_000, 0, part), terms(8_000)) == 4_500
    assert deferred(Cohort(10_000, 4_000, 5_999, part), terms(8_000)) == 4_500
    assert deferred(Cohort(10_000, 4_000, 6_000, part), terms(8_000)) == 0


def test_more_redeemed_than_expected_releases_all_and_no_more():
    part = 9_000 * valuation.FINE
    assert released(Cohort(10_000, 9_500, 0, part), terms(8_000)) == 9_000


def test_nothing_expected_is_nothing_owed():
    assert released(Cohort(10, 0, 0, 0), Terms(0)) == 0
    assert stand_alone(10, Terms(0)) == 0
    assert allocation(100, Fraction(0), Fraction(0)) == 0

"""Intervals of the effect of offers, against published figures."""

import doctest

import pytest

from engine import effect
from engine.effect import Interval, Share, Spending, newcombe, t_quantile, welch, wilson


def test_the_examples_of_the_file_hold():
    assert doctest.testmod(effect).failed == 0


# Newcombe 1998, and a small lift with uneven groups that Wald's interval proves by far more than there is.
@pytest.mark.parametrize(("treated", "control", "expected"), [
    ((56, 70), (48, 80), (0.2, 0.0524, 0.3339)),
    ((540, 4500), (45, 500), (0.03, 0.0002, 0.0541)),
    ((9, 10), (3, 10), (0.6, 0.1705, 0.8090)),
    ((10, 10), (0, 20), (1.0, 0.6791, 1.0)),
    ((0, 10), (0, 10), (0.0, -0.2775, 0.2775)),
])
def test_difference_of_shares(treated, control, expected):
    assert newcombe(Share(*treated), Share(*control)) == pytest.approx(expected, abs=5e-5)


def test_swapping_the_groups_turns_the_interval_round():
    found, other = newcombe(Share(540, 4500), Share(45, 500)), newcombe(Share(45, 500), Share(540, 4500))
    assert other == pytest.approx((-found.difference, -found.high, -found.low))


def test_wilson_against_the_textbook():
    assert wilson(Share(15, 148)) == pytest.approx((0.0624, 0.1605), abs=5e-5)


@pytest.mark.parametrize(("freedom", "expected"), [
    (5, 2.5706), (10, 2.2281), (30, 2.0423), (58, 2.0017), (100, 1.9840), (1e9, 1.95996)])
def test_quantiles_of_student(freedom, expected):
    assert t_quantile(freedom) == pytest.approx(expected, abs=5e-4)


def spending(*amounts):
    return Spending(len(amounts), sum(amounts), sum(amount * amount for amount in amounts))


def test_difference_of_means():
    # 27.9 degrees of freedom; the interval as scipy.stats.ttest_ind(..., equal_var=False) tells it
    first = spending(27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4)
    second = spending(27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 25.0)
    assert welch(first, second) == pytest.approx((-2.8733, -4.9140, -0.8327), abs=1e-4)


def test_means_without_any_spread():
    assert welch(spending(*[5] * 40), spending(*[5] * 40)) == Interval(0, 0, 0)


def test_an_interval_with_zero_in_it_proves_nothing():
    assert not newcombe(Share(12, 100), Share(10, 100)).is_proven
    assert not effect.is_enough(29, 5000)
    assert effect.is_enough(30, 30)

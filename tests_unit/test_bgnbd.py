"""BG/NBD against what Fader, Hardie and Lee published for CDNOW, and against sums that can be done otherwise."""

import csv
import math
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from engine import bgnbd

PUBLISHED = bgnbd.Fit(0.243, 4.414, 0.793, 2.426, -9582.4)
FINER = bgnbd.Fit(0.24259, 4.41353, 0.79289, 2.42575, -9582.43)  # with the digits that a third decimal needs
DATA = os.environ.get("CLUB_SHOP_DATA")


def simulated(parameters, customers=4_000, weeks=39.0, seed=7):
    """Counts of customers who behave as the model says, all of them new at the beginning."""
    r, alpha, a, b = parameters
    dice, counts = random.Random(seed), Counter()
    for _customer in range(customers):
        rate, leaving, now, x = dice.gammavariate(r, 1 / alpha), dice.betavariate(a, b), 0.0, 0
        while (step := dice.expovariate(rate)) and now + step <= weeks:
            now, x = now + step, x + 1
            if dice.random() < leaving:
                break
        counts[x, round(now, 2), weeks] += 1
    return counts


@pytest.mark.skipif(not DATA, reason="CLUB_SHOP_DATA names no directory with cdnow_summary.csv")
def test_the_published_fit_of_cdnow():
    with (Path(DATA) / "cdnow_summary.csv").open() as file:
        counts = Counter((int(row["frequency"]), float(row["recency"]), float(row["T"])) for row in csv.DictReader(file))
    fit = bgnbd.fit(counts)
    assert sum(counts.values()) == 2357
    assert [round(value, 3) for value in fit[:4]] == list(PUBLISHED[:4])
    assert round(fit.log_likelihood, 1) == PUBLISHED.log_likelihood


def test_a_customer_and_a_newcomer_of_cdnow():
    assert round(bgnbd.p_alive(FINER, 2, 30.43, 38.86), 3) == 0.727
    assert round(bgnbd.expected(FINER, 2, 30.43, 38.86, 39), 3) == 1.226
    assert round(bgnbd.expected(FINER, 0, 0.0, 0.0, 39), 3) == 1.195


def test_the_fit_finds_the_parameters_that_made_the_data():
    made = (0.8, 6.0, 1.2, 3.0)
    counts = simulated(made)
    fit = bgnbd.fit(counts)
    assert fit.log_likelihood >= bgnbd.log_likelihood(made, counts)
    assert fit.r == pytest.approx(0.8, rel=0.15)
    assert fit.r / fit.alpha == pytest.approx(0.8 / 6.0, rel=0.1)
    assert fit.a / (fit.a + fit.b) == pytest.approx(1.2 / 4.2, rel=0.15)


def test_a_fit_from_last_night_s_is_the_same():
    counts = simulated((0.5, 5.0, 0.8, 2.5), customers=1_000)
    fit = bgnbd.fit(counts)
    assert bgnbd.fit(counts, fit)[:4] == pytest.approx(fit[:4], rel=1e-3)


def test_the_likelihood_of_one_customer_is_the_paper_s_formula():
    (r, alpha, a, b), (x, t_x, T) = PUBLISHED[:4], (2, 30.43, 38.86)
    gamma, beta = math.gamma, lambda p, q: math.gamma(p) * math.gamma(q) / math.gamma(p + q)
    likelihood = (
        beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r / gamma(r) / (alpha + T) ** (r + x)
        + beta(a + 1, b + x - 1) / beta(a, b) * gamma(r + x) * alpha**r / gamma(r) / (alpha + t_x) ** (r + x))
    assert bgnbd.log_likelihood(PUBLISHED, {(x, t_x, T): 1}) == pytest.approx(math.log(likelihood), rel=1e-12)


def test_silence_lowers_and_time_ahead_raises():
    silent = [bgnbd.p_alive(PUBLISHED, 5, 30.0, T) for T in (30.0, 40.0, 60.0, 200.0)]
    ahead = [bgnbd.expected(PUBLISHED, 5, 30.0, 40.0, t) for t in (0.0, 1.0, 10.0, 100.0)]
    assert silent == sorted(silent, reverse=True) and 0 < silent[-1] < silent[0] < 1
    assert ahead[0] == pytest.approx(0, abs=1e-12) and ahead == sorted(ahead)
    assert bgnbd.p_alive(PUBLISHED, 0, 0.0, 200.0) == 1


def test_extremes_stay_finite():
    assert 0 <= bgnbd.expected(PUBLISHED, 3_000, 150.0, 156.0, 13.0) < 3_000
    one = bgnbd.expected((0.243, 4.414, 1.0, 2.4), 2, 30.43, 38.86, 39.0)
    assert one == pytest.approx(bgnbd.expected((0.243, 4.414, 1.0001, 2.4), 2, 30.43, 38.86, 39.0), rel=1e-3)


def test_enough_counts_those_who_came_back():
    assert not bgnbd.enough({(0, 0.0, 9.0): 10_000, (1, 2.0, 9.0): bgnbd.ENOUGH - 1})
    assert bgnbd.enough({(1, 2.0, 9.0): bgnbd.ENOUGH - 1, (4, 2.0, 9.0): 1})

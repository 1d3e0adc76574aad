"""BG/NBD: whether a customer who comes without a contract still comes, and how often (Fader, Hardie and Lee 2005).

While alive a customer buys at a rate that is gamma distributed over customers (r, alpha), and after each purchase is gone with
a probability that is beta distributed (a, b). Of a customer count: `x` days of buying after the first, `t_x` time from the
first to the last, `T` time from the first until now, in one unit of time (weeks here).
"""

import math
from typing import NamedTuple

ENOUGH = 200  # customers who came back: below, parameters mean little
FAR = 12.0  # logarithms of parameters stay within this
CLOSE = 1e-6


class Fit(NamedTuple):
    """The parameters, and the log-likelihood that they reach."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


def enough(counts):
    """Whether enough customers came back. `counts` as in `fit`."""
    return sum(number for (x, _t_x, _T), number in counts.items() if x > 0) >= ENOUGH


def fit(counts, start=None):
    """The most likely parameters. `counts`: (x, t_x, T) -> how many customers; `start`: a `Fit` near the result.

    >>> fit({(0, 0.0, 10.0): 5, (1, 4.0, 10.0): 3, (3, 9.0, 10.0): 2}).log_likelihood < 0
    True
    """
    first = [math.log(value) for value in (start or (1.0, 1.0, 1.0, 1.0))[:4]]
    of_x = {}
    for (x, _t_x, _T), number in counts.items():
        of_x[x] = of_x.get(x, 0) + number
    rows = [(x, t_x, T, number) for (x, t_x, T), number in counts.items()]

    def loss(logs):
        if any(abs(value) > FAR for value in logs):
            return math.inf
        return -_log_likelihood([math.exp(value) for value in logs], of_x, rows)

    logs, value = _nelder_mead(loss, first)
    return Fit(*(math.exp(one) for one in logs), -value)


def log_likelihood(parameters, counts):
    """Logarithm of the likelihood of `counts` (as in `fit`) under (r, alpha, a, b)."""
    of_x = {}
    for (x, _t_x, _T), number in counts.items():
        of_x[x] = of_x.get(x, 0) + number
    return _log_likelihood(parameters[:4], of_x, [(*key, number) for key, number in counts.items()])


def p_alive(parameters, x, t_x, T):
    """The probability that the customer is still one. After one day of buying it is 1: the model knows no other reason
    to go than a purchase.
    """
    return 1 / (1 + _gone(parameters, x, t_x, T))


def expected(parameters, x, t_x, T, t):
    """How many days of buying are expected in the time `t` from now on."""
    r, alpha, a, b = parameters[:4]
    if abs(a - 1) < CLOSE:
        a = 1 + CLOSE  # the formula divides by a - 1; its limit is near
    # By Euler's transformation of the hypergeometric function: without it powers overflow for frequent customers.
    share = ((alpha + T) / (alpha + T + t)) ** (a - 1) * _hyp2f1(
        a + b - 1 - r, a - 1, a + b + x - 1, t / (alpha + T + t))
    return (a + b + x - 1) / (a - 1) * (1 - share) / (1 + _gone((r, alpha, a, b), x, t_x, T))


def _gone(parameters, x, t_x, T):
    """The odds of being gone."""
    if not x:
        return 0.0
    r, alpha, a, b = parameters[:4]
    return a / (b + x - 1) * ((alpha + T) / (alpha + t_x)) ** (r + x)


def _log_likelihood(parameters, of_x, rows):
    r, alpha, a, b = parameters
    log, exp, lgamma = math.log, math.exp, math.lgamma
    same = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    total = sum(number * (same + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x)) for x, number in of_x.items())
    dropped = {x: log(a / (b + x - 1)) for x in of_x if x}
    for x, t_x, T, number in rows:
        alive = -(r + x) * log(alpha + T)
        if x:
            odds = dropped[x] - (r + x) * log(alpha + t_x) - alive
            alive += odds + log(1 + exp(-odds)) if odds > 0 else log(1 + exp(odds))
        total += number * alive
    return total


def _hyp2f1(a, b, c, z):
    """Gauss's hypergeometric function by its series, for 0 <= z < 1."""
    term = total = 1.0
    for n in range(100_000):
        term *= (a + n) * (b + n) / ((c + n) * (n + 1)) * z
        total += term
        if abs(term) < 1e-13 * abs(total):
            break
    return total


def _nelder_mead(function, start, step=0.5, tolerance=1e-6, most=2_000):
    """(place, value) of the least value near `start`, by the simplex of Nelder and Mead."""
    size = len(start)
    corners = [list(start)] + [[value + step * (i == j) for j, value in enumerate(start)] for i in range(size)]
    points = sorted(((function(corner), corner) for corner in corners), key=lambda point: point[0])
    for _turn in range(most):
        worst, best = points[-1], points[0]
        spread = max(abs(value - best[1][i]) for _value, place in points for i, value in enumerate(place))
        if spread < tolerance and worst[0] - best[0] < tolerance:
            break
        middle = [sum(place[i] for _value, place in points[:-1]) / size for i in range(size)]

        def towards(factor, middle=middle, worst=worst):
            place = [m + factor * (w - m) for m, w in zip(middle, worst[1], strict=True)]
            return function(place), place

        new = towards(-1)
        if new[0] < best[0]:
            new = min(new, towards(-2), key=lambda point: point[0])
        elif new[0] >= points[-2][0]:
            new = towards(-0.5) if new[0] < worst[0] else towards(0.5)
            if new[0] >= worst[0]:  # nothing better this way: draw all towards the best
                places = [[(b + v) / 2 for b, v in zip(best[1], place, strict=True)] for _value, place in points[1:]]
                points = sorted([best, *((function(place), place) for place in places)], key=lambda point: point[0])
                continue
        points = sorted([*points[:-1], new], key=lambda point: point[0])
    return points[0][1], points[0][0]

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Integer arithmetic on money in minor units (twin: static/src/engine/money.js).

Amounts are integers in the smallest unit of the programme's currency, rates are basis points; nothing is rounded but by
the functions of this file. The twin keeps every result exact beyond 2^53, where a double no longer can.

>>> div_floor(-7, 2), half_up(5, 2), div_ceil(7, 2)
(-4, 3, 4)
>>> spread(100, [1, 1, 1])
[34, 33, 33]
"""

from decimal import ROUND_HALF_UP, Decimal


def div_floor(n, d):
    """The largest integer not above n / d; d > 0."""
    return n // d


def div_ceil(n, d):
    """The smallest integer not below n / d; d > 0."""
    return -(-n // d)


def half_up(n, d):
    """n / d to the nearest integer, halves upward: floor((2n + d) / 2d); d > 0."""
    return (2 * n + d) // (2 * d)


def mul_floor(a, b, d):
    """floor(a x b / d) for a, b >= 0 and d > 0."""
    return a * b // d


def mul_rest(a, b, quotient, d):
    """What floor(a x b / d), given as `quotient`, leaves over of a x b."""
    return a * b - quotient * d


def mul_ceil(a, b, d):
    """ceil(a x b / d) for a, b >= 0 and d > 0."""
    return -(-a * b // d)


def mul_half_up(a, b, d):
    """a x b / d to the nearest integer, halves upward, for a, b >= 0 and d > 0."""
    return (2 * a * b + d) // (2 * d)


def spread(total, weights):
    """Spread an amount over weights by the largest remainder.

    `total` and each weight are integers >= 0. Each share is the floor of its part; the units that are left go one each
    to the largest fractional remainders, ties to the earlier place. The shares sum to `total`, or to 0 when no weight
    is above 0.
    """
    whole = sum(weights)
    if total == 0 or whole == 0:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    if left:
        rests = [total * weight - share * whole for weight, share in zip(weights, shares, strict=True)]
        _hand_out(left, rests, shares)
    return shares


def _hand_out(left, rests, shares):
    """Add one unit to the `left` largest remainders, the earlier place first among equal ones; changes `shares`."""
    bar = sorted(rests, reverse=True)[left - 1]
    level = left - sum(rest > bar for rest in rests)
    for place, rest in enumerate(rests):
        if rest > bar:
            shares[place] += 1
        elif rest == bar and level:
            shares[place] += 1
            level -= 1


def to_minor(amount, minor_digits):
    """Minor units of an amount given as Decimal, int or text, halves away from zero.

    >>> to_minor("12.345", 2), to_minor(Decimal("-0.005"), 2), to_minor(7, 0)
    (1235, -1, 7)

    Raises TypeError for a float, which may no longer be what was meant, and ValueError for a text that is no finite
    number.
    """
    if isinstance(amount, float):
        raise TypeError("money comes as Decimal, int or text, not as float")
    try:
        exact = Decimal(amount)
    except ArithmeticError:
        raise ValueError(f"not a number: {amount!r}") from None
    if not exact.is_finite():
        raise ValueError(f"not a number: {amount!r}")
    return int(exact.scaleb(minor_digits).to_integral_value(ROUND_HALF_UP))


def from_minor(minor, minor_digits):
    """The Decimal that a number of minor units stands for.

    >>> from_minor(-1235, 2)
    Decimal('-12.35')
    """
    return Decimal(minor).scaleb(-minor_digits)


def minor_text(minor, minor_digits):
    """An amount as plain text with all its digits, as both languages write it.

    >>> minor_text(-1235, 2), minor_text(5, 3), minor_text(70, 0)
    ('-12.35', '0.005', '70')
    """
    digits = str(abs(minor)).rjust(minor_digits + 1, "0")
    cut = len(digits) - minor_digits
    text = digits[:cut] + ("." + digits[cut:] if minor_digits else "")
    return "-" + text if minor < 0 else text

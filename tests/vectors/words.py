# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The words in which the topics describe their cases: lines, offers, conditions, benefits and pinned figures.

What is not said is left out of the case (a missing key means null), so a case shows only what it is about. `case` keeps
the figures its author worked out by hand (`pins`); `build.py` refuses to write a file when the brute force sees others.
"""

SUNDAY_MORNING = {"date": "2026-11-22", "weekday": 7, "minute": 615, "branch": "B1", "channel": "pos"}
MEMBER = {"id": 7}
PASSER_BY = None


def known(**keys):
    """The keys that are not None."""
    return {key: value for key, value in keys.items() if value is not None}


# --------------------------------------------------------------------------------------------------------------- basket


def line(name, amount, /, qty=1000, product=1, cost=None, **more):
    """A basket line that takes part unless told otherwise; `more`: categories, brand, tags, discountable."""
    facts = {"id": name, "product": product, "qty_milli": qty, "amount_minor": amount, "discountable": True}
    return facts | known(cost_minor=cost) | more


def select(**lists):
    """A selector, as in `percent_off(1000, select(products=[1]))`."""
    return {"selector": lists}


# --------------------------------------------------------------------------------------------------------------- offers


def offer(number, stacking, benefits, when=(), sequence=10, group=None, limit=None, uses_left=None, budget=None):
    """An offer: its benefits, `when` its conditions hold, and its limits."""
    return {"id": number, "sequence": sequence, "stacking": stacking} | known(
        group=group,
        conditions=list(when) or None,
        benefits=benefits if isinstance(benefits, list) else [benefits],
        max_uses_per_member=limit,
        remaining_uses=uses_left,
        remaining_budget_minor=budget,
    )


def always(number, benefits, when=(), **limits):
    """An offer that applies whatever else does."""
    return offer(number, "always", benefits, when, **limits)


def together(number, benefits, when=(), **limits):
    """An offer that may be combined with others of its kind."""
    return offer(number, "together", benefits, when, **limits)


def alone(number, benefits, when=(), **limits):
    """An offer that is chosen by itself or not at all."""
    return offer(number, "alone", benefits, when, **limits)


def percent_off(rate, *selector, **more):
    """`rate` in basis points; `more`: max_minor."""
    return {"kind": "percent_off", "rate_bps": rate, **dict(*selector), **more}


def amount_off(amount, *selector, **more):
    """A fixed amount."""
    return {"kind": "amount_off", "amount_minor": amount, **dict(*selector), **more}


def unit_off(per, rate, *selector, **more):
    """Every `per`-th unit reduced by `rate`."""
    return {"kind": "unit_off", "rate_bps": rate, "per": per, **dict(*selector), **more}


def credit(rate, *selector, **more):
    """Wallet credit in basis points of what is paid."""
    return {"kind": "credit", "rate_bps": rate, **dict(*selector), **more}


def credit_flat(amount, *selector, **more):
    """A fixed amount of wallet credit."""
    return {"kind": "credit_flat", "amount_minor": amount, **dict(*selector), **more}


def points(count, per, *selector, **more):
    """`count` points for each whole `per` that is paid."""
    return {"kind": "points", "points": count, "per_minor": per, **dict(*selector), **more}


def points_flat(count, *selector, **more):
    """A fixed number of points."""
    return {"kind": "points_flat", "points": count, **dict(*selector), **more}


def gift(what, **more):
    """A gift; `more`: ref, count, value_minor."""
    return {"kind": "gift", "what": what, **more}


def when(kind, **parameters):
    """A condition; `from_` and `in_` stand for the JSON keys `from` and `in`."""
    return {"kind": kind} | {key.rstrip("_"): value for key, value in parameters.items()}


# ---------------------------------------------------------------------------------------------------------------- cases


def case(
    name, lines, offers, /, member=MEMBER, codes=None, context=None, worth=None, point_value=None, floor=None, **pins
):
    """A case and the figures worked out by hand; see `build.pinned` for the names of the pins."""
    program = known(credit_worth_bps=worth, point_value_minor=point_value, margin_floor_bps=floor)
    data = {
        "program": program,
        "context": SUNDAY_MORNING | (context or {}),
        "member": member,
        "basket": known(codes=codes) | {"lines": lines},
        "offers": offers if isinstance(offers, list) else [offers],
    }
    return raw(name, data, **pins)


def raw(name, data, /, **pins):
    """A case whose input is given whole."""
    if not pins:
        raise ValueError(f"{name}: no figure is pinned")
    return {"name": name, "input": data, "pins": pins}


def seeded(name, data):
    """A generated case: nothing is worked out by hand, brute force alone says what is expected."""
    return {"name": name, "input": data, "pins": {}}

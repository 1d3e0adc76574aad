# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The kinds that the engine knows, the only list to extend (twin: static/src/engine/offers/registry.js)."""

from .benefits.amount_off import AmountOff
from .benefits.credit import Credit
from .benefits.credit_flat import CreditFlat
from .benefits.gift import Gift
from .benefits.percent_off import PercentOff
from .benefits.points import Points
from .benefits.points_flat import PointsFlat
from .benefits.unit_off import UnitOff
from .benefits.unknown import UnknownBenefit
from .conditions.anniversary import Anniversary
from .conditions.basket_amount import BasketAmount
from .conditions.birthday import Birthday
from .conditions.branch import Branch
from .conditions.channel import Channel
from .conditions.code import Code
from .conditions.every_nth_visit import EveryNthVisit
from .conditions.first_purchase import FirstPurchase
from .conditions.hours import Hours
from .conditions.inactive import Inactive
from .conditions.joined import Joined
from .conditions.member import Member
from .conditions.period import Period
from .conditions.quantity import Quantity
from .conditions.segment import Segment
from .conditions.tier import Tier
from .conditions.unknown import UnknownCondition
from .conditions.visits import Visits
from .conditions.weekdays import Weekdays


def _by_kind(*classes):
    return {one.kind: one for one in classes}


CONDITIONS = _by_kind(
    Member,
    Tier,
    Segment,
    Visits,
    EveryNthVisit,
    FirstPurchase,
    Inactive,
    Birthday,
    Anniversary,
    Joined,
    BasketAmount,
    Quantity,
    Period,
    Weekdays,
    Hours,
    Branch,
    Channel,
    Code,
)

BENEFITS = _by_kind(PercentOff, AmountOff, UnitOff, Credit, CreditFlat, Points, PointsFlat, Gift)


def condition(row, selectors):
    """The compiled condition of a JSON row; one that refuses when its kind is unknown."""
    return CONDITIONS.get(row.get("kind"), UnknownCondition)(row, selectors)


def benefit(row, selectors):
    """The compiled benefit of a JSON row; one that refuses the offer when its kind is unknown."""
    return BENEFITS.get(row.get("kind"), UnknownBenefit)(row, selectors)

# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Second step: why an offer is refused, all reasons at once (twin: static/src/engine/offers/check.js)."""

from .benefits.base import UNKNOWN
from .model import number, reason


def refusals(scene, offer):
    """The reasons that refuse an offer before it is priced, in the contract's order."""
    found = [refusal for condition in offer.conditions if (refusal := condition.refusal(scene)) is not None]
    found += [reason("unknown_kind", benefit.kind) for benefit in offer.benefits if benefit.family == UNKNOWN]
    return found + _limits(scene, offer)


def _limits(scene, offer):
    """The refusals by the offer's limits and by the control group."""
    found = []
    if offer.max_uses_per_member is not None:
        found += _member_limit(scene.member, offer)
    if offer.remaining_uses is not None and offer.remaining_uses <= 0:
        found.append(reason("uses_spent"))
    if offer.remaining_budget_minor is not None and offer.remaining_budget_minor <= 0:
        found.append(reason("budget_spent"))
    if scene.member is not None and offer.id in (scene.member.get("holdout") or ()):
        found.append(reason("holdout"))
    return found


def _member_limit(member, offer):
    """The refusal when the member has used the offer up; a passer-by has no uses to count."""
    if member is None:
        return [reason("no_member")]
    uses = number(member.get("uses") or {}, str(offer.id))
    return [reason("member_limit", offer.max_uses_per_member, uses)] if uses >= offer.max_uses_per_member else []

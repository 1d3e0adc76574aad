"""The engine's reasons in sentences: which condition did not hold, what was needed and what was there.

One method for each refusal code of the offers engine; a code that is not known here is shown as it is.
"""

from odoo import models

from .club_labels import selection_labels
from .club_offer_condition import CHANNELS, WEEKDAYS


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _explain(self, reason):
        """A sentence for one reason ({"code", "need", "have"}) of a verdict."""
        explain = getattr(self, f"_explain_{reason['code']}", None)
        return explain(reason.get("need"), reason.get("have")) if explain else reason["code"]

    def _explain_list(self, values):
        return ", ".join(map(str, values)) or self.env._("nothing")

    def _explain_no_member(self, need, have):
        return self.env._("Only for members of the club.")

    def _explain_stale_facts(self, need, have):
        return self.env._("The till was offline for so long that it did not rely on what it knew of the member.")

    def _explain_tier(self, need, have):
        names = {tier.code: tier.name for tier in self.with_context(active_test=False).tier_ids}
        return self.env._(
            "Only for the tiers %(need)s; the member has %(have)s.",
            need=self._explain_list(names.get(code, code) for code in need),
            have=names.get(have, have) or self.env._("none"))

    def _explain_segment(self, need, have):
        # sudo: whoever may read why an offer was refused may read the names of its groups, archived ones too
        found = self.env["club.segment"].sudo().with_context(active_test=False).search(
            [("program_id", "=", self.id), ("code", "in", need)])
        names = {segment.code: segment.name for segment in found}
        return self.env._("Only for the groups %s.", self._explain_list(names.get(code, code) for code in need))

    def _explain_visits(self, need, have):
        return self.env._("Needs %(need)s purchases before this one; there were %(have)s.", need=need, have=have)

    def _explain_every_nth_visit(self, need, have):
        return self.env._("Each purchase number %(need)s counts; this was number %(have)s.", need=need, have=have)

    def _explain_first_purchase(self, need, have):
        return self.env._("Only for the first purchase; there were %s before.", have)

    def _explain_inactive(self, need, have):
        if have is None:
            return self.env._("Only for members who have not come for %s days; this one had never bought.", need)
        return self.env._("Only after %(need)s days without a purchase; it was %(have)s.", need=need, have=have)

    def _explain_birthday(self, need, have):
        if have is None:
            return self.env._("Only around the birthday, which is not known.")
        return self.env._("Only around the birthday, which is %s days away.", abs(have))

    def _explain_anniversary(self, need, have):
        if have is None:
            return self.env._("Only around the anniversary, which is not known.")
        return self.env._("Only around the anniversary, which is %s days away.", abs(have))

    def _explain_joined(self, need, have):
        return self.env._("Only in the first %(need)s days of membership; it was day %(have)s.", need=need, have=have)

    def _explain_basket_amount(self, need, have):
        amounts = {name: self._money(self._from_minor(minor)) for name, minor in (("need", need), ("have", have))}
        if have > need:
            return self.env._("The basket counts up to %(need)s; it was %(have)s.", **amounts)
        return self.env._("Needs a basket of %(need)s; it was %(have)s.", **amounts)

    def _explain_quantity(self, need, have):
        return self.env._(
            "Needs %(need)s pieces; there were %(have)s.", need=f"{need / 1000:g}", have=f"{have / 1000:g}")

    def _explain_period(self, need, have):
        return self.env._("Not on this day.")

    def _explain_weekdays(self, need, have):
        labels = self.env["club.offer.condition"]._fields
        names = [labels[WEEKDAYS[day - 1]]._description_string(self.env) for day in need]
        return self.env._("Only on %s.", self._explain_list(names))

    def _explain_hours(self, need, have):
        if have is None:
            return self._explain_period(need, have)
        return self.env._("Not at %s.", f"{have // 60:02}:{have % 60:02}")

    def _explain_branch(self, need, have):
        branches = self.env["club.branch"].browse([int(branch) for branch in need if str(branch).isdigit()]).exists()
        return self.env._("Only in %s.", self._explain_list(branches.mapped("name")))

    def _explain_channel(self, need, have):
        # sudo: reading the names of a field's choices needs no rights on the model
        labels = selection_labels(self.env["club.purchase"].sudo(), "channel")
        return self.env._("Only here: %s.", self._explain_list(labels.get(one, one) for one in need if one in CHANNELS))

    def _explain_code(self, need, have):
        return self.env._("Needs a code.")

    def _explain_member_limit(self, need, have):
        return self.env._("A member gets it %(need)s times; this one had it %(have)s times.", need=need, have=have)

    def _explain_uses_spent(self, need, have):
        return self.env._("It had been given as often as the shop wanted.")

    def _explain_budget_spent(self, need, have):
        return self.env._("Its budget was used up.")

    def _explain_holdout(self, need, have):
        return self.env._("The member is in the group that does not get it, for comparison.")

    def _explain_unknown_kind(self, need, have):
        return self.env._("The till did not know the kind “%s”.", need)

    def _explain_nothing_to_give(self, need, have):
        return self.env._("It would have given nothing on this basket.")

    def _explain_beaten_by(self, need, have):
        offers = self.env["club.offer"].browse(need or []).exists()
        if not offers:
            return self.env._("It would have brought the customer nothing more.")
        return self.env._("Better for the customer: %s.", self._explain_list(offers.mapped("name")))

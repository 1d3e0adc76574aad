"""The records behind the figures of the owner's page, and the names of what its summaries are cut by."""

from odoo import models
from odoo.fields import Domain

OF_CUT = {  # where a purchase has what a cut's key names
    "segment": "member_id.segment_ids", "tier": "member_id.tier_id", "gender": "member_id.gender", "age": "member_id.age_group",
    "city": "member_id.partner_id.city", "channel": "channel", "category": "line_categ_id", "brand": "line_brand_id"}
RECORDS = {"segment": "club.segment", "tier": "club.tier", "category": "product.category", "brand": "club.brand"}
WORDS = {"gender": ("club.member", "gender"), "age": ("club.member", "age_group"), "channel": ("club.purchase", "channel")}
OF_MEMBERS = ("segment", "tier", "gender", "age", "city")


class ClubDashboard(models.AbstractModel):
    _inherit = "club.dashboard"

    def _purchases(self, scope, start, until):
        """Domain of the purchases of these days, each by its branch's own clock."""
        domain = self._of_scope(scope)
        if scope.segment:
            domain += [("member_id.segment_ids", "in", scope.segment.ids)]
        zones = (scope.branch or scope.branches).grouped("tz")
        if not scope.branch:
            zones.setdefault(scope.program.tz, self.env["club.branch"])
        if len(zones) == 1:
            return domain + self._between_in(*zones, "purchased_at", start, until)
        ours = {tz: Domain("branch_id", "in", branches.ids) for tz, branches in zones.items()}
        if not scope.branch:  # a purchase without a branch counts by the programme's clock
            ours[scope.program.tz] |= Domain("branch_id", "=", False)
        return domain + list(Domain.OR(
            these & Domain(self._between_in(tz, "purchased_at", start, until)) for tz, these in ours.items()))

    def _cut_names(self, cut, keys):
        """{key: name} of the keys of a cut; those that are not known have none."""
        if cut in RECORDS:
            records = self.env[RECORDS[cut]].with_context(active_test=False).search(
                [("id", "in", [int(key) for key in keys if key])])
            return {str(record.id): record.display_name for record in records}
        if cut in WORDS:
            model, name = WORDS[cut]
            return dict(self.env[model]._fields[name]._description_selection(self.env))
        return {key: key for key in keys}

    def _cut_opened(self, scope, cut, key, name):
        """The purchases behind one key of a cut."""
        value = int(key) if key and cut in RECORDS else key or False
        domain = self._purchases(scope, scope.span.start, scope.span.until)
        if cut in OF_MEMBERS:
            domain += [("member_id", "!=", False)]
        return self._opened("club.purchase", name, domain + [(OF_CUT[cut], "=", value)])

"""The records behind the figures of the owner's page, and the names of what its summaries are cut by."""

from odoo import models

from .club_labels import selection_labels

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
        domain = list(self.env["club.report"]._bought(scope.program, start, until, scope.branch or None))
        return domain + [("member_id.segment_ids", "in", scope.segment.ids)] if scope.segment else domain

    def _cut_names(self, cut, keys):
        """{key: name} of the keys of a cut; those that are not known have none."""
        if cut in RECORDS:
            records = self.env[RECORDS[cut]].with_context(active_test=False).search(
                [("id", "in", [int(key) for key in keys if key])])
            return {str(record.id): record.display_name for record in records}
        if cut in WORDS:
            model, name = WORDS[cut]
            return selection_labels(self.env[model], name)
        return {key: key for key in keys}

    def _cut_opened(self, scope, cut, keys, name):
        """The purchases behind these keys of a cut."""
        values = [int(key) if key and cut in RECORDS else key or False for key in keys]
        domain = self._purchases(scope, scope.span.start, scope.span.until)
        if cut in OF_MEMBERS:
            domain += [("member_id", "!=", False)]
        return self._opened("club.purchase", name, domain + [(OF_CUT[cut], "in", values)])

"""Why each offer applied or not at a purchase: one compact JSON row of its own, so that purchases stay narrow.

`content`: `server` (verdicts with the server's facts) and, where they differ, `till` (verdicts of the till's own input);
`book` and `till_book` (the versions of the offer book); `problems` (sentences on what did not add up). A verdict is kept
as a list: offer id, the first letter of its status, its value in minor units, and a list of code, need, have per reason.
"""

from odoo import api, fields, models

STATUSES = {"a": "applied", "l": "lost", "r": "refused"}


def packed(verdicts):
    """The engine's verdicts as lists: a purchase of a shop with 1,000 offers has 1,000 of them."""
    return [[row["offer"], row["status"][0], row["value_minor"],
             *([reason["code"], reason["need"], reason["have"]] for reason in row["reasons"])] for row in verdicts]


def unpacked(rows):
    return [{"offer": offer, "status": STATUSES[letter], "value_minor": value, "reasons": [
        dict(zip(("code", "need", "have"), reason, strict=True)) for reason in reasons
    ]} for offer, letter, value, *reasons in rows]


class ClubVerdict(models.Model):
    _name = "club.verdict"
    _description = "Club Verdicts"
    _rec_name = "purchase_id"

    purchase_id = fields.Many2one("club.purchase", required=True, ondelete="cascade", readonly=True)
    content = fields.Json(readonly=True)

    _purchase_once = models.UniqueIndex("(purchase_id)")

    @api.model
    def _record(self, purchase, server, till=None, **more):
        """Keep the engine's verdicts of a purchase; `till`: those of the till's own input, where there was one."""
        content = {"server": packed(server), **more}
        if till and till != server:
            content["till"] = packed(till)
        return self.create({"purchase_id": purchase.id, "content": content})

    def _told(self):
        """The verdicts that the customer was served by: the till's, else the server's."""
        content = self.content or {}
        return unpacked(content.get("till") or content.get("server") or [])

    def _otherwise(self):
        """{offer id: verdict} by the server's own facts, where that is not what the customer was served by."""
        content, told = self.content or {}, {row["offer"]: row for row in self._told()}
        return {row["offer"]: row for row in unpacked(content.get("till") and content.get("server") or [])
                if row != told.get(row["offer"])}

    def _problems(self):
        return (self.content or {}).get("problems") or []

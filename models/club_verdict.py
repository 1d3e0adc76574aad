"""Why each offer applied or not at a purchase: one compact JSON row of its own, so that purchases stay narrow.

`content`: `till` (verdicts of the till's own input), `server` (verdicts with the server's facts; only where they differ) and
`book` (the versions of the offer book that both used).
"""

from odoo import fields, models


class ClubVerdict(models.Model):
    _name = "club.verdict"
    _description = "Club Verdicts"
    _rec_name = "purchase_id"

    purchase_id = fields.Many2one("club.purchase", required=True, ondelete="cascade", readonly=True)
    content = fields.Json(readonly=True)

    _purchase_once = models.UniqueIndex("(purchase_id)")

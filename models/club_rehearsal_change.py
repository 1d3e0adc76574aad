"""Other offers than before: how many purchases would have gone from the one choice to the other."""

from odoo import api, fields, models
from odoo.tools import SQL


class ClubRehearsalChange(models.Model):
    _name = "club.rehearsal.change"
    _description = "Changed Choice in a Rehearsal"
    _order = "purchases desc, id"
    _rec_name = "before"
    _log_access = False

    rehearsal_id = fields.Many2one("club.rehearsal", required=True, ondelete="cascade", readonly=True)
    before = fields.Char(required=True, readonly=True, help="Ids of offers, a comma between them.")
    after = fields.Char(required=True, readonly=True)
    before_names = fields.Char("As it was", compute="_compute_names")
    after_names = fields.Char("Rehearsed", compute="_compute_names")
    purchases = fields.Integer(readonly=True)

    _once = models.UniqueIndex("(rehearsal_id, before, after)")

    @api.depends("before", "after")
    def _compute_names(self):
        ids = {int(one) for row in self for text in (row.before, row.after) for one in text.split(",") if one}
        names = {offer.id: offer.name for offer in self.env["club.offer"].browse(ids).exists()}
        for row in self:
            row.before_names, row.after_names = (
                ", ".join(names.get(int(one), self.env._("a deleted offer")) for one in text.split(",") if one)
                or self.env._("nothing") for text in (row.before, row.after))

    def _add(self, rehearsal, counts):
        """`counts`: {(offer ids before, offer ids after): purchases}."""
        for (before, after), purchases in counts.items():
            self.env.cr.execute(SQL(
                "INSERT INTO club_rehearsal_change (rehearsal_id, before, after, purchases) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (rehearsal_id, before, after)"
                " DO UPDATE SET purchases = club_rehearsal_change.purchases + excluded.purchases",
                rehearsal.id, ",".join(map(str, before)), ",".join(map(str, after)), purchases))
        self.invalidate_model()

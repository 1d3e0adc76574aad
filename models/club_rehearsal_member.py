"""What a member would have got in a rehearsal, and had got: discounts, credit, and points at what they pay."""

from odoo import fields, models
from odoo.tools import SQL


class ClubRehearsalMember(models.Model):
    _name = "club.rehearsal.member"
    _description = "Member in a Rehearsal"
    _order = "gain desc, id"
    _rec_name = "member_id"
    _log_access = False

    rehearsal_id = fields.Many2one("club.rehearsal", required=True, ondelete="cascade", readonly=True)
    member_id = fields.Many2one("club.member", required=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="rehearsal_id.currency_id")
    purchases = fields.Integer(readonly=True)
    given = fields.Monetary("Rehearsed", readonly=True)
    given_before = fields.Monetary("As it was", readonly=True)
    gain = fields.Monetary(readonly=True)

    _once = models.UniqueIndex("(rehearsal_id, member_id)")

    def _add(self, rehearsal, rows):
        """`rows`: member id, purchases, given, given before."""
        if rows:
            self.env.cr.execute_values(
                "INSERT INTO club_rehearsal_member AS kept (rehearsal_id, member_id, purchases, given, given_before, gain)"
                " VALUES %s ON CONFLICT (rehearsal_id, member_id)"
                " DO UPDATE SET purchases = kept.purchases + excluded.purchases,"
                " given = kept.given + excluded.given, given_before = kept.given_before + excluded.given_before,"
                " gain = kept.gain + excluded.gain", [
                    (rehearsal.id, member, purchases, given, before, given - before)
                    for member, purchases, given, before in rows])
            self.invalidate_model()

    def _keep_top(self, rehearsal, count):
        """Keep those who gain most, and those who lose most."""
        self.env.cr.execute(SQL(
            """DELETE FROM club_rehearsal_member WHERE rehearsal_id = %(rehearsal)s AND id NOT IN (
                   (SELECT id FROM club_rehearsal_member WHERE rehearsal_id = %(rehearsal)s AND gain <> 0
                     ORDER BY gain DESC, id LIMIT %(count)s)
                   UNION ALL
                   (SELECT id FROM club_rehearsal_member WHERE rehearsal_id = %(rehearsal)s AND gain < 0
                     ORDER BY gain, id LIMIT %(count)s))""", rehearsal=rehearsal.id, count=count))
        self.invalidate_model()

"""That a member is in a segment, and what members tell of it."""

from odoo import api, fields, models, tools
from odoo.tools import SQL


class ClubSegmentMember(models.Model):
    _name = "club.segment.member"
    _description = "Member of a Segment"
    _order = "id desc"
    _rec_name = "member_id"
    _log_access = False  # rows come and go by the statement

    segment_id = fields.Many2one("club.segment", required=True, ondelete="cascade", readonly=True)
    member_id = fields.Many2one("club.member", required=True, ondelete="cascade", readonly=True)
    since = fields.Datetime(required=True, readonly=True)

    _member_once = models.UniqueIndex("(member_id, segment_id)")
    _of_segment = models.Index("(segment_id, member_id)")


class ClubProgram(models.Model):
    _inherit = "club.program"

    @tools.ormcache("self.id")
    def _segment_codes(self):
        """Segment id -> code. Cached: where a programme has no segments, a sale asks nothing."""
        # sudo: what is cached is everybody's, whoever asks first
        return {one.id: one.code for one in self.env["club.segment"].sudo().search([("program_id", "=", self.id)])}


class ClubMember(models.Model):
    _inherit = "club.member"

    segment_ids = fields.Many2many(
        "club.segment", string="Segments", compute="_compute_segment_ids", search="_search_segment_ids")

    def _compute_segment_ids(self):
        found = {}
        if self.ids:
            for member, segments in self.env.execute_query(SQL(
                    """SELECT s.member_id, ARRAY_AGG(s.segment_id ORDER BY s.segment_id) FROM club_segment_member s
                         JOIN club_segment ON club_segment.id = s.segment_id AND club_segment.active
                        WHERE s.member_id = ANY(%s) GROUP BY s.member_id""", list(self.ids))):
                found[member] = segments
        for member in self:
            member.segment_ids = found.get(member._origin.id, [])

    @api.model
    def _search_segment_ids(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        ids = [one for one in value if one]

        def exists(model, alias, query):
            """A join, which a list of a million ids would not be."""
            place = SQL("SELECT 1 FROM club_segment_member place WHERE place.member_id = %s", SQL.identifier(alias, "id"))
            return SQL("(EXISTS (%s AND place.segment_id = ANY(%s)) OR %s AND NOT EXISTS (%s))",
                       place, ids, False in value, place)

        domain = fields.Domain.custom(to_sql=exists)
        return ~domain if operator == "not in" else domain

    def _segments_told(self):
        """Codes of the segments that this member is in, for the offers engine. One query, none where there are no
        segments.
        """
        codes = self.program_id._segment_codes()
        if not codes:
            return []
        rows = self.env.execute_query(SQL("SELECT segment_id FROM club_segment_member WHERE member_id = %s", self.id))
        return sorted(codes[segment] for segment, in rows if segment in codes)

    def _repoint(self, target):
        """The remaining one of two members is in the segments of both."""
        super()._repoint(target)
        self._leave_segments(target)

    def _leave(self, key, journal=None, reason=None):
        super()._leave(key, journal, reason)
        self._leave_segments()

    def _leave_segments(self, heir=None):
        """Take this member out of all segments. `heir`: who takes the places."""
        rows = self.env.execute_query(SQL(
            "DELETE FROM club_segment_member WHERE member_id = %s RETURNING segment_id", self.id))
        for segment in self.env["club.segment"].browse(sorted(row[0] for row in rows)):
            segment._note_change(0, 1)
            if heir:
                segment._add_members(SQL("SELECT %s", heir.id))

    def _export_parts(self):
        return super()._export_parts() | {"segments": [{"name": segment.name} for segment in self.segment_ids]}

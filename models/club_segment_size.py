"""How many members a segment had, by day."""

from odoo import fields, models
from odoo.tools import SQL


class ClubSegmentSize(models.Model):
    _name = "club.segment.size"
    _description = "Size of a Segment"
    _order = "day desc, id desc"
    _rec_name = "day"
    _log_access = False  # rows come by the statement

    segment_id = fields.Many2one("club.segment", required=True, ondelete="cascade", readonly=True)
    day = fields.Date(required=True, readonly=True)
    size = fields.Integer("Members", readonly=True, aggregator="avg")

    _day_once = models.UniqueIndex("(segment_id, day)")


class ClubSegment(models.Model):
    _inherit = "club.segment"

    def _record_sizes(self):
        """Note how many members these segments of one programme have today."""
        if not self:
            return
        self.env["club.segment"].flush_model(["size"])
        self.env.cr.execute(SQL(
            """INSERT INTO club_segment_size (segment_id, day, size)
               SELECT id, %s, COALESCE(size, 0) FROM club_segment WHERE id = ANY(%s)
                   ON CONFLICT (segment_id, day) DO UPDATE SET size = EXCLUDED.size""",
            self.program_id._today(), list(self.ids)))
        self.env["club.segment.size"].invalidate_model()

    def action_open_sizes(self):
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_segment_size_action") | {
            "domain": [("segment_id", "in", self.ids)]}

"""Segments in the nightly run: each is worked out in a batch of its own, then the day's sizes are noted."""

import logging

from odoo import fields, models
from psycopg2 import OperationalError

from .club_repair_run import Batch

_logger = logging.getLogger(__name__)


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    segments_count = fields.Integer("Members who came to segments or left them", readonly=True)

    def _step_segments(self):
        segments = self.env["club.segment"].search([("program_id", "=", self.program_id.id)], order="id")
        segment = segments.filtered(lambda segment: segment.kind != "manual" and segment.id > self.after_id)[:1]
        if not segment:
            segments._record_sizes()
            return Batch(0)
        try:
            with self.env.cr.savepoint():
                came, went = segment._refresh()
        except OperationalError:
            raise
        except Exception as error:  # a rule over something that is no longer there: the others go on
            _logger.warning("The segment %s cannot be worked out", segment.id, exc_info=True)
            self._tell(self.env._(
                "The segment “%(segment)s” cannot be worked out: %(error)s", segment=segment.name, error=error))
            came = went = 0
        return Batch(1, came + went, last_id=segment.id)

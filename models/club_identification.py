"""That a till asked who a customer is: who asked, when, and whether somebody was found. Never what was typed."""

from datetime import timedelta

from odoo import api, fields, models

KEPT_DAYS = 90


class ClubIdentification(models.Model):
    _name = "club.identification"
    _description = "Identification at a Till"
    _order = "id desc"

    session_id = fields.Many2one("pos.session", required=True, ondelete="cascade", readonly=True)
    member_id = fields.Many2one("club.member", ondelete="cascade", index="btree_not_null", readonly=True)
    found = fields.Boolean(readonly=True)

    _misses = models.Index("(session_id, create_date) WHERE found IS NOT TRUE")

    @api.autovacuum
    def _gc_old(self):
        self.search([("create_date", "<", fields.Datetime.now() - timedelta(days=KEPT_DAYS))], limit=10_000).unlink()

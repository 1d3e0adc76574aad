"""What moved a segment before: per segment and offer its uses in a year, what was given and sold, and what a control group
proves. One click makes a draft of such an offer for the segment and rehearses it.

Counted by the nightly run for those who are in the segment then. Within a segment chosen by hand its own members are
compared with those of the control group; who comes and goes by what they buy cannot be, so there the effect of the offer on
all members is told.
"""

from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .club_offer_effect import VERDICTS
from .club_repair_run import Batch

DAYS = 365


class ClubSuggestion(models.Model):
    _name = "club.suggestion"
    _description = "What Moved a Segment"
    _order = "segment_id, spend_difference desc, sales desc, id"
    _rec_name = "offer_id"
    _log_access = False

    program_id = fields.Many2one("club.program", required=True, index=True, ondelete="cascade", readonly=True)
    segment_id = fields.Many2one("club.segment", required=True, ondelete="cascade", readonly=True)
    offer_id = fields.Many2one("club.offer", required=True, ondelete="cascade", readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    counted_at = fields.Datetime("Counted", required=True, readonly=True)
    uses = fields.Integer(readonly=True, help="In a year, without what came back whole.")
    members = fields.Integer(readonly=True, help="How many of the segment used it.")
    given = fields.Monetary("Discount and credit", readonly=True)
    sales = fields.Monetary("Sales with it", readonly=True, help="Without tax, less returns.")
    verdict = fields.Selection(VERDICTS, required=True, default="none", readonly=True)
    compared = fields.Selection(
        [("segment", "In the segment"), ("all", "All members")], readonly=True,
        help="Who was compared with the control group. Where people come and go by what they buy, only all members can be.")
    spend_difference = fields.Monetary("More spent per member", readonly=True, aggregator=None)
    spend_low = fields.Monetary("Spent at least", readonly=True, aggregator=None)
    spend_high = fields.Monetary("Spent at most", readonly=True, aggregator=None)

    _once = models.UniqueIndex("(segment_id, offer_id)")

    # -- counting -----------------------------------------------------------------------------------------------------

    def _renew(self, segment):
        """Count anew what moved a segment; nothing where it is archived. Returns how many offers."""
        self.env.flush_all()
        found = self.env.execute_query(SQL(
            """SELECT used.offer_id, COUNT(*), COUNT(DISTINCT used.member_id), COALESCE(SUM(used.budget), 0),
                      SUM(sale.amount_untaxed + COALESCE(back.untaxed, 0))
                 FROM club_segment_member place
                 JOIN club_offer_use used ON used.member_id = place.member_id AND used.quantity > 0 AND used.used_at >= %s
                 JOIN club_purchase sale ON sale.id = used.purchase_id AND sale.origin_id IS NULL
                  AND sale.wholly_returned IS NOT TRUE
                 LEFT JOIN LATERAL (SELECT SUM(amount_untaxed) AS untaxed FROM club_purchase WHERE origin_id = sale.id) back
                   ON TRUE
                WHERE place.segment_id = %s GROUP BY used.offer_id ORDER BY used.offer_id""",
            fields.Datetime.now() - timedelta(days=DAYS), segment.id)) if segment.active else []
        self.search([("segment_id", "=", segment.id)]).unlink()
        offers = {offer.id: offer for offer in self.env["club.offer"].browse([row[0] for row in found])}
        self.create([{
            "program_id": segment.program_id.id, "segment_id": segment.id, "offer_id": offer_id, "uses": uses,
            "members": members, "given": given, "sales": sales, "counted_at": fields.Datetime.now(),
            **self._proven(segment, offers[offer_id]),
        } for offer_id, uses, members, given, sales in found])
        return len(found)

    def _proven(self, segment, offer):
        """What the control group of an offer's latest revision proves for a segment."""
        revision = offer.revision_id
        if not revision or not revision._control_percent():
            return {"verdict": "none"}
        names = ("verdict", "spend_difference", "spend_low", "spend_high")
        if segment.kind != "manual":
            effect = self.env["club.offer.effect"].search([("revision_id", "=", revision.id)])
            return {name: effect[name] for name in names} | {"compared": "all"} if effect else {"verdict": "none"}
        start, end = revision._lifetime()
        found = self.env["club.offer.effect"]._compare(revision, start, end or fields.Datetime.now(), within=segment)
        return {name: found[name] for name in names} | {"compared": "segment"}

    # -- one click ----------------------------------------------------------------------------------------------------

    def action_draft(self):
        """Make a draft of this offer for the segment, rehearse it, and open the rehearsal."""
        self.ensure_one()
        self.env["club.offer"].check_access("create")
        if not self.offer_id.benefit_ids:
            raise UserError(self.env._("The offer “%s” gives nothing any more.", self.offer_id.name))
        draft = self.offer_id.copy({
            "name": self.env._("%(offer)s for %(segment)s", offer=self.offer_id.name, segment=self.segment_id.name),
            "date_from": False, "date_to": False, "pilot_segment_id": False})
        draft.condition_ids.filtered(lambda condition: condition.kind in ("segment", "period")).unlink()
        self.env["club.offer.condition"].create(
            {"offer_id": draft.id, "kind": "segment", "segment_ids": [(6, 0, self.segment_id.ids)]})
        rehearsal = self.env["club.rehearsal"].create(
            {"program_id": self.program_id.id, "offer_ids": [(6, 0, draft.ids)]})
        rehearsal.action_start()
        return {"type": "ir.actions.act_window", "res_model": "club.rehearsal", "res_id": rehearsal.id, "view_mode": "form",
                "name": rehearsal.name}


class ClubRepairRun(models.Model):
    _inherit = "club.repair.run"

    suggestions_count = fields.Integer("Offers that moved a segment", readonly=True)

    def _step_suggestions(self):
        """Count what moved the next segment."""
        segment = self.env["club.segment"].with_context(active_test=False).search(
            [("program_id", "=", self.program_id.id), ("id", ">", self.after_id)], order="id", limit=1)
        return Batch(len(segment), self.env["club.suggestion"]._renew(segment) if segment else 0, last_id=segment.id or 0)

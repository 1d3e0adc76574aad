"""Offers with a limit per member, taken by two tills for one member at once: what open orders have taken counts, too."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class ClubOfferLease(models.Model):
    _inherit = "club.offer.lease"

    @api.model
    def _spent_by(self, member, offers, order_uuid):
        """Those of `offers` of which the member has no use left beside this order.

        Uses of purchases count, and takes of other orders for as long as a hold lives. The member's wallet is written, so
        that of two tills at once the second is told by the database to start again.
        """
        if not member or not offers:
            return offers.browse()
        member.wallet_id._touch()
        now, program = fields.Datetime.now(), member.program_id
        counts = self.env["club.offer.use"]._counts(member, program._today(now))
        rows = self.env.execute_query(SQL(
            """SELECT take.offer_id, COUNT(*) FROM club_offer_lease_take take
                WHERE take.member_id = %s AND take.offer_id = ANY(%s) AND take.settled IS NOT TRUE
                  AND take.order_uuid <> %s AND take.taken_at > %s
                  AND NOT EXISTS (SELECT FROM club_offer_use used WHERE used.offer_id = take.offer_id
                                     AND used.source_key = 'pos.order:' || take.order_uuid)
                GROUP BY take.offer_id""",
            member.id, offers.ids, order_uuid, now - timedelta(minutes=program.hold_minutes)))
        taken = dict(rows)
        return offers.filtered(
            lambda offer: counts.get(str(offer.id), 0) + taken.get(offer.id, 0) >= offer.max_uses_per_member)

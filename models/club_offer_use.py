"""One use of an offer by a purchase: +1, and -1 when the purchase was wholly returned. Rows are inserted and never
change.
"""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL


class ClubOfferUse(models.Model):
    _name = "club.offer.use"
    _description = "Use of an Offer"
    _inherit = ["club.append.only.mixin"]
    _order = "id desc"
    _rec_name = "source_key"
    _log_access = False

    offer_id = fields.Many2one("club.offer", required=True, ondelete="restrict", readonly=True)
    program_id = fields.Many2one(related="offer_id.program_id")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    member_id = fields.Many2one("club.member", ondelete="restrict", readonly=True)
    purchase_id = fields.Many2one("club.purchase", index=True, ondelete="restrict", readonly=True)
    source_key = fields.Char(
        required=True, readonly=True, help="Source of the purchase: pos.order:<uuid>, account.move:<id> ...")
    quantity = fields.Integer(required=True, readonly=True)
    budget = fields.Monetary(readonly=True, help="What it took of the offer's budget: discount and credit.")
    used_at = fields.Datetime(
        required=True, readonly=True,
        help="When the offer was used; a return carries the time of the use that it takes back.")

    _source_once = models.UniqueIndex("(source_key, offer_id)")
    _of_member = models.Index("(member_id, offer_id, used_at) WHERE member_id IS NOT NULL")
    _of_offer = models.Index("(offer_id) INCLUDE (quantity, budget)")
    _of_returns = models.Index("(offer_id) WHERE quantity < 0")

    @api.model
    def _record(self, purchase, budgets):
        """Write that `purchase` used offers. `budgets`: offer id -> currency amount that it took of the budget
        (discount and credit).

        Once for each source and offer. What an order used of limited offers is settled with its till's leases; an offer
        that is past its limit then, by a sale made offline, is put before staff.
        """
        program = purchase.program_id
        minors = {offer_id: program._to_minor(budget) for offer_id, budget in budgets.items()}
        limited = self._insert(SQL(
            "SELECT offer_id, %s, %s, %s, 1, budget, %s"
            " FROM unnest(%s::int[], %s::numeric[]) AS used (offer_id, budget)",
            purchase.member_id.id or None, purchase.id, purchase.source_key, purchase.purchased_at,
            list(minors), [Decimal(minor).scaleb(-program.minor_digits) for minor in minors.values()]))
        self._settle(purchase, limited, minors)

    @api.model
    def _take_back(self, purchase, origin):
        """Write that the return `purchase` took back all uses of `origin`, now wholly returned. Once for each source
        and offer.
        """
        self._insert(SQL(
            """SELECT offer_id, member_id, %s, %s, -1, -budget, used_at FROM club_offer_use
                WHERE purchase_id = %s AND quantity > 0""", purchase.id, purchase.source_key, origin.id))

    def _settle(self, purchase, limited, budgets):
        order = purchase.pos_order_id
        past = limited and self.env["club.offer.lease"]._settle(
            order.session_id, order.uuid or purchase.source_key, {offer.id: budgets[offer.id] for offer in limited})
        for offer in past:
            self.env["club.alert"].create({
                "kind": "limit", "program_id": purchase.program_id.id, "branch_id": purchase.branch_id.id,
                "company_id": purchase.company_id.id, "member_id": purchase.member_id.id, "purchase_id": purchase.id,
                "source_key": f"club.offer:{offer.id}:{purchase.source_key}",
                "message": self.env._("The offer “%s” was given once more than its limit allows.", offer.name)})

    def _insert(self, rows):
        """Insert those of `rows` that are new. Returns their offers that have a limit in all."""
        offers = self.env["club.offer"]
        offers.flush_model(["max_uses", "budget"])
        found = self.env.execute_query(SQL(
            """WITH inserted AS (
                   INSERT INTO club_offer_use (offer_id, member_id, purchase_id, source_key, quantity, budget, used_at)
                   %s ON CONFLICT DO NOTHING RETURNING offer_id
               )
               SELECT id FROM club_offer WHERE id IN (SELECT offer_id FROM inserted) AND (max_uses > 0 OR budget > 0)
                ORDER BY id""", rows))
        return offers.browse([row[0] for row in found])

    @api.model
    def _counts(self, member, today):
        """{offer id as text: uses} of a member within each offer's own counting period on the programme's date `today`.

        Running offers with a limit per member only; those never used are left out. One query.
        """
        offers, program = self.env["club.offer"], member.program_id
        offers.flush_model(["program_id", "state", "max_uses_per_member", "use_period"])
        starts = offers._counting_starts(program, today)
        rows = self.env.execute_query(SQL(
            """
            SELECT offer.id, SUM(used.quantity)
              FROM club_offer offer
              JOIN club_offer_use used ON used.offer_id = offer.id AND used.member_id = %(member)s
              LEFT JOIN unnest(%(periods)s, %(starts)s::timestamp[]) AS counted (period, start)
                     ON counted.period = offer.use_period
             WHERE offer.program_id = %(program)s AND offer.state = 'running' AND offer.max_uses_per_member > 0
               AND used.used_at >= COALESCE(counted.start, '-infinity')
             GROUP BY offer.id HAVING SUM(used.quantity) > 0
            """, member=member.id, program=program.id, periods=list(starts), starts=list(starts.values())))
        return {str(offer_id): uses for offer_id, uses in rows}

    @api.model
    def _sums(self, offers):
        """{offer id: (uses, budget)} of all time."""
        rows = self.env.execute_query(SQL(
            "SELECT offer_id, SUM(quantity), COALESCE(SUM(budget), 0) FROM club_offer_use WHERE offer_id = ANY(%s)"
            " GROUP BY offer_id", offers.ids))
        return {offer_id: (uses, budget) for offer_id, uses, budget in rows}

    @api.model
    def _returned(self, offers):
        """{offer id: (uses, budget)} that returns gave back, above zero."""
        rows = self.env.execute_query(SQL(
            """SELECT offer_id, -SUM(quantity), -COALESCE(SUM(budget), 0) FROM club_offer_use
                WHERE offer_id = ANY(%s) AND quantity < 0 GROUP BY offer_id""", offers.ids))
        return {offer_id: (uses, budget) for offer_id, uses, budget in rows}

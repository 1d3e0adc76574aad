"""How leases get their portions from the offer, and give back what they did not use.

A portion is half an equal share of what is left, at least one use: tills that sell more come back for more, and the
last uses go out one by one.
"""

from odoo import api, models
from odoo.tools import SQL

RETURN_BATCH = 200
REFILL_BELOW = 2  # a till's budget is low when it holds less than one in REFILL_BELOW of a new portion
SHARES = 2  # of what is left, a till gets at most one in SHARES times the number of open tills


class ClubOfferLease(models.Model):
    _inherit = "club.offer.lease"

    @api.model
    def _grant(self, session):
        """Give a till its portions of the limited offers that run in its branch. Returns what `_remaining` tells.

        Called when a session opens, and again whenever the till likes: leases that still hold something stay as they
        are. Offers that somebody else is just granting are passed over, so that a hundred tills can open at once.
        """
        branch = session.config_id.club_branch_id
        offers = self.env["club.offer"].search([
            ("program_id", "=", branch.program_id.id), ("state", "=", "running"), *self._in_branch(branch),
            "|", ("max_uses", ">", 0), ("budget", ">", 0)])
        portions = self._lock(session, offers)
        empty = offers.filtered(lambda offer: 0 in self._limits(offer, portions[offer.id].left).values())
        tills = self._open_tills(branch.program_id)
        for offer, left in self._left(empty, SQL("FOR NO KEY UPDATE SKIP LOCKED")):
            uses, budget = self._share(left, tills, (1, 1))
            held = portions[offer.id].left
            self._lease(offer, portions[offer.id], 0 if held[0] else uses, 0 if held[1] else budget)
        return self._remaining(session)

    def _top_up(self, offer, portion, wanted):
        """Make the portion hold what one use wants. Returns None, or the code of the limit that is spent.

        The offer is locked only when the portion is short and something is left.
        """
        needs = wanted[0], max(wanted[1], int(bool(offer.budget)))
        if self._holds(portion, needs):
            return None
        short = [max(0, need - held) for need, held in zip(needs, portion.left, strict=True)]
        for lock in (SQL(), SQL("FOR NO KEY UPDATE")):
            [(_offer, left)] = self._left(offer, lock)
            if short[0] > left[0]:
                return "uses_spent"
            if short[1] and not left[1]:
                return "budget_spent"
        uses, budget = self._share(left, self._open_tills(offer.program_id), short)
        self._lease(offer, portion, uses if short[0] else 0, budget if short[1] else 0)
        return None if self._holds(portion, needs) else "budget_spent"

    def _refill(self, offer, portion):
        """Add to a budget that is running low, so that the till does not cut a discount while other budget is left."""
        if not offer.budget:
            return
        tills = self._open_tills(offer.program_id)
        for lock in (SQL(), SQL("FOR NO KEY UPDATE SKIP LOCKED")):
            for _offer, left in self._left(offer, lock) or [(offer, (0, 0))]:
                _uses, share = self._share(left, tills, (0, 0))
                if portion.left[1] * REFILL_BELOW >= share:
                    return
        self._lease(offer, portion, 0, share)

    def _holds(self, portion, needs):
        return all(held >= need for held, need in zip(portion.left, needs, strict=True))

    def _share(self, left, tills, least):
        """(uses, budget) of a portion: an equal share of what is left, at least `least`, never more than is left."""
        return [min(rest, max(need, rest // (SHARES * tills))) for rest, need in zip(left, least, strict=True)]

    def _open_tills(self, program):
        return max(1, self.env["pos.session"].search_count(
            [("state", "!=", "closed"), ("config_id.club_branch_id.program_id", "=", program.id)]))

    def _left(self, offers, lock):
        """[(offer, (uses, budget in minor units))] of these offers that no lease holds: limit + returned - leased, at
        least 0.
        """
        offers.flush_recordset(["max_uses", "budget"])
        rows = self.env.execute_query(SQL(
            """SELECT offer.id, COALESCE(max_uses, 0) - COALESCE(leased_uses, 0),
                      COALESCE(budget, 0) - COALESCE(leased_budget, 0)
                 FROM club_offer offer WHERE id = ANY(%s) ORDER BY id %s""", offers.ids, lock))
        returned, result = self.env["club.offer.use"]._returned(offers), []
        for offer_id, uses, budget in rows:
            offer = self.env["club.offer"].browse(offer_id)
            back_uses, back_budget = returned.get(offer_id, (0, 0))
            result.append((offer, (
                max(0, uses + back_uses) if offer.max_uses else 0,
                max(0, offer.program_id._to_minor(budget + back_budget)) if offer.budget else 0)))
        return result

    def _lease(self, offer, portion, uses, budget):
        """Move uses and budget from the offer, which is locked, to a locked portion."""
        if uses or budget:
            portion.grant(uses, budget)
            self._save(portion)
            self._add_leased(offer, uses, budget)

    def _lease_more(self, offer, uses, budget):
        """Lease what a till gave without having it. Returns the offer when it is past its limit now, else none."""
        self._add_leased(offer, uses, budget)
        returned = self.env["club.offer.use"]._returned(offer).get(offer.id, (0, 0))
        past_uses = offer.max_uses and offer.leased_uses > offer.max_uses + returned[0]
        to_minor = offer.program_id._to_minor
        past_budget = offer.budget and to_minor(offer.leased_budget) > to_minor(offer.budget) + to_minor(returned[1])
        return offer if past_uses or past_budget else offer.browse()

    def _add_leased(self, offer, uses, budget):
        self.env.cr.execute(SQL(
            """UPDATE club_offer SET leased_uses = COALESCE(leased_uses, 0) + %s,
                                     leased_budget = COALESCE(leased_budget, 0) + %s WHERE id = %s""",
            uses, self._amount(offer.id, budget), offer.id))
        offer.invalidate_recordset(["leased_uses", "leased_budget"])

    def _adopt(self, offers):
        """Count the uses that these offers had while they were not limited: they go to the server's own lease."""
        self.env["club.offer.use"].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT used.offer_id, SUM(used.quantity) - SUM(COALESCE(take.uses, 0)),
                   COALESCE(SUM(used.budget), 0) - SUM(COALESCE(take.budget, 0))
              FROM club_offer_use used
              LEFT JOIN club_purchase purchase ON purchase.id = used.purchase_id
              LEFT JOIN pos_order sold ON sold.id = purchase.pos_order_id
              LEFT JOIN club_offer_lease_take take
                     ON take.offer_id = used.offer_id AND take.settled
                    AND take.order_uuid = COALESCE(sold.uuid, used.source_key)
             WHERE used.offer_id = ANY(%s) AND used.quantity > 0 GROUP BY used.offer_id
            """, offers.ids))
        for offer_id, uses, budget in rows:
            offer = offers.browse(offer_id)
            portion, to_minor = self._lock(self.env["pos.session"], offer)[offer_id], offer.program_id._to_minor
            takes = self.browse(portion.id).take_ids
            adopted_uses = portion.used_uses - sum(takes.mapped("uses"))
            adopted_budget = portion.used_budget - to_minor(sum(takes.mapped("budget")))
            earlier = max(0, uses - adopted_uses), max(0, to_minor(budget) - adopted_budget)
            self._lease(offer, portion, *earlier)
            portion.use(*earlier)
            self._save(portion)

    # -- closed sessions ----------------------------------------------------------------------------------------------

    @api.model
    def _return_closed(self):
        """Return to the offers what closed sessions did not use; their unpaid orders lose what they took. Commits each
        batch.

        Not part of the closing itself, which nothing of the club may stop.
        """
        while lease_ids := self._lock_closed():
            self._drop_takes(SQL("lease_id = ANY(%s)", lease_ids))
            self.env.cr.execute(SQL(
                """
                WITH back AS (
                    SELECT offer_id, SUM(granted_uses - used_uses) AS uses, SUM(granted_budget - used_budget) AS budget
                      FROM club_offer_lease WHERE id = ANY(%(ids)s) GROUP BY offer_id),
                marked AS (
                    UPDATE club_offer_lease SET granted_uses = used_uses, granted_budget = used_budget, returned = true
                     WHERE id = ANY(%(ids)s))
                UPDATE club_offer SET leased_uses = leased_uses - back.uses, leased_budget = leased_budget - back.budget
                  FROM back WHERE club_offer.id = back.offer_id
                """, ids=lease_ids))
            self.env["club.offer"].invalidate_model(["leased_uses", "leased_budget"])
            if not self.env["ir.cron"]._commit_progress(len(lease_ids)):
                break

    def _lock_closed(self):
        self.env["pos.session"].flush_model(["state"])
        rows = self.env.execute_query(SQL(
            """SELECT lease.id FROM club_offer_lease lease JOIN pos_session session ON session.id = lease.session_id
                WHERE lease.returned IS NOT TRUE AND session.state = 'closed'
                ORDER BY lease.id LIMIT %s FOR NO KEY UPDATE OF lease SKIP LOCKED""", RETURN_BATCH))
        return [lease_id for lease_id, in rows]

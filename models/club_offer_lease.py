"""What a till may give of a limited offer: a portion leased to its session, so that no sale has to touch the offer
itself.

Rules that hold after each transaction: in each lease `used` <= `granted`; `leased` of an offer = the sum of `granted`
of its leases; that sum never passes the limit (plus what returns gave back) but for sales that a till made offline,
which are accepted. A lease without a session is the server's own, for invoices and online orders.

Whoever takes locks the lease row and updates it: a second taker with an older view is told by the database to start
again, as any request is. The offer's row is touched only to grant, to top up and to return
(`club_offer_lease_grant.py`). Leases are locked before offers, both by ascending id.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL


@dataclass
class Portion:
    """A locked lease: uses, and budget in minor units."""

    id: int
    offer_id: int
    granted_uses: int
    used_uses: int
    granted_budget: int
    used_budget: int

    @property
    def left(self):
        """(uses, budget) that the till may still give."""
        return self.granted_uses - self.used_uses, self.granted_budget - self.used_budget

    def use(self, uses, budget):
        self.used_uses += uses
        self.used_budget += budget

    def grant(self, uses, budget):
        self.granted_uses += uses
        self.granted_budget += budget


class ClubOfferLease(models.Model):
    _name = "club.offer.lease"
    _description = "Lease of a Limited Offer"
    _inherit = ["club.append.only.mixin"]
    _order = "id desc"
    _rec_name = "offer_id"
    _log_access = False

    offer_id = fields.Many2one("club.offer", required=True, ondelete="restrict", readonly=True)
    session_id = fields.Many2one("pos.session", ondelete="restrict", readonly=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    granted_uses = fields.Integer(required=True, readonly=True)
    used_uses = fields.Integer(required=True, readonly=True)
    granted_budget = fields.Monetary(required=True, readonly=True)
    used_budget = fields.Monetary(required=True, readonly=True)
    returned = fields.Boolean(readonly=True, help="The session is closed; what it did not use went back.")
    take_ids = fields.One2many("club.offer.lease.take", "lease_id", "Takes")

    _session_once = models.UniqueIndex("(offer_id, COALESCE(session_id, 0))")
    _open_leases = models.Index("(session_id) WHERE returned IS NOT TRUE")
    _within = models.Constraint(
        "CHECK(used_uses BETWEEN 0 AND granted_uses AND used_budget BETWEEN 0 AND granted_budget)",
        "A till cannot give more of an offer than was leased to it.")

    # -- the till's calls ---------------------------------------------------------------------------------------------

    @api.model
    def _take(self, session, offer_ids, order_uuid, budgets=None, member=None):
        """Take a use of each limited offer for an order out of the session's leases, topped up where they are empty.

        `budgets`: offer id -> minor units that the order will take of the budget, where known. Answers {offer id as
        text: item}; item: {"ok": True} or {"ok": False, "code", "message"} with the code `ended`, `uses_spent`,
        `budget_spent` or, of what the `member` may use, `member_uses_spent`; a limited offer's item also tells what the
        till has left: `remaining_uses`, `remaining_budget_minor`. The same order again gets the same uses.
        """
        offers = self._running(session, offer_ids)
        answers = {str(offer_id): self._refusal("ended") for offer_id in offer_ids} | {
            str(offer.id): {"ok": True} for offer in offers}
        counted = offers.filtered("max_uses_per_member") if member else offers.browse()
        spent = self._spent_by(member, counted, order_uuid)
        limited = counted | offers.filtered(lambda offer: offer.max_uses or offer.budget)
        portions, taken = self._lock(session, limited), self._taken(order_uuid)
        for offer in limited.sorted("id"):
            portion = portions[offer.id]
            if offer.id not in taken:
                wanted = self._wanted(offer, (budgets or {}).get(offer.id, 0))
                if code := "member_uses_spent" if offer in spent else self._top_up(offer, portion, wanted):
                    answers[str(offer.id)] = self._refusal(code, offer)
                else:
                    portion.use(*wanted)
                    self._insert_take(portion, order_uuid, wanted, settled=False, member=member if offer in counted else None)
                    self._save(portion)
                    self._refill(offer, portion)
            answers[str(offer.id)] |= self._limits(offer, portion.left)
        return answers

    @api.model
    def _give_back(self, session, order_uuid):
        """Put the uses that an unpaid order of this session took back into its leases. Answers whether there were some.
        """
        self.env.cr.execute(SQL(
            """SELECT lease.id FROM club_offer_lease lease JOIN club_offer_lease_take take ON take.lease_id = lease.id
                WHERE take.order_uuid = %s AND take.settled IS NOT TRUE AND COALESCE(lease.session_id, 0) = %s
                ORDER BY lease.id FOR NO KEY UPDATE OF lease""", order_uuid, session.id or 0))
        lease_ids = [lease_id for lease_id, in self.env.cr.fetchall()]
        if lease_ids:
            self._drop_takes(SQL("order_uuid = %s AND lease_id = ANY(%s)", order_uuid, lease_ids))
        return bool(lease_ids)

    @api.model
    def _settle(self, session, order_uuid, budgets):
        """Count a paid order's uses for good. `budgets`: limited offer id -> minor units that the order took of the
        budget.

        What the order took before stands, with its true budget; what it gave without taking (offline) is taken now, out
        of the lease, and past it where it must be. Run again it changes nothing. Returns the offers that are now past
        their limit.
        """
        offers = self.env["club.offer"].browse(budgets)
        takes, portions = self._taken(order_uuid), {}
        new = offers.filtered(lambda offer: offer.id not in takes)
        portions = self._lock(session, new) | self._lock_leases([take.lease_id for take in takes.values()])
        past = self.env["club.offer"]
        for offer in offers.sorted("id"):
            take, wanted = takes.get(offer.id), self._wanted(offer, budgets[offer.id])
            if take and take.settled:
                continue
            portion = portions[offer.id]
            portion.use(*(wanted if not take else (0, wanted[1] - take.budget)))
            short = [max(0, -left) for left in portion.left]
            if any(short):
                portion.grant(*short)
                past |= self._lease_more(offer, *short)
            if take:
                self._settle_take(take.id, wanted[1], offer)
            else:
                self._insert_take(portion, order_uuid, wanted, settled=True)
            self._save(portion)
        return past

    @api.model
    def _remaining(self, session):
        """{offer id as text: {"remaining_uses", "remaining_budget_minor"}} that the session may still give, for each of
        its leases.
        """
        self.env["club.offer"].flush_model(["max_uses", "budget"])
        rows = self.env.execute_query(SQL("%s WHERE COALESCE(session_id, 0) = %s", self._select(), session.id or 0))
        portions = [self._portion(row) for row in rows]
        offers = self.env["club.offer"].browse([portion.offer_id for portion in portions])
        return {
            str(offer.id): self._limits(offer, portion.left) for offer, portion in zip(offers, portions, strict=True)}

    # -- parts --------------------------------------------------------------------------------------------------------

    def _running(self, session, offer_ids):
        """The running ones of these offers in the branch of the session's till."""
        branch = session.config_id.club_branch_id
        domain = [("program_id", "=", branch.program_id.id), *self._in_branch(branch)] if session else []
        return self.env["club.offer"].search([("id", "in", list(offer_ids)), ("state", "=", "running"), *domain])

    def _in_branch(self, branch):
        return ["|", ("branch_ids", "=", False), ("branch_ids", "in", branch.ids)]

    def _wanted(self, offer, budget):
        """(uses, budget) that one use takes of an offer's limits."""
        return int(bool(offer.max_uses)), budget if offer.budget else 0

    def _limits(self, offer, left):
        uses, budget = left
        limits = {"remaining_uses": uses} if offer.max_uses else {}
        return limits | ({"remaining_budget_minor": budget} if offer.budget else {})

    def _refusal(self, code, offer=None):
        messages = {
            "ended": lambda: self.env._("This offer does not run any more."),
            "uses_spent": lambda: self.env._(
                "The offer “%(offer)s” is limited to %(limit)s uses, and no use is left.",
                offer=offer.name, limit=offer.max_uses),
            "member_uses_spent": lambda: self.env._(
                "The member has used the offer “%(offer)s” as often as a member may: %(limit)s times.",
                offer=offer.name, limit=offer.max_uses_per_member),
            "budget_spent": lambda: self.env._(
                "The offer “%(offer)s” has a budget of %(budget)s, and nothing of it is left.",
                offer=offer.name, budget=offer.program_id._money(offer.budget)),
        }
        return {"ok": False, "code": code, "message": messages[code]()}

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _select(self):
        return SQL("SELECT id, offer_id, granted_uses, used_uses, granted_budget, used_budget FROM club_offer_lease")

    def _portion(self, row):
        lease_id, offer_id, granted_uses, used_uses, *budgets = row
        to_minor = self.env["club.offer"].browse(offer_id).program_id._to_minor
        granted_budget, used_budget = map(to_minor, budgets)
        return Portion(lease_id, offer_id, granted_uses, used_uses, granted_budget, used_budget)

    def _amount(self, offer_id, minor):
        """Minor units of an offer's programme as a numeric of the database."""
        return Decimal(minor).scaleb(-self.env["club.offer"].browse(offer_id).program_id.minor_digits)

    def _lock(self, session, offers):
        """{offer id: Portion} of the session's leases of these offers, made where missing, locked."""
        if not offers:
            return {}
        offers.flush_recordset()
        self.env.cr.execute(SQL(
            """INSERT INTO club_offer_lease (offer_id, session_id, granted_uses, used_uses, granted_budget, used_budget)
               SELECT offer_id, %s, 0, 0, 0, 0 FROM unnest(%s) AS offer_id ON CONFLICT DO NOTHING""",
            session.id or None, sorted(offers.ids)))
        rows = self.env.execute_query(SQL(
            "SELECT id FROM club_offer_lease WHERE offer_id = ANY(%s) AND COALESCE(session_id, 0) = %s",
            offers.ids, session.id or 0))
        return self._lock_leases([lease_id for lease_id, in rows])

    def _lock_leases(self, lease_ids):
        if not lease_ids:
            return {}
        rows = self.env.execute_query(SQL(
            "%s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", self._select(), list(lease_ids)))
        return {portion.offer_id: portion for portion in map(self._portion, rows)}

    def _save(self, portion):
        self.env.cr.execute(SQL(
            """UPDATE club_offer_lease
                  SET granted_uses = %s, used_uses = %s, granted_budget = %s, used_budget = %s WHERE id = %s""",
            portion.granted_uses, portion.used_uses, self._amount(portion.offer_id, portion.granted_budget),
            self._amount(portion.offer_id, portion.used_budget), portion.id))
        self.browse(portion.id).invalidate_recordset()

    # -- takes --------------------------------------------------------------------------------------------------------

    @dataclass
    class Take:
        """What an order took of one offer; `budget` in minor units."""

        id: int
        lease_id: int
        budget: int
        settled: bool

    def _taken(self, order_uuid):
        """{offer id: Take} of an order."""
        rows = self.env.execute_query(SQL(
            """SELECT offer_id, id, lease_id, budget, COALESCE(settled, false) FROM club_offer_lease_take
                WHERE order_uuid = %s""", order_uuid))
        offers = self.env["club.offer"]
        return {
            offer_id: self.Take(take_id, lease_id, offers.browse(offer_id).program_id._to_minor(budget), settled)
            for offer_id, take_id, lease_id, budget, settled in rows}

    def _insert_take(self, portion, order_uuid, wanted, settled, member=None):
        uses, budget = wanted
        self.env.cr.execute(SQL(
            """INSERT INTO club_offer_lease_take (lease_id, offer_id, order_uuid, uses, budget, settled, member_id, taken_at)
               VALUES (%s, %s, %s, %s, %s, %s, %s, %s)""",
            portion.id, portion.offer_id, order_uuid, uses, self._amount(portion.offer_id, budget), settled,
            member.id if member else None, fields.Datetime.now()))

    def _settle_take(self, take_id, budget, offer):
        self.env.cr.execute(SQL(
            "UPDATE club_offer_lease_take SET settled = true, budget = %s WHERE id = %s",
            self._amount(offer.id, budget), take_id))

    def _drop_takes(self, which):
        """Delete the unsettled takes that `which` (SQL) names, of leases that are locked, and lower what those leases
        used.
        """
        self.env.cr.execute(SQL(
            """WITH dropped AS (
                   DELETE FROM club_offer_lease_take WHERE settled IS NOT TRUE AND %s RETURNING lease_id, uses, budget),
               given AS (SELECT lease_id, SUM(uses) AS uses, SUM(budget) AS budget FROM dropped GROUP BY lease_id)
               UPDATE club_offer_lease SET used_uses = used_uses - given.uses, used_budget = used_budget - given.budget
                 FROM given WHERE club_offer_lease.id = given.lease_id""", which))
        self.invalidate_model()

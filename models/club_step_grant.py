"""What steps gave: one row per step, member and occasion, so that nothing is given twice, whoever runs the job and how often.

A row, its credit or code, and its message are one transaction, a batch at a time, under a lock of the step; behind it
stands the key that ledger, codes and messages have once each (`step:<id>:<occasion>`).
"""

import logging
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2 import OperationalError

from .account_move import RUNNING
from .club_step import PURSES, REWARDS
from .club_wallet import Cause

_logger = logging.getLogger(__name__)

ROWS = 2_000
OUTCOMES = [("given", "Given"), ("capped", "Not given: often enough")]


class ClubStepGrant(models.Model):
    _name = "club.step.grant"
    _description = "Given by a Step"
    _inherit = ["club.append.only.mixin"]
    _order = "id desc"
    _rec_name = "step_id"
    _log_access = False  # when and who are columns of the row itself

    step_id = fields.Many2one("club.step", required=True, ondelete="restrict")
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict", index=True)
    member_id = fields.Many2one("club.member", required=True, ondelete="restrict", index=True)
    occasion = fields.Char(required=True, help="What it was given for, in the words of the job: a year, a purchase, a member.")
    occurred_on = fields.Date("On", required=True)
    given_at = fields.Datetime("When", required=True)
    user_id = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    outcome = fields.Selection(OUTCOMES, required=True)
    reward = fields.Selection(REWARDS, required=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    amount = fields.Monetary()
    code_id = fields.Many2one(
        "club.code", ondelete="restrict", index="btree_not_null",
        groups="customer_club.customer_club_group_manager,customer_club.customer_club_group_auditor")
    reward_text = fields.Char("What", compute="_compute_reward_text")

    _once = models.UniqueIndex("(step_id, member_id, occasion)")

    def _compute_reward_text(self):
        for grant in self:
            if grant.reward in PURSES:
                grant.reward_text = grant.program_id._money(grant.amount, PURSES[grant.reward])
            else:
                grant.reward_text = grant.sudo().code_id.display_name  # sudo: how a code ends is no secret


class ClubStep(models.Model):
    _inherit = "club.step"

    grant_ids = fields.One2many("club.step.grant", "step_id", "Log")

    @api.model
    def _cron_steps(self):
        """Give what is due, step by step, in committed batches. One that fails says why on its form; the others go on."""
        steps = self.search([("state", "=", "running"), ("program_id.state", "in", RUNNING), ("kind", "!=", "manual")])
        for step in steps:
            if not step._work():
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work(self):
        """Give all that is due for this step. Returns False when the job's time is up first."""
        given, note, cron = 0, False, self.env["ir.cron"]
        try:
            for done in self._give_due(fields.Datetime.now()):
                given += done
                if not cron._commit_progress(done, remaining=1):
                    return False
        except OperationalError:  # another transaction was first: the next run goes on
            _logger.info("The step %s waits for the next run", self.id)
        except Exception as error:
            _logger.exception("The step %s failed", self.id)
            note = self.env._("The last run failed: %s", error)
        note = note or self._budget_note() or self._code_note()
        if given or note != self.note or not self.looked_at or self._long_ago():
            self.write({"note": note, "looked_at": fields.Datetime.now()})
        return bool(cron._commit_progress(remaining=1))

    def _long_ago(self):
        return (fields.Datetime.now() - self.looked_at).total_seconds() >= 3600

    def _budget_note(self):
        if self._affords() is None or self.given_amount + self.amount <= self.budget:
            return False
        purse, money = PURSES[self.reward], self.program_id._money
        return self.env._(
            "The budget is used up: %(given)s of %(budget)s are given, one more would need %(amount)s.",
            given=money(self.given_amount, purse), budget=money(self.budget, purse), amount=money(self.amount, purse))

    def _give_due(self, now, rows=ROWS):
        """Give what is due at `now`; yields after each batch how many rows it noted, so that the caller may commit.

        Who is due is found once and kept in a table of this connection: the work grows with what is due, not with its square.
        """
        with self.env.cr.savepoint():
            total = self._find_due(now)
        for first in range(1, total + 1, rows):
            with self.env.cr.savepoint():
                done = self._give_batch(now, first, min(first + rows - 1, total))
            yield done

    def _find_due(self, now):
        """Number what is due and was not noted yet, by branch and member. Returns how much it is."""
        self.env.flush_all()
        self.env.cr.execute("DROP TABLE IF EXISTS pg_temp.club_step_due")
        self.env.cr.execute(SQL(
            """CREATE TEMP TABLE club_step_due AS
               SELECT due.*, ROW_NUMBER() OVER (ORDER BY m.branch_id, due.member_id, due.occurred_on, due.occasion) AS place
                 FROM (%s) due JOIN club_member m ON m.id = due.member_id
                WHERE NOT EXISTS (SELECT FROM club_step_grant g WHERE g.step_id = %s AND g.member_id = due.member_id
                                     AND g.occasion = due.occasion)""", self._due(now), self.id))
        total = self.env.cr.rowcount
        self.env.cr.execute("CREATE INDEX ON pg_temp.club_step_due (place)")
        return total

    def _give_batch(self, now, first, last):
        """Note and give what is due from one place to another. Returns how many rows were noted; 0 when another job is at
        this step.
        """
        locked = self.env.execute_query(SQL(
            "SELECT id FROM club_step WHERE id = %s AND state = 'running' FOR NO KEY UPDATE SKIP LOCKED", self.id))
        return self._give(SQL(
            "SELECT member_id, occasion, occurred_on FROM pg_temp.club_step_due WHERE place BETWEEN %s AND %s",
            first, last), now, last - first + 1) if locked else 0

    def _give(self, due, now, most):
        """Note and give what a query says is due, at most `most` rows: (member_id, occasion, occurred_on). The step needs to
        be locked.

        Members whose purse their company may not issue for are passed over, and so is what the budget, or the free codes, do
        not cover: all are given later, as long as they are not too late.
        """
        self.invalidate_recordset(["given_amount", "given_count"])
        codes = self._free_codes(most)
        issuing, everywhere = self._issuing_branches()
        rows = self.env.execute_query(SQL(
            """
            WITH fresh AS (
                SELECT due.*, m.branch_id,
                       ROW_NUMBER() OVER (PARTITION BY due.member_id ORDER BY due.occurred_on, due.occasion) AS turn
                  FROM (%(due)s) due JOIN club_member m ON m.id = due.member_id AND m.program_id = %(program)s
                   AND m.active AND m.state = 'active'
                 WHERE (m.branch_id = ANY(%(issuing)s) OR m.branch_id IS NULL AND %(everywhere)s)
                   AND NOT EXISTS (SELECT FROM club_step_grant g WHERE g.step_id = %(step)s AND g.member_id = due.member_id
                                      AND g.occasion = due.occasion)
            ), counted AS (
                SELECT *, %(most)s > 0 AND turn + (
                           SELECT COUNT(*) FROM club_step_grant g
                            WHERE g.step_id = %(step)s AND g.member_id = fresh.member_id AND g.outcome = 'given'
                              AND (%(most_days)s = 0 OR g.occurred_on > fresh.occurred_on - %(most_days)s)) > %(most)s
                       OR %(most_codes)s > 0 AND turn + (
                           SELECT COUNT(*) FROM club_code code
                            WHERE code.batch_id = %(batch)s AND code.member_id = fresh.member_id) > %(most_codes)s AS often
                  FROM fresh
            ), costed AS (
                SELECT *, COUNT(*) FILTER (WHERE NOT often) OVER (ORDER BY branch_id, member_id, occasion
                            ROWS UNBOUNDED PRECEDING) AS place FROM counted
            )
            INSERT INTO club_step_grant (step_id, program_id, member_id, occasion, occurred_on, given_at, user_id, outcome,
                                         reward, amount, code_id)
            SELECT %(step)s, %(program)s, member_id, occasion, occurred_on, %(now)s, %(user)s,
                   CASE WHEN often THEN 'capped' ELSE 'given' END, %(reward)s, CASE WHEN often THEN 0 ELSE %(amount)s END,
                   CASE WHEN NOT often THEN (%(codes)s::int[])[place::int] END
              FROM costed WHERE often OR %(affords)s IS NULL OR place <= %(affords)s
             ORDER BY branch_id, member_id, occasion
            ON CONFLICT DO NOTHING RETURNING member_id, occasion, outcome, code_id
            """,
            due=due, program=self.program_id.id, issuing=issuing, everywhere=everywhere, step=self.id,
            most=self.most_times, most_days=self.most_days, now=now, user=self.env.uid, reward=self.reward,
            amount=self._amount_stored(), affords=len(codes) if self.reward == "code" else self._affords(), codes=codes.ids,
            batch=self.batch_id.id or None,
            most_codes=self.batch_id.max_per_member if self.reward == "code" and self.batch_id.kind == "partner" else 0))
        given = [(member, occasion, code) for member, occasion, outcome, code in rows if outcome == "given"]
        if self.reward in PURSES:
            self._credit([(member, occasion) for member, occasion, _code in given])
        for member, occasion, code in given if self.reward == "code" else ():
            self.env["club.code"].browse(code)._give(
                self.env["club.member"].browse(member), f"step:{self.id}:{occasion}:{member}")
        self._tell(given)
        self.env.cr.execute(SQL(
            "UPDATE club_step SET given_count = COALESCE(given_count, 0) + %s, given_amount = COALESCE(given_amount, 0) + %s"
            " WHERE id = %s", len(given), self._amount_stored() * len(given), self.id))
        self.invalidate_recordset(["given_amount", "given_count", "grant_ids"])
        return len(rows)

    def _amount_stored(self):
        if self.reward not in PURSES:
            return Decimal(0)
        digits = 0 if self.reward == "points" else self.program_id.minor_digits
        return Decimal(round(self.amount * 10 ** digits)).scaleb(-digits)

    def _affords(self):
        """How many more the budget affords, or None where it has no end."""
        if self.reward not in PURSES or not self.budget:
            return None
        to_minor = int if self.reward == "points" else self.program_id._to_minor
        left = to_minor(self.budget) - to_minor(self.given_amount)
        return max(0, left // to_minor(self.amount))

    def _free_codes(self, most):
        """Up to `most` codes that the step may give now, locked; none where it gives no codes."""
        codes = self.env["club.code"]
        return codes if self.reward != "code" or self._batch_refusal() else codes._pick(self.batch_id, most)

    def _batch_refusal(self):
        """Why no code of the batch is any good now, or False."""
        batch, today, date = self.batch_id, self.program_id._today(), self.program_id._date
        if batch.state != "running":
            return self.env._("“%s” was withdrawn; the step gives no codes.", batch.name)
        if batch.date_to and batch.date_to < today:
            return self.env._(
                "The codes of “%(batch)s” were good until %(end)s; it is %(today)s.", batch=batch.name,
                end=date(batch.date_to), today=date(today))
        return False

    def _code_note(self):
        """Why the step gives no code to the next member, or False."""
        if self.reward != "code":
            return False
        return self._batch_refusal() or not self.batch_id.free_count and self.env._(
            "“%s” has no code left; 1 is needed. Add codes, and the step goes on.", self.batch_id.name)

    def _issuing_branches(self):
        """(ids of the branches whose company may issue credit, whether members without a branch get it too)."""
        program = self.program_id
        branches = program.with_context(active_test=False).branch_ids
        issuing = branches.filtered(lambda branch: branch._program_company().may_issue)
        return issuing.ids, bool(program.program_company_ids[:1].may_issue)

    def _credit(self, given):
        """Credit the wallets of (member id, occasion) pairs, one posting for all of an occasion: each wallet in the name of its
        member's branch and of that branch's company.
        """
        program, purse = self.program_id, PURSES[self.reward]
        rows = {member: (wallet, branch) for member, wallet, branch in self.env.execute_query(SQL(
            """SELECT m.id, w.id, m.branch_id FROM club_member m JOIN club_wallet w ON w.member_id = m.id
                WHERE m.id = ANY(%s)""", [member for member, _occasion in given]))}
        branches = self.env["club.branch"].browse({branch for _wallet, branch in rows.values() if branch})
        companies = {None: program.program_company_ids[:1].id or None} | {
            branch.id: branch._program_company().id or None for branch in branches}
        occasions = {}
        for member, occasion in given:
            occasions.setdefault(occasion, []).append(rows[member])
        for occasion, places in occasions.items():
            self.env["club.wallet"].post_many(
                program, "earn", purse, [(wallet, self.amount) for wallet, _branch in places],
                Cause(f"step:{self.id}:{occasion}", reason=self.name), expires_on=self._expires_on(purse),
                places={wallet: (companies[branch], branch) for wallet, branch in places})

    def _expires_on(self, purse):
        program = self.program_id
        if self.valid_days:
            return fields.Date.add(program._today(), days=self.valid_days)
        return program._expires_on(purse)

    @api.private
    def _give_by_hand(self, members, key):
        """Give a step by hand to members, once for each key. Refused as a whole where the budget does not reach.

        Returns how many got it: whoever had it often enough does not.
        """
        self.ensure_one()
        if self.kind != "manual" or self.state != "running":
            raise UserError(self.env._("The step %s is not given by hand, or does not run.", self.name))
        if self.program_id.state not in RUNNING:
            raise UserError(self.env._("The programme %s does not run.", self.program_id.name))
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT id FROM club_step WHERE id = %s FOR NO KEY UPDATE", self.id))
        self.invalidate_recordset(["given_amount", "given_count"])
        affords, occasion, before = self._affords(), f"manual:{key}", self.given_count
        if self.env["club.step.grant"].search_count([("step_id", "=", self.id), ("occasion", "=", occasion)], limit=1):
            return 0  # the same request again
        if affords is not None and affords < len(members):
            raise UserError(self.env._(
                "The budget of %(step)s is enough for %(left)s more; %(need)s members are chosen.",
                step=self.name, left=affords, need=len(members)))
        if self.reward == "code" and len(self._free_codes(len(members))) < len(members):
            raise UserError(self._batch_refusal() or self.env._(
                "“%(batch)s” has %(have)s free codes; %(need)s are needed.", batch=self.batch_id.name,
                have=self.batch_id.free_count, need=len(members)))
        now = fields.Datetime.now()
        self._give(SQL(
            "SELECT member_id, %s AS occasion, %s AS occurred_on FROM unnest(%s) AS member_id",
            occasion, self.program_id._today(now), members.ids), now, len(members))
        return self.given_count - before


class ClubMember(models.Model):
    _inherit = "club.member"

    step_grant_ids = fields.One2many("club.step.grant", "member_id", "Steps")

    def _repoint(self, target):
        """What steps gave goes over, so that no occasion is given twice; what both were given stays with the old member."""
        super()._repoint(target)
        self.env.cr.execute(SQL(
            """UPDATE club_step_grant own SET member_id = %s WHERE member_id = %s AND NOT EXISTS (
                   SELECT FROM club_step_grant g WHERE g.step_id = own.step_id AND g.occasion = own.occasion
                      AND g.member_id = %s)""", target.id, self.id, target.id))
        self.env["club.step.grant"].invalidate_model(["member_id"])

    def _export_parts(self):
        names = ("given_at", "step_id", "occurred_on", "outcome", "reward", "amount")
        return super()._export_parts() | {"steps": [self._export_row(row, names) for row in self.step_grant_ids]}

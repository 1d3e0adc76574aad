"""One code, and what became of it: free, handed out, set aside by an order, used, expired, withdrawn.

Whoever changes a code's state locks its row and updates it, so of two tills with the same single-use code one wins; the other
has to start again, as any request has, and is then told that the code is taken. Uses are rows of their own
(`club_code_use.py`), so that returns and repeated syncs are seen.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import text as spelling
from ..engine.offers.conditions.code import plain_code

STATES = [
    ("free", "Free"), ("given", "Handed out"), ("reserved", "Set aside"), ("used", "Used"), ("expired", "Expired"),
    ("void", "Withdrawn")]
BATCH = 10_000
HIDDEN = "…"  # stands for all but a code's last letters


def compact(typed):
    """A code as it is kept, from how people type it: no spaces or dashes, Persian digits as ASCII, capital letters."""
    return plain_code(spelling.ascii_digits(typed).replace(" ", "").replace("-", ""))


class ClubCode(models.Model):
    _name = "club.code"
    _description = "Code"
    _inherit = ["club.append.only.mixin"]
    _order = "id"
    _rec_name = "hint"
    _log_access = False

    batch_id = fields.Many2one("club.code.batch", required=True, ondelete="cascade", readonly=True)
    program_id = fields.Many2one("club.program", required=True, ondelete="cascade", readonly=True)
    is_partner = fields.Boolean(readonly=True)
    text = fields.Char("Code", required=True, readonly=True, groups="customer_club.customer_club_group_manager")
    hint = fields.Char("Ends with", required=True, readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True)
    member_id = fields.Many2one(
        "club.member", "Given to", ondelete="restrict", readonly=True, index="btree_not_null")
    given_at = fields.Datetime("Handed out", readonly=True)
    source_key = fields.Char(readonly=True, help="What it was given for: an exchange of points, an occasion of a step.")
    order_uuid = fields.Char(readonly=True, help="The order that it is set aside for.")
    order_member_id = fields.Many2one("club.member", ondelete="set null", readonly=True)
    reserved_until = fields.Datetime(readonly=True)
    used_at = fields.Datetime("Used", readonly=True)
    purchase_id = fields.Many2one(
        "club.purchase", "Used by", ondelete="restrict", readonly=True, index="btree_not_null")
    used_by_id = fields.Many2one(related="purchase_id.member_id", string="Used by member")
    shown_text = fields.Char(
        "Code to read out", compute="_compute_shown_text", groups="customer_club.customer_club_group_manager")

    _own_once = models.UniqueIndex("(program_id, text) WHERE is_partner IS NOT TRUE")
    _partner_once = models.UniqueIndex("(batch_id, text) WHERE is_partner")
    _of_state = models.Index("(batch_id, state, id)")
    _of_order = models.Index("(order_uuid) WHERE state = 'reserved'")
    _given_once = models.UniqueIndex("(source_key) WHERE source_key IS NOT NULL")

    @api.depends("hint")
    def _compute_display_name(self):
        for code in self:
            code.display_name = f"{HIDDEN}{code.hint}"

    @api.depends("text")
    def _compute_shown_text(self):
        for code in self:
            code.shown_text = code._grouped()

    def _grouped(self):
        """The text as people read it: our own single-use codes in groups of four."""
        own = self.batch_id.kind == "single"
        return "-".join(self.text[at:at + 4] for at in range(0, len(self.text), 4)) if own else self.text

    # -- finding ------------------------------------------------------------------------------------------------------

    @api.model
    def _of_typed(self, program, typed):
        """The programme's own code that was typed, or none; through an index."""
        texts = list({plain_code(spelling.ascii_digits(typed)), compact(typed)})
        rows = self.env.execute_query(SQL(
            "SELECT id FROM club_code WHERE program_id = %s AND text = ANY(%s) AND is_partner IS NOT TRUE ORDER BY id",
            program.id, texts))
        return self.browse([code_id for code_id, in rows][:1])

    @api.model
    def _token_of(self, program, typed):
        """What a typed code is in offer books, whether it is still good or not."""
        batch = self._of_typed(program, typed).batch_id
        return batch.token if batch.kind == "single" else program._code_digest(batch.shared_text or typed)

    # -- judging ------------------------------------------------------------------------------------------------------

    def _refusal(self, today, member, order_uuid=None):
        """(code, sentence) why an order may not use this code on the date `today`, or None."""
        batch, now = self.batch_id, fields.Datetime.now()
        held = self.state == "reserved" and self.reserved_until > now
        if held and self.order_uuid == order_uuid and self.order_member_id == member:
            return None  # what was set aside stands
        date = self.program_id._date
        if self.state == "void" or batch.state == "void":
            return "code_void", self.env._("The code %s was withdrawn.", self.display_name)
        if self.state == "used":
            return "code_used", self.env._(
                "The code %(code)s was used on %(date)s; it is good for one purchase.", code=self.display_name,
                date=date(self.program_id._today(self.used_at)))
        if batch.date_from and today < batch.date_from:
            return "code_early", self.env._(
                "The code %(code)s is good from %(start)s on; it is %(today)s.", code=self.display_name,
                start=date(batch.date_from), today=date(today))
        if batch.date_to and today > batch.date_to:
            return "code_expired", self.env._(
                "The code %(code)s was good until %(end)s; it is %(today)s.", code=self.display_name,
                end=date(batch.date_to), today=date(today))
        if held and self.order_uuid != order_uuid:
            return "code_held", self.env._("Another order is just using the code %s.", self.display_name)
        if batch.bound and (not self.member_id or self.member_id != member):
            return "code_bound", self.env._(
                "The code %s is for the member it was given to. Name that member first.", self.display_name)
        return batch._limit_refusal(member, order_uuid)

    # -- setting aside ------------------------------------------------------------------------------------------------

    @api.model
    def _reserve(self, session, typed_codes, order_uuid, member):
        """Set single-use codes aside for an order, and give up those that it held and does not ask for now.

        Answers {typed: {"ok": True} or {"ok": False, "code", "message"}}. The same again gets the same.
        """
        branch = session.config_id.club_branch_id
        program, today, answers = branch.program_id, branch._local_time().date(), {}
        found = {typed: self._of_typed(program, typed) for typed in typed_codes}
        codes = self.union(*found.values())._lock()
        (self._held_by(order_uuid) - codes)._release()
        for typed, code in found.items():
            refused = code._refusal(today, member, order_uuid) if code else self._unknown(session, typed)
            if refused:
                answers[typed] = {"ok": False, "code": refused[0], "message": refused[1]}
            else:
                code._hold(order_uuid, member)
                answers[typed] = {"ok": True}
        return answers

    def _unknown(self, session, typed):
        session.env["club.identification"].create({"session_id": session.id, "found": False})
        return "no_code", self.env._("No offer has the code %s.", typed)

    def _hold(self, order_uuid, member):
        if self.batch_id.kind == "single":
            until = fields.Datetime.now() + timedelta(minutes=self.program_id.hold_minutes)
            self.batch_id._touch()
            self._change(SQL(
                "state = 'reserved', order_uuid = %s, order_member_id = %s, reserved_until = %s",
                order_uuid, member.id or None, until))

    @api.model
    def _held_by(self, order_uuid):
        rows = self.env.execute_query(SQL(
            "SELECT id FROM club_code WHERE order_uuid = %s AND state = 'reserved' ORDER BY id FOR NO KEY UPDATE", order_uuid))
        self.invalidate_model()
        return self.browse([code_id for code_id, in rows])

    def _release(self):
        """Give up what an order had set aside. Answers whether there was something."""
        self._change(SQL("state = CASE WHEN given_at IS NULL THEN 'free' ELSE 'given' END, order_uuid = NULL,"
                         " order_member_id = NULL, reserved_until = NULL"))
        return bool(self)

    # -- using --------------------------------------------------------------------------------------------------------

    def _use(self, purchase):
        """A purchase used this code: once per source, whatever comes again."""
        if not self.env["club.code.use"]._record(self, purchase, 1):
            return
        self.batch_id._touch()
        if self.batch_id.kind == "single":
            self._change(SQL(
                "state = 'used', used_at = %s, purchase_id = %s, order_uuid = NULL, order_member_id = NULL,"
                " reserved_until = NULL", purchase.purchased_at, purchase.id))

    def _give_back(self, purchase):
        """The whole of the purchase that used this code came back by `purchase`: it is good again.

        Not where another purchase has used it since.
        """
        user, is_single = self.purchase_id, self.batch_id.kind == "single"
        if is_single and purchase.origin_id not in user | user.origin_id:
            return
        if self.env["club.code.use"]._record(self, purchase, -1) and is_single:
            self._change(SQL("state = CASE WHEN given_at IS NULL THEN 'free' ELSE 'given' END,"
                             " used_at = NULL, purchase_id = NULL"))

    # -- giving -------------------------------------------------------------------------------------------------------

    @api.model
    def _pick(self, batch, count=1):
        """Up to `count` free codes of a batch, locked; codes that somebody else is just taking are passed over."""
        rows = self.env.execute_query(SQL(
            """SELECT id FROM club_code WHERE batch_id = %s AND state = 'free' ORDER BY id LIMIT %s
                FOR NO KEY UPDATE SKIP LOCKED""", batch.id, count))
        self.invalidate_model()
        return self.browse([code_id for code_id, in rows])

    def _give(self, member=None, source_key=None):
        """Mark these codes as handed out, to a member where one is named."""
        self._change(SQL(
            "state = 'given', given_at = %s, member_id = %s, source_key = %s", fields.Datetime.now(),
            member.id if member else None, source_key))

    def action_withdraw(self):
        """Withdraw the chosen codes; those that are used or set aside stay."""
        self.batch_id.check_access("write")
        self.batch_id._withdraw(SQL("id = ANY(%s)", self.ids))

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _lock(self):
        """These codes, ids ascending, locked and read anew; an older view of a changed row has to start again."""
        if self:
            self.env.cr.execute(SQL(
                "SELECT id FROM club_code WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", self.ids))
            self.invalidate_recordset()
        return self

    def _change(self, values):
        """Update rows by SQL; the ORM's doors are shut."""
        if self:
            self.env.cr.execute(SQL("UPDATE club_code SET %s WHERE id = ANY(%s)", values, self.ids))
            self.invalidate_recordset()
            self.batch_id.invalidate_recordset()


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _expire_codes(self, which=None):
        """Mark codes whose last day is over, and take back those whose day was moved. Statements over sets."""
        self.ensure_one()
        self.env["club.code.batch"].flush_model(["date_to"])
        which, over = which or SQL("batch.program_id = %s", self.id), SQL("COALESCE(batch.date_to < %s, false)", self._today())
        self.env.cr.execute(SQL(
            """UPDATE club_code SET state = 'expired' FROM club_code_batch batch
                WHERE batch.id = club_code.batch_id AND club_code.state IN ('free', 'given') AND %s AND %s""", over, which))
        self.env.cr.execute(SQL(
            """UPDATE club_code SET state = CASE WHEN given_at IS NULL THEN 'free' ELSE 'given' END FROM club_code_batch batch
                WHERE batch.id = club_code.batch_id AND club_code.state = 'expired' AND NOT %s AND %s""", over, which))
        self.env["club.code"].invalidate_model()
        self.env["club.code.batch"].invalidate_model()

    @api.autovacuum
    def _gc_codes(self):
        """Nightly: what orders held too long is free again, what is over expires, and books leave out what is over."""
        self.env.cr.execute(SQL(
            """UPDATE club_code SET state = CASE WHEN given_at IS NULL THEN 'free' ELSE 'given' END, order_uuid = NULL,
                      order_member_id = NULL, reserved_until = NULL
                WHERE id = ANY(ARRAY(SELECT id FROM club_code WHERE state = 'reserved' AND reserved_until < %s
                                      ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED))""", fields.Datetime.now(), BATCH))
        programs = self.search([("state", "!=", "draft")])
        for program in programs:
            program._expire_codes()
        self.env["club.offer.book"]._queue(programs)

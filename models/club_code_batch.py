"""Codes made or bought together: what they are for, how long they are good, and how often.

Three kinds. *Single-use*: made here, each good for one order. *Shared*: one text that many use, written on a poster.
*Partner's*: texts of another firm, which members get for points and which no till of ours takes.

An offer asks for a batch, not for codes: its book holds the batch's token (single-use) or the digest of the shared text, so
that a hundred thousand codes weigh nothing at the till, and the engine compares one text as ever. Which token a typed code
stands for is the server's to say (`club_code.py`).

The texts are kept readable, for managers alone (`club.code.text`): sheets are printed twice and a member asks again what the
code was. A digest would guard little: with its key in the same database, one of 100,000 codes is found in 2^41 tries. So
copies of the database lose the texts (`data/neutralize.sql`), every sheet and file is noted on the batch, and tills, books,
alerts and logs never hold them.
"""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..engine.offers.conditions.code import plain_code
from ..engine.text import ascii_digits

ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"  # nothing that looks like another: no 0 O, 1 I L, B (8), S (5), Z (2)
LENGTH = 12  # of 28 letters: 2^57 codes
MOST_AT_ONCE = 100_000
MOST_IN_BATCH = 1_000_000
LONGEST_TEXT = 64
EVEN = len(ALPHABET) * (256 // len(ALPHABET))  # bytes from here on would prefer the first letters
KINDS = [("single", "Single-use codes"), ("shared", "One code for many"), ("partner", "A partner's codes, for points")]
IN_BOOK = {"state", "shared_text"}


def new_texts(count):
    """`count` different codes from the system's random source, each letter as likely as any other."""
    found = set()
    while len(found) < count:
        letters = [ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes((count - len(found)) * 16) if byte < EVEN]
        text = "".join(letters)
        found.update(text[at:at + LENGTH] for at in range(0, len(text) - LENGTH + 1, LENGTH))
    return list(found)[:count]


class ClubCodeBatch(models.Model):
    _name = "club.code.batch"
    _description = "Batch of Codes"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(required=True, tracking=True)
    program_id = fields.Many2one(
        "club.program", "Programme", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env["club.program"].search([], limit=1))
    kind = fields.Selection(KINDS, required=True, default="single")
    state = fields.Selection(
        [("running", "In use"), ("void", "Withdrawn")], default="running", required=True, readonly=True, copy=False,
        tracking=True)
    shared_text = fields.Char("Code", copy=False, help="Capital and small letters are the same.")
    token = fields.Char(
        readonly=True, copy=False, groups="base.group_system", default=lambda self: secrets.token_hex(16).upper(),
        help="What offer books hold in place of the single-use codes.")
    date_from = fields.Date("From", tracking=True)
    date_to = fields.Date("Until", tracking=True, help="The last day on which the codes are good.")
    bound = fields.Boolean(
        "Only for whom it was given to", tracking=True, help="A code is good for the member it was handed to, and nobody else.")
    max_uses = fields.Integer(
        "Uses in all", tracking=True,
        help="Of all codes together, zero: no limit. Sales without a connection may pass it; for a code that many use, the"
             " offer's own limit is exact.")
    max_per_member = fields.Integer("Uses per member", tracking=True, help="Zero: no limit.")
    back_on_return = fields.Boolean(
        "A return gives it back", default=True, tracking=True,
        help="When all of a purchase comes back, the code that it used is good again.")
    points = fields.Integer("Points for a code", tracking=True)
    code_ids = fields.One2many("club.code", "batch_id", "Codes")
    counted = fields.Integer(readonly=True, copy=False, help="Changes with every use that a limit counts.")

    code_count = fields.Integer("Codes", compute="_compute_counts")
    free_count = fields.Integer("Free", compute="_compute_counts")
    given_count = fields.Integer("Handed out", compute="_compute_counts")
    reserved_count = fields.Integer("Set aside", compute="_compute_counts")
    used_count = fields.Integer("Used", compute="_compute_counts")
    expired_count = fields.Integer("Expired", compute="_compute_counts")
    void_count = fields.Integer("Withdrawn", compute="_compute_counts")
    use_count = fields.Integer("Uses", compute="_compute_counts")

    _dates = models.Constraint(
        "CHECK(COALESCE(date_from <= date_to, true))", "The first day of codes cannot come after their last.")
    _not_negative = models.Constraint(
        "CHECK(COALESCE(max_uses, 0) >= 0 AND COALESCE(max_per_member, 0) >= 0 AND COALESCE(points, 0) >= 0)",
        "The limits of codes cannot be negative.")

    def _compute_counts(self):
        # sudo: how many codes there are may be known to whoever sees the batch; the codes themselves not
        codes, uses = self.env["club.code"].sudo(), self.env["club.code.use"].sudo()
        found = codes._read_group([("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"])
        counts = {(batch.id, state): count for batch, state, count in found}
        used = dict(uses._read_group([("batch_id", "in", self.ids)], ["batch_id"], ["quantity:sum"]))
        for batch in self:
            for state in ("free", "given", "reserved", "used", "expired", "void"):
                batch[f"{state}_count"] = counts.get((batch.id, state), 0)
            batch.code_count = sum(count for (batch_id, _state), count in counts.items() if batch_id == batch.id)
            batch.use_count = used.get(batch, 0)

    @api.constrains("kind", "shared_text", "points")
    def _check_kind(self):
        for batch in self:
            if batch.kind == "shared" and not 3 <= len(plain_code(batch.shared_text or "")) <= LONGEST_TEXT:
                raise ValidationError(self.env._(
                    "A code that many use needs 3 to %(most)s letters; “%(code)s” has %(count)s.", most=LONGEST_TEXT,
                    code=batch.shared_text or "", count=len(plain_code(batch.shared_text or ""))))
            if batch.kind == "partner" and not batch.points:
                raise ValidationError(self.env._(
                    "“%s”: say how many points a code of the partner costs; it has to be above zero.", batch.name))

    @api.model_create_multi
    def create(self, vals_list):
        batches = super().create(vals_list)
        for batch in batches:
            if batch.kind == "shared" and not batch._insert([plain_code(ascii_digits(batch.shared_text))]):
                raise UserError(self.env._("The programme already has the code %s.", plain_code(batch.shared_text)))
        return batches

    def write(self, vals):
        for batch in self:
            fixed = {name for name in ("kind", "program_id", "shared_text") if name in vals
                     and (vals[name] or False) != (batch[name].id if name == "program_id" else batch[name])}
            if fixed and batch.code_count:
                raise UserError(self.env._(
                    "“%(batch)s” has %(count)s codes: its kind, its programme and its text stay. Make another batch.",
                    batch=batch.name, count=batch.code_count))
        done = super().write(vals)
        if "date_to" in vals:
            for program, batches in self.grouped("program_id").items():
                program._expire_codes(SQL("batch.id = ANY(%s)", batches.ids))
        if IN_BOOK & set(vals):
            self.env["club.offer.book"]._queue(self.program_id)
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        for batch in self:
            if out := batch.code_count - batch.free_count:
                raise UserError(self.env._(
                    "“%(batch)s”: %(out)s of %(count)s codes are out already. Withdraw the batch instead.",
                    batch=batch.name, out=out, count=batch.code_count))

    # -- engine -------------------------------------------------------------------------------------------------------

    def _engine_token(self):
        """What an offer's condition lists for this batch, or None where its codes are good nowhere any more."""
        self.ensure_one()
        program = self.program_id
        if self.state != "running" or self.kind == "partner" or self.date_to and self.date_to < program._today():
            return None
        # sudo: whoever edits an offer makes its book; the token itself nobody needs to see
        return program._code_digest(self.shared_text) if self.kind == "shared" else self.sudo().token

    # -- making codes -------------------------------------------------------------------------------------------------

    def _generate(self, count):
        """Make `count` new single-use codes, in some statements whatever the number."""
        self._refuse_to_grow(count, "single", MOST_AT_ONCE)
        left = count
        while left:
            left -= self._insert(new_texts(left))
        self.message_post(body=self.env._("%s codes were made.", count))

    def _load(self, texts):
        """Add a partner's codes. Returns how many of them were new."""
        self._refuse_to_grow(len(texts), "partner", MOST_AT_ONCE)
        added = self._insert(list(dict.fromkeys(texts)))
        self.message_post(body=self.env._(
            "%(added)s codes were loaded; %(known)s were there already.", added=added, known=len(texts) - added))
        return added

    def _refuse_to_grow(self, count, kind, most):
        self.ensure_one()
        self.check_access("write")
        if self.kind != kind or self.state != "running":
            raise UserError(self.env._("“%s” takes no codes like these.", self.name))
        if not 0 < count <= most:
            raise UserError(self.env._(
                "At most %(most)s codes are made at once; %(count)s was asked for.", most=most, count=count))
        if self.code_count + count > MOST_IN_BATCH:
            raise UserError(self.env._(
                "A batch holds at most %(most)s codes; it has %(have)s, and %(count)s more were asked for.",
                most=MOST_IN_BATCH, have=self.code_count, count=count))

    def _insert(self, texts):
        """Insert those of these codes that are new. Returns how many were."""
        self.flush_recordset()
        self.env.cr.execute(SQL(
            """INSERT INTO club_code (batch_id, program_id, is_partner, text, hint, state)
               SELECT %s, %s, %s, text, right(text, 4), 'free' FROM unnest(%s) AS text ON CONFLICT DO NOTHING""",
            self.id, self.program_id.id, self.kind == "partner", texts))
        count = self.env.cr.rowcount
        self.env["club.code"].invalidate_model()
        self.invalidate_recordset()
        return count

    # -- buttons ------------------------------------------------------------------------------------------------------

    def action_withdraw(self):
        """No code of these batches is good any more, but those that an order holds right now."""
        self.write({"state": "void"})
        self._withdraw(SQL("TRUE"))

    def _withdraw(self, which):
        """Withdraw the codes of these batches that `which` (SQL) names; those used or set aside stay."""
        self.env.cr.execute(SQL(
            "UPDATE club_code SET state = 'void' WHERE batch_id = ANY(%s) AND state IN ('free', 'given', 'expired') AND %s",
            self.ids, which))
        self.env["club.code"].invalidate_model()
        self.invalidate_recordset()

    def action_open_codes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_code_action")
        return action | {"domain": [("batch_id", "=", self.id)], "context": {}, "display_name": self.name}

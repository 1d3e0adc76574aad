"""A correction of a purse by hand: asked for, and approved by a second person where it passes the programme's limit.

Nobody approves their own, and nobody touches their own card. The ledger keeps the reason's code; the note stays here,
where erasing a member can reach it.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_errors import ClubKeyReused, ClubNotAllowed, ClubOverLimit
from .club_wallet import Cause
from .club_wallet_entry import PURSE_SELECTION
from .club_wallet_operate import NOT_LEFT

GROUPS = ("manager", "accountant")


class ClubWalletAdjustment(models.Model):
    _name = "club.wallet.adjustment"
    _description = "Wallet Adjustment"
    _order = "id desc"

    wallet_id = fields.Many2one("club.wallet", required=True, readonly=True, ondelete="restrict", index=True)
    member_id = fields.Many2one(related="wallet_id.member_id")
    program_id = fields.Many2one(related="wallet_id.program_id", store=True)
    program_company_id = fields.Many2one("club.program.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="program_id.currency_id")
    purse = fields.Selection(PURSE_SELECTION, required=True, readonly=True)
    amount = fields.Monetary(
        required=True, readonly=True, help="Above zero: credited. Below: taken away. In points for points.")
    reason_id = fields.Many2one("club.adjustment.reason", required=True, readonly=True, ondelete="restrict")
    note = fields.Char(readonly=True)
    state = fields.Selection(
        [("requested", "Waits for a second person"), ("approved", "Done"), ("refused", "Refused")],
        required=True, default="requested", readonly=True)
    requested_by_id = fields.Many2one("res.users", "Asked for by", required=True, readonly=True, ondelete="restrict")
    requested_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    request_key = fields.Char(required=True, readonly=True)
    may_decide = fields.Boolean(compute="_compute_may_decide")

    _once = models.UniqueIndex("(wallet_id, request_key)")
    _waiting = models.Index("(program_id) WHERE state = 'requested'")
    _not_zero = models.Constraint("CHECK(amount <> 0)", "An adjustment needs an amount.")

    @api.depends("purse", "member_id")
    def _compute_display_name(self):
        for adjustment in self:
            amount = adjustment.program_id._money(adjustment.amount, adjustment.purse)
            adjustment.display_name = f"{adjustment.member_id.display_name}: {amount}"

    @api.depends_context("uid")
    @api.depends("state", "requested_by_id")
    def _compute_may_decide(self):
        for adjustment in self:
            adjustment.may_decide = adjustment.state == "requested" and adjustment.requested_by_id != self.env.user

    # -- deciding -----------------------------------------------------------------------------------------------------

    def action_approve(self):
        for adjustment in self:
            adjustment._decidable()._apply()

    def action_refuse(self):
        for adjustment in self:
            adjustment._decidable()._decide("refused")

    def _decidable(self):
        """This request with all rights, for the second person; refuses everybody else, and what is decided already."""
        wallet = self.wallet_id._may_operate(*GROUPS, states=NOT_LEFT)
        adjustment = self.with_env(wallet.env)
        adjustment._lock()
        if adjustment.state != "requested":
            raise ClubNotAllowed(self.env._("%s is decided already.", adjustment.display_name))
        if adjustment.requested_by_id == self.env.user:
            raise ClubNotAllowed(self.env._("Nobody approves their own adjustment. Ask a second person."))
        return adjustment

    def _lock(self):
        """Two people deciding at once: the second waits, and finds it decided."""
        self.env.cr.execute(SQL("SELECT 1 FROM club_wallet_adjustment WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset(["state"])

    def _apply(self):
        cause = Cause(
            f"adjustment:{self.id}", program_company_id=self.program_company_id.id, reason=self.reason_id.code)
        self.wallet_id.adjust(self.purse, self.amount, cause)
        self._decide("approved")

    def _decide(self, state):
        self.write({"state": state, "decided_by_id": self.env.uid, "decided_at": fields.Datetime.now()})


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    adjustment_ids = fields.One2many("club.wallet.adjustment", "wallet_id", "Adjustments")

    def _operate_adjust(self, purse, amount, reason, key, note=None):
        """Ask for an adjustment, and do it at once within the limit of one person. Returns the `club.wallet.adjustment`."""
        self._lock()
        row, program = self._company_row(), self.program_id
        found = self.env["club.wallet.adjustment"].search([("wallet_id", "=", self.id), ("request_key", "=", key)])
        if found:
            if (found.purse, program._to_minor(found.amount)) != (purse, program._to_minor(amount)):
                raise ClubKeyReused(self.env._("The key %s is already in the ledger with other content.", key))
            return found
        minor = self._to_minor(purse, amount)
        if not minor:
            raise ClubOverLimit(self.env._("An adjustment needs an amount."))
        if minor < 0:
            self._require({purse: -minor}, self._usable(fields.Datetime.now()))
        alone = self._adjusted_alone_today(purse) + abs(amount) <= self._adjust_limit(purse)
        adjustment = self.env["club.wallet.adjustment"].create({
            "wallet_id": self.id, "program_company_id": row.id, "purse": purse, "amount": amount, "reason_id": reason.id,
            "note": note, "requested_by_id": self.env.uid, "request_key": key})
        if alone:
            adjustment._apply()
        else:
            self._touch()  # whoever waited for the lock starts again and finds this request
        return adjustment

    def _adjust_limit(self, purse):
        return self.program_id.adjust_limit_points if purse == "points" else self.program_id.adjust_limit

    def _adjusted_alone_today(self, purse):
        """What this user has adjusted in the purse on the programme's day without a second person, up and down alike."""
        done = self.env["club.wallet.adjustment"].search([
            ("wallet_id", "=", self.id), ("purse", "=", purse), ("state", "=", "approved"),
            ("requested_by_id", "=", self.env.uid), ("decided_by_id", "=", self.env.uid),
            ("decided_at", ">=", self.program_id._midnight(self.program_id._today()))])
        return sum(abs(amount) for amount in done.mapped("amount"))

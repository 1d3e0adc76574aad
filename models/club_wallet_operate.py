"""What people do with a wallet in the back office: who may, in which company's books, once per request.

Each operation takes a request key that its dialog made: the same request again gets the first answer. Here stand the
guards, and the operations that move credit only; what moves money too stands in `club_wallet_payment.py`.
"""

from odoo import api, fields, models

from .account_move import RUNNING
from .club_errors import ClubNotAllowed, ClubOverLimit
from .club_wallet import Cause

TRANSFER = "transfer"
NOT_LEFT = ("active", "blocked")
WHATEVER_STATE = ("draft", "pilot", "live", "closed")


class ClubWallet(models.Model):
    _inherit = "club.wallet"

    allow_payout = fields.Boolean(related="program_id.allow_payout")
    allow_transfer = fields.Boolean(related="program_id.allow_transfer")
    exchange_points = fields.Integer(related="program_id.exchange_points")

    # -- guards -------------------------------------------------------------------------------------------------------

    def _may_operate(self, *groups, states=("active",), programs=RUNNING):
        """This wallet with all rights, for an operation that members of these groups of the club may do.

        Refuses who lacks the group or cannot see the wallet, one's own card, and members and programmes in other states.
        """
        self.ensure_one()
        user = self.env.user
        if not any(user.has_group(f"customer_club.customer_club_group_{group}") for group in groups):
            raise ClubNotAllowed(self.env._("%s has no right to do this with a wallet.", user.name))
        self.check_access("read")
        # sudo: the ledger and the books are written by the club itself; who may ask for it was decided above
        wallet = self.sudo()
        member, program = wallet.member_id, wallet.program_id
        member._refuse_own_card(user)
        if member.state not in states or not member.active:
            raise ClubNotAllowed(self.env._("%(member)s: not for a member who is %(state)s.", member=member.display_name,
                                            state=member._state_label()))
        if program.state not in programs:
            raise ClubNotAllowed(self.env._("The programme %s does not run.", program.name))
        return wallet

    def _company_row(self):
        """The programme company that the current company operates for; refuses companies outside of the programme."""
        row = self.program_id._company(self.env.company)
        if not row:
            raise ClubNotAllowed(self.env._(
                "%(company)s takes no part in the programme %(program)s.", company=self.env.company.name,
                program=self.program_id.name))
        return row

    def _operation_cause(self, operation, key, reason=None):
        """The `Cause` of an operation with this request key, for the current company."""
        return Cause(f"{operation}:{key}", request_key=key, program_company_id=self._company_row().id, reason=reason or None)

    # -- operations on credit alone -----------------------------------------------------------------------------------

    def _operate_transfer(self, target, purse, amount, key, reason=None):
        """Give credit to another member. Returns the entries of both."""
        program, cause = self.program_id, self._operation_cause(TRANSFER, key, reason)
        (self | target)._lock()
        if not self._has_done(cause):
            if not program.allow_transfer:
                raise ClubNotAllowed(self.env._("The programme %s allows no transfers between members.", program.name))
            self._require_transfer_limit(purse, amount)
        return self.transfer(target, purse, amount, cause)

    def _has_done(self, cause):
        """Whether a request has already written its entries in this wallet."""
        return bool(self.env["club.wallet.entry"].search_count(
            [("wallet_id", "=", self.id), ("source_key", "=", cause.source_key)], limit=1))

    def _require_transfer_limit(self, purse, amount):
        program = self.program_id
        left = program.transfer_limit - self._transferred_today()
        if program.transfer_limit and program._to_minor(self._money_worth(purse, amount)) > program._to_minor(left):
            raise ClubOverLimit(self.env._(
                "A member may transfer %(limit)s per day; %(left)s is left today, %(amount)s was asked for.",
                limit=program._money(program.transfer_limit), left=program._money(max(0, left)),
                amount=program._money(amount, purse)))

    def _money_worth(self, purse, amount):
        """What an amount of a purse pays."""
        return amount * self.program_id.point_price if purse == "points" else amount

    def _transferred_today(self):
        """What was transferred away on the programme's day, in money."""
        program = self.program_id
        rows = self.env["club.wallet.entry"]._read_group([
            ("wallet_id", "=", self.id), ("kind", "=", "transfer_out"), ("source_key", "=like", f"{TRANSFER}:%"),
            ("entered_at", ">=", program._midnight(program._today()))], ["purse"], ["amount:sum"])
        return -sum(self._money_worth(purse, amount) for purse, amount in rows)

    def _operate_exchange(self, points, key):
        """Exchange points for bonus at the programme's rate. Returns both entries."""
        program, cause = self.program_id, self._operation_cause("exchange", key)
        if not program.exchange_points:
            raise ClubNotAllowed(self.env._("The programme %s exchanges no points.", program.name))
        if points <= 0 or points % program.exchange_points:
            raise ClubOverLimit(self.env._(
                "Points are exchanged by %(step)s; %(points)s was asked for.",
                step=program._money(program.exchange_points, "points"), points=program._money(points, "points")))
        return self.exchange(
            points, program._exchange_worth(points), cause, expires_on=program._expires_on("bonus"))

    def _operate_opening(self, purse, amount, key, expires_on=None):
        """Enter what a member brings from before the programme's own ledger, once per purse. Returns the entry."""
        cause = self._operation_cause("opening", key)
        self._lock()
        before = self.env["club.wallet.entry"].search([
            ("wallet_id", "=", self.id), ("kind", "=", "opening"), ("purse", "=", purse),
            ("source_key", "!=", cause.source_key)], limit=1)
        if before:
            raise ClubNotAllowed(self.env._(
                "%(member)s already has an opening balance of %(amount)s (%(purse)s). Correct it with an adjustment.",
                member=self.member_id.display_name, amount=self.program_id._money(before.amount, purse),
                purse=self._purse_label(purse)))
        return self.earn(purse, amount, cause, kind="opening", origin="opening",
                         expires_on=expires_on if purse != "paid" else None)


class ClubWalletLot(models.Model):
    _inherit = "club.wallet.lot"

    is_pending = fields.Boolean(compute="_compute_is_pending")

    @api.depends("pending_until")
    def _compute_is_pending(self):
        now = fields.Datetime.now()
        for lot in self:
            lot.is_pending = bool(lot.pending_until and lot.pending_until > now)

    def action_release(self):
        """Let what waits be spent now."""
        for wallet, lots in self.grouped("wallet_id").items():
            wallet = wallet._may_operate("manager")
            if released := wallet.release_pending(lots):
                wallet.member_id.message_post(body=self.env._("Released: %s.", ", ".join(
                    wallet.program_id._money(lot.remaining, lot.purse) for lot in released)))

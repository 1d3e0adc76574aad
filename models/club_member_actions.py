"""What a manager does with a member on the screen: reach them, block them, look at their purchases and wallet."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .club_labels import selection_labels


class ClubMember(models.Model):
    _inherit = "club.member"

    program_id = fields.Many2one(default=lambda self: self._default_program())
    branch_id = fields.Many2one(compute="_compute_branch_id", store=True, readonly=False, precompute=True)
    calendar = fields.Selection(default=lambda self: self._default_program().calendar or "gregorian")
    phone = fields.Char(compute="_compute_phone", inverse="_inverse_phone", search="_search_phone")
    email = fields.Char(related="partner_id.email", readonly=False)
    currency_id = fields.Many2one(related="program_id.currency_id")
    balance_paid = fields.Monetary("Paid credit", compute="_compute_balances")
    balance_bonus = fields.Monetary("Bonus", compute="_compute_balances")
    balance_points = fields.Float("Points", digits=(16, 0), compute="_compute_balances")
    has_pin = fields.Boolean("PIN set", compute="_compute_has_pin")

    @api.model
    def _default_program(self):
        programs = self.env["club.program"]
        return programs.search([("state", "in", ("live", "pilot"))], limit=1) or programs.search([], limit=1)

    @api.depends("program_id")
    def _compute_branch_id(self):
        """Propose the one branch of whoever enrols; nothing where there is a choice."""
        for program, members in self.filtered(lambda member: not member.branch_id).grouped("program_id").items():
            branches = self.env["club.branch"].search([("program_id", "=", program.id)])
            mine = branches.filtered(lambda branch: self.env.user in branch.staff_ids) or branches
            members.branch_id = mine if len(mine) == 1 else False

    @api.depends("partner_id.phone")
    def _compute_phone(self):
        for member in self:
            member.phone = member.partner_id.phone

    def _inverse_phone(self):
        for member in self:
            member.partner_id.phone = member.phone
            if member.phone and not member.partner_id.phone_sanitized:
                raise ValidationError(self.env._("This is not a phone number: %s.", member.phone))

    @api.model
    def _search_phone(self, operator, value):
        """Find a number however it is spelled: Persian digits, spaces, with or without the country's prefix."""
        if operator not in ("ilike", "like", "=", "in") or not value:
            return [("partner_id.phone", operator, value)]
        values = [value] if isinstance(value, str) else list(value)
        return fields.Domain.OR(
            self._found_by_phone(str(number)) | fields.Domain("partner_id.phone", "ilike", number) for number in values)

    def _compute_balances(self):
        for member in self:
            wallet = member.wallet_id
            member.balance_paid = wallet.balance_paid
            member.balance_bonus = wallet.balance_bonus
            member.balance_points = wallet.balance_points

    def _compute_has_pin(self):
        for member in self:
            member.has_pin = bool(member.sudo().pin_hash)  # sudo: nobody may read PIN fields; this answers yes or no

    # -- buttons ------------------------------------------------------------------------------------------------------

    def _check_may_manage(self):
        """Refuse to change the card of whoever asks: nobody looks after their own."""
        self.check_access("write")
        if not self.env.su:
            self._refuse_own_card(self.env.user)

    def _refuse_own_card(self, user):
        """Refuse members who are this user; also those who have the user's phone number under another name."""
        own = user.partner_id
        for member in self:
            partner = member.partner_id
            if partner == own or own.phone_sanitized and partner.phone_sanitized == own.phone_sanitized:
                raise UserError(self.env._("This is your own card. Ask a colleague to change it."))

    def _state_label(self):
        return selection_labels(self, "state")[self.state]

    def action_block(self):
        self._check_may_manage()
        self.write({"state": "blocked"})

    def action_unblock(self):
        self._check_may_manage()
        self.write({"state": "active"})

    def action_set_pin(self):
        self._check_may_manage()
        return {
            "type": "ir.actions.act_window", "name": self.env._("PIN of %s", self.partner_id.name),
            "res_model": "club.member.pin", "view_mode": "form", "target": "new",
            "context": {"default_member_id": self.id},
        }

    def action_open_wallet(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Wallet"), "res_model": "club.wallet",
            "view_mode": "form", "res_id": self.wallet_id.id,
        }

    def action_print_statement(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Statement of %s", self.partner_id.name),
            "res_model": "club.wallet.statement", "view_mode": "form", "target": "new",
            "context": {"default_member_id": self.id},
        }

    def action_open_purchases(self):
        return self._list_of("customer_club.club_purchase_action")

    def action_open_entries(self):
        return self._list_of("customer_club.club_wallet_entry_action")

    def _list_of(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {"domain": [("member_id", "=", self.id)], "context": {}}

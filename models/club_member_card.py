"""Cards that were reported lost: the member gets a new number, the old one is refused wherever it turns up."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .club_client import RELOAD, notification


class ClubMemberCard(models.Model):
    _name = "club.member.card"
    _description = "Lost Card"
    _order = "id desc"
    _rec_name = "card_number"

    member_id = fields.Many2one("club.member", required=True, readonly=True, ondelete="cascade", index=True)
    program_id = fields.Many2one(related="member_id.program_id", store=True)
    card_number = fields.Char(required=True, readonly=True)
    lost_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "Blocked by", required=True, readonly=True, ondelete="restrict")

    _number_once = models.UniqueIndex("(program_id, card_number)")

    def _sentence(self):
        return self.env._("The card %(card)s was reported lost on %(date)s. Ask for the phone number.",
                          card=self.card_number, date=format_date(self.env, self.lost_at))


class ClubMember(models.Model):
    _inherit = "club.member"

    lost_card_ids = fields.One2many("club.member.card", "member_id", "Lost cards")

    @api.constrains("card_number", "program_id")
    def _check_card_not_lost(self):
        for program, members in self.grouped("program_id").items():
            if lost := self._lost_card(program, *members.mapped("card_number")):
                raise ValidationError(self.env._("The card %s was reported lost. Choose another number.", lost.card_number))

    @api.model
    def _lost_card(self, program, *numbers):
        """The report of this card's loss (in any of these spellings), or an empty record."""
        # sudo: whoever enters a card need not be able to see whose was lost
        return self.env["club.member.card"].sudo().search(
            [("program_id", "=", program.id), ("card_number", "in", numbers)], limit=1)

    def action_lost_card(self):
        """Block the member's card and give a new number. Returns a notification with it."""
        self.ensure_one()
        self._check_may_manage()
        old = self.card_number
        # sudo: reports of lost cards are written here only
        self.env["club.member.card"].sudo().create({"member_id": self.id, "card_number": old, "user_id": self.env.uid})
        self.card_number = self._new_card_number()
        return notification(self.env._("The new number is %s.", self.card_number), RELOAD,
                            title=self.env._("Card %s is blocked", old), sticky=True)

"""By what else reports group: changes of tier and messages by their member's branch, wallet entries by what they mean."""

from odoo import api, fields, models
from odoo.tools import SQL

from .club_told import array

MOVEMENTS = [("granted", "Granted"), ("opening", "Opening balances"), ("paid_in", "Topped up"), ("spent", "Spent"),
             ("lapsed", "Lapsed"), ("adjusted", "Adjusted"), ("moved", "Exchanged, transferred, paid out")]
MOVEMENT_OF = {  # what was spent and given back is no spending, what was granted and taken back no grant
    "opening": "opening", "earn": "granted", "claw_back": "granted", "top_up": "paid_in", "spend": "spent",
    "overdraw": "spent", "give_back": "spent", "expire": "lapsed", "forfeit": "lapsed", "adjust": "adjusted",
    "exchange": "moved", "payout": "moved", "transfer_out": "moved", "transfer_in": "moved"}


class ClubWalletEntry(models.Model):
    _name = "club.wallet.entry"
    _inherit = ["club.wallet.entry", "club.told.mixin"]

    movement = fields.Selection(
        MOVEMENTS, compute="_compute_movement", search=lambda self, *asked: self._search_told("movement", *asked),
        help="Granted: less what returns took back. Spent: less what was given back. Lapsed: with what members gave up.")

    @api.depends("kind")
    def _compute_movement(self):
        for entry in self:
            entry.movement = MOVEMENT_OF.get(entry.kind, False)

    def _told_sql(self, alias, name):
        if name != "movement":
            return super()._told_sql(alias, name)
        kinds, movements = zip(*MOVEMENT_OF.items(), strict=True)
        return SQL("(%s)[array_position(%s, %s.kind)]", array(movements, "varchar"), array(kinds, "varchar"), alias)


class ClubTierHistory(models.Model):
    _inherit = "club.tier.history"

    branch_id = fields.Many2one(related="member_id.branch_id", string="Branch")


class ClubMessage(models.Model):
    _inherit = "club.message"

    branch_id = fields.Many2one(related="member_id.branch_id", string="Branch")
    provider = fields.Selection(related="gateway_id.provider")

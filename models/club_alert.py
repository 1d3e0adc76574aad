"""Something that staff must look at. The sale went through: nothing of the club blocks a sale or a closing."""

from odoo import fields, models

ALERT_KINDS = [
    ("tampering", "The till's offers do not add up"),
    ("code", "A code that was no longer good"),
    ("limit", "An offer given past its limit"),
    ("shortfall", "Wallet payment not covered"),
    ("member", "Member refused"),
    ("return", "Wallet part of a return not given back"),
    ("deduction", "Spent credit and the refund"),
    ("invariant", "Ledger check failed"),
    ("books", "Not posted to the books"),
    ("gateway", "Messages do not go out"),
    ("job", "A job failed"),
    ("other", "Other"),
]


class ClubAlert(models.Model):
    _name = "club.alert"
    _description = "Club Alert"
    _inherit = ["club.labelled.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    kind = fields.Selection(ALERT_KINDS, required=True, readonly=True)
    message = fields.Text(required=True, readonly=True)
    program_id = fields.Many2one("club.program", ondelete="cascade", readonly=True, index=True)
    branch_id = fields.Many2one("club.branch", ondelete="restrict", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", ondelete="restrict", readonly=True, index=True)
    member_id = fields.Many2one("club.member", ondelete="restrict", readonly=True, index="btree_not_null")
    purchase_id = fields.Many2one("club.purchase", ondelete="restrict", readonly=True, index="btree_not_null")
    source_key = fields.Char(readonly=True)
    done = fields.Boolean(help="Looked at.")

    _once = models.UniqueIndex("(kind, source_key) WHERE source_key IS NOT NULL")

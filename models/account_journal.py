"""A sales journal may name the branch whose sales its invoices are."""

from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    club_branch_id = fields.Many2one(
        "club.branch", "Club branch", check_company=True, ondelete="restrict", index="btree_not_null",
        help="Invoices of this journal count as sales of this branch. Empty: of the company's only branch in a running "
             "programme; where the company has several, they do not reach the club.")

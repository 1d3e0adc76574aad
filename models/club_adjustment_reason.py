"""Why a purse is corrected by hand: the codes that people choose from, so that adjustments can be counted by reason."""

from odoo import fields, models


class ClubAdjustmentReason(models.Model):
    _name = "club.adjustment.reason"
    _description = "Reason of an Adjustment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short and lasting; the ledger keeps it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex("(code)", "This code is already in use.")

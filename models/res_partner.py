"""Members are found by the phone of their partner."""

from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    _club_phone = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")

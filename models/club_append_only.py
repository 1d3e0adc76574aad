"""Rows that the system writes once and that stay as they are: revisions, books, uses."""

from odoo import api, models

from .club_errors import ClubImmutable


class ClubAppendOnlyMixin(models.AbstractModel):
    _name = "club.append.only.mixin"
    _description = "Rows that are written once"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._refuse()
        return super().create(vals_list)

    def write(self, vals):
        self._refuse()

    def unlink(self):
        self._refuse()

    def copy(self, default=None):
        self._refuse()

    def _refuse(self):
        raise ClubImmutable(self.env._(
            "%s: a row is written once by the club itself and never changes.", self._description))

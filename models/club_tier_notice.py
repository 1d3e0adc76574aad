"""Tiers that are about to be lost: noted once, in time to do something about it."""

from odoo import models
from odoo.tools import format_date

from ..engine import tiers


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _notice_tiers_at_risk(self, members, book, today, counts):
        missing = {}
        for member in members.filtered(lambda member: member.tier_id == member.tier_earned_id):
            value_of = self._value_of(member, counts, today)
            if short := book.notice_days and tiers.at_risk(
                    book.rules, member._tier_state(), today, book.notice_days, value_of, member._tier_joined_on()):
                missing[member] = short
        if missing:
            self.env["club.member"]._tell_tier_at_risk(missing)


class ClubMember(models.Model):
    _inherit = "club.member"

    def _tell_tier_at_risk(self, missing):
        """Called once before a tier ends, with what members miss to keep it: member -> count. Notes it for staff."""
        self.union(*missing)._message_log_batch({member.id: self.env._(
            "The tier %(tier)s ends on %(date)s; %(missing)s more until then keep it.", tier=member.tier_id.name,
            date=format_date(self.env, member.tier_valid_until), missing=member.program_id._tier_words(short),
        ) for member, short in missing.items()})

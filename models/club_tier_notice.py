"""Tiers that are about to be lost: noted once, in time to do something about it."""

from odoo import models
from odoo.tools import format_date

from ..engine import tiers


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _look_at_ends(self, staying, book, today):
        """Note which of these members, (`Standing`, its counts) each, are at risk, and that the night has looked at them."""
        members, missing = self.env["club.member"].browse([standing.id for standing, _value_of in staying]), {}
        for standing, value_of in staying:
            short = book.notice_days and standing.tier == standing.state.tier and tiers.at_risk(
                book.rules, standing.state, today, book.notice_days, value_of, standing.joined_on)
            if short:
                missing[members.browse(standing.id)] = short
        if missing:
            members._tell_tier_at_risk(missing)
        members._write_in_sql(tier_looked_on=[today] * len(members))


class ClubMember(models.Model):
    _inherit = "club.member"

    def _tell_tier_at_risk(self, missing):
        """Called once before a tier ends, with what members miss to keep it: member -> count. Notes it for staff."""
        self.union(*missing)._message_log_batch({member.id: self.env._(
            "The tier %(tier)s ends on %(date)s; %(missing)s more until then keep it.", tier=member.tier_id.name,
            date=format_date(self.env, member.tier_valid_until), missing=member.program_id._tier_words(short),
        ) for member, short in missing.items()})

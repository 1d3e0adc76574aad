"""What members agreed to: per channel and purpose, when, where and to which words. Rows are added, never changed.

The latest word counts. Without any, a member may be sent what they need to know (service) and no offers (marketing).
Who sends asks `_may_send` for members at hand, or puts `_may_send_sql` into a statement of its own.
"""

from odoo import api, fields, models
from odoo.tools import SQL

CHANNELS = [("sms", "SMS"), ("email", "E-mail"), ("phone", "Telephone call")]
PURPOSES = [("service", "Service"), ("marketing", "Offers and news")]
SOURCES = [
    ("back_office", "Back office"), ("till", "Till"), ("portal", "Member panel"), ("message", "Answer to a message"),
    ("import", "Import"), ("erased", "Was erased before")]
WITHOUT_A_WORD = {"service": True, "marketing": False}


class ClubConsent(models.Model):
    _name = "club.consent"
    _description = "Consent"
    _inherit = ["club.append.only.mixin", "club.labelled.mixin"]
    _order = "given_at desc, id desc"
    _rec_name = "channel"
    _log_access = False  # when and who are columns of the row itself

    member_id = fields.Many2one("club.member", required=True, ondelete="restrict")
    program_id = fields.Many2one("club.program", required=True, ondelete="restrict", index=True)
    channel = fields.Selection(CHANNELS, "Reached by", required=True)
    purpose = fields.Selection(PURPOSES, required=True)
    agreed = fields.Boolean(help="Not set: the member refused, or withdrew what they had agreed to.")
    given_at = fields.Datetime("When", required=True, default=fields.Datetime.now)
    source = fields.Selection(SOURCES, required=True)
    user_id = fields.Many2one("res.users", "Entered by", required=True, ondelete="restrict")
    wording = fields.Text(help="The words that the member agreed to or said.")

    _latest = models.Index("(member_id, channel, purpose, given_at DESC, id DESC)")

    @api.model
    @api.private
    def _record(self, members, agreed, channels, purposes, source, wording=None, given_at=None):
        """Note the word of members on each of these channels and purposes, one row each. Several may say the same again."""
        if not members:
            return
        members.flush_recordset(["program_id"])
        self.env.cr.execute(SQL(
            """INSERT INTO club_consent (member_id, program_id, channel, purpose, agreed, given_at, source, user_id, wording)
               SELECT m.id, m.program_id, channel, purpose, %s, %s, %s, %s, %s
                 FROM club_member m, unnest(%s) AS channel, unnest(%s) AS purpose WHERE m.id = ANY(%s) ORDER BY m.id""",
            agreed, given_at or fields.Datetime.now(), source, self.env.uid, wording or None,
            list(channels), list(purposes), members.ids))
        members.invalidate_recordset(["consent_ids"])

    @api.model
    @api.private
    def _may_send(self, channel, purpose, members):
        """Those of `members` to whom something of this purpose may be sent on this channel, in their order: one query."""
        members.flush_recordset(["active", "state"])
        allowed = {row[0] for row in self.env.execute_query(SQL(
            "SELECT m.id FROM club_member m WHERE m.id = ANY(%s) AND %s", members.ids, self._may_send_sql(channel, purpose)))}
        return members.filtered(lambda member: member.id in allowed)

    @api.model
    @api.private
    def _may_send_sql(self, channel, purpose, member="m"):
        """The condition of `_may_send` on rows of club_member, which a statement calls `member`."""
        member = SQL.identifier(member)
        return SQL(
            """(%(member)s.active AND %(member)s.state <> 'left' AND COALESCE(
                   (SELECT consent.agreed FROM club_consent consent
                     WHERE consent.member_id = %(member)s.id AND consent.channel = %(channel)s
                       AND consent.purpose = %(purpose)s
                     ORDER BY consent.given_at DESC, consent.id DESC LIMIT 1), %(otherwise)s))""",
            member=member, channel=channel, purpose=purpose, otherwise=WITHOUT_A_WORD[purpose])


class ClubMember(models.Model):
    _inherit = "club.member"

    consent_ids = fields.One2many("club.consent", "member_id", "Consents")

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._refuse_for_the_erased()
        return members

    def _refuse_for_the_erased(self):
        """Who was erased and is in the club again is sent nothing until they say otherwise."""
        # sudo: whoever makes a member need not see who was erased
        suppression = self.env["club.suppression"].sudo()
        for program, members in self.grouped("program_id").items():
            if suppression.search_count([("program_id", "=", program.id)], limit=1):
                digests = {
                    member: set(suppression._digests(member.partner_id.phone_sanitized, member.partner_id.email).values())
                    for member in members}
                erased = set(suppression.search([
                    ("program_id", "=", program.id), ("digest", "in", list(set().union(*digests.values())))]).mapped("digest"))
                self.env["club.consent"]._record(
                    members.filtered(lambda member, digests=digests, erased=erased: digests[member] & erased),
                    False, dict(CHANNELS), dict(PURPOSES), "erased")

    @api.model
    def _merged_models(self):
        return [*super()._merged_models(), "club.consent"]

    def _export_parts(self):
        names = ("given_at", "channel", "purpose", "agreed", "source", "wording")
        return super()._export_parts() | {"consents": [self._export_row(row, names) for row in self.consent_ids]}

    def action_note_consent(self):
        """Ask what the member said."""
        self.ensure_one()
        self._check_may_manage()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Consent of %s", self.partner_id.name),
            "res_model": "club.consent.note", "view_mode": "form", "target": "new",
            "context": {"default_member_id": self.id}}

"""Members who may be one person: the same phone, e-mail, or name and birthday. One query over all; merging is for people.

No two members have the same readable phone number (`phone_key`); what is compared here is what was typed.
"""

from odoo import fields, models
from odoo.tools import SQL

WHY = [("phone", "Same phone"), ("email", "Same e-mail"), ("birthday", "Same name and birthday")]
PHONE_TAIL = 9  # digits at the end: how a number is dialled at home and from abroad differs before them


class ClubMemberDuplicate(models.Model):
    _name = "club.member.duplicate"
    _description = "Possible Duplicate"
    _inherit = ["club.labelled.mixin"]
    _auto = False
    _depends = {
        "club.member": ["program_id", "partner_id", "active", "state", "name_key", "calendar", "birth_month", "birth_day"],
        "res.partner": ["phone", "email_normalized"]}
    _order = "member_id desc, id"
    _rec_name = "why"

    program_id = fields.Many2one("club.program", readonly=True)
    member_id = fields.Many2one("club.member", readonly=True)
    other_id = fields.Many2one("club.member", "Older member", readonly=True, help="The first who had the same.")
    member_joined_at = fields.Datetime("Joined", related="member_id.joined_at")
    visits = fields.Integer("Purchases", related="member_id.visits")
    other_visits = fields.Integer("Purchases of the older", related="other_id.visits")
    why = fields.Selection(WHY, readonly=True)

    @property
    def _table_query(self):
        same = {
            "phone": SQL("RIGHT(REGEXP_REPLACE(TRANSLATE(p.phone, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'),"
                         " '[^0-9]', '', 'g'), %s)", PHONE_TAIL),
            "email": SQL("NULLIF(p.email_normalized, '')"),
            "birthday": SQL("CASE WHEN m.birth_month > 0 THEN"
                            " CONCAT_WS('|', m.name_key, m.calendar, m.birth_month, m.birth_day) END")}
        parts = [SQL(
            """SELECT id * 3 + %(number)s AS id, program_id, id AS member_id, first AS other_id, %(why)s AS why FROM (
                   SELECT m.id, m.program_id, MIN(m.id) OVER (PARTITION BY m.program_id, %(same)s) AS first
                     FROM club_member m JOIN res_partner p ON p.id = m.partner_id
                    WHERE m.active AND m.state <> 'left' AND %(same)s <> '') %(alias)s
                WHERE first <> id""", number=number, why=why, same=condition, alias=SQL.identifier(f"by_{why}"))
            for number, (why, condition) in enumerate(same.items())]
        return SQL(" UNION ALL ").join(parts)

    def action_merge(self):
        """Open the dialog that merges the newer member into the older one."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_member_merge_action") | {
            "context": {"default_member_id": self.member_id.id, "default_target_id": self.other_id.id}}

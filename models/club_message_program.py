"""The programme's rules for messages: when nobody is written to, how often, and how every SMS ends."""

from odoo import fields, models


class ClubProgram(models.Model):
    _inherit = "club.program"

    message_template_ids = fields.One2many(
        "club.message.template", "program_id", "Texts of messages",
        domain=[("campaign_id", "=", False), ("step_id", "=", False)])
    sms_footer = fields.Char(
        "End of every SMS", translate=True,
        help="For example how to stop them. In Iran the authority requires لغو۱۱ under every SMS of a club. Codes have none.")
    quiet_from = fields.Float("Quiet from", help="In the branch's own time. Codes go out at any time.")
    quiet_until = fields.Float("Quiet until", help="Equal to the start: never quiet.")
    cap_count = fields.Integer(
        "Most messages", help="Offers and greetings that a member gets in the days below. Zero: no limit.")
    cap_days = fields.Integer("In days", default=7)
    sms_by_odoo = fields.Boolean(
        "Without a gateway through Odoo",
        help="Where a company has no gateway, its SMS go through Odoo's own service. Otherwise they wait for a gateway.")

    _message_rules = models.Constraint(
        "CHECK(COALESCE(quiet_from, 0) >= 0 AND COALESCE(quiet_from, 0) < 24 AND COALESCE(quiet_until, 0) >= 0"
        " AND COALESCE(quiet_until, 0) < 24 AND COALESCE(cap_count, 0) >= 0 AND COALESCE(cap_days, 0) >= 0)",
        "Quiet hours lie within a day, and limits are not negative.")

    def write(self, vals):
        done = super().write(vals)
        if "sms_footer" in vals:
            self.env.registry.clear_cache()
        return done

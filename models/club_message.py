"""One log of everything that the club sends, by SMS and by e-mail; what is queued in it is the outbox.

An event writes its message in its own transaction and sends nothing. Jobs send (`club_message_send.py`), and each message says
before the call that it is being sent: `sending`, committed. Whatever happens then, it is not sent blindly again. If the answer
is lost it is `unknown`, and the gateway is asked where it can be.
"""

import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import messages
from .club_labels import selection_labels

EVENTS = [
    ("code", "Code"), ("joined", "Joined"), ("purchase", "Purchase"), ("offer", "Offer"),
    ("credit", "Credit granted"), ("lapsing", "Credit lapsing"), ("birthday", "Birthday"), ("anniversary", "Anniversary"),
    ("tier_up", "Tier reached"), ("tier_risk", "Tier at risk"), ("step", "Step"), ("personal", "Personal"), ("other", "Other")]
CHANNELS = [("sms", "SMS"), ("email", "E-mail")]
STATES = [
    ("queued", "Waiting"), ("sending", "Being sent"), ("handed", "Handed to Odoo"), ("sent", "Sent"),
    ("delivered", "Delivered"), ("undelivered", "Not delivered"), ("blocked", "Blocked"), ("failed", "Failed"),
    ("unknown", "Outcome unknown"), ("cancelled", "Not sent")]
ERRORS = [
    ("key", "Key"), ("credit", "Credit"), ("sender", "Line"), ("address", "Address"), ("number", "Number"),
    ("blocked", "Blocked"), ("content", "Text"), ("template", "Pattern"), ("rate", "Too often"), ("down", "Gateway down"),
    ("unknown", "Unknown"), ("late", "Too late"), ("stopped", "Stopped")]
PRIORITY = {"code": 0, "offer": 20}  # less is sooner; everything else 10


class ClubMessage(models.Model):
    _name = "club.message"
    _description = "Message"
    _order = "id desc"
    _rec_name = "recipient"
    _log_access = False

    queued_at = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    program_id = fields.Many2one("club.program", readonly=True, ondelete="restrict", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    member_id = fields.Many2one("club.member", readonly=True, ondelete="restrict")
    event = fields.Selection(EVENTS, required=True, readonly=True)
    channel = fields.Selection(CHANNELS, "Sent by", required=True, readonly=True)
    marketing = fields.Boolean(readonly=True, help="Counts for the most that a member gets, and asks for consent.")
    recipient = fields.Char("To", readonly=True, help="A phone number or an e-mail address.")
    subject = fields.Char(readonly=True)
    body = fields.Text("Text", readonly=True, help="Codes are not kept here.")
    given_code_id = fields.Many2one(
        "club.code", "Code", ondelete="set null", readonly=True, index="btree_not_null",
        groups="customer_club.customer_club_group_manager,customer_club.customer_club_group_auditor",
        help="Takes the place of {code} when the message leaves.")
    parts = fields.Integer(readonly=True)
    state = fields.Selection(STATES, required=True, default="queued", readonly=True)
    error = fields.Selection(ERRORS, readonly=True)
    error_text = fields.Char("What happened", readonly=True)
    cost = fields.Float(readonly=True, digits=(16, 4), help="As the gateway told it.")
    gateway_id = fields.Many2one("club.sms.gateway", readonly=True, ondelete="set null")
    pattern = fields.Char(readonly=True, help="The gateway's approved text by which it goes out.")
    local_id = fields.Char("Our number", required=True, readonly=True, default=lambda self: self._new_local_id())
    remote_id = fields.Char("The gateway's number", readonly=True)
    sms_uuid = fields.Char("Odoo's SMS", readonly=True, index="btree_not_null")
    priority = fields.Integer(required=True, default=10, readonly=True)
    send_after = fields.Datetime("Not before", required=True, readonly=True, default=fields.Datetime.now)
    valid_until = fields.Datetime("Not after", readonly=True)
    attempts = fields.Integer(required=True, default=0, readonly=True)
    attempted_at = fields.Datetime("Last attempt", readonly=True)
    poll_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    delivered_at = fields.Datetime("Delivered", readonly=True)
    source_key = fields.Char("Occasion", readonly=True, help="The same occasion writes one message, however often it is met.")

    _local_once = models.UniqueIndex("(local_id)")
    _once = models.UniqueIndex("(member_id, event, channel, source_key) WHERE source_key IS NOT NULL")
    _of_member = models.Index("(member_id, queued_at)")
    _days = models.Index("USING brin (queued_at)")
    _due = models.Index("(company_id, priority, id) WHERE state = 'queued'")
    _open = models.Index("(gateway_id, attempted_at) WHERE state IN ('sending', 'unknown')")
    _to_poll = models.Index("(gateway_id, poll_at) WHERE state = 'sent'")
    _of_gateway = models.Index("(gateway_id, remote_id) WHERE remote_id IS NOT NULL")

    @api.model
    def _new_local_id(self):
        """A number that no other message, nor another copy of the database, gives to a gateway."""
        return str(secrets.randbits(62))

    @api.model
    @api.private
    def _with_code(self, text, code):
        """A text with the code that its member was given: only on its way out, since the log is read by many."""
        return messages.render(text or "", {"code": code.sudo()._grouped()}) if code else text  # sudo: for its own member

    # -- what people do -----------------------------------------------------------------------------------------------

    def action_send_again(self):
        """Queue failed messages again, and, after a person decided so, those of which nobody knows."""
        self.check_access("read")
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise UserError(self.env._("%s has no right to send messages again.", self.env.user.name))
        fit = self.filtered(lambda message: message.state in ("failed", "unknown", "undelivered") and message.event != "code")
        if not fit:
            raise UserError(self.env._("None of these can be sent again: choose failed or undelivered messages, no codes."))
        now = fields.Datetime.now()
        for message in fit.sudo():  # sudo: the log is written by the club itself; who may was decided above
            message.write({
                "state": "queued", "error": False, "error_text": False, "send_after": now, "valid_until": False, "attempts": 0,
                "local_id": self._new_local_id(), "remote_id": False, "gateway_id": False, "poll_at": False})

    def action_cancel(self):
        """Take messages that wait out of the queue."""
        self.check_access("read")
        if not self.env.user.has_group("customer_club.customer_club_group_manager"):
            raise UserError(self.env._("%s has no right to stop messages.", self.env.user.name))
        waiting = self.filtered(lambda message: message.state == "queued")
        # sudo: the log is written by the club itself; who may was decided above
        waiting.sudo().try_lock_for_update().write({
            "state": "cancelled", "error": "stopped",
            "error_text": self.env._("Stopped by %s.", self.env.user.name)})

    # -- Odoo's own SMS -----------------------------------------------------------------------------------------------

    @api.model
    @api.private
    def _take_over(self, gateway, handed):
        """Put what Odoo's queue would send into the outbox: `handed` as `_send_sms_batch` gets them."""
        company, now = gateway.env.company, fields.Datetime.now()
        numbers = {number["uuid"]: (number["number"], message["content"])
                   for message in handed for number in message["numbers"]}
        rows = self.env["sms.sms"].sudo().search([("uuid", "in", list(numbers))])  # sudo: nobody else may read them
        for sms in rows:
            number, body = numbers[sms.uuid]
            code, member = sms.club_code_id, sms.club_code_id.member_id
            self.sudo().create({  # sudo: the log is written by the club itself
                "company_id": (sms.club_company_id or company).id, "channel": "sms", "recipient": number,
                "event": "code" if code else "other", "priority": PRIORITY["code"] if code else 10,
                "body": False if code else body, "pattern": code and gateway.code_pattern, "sms_uuid": sms.uuid,
                "member_id": member.id, "program_id": member.program_id.id, "valid_until": code.expires_at,
                "queued_at": now, "send_after": now})
        gateway._wake()

    @api.model
    @api.private
    def _withdraw_codes(self, uuids):
        """Take codes that no longer hold out of the outbox."""
        self.sudo().search([  # sudo: as in `_take_over`
            ("sms_uuid", "in", uuids), ("state", "=", "queued")]).try_lock_for_update().write(
                {"state": "cancelled", "error": "late"})

    @api.private
    def _note_odoo_sms(self, sms):
        """Take over what became of the SMS that Odoo sent for this message."""
        self.ensure_one()
        state = {"process": "handed", "pending": "sent", "sent": "delivered", "canceled": "cancelled"}.get(sms.state, "failed")
        failure = sms.failure_type and selection_labels(sms, "failure_type")[sms.failure_type]
        self.write({
            "state": state, "error": "unknown" if state == "failed" else False, "error_text": failure,
            "sent_at": fields.Datetime.now() if state in ("sent", "delivered") else self.sent_at})

"""What steps tell: each in a text of its own, otherwise as the programme tells of credit granted.

Written with what is given, in one transaction; whom it may reach, and when, the outbox decides. A birthday is greeted once per
channel, however many steps it has: in the text of the step that runs first, else in the programme's greeting, else by the
word of credit granted. Only a code is told beside it: nothing else tells of it.
"""

from odoo import api, fields, models

from .club_message_events import greeting_key
from .club_step import PURSES

GREETINGS = ("birthday", "anniversary")
EVENT_OF = {"birthday": "birthday", "anniversary": "anniversary", "silent": "offer"}  # advertising; others are service


class ClubStep(models.Model):
    _inherit = "club.step"

    template_ids = fields.One2many("club.message.template", "step_id", "Texts", copy=True)

    @api.constrains("reward")
    def _check_texts(self):
        self.template_ids._check_placeholders()

    def _tell(self, given):
        """Write the messages about (member id, occasion, code's id or None), one for each."""
        texts, groups = self.template_ids._ready(), {}
        for member, occasion, code in given:
            groups.setdefault(occasion, {})[member] = code
        for occasion, codes in groups.items():
            key = f"step:{self.id}:{occasion}"
            if texts:
                if self.kind in GREETINGS and self.reward != "code":
                    key = greeting_key(self.kind, occasion)
                self.program_id._prepare_messages(EVENT_OF.get(self.kind, "step"), {
                    member: (key, {
                        "amount": lambda program: program._money_told(self.amount, PURSES[self.reward]),
                        "code": self.env["club.code"].browse(code)})
                    for member, code in codes.items()}, texts)
            elif self.reward in PURSES:
                self._tell_credit(self.env["club.member"].browse(codes), key)

    def _tell_credit(self, members, key):
        """Tell of credit where no greeting reaches the member on the same channel."""
        program = self.program_id
        greetings = ()
        if self.kind in GREETINGS:
            greetings = {*program._message_templates(self.kind), *program._step_channels(self.kind)}
        for channel, texts in program._message_templates("credit").items():
            greeted = members[:0]
            if channel in greetings:
                greeted = self.env["club.consent"]._may_send(channel, "marketing", members)
            if told := members - greeted:
                told._tell_credit(self.amount, PURSES[self.reward], key, {channel: texts})


class ClubProgram(models.Model):
    _inherit = "club.program"

    def _step_channels(self, kind):
        """The channels on which a running step of a kind has a text of its own."""
        return self.env["club.step"].search([
            ("program_id", "=", self.id), ("kind", "=", kind), ("state", "=", "running")]).template_ids.mapped("channel")

    def _greetings(self, event):
        """The texts of a greeting, but those in whose place a running step has one of its own."""
        own = self._step_channels(event)
        return {channel: texts for channel, texts in self._message_templates(event).items() if channel not in own}

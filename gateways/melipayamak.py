"""Melipayamak: a user and a password, one SMS a call; an accepted one has a long number, anything short is an error's code."""

from . import base
from .base import Answer, GatewayError

ERRORS = {
    **dict.fromkeys((0, 10, 12, -1), base.KEY), 2: base.CREDIT, 3: base.RATE, 4: base.RATE,
    **dict.fromkeys((5, 9, -3, -7), base.SENDER), 6: base.DOWN, -6: base.DOWN, **dict.fromkeys((7, 14, 15), base.CONTENT),
    -4: base.TEMPLATE, -5: base.TEMPLATE}
OK = 1
SHORTEST_ID = 10  # digits


class Provider(base.Provider):
    """It tells nothing by a number of ours, so what became of an SMS whose answer was lost stays unknown."""

    key, label, url = "melipayamak", "Melipayamak", "https://rest.payamak-panel.com/api/SendSMS"
    has_patterns = needs_user = True
    states = {  # noqa: RUF012 - read only
        0: base.SENT, 1: base.DELIVERED, 2: base.UNDELIVERED, 3: base.FAILED, 8: base.SENT, 16: base.FAILED, 35: base.BLOCKED,
        200: base.SENT, 300: base.FAILED, 400: base.QUEUED, 500: base.FAILED}
    report_names = ("recId", "msgId"), ("status",)

    def send(self, texts):
        [each] = texts
        phone = base.iranian(each.phone)
        if each.pattern:
            value = self._call("BaseServiceNumber", {
                "to": phone, "bodyId": each.pattern, "text": ";".join(map(str, each.values.values()))})
        else:
            value = self._call("SendSMS", {
                "to": phone, "from": self.account.sender, "text": each.body, "isFlash": "false"})
        if value.isdigit() and len(value) >= SHORTEST_ID:
            return [Answer(each.local_id, base.SENT, value)]
        error = ERRORS.get(base.number(value))
        raise GatewayError(error or base.DOWN, value, lost=not error)

    def code_of(self, remote_id):
        return self._call("GetDeliveries2", {"recId": remote_id})

    def balance(self):
        return float(self._call("GetCredit", {})), "SMS"

    def _call(self, method, form):
        """The value that a method answers, as text; raises `GatewayError`."""
        status, answer, text = self.fetch("POST", f"{self.base}/{method}", form={
            "username": self.account.options.get("user") or "", "password": self.account.key, **form})
        if not isinstance(answer, dict) or "RetStatus" not in answer:
            raise base.no_answer(status, self.hide(text))
        value = base.first(answer, "Value")
        if answer["RetStatus"] != OK:
            code = base.number(value) if value else answer["RetStatus"]
            raise GatewayError(ERRORS.get(code, base.OTHER), f"{code} {answer.get('StrRetStatus', '')}".strip())
        return value

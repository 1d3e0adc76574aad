"""FarazSMS (IranPayamak): it says success or error; what an SMS became stands among the items of its send request."""

from . import base
from .base import Answer, GatewayError

FIELDS = {"recipient": base.NUMBER, "recipients": base.NUMBER, "line_number": base.SENDER, "text": base.CONTENT,
          "code": base.TEMPLATE, "attributes": base.TEMPLATE}


class Provider(base.Provider):
    """It tells nothing by a number of ours, so what became of an SMS whose answer was lost stays unknown."""

    key, label, url = "farazsms", "FarazSMS", "https://api.iranpayamak.com/ws/v1"
    has_patterns = True
    states = {  # noqa: RUF012 - read only
        "not-started": base.QUEUED, "in-queue": base.QUEUED, "sent": base.SENT, "delivered": base.DELIVERED,
        "delivery-failure": base.UNDELIVERED, "blacklist": base.BLOCKED, "send-failure": base.FAILED,
        "system-error": base.FAILED}
    report_names = ("send_request_id", "id"), ("status",)
    incoming_names = ("sender", "from"), ("line_number", "to"), ("text", "message")

    def send(self, texts):
        [each] = texts
        body = {"line_number": self.account.sender, "number_format": "english"}
        if each.pattern:
            data = self._call("POST", "sms/pattern", {
                **body, "code": each.pattern, "recipient": base.iranian(each.phone), "attributes": each.values})
        else:
            data = self._call("POST", "sms/simple", {
                **body, "text": each.body, "recipients": [base.iranian(each.phone)], "schedule": None})
        remote_id = data.get("id") if isinstance(data, dict) else data  # of a pattern it is the number alone
        return [Answer(each.local_id, base.SENT, str(remote_id or ""))]

    def code_of(self, remote_id):
        rows = (self._call("GET", f"send_request/{remote_id}/items") or {}).get("data")
        return rows[0].get("status") if rows else None

    def balance(self):
        return float(base.first(self._call("GET", "account/balance"), "balance_amount", "balanceAmount")), "IRR"

    def _call(self, method, path, data=None):
        """The `data` of an answer; raises `GatewayError`."""
        status, answer, text = self.fetch(
            method, f"{self.base}/{path}", headers={"Api-Key": self.account.key}, data=data)
        if not isinstance(answer, dict) or answer.get("status") not in ("success", "error"):
            raise base.no_answer(status, self.hide(text))
        if answer["status"] == "error":
            said = answer.get("messages") or answer.get("message") or ""
            raise GatewayError(base.error_by_field(status, said, FIELDS), f"HTTP {status} {said}".strip())
        return answer.get("data")

"""IPPanel Edge: numbers in E.164; the outbox id of a message is what its report is asked by."""

from . import base
from .base import Answer, GatewayError

FIELDS = {"recipients": base.NUMBER, "from_number": base.SENDER, "code": base.TEMPLATE, "message": base.CONTENT}
PATTERN_FIELDS = {**FIELDS, "params": base.TEMPLATE}


class Provider(base.Provider):
    """It tells nothing by a number of ours, so what became of an SMS whose answer was lost stays unknown."""

    key, label, url = "ippanel", "IPPanel Edge", "https://edge.ippanel.com/v1/api"
    has_patterns = True
    states = {  # noqa: RUF012 - read only
        0: base.SENT, 1: base.SENT, 2: base.DELIVERED, 3: base.UNDELIVERED, 4: base.BLOCKED}
    report_names = ("message_outbox_id", "bulk_id"), ("message_status", "status")
    incoming_names = ("from", "sender"), ("to",), ("message", "text")

    def send(self, texts):
        [each] = texts
        body = {"from_number": _line(self.account.sender)}
        if each.pattern:
            body |= {"sending_type": "pattern", "code": each.pattern, "recipients": [each.phone], "params": each.values}
        else:
            body |= {"sending_type": "webservice", "message": each.body, "params": {"recipients": [each.phone]}}
        data = self._call("POST", "send", data=body)
        ids = data.get("message_outbox_ids") if isinstance(data, dict) else None
        if not ids:
            raise GatewayError(base.DOWN, "no message_outbox_ids", lost=True)
        return [Answer(each.local_id, base.SENT, str(ids[0]))]

    def code_of(self, remote_id):
        rows = self._call("GET", "report/recipients", query={"bulk_id": remote_id})
        return rows[0].get("message_status") if rows else None

    def balance(self):
        return self._call("GET", "payment/credit/mine")["credit"], "IRR"

    def _call(self, method, path, data=None, query=None):
        """The `data` of an answer; raises `GatewayError`."""
        status, answer, text = self.fetch(
            method, f"{self.base}/{path}", headers={"Authorization": self.account.key}, data=data, query=query)
        meta = answer.get("meta") if isinstance(answer, dict) else None
        if not isinstance(meta, dict):
            raise base.no_answer(status, self.hide(text))
        if meta.get("status") is not True:
            fields = PATTERN_FIELDS if data and data["sending_type"] == "pattern" else FIELDS
            raise GatewayError(base.error_by_field(status, meta.get("errors"), fields),
                               f"{meta.get('message_code', '')} {meta.get('message', '')}".strip())
        return answer.get("data")


def _line(sender):
    """A line as IPPanel takes it: +98 and the rest."""
    return sender if sender.startswith("+") else "+98" + sender.removeprefix("98").lstrip("0")

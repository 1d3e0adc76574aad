"""SMS.ir: it tells nothing by a number of ours, so what became of an SMS whose answer was lost stays unknown."""

from . import base
from .base import Answer, GatewayError

ERRORS = {
    **dict.fromkeys((10, 11, 12, 13, 14, 15), base.KEY), 20: base.RATE, 101: base.SENDER, 123: base.SENDER, 124: base.SENDER,
    102: base.CREDIT, 103: base.CONTENT, 117: base.CONTENT, 104: base.NUMBER, 115: base.REFUSED,
    **dict.fromkeys((113, 114, 116), base.TEMPLATE), 0: base.DOWN}
OK = 1
BLACKLISTED = 0


class Provider(base.Provider):
    """Each SMS with its own text by `likeToLike`; `null` in the answer is a bad number, 0 a blacklisted one."""

    key, label, url = "smsir", "SMS.ir", "https://api.sms.ir/v1"
    batch, most_reports, has_patterns = 100, 1, True
    states = {  # noqa: RUF012 - read only
        1: base.DELIVERED, 2: base.UNDELIVERED, 3: base.SENT, 4: base.FAILED, 5: base.SENT, 6: base.FAILED, 7: base.BLOCKED,
        8: base.UNKNOWN}
    report_names = ("messageId", "id"), ("deliveryState", "status")
    incoming_names = ("mobile", "from"), ("number", "to", "lineNumber"), ("messageText", "text")

    def send(self, texts):
        if texts[0].pattern:
            return [self._send_pattern(texts[0])]
        data = self._call("POST", "send/likeToLike", {
            "lineNumber": self.account.sender, "messageTexts": [each.body for each in texts],
            "mobiles": [base.iranian(each.phone) for each in texts], "sendDateTime": None})
        ids, cost = data.get("messageIds") or [], data.get("cost")
        if len(ids) != len(texts):
            raise GatewayError(base.DOWN, f"{len(ids)} of {len(texts)} answered", lost=True)
        share = cost / max(1, sum(map(bool, ids))) if cost else None
        return [self._answer(each.local_id, remote_id, share) for each, remote_id in zip(texts, ids, strict=True)]

    def _send_pattern(self, each):
        data = self._call("POST", "send/verify", {
            "mobile": base.iranian(each.phone), "templateId": int(each.pattern) if each.pattern.isdigit() else each.pattern,
            "parameters": [{"name": name, "value": str(value)} for name, value in each.values.items()]})
        return self._answer(each.local_id, data.get("messageId"), data.get("cost"))

    def _answer(self, local_id, remote_id, cost):
        if remote_id is None:
            return Answer(local_id, base.FAILED, error=base.NUMBER, raw="null")
        if remote_id == BLACKLISTED:
            return Answer(local_id, base.BLOCKED, error=base.REFUSED, raw="0")
        return Answer(local_id, base.SENT, str(remote_id), cost=cost)

    def code_of(self, remote_id):
        return self._call("GET", f"send/{remote_id}").get("deliveryState")

    def balance(self):
        return self._call("GET", "credit", plain=True), "SMS"

    def _call(self, method, path, data=None, *, plain=False):
        """The `data` of an answer; raises `GatewayError`. `plain`: a number, not an object."""
        status, answer, text = self.fetch(
            method, f"{self.base}/{path}", headers={"X-API-KEY": self.account.key}, data=data)
        code = answer.get("status") if isinstance(answer, dict) else None
        if not isinstance(code, int):
            raise base.no_answer(status, self.hide(text))
        if code != OK:
            raise GatewayError(ERRORS.get(code, base.OTHER), f"{code} {answer.get('message', '')}")
        found = answer.get("data")
        if not plain and not isinstance(found, dict):
            raise GatewayError(base.DOWN, f"HTTP {status} no data", lost=method == "POST")
        return found

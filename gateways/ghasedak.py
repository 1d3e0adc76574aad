"""Ghasedak: it keeps a reference of ours with each SMS, and tells by it what became of one whose answer was lost.

Names are read whatever the case of their letters: documentation and gateway differ in it.
"""

from . import base
from .base import Answer, GatewayError, Report

ERRORS = {
    401: base.KEY, 416: base.KEY, 418: base.CREDIT, 406: base.SENDER, 412: base.SENDER,
    **dict.fromkeys((413, 420, 422), base.CONTENT), **dict.fromkeys((426, 428, 429), base.TEMPLATE), 419: base.RATE,
    451: base.DOWN, 500: base.DOWN}
DUPLICATE = 451  # it had this reference before
BY_ID, BY_REFERENCE = 1, 2


class Provider(base.Provider):
    """One SMS a call: that of a single SMS takes no reference, so the one for many is called with one receptor."""

    key, label, url = "ghasedak", "Ghasedak", "https://gateway.ghasedak.me/rest/api/v1/WebService"
    most_reports, asks, has_patterns = 100, True, True
    states = {  # noqa: RUF012 - read only
        **dict.fromkeys((0, 2, 3, 9, 17), base.QUEUED), **dict.fromkeys((4, 10, 11), base.SENT), 14: base.DELIVERED,
        13: base.UNDELIVERED, **dict.fromkeys((8, 12, 15), base.BLOCKED), **dict.fromkeys((1, 6, 7, 16), base.FAILED)}
    incoming_names = ("sender", "from"), ("lineNumber", "to"), ("message",)

    def send(self, texts):
        [each] = texts
        phone = base.iranian(each.phone)
        if each.pattern:
            rows = self._call("POST", "SendOtpSMS", {
                "receptors": [{"mobile": phone, "clientReferenceId": each.local_id}], "templateName": each.pattern,
                "inputs": [{"param": name, "value": str(value)} for name, value in each.values.items()], "udh": False})
        else:
            rows = self._call("POST", "SendBulkSMS", {
                "lineNumber": self.account.sender, "receptors": [phone], "message": each.body,
                "clientReferenceId": each.local_id, "isVoice": False, "udh": False})
        remote_id = base.first(rows[0], "messageId") if rows else ""
        if not remote_id:
            raise GatewayError(base.DOWN, "no messageId", lost=True)
        return [Answer(each.local_id, base.SENT, remote_id)]

    def look_up(self, remote_ids):
        rows = self._status(BY_ID, remote_ids)
        return [Report(base.state(self.states, status), remote_id, raw=status) for remote_id, _reference, status in rows]

    def ask(self, local_ids):
        answers = {}
        for remote_id, reference, status in self._status(BY_REFERENCE, local_ids):
            if reference not in local_ids:  # whose it is nobody knows, so none may be taken for never sent
                raise GatewayError(base.DOWN, f"reference {reference or '?'} was not asked for")
            found = base.state(self.states, status)
            answers[reference] = Answer(reference, found, remote_id, base.ERROR_OF.get(found, ""), status)
        return answers

    def balance(self):
        return float(base.first(self._call("GET", "GetAccountInformation")[0], "credit")), "IRR"

    def _status(self, kind, ids):
        """(messageId, clientReferenceId, status) of SMS, as text."""
        rows = self._call("GET", "CheckSmsStatus", query={"Type": kind, "Ids": ",".join(ids)})
        return [tuple(base.first(row, name) for name in ("messageId", "clientReferenceId", "status")) for row in rows]

    def _call(self, method, name, data=None, query=None):
        """The rows of an answer: its `data`, or the list in it; raises `GatewayError`."""
        status, answer, text = self.fetch(
            method, f"{self.base}/{name}", headers={"ApiKey": self.account.key}, data=data, query=query)
        answer = lowered(answer)
        if not isinstance(answer, dict) or "issuccess" not in answer:
            raise base.no_answer(status, self.hide(text))
        if answer["issuccess"] is not True:
            code = base.number(answer.get("statuscode"))
            raise GatewayError(ERRORS.get(code, base.OTHER), f"{code} {answer.get('message') or ''}".strip(),
                               lost=code == DUPLICATE)
        found = answer.get("data")
        if isinstance(found, dict):
            found = next((found[name] for name in ("items", "receptors") if name in found), [found])
        return [row for row in found or [] if isinstance(row, dict)]


def lowered(value):
    """An object with its names in small letters, and what stands under `data` too."""
    if not isinstance(value, dict):
        return value
    return {name.lower(): lowered(each) if name.lower() == "data" else each for name, each in value.items()}

"""Kavenegar: the key stands in the address, and a number of ours that it had before is not sent again."""

import json

from . import base
from .base import Answer, GatewayError, Report

ERRORS = {
    401: base.KEY, 403: base.KEY, 407: base.KEY, 416: base.KEY, 418: base.CREDIT, 412: base.SENDER, 427: base.SENDER,
    424: base.TEMPLATE, 426: base.TEMPLATE, 428: base.TEMPLATE, 431: base.TEMPLATE, 432: base.TEMPLATE, 411: base.NUMBER,
    413: base.CONTENT, 420: base.CONTENT, 422: base.CONTENT, 451: base.RATE, 429: base.RATE, 409: base.DOWN}
UNKNOWN_ID = 100


class Provider(base.Provider):
    """`verify/lookup` knows no number of ours: a code whose answer was lost is not asked for."""

    key, label, url = "kavenegar", "Kavenegar", "https://api.kavenegar.com/v1"
    batch, most_reports, asks, has_patterns = 200, 500, True, True
    states = {  # noqa: RUF012 - read only
        1: base.QUEUED, 2: base.QUEUED, 4: base.SENT, 5: base.SENT, 6: base.FAILED, 10: base.DELIVERED, 11: base.UNDELIVERED,
        13: base.FAILED, 14: base.BLOCKED, 100: base.UNKNOWN}
    incoming_names = ("from",), ("to",), ("message",)

    def send(self, texts):
        if texts[0].pattern:
            return [self._send_pattern(texts[0])]
        entries = self._call("sms/sendarray", {
            "receptor": json.dumps([base.iranian(each.phone) for each in texts]),
            "sender": json.dumps([self.account.sender] * len(texts)),
            "message": json.dumps([each.body for each in texts], ensure_ascii=False),
            "localmessageids": json.dumps([int(each.local_id) for each in texts])})
        if len(entries) != len(texts):
            raise GatewayError(base.DOWN, f"{len(entries)} of {len(texts)} answered", lost=True)
        return [self._answer(each.local_id, entry) for each, entry in zip(texts, entries, strict=True)]

    def _send_pattern(self, each):
        values = list(each.values.values())
        tokens = dict(zip(("token", "token2", "token3"), values, strict=False))
        entries = self._call("verify/lookup", {
            "receptor": base.iranian(each.phone), "template": each.pattern, "type": "sms", **tokens})
        if not entries:
            raise GatewayError(base.DOWN, "no entry", lost=True)
        return self._answer(each.local_id, entries[0])

    def _answer(self, local_id, entry):
        state = base.state(self.states, entry.get("status"))
        raw = f"{entry.get('status')} {entry.get('statustext', '')}".strip()
        return Answer(local_id, state, str(entry.get("messageid") or ""), base.ERROR_OF.get(state, ""), raw,
                      entry.get("cost"))

    def look_up(self, remote_ids):
        entries = self._call("sms/status", {"messageid": ",".join(remote_ids)})
        return [Report(base.state(self.states, entry.get("status")), str(entry.get("messageid")),
                       raw=str(entry.get("status"))) for entry in entries]

    def ask(self, local_ids):
        entries = self._call("sms/statuslocalmessageid", {"localid": ",".join(local_ids)})
        return {str(entry.get("localid")): self._answer(str(entry.get("localid")), entry) for entry in entries
                if entry.get("status") != UNKNOWN_ID and entry.get("messageid")}

    def balance(self):
        info = self._call("account/info", {})
        return info["remaincredit"], "IRR"

    def _call(self, method, form):
        """The entries that a method answers; raises `GatewayError`."""
        status, data, text = self.fetch("POST", f"{self.base}/{self.account.key}/{method}.json", form=form)
        try:
            code, words = int(data["return"]["status"]), data["return"].get("message", "")
        except (TypeError, KeyError, ValueError):
            raise base.no_answer(status, self.hide(text)) from None
        if code != 200:
            raise GatewayError(ERRORS.get(code, base.OTHER), f"{code} {words}")
        return data.get("entries") or []

"""Any gateway that takes one SMS by one HTTP call; its settings say where what stands.

`options`: `method`, `auth` (none, header, bearer, query, basic), `auth_name`, `format` (json, form, query), `template`
(JSON object of what is sent), `id_path`, `error_path`, `error_map`, `status_url`, `status_path`, `status_map`, `by_local_id`,
`balance_url`, `balance_path`, `report_id`, `report_status`, `from_name`, `to_name`, `text_name`. A path is names and numbers
with dots between: `data.items.0.id`.
"""

import base64
import json
import re
from urllib.parse import quote

from . import base
from .base import Answer, GatewayError, Incoming, Report

ERROR_CLASSES = frozenset([
    base.KEY, base.CREDIT, base.SENDER, base.NUMBER, base.REFUSED, base.CONTENT, base.TEMPLATE, base.RATE, base.DOWN,
    base.OTHER])
STATE_CLASSES = frozenset([
    base.QUEUED, base.SENT, base.DELIVERED, base.UNDELIVERED, base.BLOCKED, base.FAILED, base.UNKNOWN])
PLACES = ("phone", "text", "sender", "local_id", "pattern", "code")
PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
BY_STATUS = {400: base.OTHER, 401: base.KEY, 403: base.KEY, 402: base.CREDIT, 404: base.OTHER}


class Provider(base.Provider):
    """One call for each SMS. Where the gateway knows our numbers, it is asked by them."""

    key, label, has_patterns = "generic", "Generic HTTP", True

    def __init__(self, account):
        super().__init__(account)
        self.options = account.options
        self.by_local_id = bool(self.options.get("by_local_id"))
        self.asks = bool(self.options.get("status_url")) and self.by_local_id
        self.reports = bool(self.options.get("status_url"))

    def send(self, texts):
        [each] = texts
        values = {"phone": each.phone, "text": each.body, "sender": self.account.sender or "", "local_id": each.local_id,
                  "pattern": each.pattern, "code": each.values.get("code", "")}
        fields = filled(json.loads(self.options.get("template") or "{}"), values)
        data, text = self._call(self.options.get("method") or "POST", self.base, fields)
        remote_id = at(data, self.options.get("id_path"))
        if self.options.get("id_path") and remote_id in (None, ""):
            raise GatewayError(base.DOWN, f"no id in: {text[:200]}", lost=True)
        return [Answer(each.local_id, base.SENT, str(remote_id or ""))]

    def look_up(self, remote_ids):
        name = "local_id" if self.options.get("by_local_id") else "id"
        return [self._state(name, each) for each in remote_ids]

    def ask(self, local_ids):
        found = {each: self._state("local_id", each) for each in local_ids}
        return {each: Answer(each, report.state, raw=report.raw) for each, report in found.items() if report}

    def _state(self, name, value):
        """What the gateway says of one SMS; None where it does not know it."""
        url = (self.options.get("status_url") or "").replace("{" + name + "}", quote(value, safe=""))
        try:
            data, _text = self._call("GET", url)
        except GatewayError as error:
            if error.raw.startswith("HTTP 404"):
                return None
            raise
        raw = str(at(data, self.options.get("status_path")))
        states = json.loads(self.options.get("status_map") or "{}")
        return Report(states.get(raw, base.UNKNOWN), "" if name == "local_id" else value,
                      value if name == "local_id" else "", raw)

    def balance(self):
        if not self.options.get("balance_url"):
            return None, ""
        data, _text = self._call("GET", self.options["balance_url"])
        return at(data, self.options.get("balance_path")), ""

    def read_reports(self, params):
        remote_id = base.first(params, self.options.get("report_id") or "id")
        raw = base.first(params, self.options.get("report_status") or "status")
        states = json.loads(self.options.get("status_map") or "{}")
        known = {"local_id": remote_id} if self.options.get("by_local_id") else {"remote_id": remote_id}
        return [Report(states.get(raw, base.UNKNOWN), raw=raw, **known)] if remote_id else []

    def read_incoming(self, params):
        names = (self.options.get(name) or default for name, default in (
            ("from_name", "from"), ("to_name", "to"), ("text_name", "text")))
        phone, line, body = (base.first(params, name) for name in names)
        return Incoming(phone, line, body) if phone else None

    def _call(self, method, url, fields=None):
        """(JSON or None, text) of an answer without an error; raises `GatewayError`."""
        headers, query = self._auth()
        form, data, kind = None, None, self.options.get("format") or "json"
        if fields is not None and (kind == "query" or method == "GET"):
            query = {**query, **fields}
        elif fields is not None:
            form, data = (fields, None) if kind == "form" else (None, fields)
        status, answer, text = self.fetch(method, url, headers=headers, query=query, form=form, data=data)
        text, raw = self.hide(text), at(answer, self.options.get("error_path"))
        classes = json.loads(self.options.get("error_map") or "{}")
        if raw is not None and str(raw) in classes:
            raise GatewayError(classes[str(raw)], str(raw))
        if status >= 500:
            raise base.no_answer(status, text)
        if status >= 400:
            raise GatewayError(BY_STATUS.get(status, base.OTHER), f"HTTP {status} {text[:200]}")
        return answer, text

    def _auth(self):
        """(headers, query) that carry the key."""
        kind, name, key = self.options.get("auth"), self.options.get("auth_name"), self.account.key
        if kind == "bearer":
            return {"Authorization": f"Bearer {key}"}, {}
        if kind == "basic":
            return {"Authorization": "Basic " + base64.b64encode(f"{name or ''}:{key}".encode()).decode()}, {}
        if kind == "header":
            return {name or "X-API-KEY": key}, {}
        return {}, {name or "key": key} if kind == "query" else {}


def filled(value, values):
    """A JSON value with the placeholders in its texts filled."""
    if isinstance(value, dict):
        return {name: filled(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, values) for each in value]
    return PLACE.sub(lambda found: str(values[found[1]]), value) if isinstance(value, str) else value


def at(data, path):
    """What stands at a path of a JSON value; None where nothing does.

    >>> at({"data": [{"id": 7}]}, "data.0.id")
    7
    """
    for name in (path or "").split("."):
        if isinstance(data, list) and name.isdigit() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, dict):
            data = data.get(name)
        else:
            return None
    return data

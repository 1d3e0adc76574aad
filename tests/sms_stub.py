"""A gateway that stands on this machine: a real HTTP server that speaks as Kavenegar, SMS.ir and a generic gateway do.

What it is told to do next stands in `script`: "cut" closes the connection once the SMS is accepted, "half" answers half of
the body, "slow" answers after `delay` seconds, a number answers that HTTP status without a body of the gateway, ("code", n)
refuses with the gateway's own code. Every phone that got an SMS stands in `delivered`, once for each time.
"""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Stub:
    """State of the stub; `states`: phone -> the gateway's own code of delivery; `blocked` and `bad`: phones."""

    key = "right-key"

    def __init__(self):
        self.script, self.requests, self.delivered, self.by_local, self.by_id = [], [], [], {}, {}
        self.states, self.blocked, self.bad, self.delay, self.credit, self.next_id = {}, set(), set(), 0, 1000, 100
        self.patterns, self.lock = [], threading.Lock()

    def accept(self, phone, text, local_id=""):
        """Take one SMS, unless its number was here before. Returns our id."""
        with self.lock:
            if local_id and local_id in self.by_local:
                return self.by_local[local_id]
            self.next_id += 1
            self.by_id[self.next_id] = phone
            if local_id:
                self.by_local[local_id] = self.next_id
            self.delivered.append((phone, text))
            return self.next_id

    @property
    def phones(self):
        return [phone for phone, _text in self.delivered]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.serve()

    do_POST = do_GET

    def serve(self):
        stub, parts = self.server.stub, urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        stub.requests.append((self.command, self.path, body))
        sends = any(word in parts.path for word in ("send/likeToLike", "send/verify", "sendarray", "lookup", "/sms"))
        step = stub.script.pop(0) if stub.script and (sends or stub.script[0] in ("any-cut",)) else None
        if step == "slow":
            time.sleep(stub.delay)
        if step == "refuse":
            return self.close()
        if isinstance(step, int):
            return self.answer(step, "<html>", Location="http://127.0.0.1/")
        code = step[1] if isinstance(step, tuple) else None
        kind = parts.path.split("/")[1]
        status, answer = getattr(self, kind)(parts.path.split("/", 2)[2], query, body, code)
        text = json.dumps(answer)
        if step == "cut":
            return self.close()
        if step == "half":
            return self.answer(status, text[:len(text) // 2], **{"Content-Length": str(len(text.encode()))})
        return self.answer(status, text)

    def close(self):
        self.close_connection = True
        self.connection.shutdown(2)

    def answer(self, status, text, **headers):
        self.send_response(status)
        data = text.encode()
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    # -- the gateways ---------------------------------------------------------------------------------------------------

    def kavenegar(self, path, _query, body, code):
        stub, form = self.server.stub, {name: values[0] for name, values in parse_qs(body).items()}
        key, method = path.split("/", 1)

        def reply(status, entries=None):
            return status, {"return": {"status": status, "message": f"message {status}"}, "entries": entries}
        if code or key != stub.key:
            return reply(code or 403)
        if method == "account/info.json":
            return reply(200, {"remaincredit": stub.credit, "type": "Master"})
        if method == "sms/sendarray.json":
            phones, texts, ids = (json.loads(form[name]) for name in ("receptor", "message", "localmessageids"))
            if stub.bad & set(phones):
                return reply(411)
            return reply(200, [self.entry(*each) for each in zip(phones, texts, ids, strict=True)])
        if method == "verify/lookup.json":
            stub.patterns.append(form)
            return reply(200, [self.entry(form["receptor"], form["token"], "")])
        if method == "sms/statuslocalmessageid.json":
            return reply(200, [{"localid": int(each), "messageid": stub.by_local.get(each),
                                "status": 4 if each in stub.by_local else 100} for each in form["localid"].split(",")])
        if method == "sms/status.json":
            return reply(200, [{"messageid": int(each), "status": stub.states.get(stub.by_id.get(int(each)), 4)}
                               for each in form["messageid"].split(",")])
        return reply(404)

    def entry(self, phone, text, local_id):
        stub = self.server.stub
        if phone in stub.blocked:
            return {"messageid": 0, "status": 14, "statustext": "blocked", "cost": 0, "receptor": phone}
        return {"messageid": stub.accept(phone, text, str(local_id)), "status": 1, "cost": 120, "receptor": phone}

    def smsir(self, path, _query, body, code):
        stub = self.server.stub

        def reply(status, data=None, http=200):
            return http, {"status": status, "message": f"message {status}", "data": data}
        if code is not None or self.headers.get("X-API-KEY") != stub.key:
            return reply(10 if code is None else code, http=401 if code is None else 400)
        if path == "credit":
            return reply(1, stub.credit)
        if path == "send/likeToLike":
            data = json.loads(body)
            return reply(1, {"packId": "p", "cost": len(data["mobiles"]), "messageIds": [
                None if phone in stub.bad else 0 if phone in stub.blocked else stub.accept(phone, text)
                for phone, text in zip(data["mobiles"], data["messageTexts"], strict=True)]})
        if path == "send/verify":
            data = json.loads(body)
            stub.patterns.append(data)
            return reply(1, {"messageId": stub.accept(data["mobile"], data["parameters"][0]["value"]), "cost": 1})
        if path.startswith("send/"):
            return reply(1, {"deliveryState": stub.states.get(stub.by_id.get(int(path[5:])), 5)})
        return 404, {}

    def generic(self, path, _query, body, code):
        stub = self.server.stub
        if self.headers.get("Authorization") != f"Bearer {stub.key}":
            return 401, {"error": "key"}
        if path == "balance":
            return 200, {"account": {"credit": stub.credit}}
        if path.startswith("status/"):
            local_id = path[7:]
            if local_id not in stub.by_local:
                return 404, {}
            return 200, {"state": stub.states.get(stub.by_id[stub.by_local[local_id]], "on the way")}
        data = json.loads(body)
        if code or data["to"] in stub.bad:
            return 400, {"error": code or "number"}
        if data["to"] in stub.blocked:
            return 400, {"error": "stop"}
        return 200, {"data": {"id": stub.accept(data["to"], data["text"], data["ref"])}}


GENERIC = {  # the settings with which the generic provider speaks to the stub
    "method": "POST", "auth": "bearer", "format": "json", "id_path": "data.id", "error_path": "error", "by_local_id": True,
    "template": '{"to": "{phone}", "text": "{text}", "ref": "{local_id}", "from": "{sender}"}',
    "error_map": '{"number": "number", "stop": "blocked", "money": "credit", "busy": "rate"}',
    "status_path": "state", "status_map": '{"on the way": "sent", "there": "delivered"}', "balance_path": "account.credit"}


@contextmanager
def stub_server():
    """A running stub. Yields (stub, address)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.stub = Stub()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.stub, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

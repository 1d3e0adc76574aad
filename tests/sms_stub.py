"""A gateway that stands on this machine: a real HTTP server that speaks as each of the providers does.

What it is told to do next stands in `script`: "cut" closes the connection once the SMS is accepted, "half" answers half of
the body, "slow" answers after `delay` seconds, a number answers that HTTP status without a body of the gateway, ("code", n)
refuses with the gateway's own code (IPPanel and FarazSMS: an HTTP status, or the name of a field that is wrong). Every phone
that got an SMS stands in `delivered`, once for each time.
"""

import json
import threading
import time
from contextlib import contextmanager, suppress
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


SENDING = ("send/likeToLike", "send/verify", "sendarray", "lookup", "/sms", "/SendSMS", "/BaseServiceNumber", "/SendBulkSMS",
           "/SendOtpSMS", "/ippanel/send")  # what the script is for


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
        sends = any(word in parts.path for word in SENDING)
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
        with suppress(BrokenPipeError):  # who asked has given up
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

    def melipayamak(self, path, _query, body, code):
        stub, form = self.server.stub, {name: values[0] for name, values in parse_qs(body).items()}

        def reply(value, status=1):
            return 200, {"Value": str(value), "RetStatus": status, "StrRetStatus": "Ok" if status == 1 else "InvalidData"}
        if (form.get("username"), form.get("password")) != ("me", stub.key):
            return reply(0, 35)
        if code is not None:
            return reply(code, 35 if code < 0 else 1)  # errors come with either
        if path == "GetCredit":
            return reply(f"{stub.credit}.0")
        if path == "GetDeliveries2":
            return reply(stub.states.get(stub.by_id[int(form["recId"]) - 10 ** 12], 8))
        if form["to"] in stub.bad | stub.blocked:
            return reply(11, 35)
        if path == "BaseServiceNumber":
            stub.patterns.append(form)
        return reply(10 ** 12 + stub.accept(form["to"], form["text"]))

    def ghasedak(self, path, query, body, code):
        stub, data = self.server.stub, json.loads(body) if body else {}

        def reply(data=None, status=200):
            return 200, {"isSuccess": status == 200, "statusCode": status, "message": "", "data": data}
        if code or self.headers.get("ApiKey") != stub.key:
            return reply(status=code or 401)
        if path == "GetAccountInformation":
            return reply({"credit": stub.credit, "plan": "gold"})
        if path == "CheckSmsStatus":
            known = stub.by_local if query["Type"] == "2" else {str(each): each for each in stub.by_id}
            references = {remote_id: local_id for local_id, remote_id in stub.by_local.items()}
            found = [known[each] for each in query["Ids"].split(",") if each in known]
            return reply({"items": [{
                "messageId": str(each), "clientReferenceId": references[each], "status": stub.states.get(stub.by_id[each], 4)}
                for each in found]})
        if path == "SendOtpSMS":
            stub.patterns.append(data)
            [to], [value] = data["receptors"], data["inputs"]
            remote_id = stub.accept(to["mobile"], value["value"], to["clientReferenceId"])
            return reply({"items": [{"receptor": to["mobile"], "messageId": str(remote_id)}], "cost": 1})
        [phone] = data["receptors"]
        if phone in stub.bad | stub.blocked:
            return reply(status=400)
        if data["clientReferenceId"] in stub.by_local:
            return reply(status=451)
        remote_id = stub.accept(phone, data["message"], data["clientReferenceId"])
        return 200, {"IsSuccess": True, "StatusCode": 200, "Message": "", "Data": {  # as its documentation spells it
            "Cost": 1, "Receptors": [{"Receptor": phone, "MessageId": remote_id}]}}

    def ippanel(self, path, query, body, code):
        stub, data = self.server.stub, json.loads(body) if body else {}

        def reply(data=None, http=200, errors=()):
            return http, {"data": data, "meta": {
                "status": http == 200, "message": "", "message_code": {200: "200-1", 401: "400-1"}.get(http, "400-2"),
                "errors": {name: ["wrong"] for name in errors}}}
        if self.headers.get("Authorization") != stub.key:
            return reply(http=401)
        if code:
            return reply(http=code) if isinstance(code, int) else reply(http=422, errors=[code])
        if path == "payment/credit/mine":
            return reply({"credit": stub.credit, "gift": 0})
        if path == "report/recipients":
            phone = stub.by_id[int(query["bulk_id"])]
            return reply([{"recipient": phone, "message_status": str(stub.states.get(phone, 0))}])
        pattern = data["sending_type"] == "pattern"
        [phone] = data["recipients"] if pattern else data["params"]["recipients"]
        if data["from_number"] != "+983000":
            return reply(http=422, errors=["from_number"])
        if phone in stub.bad | stub.blocked:
            return reply(http=422, errors=["params.recipients.0"])
        if pattern:
            stub.patterns.append(data)
        return reply({"message_outbox_ids": [stub.accept(phone, data["params"]["code"] if pattern else data["message"])]})

    def farazsms(self, path, _query, body, code):
        path = path.removeprefix("ws/v1/")
        stub, data = self.server.stub, json.loads(body) if body else {}

        def reply(data=None, http=200, messages=None):
            return http, {"status": "success" if http == 200 else "error", "messages": messages, "data": data}
        if self.headers.get("Api-Key") != stub.key:
            return reply(http=401, messages="Unauthenticated")
        if code:
            return reply(http=code) if isinstance(code, int) else reply(http=422, messages={code: ["wrong"]})
        if path == "account/balance":
            return reply({"balance_amount": str(stub.credit), "balance_count": "5.84"})
        if path.startswith("send_request/"):
            phone = stub.by_id[int(path.split("/")[1])]
            return reply({"data": [{"destination": phone, "status": stub.states.get(phone, "sent")}], "last_page": 1})
        pattern = path == "sms/pattern"
        [phone] = [data["recipient"]] if pattern else data["recipients"]
        if phone in stub.bad | stub.blocked:
            return reply(http=422, messages={"recipient" if pattern else "recipients.0": ["wrong"]})
        if pattern:
            stub.patterns.append(data)
            return reply(stub.accept(phone, data["attributes"]["code"]))
        return reply({"id": stub.accept(phone, data["text"]), "status": "in-queue"})

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


PLACES = {"kavenegar": "/kavenegar", "smsir": "/smsir", "generic": "/generic/sms", "melipayamak": "/melipayamak",
          "ghasedak": "/ghasedak", "ippanel": "/ippanel", "farazsms": "/farazsms/ws/v1"}
IN_E164 = ("generic", "ippanel")
TELLS_BLOCKED = ("kavenegar", "smsir", "generic")  # when it is given the SMS; the others tell it later
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

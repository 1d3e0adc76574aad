"""Each provider against a real HTTP server that speaks as its gateway does, in its good and its bad hours."""

import ipaddress
import socket
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from sms_stub import GENERIC, IN_E164, PLACES, TELLS_BLOCKED, Stub, stub_server  # noqa: E402 - tests with Odoo use it too

from gateways import PROVIDERS, base, http  # noqa: E402
from gateways.base import Account, GatewayError, Text  # noqa: E402


@pytest.fixture
def stub(monkeypatch):
    monkeypatch.setattr(http, "door", http.Door(("http", "https"), lambda address: address.is_loopback))
    with stub_server() as (stub, address):
        stub.address = address
        yield stub


@pytest.fixture(params=sorted(PLACES))
def kind(request):
    return request.param


def provider(kind, stub, key=Stub.key, **options):
    options = {"user": "me", **GENERIC, "balance_url": f"{stub.address}/generic/balance",
               "status_url": stub.address + "/generic/status/{local_id}", **options}
    return PROVIDERS[kind](Account(stub.address + PLACES[kind], key, "3000", options))


def texts(count=1, start=1):
    return [Text(str(1000 + number), f"+98912000{number:04}", f"Hello {number}") for number in range(start, start + count)]


def phone(kind, number=1):
    return f"{'+98' if kind in IN_E164 else '0'}912000{number:04}"


def send(gateway, batch):
    """All texts, in calls as large as the gateway takes."""
    starts = range(0, len(batch), gateway.batch)
    return [answer for start in starts for answer in gateway.send(batch[start:start + gateway.batch])]


def test_a_text_goes_out_with_its_number_and_comes_back_with_an_id(kind, stub):
    answers = send(provider(kind, stub), texts(3))
    assert [(answer.error, bool(answer.remote_id)) for answer in answers] == [("", True)] * 3
    assert stub.delivered == [(phone(kind, number), f"Hello {number}") for number in (1, 2, 3)]


def test_the_balance(kind, stub):
    assert provider(kind, stub).balance()[0] == 1000


def test_a_wrong_key_is_a_wrong_key_and_stands_in_no_error(kind, stub):
    for act in ("send", "balance"):
        with pytest.raises(GatewayError) as caught:
            gateway = provider(kind, stub, key="secret-wrong")
            gateway.send(texts()) if act == "send" else gateway.balance()
        assert (caught.value.error, caught.value.lost) == (base.KEY, False)
        assert "secret-wrong" not in str(caught.value)
    assert stub.delivered == []


@pytest.mark.parametrize(("kind", "code", "error"), [
    ("kavenegar", 418, base.CREDIT), ("kavenegar", 412, base.SENDER), ("kavenegar", 424, base.TEMPLATE),
    ("kavenegar", 451, base.RATE), ("kavenegar", 409, base.DOWN), ("kavenegar", 413, base.CONTENT),
    ("kavenegar", 499, base.OTHER), ("smsir", 102, base.CREDIT), ("smsir", 101, base.SENDER), ("smsir", 113, base.TEMPLATE),
    ("smsir", 20, base.RATE), ("smsir", 0, base.DOWN), ("smsir", 117, base.CONTENT), ("smsir", 13, base.KEY),
    ("melipayamak", 0, base.KEY), ("melipayamak", 2, base.CREDIT), ("melipayamak", 5, base.SENDER),
    ("melipayamak", 3, base.RATE), ("melipayamak", 6, base.DOWN), ("melipayamak", -4, base.TEMPLATE),
    ("melipayamak", 15, base.CONTENT), ("melipayamak", -99, base.OTHER), ("ghasedak", 416, base.KEY),
    ("ghasedak", 418, base.CREDIT), ("ghasedak", 412, base.SENDER), ("ghasedak", 419, base.RATE),
    ("ghasedak", 428, base.TEMPLATE), ("ghasedak", 413, base.CONTENT), ("ghasedak", 500, base.DOWN),
    ("ghasedak", 402, base.OTHER), ("ippanel", "from_number", base.SENDER), ("ippanel", "message", base.CONTENT),
    ("ippanel", "code", base.TEMPLATE), ("ippanel", "params.recipients", base.NUMBER), ("ippanel", 402, base.CREDIT),
    ("ippanel", 503, base.DOWN), ("ippanel", "send_time", base.OTHER), ("farazsms", "line_number", base.SENDER),
    ("farazsms", "text", base.CONTENT), ("farazsms", "attributes", base.TEMPLATE), ("farazsms", 402, base.CREDIT),
    ("farazsms", 500, base.DOWN), ("farazsms", 400, base.OTHER),
    ("generic", "money", base.CREDIT), ("generic", "busy", base.RATE), ("generic", "else", base.OTHER)])
def test_codes_are_classes_of_errors(kind, code, error, stub):
    stub.script = [("code", code)]
    with pytest.raises(GatewayError) as caught:
        provider(kind, stub).send(texts())
    assert (caught.value.error, caught.value.lost, stub.delivered) == (error, False, [])


def test_a_refused_number_and_a_blocked_one(kind, stub):
    stub.bad, stub.blocked = {phone(kind, 1)}, {phone(kind, 2)}
    gateway, found = provider(kind, stub), []
    for text in texts(3):
        try:
            found.append(gateway.send([text])[0].error)
        except GatewayError as error:
            found.append(error.error)
    plain = base.NUMBER if kind in ("ippanel", "farazsms") else base.OTHER
    assert found == ([base.NUMBER, base.REFUSED, ""] if kind in TELLS_BLOCKED else [plain, plain, ""])
    assert stub.phones == [phone(kind, 3)]


@pytest.mark.parametrize("step", ["cut", "half", 500, 502])
def test_without_a_whole_answer_nobody_knows(step, kind, stub):
    stub.script = [step]
    with pytest.raises(GatewayError) as caught:
        provider(kind, stub).send(texts())
    assert (caught.value.error, caught.value.lost) == (base.DOWN, True)
    assert len(stub.delivered) == (step in ("cut", "half"))


def test_a_gateway_that_does_not_listen_has_had_nothing(kind, stub):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        stub.address = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(GatewayError) as caught:
            provider(kind, stub).send(texts())
    assert (caught.value.error, caught.value.lost) == (base.DOWN, False)


def test_a_gateway_that_is_too_slow_is_left(kind, stub, monkeypatch):
    monkeypatch.setattr(http, "SECONDS", 0.3)
    stub.script, stub.delay = ["slow"], 1
    with pytest.raises(GatewayError) as caught:
        provider(kind, stub).send(texts())
    assert (caught.value.error, caught.value.lost) == (base.DOWN, True)


def test_too_many_calls(kind, stub):
    stub.script = [429]
    with pytest.raises(GatewayError) as caught:
        provider(kind, stub).send(texts())
    assert caught.value.error == base.RATE


@pytest.mark.parametrize("kind", ["kavenegar", "generic", "ghasedak"])
def test_what_became_of_a_lost_answer_is_asked_by_our_number(kind, stub):
    stub.script = ["cut"]
    gateway, [sent, never] = provider(kind, stub), texts(2)
    with pytest.raises(GatewayError):
        gateway.send([sent])
    answers = gateway.ask([sent.local_id, never.local_id])
    assert [(each, answer.state) for each, answer in answers.items()] == [(sent.local_id, base.SENT)]
    assert gateway.ask([never.local_id]) == {}
    assert len(stub.delivered) == 1


def test_a_number_that_kavenegar_had_is_not_sent_again(stub):
    gateway = provider("kavenegar", stub)
    first, again = gateway.send(texts(2)), gateway.send(texts(2))
    assert ([each.remote_id for each in first], len(stub.delivered)) == ([each.remote_id for each in again], 2)


@pytest.mark.parametrize(("kind", "code"), [
    ("kavenegar", 10), ("smsir", 1), ("generic", "there"), ("melipayamak", 1), ("ghasedak", 14), ("ippanel", 2),
    ("farazsms", "delivered")])
def test_reports_are_fetched(kind, code, stub):
    gateway = provider(kind, stub)
    [answer] = gateway.send(texts())
    name = texts()[0].local_id if kind == "generic" else answer.remote_id
    assert gateway.look_up([name])[0].state == base.SENT
    stub.states[phone(kind)] = code
    assert gateway.look_up([name])[0].state == base.DELIVERED


@pytest.mark.parametrize(("kind", "params", "expected"), [
    ("kavenegar", {"messageid": "7", "status": "10"}, [("7", "", base.DELIVERED)]),
    ("kavenegar", {"messageid": "7", "status": "x"}, [("7", "", base.UNKNOWN)]), ("kavenegar", {"status": "10"}, []),
    ("smsir", {"MessageId": 7, "DeliveryState": 7}, [("7", "", base.BLOCKED)]),
    ("melipayamak", {"recId": "7", "status": "35"}, [("7", "", base.BLOCKED)]),
    ("ghasedak", {"MessageId": 7, "Status": 12}, [("7", "", base.BLOCKED)]),
    ("ippanel", {"message_outbox_id": 7, "message_status": "4"}, [("7", "", base.BLOCKED)]),
    ("farazsms", {"id": 7, "status": "blacklist"}, [("7", "", base.BLOCKED)]),
    ("farazsms", {"id": 7, "status": "delivery-undetermined"}, [("7", "", base.UNKNOWN)]),
    ("generic", {"id": "7", "status": "there"}, [("", "7", base.DELIVERED)])])
def test_reports_that_the_gateway_brings(kind, params, expected, stub):
    found = provider(kind, stub).read_reports(params)
    assert [(report.remote_id, report.local_id, report.state) for report in found] == expected


def test_codes_by_a_pattern(stub):
    code = Text("1", "+989120000001", "", "login", {"code": "123456"})
    assert provider("kavenegar", stub).send([code])[0].remote_id
    assert provider("smsir", stub).send([code._replace(pattern="77")])[0].remote_id
    assert stub.patterns[0]["token"] == "123456" and stub.patterns[0]["template"] == "login"
    assert stub.patterns[1]["templateId"] == 77 and stub.patterns[1]["parameters"] == [{"name": "code", "value": "123456"}]


@pytest.mark.parametrize(("kind", "pattern", "sent"), [
    ("melipayamak", "77", {"to": "09120000001", "bodyId": "77", "text": "123456"}),
    ("ghasedak", "login", {"templateName": "login", "inputs": [{"param": "code", "value": "123456"}]}),
    ("ippanel", "login", {"code": "login", "recipients": ["+989120000001"], "params": {"code": "123456"}}),
    ("farazsms", "login", {"code": "login", "recipient": "09120000001", "attributes": {"code": "123456"}})])
def test_what_a_pattern_is_sent_with(kind, pattern, sent, stub):
    code = Text("1", "+989120000001", "", pattern, {"code": "123456"})
    assert provider(kind, stub).send([code])[0].remote_id
    assert (stub.delivered, stub.patterns[0] | sent) == ([(phone(kind), "123456")], stub.patterns[0])


def test_melipayamaks_ok_without_an_id_is_no_refusal(stub):
    stub.script = [("code", 1)]
    with pytest.raises(GatewayError) as caught:
        provider("melipayamak", stub).send(texts())
    assert (caught.value.error, caught.value.lost) == (base.DOWN, True)


def test_melipayamak_refuses_another_user(stub):
    with pytest.raises(GatewayError) as caught:
        provider("melipayamak", stub, user="you").send(texts())
    assert (caught.value.error, stub.delivered) == (base.KEY, [])


def test_a_reference_that_ghasedak_had_is_asked_for_and_not_sent_again(stub):
    gateway = provider("ghasedak", stub)
    [first] = gateway.send(texts())
    with pytest.raises(GatewayError) as caught:
        gateway.send(texts())
    assert (caught.value.lost, len(stub.delivered)) == (True, 1)
    assert gateway.ask([first.local_id])[first.local_id].remote_id == first.remote_id


def test_where_ghasedak_does_not_say_whose_an_answer_is_nothing_counts_as_never_sent(stub, monkeypatch):
    gateway = provider("ghasedak", stub)
    monkeypatch.setattr(gateway, "_status", lambda kind, ids: [("7", "", "4")])
    with pytest.raises(GatewayError):
        gateway.ask(["1001"])


@pytest.mark.parametrize("line", ["3000", "03000", "983000", "+983000"])
def test_lines_of_ippanel(line, stub):
    gateway = PROVIDERS["ippanel"](Account(stub.address + PLACES["ippanel"], Stub.key, line, {}))
    assert gateway.send(texts())[0].state == base.SENT


def test_every_provider_is_played():
    assert set(PLACES) == set(PROVIDERS)


# -- where calls may go ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "::1",
    "fe80::1", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "255.255.255.255"])
def test_the_own_network_is_not_public(address):
    assert not http.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_the_internet_is(address):
    assert http.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(("url", "code"), [
    ("https://127.0.0.1/", "own_network"), ("https://localhost/", "own_network"), ("https://[::1]:8069/", "own_network"),
    ("https://2130706433/", "own_network"), ("http://8.8.8.8/", "scheme"), ("file:///etc/passwd", "scheme"),
    ("gopher://8.8.8.8/", "scheme"), ("https://user:pass@8.8.8.8/", "user"), ("", "scheme")])
def test_addresses_that_gateways_may_not_have(url, code):
    with pytest.raises(http.Forbidden) as caught:
        http.check(url)
    assert caught.value.code == code


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A name that is public when it is checked and the own network a moment later."""
    answers, connected = [["8.8.8.8"], ["127.0.0.1"]], []
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda host, port, **_: [
        (None, None, None, "", (each, port)) for each in answers.pop(0)])

    def connect(address, timeout):
        connected.append(address[0])
        raise OSError("no network in tests")
    monkeypatch.setattr(http.socket, "create_connection", connect)
    with pytest.raises(http.Unreachable):
        http.call("GET", "https://rebinding.example/")
    assert (connected, answers) == (["8.8.8.8"], [["127.0.0.1"]])


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda host, port, **_: [
        (None, None, None, "", (each, port)) for each in ("8.8.8.8", "10.0.0.1")])
    with pytest.raises(http.Forbidden):
        http.call("GET", "https://two.example/")


def test_a_redirect_is_not_followed(stub):
    stub.script = [302]
    with pytest.raises(GatewayError) as caught:
        provider("smsir", stub).send(texts())
    assert (caught.value.error, caught.value.raw, len(stub.requests)) == (base.ADDRESS, "redirect 127.0.0.1", 1)

"""The interface that every provider has: one vocabulary of states and errors, whatever the gateway calls them."""

from typing import NamedTuple

from . import http

# States of a message at a gateway
QUEUED, SENT, DELIVERED, UNDELIVERED, BLOCKED, FAILED, UNKNOWN = (
    "queued", "sent", "delivered", "undelivered", "blocked", "failed", "unknown")

# Classes of errors
KEY, CREDIT, SENDER, ADDRESS = "key", "credit", "sender", "address"  # of the gateway: nothing goes out until someone acts
NUMBER, REFUSED, CONTENT, TEMPLATE = "number", "blocked", "content", "template"  # of one message: it will never go out
RATE, DOWN = "rate", "down"  # it may go out later
OTHER = "unknown"
OF_GATEWAY = frozenset([KEY, CREDIT, SENDER, ADDRESS])
AGAIN = frozenset([RATE, DOWN])
ERROR_OF = {BLOCKED: REFUSED, FAILED: OTHER}  # the error of an SMS that a gateway took and did not send
BY_STATUS = {401: KEY, 402: CREDIT, 403: KEY}


class Account(NamedTuple):
    """What a provider needs to know of a gateway. `options`: what only some have: `user`, the settings of the generic one."""

    url: str
    key: str
    sender: str
    options: dict


class Text(NamedTuple):
    """One SMS. `local_id`: our own number, digits; `phone`: E.164. With a `pattern` the gateway's approved text of that name
    is sent with `values`, name -> value, instead of `body`.
    """

    local_id: str
    phone: str
    body: str
    pattern: str = ""
    values: dict = {}  # noqa: RUF012 - read only


class Answer(NamedTuple):
    """What became of one SMS: `state` is one of the states; an `error` is one of the classes. `raw`: the gateway's words."""

    local_id: str
    state: str
    remote_id: str = ""
    error: str = ""
    raw: str = ""
    cost: float | None = None


class Report(NamedTuple):
    """A later word on an SMS, named by the gateway's id or by ours."""

    state: str
    remote_id: str = ""
    local_id: str = ""
    raw: str = ""


class Incoming(NamedTuple):
    """An SMS that somebody sent to one of the gateway's lines."""

    phone: str
    line: str
    body: str


class GatewayError(Exception):
    """A whole call failed. `lost`: the gateway may have carried it out, its answer did not arrive. `raw` has no key in it."""

    def __init__(self, error, raw="", *, lost=False):
        super().__init__(f"{error}: {raw}")
        self.error, self.raw, self.lost = error, raw, lost


class Provider:
    """A gateway of one kind. Subclasses say what their API is; nobody else knows which kind a gateway is."""

    key = label = url = ""
    batch = 1  # SMS in one call
    asks = False  # tells by our own number what became of an SMS whose answer was lost
    most_reports = 1  # SMS asked for in one call
    by_local_id = False  # its reports name an SMS by our number
    reports = True  # tells later what became of an SMS
    has_patterns = False
    needs_user = False  # asks for a user besides the key, which is the password then
    states = {}  # noqa: RUF012 - read only; the gateway's code -> state
    report_names = ("messageId",), ("status",)  # what its reports call the id and the code
    incoming_names = ("from",), ("to",), ("text",)  # what its incoming SMS call phone, line and text

    def __init__(self, account):
        self.account = account
        self.base = (account.url or self.url).rstrip("/")

    def send(self, texts):
        """Send at most `batch` texts, or one that has a pattern. Returns an `Answer` for each; raises `GatewayError`."""
        raise NotImplementedError

    def look_up(self, remote_ids):
        """The `Report`s of SMS by the gateway's ids, at most `most_reports`."""
        codes = ((each, self.code_of(each)) for each in remote_ids)
        return [Report(state(self.states, code), each, raw=str(code)) for each, code in codes]

    def code_of(self, remote_id):
        """The gateway's code of what became of one SMS."""
        raise NotImplementedError

    def ask(self, local_ids):
        """What became of SMS by our own numbers: {local id: Answer}; what the gateway never had is missing."""
        raise NotImplementedError

    def balance(self):
        """(amount, unit) that the account has; raises `GatewayError`."""
        raise NotImplementedError

    def read_reports(self, params):
        """The `Report`s in what the gateway's own call brought, name -> value."""
        remote_ids, code = (first(params, *names) for names in self.report_names)
        return [Report(state(self.states, code), each, raw=code) for each in remote_ids.split(",") if each]

    def read_incoming(self, params):
        """The `Incoming` SMS in what the gateway's own call brought, or None."""
        phone, line, body = (first(params, *names) for names in self.incoming_names)
        return Incoming(phone, line, body) if phone else None

    def fetch(self, method, url, **options):
        """One call. Returns (HTTP status, JSON or None, text)."""
        try:
            reply = http.call(method, url, **options)
        except http.Unreachable as error:
            raise GatewayError(DOWN, self.hide(str(error))) from error
        except http.Lost as error:
            raise GatewayError(DOWN, self.hide(str(error)), lost=True) from error
        except http.Forbidden as error:
            raise GatewayError(ADDRESS, self.hide(str(error))) from error
        if reply.status == 429:
            raise GatewayError(RATE, f"HTTP {reply.status}")
        return reply.status, reply.json(), reply.text

    def hide(self, raw):
        """A text without the key."""
        return raw.replace(self.account.key, "***") if self.account.key else raw


def first(params, *names):
    """The first of these names that has a value, whatever the case of the letters; as text."""
    lowered = {str(name).lower(): value for name, value in params.items()}
    return next((str(lowered[name.lower()]) for name in names if lowered.get(name.lower()) not in (None, "")), "")


def number(value):
    """A gateway's code as a number where it is one, else as text."""
    text = str(value).strip()
    return int(text) if text.removeprefix("-").isdecimal() else text


def state(states, code):
    """The state that a gateway's code stands for, whether it came as a number or as text."""
    return states.get(number(code), UNKNOWN)


def iranian(phone):
    """A phone (E.164) as gateways in Iran take it: Iranian ones with 0, foreign ones with 00."""
    return "0" + phone[3:] if phone.startswith("+98") else "00" + phone.removeprefix("+")


def error_by_field(status, errors, fields):
    """The class of an error by the HTTP status and by what is wrong: `errors` has names such as `params.recipients.0`, `fields`
    is name -> class.
    """
    named = {part for name in (errors if isinstance(errors, dict) else ()) for part in name.split(".")}
    found = next((error for name, error in fields.items() if name in named), "")
    return found or BY_STATUS.get(status, DOWN if status >= 500 else OTHER)


def no_answer(status, text):
    """The error of an answer that is not in the gateway's own form: on HTTP 5xx nobody knows whether it was carried out."""
    if 400 <= status < 500:
        return GatewayError(OTHER, f"HTTP {status} {text[:200]}")
    return GatewayError(DOWN, f"HTTP {status} {text[:200]}", lost=True)

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


class Account(NamedTuple):
    """What a provider needs to know of a gateway. `options`: the settings that only the generic provider has."""

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

    def __init__(self, account):
        self.account = account
        self.base = (account.url or self.url).rstrip("/")

    def send(self, texts):
        """Send at most `batch` texts, or one that has a pattern. Returns an `Answer` for each; raises `GatewayError`."""
        raise NotImplementedError

    def look_up(self, remote_ids):
        """The `Report`s of SMS by the gateway's ids, at most `most_reports`."""
        raise NotImplementedError

    def ask(self, local_ids):
        """What became of SMS by our own numbers: {local id: Answer}; what the gateway never had is missing."""
        raise NotImplementedError

    def balance(self):
        """(amount, unit) that the account has; raises `GatewayError`."""
        raise NotImplementedError

    def read_reports(self, params):
        """The `Report`s in what the gateway's own call brought, name -> value."""
        raise NotImplementedError

    def read_incoming(self, params):
        """The `Incoming` SMS in what the gateway's own call brought, or None."""
        raise NotImplementedError

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


def no_answer(status, text):
    """The error of an answer that is not in the gateway's own form: on HTTP 5xx nobody knows whether it was carried out."""
    if 400 <= status < 500:
        return GatewayError(OTHER, f"HTTP {status} {text[:200]}")
    return GatewayError(DOWN, f"HTTP {status} {text[:200]}", lost=True)

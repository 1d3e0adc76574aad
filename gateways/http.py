"""HTTP to gateways: to the public internet only, and honest about what is known of a call that failed.

A name is resolved once, every address that it has is checked, and the connection goes to the address that was checked: a
name that answers differently a moment later changes nothing. Redirects are not followed. Proxies of the environment are not
used.
"""

import contextlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

CONNECT_SECONDS = 5
SECONDS = 20  # for a whole call
MOST_BYTES = 2_000_000
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """Nothing was sent: no address, no connection."""


class Lost(Exception):
    """The request went out and no whole answer came back: the gateway may have carried it out."""


class Forbidden(Exception):
    """The address is not one that gateways may have. `code`: scheme, user, own_network or redirect."""

    def __init__(self, code, detail=""):
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


def is_public(address):
    """Whether an address is one of the public internet; one that carries an IPv4 address is what that one is."""
    if address.version == 6:
        inner = address.ipv4_mapped or address.sixtofour
        if not inner and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner:
            return is_public(inner)
    return address.is_global and not address.is_multicast


class Door(NamedTuple):
    """Where calls may go: `schemes`, and a function that says whether an IP address is admitted."""

    schemes: tuple[str, ...]
    admits: Callable


PUBLIC = Door(("https",), is_public)
door = PUBLIC  # tests put a door to their own stub server here; no setting does


class Reply(NamedTuple):
    """Status and text of an answer."""

    status: int
    text: str

    def json(self):
        """The answer as JSON, or None where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


def check(url, *, resolve=True):
    """Raise `Forbidden` unless a URL is one that gateways may have. An unknown name is let pass: it may be known later."""
    parts = urlsplit(url)
    if parts.scheme not in door.schemes or not parts.hostname:
        raise Forbidden("scheme", url.split("?")[0])
    if parts.username or parts.password:
        raise Forbidden("user", parts.hostname)
    if resolve:
        try:
            addresses_of(parts.hostname, parts.port or 443)
        except Unreachable:
            return


def addresses_of(host, port):
    """The addresses of a name, each of them admitted."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"{host}: {error}") from error
    addresses = [ipaddress.ip_address(each.split("%")[0]) for each in sorted(found)]
    for address in addresses:
        if not door.admits(address):
            raise Forbidden("own_network", f"{host} ({address})" if host != str(address) else host)
    return addresses


def call(method, url, *, headers=None, query=None, form=None, data=None):
    """One request. `form`: form fields; `data`: sent as JSON. Returns a `Reply`; raises `Unreachable`, `Lost`, `Forbidden`."""
    check(url, resolve=False)
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = addresses_of(parts.hostname, port)
    connection = _connect(parts, addresses, port)
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    queries = "&".join(filter(None, [parts.query, urlencode(query or {})]))
    headers = {"Accept": "application/json", "User-Agent": "Odoo", **(headers or {})}
    body = None
    if form is not None:
        body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded; charset=utf-8"
    elif data is not None:
        body, headers["Content-Type"] = json.dumps(data, ensure_ascii=False).encode(), "application/json; charset=utf-8"
    watchdog = threading.Timer(SECONDS, _hang_up, [connection.sock])  # a timeout of the socket counts each read by itself
    watchdog.start()
    try:
        connection.request(method, f"{target}?{queries}" if queries else target, body=body, headers=headers)
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise Forbidden("redirect", urlsplit(answer.getheader("Location") or "").hostname or "")
        return Reply(answer.status, _read(answer))
    except (OSError, http.client.HTTPException) as error:
        raise Lost(type(error).__name__) from error
    finally:
        watchdog.cancel()
        connection.close()


def _connect(parts, addresses, port):
    """A connection to one of these addresses; the name is checked in the server's certificate."""
    problem = None
    for address in addresses:
        try:
            raw = socket.create_connection((str(address), port), CONNECT_SECONDS)
            if parts.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname)
            raw.settimeout(SECONDS)
            connection = http.client.HTTPConnection(parts.hostname, port)
            connection.sock = raw
            return connection
        except OSError as error:  # also of TLS
            problem = error
    raise Unreachable(f"{parts.hostname}: {problem}")


def _hang_up(sock):
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _read(answer):
    """The text of an answer; one that is cut short or too long is lost."""
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES or answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return body.decode("utf-8", "replace")

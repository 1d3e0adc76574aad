"""Prints pages to PDF in a headless Chromium, spoken to through its DevTools pipe. Knows nothing of Odoo.

A page reaches nothing but what `load` hands it: no network, no files, no scripts. Each browser has a profile folder of its
own that goes with it, so prints do not meet. A print takes one to two seconds, most of it the browser's start.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress

BROWSERS = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")
SECONDS = 90
MM_PER_INCH = 25.4
# The browser reads commands from descriptor 3 and answers on 4. It reserves more address space than Odoo's workers may use.
LAUNCH = 'ulimit -S -v unlimited; exec "$@" 3<&0 4>&1 </dev/null >/dev/null'
FLAGS = (
    "--headless", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


class BrowserError(Exception):
    """The browser failed or took longer than allowed; the text says which."""


def find_browser():
    """Path of a Chromium or Chrome on this machine, None without one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


class Browser:
    """A running browser: `with Browser(load) as browser: pdf = browser.pdf(address, width, height)`.

    `load(address)` returns (content type, bytes) for what a page asks, or None to refuse. Raises BrowserError.
    """

    def __init__(self, load, seconds=SECONDS):
        self._load = load
        self._seconds = seconds
        self._session = None
        self._last_number = 0
        self._loaded = set()
        self._late = False

    def __enter__(self):
        self._folder = tempfile.mkdtemp(prefix="customer_club_print_")
        # Chromium's sandbox does not work for root. What we print comes from templates and runs no script.
        flags = [*FLAGS, f"--user-data-dir={self._folder}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        with open(os.path.join(self._folder, "stderr"), "wb") as stderr:
            self._process = subprocess.Popen(
                ["sh", "-c", LAUNCH, "sh", find_browser(), *flags],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, start_new_session=True)
        self._messages = self._read_messages()
        self._timer = threading.Timer(self._seconds, self._stop_late)
        self._timer.start()
        try:
            target = self._call("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self._call("Page.enable")
            self._call("Page.setLifecycleEventsEnabled", enabled=True)
            self._call("Fetch.enable", patterns=[{"urlPattern": "*"}])
            self._call("Emulation.setScriptExecutionDisabled", value=True)
            self._call("Emulation.setEmulatedMedia", media="screen")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception):
        self._timer.cancel()
        self._kill()
        self._process.wait()
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def pdf(self, address, width, height, margins=(0, 0, 0, 0), scale=1.0):
        """The PDF (bytes) of the page at `address`; lengths in millimetres, margins as top, right, bottom, left."""
        started = self._call("Page.navigate", url=address)
        if "errorText" in started:
            raise BrowserError(started["errorText"])
        while started["loaderId"] not in self._loaded:
            self._next()
        self._call("Runtime.evaluate", expression="document.fonts.ready.then(() => true)", awaitPromise=True)
        top, right, bottom, left = (margin / MM_PER_INCH for margin in margins)
        printed = self._call(
            "Page.printToPDF", printBackground=True, generateTaggedPDF=False, scale=scale,
            paperWidth=width / MM_PER_INCH, paperHeight=height / MM_PER_INCH,
            marginTop=top, marginRight=right, marginBottom=bottom, marginLeft=left)
        return base64.b64decode(printed["data"])

    # -- the pipe: JSON messages, each closed by a zero byte -----------------------------------------------------------

    def _call(self, method, **params):
        number = self._send(method, **params)
        while True:
            message = self._next()
            if message.get("id") != number:
                continue
            if "error" in message:
                raise BrowserError(f"{method}: {message['error']['message']}")
            return message["result"]

    def _send(self, method, **params):
        self._last_number += 1
        message = {"id": self._last_number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\0")
            self._process.stdin.flush()
        except OSError as error:
            raise self._gone() from error
        return self._last_number

    def _next(self):
        message = next(self._messages)
        if message.get("method") == "Fetch.requestPaused":
            self._answer(message["params"])
        elif message.get("method") == "Page.lifecycleEvent" and message["params"]["name"] == "load":
            self._loaded.add(message["params"]["loaderId"])
        return message

    def _answer(self, asked):
        found = self._load(asked["request"]["url"])
        if found is None:
            self._send("Fetch.failRequest", requestId=asked["requestId"], errorReason="BlockedByClient")
            return
        kind, content = found
        self._send(
            "Fetch.fulfillRequest", requestId=asked["requestId"], responseCode=200,
            responseHeaders=[{"name": "Content-Type", "value": kind}], body=base64.b64encode(content).decode())

    def _read_messages(self):
        pieces = []
        while chunk := self._process.stdout.read1(1 << 20):
            first, *others = chunk.split(b"\0")
            pieces.append(first)
            for other in others:
                yield json.loads(b"".join(pieces))
                pieces = [other]
        raise self._gone()

    # -- its end -------------------------------------------------------------------------------------------------------

    def _gone(self):
        if self._late:
            return BrowserError(f"not done after {self._seconds} seconds")
        with open(os.path.join(self._folder, "stderr"), encoding="utf-8", errors="replace") as stderr:
            return BrowserError(stderr.read()[-500:].strip() or "it stopped without a word")

    def _stop_late(self):
        self._late = True
        self._kill()

    def _kill(self):
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

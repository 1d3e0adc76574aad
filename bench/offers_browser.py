# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Run bench/offers_measure.mjs in headless Chromium, on a page that this file serves."""

import json
import shutil
import subprocess
import tempfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, Queue
from threading import Thread

PAGE = """<!doctype html><script type="module">
import { measure } from "/bench/offers_measure.mjs";
const { world, runs } = await (await fetch("/world")).json();
await fetch("/result", { method: "POST", body: JSON.stringify(measure(world, runs)) });
</script>"""
PATIENCE_SECONDS = 120


def in_chromium(root, world, runs):
    """Cold and warm milliseconds of one world in a fresh browser; None when there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    results = Queue()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(root, json.dumps({"world": world, "runs": runs}), results))
    Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        address = f"http://127.0.0.1:{server.server_port}/page"
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", address]
        browser = subprocess.Popen([chromium, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return results.get(timeout=PATIENCE_SECONDS)
        except Empty:
            return None
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()


def handler(root, world, results):
    """A request handler for the page, the world and the repository's files, which puts the posted result in a queue."""

    class Handler(SimpleHTTPRequestHandler):
        extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(root))

        def end_headers(self):
            # Isolated pages get a clock of 5 microseconds instead of 100.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            super().end_headers()

        def do_GET(self):
            texts = {"/page": ("text/html", PAGE), "/world": ("application/json", world)}
            if self.path not in texts:
                return super().do_GET()
            kind, text = texts[self.path]
            self._answer(kind, text.encode())

        def do_POST(self):
            results.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer("text/plain", b"")

        def _answer(self, kind, body):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments):
            pass

    return Handler

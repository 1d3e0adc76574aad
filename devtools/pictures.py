"""Takes the pictures of docs/first-sale.md in a fresh demo, with headless Chromium and its debugging socket.

    ./club demo --fresh --detach
    $CLUB_HOME/venv/bin/python devtools/pictures.py PORT
"""

import base64
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import websocket

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE = {"width": 1024, "height": 800, "deviceScaleFactor": 1, "mobile": False}
PATIENCE_SECONDS = 40
PHONE = "+1 202 555 0103"
FIND = """(selector, text) => [...document.querySelectorAll(selector)].find(
    (one) => one.offsetParent !== null && one.innerText.includes(text))"""


class Browser:
    def __init__(self, base):
        self.base, self.count = base, 0
        self.profile = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             "--remote-allow-origins=*", f"--user-data-dir={self.profile.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told = Path(self.profile.name, "DevToolsActivePort")
        self.until(lambda: told.exists() and told.read_text().count("\n"), "the browser")
        port, path = told.read_text().split()
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{port}{path}")
        self.session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Emulation.setDeviceMetricsOverride", **SIZE)

    def send(self, method, **params):
        self.count += 1
        session = {"sessionId": self.session} if self.session else {}
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": params, **session}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.count:
            pass
        return answer["result"]

    def until(self, condition, what):
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > end:
                self.picture("failed")
                raise TimeoutError(what)
            time.sleep(0.2)

    def run(self, script):
        return self.send("Runtime.evaluate", expression=script)["result"].get("value")

    def see(self, selector, text=""):
        found = f"Boolean(({FIND})({json.dumps(selector)}, {json.dumps(text)}))"
        self.until(lambda: self.run(found), f"{selector} {text}")

    def click(self, selector, text=""):
        self.see(selector, text)
        self.run(f"({FIND})({json.dumps(selector)}, {json.dumps(text)}).click()")

    def type(self, selector, text):
        self.see(selector)
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.send("Input.insertText", text=text)

    def picture(self, name):
        time.sleep(1.5)  # until everything has stopped moving
        data = self.send("Page.captureScreenshot", format="png")["data"]
        Path(IMAGES, f"{name}.png").write_bytes(base64.b64decode(data))

    def enter(self, login):
        self.send("Storage.clearCookies")
        self.send("Page.navigate", url=f"{self.base}/web/login")
        self.type("#login", login)
        self.type("#password", login)
        self.click("button[type=submit]")
        self.see(".o_main_navbar")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()


def open_till(browser, login, till):
    browser.enter(login)
    browser.send("Page.navigate", url=f"{browser.base}/odoo/point-of-sale")
    browser.see(".o_kanban_record", till)
    if login == "cashier":
        browser.picture("till-1-tills")
    browser.run(f"({FIND})('.o_kanban_record', {json.dumps(till)}).querySelector('button').click()")
    browser.click(".modal .modal-footer .btn-primary")


def sell(browser):
    """A first sale, as docs/first-sale.md tells it."""
    open_till(browser, "cashier", "Bridge")
    for product in ("Coffee beans", "Green tea", "Pistachios"):
        browser.click("article.product", product)
    browser.see(".club-joining")
    browser.picture("till-2-basket")
    browser.click(".club-identify")
    browser.type(".club-query", PHONE)
    browser.picture("till-3-member")
    browser.click(".club-search")
    browser.see(".club-member")
    browser.picture("till-4-offers")
    browser.click(".pay-order-button")
    browser.click(".paymentmethod", "Club wallet")
    browser.see(".club-payment-purse")
    browser.click(".paymentmethod", "Cash")
    browser.picture("till-5-payment")
    browser.click(".payment-screen .validation-button.next")
    browser.type(".club-typed", "1234")
    browser.picture("till-6-pin")
    browser.click(".modal .modal-footer .btn-primary")
    browser.see(".receipt-screen .club-receipt")
    browser.run("document.querySelector('.club-receipt').scrollIntoView({ block: 'end' })")
    browser.picture("till-7-receipt")


def sell_in_persian(browser):
    open_till(browser, "modir", "Garden 1")
    for product in ("دانه قهوه", "چای سبز", "پسته"):
        browser.click("article.product", product)
    browser.click(".club-identify")
    browser.type(".club-query", PHONE)
    browser.click(".club-search")
    browser.see(".club-member")
    browser.picture("till-8-persian")


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    chromium = Browser(f"http://127.0.0.1:{sys.argv[1]}")
    try:
        sell(chromium)
        sell_in_persian(chromium)
    finally:
        chromium.close()

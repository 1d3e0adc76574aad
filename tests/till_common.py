"""A till in a real browser, with the steps that every tour needs.

With CLUB_SCREENSHOTS=FOLDER in the environment each `ClubTill.screenshot("name")` of a tour leaves FOLDER/name.png.
"""

import base64
import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

from .closing_common import ClosingCase

SCREENSHOT = "club screenshot: "


class ClubTillCase(ClosingCase, HttpCase):
    """A till with bread at 10 without tax, a cashier, and Member A with an Iranian phone number."""

    browser_size = "1366x900"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bread = cls.given_product("Club Bread", 10)
        cls.cashier = cls.env["res.users"].create({
            "name": "Club cashier", "login": "club_cashier", "password": "club_cashier",
            "group_ids": [(6, 0, cls.env.ref("customer_club.customer_club_group_cashier").ids)]})
        iran = cls.env.ref("base.ir")
        cls.env.company.country_id = iran
        cls.member.partner_id.write({"phone": "09123456789", "country_id": iran.id})

    def start_till(self, tour, till=None):
        """Open the till as the cashier and run a tour in it."""
        till = till or self.till
        till.with_user(self.cashier).open_ui()
        self.start_page(f"/pos/ui/{till.id}", tour)

    def meanwhile(self, **acts):
        """Act on the server, as name -> function of an environment, when a tour says `ClubTill.meanwhile(name)`."""
        def search(session, name):
            acts[name](session.env(su=True))
            return {"found": []}

        return patch.object(self.env.registry["pos.session"], "club_search", search)

    def start_page(self, url, tour, login="club_cashier"):
        """Run a tour on a page, as the cashier or another user."""
        options, folder = {"login": login, "timeout": 150}, os.environ.get("CLUB_SCREENSHOTS")
        if not folder:
            self.start_tour(url, tour, **options)
            return
        with patch.object(ChromeBrowser, "_handle_console", _with_screenshots(Path(folder))):
            self.start_tour(url, tour, cookies={"club_screenshots": "1"}, **options)


def _with_screenshots(folder):
    """`ChromeBrowser._handle_console` that takes a picture of the page when a tour asks for it."""
    handle = ChromeBrowser._handle_console

    def handle_console(browser, type, args=None, **values):  # pylint: disable=redefined-builtin
        text = str(args[0].get("value", "")) if args else ""
        if text.startswith(SCREENSHOT):
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{text.removeprefix(SCREENSHOT)}.png"
            picture = browser._websocket_send("Page.captureScreenshot", with_future=True)
            picture.add_done_callback(lambda done: target.write_bytes(base64.b64decode(done.result()["data"])))
        return handle(browser, type, args, **values)

    return handle_console

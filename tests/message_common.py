"""A company with a gateway that is the stub of `sms_stub.py`, a real server on this machine."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from ..gateways import http
from .common import ClubCase
from .sms_stub import GENERIC, IN_E164, PLACES, Stub, stub_server

STUB_DOOR = http.Door(("http", "https"), lambda address: address.is_loopback)


class GatewayCase(ClubCase):
    """A member in Iran. `given_gateway` makes a gateway of any kind that speaks to the stub."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iran = cls.env.ref("base.ir")
        cls.env.company.country_id = cls.iran
        cls.member = cls.given_reachable("Sara", 1)
        cls.log = cls.env["club.message"]

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(http, "door", STUB_DOOR))
        server = stub_server()
        self.stub, self.address = server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)

    @classmethod
    def given_reachable(cls, name, number, program=None, **values):
        partner = cls.env["res.partner"].create({
            "name": name, "phone": f"0912000{number:04}", "country_id": cls.iran.id, "email": f"member{number}@example.com"})
        return cls.given_member(program, partner=partner, **values)

    def given_gateway(self, provider="kavenegar", *, key=Stub.key, company=None, **values):
        address = self.address
        if provider == "generic":
            values = {**{f"generic_{name}": value for name, value in GENERIC.items()},
                      "generic_status_url": address + "/generic/status/{local_id}",
                      "generic_balance_url": address + "/generic/balance", **values}
        gateway = self.env["club.sms.gateway"].create({
            "name": "Stub", "provider": provider, "user_name": "me", "base_url": address + PLACES[provider], "sender": "3000",
            "company_id": (company or self.env.company).id, "key_given": key, **values})
        gateway.action_switch_on()
        return gateway

    def given_messages(self, count=1, company=None, **values):
        """Messages that wait, to phones 1 and following."""
        return self.log.create([{
            "company_id": (company or self.env.company).id, "channel": "sms", "event": "other", "body": f"Hello {number}",
            "recipient": f"+98912000{number:04}", **values} for number in range(1, count + 1)])

    def run_job(self, name="club_message_cron"):
        """Run a job as the scheduler does, with its commits."""
        with self.enter_registry_test_mode():
            self.env.ref(f"customer_club.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def later(self, records, field, **passed):
        """Let what happened to records have happened earlier."""
        for record in records:
            record[field] = record[field] - timedelta(**passed)
        self.env.flush_all()

    def retry_now(self, gateway):
        gateway.retry_at = False
        self.log.search([("state", "=", "queued")]).write({"send_after": fields.Datetime.now() - timedelta(seconds=1)})
        self.env.flush_all()

    def phone(self, number, provider="kavenegar"):
        return f"{'+98' if provider in IN_E164 else '0'}912000{number:04}"

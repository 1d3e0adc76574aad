"""Reports over the club's own records and goals in a real browser, in English and in Persian."""

from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestReportRecordTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        silver = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        session = self.open_session()
        for number in range(6):
            member = self.given_member(
                name=f"Member {number}", gender=("female", "male", False)[number % 3], birth_year=1960 + 9 * number,
                branch_id=self.branch.id)
            member.tier_id = silver if number % 2 else False
            member.wallet_id.earn("bonus", 5, Cause(f"gift:{number}"), origin="gift")
            self.sell(session, [(self.bread, 1 + number, {})], member=member, cash=None)
            self.env["club.message"].create({
                "company_id": self.env.company.id, "program_id": self.program.id, "member_id": member.id, "event": "other",
                "channel": "sms", "recipient": "+12025550101", "body": "Hello", "state": ("sent", "failed")[number % 2]})
        self.env["club.tier.history"]._insert([
            {"member_id": member.id, "program_id": self.program.id, "why": "given", "tier_id": silver.id}])
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()
        start = self.program._month_start(self.program._today())
        self.env["club.goal"].create([
            {"program_id": self.program.id, "first_on": start, "metric": metric, "target": target}
            for metric, target in (("net", 900), ("active", 5), ("repeat", 30))])

    def tour(self):
        for name in ("members", "tiers", "credit", "activity", "messages"):
            self.start_page(f"/odoo/club-report-{name}", f"customer_club_report_{name}_tour", "club_boss")
        self.start_page("/odoo/club-goals", "customer_club_goal_tour", "club_boss")

    def test_what_a_manager_sees(self):
        self.tour()

    def test_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.tour()

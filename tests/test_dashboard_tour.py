"""The owner's page in a real browser, in English and in Persian, on a desk and on a phone."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestDashboardTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_manager")
        self.program.write({"use_rfm": True, "rfm_days": 365})
        tiers = self.env["club.tier"].create([
            {"program_id": self.program.id, "name": name, "code": name.lower(), "sequence": number}
            for number, name in enumerate(("Bronze", "Silver", "Gold"))])
        categories = self.env["product.category"].create([{"name": name} for name in ("Bread", "Coffee and tea", "Fruit")])
        brands = self.env["club.brand"].create([{"name": name} for name in ("Zar", "Mihan")])
        now, purchases, cities = fields.Datetime.now(), [], ("Shiraz", "Tehran", "Yazd")
        members = self.member.union(*(self.given_member(name=f"Member {number}") for number in range(23)))
        for number, member in enumerate(members):
            member.write({"gender": ("female", "male")[number % 2], "tier_id": tiers[number % 3].id,
                          "birth_year": 1960 + 2 * number, "branch_id": self.branch.id})
            member.partner_id.city = cities[number % 3]
            member.wallet_id.earn("bonus", 5 + number, Cause(f"gift:{number}"))
            purchases += [(member, days, 20 + 3 * number) for days in range(number, 300, 6 + 3 * number)]
        members[3].wallet_id.spend({"bonus": 3}, Cause("spent"))
        nobody = self.env["club.member"]
        purchases += [(nobody, days, 15 + days % 7) for days in range(0, 300, 2)]
        made = self.env["club.purchase"].create([{
            "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
            "member_id": member.id, "channel": "import", "source_key": f"test:{number}", "amount": amount,
            "amount_untaxed": amount, "discounted": amount // 10, "purchased_at": now - timedelta(days=days, hours=number % 9),
        } for number, (member, days, amount) in enumerate(purchases)])
        self.env["club.history.line"].create([{
            "purchase_id": purchase.id, "categ_id": categories[number % 3].id, "brand_id": brands[number % 2].id,
            "product_id": self.bread.id, "quantity": 1, "amount": purchase.amount,
        } for number, purchase in enumerate(made)])
        self.env["club.message"].create([{
            "program_id": self.program.id, "company_id": self.env.company.id, "member_id": self.member.id, "event": "other",
            "channel": "sms", "state": state} for state in ("delivered", "delivered", "failed")])
        self.program._score_habits()
        self.program.rfm_cell_ids.segment_id.action_refresh()
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()

    def tour(self):
        self.start_page("/odoo/club-dashboard", "customer_club_dashboard_tour", "club_boss")

    def test_what_an_owner_sees(self):
        self.tour()

    def test_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"
        self.program.calendar = "jalali"
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.tour()

    def test_a_new_shop(self):
        self.program.active = False
        self.given_program(name="Fresh")
        self.start_page("/odoo/club-dashboard", "customer_club_dashboard_new_tour", "club_boss")


@tagged("post_install", "-at_install")
class TestDashboardOnAPhone(TestDashboardTour):
    browser_size = "375x667"

    def tour(self):
        self.start_page("/odoo/club-dashboard", "customer_club_dashboard_phone_tour", "club_boss")

"""What reports group by: fields that no column keeps. Who may look at what under Reports."""

from datetime import date

from odoo.tests import freeze_time, new_test_user, tagged
from persiantools.jdatetime import JalaliDate

from ..models.club_report_groups import MOVEMENT_OF, MOVEMENTS
from ..models.club_wallet import Cause
from ..models.club_wallet_entry import KINDS
from .common import ClubCase
from .pos_common import ClubPosCase


class GroupsCase:

    def grouped(self, model, by, domain=(), user=None, measure="__count"):
        """{what a group is: its figure}, with each group's own domain tried."""
        model = self.env[model].with_user(user or self.env.user)
        told = {}
        whole, parts = model.formatted_read_grouping_sets(list(domain), [[], [by]], ["__count"])  # as a pivot asks
        self.assertEqual(whole[0]["__count"], sum(part["__count"] for part in parts))
        for group in model.formatted_read_group(list(domain), [by], [measure]):
            within = [*domain, *group["__extra_domain"]]
            self.assertEqual(model.search_count(within), len(model.search(within)))
            if measure == "__count":
                self.assertEqual(model.search_count(within), group["__count"], within)
            told[group[by]] = group[measure]
        return told


@tagged("post_install", "-at_install")
class TestReportRecords(GroupsCase, ClubCase):

    def born(self, year, month=0, day=0, calendar="gregorian"):
        return self.given_member(calendar=calendar, birth_year=year, birth_month=month, birth_day=day)

    @freeze_time("2026-11-22")
    def test_members_by_age(self):
        cases = {
            self.born(2008, 11, 22): "18", self.born(2008, 11, 23): "00", self.born(1961, 11, 22): "65",
            self.born(1961, 12, 1): "55", self.born(1996): "25", self.born(0, 5, 5): False, self.born(2030): False,
            self.born(1800): False, self.born(1387, 9, 1, "jalali"): "18", self.born(1387, 9, 2, "jalali"): "00",
            self.born(1340, 9, 1, "jalali"): "65", self.given_member(): False}
        self.assertEqual(JalaliDate(date(2026, 11, 22)), JalaliDate(1405, 9, 1))
        for member, expected in cases.items():
            self.assertEqual(member.age_group, expected, (member.calendar, member.birth_year, member.birth_day))
        mine = [("id", "in", [member.id for member in cases])]
        self.assertEqual(self.grouped("club.member", "age_group", mine),
                         {"00": 2, "18": 2, "25": 1, "55": 1, "65": 2, False: 4})
        found = self.env["club.member"].search([*mine, ("age_group", "not in", ["00", "18", False])])
        self.assertEqual(set(found.mapped("age_group")), {"25", "55", "65"})
        self.assertEqual(self.env["club.member"].new({"birth_year": 1980}).age_group, False)

    def test_members_by_city_and_gender(self):
        yazd, qom, qom_too = (self.given_member(
            partner=self.env["res.partner"].create({"name": name, "city": city}), gender=gender)
            for name, city, gender in (("A", "Yazd", "female"), ("B", "Qom", "male"), ("C", "Qom", False)))
        mine = [("id", "in", (yazd | qom | qom_too).ids)]
        self.assertEqual(self.grouped("club.member", "city", mine), {"Yazd": 1, "Qom": 2})
        self.assertEqual(self.grouped("club.member", "gender", mine), {"female": 1, "male": 1, False: 1})

    def test_gender_goes_with_who_leaves_and_stays_with_who_merges(self):
        kept, other = self.given_member(), self.given_member(gender="female")
        self.assertEqual(kept._values_of_both(other)["gender"], "female")
        self.assertEqual(other._export_parts()["profile"][0]["gender"], "female")
        other._leave("test")
        other._erase()
        self.assertFalse(other.gender)

    def test_every_kind_of_entry_is_a_movement(self):
        self.assertEqual(set(MOVEMENT_OF), set(dict(KINDS)))
        self.assertEqual(set(MOVEMENT_OF.values()), set(dict(MOVEMENTS)))

    def test_wallet_entries_by_movement(self):
        wallet = self.given_wallet(bonus=30)
        wallet.earn("bonus", 12, Cause("gift:1"), origin="gift")
        wallet.spend({"bonus": 10}, Cause("pos.order:1"))
        mine = [("wallet_id", "=", wallet.id)]
        self.assertEqual(self.grouped("club.wallet.entry", "movement", mine, measure="amount:sum"),
                         {"opening": 30, "granted": 12, "spent": -10})
        self.assertEqual(wallet.entry_ids.filtered_domain([("kind", "=", "spend")]).movement, "spent")

    def test_moves_and_messages_by_branch(self):
        member = self.given_member(branch_id=self.branch.id)
        self.env["club.message"].create({
            "company_id": self.env.company.id, "program_id": self.program.id, "member_id": member.id, "event": "other",
            "channel": "sms", "recipient": "+12025550101", "body": "Hello"})
        tier = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        self.env["club.tier.history"]._insert([
            {"member_id": member.id, "program_id": self.program.id, "why": "given", "tier_id": tier.id}])
        key = self.branch.id, self.branch.display_name
        for user in (self.env.user, new_test_user(self.env, "club_groups", "customer_club.customer_club_group_auditor")):
            self.assertEqual(self.grouped("club.message", "branch_id", [("member_id", "=", member.id)], user), {key: 1})
            self.assertEqual(self.grouped("club.message", "provider", [("member_id", "=", member.id)], user), {False: 1})
            self.assertEqual(self.grouped("club.tier.history", "branch_id", [("member_id", "=", member.id)], user), {key: 1})


@tagged("post_install", "-at_install")
class TestActivity(GroupsCase, ClubPosCase):

    def test_hours_and_days_are_those_of_the_branch(self):
        self.branch.tz = "Asia/Tehran"  # 3:30 ahead
        late = self.given_purchase(self.member, "2026-11-22 21:00", branch_id=self.branch.id)  # Monday, half past midnight
        noon = self.given_purchase(self.member, "2026-11-22 08:45")  # a Sunday, on the programme's clock: UTC
        mine = [("id", "in", (late | noon).ids)]
        self.assertEqual([(one.hour, one.weekday) for one in (late, noon)], [(0, "1"), (8, "7")])
        self.assertEqual(self.grouped("club.purchase", "hour", mine), {0: 1, 8: 1})
        self.assertEqual(self.grouped("club.purchase", "weekday", mine), {"1": 1, "7": 1})

    def test_sales_by_till_and_cashier(self):
        purchase = self.env["club.purchase"].search([("pos_order_id", "=", self.sell([(self.bread, 1)]).id)])
        for group in ("auditor", "accountant", "manager"):
            user = new_test_user(self.env, f"club_activity_{group}", f"customer_club.customer_club_group_{group}")
            for by, record in (("till_id", purchase.pos_order_id.config_id), ("cashier_id", purchase.pos_order_id.user_id)):
                told = self.grouped("club.purchase", by, [("id", "=", purchase.id)], user)
                self.assertEqual(list(told), [(record.id, record.display_name)], (group, by))

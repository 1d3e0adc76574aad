"""The owner's page: its figures against a small shop counted by hand, the records behind them, who sees what, what it costs."""

import json
from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .common import ClubCase

OCTOBER = "month:2026-10-01"


class DashboardCase(ClubCase):
    """On 22 November 2026. In September Ann bought for 100 and Bob for 50. In October Ann bought for 200 and 100 (of which 30
    came back), Cyd for 40 in the second branch, and a passer-by for 60.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-11-22 12:00"))
        cls.second = cls.given_branch(cls.program)
        cls.ann, cls.bob, cls.cyd = (
            cls.given_member(name=name, branch_id=branch.id)
            for name, branch in (("Ann", cls.branch), ("Bob", cls.branch), ("Cyd", cls.second)))
        cls.ann.partner_id.city, cls.ann.gender = "Shiraz", "female"
        cls.given_sale(cls.ann, "2026-09-03", 100)
        cls.given_sale(cls.bob, "2026-09-04", 50)
        cls.given_sale(cls.ann, "2026-10-02 09:00", 200)
        sale = cls.given_sale(cls.ann, "2026-10-10", 100)
        cls.given_sale(cls.cyd, "2026-10-10", 40, cls.second)
        cls.given_sale(cls.env["club.member"], "2026-10-02 17:00", 60)
        cls.given_sale(cls.ann, "2026-10-12", -30, origin_id=sale.id)

    @classmethod
    def given_sale(cls, member, at, amount, branch=None, **values):
        return cls.env["club.purchase"].create({
            "program_id": cls.program.id, "branch_id": (branch or cls.branch).id, "company_id": cls.branch.company_id.id,
            "member_id": member.id, "channel": "import", "source_key": f"import:{cls.env['club.purchase'].search_count([])}",
            "purchased_at": cls.at(at), "amount": amount, "amount_untaxed": amount, **values})

    def refresh(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_report_cron").method_direct_trigger()
        self.env.invalidate_all()

    def page(self, user=None, **filters):
        dashboard = self.env["club.dashboard"].with_user(user or self.env.user)
        return dashboard.figures({"program": self.program.id, "period": OCTOBER, **filters})

    @staticmethod
    def tiles(page):
        return {tile["key"]: tile for section in page["sections"] for tile in section["tiles"]}

    @staticmethod
    def figures(page):
        return {figure["key"]: figure for section in page["sections"] for figure in section["figures"]}

    def values(self, page, *keys):
        tiles = self.tiles(page)
        return [tiles[key]["value"] for key in keys]

    @staticmethod
    def table(figure):
        return {row["label"]: [cell["value"] for cell in row["cells"]] for row in figure["rows"]}

    def behind(self, opened, user=None):
        model = self.env[opened["model"]].with_user(user or self.env.user).with_context(active_test=False)
        return model.search(opened["domain"])


@tagged("post_install", "-at_install")
class TestFigures(DashboardCase):

    def test_sales_of_a_month_and_the_records_behind_them(self):
        self.refresh()
        page = self.page()
        self.assertEqual(self.values(page, "net", "sales", "basket", "club_share"), [370, 4, 92.5, 83.8])
        net = self.tiles(page)["net"]
        self.assertEqual((net["previous"], net["change"], net["before"]), (150, 146.7, "September 2026"))
        self.assertEqual(sum(self.behind(net["open"]).mapped("amount")), 370)
        self.assertEqual(len(self.behind(self.tiles(page)["sales"]["open"])), 4)
        self.assertEqual(sum(self.behind(self.tiles(page)["club_share"]["open"]).mapped("amount")), 310)

    def test_members_of_a_month_and_who_they_are(self):
        self.refresh()
        page = self.page()
        tiles = self.tiles(page)
        self.assertEqual(
            self.values(page, "active_members", "new", "returning", "reactivated", "repeat_rate", "inactive"),
            [2, 1, 1, 0, 50.0, 0])
        for key, members in (("active_members", self.ann | self.cyd), ("new", self.cyd), ("returning", self.ann),
                             ("repeat_rate", self.ann)):
            self.assertEqual(self.behind(tiles[key]["open"]), members.sorted("id", reverse=True), key)
        self.assertEqual(self.values(page, "member_margin"), [155])
        months = self.figures(page)["new_in_time"]["rows"]
        self.assertEqual([[cell["value"] for cell in row["cells"]] for row in months], [[2, 0], [1, 1]])
        for row in months:
            for cell in row["cells"]:
                self.assertEqual(len(self.behind(cell["open"])), cell["value"])

    def test_inactive_and_reactivated_members_are_found(self):
        self.program.inactive_days = 20
        self.refresh()
        tiles = self.tiles(self.page())
        self.assertEqual((tiles["inactive"]["value"], tiles["reactivated"]["value"]), (3, 1))
        self.assertEqual(len(self.behind(tiles["inactive"]["open"])), 3)
        self.assertEqual(self.behind(tiles["reactivated"]["open"]), self.ann)

    def test_every_cell_that_counts_records_opens_as_many(self):
        self.program.use_rfm = True
        self.program._score_habits()
        tier = self.env["club.tier"].create({"program_id": self.program.id, "name": "Gold", "code": "gold"})
        self.ann.tier_id = tier
        self.refresh()
        looked_at = set()
        for period in (OCTOBER, "year:2026-01-01"):
            for key, figure in self.figures(self.page(period=period)).items():
                for row in figure["rows"]:
                    for column, cell in zip(figure["columns"], row["cells"], strict=True):
                        if cell["open"] and column["kind"] == "number":
                            looked_at.add(key)
                            self.assertEqual(len(self.behind(cell["open"])), cell["value"], (period, key, row["label"]))
                        elif cell["open"] and cell["open"]["model"] == "club.purchase":
                            looked_at.add(key)
                            self.assertEqual(
                                sum(self.behind(cell["open"]).mapped("amount")), cell["value"], (period, key, row["label"]))
        self.assertLessEqual({"hours", "sales_in_time", "new_in_time", "rfm", "tiers", "gender", "city", "channel", "tier",
                              "cohorts", "tenths"}, looked_at)

    def test_what_is_told_together_opens_together(self):
        for number in range(11):
            member = self.given_member(name=f"Member {number}")
            member.partner_id.city = f"City {number}"
            self.given_sale(member, "2026-10-05", 500 + number)
        self.refresh()
        *_ten, last = self.figures(self.page())["city"]["rows"]
        label, cells = last["label"], last["cells"]
        self.assertEqual((label, cells[0]["value"]), ("3 others", 500 + 270 + 40))
        self.assertEqual(sum(self.behind(cells[0]["open"]).mapped("amount")), 810)

    def test_goods_are_found_by_category_and_brand(self):
        brand = self.env["club.brand"].create({"name": "Zar"})
        categories = self.env["product.category"].create([{"name": "Food"}, {"name": "Shoes"}])
        sales = self.env["club.purchase"].search(
            [("program_id", "=", self.program.id), ("purchased_at", ">=", "2026-10-01"), ("origin_id", "=", False)], order="id")
        for sale, category in zip(sales, (*categories, categories[0], categories[0]), strict=True):
            self.env["club.history.line"].create({
                "purchase_id": sale.id, "categ_id": category.id, "brand_id": category == categories[0] and brand.id,
                "amount": sale.amount})
        self.refresh()
        figures = self.figures(self.page())
        self.assertEqual([(row["label"], row["cells"][0]["value"]) for row in figures["category"]["rows"]],
                         [("Food", 300), ("Shoes", 100)])
        self.assertEqual([(row["label"], row["cells"][0]["value"]) for row in figures["brand"]["rows"]],
                         [("Zar", 300), ("Not known", 100)])
        for row in figures["category"]["rows"] + figures["brand"]["rows"]:
            self.assertEqual(sum(self.behind(row["cells"][0]["open"]).mapped("amount")), row["cells"][0]["value"])

    def test_hours(self):
        self.refresh()
        hours = self.figures(self.page())["hours"]
        self.assertEqual(len(hours["columns"]), 18)
        friday = self.table(hours)["Friday"]
        self.assertEqual((friday[9], friday[17]), (1, 1))

    def test_a_year_by_months(self):
        self.refresh()
        page = self.page(period="this_year")
        self.assertEqual(self.values(page, "net", "sales", "active_members", "new"), [520, 6, 3, 3])
        months = self.table(self.figures(page)["sales_in_time"])
        self.assertEqual((len(months), months["September"], months["October"]), (12, [150, 2, 0, 0], [310, 3, 60, 1]))

    def test_a_month_that_runs_is_compared_with_as_many_days(self):
        self.given_sale(self.bob, "2026-11-03", 80)
        self.refresh()
        net = self.tiles(self.page(period="this_month"))["net"]
        self.assertEqual((net["value"], net["previous"], net["before"]), (80, 370, "Same days of October 2026"))
        active = self.tiles(self.page(period="this_month"))["active_members"]
        self.assertEqual([active[name] for name in ("value", "previous", "before", "change")], [1, 2, "October 2026", None])

    def test_a_branch(self):
        self.refresh()
        page = self.page(branch=self.second.id)
        self.assertEqual(self.values(page, "net", "sales", "active_members", "new"), [40, 1, 1, 1])
        self.assertEqual(self.behind(self.tiles(page)["new"]["open"]), self.cyd)
        self.assertNotIn("cohorts", self.figures(page))

    def test_a_segment_shows_what_is_summed_up_for_it_and_nothing_else(self):
        segment = self.env["club.segment"].create({"name": "Best", "code": "best", "program_id": self.program.id})
        segment._add_members(self.env["club.member"]._search([("id", "=", self.ann.id)]).select())
        self.refresh()
        page = self.page(segment=segment.id)
        self.assertEqual(self.values(page, "net", "sales", "basket", "active_members", "repeat_rate"), [270, 2, 135, 1, 100])
        self.assertEqual(sum(self.behind(self.tiles(page)["net"]["open"]).mapped("amount")), 270)
        self.assertNotIn("club_share", self.tiles(page))
        self.assertNotIn("liability", self.tiles(page))
        self.assertFalse({"category", "gender", "cohorts", "tenths"} & set(self.figures(page)))

    def test_wallets(self):
        wallet = self.ann.wallet_id
        wallet.top_up(50, Cause("top:1"))
        wallet.earn("bonus", 20, Cause("bonus:1"))
        wallet.earn("points", 7, Cause("points:1"))
        wallet.spend({"bonus": 5, "paid": 10}, Cause("spend:1"))
        self.refresh()
        page = self.page(period="this_month")
        tiles = self.tiles(page)
        self.assertEqual(self.values(page, "granted", "spent", "lapsed", "liability"), [20, 15, 0, 55])
        self.assertEqual(len(self.behind(tiles["spent"]["open"])), 2)
        self.assertEqual((tiles["liability"]["previous"], tiles["liability"]["before"]), (0, "October 2026"))
        self.assertEqual(sum(self.behind(tiles["liability"]["open"]).mapped("amount")), 55)
        self.assertEqual(wallet.balance_paid + wallet.balance_bonus, 55)
        self.assertEqual(self.table(self.figures(page)["purses"]), {
            "Paid credit": [0, 50, 10, 0, 0, 40], "Bonus": [20, 0, 5, 0, 0, 15], "Points": [7, 0, 0, 0, 0, 7]})

    def test_goals(self):
        goal = self.env["club.goal"].create({
            "program_id": self.program.id, "first_on": date(2026, 10, 1), "metric": "net", "target": 740})
        self.refresh()
        [row] = self.figures(self.page())["goals"]["rows"]
        self.assertEqual([cell["value"] for cell in row["cells"]], [740, 370, 50])
        self.assertEqual(self.behind(row["cells"][0]["open"]), goal)
        self.assertEqual(sum(self.behind(row["cells"][1]["open"]).mapped("amount")), 370)
        self.assertNotIn("goals", self.figures(self.page(period="this_month")))

    def test_messages(self):
        for state in ("delivered", "failed", "queued"):
            self.env["club.message"].create({
                "program_id": self.program.id, "company_id": self.env.company.id, "member_id": self.ann.id, "event": "other",
                "channel": "sms", "state": state})
        self.refresh()
        page = self.page(period="this_month")
        self.assertEqual(self.values(page, "messages_sent", "messages_delivered", "messages_failed"), [1, 1, 1])
        self.assertEqual(len(self.behind(self.tiles(page)["messages_failed"]["open"])), 1)

    def test_what_is_not_among_the_choices_is_chosen_for_the_reader(self):
        page = self.page(period="month:1900-01-01; DROP TABLE", branch="x", segment=-1)
        self.assertEqual(page["filters"], {
            "program": self.program.id, "period": "this_month", "branch": False, "segment": False})

    def test_a_new_shop_reads_one_sentence(self):
        fresh = self.given_program(name="Fresh")
        page = self.page(program=fresh.id)
        self.assertIn("Nothing to show yet", page["empty"])
        self.assertEqual(page["sections"], [])


@tagged("post_install", "-at_install")
class TestCalendars(DashboardCase):

    def test_jalali_months_in_english_and_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.program.calendar = "jalali"
        self.refresh()
        page = self.page(period="month:2026-09-23")  # Mehr 1405: to 22 October
        self.assertEqual(self.values(page, "net", "sales"), [370, 4])
        self.assertEqual(self.tiles(page)["net"]["before"], "Shahrivar 1405")
        days = self.figures(page)["sales_in_time"]["rows"]
        self.assertEqual((len(days), days[9]["label"], days[9]["cells"][0]["value"]), (30, "10", 200))
        persian = self.env["club.dashboard"].with_context(lang="fa_IR").figures(page["filters"])
        self.assertEqual(self.tiles(persian)["net"]["before"], "شهریور ۱۴۰۵")
        self.assertEqual(self.figures(persian)["sales_in_time"]["rows"][9]["label"], "۱۰")

    def test_records_are_found_by_each_branch_s_own_clock(self):
        self.second.tz = "Asia/Tehran"
        self.given_sale(self.cyd, "2026-09-30 21:00", 7, self.second)  # half past midnight of 1 October in Tehran
        self.given_sale(self.bob, "2026-09-30 21:00", 9)
        self.refresh()
        net = self.tiles(self.page())["net"]
        self.assertEqual((net["value"], sum(self.behind(net["open"]).mapped("amount"))), (377, 377))
        self.second.active = False
        net = json.loads(json.dumps(self.tiles(self.page())["net"]))  # as the browser gets it
        self.assertEqual((net["value"], sum(self.behind(net["open"]).mapped("amount"))), (377, 377))

    def test_a_history_from_long_ago_is_at_hand(self):
        self.env["club.purchase"].search([("program_id", "=", self.program.id)]).unlink()
        self.given_sale(self.ann, "2012-03-05", 12)
        self.given_sale(self.ann, "2017-06-05", 100)
        self.refresh()
        page = self.env["club.dashboard"].figures({"program": self.program.id})
        self.assertEqual((page["filters"]["period"], self.values(page, "net")), ("month:2017-06-01", [100]))
        self.given_sale(self.ann, "2026-11-01", 7)
        self.refresh()
        self.assertEqual(self.env["club.dashboard"].figures({"program": self.program.id})["filters"]["period"], "this_month")
        months, years = ([value for value, _label in some] for _title, some in page["choices"]["periods"][1:])
        self.assertEqual((months[-1], years[-1]), ("month:2012-03-01", "year:2012-01-01"))
        self.assertEqual(self.values(self.page(period=years[-1]), "net"), [12])


@tagged("post_install", "-at_install")
class TestReaders(DashboardCase):

    def reader(self, group):
        return new_test_user(self.env, f"club_{group}", f"customer_club.customer_club_group_{group}")

    def test_who_has_no_right_is_refused(self):
        for user in (self.reader("cashier"), new_test_user(self.env, "club_nobody", "base.group_user")):
            with self.assertRaisesRegex(AccessError, "has no right to see the figures of the club"):
                self.page(user)

    def test_readers_of_all_branches_open_what_they_see(self):
        self.ann.wallet_id.earn("bonus", 20, Cause("bonus:1"))
        self.refresh()
        for group in ("auditor", "accountant", "manager"):
            user = self.reader(group)
            page = self.page(user)
            self.assertEqual(self.values(page, "net", "active_members", "liability"), [370, 2, 0], group)
            self.assertEqual(self.values(self.page(user, period="this_month"), "liability"), [20], group)
            for section in page["sections"]:
                for tile in section["tiles"]:
                    self.behind(tile["open"], user)
                for figure in section["figures"]:
                    for cell in (cell for row in figure["rows"] for cell in row["cells"] if cell["open"]):
                        self.behind(cell["open"], user)
            self.assertEqual(page["may_refresh"], group == "manager")

    def test_staff_see_their_branch_only(self):
        self.ann.wallet_id.earn("bonus", 20, Cause("bonus:1"))
        self.refresh()
        user = self.reader("staff")
        page = self.page(user)
        self.assertEqual((page["sections"], page["empty"]), ([], f"{user.name} belongs to no branch of this programme."))
        self.second.staff_ids = user
        page = self.page(user, branch=self.branch.id)
        self.assertEqual(page["filters"]["branch"], self.second.id)
        self.assertEqual([name for _number, name in page["choices"]["branches"]], [self.second.name])
        self.assertEqual(self.values(page, "net", "active_members", "liability"), [40, 1, 0])
        self.assertFalse({"cohorts", "offers"} & set(self.figures(page)))

    def test_another_company_s_club_is_not_there(self):
        far = self.env["res.company"].create({"name": "Far away", "currency_id": self.env.company.currency_id.id})
        far_program = self.given_program(name="Far club", company=far)
        user = self.reader("manager")
        user.write({"company_id": far.id, "company_ids": [(6, 0, far.ids)]})
        self.refresh()
        page = self.page(user)
        self.assertEqual([number for number, _name in page["choices"]["programs"]], far_program.ids)
        self.assertEqual(page["sections"], [])


@tagged("post_install", "-at_install")
class TestCost(DashboardCase):

    def queries(self):
        self.env.invalidate_all()
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.page(period="this_year")
        return self.env.cr.sql_log_count - before

    def test_more_members_and_purchases_ask_no_more(self):
        self.refresh()
        self.page()
        few = self.queries()
        for number in range(30):
            member = self.given_member(name=f"Member {number}", branch_id=self.branch.id)
            member.wallet_id.earn("bonus", 5, Cause("gift"))
            self.given_sale(member, f"2026-10-{1 + number % 28:02} 10:00", 10 + number)
        self.refresh()
        self.page()
        self.assertLessEqual(self.queries(), few)
        self.assertLess(few, 80)

    def test_each_date_is_of_its_month(self):
        span = self.env["club.dashboard"]._span(self.program, "month", date(2026, 2, 28))
        self.assertEqual((span.start, span.until, span.label), (date(2026, 2, 1), date(2026, 3, 1), "February 2026"))

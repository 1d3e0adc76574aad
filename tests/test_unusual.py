"""The manager's daily list: each kind from its number on, each day once, and nobody clears what is about themselves."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.club_errors import ClubNotAllowed
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase


class UnusualCase(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.today = self.program._today()
        self.rows = self.env["club.unusual.movement"]
        self.manager = new_test_user(self.env, "club_watch_manager", "customer_club.customer_club_group_manager")

    def find(self, day=None):
        """What the list says of a day: {kind: (member, person, found, listed from, amount)}."""
        self.rows._find(self.program, day or self.today)
        found = self.rows.search([("program_id", "=", self.program.id), ("date", "=", day or self.today)])
        self.assertEqual(len(found), len(set(found.mapped("kind"))))
        return {row.kind: (row.member_id, row.user_id, row.present, row.needed, row.amount) for row in found}

    def morning(self, days):
        """Half past one at night, so many days from now."""
        return self.at(f"{self.today + timedelta(days=days)} 01:30")

    def buy(self, times=1, member=None):
        for _time in range(times):
            self.sell([(self.bread, 1)], member=member or self.member)


@tagged("post_install", "-at_install")
class TestEachKind(UnusualCase):

    def test_many_sales_on_one_card(self):
        self.buy(4)
        self.assertNotIn("many_sales", self.find())
        self.buy()
        nobody = self.env["res.users"]
        self.assertEqual(self.find()["many_sales"], (self.member, nobody, 5, 5, 50))
        self.program.watch_sales = 0
        self.assertNotIn("many_sales", self.find(self.today - timedelta(days=1)))

    def test_returns_are_no_sales(self):
        order = self.sell([(self.bread, 4)], member=self.member)
        self.buy(3)
        self.give_back(order, {order.lines: 1})
        self.assertNotIn("many_sales", self.find())

    def test_a_cashier_s_own_card_also_under_another_name_with_the_same_phone(self):
        self.assertNotIn("own_card", self.find())
        cashier = self.env.user
        cashier.partner_id.phone = "+1 202 555 0142"
        self.buy()
        self.assertNotIn("own_card", self.find())
        self.member.partner_id.phone = "+12025550142"
        self.assertEqual(self.find()["own_card"], (self.member, cashier, 1, 1, 10))
        self.member.partner_id.phone = False
        own = self.given_member(partner=cashier.partner_id)
        self.buy(2, own)
        self.rows.search([]).unlink()
        self.assertEqual(self.find()["own_card"], (own, cashier, 2, 1, 20))

    def test_many_adjustments_by_one_person(self):
        self.program.point_price = 2
        for number, (purse, amount) in enumerate((("bonus", 10), ("bonus", -4), ("points", 3))):
            self.assertNotIn("adjustments", self.find())
            self.wallet.adjust(purse, amount, Cause(f"adjust:{number}", reason="mistake"))
        nobody = self.env["club.member"]
        self.assertEqual(self.find()["adjustments"], (nobody, self.env.user, 3, 3, 20))

    def test_paying_soon_after_a_new_phone(self):
        self.wallet.top_up(50, Cause("test:1"))
        self.member.partner_id.phone = "+1 202 555 0150"
        self.assertFalse(self.member.phone_changed_at, "the first number replaces none")
        self.member.partner_id.phone = "+1 202 555 0151"
        self.assertTrue(self.member.phone_changed_at)
        self.assertNotIn("new_phone", self.find())
        self.wallet.spend({"paid": 20}, Cause("pos.order:1"))
        nobody = self.env["res.users"]
        self.assertEqual(self.find()["new_phone"], (self.member, nobody, 0, 7, 20))
        self.rows.search([]).unlink()
        self.env.cr.execute("UPDATE club_member SET phone_changed_at = phone_changed_at - interval '7 days' WHERE id = %s",
                            [self.member.id])
        self.assertNotIn("new_phone", self.find())

    def test_the_same_number_written_otherwise_is_no_new_phone(self):
        partner = self.member.partner_id
        partner.write({"country_id": self.env.ref("base.us").id, "phone": "+1 202 555 0150"})
        partner.phone = "(202) 555-0150"
        self.assertFalse(self.member.phone_changed_at)

    def test_a_return_that_left_the_wallet_s_part_as_money(self):
        self.wallet.earn("bonus", 12, Cause("gift:1"), origin="gift")
        order = self.pay_by_wallet([(self.bread, 4)], 12)
        self.give_back(order, {order.lines: 2}, [(self.method, -6), (self.cash, -14)])
        self.assertNotIn("not_back", self.find())
        self.give_back(order, {order.lines: 1}, [(self.cash, -10)])
        nobody = self.env["res.users"]
        self.assertEqual(self.find()["not_back"], (self.member, nobody, 6, 9, 3))

    def test_many_members_enrolled_by_one_person(self):
        self.env.cr.execute("UPDATE club_member SET create_date = create_date - interval '2 days'")
        self.program.watch_enrolments = 3
        for number in range(2):
            self.given_member(name=f"New {number}", branch_id=self.branch.id)
        self.assertNotIn("enrolments", self.find())
        self.given_member(name="New 3", branch_id=self.branch.id)
        row = self.find()["enrolments"]
        self.assertEqual(row[1:4], (self.env.user, 3, 3))
        self.assertEqual(self.rows.search([]).branch_id, self.branch)

    def test_transfers_from_many_members_to_one(self):
        self.program.allow_transfer = True
        givers = [self.given_wallet(bonus=10) for _ in range(3)]
        for number, giver in enumerate(givers):
            self.assertNotIn("fan_in", self.find())
            giver._operate_transfer(self.wallet, "bonus", 5, f"gift{number}a")
            giver._operate_transfer(self.wallet, "bonus", 5, f"gift{number}b")
        self.assertEqual(self.find()["fan_in"], (self.member, self.env["res.users"], 3, 3, 30))

    def test_another_programme_s_day_is_its_own(self):
        self.buy(5)
        self.rows._find(self.given_program(name="Other"), self.today)
        self.assertFalse(self.rows.search([]))


@tagged("post_install", "-at_install")
class TestTheList(UnusualCase):

    def setUp(self):
        super().setUp()
        self.buy(5)
        self.find()
        self.row = self.rows.search([])

    def test_it_says_what_was_found_and_opens_it(self):
        self.assertIn("5", self.row.message)
        action = self.row.with_user(self.manager).action_open()
        found = self.env[action["res_model"]].search([tuple(leaf) for leaf in action["domain"]])
        self.assertEqual(found, self.env["club.purchase"].search([("member_id", "=", self.member.id)]))
        for kind, _label in self.rows._fields["kind"].selection:
            one = self.rows.new({"kind": kind, "program_id": self.program.id, "date": self.today,
                                 "member_id": self.member.id, "user_id": self.manager.id})
            self.assertTrue(one.message)
            action = one.action_open()
            self.env[action["res_model"]].search([tuple(leaf) for leaf in action["domain"]])

    def test_found_again_it_is_brought_up_to_date_until_somebody_looked(self):
        self.buy()
        self.find()
        self.assertEqual(self.row.present, 6)
        self.row.with_user(self.manager).action_seen()
        self.buy()
        self.find()
        self.assertEqual((self.row.present, self.row.state, self.row.seen_by_id), (6, "seen", self.manager))

    def test_people_only_tick_off_and_never_what_is_about_themselves(self):
        for error, attempt in ((ClubNotAllowed, lambda: self.row.with_user(self.manager).write({"present": 1})),
                               (AccessError, lambda: self.row.with_user(self.manager).unlink()),
                               (AccessError, lambda: self.rows.with_user(self.manager).create({}))):
            with self.assertRaises(error):
                attempt()
        self.row.user_id = self.manager
        with self.assertRaises(ClubNotAllowed):
            self.row.with_user(self.manager).action_clear()
        self.row.user_id = False
        self.row.with_user(self.manager).action_clear()
        self.assertEqual(self.row.state, "cleared")
        accountant = new_test_user(self.env, "club_watch_accountant", "customer_club.customer_club_group_accountant")
        with self.assertRaises(AccessError):
            self.row.with_user(accountant).action_seen()


@tagged("post_install", "-at_install")
class TestEachNight(UnusualCase):

    def night(self, days=0):
        """The nightly run, as if so many days later."""
        self.env["club.repair.run"].search([]).unlink()
        run = self.env["club.repair.run"].create({
            "program_id": self.program.id, "step": "unusual", "started_at": self.morning(days)})
        while run.step == "unusual":
            batch = run._step_unusual()
            run._advance(batch)
        return run

    def test_the_day_before_is_looked_through_and_late_sales_are_found_in_the_nights_after(self):
        self.buy(5)
        self.assertEqual(self.night().unusual_count, 0, "today is not over")
        self.assertEqual(self.program.watched_until, self.today - timedelta(days=1))
        self.assertEqual(self.night(1).unusual_count, 1)
        self.buy()
        self.night(3)
        self.assertEqual(self.rows.search([]).present, 6)
        self.buy()
        self.night(4)
        self.assertEqual(self.rows.search([]).present, 6, "two nights later the day rests")

    def test_days_without_a_run_are_made_up_for(self):
        self.night()
        self.buy(5)
        self.assertEqual(self.night(20).unusual_count, 1)

    def test_stopped_in_the_middle_it_goes_on(self):
        self.night()
        self.buy(5)
        run = self.env["club.repair.run"].create({
            "program_id": self.program.id, "step": "unusual", "started_at": self.morning(6)})
        run._advance(run._step_unusual())
        self.assertEqual((run.step, run.after_id), ("unusual", 1))
        self.env.invalidate_all()
        while run.step == "unusual":
            run._advance(run._step_unusual())
        self.assertEqual((run.unusual_count, self.program.watched_until), (1, self.today + timedelta(days=5)))


@tagged("post_install", "-at_install")
class TestWarnings(UnusualCase):

    def setUp(self):
        super().setUp()
        self.program.warn_days = 10
        for number, days in enumerate((5, 10, 11)):
            self.wallet.earn("bonus", 10 + number, Cause(f"gift:{number}"), origin="gift",
                             expires_on=self.today + timedelta(days=days))

    def warn(self, days=0):
        """What the nightly run tells members, so many days later: {member: {purse: (amount, day)}}."""
        told = {}
        self.patch(type(self.env["club.member"]), "_tell_lapsing", lambda members, lapsing: told.update(lapsing))
        run = self.env["club.repair.run"].create({
            "program_id": self.program.id, "step": "warnings", "started_at": self.morning(days)})
        while run.step == "warnings":
            run._advance(run._step_warnings())
        return told

    def test_each_credit_is_told_of_once(self):
        self.assertEqual(self.warn(), {self.member: {"bonus": (21, self.today + timedelta(days=5))}})
        self.assertEqual(self.warn(), {})
        self.assertEqual(self.warn(1), {self.member: {"bonus": (12, self.today + timedelta(days=11))}})

    def test_a_night_without_a_run_leaves_nobody_out(self):
        self.warn()
        self.assertEqual(self.warn(4), {self.member: {"bonus": (12, self.today + timedelta(days=11))}})

    def test_without_days_nobody_is_told(self):
        self.program.warn_days = 0
        self.assertEqual(self.warn(), {})

    def test_who_stays_away_is_told_of_their_own_last_day(self):
        self.program.write({"points_expiry": "inactive", "points_valid_days": 100})
        wallet = self.given_member(name="Away").wallet_id
        wallet.earn("points", 7, Cause("p:1", now=self.at(f"{self.today - timedelta(days=300)}")), origin="gift")
        self.given_purchase(wallet.member_id, f"{self.today - timedelta(days=92)} 10:00")
        self.assertEqual(self.warn()[wallet.member_id], {"points": (7, self.today + timedelta(days=8))})
        lot = wallet.lot_ids
        self.assertEqual(lot.lapses_on, self.today + timedelta(days=8))
        self.assertIn(lot, self.env["club.wallet.lot"].search([("lapses_soon", "=", True)]))
        self.given_purchase(wallet.member_id, f"{self.today} 01:00")
        self.assertNotIn(lot, self.env["club.wallet.lot"].search([("lapses_soon", "=", True)]))

    def test_the_list_of_what_lapses_soon(self):
        soon = self.env["club.wallet.lot"].search([("lapses_soon", "=", True)])
        self.assertEqual(sorted(soon.mapped("amount")), [10, 11])
        self.assertTrue(all(soon.mapped("lapses_soon")))

    def test_what_is_noted_names_amount_and_day(self):
        self.env["club.member"]._tell_lapsing({self.member: {"bonus": (21, self.today), "points": (3, self.today)}})
        body = self.member.message_ids[:1].body
        self.assertIn("21.00", body)

"""Two memberships of one person become one, also when Odoo's own wizard merges the customers."""

from datetime import date, timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from ..models.club_errors import ClubNotAllowed
from ..models.club_wallet import Cause
from .pos_common import ClubPosCase

STAYS = {  # history of the old member, or what finds the new one
    ("club.member", "merged_into_id"), ("club.member", "referrer_id"), ("club.step.grant", "member_id"),
    ("club.wallet", "member_id"), ("club.wallet.entry", "member_id"),
    ("club.identification", "member_id"), ("club.unusual.movement", "member_id"), ("club.message", "member_id"),
    ("club.tier.history", "member_id"), ("club.rehearsal.member", "member_id"), ("club.rehearsal.use", "member_id"),
    ("club.one.time.code", "member_id"), ("club.offer.lease.take", "member_id"),
    ("club.code", "order_member_id"),  # these three live for minutes
    ("club.segment.member", "member_id"),  # goes over by its own way: both may be in one segment
    ("club.member.habit", "member_id")}  # counted anew each night


class MergeCase(ClubPosCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.given_offer("Tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        cls.old = cls.given_member(name="Sarah")
        cls.wallet.top_up(100, Cause("test:top-up"))

    def merge_partners(self, target, *others, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.env.user).create({})
        partners = target | self.env["res.partner"].union(*others)
        wizard._merge(partners.ids, target)
        self.env.invalidate_all()

    def entries_of(self, wallet):
        return {entry.id: (entry.member_id.id, entry.kind, entry.amount) for entry in wallet.entry_ids}


@tagged("post_install", "-at_install")
class TestPartnerMerge(MergeCase):

    def test_the_wizard_keeps_every_unit_and_every_entry(self):
        wallet, today = self.old.wallet_id, fields.Date.today()
        wallet.earn("paid", 40, Cause("o:1"), kind="opening", origin="opening")
        wallet.earn("bonus", 10, Cause("o:2"), expires_on=today + timedelta(days=9))
        wallet.earn("bonus", 5, Cause("o:3"), pending_until=fields.Datetime.now() + timedelta(days=3))
        wallet.earn("points", 7, Cause("o:4"), origin="gift")
        order = self.sell([(self.bread, 3)], member=self.old)
        before, gone = self.entries_of(wallet), self.old.partner_id
        self.merge_partners(self.member.partner_id, gone)
        self.assertFalse(gone.exists())
        self.assert_balance(self.wallet, paid=140, bonus=18, points=7, available_bonus=13)
        self.assert_balance(wallet, paid=0, bonus=0, points=0)
        self.assertEqual({key: value for key, value in self.entries_of(wallet).items() if key in before}, before)
        self.assertEqual((self.purchase_of(order).member_id, self.member.visits), (self.member, 1))
        self.assertEqual((self.old.state, self.old.active, self.old.merged_into_id), ("left", False, self.member))

    def test_lots_keep_their_dates_and_origin(self):
        day, pending = date(2030, 5, 1), fields.Datetime.now() + timedelta(days=3)
        created = self.at("2026-01-05 10:00")
        self.old.wallet_id.earn("bonus", 10, Cause("o:1", now=created, branch_id=self.branch.id), expires_on=day)
        self.old.wallet_id.earn("points", 3, Cause("o:2"), origin="gift", pending_until=pending)
        self.merge_partners(self.member.partner_id, self.old.partner_id)
        bonus, points = (self.wallet.lot_ids.filtered(lambda lot, purse=purse: lot.purse == purse)
                         for purse in ("bonus", "points"))
        self.assertEqual((bonus.expires_on, bonus.origin, bonus.created_at, bonus.branch_id),
                         (day, "purchase", created, self.branch))
        self.assertEqual((points.pending_until.replace(microsecond=0), points.origin), (pending, "gift"))

    def test_a_customer_without_a_membership_gets_the_other_s(self):
        target, gone = self.env["res.partner"].create({"name": "Sara A."}), self.old.partner_id
        self.merge_partners(target, gone)
        self.assertEqual((self.old.partner_id, self.old.accounting_partner_id), (target, target))
        self.assertEqual(self.old.state, "active")

    def test_three_customers_at_once(self):
        third = self.given_member(name="Sahra")
        for number, member in enumerate((self.old, third)):
            member.wallet_id.earn("bonus", 5, Cause(f"o:{number}"), origin="gift")
        target = self.env["res.partner"].create({"name": "Sara A."})
        self.merge_partners(target, self.old.partner_id, third.partner_id)
        self.assertEqual((self.old | third).filtered("active").partner_id, target)
        self.assertEqual(sum((self.old | third).wallet_id.mapped("balance_bonus")), 10)

    def test_memberships_of_two_programmes_stay_two(self):
        other = self.given_program(name="Other")
        there = self.given_member(other, partner=self.old.partner_id)
        self.merge_partners(self.member.partner_id, self.old.partner_id)
        self.assertEqual((there.partner_id, there.state), (self.member.partner_id, "active"))

    def test_who_may_merge_customers_needs_no_rights_on_members(self):
        user = new_test_user(
            self.env, "club_merger", "base.group_system,base.group_partner_manager,account.group_account_invoice")
        self.old.wallet_id.earn("bonus", 5, Cause("o:1"), origin="gift")
        self.merge_partners(self.member.partner_id, self.old.partner_id, user=user)
        self.assert_balance(self.wallet, bonus=5)

    def test_while_one_pays_at_a_till_the_merge_is_refused(self):
        wallet = self.old.wallet_id
        wallet.earn("bonus", 5, Cause("o:1"), origin="gift")
        wallet.reserve("an order", 5)
        with self.assertRaisesRegex(ClubNotAllowed, "paying at a till"):
            self.merge_partners(self.member.partner_id, self.old.partner_id)
        wallet.release("an order")
        self.merge_partners(self.member.partner_id, self.old.partner_id)
        self.assert_balance(self.wallet, bonus=5)

    def test_the_books_name_the_remaining_customer(self):
        self.old.wallet_id.top_up(50, Cause("o:1"))
        gone = self.old.partner_id
        self.merge_partners(self.member.partner_id, gone)
        self.assertEqual((self.old | self.member).accounting_partner_id, self.member.partner_id)


@tagged("post_install", "-at_install")
class TestMemberMerge(MergeCase):

    def test_each_model_that_names_a_member_is_moved_or_stays_by_decision(self):
        named = {
            (name, field.name) for name, model in self.env.registry.items()
            if not model._abstract and not model._transient and model._auto
            for field in model._fields.values()
            if field.type == "many2one" and field.comodel_name == "club.member" and field.store}
        moved = {(name, "member_id") for name in self.env["club.member"]._merged_models()}
        self.assertEqual(named - STAYS, moved)

    def test_the_old_card_finds_the_new_member_also_after_two_merges(self):
        third = self.given_member(name="Sahra")
        self.old._merge(third)
        third._merge(self.member)
        for member in (self.old, third):
            self.assertEqual(self.env["club.member"]._of_card(self.program, member.card_number), self.member)
        order = self.sell([(self.bread, 3)], club_card_number=self.old.card_number)
        self.assertEqual(self.purchase_of(order).member_id, self.member)

    def test_a_return_of_what_the_old_wallet_paid_goes_to_the_new_one(self):
        self.offer.action_pause()
        wallet = self.old.wallet_id
        wallet.earn("bonus", 12, Cause("gift:1"), origin="gift")
        wallet.top_up(30, Cause("top:1"))
        order = self.pay_by_wallet([(self.bread, 3)], 30, member=self.old)
        self.old._merge(self.member)
        self.assert_balance(self.wallet, paid=112, bonus=0)
        self.give_back(order, {order.lines: 3}, [(self.method, -30)], member=self.member)
        self.assert_balance(self.wallet, paid=130, bonus=12)
        self.assert_balance(wallet, paid=0, bonus=0)

    def test_what_the_old_member_earned_is_taken_back_from_the_new_one(self):
        order = self.sell([(self.bread, 3)], member=self.old)
        self.old._merge(self.member)
        self.give_back(order, {order.lines: 3})
        self.assert_balance(self.wallet, bonus=0)

    def owing(self, member, owed):
        """Let a member owe `owed` bonus: earned, spent, then taken back in full."""
        self.program.write({"return_policy": "unlimited", "overdraft_limit": 100})
        wallet, key = member.wallet_id, f"pos.order:debt:{member.id}"
        wallet.earn("bonus", owed, Cause(key))
        wallet.spend({"bonus": owed}, Cause(f"{key}:spent"))
        wallet.claw_back("bonus", owed, Cause(f"{key}:back"), of_source=key)
        self.assert_balance(wallet, bonus=-owed)

    def test_a_debt_goes_over_and_is_paid_off_by_what_is_there(self):
        self.wallet.earn("bonus", 8, Cause("gift:1"), origin="gift")
        self.owing(self.old, 5)
        self.old._merge(self.member)
        self.assert_balance(self.wallet, bonus=3)
        self.assertEqual((self.old.wallet_id.overdrawn_bonus, self.wallet.overdrawn_bonus), (0, 0))

    def test_a_debt_that_nothing_pays_stays_a_debt(self):
        self.owing(self.old, 5)
        self.old._merge(self.member)
        self.assert_balance(self.wallet, bonus=-5)
        self.assert_balance(self.old.wallet_id, bonus=0)
        self.wallet.earn("bonus", 8, Cause("gift:1"), origin="gift")
        self.assert_balance(self.wallet, bonus=3)

    def test_credit_pays_off_the_debt_of_the_one_it_comes_to(self):
        self.owing(self.member, 5)
        self.old.wallet_id.earn("bonus", 8, Cause("gift:1"), origin="gift")
        self.old._merge(self.member)
        self.assert_balance(self.wallet, bonus=3, available_bonus=3)

    def test_limits_of_offers_count_both_members_uses(self):
        self.offer.max_uses_per_member = 1
        self.sell([(self.bread, 3)], member=self.old)
        self.old._merge(self.member)
        self.sell([(self.bread, 3)], member=self.member)
        self.assert_balance(self.wallet, bonus=3)

    def test_facts_are_joined_and_who_is_blocked_stays_blocked(self):
        self.old.write({
            "state": "blocked", "birth_month": 3, "birth_day": 4, "joined_at": self.at("2020-01-01")})
        for member, count in ((self.old, 4), (self.member, 2)):
            for day in range(count):
                self.given_purchase(member, f"2026-05-0{day + 1}")
        self.old._set_pin("1234")
        self.old._merge(self.member)
        self.assertEqual((self.member.state, self.member.visits, self.member.birth_day, self.member.joined_at),
                         ("blocked", 6, 4, self.at("2020-01-01")))
        self.assertTrue(self.member._pin_matches("1234"))

    def test_two_programmes_or_a_second_merge_are_refused(self):
        there = self.given_member(self.given_program(name="Other"))
        with self.assertRaises(ClubNotAllowed):
            there._merge(self.member)
        self.old._merge(self.member)
        with self.assertRaises(ClubNotAllowed):
            self.old._merge(self.member)

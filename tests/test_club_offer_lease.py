"""Leases of limited offers: portions, taking, giving back, settling, and many tills at once."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClubCase
from .test_club_wallet_concurrency import ConcurrentCase

TEN_PERCENT = {"kind": "percent_off", "percent": 10}


def codes(answers):
    return [item.get("code", "ok") for item in answers.values()]


def sum_of_leases(env, offer):
    """(granted, used) uses of all leases of an offer."""
    env.cr.execute(
        """SELECT COALESCE(SUM(granted_uses), 0), COALESCE(SUM(used_uses), 0)
             FROM club_offer_lease WHERE offer_id = %s""", [offer.id])
    return env.cr.fetchone()


@tagged("post_install", "-at_install")
class TestClubOfferLease(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leases = cls.env["club.offer.lease"]
        cls.first, cls.second = cls.given_session(), cls.given_session()

    @classmethod
    def given_session(cls):
        config = cls.env["pos.config"].create({
            "name": f"Till {uuid4()}", "club_branch_id": cls.branch.id, "payment_method_ids": []})
        session = cls.env["pos.session"].create({"config_id": config.id, "user_id": cls.env.uid})
        session.state = "opened"
        return session

    def limited(self, **values):
        return self.given_offer("Limited", [TEN_PERCENT], **({"max_uses": 8} | values))

    def take(self, offer, session=None, order=None, **values):
        answers = self.leases._take(session or self.first, offer.ids, order or str(uuid4()), **values)
        return codes(answers)[0]

    def left(self, offer, session=None):
        return self.leases._remaining(session or self.first).get(str(offer.id))

    def purchase(self, session, order_uuid, **values):
        order = self.env["pos.order"].create({
            "uuid": order_uuid, "session_id": session.id, "company_id": self.env.company.id, "amount_tax": 0,
            "amount_total": 0, "amount_paid": 0, "amount_return": 0})
        return self.env["club.purchase"].create({
            "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
            "channel": "pos", "pos_order_id": order.id, "source_key": f"pos.order:{order_uuid}",
            "purchased_at": datetime(2026, 11, 22), **values})

    def close(self, session):
        session.flush_recordset()
        self.env.cr.execute("UPDATE pos_session SET state = 'closed' WHERE id = %s", [session.id])
        session.invalidate_recordset()
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_offer_cron_count").method_direct_trigger()
        self.env.invalidate_all()

    def assert_exact(self, offer):
        """What the offer says it leased is what the leases hold, and not more than its limit."""
        self.env.invalidate_all()
        granted, used = sum_of_leases(self.env, offer)
        self.assertEqual(offer.leased_uses, granted)
        self.assertLessEqual(used, granted)
        self.assertLessEqual(granted, offer.max_uses)

    # -- granting -----------------------------------------------------------------------------------------------------

    def test_each_till_gets_a_portion_and_something_is_left_for_the_next(self):
        offer = self.limited()
        self.assertEqual(self.leases._grant(self.first), {str(offer.id): {"remaining_uses": 2}})
        self.assertEqual(self.leases._grant(self.second), {str(offer.id): {"remaining_uses": 1}})
        self.assert_exact(offer)

    def test_granting_again_changes_nothing(self):
        offer = self.limited()
        self.leases._grant(self.first)
        self.leases._grant(self.first)
        self.assertEqual(self.left(offer), {"remaining_uses": 2})
        self.assert_exact(offer)

    def test_only_limited_offers_of_the_tills_branch_are_leased(self):
        self.given_offer("Free", [TEN_PERCENT])
        self.limited(branch_ids=self.given_branch(self.program).ids)
        self.limited(running=False)
        self.assertEqual(self.leases._grant(self.first), {})

    def test_a_budget_is_leased_in_minor_units(self):
        offer = self.limited(max_uses=0, budget=10)
        self.assertEqual(self.leases._grant(self.first), {str(offer.id): {"remaining_budget_minor": 250}})

    # -- taking -------------------------------------------------------------------------------------------------------

    def test_a_till_without_a_lease_is_given_one_when_it_takes(self):
        offer = self.limited()
        self.assertEqual(self.take(offer), "ok")
        self.assertEqual(self.left(offer), {"remaining_uses": 1})
        self.assert_exact(offer)

    def test_two_tills_together_use_the_limit_to_the_last_and_no_more(self):
        offer = self.limited()
        answers = [self.take(offer, session) for _round in range(6) for session in (self.first, self.second)]
        self.assertEqual(answers.count("ok"), 8)
        self.assertEqual(set(answers[8:]), {"uses_spent"})
        self.assert_exact(offer)

    def test_the_same_order_takes_once(self):
        offer = self.limited(max_uses=1)
        self.assertEqual([self.take(offer, order="one"), self.take(offer, order="one")], ["ok", "ok"])
        self.assertEqual(self.take(offer, order="two"), "uses_spent")

    def test_open_orders_count_for_what_a_member_may_use(self):
        offer = self.limited(max_uses=0, max_uses_per_member=2)
        mina, omid = self.given_member(name="Mina"), self.given_member(name="Omid")

        def take(order, member=mina):
            return self.take(offer, order=order, member=member)

        self.assertEqual([take("one"), take("one"), take("two"), take("three")], ["ok", "ok", "ok", "member_uses_spent"])
        self.assertEqual(take("other", omid), "ok")
        self.leases._give_back(self.first, "two")
        self.assertEqual(take("three"), "ok")
        self.settle(offer, "one", member_id=mina.id)
        self.assertEqual(take("four"), "member_uses_spent", "one is paid, three is open")
        self.env["club.offer.lease.take"].search([("order_uuid", "=", "three")]).flush_recordset()
        self.env.cr.execute(
            "UPDATE club_offer_lease_take SET taken_at = taken_at - interval '1 hour' WHERE order_uuid = 'three'")
        self.assertEqual(take("four"), "ok", "nobody pays three any more")

    def test_a_refusal_is_a_sentence_with_the_limit(self):
        offer = self.limited(max_uses=1)
        self.take(offer)
        answer = self.leases._take(self.second, offer.ids, "order")[str(offer.id)]
        self.assertEqual(answer["message"], "The offer “Limited” is limited to 1 uses, and no use is left.")
        self.assertEqual((answer["ok"], answer["remaining_uses"]), (False, 0))

    def test_unlimited_offers_are_free_to_take_and_strangers_are_not(self):
        free, ended = self.given_offer("Free", [TEN_PERCENT]), self.limited()
        ended.action_end()
        foreign = self.env["club.offer"].create({
            "name": "Foreign", "program_id": self.given_program(name="Other").id, "max_uses": 5, "state": "running",
            "benefit_ids": [(0, 0, TEN_PERCENT)]})
        answers = self.leases._take(self.first, [free.id, ended.id, foreign.id, 0], "order")
        self.assertEqual(codes(answers), ["ok", "ended", "ended", "ended"])

    def test_a_till_takes_no_offer_of_another_branch(self):
        offer = self.limited(branch_ids=self.given_branch(self.program).ids)
        self.assertEqual((self.take(offer), offer.leased_uses), ("ended", 0))

    def test_a_spent_budget_refuses_and_what_is_left_of_it_is_told(self):
        offer = self.limited(max_uses=0, budget=10)
        self.assertEqual(self.take(offer, budgets={offer.id: 900}), "ok")
        self.assertEqual(self.take(offer, budgets={offer.id: 200}), "budget_spent")
        self.assertEqual(self.left(offer), {"remaining_budget_minor": 100})
        self.assertEqual(self.take(offer, budgets={offer.id: 100}), "ok")
        self.assertEqual(self.take(offer), "budget_spent")

    def test_a_till_whose_budget_runs_low_gets_more_before_it_must_cut_a_discount(self):
        offer = self.limited(max_uses=0, budget=1000)
        self.leases._grant(self.first)
        self.assertEqual(self.left(offer), {"remaining_budget_minor": 25000})
        self.take(offer, budgets={offer.id: 24000})
        self.assertGreater(self.left(offer)["remaining_budget_minor"], 10000)

    def test_an_order_that_is_not_paid_gives_its_use_back(self):
        offer = self.limited(max_uses=1)
        self.take(offer, order="one")
        self.assertFalse(self.leases._give_back(self.second, "one"))
        self.assertTrue(self.leases._give_back(self.first, "one"))
        self.assertFalse(self.leases._give_back(self.first, "one"))
        self.assertEqual(self.take(offer, order="two"), "ok")
        self.assert_exact(offer)

    # -- settling -----------------------------------------------------------------------------------------------------

    def settle(self, offer, order, session=None, budget=0, **values):
        purchase = self.purchase(session or self.first, order, **values)
        for _again in range(2):
            self.env["club.offer.use"]._record(purchase, {offer.id: budget})
        return purchase

    def test_a_paid_order_keeps_what_it_took(self):
        offer = self.limited(max_uses=3)
        self.take(offer, order="one")
        self.settle(offer, "one")
        self.assertFalse(self.leases._give_back(self.first, "one"))
        self.assertEqual(sum_of_leases(self.env, offer)[1], 1)
        self.assert_exact(offer)

    def test_a_paid_order_counts_its_true_budget(self):
        offer = self.limited(max_uses=0, budget=100)
        self.take(offer, order="one", budgets={offer.id: 500})
        held = self.left(offer)["remaining_budget_minor"]
        self.settle(offer, "one", budget=2)
        self.assertEqual(self.left(offer)["remaining_budget_minor"], held + 300)

    def test_an_offline_sale_spends_the_tills_lease(self):
        offer = self.limited()
        self.leases._grant(self.first)
        self.settle(offer, "offline")
        self.assertEqual(self.left(offer), {"remaining_uses": 1})
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]))

    def test_an_offline_sale_past_the_limit_is_accepted_and_put_before_staff(self):
        offer = self.limited(max_uses=1)
        self.take(offer, self.second)
        self.settle(offer, "offline")
        self.env.invalidate_all()
        self.assertEqual((offer.leased_uses, *sum_of_leases(self.env, offer)), (2, 2, 2))
        alert = self.env["club.alert"].search([("program_id", "=", self.program.id)])
        self.assertIn("Limited", alert.message)
        self.assertEqual(len(alert), 1)

    def test_a_whole_return_makes_room_for_another_use(self):
        offer = self.limited(max_uses=1)
        self.take(offer, order="one")
        sold = self.settle(offer, "one")
        self.assertEqual(self.take(offer, order="two"), "uses_spent")
        back = self.purchase(self.first, "back", origin_id=sold.id)
        self.env["club.offer.use"]._take_back(back, sold)
        self.assertEqual(self.take(offer, order="two"), "ok")
        self.assertEqual(self.take(offer, order="three"), "uses_spent")

    # -- sessions -----------------------------------------------------------------------------------------------------

    def test_a_closed_session_returns_what_it_did_not_use(self):
        offer = self.limited()
        self.leases._grant(self.first)
        self.take(offer, order="paid")
        self.settle(offer, "paid")
        self.take(offer, order="abandoned")
        self.close(self.first)
        self.assertEqual((offer.leased_uses, *sum_of_leases(self.env, offer)), (1, 1, 1))
        self.assertEqual([self.take(offer, self.second) for _n in range(8)].count("ok"), 7)
        self.assert_exact(offer)

    def test_an_order_that_arrives_after_the_closing_still_counts(self):
        offer = self.limited()
        self.take(offer, order="late")
        self.close(self.first)
        self.settle(offer, "late")
        self.env.invalidate_all()
        self.assertEqual((offer.leased_uses, *sum_of_leases(self.env, offer)), (1, 1, 1))

    def test_a_limit_set_later_knows_the_uses_before_it(self):
        offer = self.limited(max_uses=0, max_uses_per_member=9)
        self.env["club.offer.book"]._current(self.branch)
        for order in ("one", "two"):
            self.settle(offer, order)
        offer.max_uses = 3
        self.assertEqual([self.take(offer), self.take(offer)], ["ok", "uses_spent"])
        offer.max_uses = 0
        offer.max_uses = 4
        self.assertEqual([self.take(offer), self.take(offer)], ["ok", "uses_spent"])
        self.assert_exact(offer)

    def test_the_server_itself_leases_for_sales_without_a_till(self):
        offer = self.limited(max_uses=1)
        none = self.env["pos.session"]
        self.assertEqual(codes(self.leases._take(none, offer.ids, "invoice")), ["ok"])
        self.assertEqual(codes(self.leases._take(none, offer.ids, "other")), ["uses_spent"])


@tagged("post_install", "-at_install")
class TestClubOfferLeaseConcurrency(ConcurrentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.environment() as env:
            branch = env["club.branch"].create({"name": "Concurrent", "program_id": cls.program_id, "tz": "UTC"})
            configs = env["pos.config"].create([
                {"name": f"Concurrent {uuid4()}", "club_branch_id": branch.id, "payment_method_ids": []}
                for _till in range(4)])
            sessions = env["pos.session"].union(*(
                env["pos.session"].create({"config_id": config.id, "user_id": env.uid}) for config in configs))
            sessions.state = "opened"
            cls.branch_id, cls.config_ids, cls.session_ids = branch.id, configs.ids, sessions.ids

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            offers = "(SELECT id FROM club_offer WHERE program_id = %s)"
            for table in ("club_offer_lease_take", "club_offer_lease"):
                cr.execute(f"DELETE FROM {table} WHERE offer_id IN {offers}", [cls.program_id])
            cr.execute("DELETE FROM pos_session WHERE id = ANY(%s)", [cls.session_ids])
            cr.execute("DELETE FROM pos_config WHERE id = ANY(%s)", [cls.config_ids])
            cr.execute("UPDATE club_offer SET revision_id = NULL WHERE program_id = %s", [cls.program_id])
            cr.execute(f"DELETE FROM club_offer_revision WHERE offer_id IN {offers}", [cls.program_id])
            cr.execute("UPDATE club_member SET branch_id = NULL WHERE branch_id = %s", [cls.branch_id])
            cr.execute("DELETE FROM club_branch WHERE id = %s", [cls.branch_id])
        super().take_away()

    def given_limited(self, **values):
        with self.environment() as env:
            return env["club.offer"].create({
                "name": "Limited", "program_id": self.program_id, "state": "running",
                "benefit_ids": [(0, 0, TEN_PERCENT)], **values}).id

    def taking(self, offer_id, session_id, order):
        def take(env):
            return codes(env["club.offer.lease"]._take(env["pos.session"].browse(session_id), [offer_id], order))[0]
        return self.retried(take)

    def assert_used(self, offer_id, expected):
        with self.environment() as env:
            offer = env["club.offer"].browse(offer_id)
            granted, used = sum_of_leases(env, offer)
            self.assertEqual((offer.leased_uses, used), (granted, expected))
            self.assertLessEqual(granted, offer.max_uses)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_tills_at_once_cannot_both_have_the_last_use(self):
        offer_id = self.given_limited(max_uses=1)
        answers = self.run_at_once(*(
            lambda session_id=session_id: self.taking(offer_id, session_id, f"last:{session_id}")
            for session_id in self.session_ids[:2]))
        self.assertEqual(sorted(answers), ["ok", "uses_spent"])
        self.assert_used(offer_id, 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_tills_at_once_give_one_member_once_what_a_member_may_have_once(self):
        offer_id = self.given_limited(max_uses_per_member=1)
        wallet_id, = self.given_wallets(1)

        def taking(session_id):
            return self.retried(lambda env: codes(env["club.offer.lease"]._take(
                env["pos.session"].browse(session_id), [offer_id], f"once:{session_id}",
                member=env["club.wallet"].browse(wallet_id).member_id))[0])

        answers = self.run_at_once(*(lambda session_id=session_id: taking(session_id) for session_id in self.session_ids[:2]))
        self.assertEqual(sorted(answers), ["member_uses_spent", "ok"])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_same_order_reserved_twice_at_once_takes_once(self):
        offer_id = self.given_limited(max_uses=10)
        answers = self.run_at_once(*[lambda: self.taking(offer_id, self.session_ids[0], "twice")] * 2)
        self.assertEqual(answers, ["ok", "ok"])
        self.assert_used(offer_id, 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_four_tills_take_sixty_times_and_get_exactly_what_there_is(self):
        offer_id = self.given_limited(max_uses=25)

        def till(session_id):
            return [self.taking(offer_id, session_id, f"{session_id}:{number}") for number in range(15)]

        answers = self.run_at_once(*(lambda session_id=session_id: till(session_id) for session_id in self.session_ids))
        self.assertEqual(sum(answers, []).count("ok"), 25)
        self.assert_used(offer_id, 25)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_tills_that_open_at_once_never_get_more_than_the_limit(self):
        offer_id = self.given_limited(max_uses=3)
        self.run_at_once(*(
            lambda session_id=session_id: self.retried(
                lambda env: env["club.offer.lease"]._grant(env["pos.session"].browse(session_id)))
            for session_id in self.session_ids))
        self.assert_used(offer_id, 0)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_tills_that_sell_offline_what_they_leased_never_pass_the_limit_together(self):
        """Four tills lease at once, lose the connection, give all that they hold, and send their orders at once."""
        offer_id = self.given_limited(max_uses=11)

        def lease(env, session_id):
            left = env["club.offer.lease"]._grant(env["pos.session"].browse(session_id))
            return left[str(offer_id)]["remaining_uses"]

        leased = dict(zip(self.session_ids, self.run_at_once(*(
            lambda session_id=session_id: self.retried(lambda env: lease(env, session_id))
            for session_id in self.session_ids)), strict=True))
        self.assertLessEqual(sum(leased.values()), 11)
        self.assertGreater(sum(leased.values()), 0)

        def send(session_id):
            """The offline orders of a till, each sent twice."""
            orders = [f"offline:{session_id}:{number // 2}" for number in range(2 * leased[session_id])]
            return [self.retried(lambda env, order=order: env["club.offer.lease"]._settle(
                env["pos.session"].browse(session_id), order, {offer_id: 0}).ids) for order in orders]

        past = self.run_at_once(*(lambda session_id=session_id: send(session_id) for session_id in self.session_ids))
        self.assertFalse(any(offers for answers in past for offers in answers), "nobody is past the limit")
        self.assert_used(offer_id, sum(leased.values()))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_managers_at_once_do_not_lose_each_others_change_in_the_book(self):
        def start(name):
            def make(env):
                env["club.offer"].create({
                    "name": name, "program_id": self.program_id, "state": "running",
                    "benefit_ids": [(0, 0, TEN_PERCENT)]})
            return lambda: self.retried(make)

        self.run_at_once(start("one"), start("two"))
        with self.environment() as env:
            book = env["club.offer.book"]._current(env["club.branch"].browse(self.branch_id))
            names = {name["en_US"] for name in book.content["names"].values()}
        self.assertLessEqual({"one", "two"}, names)

    def test_counting_an_offer_does_not_disturb_a_sale_that_is_under_way(self):
        offer_id = self.given_limited()
        with self.environment() as sale:
            sale.cr.execute("SELECT 1 FROM club_offer")  # the sale's view of the database dates from here
            with self.environment() as job:
                job["club.offer"].browse(offer_id)._count(datetime(2026, 11, 22))
            sale.cr.execute(
                """INSERT INTO club_offer_use (offer_id, source_key, quantity, used_at)
                   VALUES (%s, 'under way', 1, '2026-11-22') RETURNING id""", [offer_id])
            self.assertTrue(sale.cr.fetchone())
            sale.cr.rollback()

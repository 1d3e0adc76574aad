"""Offer books: what is in them, when there is a new version, and that many branches are quick. Uses and their counting.
"""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged

from ..engine.periods import period_start
from ..models import club_offer_book
from ..models.club_errors import ClubImmutable
from .common import ClubCase

TEN_PERCENT = {"kind": "percent_off", "percent": 10}
CREDIT = {"kind": "credit", "percent": 5}


@tagged("post_install", "-at_install")
class TestClubOfferBook(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.books = cls.env["club.offer.book"]

    def current(self, branch=None):
        return self.books._current(branch or self.branch)

    def offers_in(self, branch=None):
        return [offer["id"] for offer in self.current(branch).content["offers"]]

    # -- content ------------------------------------------------------------------------------------------------------

    def test_a_branch_without_offers_has_a_first_book(self):
        book = self.current()
        self.assertEqual((book.version, book.content["offers"]), (1, []))
        self.assertEqual(self.current(), book)

    def test_a_book_holds_the_running_offers_of_its_branch(self):
        other = self.given_branch(self.program)
        everywhere = self.given_offer("Everywhere", [TEN_PERCENT])
        here = self.given_offer("Here", [TEN_PERCENT], branch_ids=self.branch.ids)
        there = self.given_offer("There", [TEN_PERCENT], branch_ids=other.ids)
        self.given_offer("Draft", [TEN_PERCENT], running=False)
        self.given_offer("Paused", [TEN_PERCENT]).action_pause()
        self.given_offer("Ended", [TEN_PERCENT]).action_end()
        self.assertEqual(self.offers_in(), [everywhere.id, here.id])
        self.assertEqual(self.offers_in(other), [everywhere.id, there.id])

    def test_an_offer_of_an_archived_branch_does_not_run_everywhere(self):
        other = self.given_branch(self.program)
        self.given_offer("There", [TEN_PERCENT], branch_ids=other.ids)
        other.action_archive()
        self.env.invalidate_all()
        self.books._queue(self.program)
        self.assertEqual(self.offers_in(), [])

    def test_a_book_tells_names_in_all_languages_revisions_and_lots(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.program.write({"bonus_expiry": "days", "bonus_valid_days": 90, "pending_days": 14})
        offer = self.given_offer("Birthday", [CREDIT, {"kind": "points_flat", "points": 3, "own_days": True}])
        offer.with_context(lang="fr_FR").name = "Anniversaire"
        content = self.current().content
        self.assertEqual(content["names"], {str(offer.id): {"en_US": "Birthday", "fr_FR": "Anniversaire"}})
        self.assertEqual(content["revisions"], {str(offer.id): offer.revision_id.id})
        lots = content["lots"][str(offer.id)]
        self.assertEqual([(lots[lot]["expiry"]["kind"], lots[lot]["expiry"]["days"], lots[lot]["pending_days"])
                          for lot in ("credit", "points")], [("days", 90, 14), ("never", 0, 0)])
        self.assertEqual(content["program"], self.program._to_engine())

    def test_branches_with_the_same_offers_share_one_content(self):
        other = self.given_branch(self.program)
        self.given_offer("Everywhere", [TEN_PERCENT])
        self.assertEqual(self.current().content_id, self.current(other).content_id)

    # -- versions -----------------------------------------------------------------------------------------------------

    def test_each_change_that_matters_makes_the_next_version(self):
        tier = self.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": self.program.id})
        offer = self.given_offer("Offer", [TEN_PERCENT], [{"kind": "tier", "tier_ids": tier.ids}])
        version = self.current().version
        for change in (
            lambda: offer.write({"sequence": 3}),
            lambda: offer.benefit_ids.write({"percent": 11}),
            lambda: offer.write({"condition_ids": [Command.create({"kind": "member"})]}),
            lambda: offer.condition_ids[1].unlink(),
            lambda: tier.write({"code": "argent"}),
            lambda: self.program.write({"credit_worth_bps": 4500}),
            lambda: offer.write({"name": "Other name"}),
            lambda: offer.action_pause(),
            lambda: offer.action_start(),
        ):
            change()
            version += 1
            self.assertEqual(self.current().version, version)

    def test_a_change_that_tills_need_not_know_makes_no_version(self):
        offer = self.given_offer("Offer", [TEN_PERCENT])
        book = self.current()
        offer.write({"description": "For colleagues", "sequence": offer.sequence})
        self.given_offer("Draft", [TEN_PERCENT], running=False)
        self.program.name = "Other name"
        self.assertEqual(self.current(), book)

    def test_many_changes_in_one_transaction_make_one_version(self):
        self.current()
        offers = self.env["club.offer"].union(*(self.given_offer(f"Offer {n}", [TEN_PERCENT]) for n in range(5)))
        offers.benefit_ids.percent = 7
        self.env.cr.flush()
        self.assertEqual(self.current().version, 2)

    def test_a_branch_that_changes_its_programme_goes_on_counting(self):
        self.given_offer("Offer", [TEN_PERCENT])
        first = self.current()
        self.branch.program_id = self.given_program(name="Other")
        self.assertEqual((self.current().version, self.offers_in()), (2, []))
        self.assertEqual(self.books._of_version(self.branch, 1), first)

    def test_an_old_version_stays_as_it_was(self):
        offer = self.given_offer("Offer", [TEN_PERCENT])
        first = self.current()
        content = first.content
        offer.benefit_ids.percent = 50
        self.assertGreater(self.current().version, first.version)
        self.env.invalidate_all()
        self.assertEqual(self.books._of_version(self.branch, first.version).content, content)
        self.assertFalse(self.books._of_version(self.branch, 99))

    def test_nobody_changes_a_book_by_hand(self):
        book = self.current()
        for change in (lambda: book.write({"version": 7}), book.unlink, book.content_id.unlink, book.copy):
            with self.assertRaises(ClubImmutable):
                change()
        manager = new_test_user(self.env, "book_manager", "customer_club.customer_club_group_manager")
        with self.assertRaises(ClubImmutable):
            book.with_user(manager).create({"branch_id": self.branch.id})

    def test_a_managers_change_reaches_the_books_though_books_are_not_the_managers(self):
        manager = new_test_user(self.env, "offer_manager", "customer_club.customer_club_group_manager")
        offer = self.given_offer("Offer", [TEN_PERCENT])
        self.current()
        offer.with_user(manager).write({"benefit_ids": [Command.update(offer.benefit_ids.id, {"percent": 12})]})
        self.assertEqual(self.current().content["offers"][0]["benefits"][0]["rate_bps"], 1200)

    # -- cost ---------------------------------------------------------------------------------------------------------

    def test_the_current_book_of_a_branch_is_one_look_into_an_index(self):
        self.given_offer("Offer", [TEN_PERCENT])
        self.current()
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertTrue(self.current())

    def test_a_book_is_compiled_once(self):
        self.given_offer("Offer", [TEN_PERCENT])
        book = self.current()
        with patch.object(club_offer_book, "compile_book", side_effect=club_offer_book.compile_book) as compiled:
            self.assertIs(book._compiled(), book._compiled())
            self.env.invalidate_all()
            book._compiled()
        self.assertEqual(compiled.call_count, 1)

    def test_the_branches_of_a_chain_do_not_cost_queries_each(self):
        offers = self.env["club.offer"].union(*(self.given_offer(f"Offer {n}", [TEN_PERCENT]) for n in range(10)))
        counts = []
        for more in (5, 45):
            branches = self.env["club.branch"].create([
                {"name": f"Chain {more} {n}", "program_id": self.program.id, "tz": "UTC"} for n in range(more)])
            offers[0].benefit_ids.percent += 1
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.books._rebuild_queued()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(self.books.search_count([("branch_id", "in", branches.ids)]), more)
        self.assertLessEqual(counts[1], counts[0] + 5)


@tagged("post_install", "-at_install")
class TestClubOfferUse(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uses = cls.env["club.offer.use"]
        cls.member = cls.given_member()

    def purchase(self, at="2026-11-22 10:00", member=None, **values):
        number = self.env["club.purchase"].search_count([]) + 1
        return self.env["club.purchase"].create({
            "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
            "channel": "import", "member_id": (member or self.member).id, "source_key": f"test:{number}",
            "purchased_at": self.at(at), **values})

    def use(self, offer, at="2026-11-22 10:00", budget=0, **values):
        purchase = self.purchase(at, **values)
        self.uses._record(purchase, {offer.id: budget})
        return purchase

    def count(self, offer, today=date(2026, 11, 22), member=None):
        return self.uses._counts(member or self.member, today).get(str(offer.id), 0)

    def test_uses_are_counted_within_the_offers_own_period(self):
        for period, at, expected in (
            ("ever", "2020-01-01 00:00", 1), ("day", "2026-11-22 00:00", 1), ("day", "2026-11-21 23:59", 0),
            ("week", "2026-11-16 00:00", 1), ("week", "2026-11-15 23:59", 0), ("month", "2026-11-01 00:00", 1),
            ("month", "2026-10-31 23:59", 0), ("year", "2026-01-01 00:00", 1), ("year", "2025-12-31 23:59", 0),
        ):
            with self.subTest(period=period, at=at):
                offer = self.given_offer("Offer", [TEN_PERCENT], max_uses_per_member=1, use_period=period)
                self.use(offer, at)
                self.assertEqual(self.count(offer), expected)

    def test_a_period_starts_at_midnight_of_the_programmes_own_zone_and_calendar(self):
        self.program.write({"tz": "Asia/Tehran", "calendar": "jalali"})
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses_per_member=1, use_period="month")
        self.use(offer, "2026-11-21 20:29")  # 23:59 in Tehran, 30 Aban
        self.assertEqual(self.count(offer), 0)
        self.use(offer, "2026-11-21 20:30")  # 1 Azar
        self.assertEqual(self.count(offer), 1)

    def test_weeks_start_on_saturday_in_the_jalali_calendar(self):
        sunday = date(2026, 11, 22)
        self.assertEqual(period_start("jalali", "week", sunday), date(2026, 11, 21))
        self.assertEqual(period_start("gregorian", "week", sunday), date(2026, 11, 16))
        self.assertEqual(period_start("jalali", "year", sunday), date(2026, 3, 21))

    def test_a_use_counts_once_for_its_source(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses_per_member=3)
        purchase = self.use(offer)
        self.uses._record(purchase, {offer.id: 0})
        self.assertEqual(self.count(offer), 1)

    def test_a_whole_return_gives_the_use_back_to_the_period_it_came_from(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses_per_member=3, use_period="month")
        october, november = self.use(offer, "2026-10-20", budget=4), self.use(offer, "2026-11-20", budget=4)
        back = self.purchase("2026-11-21", origin_id=october.id)
        self.uses._take_back(back, october)
        self.uses._take_back(back, october)
        self.assertEqual(self.count(offer), 1)
        self.uses._take_back(self.purchase("2026-11-22", origin_id=november.id), november)
        self.assertEqual(self.count(offer), 0)
        self.assertEqual(self.uses._sums(offer)[offer.id], (0, 0))

    def test_only_the_members_own_uses_of_limited_running_offers_are_told_in_one_query(self):
        limited = self.given_offer("Limited", [TEN_PERCENT], max_uses_per_member=3)
        free = self.given_offer("Free", [TEN_PERCENT])
        for offer in (limited, free):
            self.use(offer)
        self.use(limited, member=self.given_member(name="Reza"))
        self.uses._counts(self.member, date(2026, 11, 22))  # reads member and programme, as any sale has done before
        with self.assertQueryCount(1):
            self.assertEqual(self.uses._counts(self.member, date(2026, 11, 22)), {str(limited.id): 1})

    def test_uses_are_never_changed(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses_per_member=3)
        use = self.uses.search([("purchase_id", "=", self.use(offer).id)])
        for change in (lambda: use.write({"quantity": 0}), use.unlink):
            with self.assertRaises(ClubImmutable):
                change()

    # -- the job ------------------------------------------------------------------------------------------------------

    def count_all(self, hours=1):
        """Run the job as if it had last run `hours` ago."""
        counted = self.env["club.offer"].search([("counted_at", "!=", False)])
        counted.counted_at = datetime.now() - timedelta(hours=hours)
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_offer_cron_count").method_direct_trigger()
        self.env.invalidate_all()

    def remaining(self, offer):
        content = self.env["club.offer.book"]._current(self.branch).content
        found = next(row for row in content["offers"] if row["id"] == offer.id)
        return found.get("remaining_uses"), found.get("remaining_budget_minor")

    def test_the_job_sums_uses_and_budget_and_tells_the_books_when_one_is_spent(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses=2, budget=100)
        self.assertEqual(self.remaining(offer), (1, 10000))
        self.use(offer, budget=30)
        self.count_all()
        book = self.env["club.offer.book"]._current(self.branch)
        self.assertEqual((offer.use_count, offer.budget_used, self.remaining(offer)), (1, 30, (1, 10000)))
        second = self.use(offer, budget=70)
        self.count_all()
        self.assertEqual((offer.use_count, offer.budget_used, self.remaining(offer)), (2, 100, (0, 0)))
        self.assertEqual(self.env["club.offer.book"]._current(self.branch).version, book.version + 1)
        self.uses._take_back(self.purchase(origin_id=second.id), second)
        self.count_all()
        self.assertEqual((offer.use_count, self.remaining(offer)), (1, (1, 10000)))

    def test_a_higher_limit_brings_a_spent_offer_back_at_once(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], max_uses=1)
        self.use(offer)
        self.count_all()
        self.assertEqual(self.remaining(offer), (0, None))
        offer.max_uses = 2
        self.assertEqual(self.remaining(offer), (1, None))

    def test_unlimited_offers_are_counted_again_after_some_hours_only(self):
        offer = self.given_offer("Offer", [TEN_PERCENT])
        self.env["club.offer.book"]._current(self.branch)
        self.use(offer)
        self.count_all()
        self.use(offer)
        self.count_all(hours=5)
        self.assertEqual(offer.use_count, 1)
        self.count_all(hours=7)
        self.assertEqual(offer.use_count, 2)

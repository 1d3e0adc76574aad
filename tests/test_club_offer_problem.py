"""Bad input: refused at the form with a sentence, or skipped at the till with a verdict."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from .pos_common import ClubPosCase

TEN_PERCENT = {"kind": "percent_off", "percent": 10}
CREDIT = {"kind": "credit", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOfferProblem(ClubPosCase):

    def refused(self, pattern):
        return self.assertRaisesRegex(ValidationError, pattern)

    def reasons(self, order):
        verdicts = self.env["club.verdict"].search([("purchase_id", "=", self.purchase_of(order).id)])._told()
        return [[reason["code"] for reason in verdict["reasons"]] for verdict in verdicts]

    def test_an_offer_whose_products_are_archived_does_not_start(self):
        offer = self.given_offer("Bread", [{**TEN_PERCENT, "product_ids": self.bread.ids}], running=False)
        self.bread.action_archive()
        with self.refused("10 % off the product Bread.*finds no product"):
            offer.action_start()

    def test_an_offer_that_excludes_all_it_names_does_not_start(self):
        with self.refused("finds no product"):
            self.given_offer(
                "Bread", [{**TEN_PERCENT, "product_ids": self.bread.ids, "exclude_product_ids": self.bread.ids}])

    def test_a_running_offer_whose_category_is_emptied_is_skipped_with_a_verdict(self):
        category = self.env["product.category"].create({"name": "Rye"})
        rye = self.given_product("Rye", 10, categ_id=category.id)
        offer = self.given_offer("Rye", [{**CREDIT, "category_ids": category.ids}])
        self.assertFalse(offer.problem)
        rye.categ_id = self.bread.categ_id
        order = self.sell([(rye, 1)], member=self.member)
        self.assertEqual(self.reasons(order), [["nothing_to_give"]])
        offer.invalidate_recordset(["problem"])
        self.assertIn("finds no product", offer.problem)
        with self.refused("finds no product"):
            offer.date_to = "2999-01-01"

    def test_a_till_category_or_brand_that_is_archived_is_no_product(self):
        brand = self.env["club.brand"].create({"name": "Mill"})
        loaf = self.given_product("Loaf", 10, club_brand_id=brand.id)
        offer = self.given_offer("Mill", [{**TEN_PERCENT, "brand_ids": brand.ids}], running=False)
        loaf.action_archive()
        with self.refused("finds no product"):
            offer.action_start()

    def test_an_archived_tier_or_branch_cannot_be_asked_for(self):
        tier = self.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": self.program.id})
        offer = self.given_offer("Silver", [TEN_PERCENT], [{"kind": "tier", "tier_ids": tier.ids}], running=False)
        tier.active = False
        with self.refused("tier is Silver.*cannot hold"):
            offer.action_start()

    def test_an_archived_gift_is_refused(self):
        offer = self.given_offer("Gift", [{"kind": "gift", "gift_product_id": self.bread.id}], running=False)
        self.bread.action_archive()
        with self.refused("gift Bread is archived"):
            offer.action_start()

    def test_percentages_lie_between_0_and_100(self):
        for percent in (100.01, 250, -5):
            with self.subTest(percent), self.assertRaisesRegex(CheckViolation, "rate_range"), \
                    mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.given_offer("Much", [{"kind": "percent_off", "percent": percent}])
        with self.refused("gives nothing"):
            self.given_offer("Little", [{"kind": "percent_off", "percent": 0}])

    def test_a_budget_of_zero_is_none_and_one_below_is_refused(self):
        offer = self.given_offer("Budget", [CREDIT], budget=0)
        self.assertNotIn("remaining_budget_minor", offer._to_engine())
        with self.assertRaisesRegex(CheckViolation, "not_negative"), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.given_offer("Budget", [CREDIT], budget=-1)

    def test_a_budget_that_is_used_up_is_skipped_with_a_verdict(self):
        offer = self.given_offer("Budget", [CREDIT], budget=1)
        self.sell([(self.bread, 10)], member=self.member)
        offer._count(self.env.cr.now())
        self.assertEqual(self.reasons(self.sell([(self.bread, 10)], member=self.member)), [["budget_spent"]])

    def test_dates_that_contradict_are_refused(self):
        with self.refused("contradict: it starts on 12/01/2026 and ends on 11/30/2026"):
            self.given_offer("Dates", [TEN_PERCENT], [{"kind": "period", "date_from": "2026-12-01"}],
                             date_to="2026-11-30", running=False)
        offer = self.given_offer("Dates", [TEN_PERCENT], [
            {"kind": "period", "date_from": "2999-12-01"}, {"kind": "period", "date_to": "2999-12-05"}])
        with self.refused("contradict"):
            offer.date_from = "2999-12-06"
        with self.assertRaisesRegex(CheckViolation, "dates"), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.given_offer("Dates", [TEN_PERCENT], date_from="2999-02-02", date_to="2999-02-01")

    def test_an_offer_whose_last_day_is_over_does_not_start(self):
        offer = self.given_offer("Over", [TEN_PERCENT], date_to="2020-01-31", running=False)
        with self.refused("last day of the offer “Over”, 01/31/2020, is over"):
            offer.action_start()

    def test_two_running_offers_cannot_have_one_code(self):
        first = self.given_offer("First", [TEN_PERCENT], [{"kind": "code", "codes": "nowruz, eid"}])
        second = self.given_offer("Second", [TEN_PERCENT], [{"kind": "code", "codes": "NOWRUZ "}], running=False)
        with self.refused("code NOWRUZ is already that of the running offer “First”"):
            second.action_start()
        first.action_end()
        second.action_start()
        third = self.given_offer("Third", [TEN_PERCENT], [{"kind": "code", "codes": "other"}])
        with self.refused("code NOWRUZ is already that of the running offer “Second”"):
            third.condition_ids.codes = "other, Nowruz"

    def given_batch(self, **values):
        return self.env["club.code.batch"].create({"name": "Poster", "program_id": self.program.id, **values})

    def test_the_code_of_a_poster_is_no_other_offers_code(self):
        poster = self.given_batch(kind="shared", shared_text="Nowruz")
        first = self.given_offer("First", [TEN_PERCENT], [{"kind": "code", "code_batch_ids": poster.ids}])
        second = self.given_offer("Second", [TEN_PERCENT], [{"kind": "code", "codes": "NOWRUZ"}], running=False)
        with self.refused("code NOWRUZ is already that of the running offer “First”"):
            second.action_start()
        second.condition_ids.write({"codes": False, "code_batch_ids": poster.ids})
        second.action_start()
        self.assertEqual((first.state, second.state), ("running", "running"), "one poster may lead to several offers")

    def test_codes_that_are_good_nowhere_cannot_be_asked_for(self):
        letter, old = self.given_batch(), self.given_batch(date_to="2020-01-31")
        offer = self.given_offer("Letter", [TEN_PERCENT], [{"kind": "code", "code_batch_ids": (letter | old).ids}])
        self.assertFalse(offer.problem)
        letter.action_withdraw()
        offer.invalidate_recordset(["problem"])
        self.assertIn("all its codes are withdrawn or their last day is over", offer.problem)
        with self.refused("withdrawn or their last day is over"):
            offer.date_to = "2999-01-01"
        offer.condition_ids.codes = "friends"
        self.assertFalse(offer.problem)

    def test_a_gift_that_no_till_sells_is_refused(self):
        offer = self.given_offer("Gift", [{"kind": "gift", "gift_product_id": self.bread.id}], running=False)
        self.bread.available_in_pos = False
        with self.refused("gift Bread is not sold at the tills"):
            offer.action_start()

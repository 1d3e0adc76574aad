"""Every condition, benefit and limit says itself as a sentence, in the reader's language, while it is typed and for ever."""

from odoo.tests import Form, tagged

from .common import ClubCase

TEN_PERCENT = {"kind": "percent_off", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOfferWords(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.currency_id.write({"symbol": "$", "position": "before"})
        cls.silver, cls.gold = cls.env["club.tier"].create([
            {"name": name, "code": name.lower(), "program_id": cls.program.id} for name in ("Silver", "Gold")])
        cls.friends = cls.env["club.segment"].create({"name": "Friends", "code": "friends", "program_id": cls.program.id})
        cls.bread = cls.env["product.category"].create({"name": "Bread"})
        cls.loaf, cls.bun = cls.env["product.product"].create([{"name": "Loaf"}, {"name": "Bun"}])
        cls.shelf = cls.env["pos.category"].create({"name": "Shelf"})
        cls.tag = cls.env["product.tag"].create({"name": "Whole grain"})

    def told(self, text):
        return text.replace("\N{NO-BREAK SPACE}", " ").replace("\ufeff", "")

    def test_every_kind_of_condition_is_a_sentence(self):
        rows = [
            ("member", {}, "It is only for members of the club."),
            ("tier", {"tier_ids": (self.silver | self.gold).ids}, "It is only for members whose tier is Gold or Silver."),
            ("segment", {"segment_ids": self.friends.ids}, "It is only for members of the group Friends."),
            ("visits", {"min_visits": 10}, "It is given from a member's purchase number 11 on."),
            ("every_nth_visit", {"nth": 10}, "It is given on a member's purchases number 10, 20, 30 and so on."),
            ("first_purchase", {}, "It is given on a member's first purchase."),
            ("inactive", {"days": 90}, "It is only for members who have not bought for 90 days or longer."),
            ("birthday", {}, "It is given on a member's birthday."),
            ("birthday", {"days_before": 3}, "It is given on a member's birthday and from 3 days before it on."),
            ("birthday", {"days_after": 3}, "It is given on a member's birthday and until 3 days after it."),
            ("birthday", {"days_before": 3, "days_after": 4},
             "It is given from 3 days before a member's birthday until 4 days after it."),
            ("anniversary", {"days_before": 1}, "It is given on a member's anniversary and from 1 day before it on."),
            ("joined", {"days": 30}, "It is only for members who joined at most 30 days ago."),
            ("basket_amount", {"min_amount": 50}, "The basket must be worth at least $ 50.00."),
            ("basket_amount", {"max_amount": 50}, "The basket must be worth at most $ 50.00."),
            ("basket_amount", {"min_amount": 5, "max_amount": 50},
             "The basket must be worth at least $ 5.00 and at most $ 50.00."),
            ("basket_amount", {"min_amount": 5, "category_ids": self.bread.ids},
             "The basket must hold the category Bread for at least $ 5.00."),
            ("quantity", {"min_quantity": 2.5, "product_ids": self.loaf.ids, "pos_category_ids": self.shelf.ids},
             "The basket must hold at least 2.5 pieces of the product Loaf or the till category Shelf."),
            ("period", {"date_from": "2026-03-21"}, "It runs from 03/21/2026 on."),
            ("weekdays", {"friday": True, "saturday": True, "sunday": True},
             "It is given on Friday, Saturday, or Sunday."),
            ("hours", {"hour_from": 17, "hour_to": 19.5}, "It is given from 17:00 until 19:30 o'clock."),
            ("hours", {"hour_from": 22, "hour_to": 2}, "It is given from 22:00 until 02:00 of the next day."),
            ("branch", {"branch_ids": self.branch.ids}, f"It is given only in the branch {self.branch.name}."),
            ("channel", {"at_web": True}, "It is given only to who buys at the till or in the online shop."),
            ("code", {"codes": "NOWRUZ, EID"}, "The customer must give the code NOWRUZ or EID."),
        ]
        for kind, values, sentence in rows:
            with self.subTest(kind, **values):
                offer = self.given_offer("Offer", [TEN_PERCENT], [{"kind": kind, **values}], running=False)
                self.assertEqual(self.told(offer.condition_ids.sentence), sentence)
                if kind != "code":
                    self.assertEqual(self.program._tell(offer.condition_ids._to_engine()), offer.condition_ids.sentence)

    def test_every_kind_of_benefit_is_a_sentence(self):
        but_buns = {"category_ids": self.bread.ids, "exclude_product_ids": self.bun.ids}
        rows = [
            ("percent_off", {"percent": 12.5}, "The customer gets 12.5 % off."),
            ("percent_off", {"percent": 10, "max_amount": 5, **but_buns},
             "The customer gets 10 % off the category Bread, except Bun, at most $ 5.00."),
            ("amount_off", {"amount": 5, "tag_ids": self.tag.ids}, "The customer gets $ 5.00 off the tag Whole grain."),
            ("unit_off", {"percent": 100, "per": 3, "product_ids": self.loaf.ids},
             "One in 3 pieces of the product Loaf is free, counted from the dearest down."),
            ("unit_off", {"percent": 50, "per": 2},
             "One in 2 pieces of any product is 50 % cheaper, counted from the dearest down."),
            ("credit", {"percent": 5}, "The member gets 5 % of what is paid as credit."),
            ("credit", {"percent": 5, "max_amount": 20}, "The member gets 5 % of what is paid as credit, at most $ 20.00."),
            ("credit_flat", {"amount": 5}, "The member gets $ 5.00 of credit."),
            ("points", {"points": 2, "per_amount": 10, "max_points": 100},
             "The member gets 2 points for each $ 10.00 paid for any product, at most 100 points."),
            ("points_flat", {"points": 7, "product_ids": self.loaf.ids},
             "The member gets 7 points for buying the product Loaf."),
            ("gift", {"gift_product_id": self.loaf.id, "gift_count": 2}, "The customer gets a gift: 2 of Loaf."),
        ]
        for kind, values, sentence in rows:
            with self.subTest(kind, **values):
                offer = self.given_offer("Offer", [{"kind": kind, **values}], running=False)
                self.assertEqual(self.told(offer.benefit_ids.sentence), sentence)
                self.assertEqual(self.program._tell(offer.benefit_ids._to_engine()), offer.benefit_ids.sentence)

    def test_an_offer_is_a_paragraph(self):
        offer = self.given_offer(
            "Offer", [{"kind": "credit", "percent": 5, "own_days": True, "valid_days": 30, "pending_days": 2}],
            [{"kind": "member"}], running=False, date_to="2026-12-31", branch_ids=self.branch.ids,
            max_uses_per_member=2, use_period="month", max_uses=100, budget=500, control_percent=5,
            pilot_segment_id=self.friends.id, stacking="together", group="drinks")
        self.assertEqual(self.told(offer.in_words), (
            "The member gets 5 % of what is paid as credit. It runs until 12/31/2026. It is only for members of the group"
            f" Friends. It is only for members of the club. It runs only in the branch {self.branch.name}. A member gets it at"
            " most 2 times a month. It is given at most 100 times in all. It may cost $ 500.00 in all. Its credit can be spent"
            " after 2 days. Its credit lapses after 30 days. 5 % of the members do not get it, to tell what it changes. It is"
            " given together with other such offers, but with no other of “drinks”."))
        bare = self.given_offer("Offer", [], running=False)
        self.assertEqual(bare.in_words, "It gives nothing yet: add what the customer gets. Everybody gets it, on every"
                         " purchase. Of it and other single offers the customer gets the best one.")

    def test_a_revision_says_what_the_offer_said(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], [{"kind": "tier", "tier_ids": self.silver.ids}], max_uses=5)
        self.env["club.offer.book"]._current(self.branch)
        before = offer.in_words
        self.assertEqual(offer.revision_id.in_words, before)
        offer.write({"max_uses": 6, "benefit_ids": [(1, offer.benefit_ids.id, {"percent": 20})]})
        self.env["club.offer.book"]._current(self.branch)
        self.assertEqual(offer.revision_id.in_words, offer.in_words)
        offer.invalidate_recordset(["revision_ids"])
        self.assertEqual(offer.revision_ids.mapped("number"), [2, 1])
        self.assertEqual(offer.revision_ids[1].in_words, before)
        note = offer.message_ids[0].body
        for line in ("Revision 2", "No longer: The customer gets 10 % off.", "Now: The customer gets 20 % off.",
                     "No longer: It is given at most 5 times in all.", "Now: It is given at most 6 times in all."):
            self.assertIn(line, note)
        self.assertNotIn("Silver", note)

    def test_the_form_says_it_while_it_is_typed(self):
        with Form(self.env["club.offer"]) as form:
            form.name = "Offer"
            form.program_id = self.program
            with form.benefit_ids.new() as benefit:
                benefit.kind = "percent_off"
                benefit.percent = 15
                self.assertEqual(benefit.sentence, "The customer gets 15 % off.")
                benefit.category_ids.add(self.bread)
                self.assertEqual(benefit.sentence, "The customer gets 15 % off the category Bread.")
            self.assertIn("15 % off the category Bread. Everybody gets it", form.in_words)
            with form.condition_ids.new() as condition:
                condition.kind = "tier"
                self.assertEqual(condition.sentence, "Not complete yet: choose at least one.")
                condition.tier_ids.add(self.silver)
            self.assertIn("whose tier is Silver.", form.in_words)
            form.max_uses = 3
            self.assertIn("at most 3 times in all", form.in_words)

    def test_picking_a_kind_already_makes_a_sentence(self):
        with Form(self.env["club.offer"]) as form:
            form.name = "Offer"
            form.program_id = self.program
            with form.benefit_ids.new() as benefit:
                self.assertEqual(benefit.sentence, "The customer gets 10 % off.")
                benefit.kind = "unit_off"
                self.assertIn("One in 3 pieces of any product is free", benefit.sentence)
                benefit.percent = 40
                benefit.kind = "percent_off"
                self.assertEqual(benefit.sentence, "The customer gets 40 % off.")
            for kind, told in (("visits", "number 11"), ("inactive", "60 days"), ("hours", "15:00 until 17:00"),
                               ("weekdays", "Friday"), ("basket_amount", "at least $"), ("joined", "30 days")):
                with form.condition_ids.new() as condition:
                    condition.kind = kind
                    self.assertIn(told, condition.sentence)

    def test_in_persian_numbers_and_dates_are_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        offer = self.given_offer(
            "Offer", [{**TEN_PERCENT, "percent": 12.5, "max_amount": 40}], [{"kind": "hours", "hour_from": 17, "hour_to": 19}],
            running=False, date_to="2026-12-01", max_uses=100, control_percent=5)
        told = offer.with_context(lang="fa_IR").in_words
        for text in ("۱۲٫۵", "۴۰", "۱۷:۰۰", "۱۴۰۵/۰۹/۱۰", "۱۰۰", "۵"):
            self.assertIn(text, told)
        self.assertFalse([sign for sign in told if sign in "0123456789"], told)

    def test_of_many_products_five_are_named(self):
        many = self.env["product.product"].create([{"name": f"Good {number}"} for number in range(1, 9)])
        offer = self.given_offer("Offer", [{**TEN_PERCENT, "product_ids": many.ids}], running=False)
        self.assertEqual(offer.benefit_ids.sentence, (
            "The customer gets 10 % off the product Good 1, Good 2, Good 3, Good 4, Good 5, or 3 more."))

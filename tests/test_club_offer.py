"""Offers: what a form gives the engine, what it refuses, and how long a revision stays."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import ForeignKeyViolation

from ..models.club_errors import ClubImmutable
from .common import ClubCase

TEN_PERCENT = {"kind": "percent_off", "percent": 10}


@tagged("post_install", "-at_install")
class TestClubOffer(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.silver = cls.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": cls.program.id})
        cls.food = cls.env["product.category"].create({"name": "Food"})
        cls.bread = cls.env["product.category"].create({"name": "Bread", "parent_id": cls.food.id})
        cls.brand = cls.env["club.brand"].create({"name": "Mill"})
        cls.tag = cls.env["product.tag"].create({"name": "Whole grain"})
        cls.shelf = cls.env["pos.category"].create({"name": "Shelf"})
        cls.loaf = cls.env["product.product"].create({
            "name": "Loaf", "categ_id": cls.bread.id, "club_brand_id": cls.brand.id, "product_tag_ids": cls.tag.ids,
            "pos_categ_ids": cls.shelf.ids})

    def engine_of(self, *conditions, benefits=(TEN_PERCENT,), **values):
        return self.given_offer("Offer", benefits, conditions, running=False, **values)._to_engine()

    def condition(self, kind, **values):
        return self.engine_of({"kind": kind, **values})["conditions"][0]

    def benefit(self, kind, **values):
        return self.engine_of(benefits=[{"kind": kind, **values}])["benefits"][0]

    # -- engine values ------------------------------------------------------------------------------------------------

    def test_every_kind_of_condition_becomes_the_engines_own(self):
        other = self.env["club.tier"].create({"name": "Gold", "code": "gold", "program_id": self.program.id})
        groups = self.env["club.segment"].create([
            {"name": code.title(), "code": code, "program_id": self.program.id} for code in ("students", "regulars")])
        rows = [
            ("member", {}, {}),
            ("tier", {"tier_ids": (self.silver | other).ids}, {"in": ["gold", "silver"]}),
            ("segment", {"segment_ids": groups.ids}, {"in": ["regulars", "students"]}),
            ("visits", {"min_visits": 10}, {"min": 10}),
            ("every_nth_visit", {"nth": 5}, {"n": 5}),
            ("first_purchase", {}, {}),
            ("inactive", {"days": 90}, {"min_days": 90}),
            ("birthday", {"days_before": 3, "days_after": 0}, {"before": 3, "after": 0}),
            ("anniversary", {"days_before": 0, "days_after": 7}, {"before": 0, "after": 7}),
            ("joined", {"days": 30}, {"max_days": 30}),
            ("basket_amount", {"min_amount": 12.34, "max_amount": 0}, {"min": 1234}),
            ("basket_amount", {"max_amount": 50, "product_ids": self.loaf.ids},
             {"min": 0, "max": 5000, "selector": {"products": self.loaf.ids}}),
            ("quantity", {"min_quantity": 0.25}, {"min_milli": 250}),
            ("period", {"date_from": "2026-03-21"}, {"from": "2026-03-21"}),
            ("weekdays", {"monday": True, "sunday": True}, {"in": [1, 7]}),
            ("hours", {"hour_from": 9.5, "hour_to": 24}, {"from": 570, "to": 1440}),
            ("branch", {"branch_ids": self.branch.ids}, {"in": [str(self.branch.id)]}),
            ("channel", {"at_web": True}, {"in": ["pos", "web"]}),
            ("code", {"codes": " nowruz\n, Nowruz,grün "}, {"in": [
                self.program._code_digest("NOWRUZ"), self.program._code_digest("GRüN")]}),
        ]
        for kind, values, parameters in rows:
            with self.subTest(kind):
                self.assertEqual(self.condition(kind, **values), {"kind": kind, **parameters})

    def test_every_kind_of_benefit_becomes_the_engines_own(self):
        rows = [
            ("percent_off", {"percent": 12.34, "max_amount": 50}, {"rate_bps": 1234, "max_minor": 5000}),
            ("amount_off", {"amount": 5}, {"amount_minor": 500}),
            ("unit_off", {"rate_bps": 10000, "per": 3}, {"rate_bps": 10000, "per": 3}),
            ("credit", {"percent": 0.29}, {"rate_bps": 29}),
            ("credit_flat", {"amount": 0.07}, {"amount_minor": 7}),
            ("points", {"points": 2, "per_amount": 10, "max_points": 100},
             {"points": 2, "per_minor": 1000, "max_points": 100}),
            ("points_flat", {"points": 5, "category_ids": self.food.ids},
             {"points": 5, "selector": {"categories": self.food.ids}}),
            ("gift", {"gift_product_id": self.loaf.id, "gift_value": 3},
             {"what": "product", "ref": self.loaf.id, "count": 1, "value_minor": 300}),
        ]
        for kind, values, parameters in rows:
            with self.subTest(kind):
                self.assertEqual(self.benefit(kind, **values), {"kind": kind, **parameters})

    def test_every_percentage_of_two_decimals_is_exact(self):
        benefit = self.given_offer("Offer", [TEN_PERCENT], running=False).benefit_ids
        for bps in (1, 29, 57, 113, 1155, 3333, 5801, 9999):
            benefit.percent = bps / 100
            self.assertEqual(benefit.rate_bps, bps)

    def test_money_of_a_currency_without_decimals_is_counted_in_whole_units(self):
        rial = self.env["res.currency"].create({"name": "TIR", "symbol": "TIR", "rounding": 1})
        program = self.env["club.program"].create({"name": "Rial club", "tz": "UTC", "currency_id": rial.id})
        engine = self.engine_of(benefits=[{"kind": "amount_off", "amount": 5_000_000_000}], program_id=program.id)
        self.assertEqual(engine["benefits"][0]["amount_minor"], 5_000_000_000)

    def test_dates_of_an_offer_are_its_first_condition(self):
        engine = self.engine_of({"kind": "member"}, date_to="2026-12-31")
        self.assertEqual(engine["conditions"], [{"kind": "period", "to": "2026-12-31"}, {"kind": "member"}])

    def test_limits_are_told_only_where_there_are_some(self):
        limits = {"max_uses_per_member", "remaining_uses", "remaining_budget_minor", "group"}
        self.assertFalse(limits & set(self.engine_of(group="x")))
        engine = self.engine_of(max_uses_per_member=2, max_uses=5, budget=100, stacking="together", group=" drinks ")
        self.assertEqual(
            [engine[name] for name in ("max_uses_per_member", "remaining_uses", "remaining_budget_minor", "group")],
            [2, 1, 10000, "drinks"])

    def test_a_product_tells_all_its_categories_and_both_kinds_of_tags_apart(self):
        plain = self.env["product.product"].create({"name": "Plain", "categ_id": self.food.id})
        values = (self.loaf | plain)._club_engine_values()
        self.assertEqual(values[self.loaf.id], {
            "product": self.loaf.id, "categories": [self.food.id, self.bread.id], "brand": self.brand.id,
            "tags": sorted([self.tag.id * 2, self.shelf.id * 2 + 1])})
        self.assertEqual(
            values[plain.id], {"product": plain.id, "categories": [self.food.id], "brand": None, "tags": []})

    def test_a_hundred_products_need_no_more_queries_than_two(self):
        products = self.env["product.product"].create([
            {"name": str(number), "categ_id": self.bread.id, "product_tag_ids": self.tag.ids} for number in range(100)])
        counts = []
        for some in (products[:2], products):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._club_engine_values()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_selectors_and_products_speak_of_the_same_tags(self):
        benefit = self.benefit("percent_off", percent=5, tag_ids=self.tag.ids, pos_category_ids=self.shelf.ids)
        self.assertEqual(benefit["selector"]["tags"], self.loaf._club_engine_values()[self.loaf.id]["tags"])

    def test_an_archived_product_stays_in_its_selector(self):
        offer = self.given_offer("Offer", [{**TEN_PERCENT, "product_ids": self.loaf.ids}], running=False)
        self.loaf.action_archive()
        self.env.invalidate_all()
        self.assertEqual(offer._to_engine()["benefits"][0]["selector"], {"products": self.loaf.ids})

    def test_what_a_selector_names_cannot_be_deleted(self):
        self.given_offer("Offer", [{**TEN_PERCENT, "brand_ids": self.brand.ids}], running=False)
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"):
            self.brand.unlink()

    # -- what is refused ----------------------------------------------------------------------------------------------

    def test_an_offer_without_benefits_cannot_start(self):
        offer = self.given_offer("Empty", [], running=False)
        with self.assertRaisesRegex(ValidationError, "Empty.*at least one benefit"):
            offer.action_start()

    def test_the_last_benefit_of_a_running_offer_stays(self):
        offer = self.given_offer("Offer", [TEN_PERCENT])
        with self.assertRaisesRegex(ValidationError, "at least one benefit"):
            offer.benefit_ids.unlink()

    def test_conditions_that_could_never_hold_are_refused(self):
        for kind, values in (
            ("tier", {}), ("segment", {}), ("code", {"codes": ","}), ("branch", {}), ("weekdays", {}),
            ("channel", {"at_pos": False}), ("hours", {"hour_from": 8, "hour_to": 8}), ("hours", {"hour_from": 25}),
            ("basket_amount", {"min_amount": 10, "max_amount": 5}), ("basket_amount", {"min_amount": 2 ** 43 / 100}),
        ):
            with self.subTest(kind, **values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.condition(kind, **values)

    def test_a_code_that_no_till_could_send_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "The code “XXXX.*” has 65 letters; a code has at most 64"):
            self.engine_of({"kind": "code", "codes": f"short, {'X' * 65}"})
        self.engine_of({"kind": "code", "codes": "X" * 64})

    def test_benefits_that_give_nothing_are_refused(self):
        for kind, values in (
            ("percent_off", {}), ("amount_off", {}), ("points", {"per_amount": 10}), ("points", {"points": 1}),
            ("gift", {"gift_product_id": self.loaf.id, "gift_count": 0}),
        ):
            with self.subTest(kind, **values), self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.benefit(kind, **values)

    def test_tiers_and_branches_are_of_the_offers_own_programme(self):
        other = self.given_program(name="Other")
        tier = self.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": other.id})
        with self.assertRaisesRegex(ValidationError, "another programme"):
            self.condition("tier", tier_ids=tier.ids)
        with self.assertRaisesRegex(ValidationError, "belongs to the programme Other"):
            self.engine_of(branch_ids=self.given_branch(other).ids)

    def test_credit_of_one_offer_lapses_by_one_rule(self):
        flat = {"kind": "credit_flat", "amount": 1}
        with self.assertRaisesRegex(ValidationError, "one rule"):
            self.engine_of(benefits=[flat, {**flat, "own_days": True, "valid_days": 5}])

    # -- life ---------------------------------------------------------------------------------------------------------

    def test_a_copy_is_a_draft_with_the_same_rules(self):
        offer = self.given_offer("Offer", [TEN_PERCENT], [{"kind": "tier", "tier_ids": self.silver.ids}])
        self.env["club.offer.book"]._current(self.branch)
        copy = offer.copy()
        self.assertEqual((copy.state, copy.revision_id.id, copy.name), ("draft", False, "Offer (copy)"))
        self.assertEqual(
            [copy._to_engine()[name] for name in ("conditions", "benefits")],
            [offer._to_engine()[name] for name in ("conditions", "benefits")])

    def test_an_offer_that_has_run_is_neither_deleted_nor_moved(self):
        offer = self.given_offer("Offer", [TEN_PERCENT])
        self.env["club.offer.book"]._current(self.branch)
        offer.action_end()
        with self.assertRaisesRegex(UserError, "end it instead"):
            offer.unlink()
        with self.assertRaisesRegex(UserError, "stays in its programme"):
            offer.program_id = self.given_program()

    def test_a_revision_is_made_when_the_rules_change_and_never_changes(self):
        books = self.env["club.offer.book"]
        offer = self.given_offer("Offer", [TEN_PERCENT])
        books._current(self.branch)
        first = offer.revision_id
        offer.write({"name": "Other name", "description": "Text"})
        books._current(self.branch)
        self.assertEqual(offer.revision_id, first)
        offer.benefit_ids.percent = 20
        books._current(self.branch)
        self.assertEqual((offer.revision_id.number, first.content["benefits"][0]["rate_bps"]), (2, 1000))
        for change in (lambda: first.write({"number": 5}), first.unlink, lambda: first.sudo().write({"content": {}})):
            with self.assertRaises(ClubImmutable):
                change()

    def test_a_manager_makes_an_offer_in_the_form(self):
        with Form(self.env["club.offer"]) as form:
            form.name = "Silver gets credit"
            form.program_id = self.program
            with form.condition_ids.new() as condition:
                condition.kind = "tier"
                condition.tier_ids.add(self.silver)
            with form.benefit_ids.new() as benefit:
                benefit.kind = "credit"
                benefit.percent = 15
        self.assertEqual(form.record._to_engine()["benefits"], [{"kind": "credit", "rate_bps": 1500}])


@tagged("post_install", "-at_install")
class TestClubOfferAccess(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.offer = cls.given_offer("Offer", [TEN_PERCENT], [{"kind": "member"}])
        cls.env["club.offer.book"]._current(cls.branch)
        cls.users = {
            role: new_test_user(cls.env, f"offer_{role}", f"customer_club.customer_club_group_{role}")
            for role in ("cashier", "staff", "manager", "accountant", "auditor")}

    def test_who_reads_and_who_writes_offers(self):
        for role, reads, writes in (
            ("cashier", False, False), ("staff", True, False), ("accountant", True, False), ("auditor", True, False),
            ("manager", True, True),
        ):
            for record in (self.offer, self.offer.condition_ids, self.offer.benefit_ids):
                own = record.with_user(self.users[role])
                with self.subTest(role, model=record._name):
                    self.assertEqual((own.has_access("read"), own.has_access("write")), (reads, writes))

    def test_what_the_club_writes_itself_nobody_else_writes(self):
        for model in ("revision", "book", "book.content", "use", "lease", "lease.take"):
            rows = self.env[f"club.offer.{model}"].with_user(self.users["manager"])
            with self.subTest(model):
                self.assertTrue(rows.has_access("read"))
                self.assertFalse(any(rows.has_access(operation) for operation in ("create", "write", "unlink")))

    def test_managers_of_another_company_do_not_see_the_offers(self):
        company = self.env["res.company"].create({"name": "Stranger"})
        stranger = new_test_user(
            self.env, "offer_stranger", "customer_club.customer_club_group_manager", company_id=company.id,
            company_ids=[(6, 0, company.ids)])
        for model in ("offer", "offer.condition", "offer.benefit", "offer.revision", "offer.book"):
            rows = self.env[f"club.{model}"].with_user(stranger).search([])
            self.assertFalse(rows.filtered(lambda row: row.sudo().program_id == self.program), model)

"""Templates: each makes a draft that says what it is, starts as it is, and gives what it promises."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..engine.offers import compile_book, evaluate
from ..models.club_program_amounts import rounded
from .common import ClubCase
from .pos_common import ClubPosCase

TUESDAY_AT_THREE = {"date": "2026-11-24", "weekday": 2, "minute": 15 * 60, "branch": "1", "channel": "pos"}
REGULAR = {
    "id": 1, "tier": None, "segments": [], "visits": 12, "days_since_last": 5, "days_to_birthday": 100, "joined_days": 300,
    "uses": {}, "holdout": [], "stale": False}
# For each template: facts and moments at which it is given, and what must not stand in the way but once.
GIVEN = {
    "eleventh": ({"visits": 10}, {}), "from_amount": ({}, {}), "birthday": ({"days_to_birthday": 0}, {}),
    "tier_credit": ({"tier": "silver"}, {}), "category": ({}, {}), "buy_two": ({}, {}),
    "first_purchase": ({"visits": 0, "days_since_last": None}, {}), "win_back": ({"days_since_last": 60}, {}),
    "happy_hour": ({}, {"minute": 15 * 60}), "weekend": ({}, {"weekday": 6}), "tenth_visit": ({"visits": 9}, {}),
    "launch": ({}, {}), "birthday_week": ({"days_to_birthday": -3}, {}), "partner_code": ({}, {}),
    "tier_day": ({"tier": "silver"}, {"weekday": 2}),
}
NOT_GIVEN = {
    "eleventh": ({"visits": 9}, {}), "birthday": ({"days_to_birthday": 1}, {}), "tier_credit": ({}, {}),
    "first_purchase": ({"visits": 1}, {}), "win_back": ({"days_since_last": 59}, {}), "happy_hour": ({}, {"minute": 17 * 60}),
    "weekend": ({}, {"weekday": 5}), "tenth_visit": ({"visits": 10}, {}), "launch": ({}, {"date": "2020-01-01"}),
    "birthday_week": ({"days_to_birthday": 4}, {}), "tier_day": ({"tier": "silver"}, {"weekday": 3}),
}


@tagged("post_install", "-at_install")
class TestClubOfferTemplate(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["club.tier"].create([
            {"name": name, "code": name.lower(), "sequence": place, "program_id": cls.program.id}
            for place, name in enumerate(("Bronze", "Silver", "Gold"))])
        cls.category = cls.env["product.category"].create({"name": "Coffee"})
        cls.beans = cls.env["product.product"].create([
            {"name": f"Beans {number}", "categ_id": cls.category.id, "available_in_pos": True, "list_price": 12}
            for number in range(100)])[0]
        cls.templates = cls.env["club.offer.template"].search([])

    def statuses(self, offer, facts, moment):
        """Status of the offer for a basket of four beans, twice what is usual, with the offer's own codes."""
        amount = self.program._to_minor(2 * self.program._usual_amount())
        line = {**self.beans._club_engine_values()[self.beans.id], "id": "a", "qty_milli": 4000, "amount_minor": amount,
                "discountable": True}
        codes = [code for one in offer.condition_ids if one.kind == "code" for code in one._to_engine()["in"]]
        today = {"date": self.program._today().isoformat()}
        answer = evaluate(
            compile_book(self.program._to_engine(), [offer._to_engine()]), TUESDAY_AT_THREE | today | moment, REGULAR | facts,
            {"codes": codes, "lines": [line]})
        return answer["verdicts"][0]["status"]

    def test_there_are_fifteen(self):
        self.assertEqual(set(self.templates.mapped("key")), set(GIVEN))
        self.assertEqual(len(self.templates), 15)

    def test_each_makes_a_draft_that_starts_and_gives(self):
        for template in self.templates:
            with self.subTest(template.key):
                offer = self.env["club.offer"].browse(template.with_context(program_id=self.program.id).action_use()["res_id"])
                self.assertEqual((offer.state, offer.name, offer.program_id), ("draft", template.name, self.program))
                self.assertNotIn("Not complete", offer.in_words)
                offer.action_start()
                book = self.env["club.offer.book"]._current(self.branch)
                self.assertIn(offer.id, [row["id"] for row in book.content["offers"]])
                self.assertEqual(self.statuses(offer, *GIVEN[template.key]), "applied")
                if template.key in NOT_GIVEN:
                    self.assertEqual(self.statuses(offer, *NOT_GIVEN[template.key]), "refused")

    def test_the_weekend_is_friday_where_the_calendar_is_jalali(self):
        weekend = self.templates.filtered(lambda template: template.key == "weekend")
        self.assertEqual(weekend._make_draft(self.program).condition_ids._to_engine()["in"], [6, 7])
        self.program.calendar = "jalali"
        self.assertEqual(weekend._make_draft(self.program).condition_ids._to_engine()["in"], [5])

    def test_a_template_for_tiers_says_that_there_are_none(self):
        other = self.given_program(name="Bare")
        for key in ("tier_credit", "tier_day"):
            with self.assertRaisesRegex(UserError, "Bare has none"):
                self.templates.filtered(lambda template, key=key: template.key == key)._make_draft(other)

    def test_amounts_have_the_shops_own_scale(self):
        self.assertEqual([rounded(amount) for amount in (0.37, 3, 3.6, 612_000, 8)], [0.5, 2, 5, 500_000, 10])
        self.assertEqual(self.program._usual_amount(), 50, "five pieces at 12")
        self.env["product.template"].search([]).available_in_pos = False
        rial = self.env["res.currency"].create({"name": "TIR", "symbol": "TIR", "rounding": 1})
        bare = self.env["club.program"].create({"name": "Rial club", "tz": "UTC", "currency_id": rial.id})
        self.assertEqual((self.program._usual_amount(), bare._usual_amount()), (50, 5000))
        for number, amount in enumerate((700_000, 650_000, 40), 1):
            self.env["club.purchase"].create({
                "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
                "channel": "invoice", "source_key": f"test:{number}", "purchased_at": "2026-11-01", "amount": amount})
        self.assertEqual(self.program._usual_amount(), 500_000)

    def test_a_draft_is_named_in_every_language_of_its_template(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.templates[0]
        template.update_field_translations("name", {"fr_FR": "Onzième"})
        offer = template._make_draft(self.program)
        self.assertEqual(offer.with_context(lang="fr_FR").name, "Onzième")
        self.assertEqual(offer.with_context(lang="en_US").name, template.with_context(lang="en_US").name)

    def test_only_managers_use_them(self):
        for role in ("staff", "auditor"):
            user = new_test_user(self.env, f"club_template_{role}", f"customer_club.customer_club_group_{role}")
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
                self.templates[1].with_user(user)._make_draft(self.program)
        manager = new_test_user(self.env, "club_template_manager", "customer_club.customer_club_group_manager")
        self.assertTrue(self.templates[1].with_user(manager).with_context(program_id=self.program.id).action_use()["res_id"])


# What each template gives on twenty loaves for 200, where a usual basket is 50: (discount, credit).
GAINS = {
    "eleventh": (0, 10), "from_amount": (20, 0), "birthday": (0, 40), "tier_credit": (0, 30), "category": (14, 0),
    "buy_two": (60, 0), "first_purchase": (20, 0), "win_back": (30, 0), "happy_hour": (20, 0), "weekend": (10, 0),
    "tenth_visit": (0, 5), "launch": (10, 0), "birthday_week": (20, 0), "partner_code": (20, 0), "tier_day": (20, 0)}


@tagged("post_install", "-at_install")
class TestTemplateSales(ClubPosCase):

    def served(self, facts, moment):
        """Whatever is sold meanwhile: a member with these facts, at this moment, for the till and the server alike."""
        members, branches = (self.env.registry[name] for name in ("club.member", "club.branch"))
        context = TUESDAY_AT_THREE | {"branch": str(self.branch.id), "date": self.program._today().isoformat()} | moment
        return (
            patch.object(members, "_to_engine", lambda member, *_args, **_more: REGULAR | facts | {"id": member.id}),
            patch.object(branches, "_engine_context", lambda *_args, **_more: dict(context)))

    def test_each_gives_in_a_sale_what_it_says(self):
        self.env["club.tier"].create([
            {"name": name, "code": name.lower(), "sequence": place, "program_id": self.program.id}
            for place, name in enumerate(("Bronze", "Silver"))])
        self.env["product.template"].search([]).available_in_pos = False
        self.bread.write({"available_in_pos": True, "categ_id": self.env["product.category"].create({"name": "Bread"}).id})
        templates = self.env["club.offer.template"].search([])
        drafts = [template._make_draft(self.program) for template in templates]  # before sales change what is usual
        for template, offer in zip(templates, drafts, strict=True):
            offer.action_start()
            member, branch = self.served(*GIVEN[template.key])
            codes = offer.condition_ids.filtered(lambda one: one.kind == "code").mapped("codes")
            with self.subTest(template.key), member, branch:
                order = self.sold_with_offers([(self.bread, 20)], member=self.member, codes=codes)
                purchase = self.purchase_of(order)
                self.assertEqual((purchase.saved, purchase.earned_credit), GAINS[template.key])
                self.assertEqual(order.amount_total, 200 - GAINS[template.key][0])
                self.assertEqual(purchase.award_line_ids.offer_id, offer)
                self.assertFalse(self.alerts_of(order) or purchase.differs)
            offer.action_end()

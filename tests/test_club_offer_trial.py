"""A made-up basket in the offer's form: what wins, what it is worth, why not, and that nothing is kept."""

from odoo.tests import Form, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubOfferTrial(ClubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.template"].search([]).available_in_pos = False
        cls.coffee = cls.env["product.category"].create({"name": "Coffee"})
        cls.beans, cls.bread = cls.env["product.product"].create([
            {"name": name, "list_price": 10, "available_in_pos": True, "taxes_id": False, **values}
            for name, values in (("Beans", {"categ_id": cls.coffee.id}), ("Bread", {}))])
        cls.silver = cls.env["club.tier"].create({"name": "Silver", "code": "silver", "program_id": cls.program.id})
        cls.offer = cls.given_offer("Coffee", [{"kind": "percent_off", "percent": 10, "category_ids": cls.coffee.ids}],
                                    [{"kind": "tier", "tier_ids": cls.silver.ids}], running=False)

    def trial(self):
        return Form(self.env["club.offer.trial"].with_context(default_offer_id=self.offer.id))

    def told(self, form):
        return " ".join(form.result.replace("\N{NO-BREAK SPACE}", " ").replace("\ufeff", "").split())

    def test_the_basket_starts_with_what_the_offer_looks_at(self):
        form = self.trial()
        self.assertEqual(form.branch_id, self.branch)
        self.assertEqual([line["product_id"] for line in form.line_ids._records], self.beans.ids)

    def test_why_not_and_then_what(self):
        form = self.trial()
        self.assertIn("Only for the tiers Silver; the member has none.", self.told(form))
        form.tier_id = self.silver
        self.assertIn("3.00 off.", self.told(form))
        form.member_kind = "none"
        self.assertIn("Only for members of the club.", self.told(form))

    def test_a_real_member_has_its_own_facts(self):
        member = self.given_member(tier_id=self.silver.id)
        form = self.trial()
        form.member_kind = "member"
        form.member_id = member
        self.assertIn("3.00 off.", self.told(form))

    def test_beside_the_offers_that_run(self):
        self.given_offer("Everything", [{"kind": "percent_off", "percent": 20}])
        form = self.trial()
        form.tier_id = self.silver
        told = self.told(form)
        self.assertIn("Beside the offers that run", told)
        self.assertIn("Better for the customer: Everything.", told)
        self.assertIn("6.00 off.", told)

    def test_codes_moments_and_branches_count(self):
        self.offer.condition_ids = [
            (5,), (0, 0, {"kind": "code", "codes": "friends"}), (0, 0, {"kind": "hours", "hour_from": 8, "hour_to": 9})]
        form = self.trial()
        form.moment = "2026-11-20 08:30:00"
        self.assertIn("Needs a code.", self.told(form))
        form.codes = "Friends"
        self.assertIn("3.00 off.", self.told(form))
        form.moment = "2026-11-20 09:30:00"
        self.assertIn("Not at 09:30.", self.told(form))
        other = self.given_branch(self.program)
        self.offer.branch_ids = other
        form = self.trial()
        self.assertEqual(form.branch_id, other)
        form.branch_id = self.branch
        self.assertIn(f"Only in {other.name}.", self.told(form))

    def test_a_code_of_a_batch_is_typed_as_at_the_till(self):
        batch = self.env["club.code.batch"].create({"name": "Letter", "program_id": self.program.id})
        batch._generate(1)
        self.offer.condition_ids = [(5,), (0, 0, {"kind": "code", "code_batch_ids": [(6, 0, batch.ids)]})]
        form = self.trial()
        self.assertIn("Needs a code.", self.told(form))
        form.codes = batch.code_ids.shown_text
        self.assertIn("3.00 off.", self.told(form))
        form.codes = batch.sudo().token
        self.assertIn("Needs a code.", self.told(form))

    def test_groups_are_told_by_their_names(self):
        group = self.env["club.segment"].create({"name": "Loyal buyers", "code": "LB7", "program_id": self.program.id})
        self.offer.condition_ids = [(5,), (0, 0, {"kind": "segment", "segment_ids": group.ids})]
        self.assertIn("Only for the groups Loyal buyers.", self.told(self.trial()))
        group.active = False
        self.assertIn("Only for the groups Loyal buyers.", self.told(self.trial()))

    def test_a_price_starts_as_the_customer_pays_it(self):
        tax = self.env["account.tax"].create({
            "name": "VAT", "amount": 10, "price_include_override": "tax_excluded", "company_id": self.env.company.id})
        self.beans.taxes_id = tax
        form = self.trial()
        self.assertEqual([line["price"] for line in form.line_ids._records], [11])
        with form.line_ids.new() as line:
            line.product_id = self.beans
            self.assertEqual(line.price, 11)
            line.product_id = self.bread
            self.assertEqual(line.price, 10)

    def test_nothing_is_kept(self):
        watched = ("club.offer.revision", "club.offer.book", "club.offer.use", "club.purchase", "club.verdict",
                   "club.offer.lease")
        before = {name: self.env[name].search_count([]) for name in watched}
        form = self.trial()
        form.tier_id = self.silver
        form.save()
        self.assertEqual({name: self.env[name].search_count([]) for name in watched}, before)
        self.assertFalse(self.offer.revision_id)

"""What offers did: uses, costs and sales per revision, and what a control group proves."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from ..engine import effect
from .test_account_move import InvoiceCase


@tagged("post_install", "-at_install")
class TestPurchaseLine(InvoiceCase):

    def lines_of(self, purchase):
        lines = self.env["club.purchase.line"].search([("purchase_id", "=", purchase.id)], order="product_id")
        return [(line.product_id, line.quantity, line.amount, line.amount_untaxed, line.cost) for line in lines]

    def test_an_order_that_takes_back_and_sells_is_two_purchases_with_lines_of_their_own(self):
        order = self.sell([(self.bread, 3)], member=self.member)
        exchange = self.give_back(order, {order.lines: 1}, more=[(self.wine, 2)])
        self.env.flush_all()
        back, sold = self.purchase_of(exchange).sorted("amount")
        self.assertEqual(self.lines_of(self.purchase_of(order)), [(self.bread, 3, 30, 30, 15)])
        self.assertEqual(self.lines_of(back), [(self.bread, -1, -10, -10, -5)])
        self.assertEqual(self.lines_of(sold), [(self.wine, 2, 22, 20, 8)])

    def test_a_top_up_is_no_line_of_a_purchase(self):
        order = self.sell([(self.bread, 3), (self.row.top_up_product_id, 1, {"price_unit": 50})], member=self.member)
        self.env.flush_all()
        self.assertEqual([line[0] for line in self.lines_of(self.purchase_of(order))], [self.bread])

    def test_an_invoice_counts_in_the_products_own_unit(self):
        move = self.invoice([(self.bread, 2, {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "price_unit": 120})])
        self.env.flush_all()
        self.assertEqual(self.lines_of(self.rows(move)), [(self.bread, 24, 240, 240, 120)])


class EffectCase(InvoiceCase):

    def counted(self, offer=None):
        offer = offer or self.offer
        self.env["club.offer.book"]._rebuild_queued()  # as at the end of a request: a started offer has its revision
        offer.action_count_effect()
        return offer.effect_ids

    def given_experiment(self, members=200, percent=40):
        """An offer with a control group, and members who joined long ago. Returns (offer, members who could get it, others)."""
        offer = self.given_offer("Tried", [{"kind": "credit", "rate_bps": 500}], control_percent=percent)
        partner = self.env["res.partner"].create([{"name": f"Member {number}"} for number in range(members)])
        everyone = self.env["club.member"].create([
            {"program_id": self.program.id, "partner_id": one.id, "joined_at": "2020-01-01"} for one in partner])
        self.env["club.offer.book"]._rebuild_queued()
        held = everyone.filtered(offer.revision_id._is_held_out)
        self.member.active = False  # only those made here
        return offer, everyone - held, held

    def given_purchases(self, members, amount=10):
        at = fields.Datetime.now() - timedelta(seconds=1)
        for member in members:
            purchase = self.env["club.purchase"].create({
                "program_id": self.program.id, "branch_id": self.branch.id, "company_id": self.env.company.id,
                "member_id": member.id, "channel": "import", "source_key": f"test:{member.id}:{amount}",
                "purchased_at": at, "amount": amount, "amount_untaxed": amount})
            purchase._count_visit(1)

    def start_earlier(self, offer):
        """The offer's revision began an hour ago, and not in this test's own instant."""
        self.env.cr.execute(SQL(
            "UPDATE club_offer_revision SET create_date = create_date - interval '1 hour' WHERE id = %s", offer.revision_id.id))
        offer.revision_id.invalidate_recordset()


@tagged("post_install", "-at_install")
class TestEffect(EffectCase):

    def test_uses_and_costs_follow_sales_and_returns(self):
        self.row.write({"expected_rate_bps": 9000, "cost_factor_bps": 8000})
        order = self.sell([(self.bread, 2), (self.wine, 1)], member=self.member)
        self.sell([(self.bread, 1)])  # a passer-by earns nothing
        row = self.counted()
        self.assertEqual((row.use_count, row.member_count, row.credit, row.discount), (1, 1, 3.1, 0))
        self.assertAlmostEqual(row.earned_cost, 2.23, msg="3.10 x 0.9 x 0.8")
        self.assertEqual((row.sales, row.goods_cost), (30, 14))
        self.assertAlmostEqual(row.margin, 30 - 14 - 2.23)
        self.give_back(order, {order.lines[0]: 2})
        row = self.counted()
        self.assertEqual((row.use_count, row.credit, row.sales), (1, 1.1, 10))
        self.assertAlmostEqual(row.goods_cost, 14 * 10 / 30, 2)
        self.give_back(order, {order.lines[1]: 1})
        row = self.counted()
        self.assertEqual((row.use_count, row.member_count, row.credit, row.cost, row.sales, row.margin), (0, 0, 0, 0, 0, 0))

    def test_discounts_cost_what_they_take_off(self):
        tenth = self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}])
        self.sold_with_offers([(self.bread, 4)], member=self.member)
        row = self.counted(tenth)
        self.assertEqual((row.use_count, row.discount, row.cost, row.sales, row.goods_cost), (1, 4, 4, 36, 20))
        self.assertEqual(row.margin, 16)

    def test_each_revision_has_its_own_row_and_time(self):
        self.sell([(self.bread, 1)], member=self.member)
        first = self.offer.revision_id
        self.offer.benefit_ids.rate_bps = 2000
        self.sell([(self.bread, 1)], member=self.member)
        self.sell([(self.bread, 1)], member=self.member)
        rows = self.counted().sorted(lambda row: row.revision_id.number)
        self.assertEqual([(row.revision_id, row.use_count, row.credit) for row in rows],
                         [(first, 1, 1), (self.offer.revision_id, 2, 4)])
        self.assertEqual((rows[0].until_at, rows[1].until_at), (self.offer.revision_id.create_date, False))
        self.offer.action_end()
        self.assertTrue(self.counted().sorted(lambda row: row.revision_id.number)[1].until_at)

    # -- control groups -----------------------------------------------------------------------------------------------

    def test_a_proven_effect_has_the_numbers_of_the_interval(self):
        offer, treated, held = self.given_experiment()
        self.start_earlier(offer)
        self.given_purchases(treated[:60])
        self.given_purchases(held[:10])
        row = self.counted(offer)
        share = effect.newcombe(effect.Share(60, len(treated)), effect.Share(10, len(held)))
        self.assertEqual((row.treated_count, row.control_count, row.verdict), (len(treated), len(held), "more"))
        self.assertEqual((row.rate_difference, row.rate_low, row.rate_high), tuple(
            round(100 * value, 2) for value in (share.difference, share.low, share.high)))
        self.assertAlmostEqual(row.spend_difference, 600 / len(treated) - 100 / len(held), 2)
        self.assertIn("It is proven that more members buy.", row.sentence)

    def test_zero_in_the_interval_is_no_proven_effect(self):
        offer, treated, held = self.given_experiment()
        self.start_earlier(offer)
        self.given_purchases(treated[:30])
        self.given_purchases(held[:19])
        row = self.counted(offer)
        self.assertEqual(row.verdict, "unproven")
        self.assertLess(row.rate_low, 0)
        self.assertGreater(row.rate_high, 0)
        self.assertIn("No proven effect", row.sentence)

    def test_without_a_control_group_nothing_is_proven(self):
        row = self.counted()
        self.assertEqual((row.verdict, row.rate_difference), ("none", 0))
        self.assertIn("No proven effect: the offer has no control group.", row.sentence)

    def test_in_persian_digits_and_dates_are_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.sell([(self.bread, 3)], member=self.member)
        self.start_earlier(self.offer)
        self.counted(self.offer)
        effect = self.offer.effect_ids.with_context(lang="fa_IR")
        self.assertRegex(effect.sentence, "^[^0-9]*$")
        self.assertRegex(effect.display_name, r"#1 \(۱۴[۰-۹]{2}/")
        rehearsal = self.env["club.rehearsal"].create({"program_id": self.program.id})
        rehearsal.sudo().purchase_count = 25
        self.assertIn("۲۵", rehearsal.with_context(lang="fa_IR").sentence)

    def test_too_few_members_say_nothing(self):
        offer, treated, held = self.given_experiment(members=20)
        self.assertEqual(self.counted(offer).verdict, "few")
        self.assertIn(f"{len(treated)} members who could get it and {len(held)} in the control group; it takes 30 of each",
                      self.counted(offer).sentence)

    def test_one_large_purchase_does_not_decide(self):
        offer, treated, held = self.given_experiment()
        self.start_earlier(offer)
        self.given_purchases(treated[:60])
        self.given_purchases(held[:40])
        self.given_purchases(treated[60], amount=1_000_000)
        row = self.counted(offer)
        self.assertLess(row.spend_difference, 1_000_000 / len(treated) * 0.1)

    def test_what_was_returned_or_bought_earlier_does_not_count(self):
        offer, treated, held = self.given_experiment()
        self.start_earlier(offer)
        self.given_purchases(treated[:40])
        purchases = self.env["club.purchase"].search([("source_key", "like", "test:%")])
        purchases[:10].wholly_returned = True
        purchases[10:20].purchased_at = fields.Datetime.now() - timedelta(days=1)
        self.assertAlmostEqual(self.counted(offer).treated_rate, 100 * 20 / len(treated), 1)
        purchases.wholly_returned = False  # as the members' facts tell
        purchases.purchased_at = purchases[-1].purchased_at

    def test_a_pilot_is_compared_within_its_group(self):
        offer, treated, held = self.given_experiment()
        pilot = self.env["club.segment"].create({"name": "Pilot", "code": "pilot", "program_id": self.program.id})
        pilot._add_members(SQL("SELECT unnest(%s)", [*treated[:50].ids, *held[:40].ids]))
        offer.pilot_segment_id = pilot
        row = self.counted(offer).filtered(lambda row: row.revision_id == offer.revision_id)
        self.assertEqual((row.treated_count, row.control_count), (50, 40))

    # -- the night ----------------------------------------------------------------------------------------------------

    def night(self):
        self.env["club.repair.run"].search([]).unlink()
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_repair_cron").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["club.repair.run"].search([("program_id", "=", self.program.id)])

    def test_the_night_counts_and_leaves_alone_what_is_long_over(self):
        self.sell([(self.bread, 1)], member=self.member)
        self.assertEqual((self.night().effects_count, self.offer.effect_ids.use_count), (1, 1))
        self.offer.write({"state": "ended", "ended_at": fields.Datetime.now() - timedelta(days=200)})
        self.assertEqual((self.night().effects_count, self.offer.effect_ids.is_final), (1, True))
        self.assertEqual(self.night().effects_count, 0)

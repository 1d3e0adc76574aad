"""Rehearsals: offers tried on purchases that have been."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models import club_rehearsal_page
from .test_account_move import InvoiceCase


class RehearsalCase(InvoiceCase):

    def given_rehearsal(self, offers=(), **values):
        today = fields.Date.today()
        return self.env["club.rehearsal"].create({
            "program_id": self.program.id, "offer_ids": [(6, 0, [offer.id for offer in offers])],
            "date_from": today - timedelta(days=7), "date_to": today + timedelta(days=1), **values})

    def rehearsed(self, *offers, **values):
        rehearsal = self.given_rehearsal(offers, **values)
        rehearsal.action_start()
        self.work()
        self.assertEqual((rehearsal.state, rehearsal.error), ("done", False))
        return rehearsal

    def work(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_club.club_rehearsal_cron").method_direct_trigger()
        self.env.invalidate_all()

    def wins(self, rehearsal):
        return {row.offer_id: row.uses for row in rehearsal.offer_row_ids}


@tagged("post_install", "-at_install")
class TestRehearsal(RehearsalCase):

    def test_what_was_served_by_the_same_offers_is_the_same_to_the_unit(self):
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.row.write({"expected_rate_bps": 9000, "cost_factor_bps": 8000})
        self.invoice([(self.wine, 3)])
        for lines in ([(self.bread, 2), (self.wine, 3)], [(self.wine, 1)]):
            self.sold_with_offers(lines, member=self.member)
        self.sold_with_offers([(self.bread, 1)])
        rehearsal = self.rehearsed()
        self.assertEqual((rehearsal.purchase_count, rehearsal.changed_count, rehearsal.rebuilt_count), (4, 0, 1))
        for name in ("sales", "discount", "credit", "points", "cost", "margin"):
            self.assertEqual(rehearsal[name], rehearsal[f"{name}_before"], name)
        self.assertEqual((rehearsal.discount, rehearsal.sales), (6.4, 18 + 27 + 9 + 10 + 30))
        self.assertFalse(rehearsal.change_ids or rehearsal.member_row_ids)

    def test_a_draft_that_gives_more_wins(self):
        draft = self.given_offer("Half back", [{"kind": "credit", "rate_bps": 5000}], running=False)
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        self.sold_with_offers([(self.bread, 1)])
        entries = self.env["club.wallet.entry"].search_count([])
        rehearsal = self.rehearsed(draft)
        self.assertEqual((rehearsal.credit_before, rehearsal.credit, rehearsal.cost), (2, 12, 12))
        self.assertEqual(rehearsal.margin_before - rehearsal.margin, 10)
        self.assertEqual(self.wins(rehearsal)[draft], 1)
        self.assertEqual([(row.before_names, row.after_names, row.purchases) for row in rehearsal.change_ids],
                         [("Tenth back", "Tenth back, Half back", 1)])
        self.assertEqual([(row.member_id, row.given, row.given_before, row.gain) for row in rehearsal.member_row_ids],
                         [(self.member, 12, 2, 10)])
        self.assertIn("Of 2 purchases 1 would have got other offers", rehearsal.sentence)
        self.assertEqual((draft.state, self.env["club.wallet.entry"].search_count([])), ("draft", entries))

    def test_purchases_from_a_file_are_served_with_and_without_a_product(self):
        today = fields.Datetime.now()
        category = self.env["product.category"].create({"name": "TEA"})
        own = {"program_id": self.program.id, "company_id": self.env.company.id, "channel": "import", "purchased_at": today}
        known, unknown, nowhere = self.env["club.purchase"].create([
            {**own, "source_key": "import:1", "branch_id": self.branch.id, "amount": 30, "amount_untaxed": 30},
            {**own, "source_key": "import:2", "branch_id": self.branch.id, "amount": 50, "amount_untaxed": 50},
            {**own, "source_key": "import:3", "amount": 9, "amount_untaxed": 9}])
        self.env["club.history.line"].create([
            {"purchase_id": known.id, "product_id": self.bread.id, "quantity": 3, "amount": 30},
            {"purchase_id": unknown.id, "product_code": "X", "categ_id": category.id, "quantity": 1, "amount": 20},
            {"purchase_id": unknown.id, "product_code": "Y", "quantity": 2, "amount": 30},
            {"purchase_id": nowhere.id, "product_code": "X", "quantity": 1, "amount": 9}])
        tea = self.given_offer("A tenth off tea", [
            {"kind": "percent_off", "rate_bps": 1000, "category_ids": [(6, 0, category.ids)]}], running=False)
        big = self.given_offer("5 off from 40", [{"kind": "amount_off", "amount": 5}],
                               [{"kind": "basket_amount", "min_amount": 40}], running=False)
        rehearsal = self.rehearsed(tea, what="alone")
        self.assertEqual((rehearsal.purchase_count, rehearsal.passed_over, rehearsal.discount), (2, 1, 2))
        rehearsal = self.rehearsed(big, what="alone")
        self.assertEqual((rehearsal.purchase_count, rehearsal.discount, rehearsal.sales), (2, 5, 75))

    def test_only_these_offers(self):
        draft = self.given_offer("A fifth off", [{"kind": "percent_off", "rate_bps": 2000}], running=False)
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        rehearsal = self.rehearsed(draft, what="alone")
        self.assertEqual((rehearsal.discount, rehearsal.credit, rehearsal.sales), (4, 0, 16))

    def test_an_offer_of_next_month_is_tried_as_if_it_had_been_valid(self):
        later = fields.Date.today() + timedelta(days=30)
        draft = self.given_offer("Soon", [{"kind": "credit", "rate_bps": 5000}], running=False, date_from=later)
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        self.assertEqual(self.wins(self.rehearsed(draft)).get(draft), 1)
        self.assertEqual(self.wins(self.rehearsed(draft, as_if_valid=False)).get(draft), None)

    def test_limits_run_down(self):
        for _number in range(4):
            self.sold_with_offers([(self.bread, 2)], member=self.member)
        for limit in ({"max_uses": 2}, {"budget": 21}, {"max_uses_per_member": 2}, {
                "max_uses_per_member": 2, "use_period": "year"}):
            with self.subTest(**limit):
                draft = self.given_offer("Half back", [{"kind": "credit", "rate_bps": 5000}], running=False, **limit)
                with patch.object(club_rehearsal_page, "PAGE", 1):  # what is left goes from page to page
                    rehearsal = self.rehearsed(draft, what="alone")
                uses, cost = (3, 21) if "budget" in limit else (2, 20)
                self.assertEqual((self.wins(rehearsal)[draft], rehearsal.cost), (uses, cost))
                self.assertFalse(self.env["club.rehearsal.use"].search([]))

    def test_the_control_group_does_not_get_it(self):
        draft = self.given_offer("Half back", [{"kind": "credit", "rate_bps": 5000}], running=False, control_percent=50)
        members = [self.given_member(name=f"Member {number}") for number in range(12)]
        for member in members:
            self.sold_with_offers([(self.bread, 1)], member=member)
        held = [member for member in members if draft.id in draft._held_out_of(member)]
        self.assertTrue(0 < len(held) < 12)
        self.assertEqual(self.wins(self.rehearsed(draft))[draft], 12 - len(held))

    def test_a_segment_made_for_the_offer_counts_as_it_is_now(self):
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        self.sold_with_offers([(self.bread, 2)], member=self.given_member(name="Other"))
        segment = self.env["club.segment"].create({"name": "New", "code": "new", "program_id": self.program.id})
        self.env.cr.execute("UPDATE club_segment SET create_date = now() + interval '1 hour' WHERE id = %s", [segment.id])
        segment._add_members(self.env["club.member"]._search([("id", "=", self.member.id)]).select())
        draft = self.given_offer("Half back", [{"kind": "credit", "rate_bps": 5000}], [
            {"kind": "segment", "segment_ids": [(6, 0, segment.ids)]}], running=False)
        self.assertEqual(self.wins(self.rehearsed(draft))[draft], 1)

    def test_what_came_back_whole_is_as_if_never_sold(self):
        order = self.sold_with_offers([(self.bread, 2)], member=self.member)
        self.give_back(order, {order.lines: 2})
        with self.assertRaisesRegex(UserError, "There are no purchases from"):
            self.given_rehearsal().action_start()

    def test_facts_of_a_rebuilt_purchase_are_those_of_its_time(self):
        second = self.given_offer("Second visit", [{"kind": "credit", "rate_bps": 5000}], [
            {"kind": "visits", "min_visits": 1}], running=False)
        for days in (3, 2, 1):
            self.invoice([(self.bread, 1)], invoice_date=fields.Date.today() - timedelta(days=days))
        rehearsal = self.rehearsed(second)
        self.assertEqual((rehearsal.rebuilt_count, self.wins(rehearsal)[second]), (3, 2))

    # -- the job ------------------------------------------------------------------------------------------------------

    def test_a_stopped_rehearsal_goes_on_where_it_was(self):
        for _number in range(3):
            self.sold_with_offers([(self.bread, 2)], member=self.member)
        rehearsal = self.given_rehearsal()
        rehearsal.action_start()
        with patch.object(club_rehearsal_page, "PAGE", 1), patch.object(
                self.registry["ir.cron"], "_commit_progress", lambda *args, **kwargs: 0):  # time is up after each page
            for done in (1, 2, 3):
                self.env["club.rehearsal"]._cron_rehearse()
                self.assertEqual((rehearsal.state, rehearsal.purchase_done), ("running", done))
            self.env["club.rehearsal"]._cron_rehearse()
        self.assertEqual((rehearsal.state, rehearsal.purchase_count, rehearsal.discount_before), ("done", 3, 0))
        self.assertEqual((rehearsal.credit, rehearsal.credit_before, rehearsal.progress), (6, 6, 100))

    def test_a_cancelled_rehearsal_stays_so_and_can_start_again(self):
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        rehearsal = self.given_rehearsal()
        rehearsal.action_start()
        with self.assertRaisesRegex(UserError, "is at work"):
            rehearsal.date_from = "2020-01-01"
        with self.assertRaisesRegex(UserError, "is at work"):
            rehearsal.unlink()
        rehearsal.action_cancel()
        self.work()
        self.assertEqual((rehearsal.state, rehearsal.purchase_done), ("cancelled", 0))
        rehearsal.action_start()
        self.work()
        self.assertEqual((rehearsal.state, rehearsal.purchase_count), ("done", 1))
        rehearsal.action_start()
        self.work()
        self.assertEqual((rehearsal.purchase_count, rehearsal.offer_row_ids.uses), (1, 1), "not added to what was there")

    def test_a_fault_is_told(self):
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        rehearsal = self.given_rehearsal()
        rehearsal.action_start()
        with patch.object(club_rehearsal_page, "served", side_effect=ValueError("broken")), self.assertLogs(
                "odoo.addons.customer_club.models.club_rehearsal", "ERROR"):
            self.work()
        self.assertEqual((rehearsal.state, rehearsal.error, rehearsal.purchase_done), ("failed", "broken", 0))

    # -- who and what ---------------------------------------------------------------------------------------------------

    def test_what_cannot_be_rehearsed_is_refused_with_a_sentence(self):
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        with self.assertRaisesRegex(ValidationError, "comes after the last"):
            self.given_rehearsal(date_from="2020-02-01", date_to="2020-01-01")
        with self.assertRaisesRegex(UserError, "name an offer"):
            self.given_rehearsal(what="alone").action_start()
        with self.assertRaisesRegex(UserError, "gives nothing yet"):
            self.given_rehearsal([self.given_offer("Empty", [], running=False)]).action_start()
        other = self.given_program(name="Other")
        with self.assertRaisesRegex(ValidationError, "belongs to the programme Other"):
            self.given_rehearsal(branch_ids=[(6, 0, self.given_branch(other, name="Far").ids)])

    def test_managers_rehearse_and_nobody_writes_what_was_found(self):
        self.sold_with_offers([(self.bread, 2)], member=self.member)
        manager = new_test_user(self.env, "club_rehearsing", "customer_club.customer_club_group_manager")
        rehearsal = self.given_rehearsal().with_user(manager)
        rehearsal.action_start()
        with self.assertRaisesRegex(UserError, "written by the club only"):
            rehearsal.margin = 5
        rehearsal.action_cancel()
        self.assertEqual(rehearsal.state, "cancelled")

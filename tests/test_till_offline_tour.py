"""A till without a connection, in a real browser: what it sells then, and what the server makes of it afterwards."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase

HALF = [{"kind": "percent_off", "rate_bps": 5000}]


@tagged("post_install", "-at_install")
class TestTillOfflineTour(ClubTillCase):

    def purchases(self):
        return self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")

    def alerts(self):
        return self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message")

    def test_offers_earning_allowance_and_a_card_that_nobody_could_look_up(self):
        other = self.given_member(name="Member B", card_number="200000000006")
        self.program.offline_allowance = 5
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.wallet.top_up(15, Cause("test:paid"))
        self.start_till("club_till_offline")
        first, second = self.purchases()
        self.assertEqual((first.member_id, first.amount, first.paid_by_paid, first.saved), (self.member, 18, 5, 2))
        self.assert_balance(self.wallet, paid=10, bonus=1.8)
        self.assertEqual((second.member_id, second.amount, second.earned_credit), (other, 10, 1))
        self.assert_balance(other.wallet_id, bonus=1)
        self.assertFalse(self.alerts())
        self.assert_ledger_sound()

    def test_a_customer_joins_without_a_connection(self):
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], [{"kind": "member"}], stacking="always")
        self.start_till("club_till_join_offline")
        purchase, order = self.purchases(), self.env["pos.order"].search([("config_id", "=", self.till.id)])
        self.assertEqual((purchase.member_id.partner_id.name, purchase.member_id.phone_key), ("Mina", "+989351234567"))
        self.assertEqual((purchase.member_id.branch_id, purchase.earned_credit), (self.branch, 1))
        self.assertFalse(order.club_join, "what was said stands at the member only")
        self.assertFalse(self.alerts())

    def test_offline_a_till_spends_its_lease_and_no_more(self):
        offer = self.given_offer("Once", HALF, max_uses=1)
        self.start_till("club_till_lease")
        self.assertEqual(self.purchases().mapped("amount"), [5, 10])
        self.assertEqual(self.env["club.offer.use"].search_count([("offer_id", "=", offer.id)]), 1)
        self.assertFalse(self.alerts())

    def test_offline_a_till_remembers_what_a_member_bought(self):
        self.given_offer("Once each", HALF, [{"kind": "member"}], max_uses_per_member=1)
        self.given_offer("Each second", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "every_nth_visit", "nth": 2}])
        self.start_till("club_till_member_offline")
        self.assertCountEqual(self.purchases().mapped("amount"), [5, 9, 10])
        self.assertFalse(self.alerts())

    def test_offline_each_sale_takes_of_the_lease(self):
        offer = self.given_offer("Four times", HALF, max_uses=4)
        self.start_till("club_till_lease_of_two")
        self.assertEqual(self.purchases().mapped("amount"), [5, 5, 10])
        self.assertEqual(self.env["club.offer.use"].search_count([("offer_id", "=", offer.id)]), 2)
        self.assertFalse(self.alerts())

    def test_offline_a_parked_order_loses_what_another_one_took(self):
        self.given_offer("Once", HALF, max_uses=1)
        self.start_till("club_till_parked_offline")
        self.assertCountEqual(self.purchases().mapped("amount"), [5, 10])
        self.assertFalse(self.alerts())

    def test_online_a_till_asks_for_another_portion(self):
        offer = self.given_offer("Twice", HALF, max_uses=2)
        self.start_till("club_till_lease_online")
        self.assertEqual(self.purchases().mapped("amount"), [5, 5])
        self.assertEqual(offer.leased_uses, 2)

    def test_two_tills_of_a_branch_share_a_limited_offer(self):
        """Each spends what was leased to it, offline too; together never more than the limit."""
        offer = self.given_offer("Twice", HALF, max_uses=2)
        tills = [self.till, self.given_till()]
        sessions = [self.open_session(till) for till in tills]
        leases = [till.club_till_data()["leases"][str(offer.id)]["remaining_uses"] for till in tills]
        self.assertEqual(leases, [1, 1])
        third = self.open_session(self.given_till())
        self.assertEqual(third.config_id.club_till_data()["leases"][str(offer.id)]["remaining_uses"], 0)
        for session in sessions:
            self.assertTrue(session.club_reserve(f"uuid-{session.id}", {"offers": [offer.id]})["offers"][str(offer.id)]["ok"])
        self.assertFalse(third.club_reserve("uuid-third", {"offers": [offer.id]})["offers"][str(offer.id)]["ok"])

    def test_two_tills_spend_one_members_wallet_once(self):
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")
        sessions = [self.open_session(till) for till in (self.till, self.given_till())]
        request = {"member": self.member.id, "card": self.member.card_number, "amount": 15}
        answers = [session.club_reserve(f"uuid-{session.id}", request)["wallet"] for session in sessions]
        self.assertEqual([answer["ok"] for answer in answers], [True, False])
        self.assertEqual(answers[1]["code"], "insufficient")

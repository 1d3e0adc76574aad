"""The till beside other modules of Odoo, in a real browser."""

from odoo.tests import tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase

TENTH = [{"kind": "percent_off", "rate_bps": 1000}]


class BesideCase(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth off", TENTH, [{"kind": "member"}])
        self.wallet.earn("bonus", 15, Cause("test:gift"), origin="gift")

    def purchases(self):
        return self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id")

    def assert_quiet(self):
        self.assertFalse(self.env["club.alert"].search([("program_id", "=", self.program.id)]).mapped("message"))
        self.assert_ledger_sound()


@tagged("post_install", "-at_install", "needs_pos_loyalty")
class TestBesideLoyalty(BesideCase):

    def given_card(self, kind, points, **values):
        """A native gift card or eWallet with this much on it, and nothing else of pos_loyalty."""
        template = self.env["loyalty.program"].create_from_template(kind)["res_id"]
        program = self.env["loyalty.program"].browse(template)
        program.pos_ok = True
        program.mail_template_id = self.env.ref("loyalty.mail_template_gift_card")
        program.pos_report_print_id = self.env.ref("loyalty.report_gift_card")
        return self.env["loyalty.card"].create({"program_id": program.id, "points": points, **values})

    def test_a_gift_card_and_an_ewallet_pay_in_one_order_with_the_club(self):
        self.env["loyalty.program"].search([]).pos_ok = False
        card = self.given_card("gift_card", 5, code="044123456")
        ewallet = self.given_card("ewallet", 6, partner_id=self.member.partner_id.id)
        self.start_till("club_till_beside_loyalty")
        purchase = self.purchases()
        self.assertEqual((purchase.amount, purchase.saved, purchase.paid_by_bonus), (18, 2, 7))
        self.assertEqual((card.points, ewallet.points), (0, 0))
        self.assert_quiet()


@tagged("post_install", "-at_install", "needs_pos_restaurant")
class TestBesideRestaurant(BesideCase):

    def setUp(self):
        super().setUp()
        floor = self.env["restaurant.floor"].create({"name": "Hall"})
        self.env["restaurant.table"].create([{
            "floor_id": floor.id, "table_number": number, "seats": 4, "position_h": 50, "position_v": 100 * place,
        } for place, number in enumerate((7, 8, 9))])
        self.till.write({"module_pos_restaurant": True, "floor_ids": [(6, 0, floor.ids)]})

    def test_a_bill_is_split(self):
        self.start_till("club_till_beside_restaurant")
        self.assertEqual(self.purchases().mapped(lambda row: (row.amount, row.member_id.id)), [(10, False)])
        self.assert_quiet()

    def test_an_order_moves_to_a_free_table_and_another_joins_it(self):
        self.start_till("club_till_beside_tables")
        purchase = self.purchases()
        self.assertEqual((purchase.amount, purchase.saved, purchase.paid_by_bonus), (27, 3, 15))
        self.assertEqual(purchase.member_id, self.member)
        holds = self.env["club.wallet.hold"].search([("wallet_id", "=", self.wallet.id)], order="id")
        self.assertEqual(holds.mapped("state"), ["released", "released", "captured"])
        self.assert_quiet()


@tagged("post_install", "-at_install", "needs_pos_self_order", "needs_pos_hr")
class TestBesideOthers(BesideCase):

    def test_a_sale_with_self_ordering_and_employees_installed(self):
        self.given_offer("A tenth back", [{"kind": "credit", "rate_bps": 1000}], stacking="always")
        self.start_till("club_till_wallet")
        self.assertEqual(self.purchases().amount, 18)
        self.assert_quiet()

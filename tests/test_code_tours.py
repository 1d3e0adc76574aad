"""Codes in a real browser: at the till, also without a connection, and in the back office, in English and in Persian."""

from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .till_common import ClubTillCase

FIRST, SECOND = "ACDE2345KMNP", "QRTU6789ACDE"


class CodeTourCase(ClubTillCase):

    def setUp(self):
        super().setUp()
        batches = self.env["club.code.batch"]
        self.batch = batches.create({"name": "Letter", "program_id": self.program.id})
        self.batch._insert([FIRST, SECOND])
        shared = batches.create({
            "name": "Poster", "program_id": self.program.id, "kind": "shared", "shared_text": "NOWRUZ05"})
        self.given_offer("Half for a letter", [{"kind": "percent_off", "rate_bps": 5000}], [
            {"kind": "code", "code_batch_ids": [(6, 0, self.batch.ids)]}])
        self.given_offer("A tenth for a poster", [{"kind": "percent_off", "rate_bps": 1000}], [
            {"kind": "code", "code_batch_ids": [(6, 0, shared.ids)]}])
        self.shared = shared

    def code(self, text):
        self.env.invalidate_all()
        return self.batch.code_ids.filtered(lambda code: code.text == text)

    def amounts(self):
        return self.env["club.purchase"].search([("program_id", "=", self.program.id)], order="id").mapped("amount")

    def alerts(self):
        return self.env["club.alert"].search([("program_id", "=", self.program.id)])


@tagged("post_install", "-at_install")
class TestTillCodes(CodeTourCase):

    def test_two_tills_with_one_code_and_a_code_is_used_once(self):
        def other_till(env):
            code = env["club.code"]._of_typed(self.program.with_env(env), FIRST)
            code._hold("other-till", env["club.member"])

        with self.meanwhile(other_till=other_till):
            self.start_till("club_till_codes")
        self.assertEqual(self.amounts(), [5])
        self.assertEqual((self.code(FIRST).state, self.code(SECOND).state), ("reserved", "used"))
        self.assertFalse(self.alerts())

    def test_offline_only_codes_for_many_count(self):
        self.start_till("club_till_codes_offline")
        self.assertEqual(self.amounts(), [9])
        self.assertEqual((self.code(FIRST).state, self.shared.use_count), ("free", 1))
        self.assertFalse(self.alerts())

    def test_a_code_that_was_set_aside_counts_without_a_connection(self):
        self.start_till("club_till_codes_held")
        self.assertEqual((self.amounts(), self.code(FIRST).state), ([5], "used"))
        self.assertFalse(self.alerts())


@tagged("post_install", "-at_install")
class TestCodeScreens(CodeTourCase):

    def setUp(self):
        super().setUp()
        self.boss = new_test_user(self.env, "club_boss", "customer_club.customer_club_group_administrator")
        self.member.partner_id.name = "Sara Tour"

    def in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.boss.lang = "fa_IR"

    def test_a_batch_is_made_filled_and_handed_out(self):
        self.start_page("/odoo/club-codes", "customer_club_code_tour", "club_boss")
        batch = self.env["club.code.batch"].search([("name", "=", "Letter of spring")])
        self.assertEqual((batch.code_count, batch.given_count, batch.code_ids.member_id), (500, 1, self.member))

    def test_a_batch_in_persian(self):
        self.in_persian()
        self.batch._hand_out(1, self.member)
        self.start_page(f"/odoo/club.code.batch/{self.batch.id}", "customer_club_code_batch_tour", "club_boss")

    def exchange(self):
        self.program.write({"exchange_points": 100, "exchange_credit": 5})
        self.wallet.earn("points", 100, Cause("tour:points"), kind="opening", origin="opening")
        pool = self.env["club.code.batch"].create({
            "name": "Cinema", "program_id": self.program.id, "kind": "partner", "points": 40})
        pool._load(["CINE-1", "CINE-2"])
        self.start_page(f"/odoo/club.wallet/{self.wallet.id}", "customer_club_code_exchange_tour", "club_boss")
        self.assert_balance(self.wallet, points=60)
        self.assertEqual(self.member.code_ids.text, "CINE-1")

    def test_points_for_a_partner_s_code(self):
        self.exchange()

    def test_points_for_a_partner_s_code_in_persian(self):
        self.in_persian()
        self.exchange()

    def why(self):
        order = self.sell(self.open_session(), [(self.bread, 3, {})], cash=None)
        self.env.cr.execute("UPDATE pos_order SET pos_reference = '99-1-000001' WHERE id = %s", [order.id])
        order.invalidate_recordset()
        order._club_alert("tampering", "the line “Club Bread” was discounted by 5.00, the offers give 4.00", self.program)
        self.start_page("/odoo/club-alerts", "customer_club_why_tour", "club_boss")
        alert = self.alerts()
        self.assertEqual((alert.done, alert.done_by_id, alert.user_id), (True, self.boss, order.user_id))

    def test_why_by_receipt_and_an_alert_is_dealt_with(self):
        self.why()

    def test_why_by_receipt_and_an_alert_is_dealt_with_in_persian(self):
        self.in_persian()
        self.why()

"""What managers do with members on the screen, and who may not."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import ClubCase


@tagged("post_install", "-at_install")
class TestClubMemberActions(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "club_manager", "customer_club.customer_club_group_manager")
        cls.staff = new_test_user(cls.env, "club_staff", "customer_club.customer_club_group_staff")
        cls.branch.staff_ids = cls.staff
        cls.member = cls.given_member(branch_id=cls.branch.id)

    def dialog(self, pin, again, user=None):
        return self.env["club.member.pin"].with_user(user or self.manager).create(
            {"member_id": self.member.id, "pin": pin, "pin_again": again})

    def test_a_manager_enrols_a_customer_by_name_and_phone(self):
        form = Form(self.env["club.member"].with_user(self.manager))
        form.program_id = self.program
        form.partner_id = self.env["res.partner"].create({"name": "Nika"})
        form.phone = "+1 202-555-0147"
        form.branch_id = self.branch
        member = form.save()
        self.assertTrue(member.wallet_id)
        self.assertEqual(member.partner_id.phone_sanitized, "+12025550147")
        self.assertEqual(member.partner_id.club_member_id, member)

    def test_a_phone_is_found_however_it_is_spelled(self):
        self.member.partner_id.phone = "+1 202-555-0148"
        for spelling in ("2025550148", "+1 202 555 0148", "001 (202) 555-0148", "۲۰۲۵۵۵۰۱۴۸", "0148"):
            found = self.env["club.member"].search([("phone", "ilike", spelling), ("program_id", "=", self.program.id)])
            self.assertEqual(found, self.member, spelling)

    def test_the_pin_of_the_dialog_is_set_and_stored_nowhere_else(self):
        dialog = self.dialog("۱۲۳۴", "۱۲۳۴")
        self.assertTrue(self.member.has_pin)
        self.assertTrue(self.member._pin_matches("1234"))
        dialog.invalidate_recordset()
        self.assertFalse(dialog.pin)
        self.env.cr.execute("SELECT * FROM club_member_pin WHERE id = %s", [dialog.id])
        self.assertNotIn("1234", map(str, self.env.cr.fetchone()))

    def test_two_different_pins_or_a_short_one_are_refused(self):
        with self.assertRaises(ValidationError):
            self.dialog("1234", "1235")
        with self.assertRaises(ValidationError):
            self.dialog("123", "123")

    def test_branch_staff_read_members_and_change_nothing(self):
        member = self.member.with_user(self.staff)
        self.assertEqual(member.visits, 0)
        with self.assertRaises(AccessError):
            member.action_block()
        with self.assertRaises(AccessError):
            self.dialog("1234", "1234", self.staff)

    def test_nobody_looks_after_their_own_card(self):
        own = self.given_member(partner=self.manager.partner_id).with_user(self.manager)
        with self.assertRaises(UserError):
            own.action_block()
        self.member.with_user(self.manager).action_block()
        self.assertEqual(self.member.state, "blocked")
        self.member.with_user(self.manager).action_unblock()
        self.assertEqual(self.member.state, "active")

"""What members agreed to, who may be sent what, and who may note or read it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..models.club_errors import ClubImmutable
from .common import ClubCase


@tagged("post_install", "-at_install")
class TestConsent(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member = cls.given_member(branch_id=cls.branch.id)
        cls.consents = cls.env["club.consent"]
        cls.manager = new_test_user(cls.env, "club_manager", "customer_club.customer_club_group_manager")

    def given(self, agreed, members=None, channels=("sms",), purposes=("marketing",), at=None, wording=None):
        self.consents._record(
            members or self.member, agreed, channels, purposes, "till", wording, at and self.at(at))

    def may(self, channel, purpose, members=None):
        return self.consents._may_send(channel, purpose, members or self.member)

    def note(self, user, **values):
        return self.env["club.consent.note"].with_user(user).create(
            {"member_id": self.member.id, "agreed": "yes", **values}).action_done()

    def test_without_a_word_service_may_be_sent_and_offers_not(self):
        self.assertTrue(self.may("sms", "service"))
        self.assertFalse(self.may("sms", "marketing"))

    def test_the_latest_word_counts_on_its_own_channel_and_purpose(self):
        self.given(True)
        self.assertTrue(self.may("sms", "marketing"))
        self.assertFalse(self.may("email", "marketing"))
        self.given(False)
        self.assertFalse(self.may("sms", "marketing"))
        self.assertTrue(self.may("sms", "service"), "refusing offers refuses no service message")
        self.given(False, purposes=("service",))
        self.assertFalse(self.may("sms", "service"))

    def test_an_older_word_that_is_entered_later_changes_nothing(self):
        self.given(False, at="2026-05-02")
        self.given(True, at="2026-05-01")
        self.assertFalse(self.may("sms", "marketing"))

    def test_many_members_are_asked_for_by_one_query(self):
        members = self.member
        for _number in range(30):
            members |= self.given_member()
        agreed = members[::2]
        self.given(True, agreed)
        self.env.flush_all()
        with self.assertQueryCount(1):
            allowed = self.may("sms", "marketing", members)
        self.assertEqual(allowed, agreed)

    def test_who_left_is_sent_nothing(self):
        self.given(True)
        self.member.state = "left"
        self.assertFalse(self.may("sms", "marketing") | self.may("sms", "service"))

    def test_a_word_is_kept_with_time_source_and_wording_and_never_changes(self):
        self.note(self.manager, channel="email", wording="Yes, please.")
        row = self.member.consent_ids
        self.assertEqual(
            (row.channel, row.purpose, row.agreed, row.source, row.user_id, row.wording),
            ("email", "marketing", True, "back_office", self.manager, "Yes, please."))
        self.assertTrue(row.given_at)
        for attempt in (lambda: row.sudo().write({"agreed": False}), row.sudo().unlink):
            with self.assertRaises(ClubImmutable):
                attempt()
        with self.assertRaises(ClubImmutable):
            row.with_user(self.manager).create({"member_id": self.member.id})

    def test_only_managers_note_a_consent_and_none_their_own(self):
        staff = new_test_user(self.env, "club_staff", "customer_club.customer_club_group_staff")
        self.branch.staff_ids = staff
        with self.assertRaises(AccessError):
            self.note(staff)
        self.member.partner_id = self.manager.partner_id
        with self.assertRaisesRegex(UserError, "your own card"):
            self.note(self.manager)
        self.assertFalse(self.member.consent_ids)

    def test_staff_read_their_branches_and_nobody_another_company(self):
        self.given(True)
        staff = new_test_user(self.env, "club_staff", "customer_club.customer_club_group_staff")
        self.assertFalse(self.consents.with_user(staff).search([]))
        self.branch.staff_ids = staff
        self.assertEqual(self.consents.with_user(staff).search([]), self.member.consent_ids)
        far = self.env["res.company"].create({"name": "Far", "currency_id": self.env.company.currency_id.id})
        outsider = new_test_user(
            self.env, "club_far", "customer_club.customer_club_group_manager", company_id=far.id, company_ids=far.ids)
        self.assertFalse(self.consents.with_user(outsider).search([]))

    def test_who_was_erased_and_joins_again_is_sent_nothing_until_they_say_so(self):
        partner = self.env["res.partner"].create({"name": "Again", "phone": "+12025550123"})
        self.env["club.suppression"]._suppress(self.program, partner)
        again, other = self.given_member(partner=partner), self.given_member(name="Other")
        self.assertFalse(self.may("sms", "service", again) | self.may("email", "service", again))
        self.assertFalse(other.consent_ids)
        self.given(True, again)
        self.assertTrue(self.may("sms", "marketing", again))

    def test_merged_members_have_one_history_and_an_export_shows_it(self):
        twin = self.given_member()
        self.given(True, twin, at="2026-05-01", wording="By SMS, yes")
        self.given(False, at="2026-05-02")
        twin._merge(self.member)
        self.assertEqual(self.member.consent_ids.mapped("agreed"), [False, True])
        self.assertFalse(self.may("sms", "marketing"))
        self.assertEqual(self.member._export_parts()["consents"][1]["wording"], "By SMS, yes")

"""Who stands at the till, in a real browser: found by name, chosen from Odoo's own list of customers."""

from odoo.tests import tagged

from .till_common import ClubTillCase


@tagged("post_install", "-at_install")
class TestTillMemberTour(ClubTillCase):

    def setUp(self):
        super().setUp()
        self.given_offer("A tenth off", [{"kind": "percent_off", "rate_bps": 1000}], [{"kind": "member"}])
        self.first = self.given_member(name="Parvin Arad")
        self.second = self.given_member(name="Parvin Bayat")
        self.second.partner_id.write({"phone": "09123456791", "country_id": self.env.company.country_id.id})

    def test_a_member_is_found_by_name(self):
        self.start_till("club_till_name")

    def test_a_customer_joins_with_what_the_programme_asks_for(self):
        self.program.write({"join_email": "required", "join_anniversary": "required", "join_referrer": "optional",
                            "consent_wording": "Mina may be told of offers."})
        self.first.referral_code = "FRIEND22"
        self.start_till("club_till_join_fields")
        member = self.env["club.member"].search([("phone_key", "=", "+989351234567"), ("program_id", "=", self.program.id)])
        self.assertEqual((member.email, member.anniversary_day, member.calendar, member.referrer_id),
                         ("mina@example.com", 30, "jalali", self.first))
        self.assertEqual(set(member.consent_ids.mapped("wording")), {"Mina may be told of offers."})

    def test_a_customer_of_odoos_own_list_is_a_member_or_not(self):
        self.env["res.partner"].create({"name": "Nobody of the club"})
        self.start_till("club_till_customer_list")
        self.assertEqual(self.env["club.purchase"].search([("program_id", "=", self.program.id)]).member_id, self.second)

"""One message to many: counted before, prepared once, paused and resumed, and its result."""

from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models import club_campaign
from .test_messages import MessageCase


@tagged("post_install", "-at_install")
class TestCampaign(MessageCase):

    def setUp(self):
        super().setUp()
        self.members = self.member.union(*(self.given_reachable(f"M{number}", number) for number in range(2, 11)))
        self.agree(self.members)
        self.campaign = self.given_campaign("Hello {name}")

    def given_campaign(self, body, **values):
        return self.env["club.campaign"].create({
            "name": "Sale", "program_id": self.program.id,
            "template_ids": [(0, 0, {"program_id": self.program.id, "lang": "en_US", "body": body})], **values})

    def run_campaigns(self):
        self.run_job("club_campaign_cron")

    def messages(self, campaign=None):
        return self.log.search([("campaign_id", "=", (campaign or self.campaign).id)], order="id")

    def test_count_and_cost_before(self):
        self.given_gateway(part_price=2.5)
        self.agree(self.members[0], False)
        self.members[1].partner_id.phone = False
        self.members[2].state = "blocked"
        self.campaign.template_ids.body = "a" * 200
        self.campaign.action_count()
        found = self.campaign
        self.assertEqual((found.audience_count, found.sms_count, found.parts_count, found.cost), (9, 7, 14, 35))
        self.assertIn("1 have no address, 1 have not agreed to offers, 0 had enough lately", found.left_out)
        self.assertFalse(self.messages(), "counting writes nothing")

    def test_it_goes_to_each_once_and_tells_the_result(self):
        self.given_gateway()
        self.stub.bad = {self.phone(3)}
        self.campaign.action_start()
        for _time in range(3):
            self.run_campaigns()
            self.run_job()
        self.run_campaigns()
        self.assertEqual((len(self.stub.phones), len(set(self.stub.phones))), (9, 9))
        found = self.campaign
        self.assertEqual((found.state, found.prepared_count, found.sent_count, found.failed_count, found.progress),
                         ("done", 10, 9, 1, 100))
        self.assertEqual(found.real_cost, 9 * 120)

    def test_what_changes_after_the_count_is_counted_again(self):
        self.campaign.action_count()
        self.assertTrue(self.campaign.counted_at)
        for values in ({"name": "Other"}, {"template_ids": [(1, self.campaign.template_ids.id, {"body": "Longer text"})]}):
            self.campaign.write(values)
            self.assertEqual(bool(self.campaign.counted_at), "name" in values)

    def test_an_offer_is_told_to_who_can_get_it(self):
        silver = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        self.members[:6].mapped(lambda member: member._give_tier(silver))
        few = self.env["club.segment"].create({"name": "Few", "code": "few", "program_id": self.program.id})
        few._add_members(SQL("SELECT unnest(%s)", self.members[1:].ids))
        offer = self.given_offer("Coffee", [{"kind": "credit", "percent": 20}], control_percent=50)
        for values in (
                {"kind": "tier", "tier_ids": [(6, 0, silver.ids)]}, {"kind": "segment", "segment_ids": [(6, 0, few.ids)]}):
            self.env["club.offer.condition"].create({"offer_id": offer.id, **values})
        told = self.members[1:6].filtered(lambda member: offer.id not in offer._held_out_of(member))
        campaign = self.env["club.campaign"].with_context(**offer.action_tell()["context"]).create({})
        english = campaign.template_ids.filtered(lambda text: text.lang == "en_US")
        self.assertEqual(english.body, "{name}, new at {club}: {offer}")
        campaign.action_start()
        self.assertEqual(campaign.audience_count, len(told))
        self.run_campaigns()
        self.assertEqual(set(self.messages(campaign).member_id), set(told))
        self.assertIn(": Coffee", self.messages(campaign)[0].body)

    def test_a_campaign_without_an_offer_fills_in_none(self):
        for name in ("offer", "code"):
            with self.assertRaisesRegex(ValidationError, f"Nothing fills in .{name}."), self.cr.savepoint():
                self.campaign.template_ids.body = f"Hello {{{name}}}"

    def test_only_members_of_its_segments(self):
        segment = self.env["club.segment"].create({"name": "Few", "code": "few", "program_id": self.program.id})
        segment._add_members(SQL("SELECT unnest(%s::int[])", self.members[:3].ids))
        self.campaign.segment_ids = segment
        self.campaign.action_start()
        self.run_campaigns()
        self.assertEqual(self.messages().member_id, self.members[:3])

    def test_paused_it_prepares_and_sends_nothing_and_goes_on_where_it_was(self):
        self.given_gateway()
        with patch.object(club_campaign, "MEMBERS", 4):
            self.campaign.action_start()
            self.campaign._prepare_batch()
            self.campaign.action_pause()
            self.run_campaigns()
            self.run_job()
            self.assertEqual((len(self.messages()), self.stub.delivered), (4, []))
            self.campaign.action_resume()
            self.run_campaigns()
            self.run_job()
        self.assertEqual((len(self.messages()), len(set(self.stub.phones))), (10, 10))

    def test_a_job_that_is_stopped_after_each_batch_writes_each_message_once(self):
        self.campaign.action_start()
        progress = type(self.env["ir.cron"])._commit_progress

        def time_is_up(cron, processed=0, **options):
            progress(cron, processed, **options)
            return 0
        with patch.object(club_campaign, "MEMBERS", 3), patch.object(
                type(self.env["ir.cron"]), "_commit_progress", time_is_up):
            counts = []
            for _time in range(6):
                with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                    self.env(cr=cr)["club.campaign"]._cron_run()
                self.env.invalidate_all()
                counts.append(len(self.messages()))
        self.assertEqual(counts, [3, 6, 9, 10, 10, 10])

    def test_what_is_cancelled_goes_to_nobody(self):
        self.given_gateway()
        self.campaign.action_start()
        self.run_campaigns()
        self.campaign.action_cancel()
        self.run_job()
        self.run_campaigns()
        self.assertEqual((set(self.messages().mapped("state")), self.stub.delivered), ({"cancelled"}, []))
        with self.assertRaisesRegex(UserError, "is Cancelled"):
            self.campaign.action_resume()

    def test_one_campaign_that_breaks_stops_no_other_and_is_shown(self):
        good = self.given_campaign("Good")
        (self.campaign | good).mapped(lambda campaign: campaign.action_start())
        prepare, broken = type(self.program)._prepare_messages, self.campaign

        def fail(program, event, occasions, templates=None, campaign=None):
            if campaign and campaign.id == broken.id:
                raise ValueError("it broke")
            return prepare(program, event, occasions, templates, campaign)
        with patch.object(type(self.program), "_prepare_messages", fail), mute_logger(
                "odoo.addons.customer_club.models.club_campaign"):
            self.run_campaigns()
        self.assertEqual((len(self.messages(good)), self.campaign.state), (10, "paused"))
        alert = self.env["club.alert"].search([("kind", "=", "job")])
        self.assertEqual(alert.message, "The campaign Sale was paused: it broke")
        self.campaign.action_resume()
        self.run_campaigns()
        self.assertEqual(len(self.messages()), 10)

    def test_what_cannot_be_sent_is_refused_with_a_sentence(self):
        empty = self.env["club.campaign"].create({"name": "Empty", "program_id": self.program.id})
        with self.assertRaisesRegex(UserError, "has no text"):
            empty.action_start()
        self.agree(self.members, False)
        with self.assertRaisesRegex(UserError, "None of the 10 members can get this message"):
            self.campaign.action_start()

    def test_the_state_moves_by_its_buttons_only(self):
        manager = new_test_user(self.env, "campaign_manager", "customer_club.customer_club_group_manager")
        self.campaign.with_user(manager).action_start()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            self.campaign.with_user(manager).unlink()

"""Each role can open each screen that its menu shows: lists and forms read nothing that the role may not."""

from lxml import etree
from odoo.tests import new_test_user, tagged

from ..models.club_wallet import Cause
from .pos_common import ClubPosCase

ROLES = ("staff", "manager", "accountant", "auditor")
READING_BUTTONS = {"action_check_ledger", "action_open_repair_runs"}  # they show something and change nothing
DECIDING_BUTTONS = {"action_approve", "action_refuse", "action_cancel", "action_send_again"}  # methods decide


@tagged("post_install", "-at_install")
class TestScreens(ClubPosCase):

    def setUp(self):
        super().setUp()
        self.given_offer("Two percent", [{"kind": "credit", "rate_bps": 200}], stacking="always")
        tier = self.env["club.tier"].create({"program_id": self.program.id, "name": "Silver", "code": "silver"})
        self.env["club.tier.history"]._insert([
            {"member_id": self.member.id, "program_id": self.program.id, "why": "given", "tier_id": tier.id}])
        self.env["club.segment"].create({"program_id": self.program.id, "name": "Regulars", "code": "regulars"})
        self.member.branch_id = self.branch
        self.member.email = "twice@example.com"
        self.given_member(partner=self.member.partner_id.create({"name": "Twice", "email": "twice@example.com"}))
        self.env["club.goal"].create({"program_id": self.program.id, "branch_id": self.branch.id, "target": 5})
        self.env["club.step"].create({"program_id": self.program.id, "name": "Welcome", "kind": "joined", "amount": 5})
        self.wallet.top_up(100, Cause("topup:screens"))
        self.env["club.unusual.movement"].create({
            "program_id": self.program.id, "date": self.program._today(), "kind": "many_sales", "member_id": self.member.id})
        job = self.env["club.import"].create({"name": "old.xlsx", "program_id": self.program.id, "tz": "UTC"})
        self.env["club.export"].create({"program_id": self.program.id})
        self.env["club.redemption"].create({
            "program_id": self.program.id, "company_id": job.company_id.id, "import_id": job.id, "redeemed_on": "2026-01-01",
            "coupon": "1", "content_key": "1", "repeat": 1})
        self.wallet.earn("bonus", 5, Cause("gift:screens"), origin="gift", expires_on=self.program._today())
        self.wallet._operate_adjust("bonus", 5, self.env["club.adjustment.reason"].search([], limit=1), "screens")
        self.env["club.code.batch"].create({"program_id": self.program.id, "name": "Letter"})._generate(3)
        order = self.sell([(self.bread, 5)], member=self.member)
        order._club_alert("other", "Look at this", self.program, member_id=self.member.id)
        self.env["club.offer"].search([]).action_count_effect()
        self.env["club.rehearsal"].create({"program_id": self.program.id})
        self.env["club.suggestion"].create({
            "program_id": self.program.id, "offer_id": self.env["club.offer"].search([], limit=1).id,
            "segment_id": self.env["club.segment"].search([], limit=1).id, "counted_at": "2026-01-01"})

        self.env["club.sms.gateway"].create({"name": "Gateway", "provider": "smsir"})
        self.env["club.message.template"].create({
            "program_id": self.program.id, "event": "joined", "body": "Hello {name}", "lang": "en_US"})
        self.env["club.campaign"].create({"program_id": self.program.id, "name": "Sale"})
        self.env["club.message"].create({
            "company_id": self.env.company.id, "program_id": self.program.id, "member_id": self.member.id, "event": "other",
            "channel": "sms", "recipient": "+12025550101", "body": "Hello"})
        today = self.program._today()
        self.env["club.report.night"]._work_out(self.program, today.replace(month=1, day=1), [today.replace(day=1)])
        self.env["club.report.night"]._look_back(self.program, today)

    def test_each_role_opens_what_its_menu_shows(self):
        for role in ROLES:
            user = new_test_user(self.env, f"club_screens_{role}", f"customer_club.customer_club_group_{role}")
            self.branch.staff_ids |= user
            for action in self.actions_of(user):
                with self.subTest(role=role, action=action.name):
                    self.assertTrue(self.open(action, user), "nothing to look at: the test needs a record")

    def test_no_role_sees_a_button_that_it_may_not_press(self):
        for role in ROLES:
            user = new_test_user(self.env, f"club_buttons_{role}", f"customer_club.customer_club_group_{role}")
            for action in self.actions_of(user):
                model = self.env[action.res_model].with_user(user)
                arch = etree.fromstring(model.get_views([(False, "form")])["views"]["form"]["arch"])
                buttons = arch.xpath("//header/button[@type='object']")
                shown = {button.get("name") for button in buttons} - READING_BUTTONS - DECIDING_BUTTONS
                with self.subTest(role=role, action=action.name):
                    self.assertTrue(model.has_access("write") or not shown, shown)
                    for button in arch.xpath("//header/button[@type='action']"):
                        dialog = self.env["ir.actions.act_window"].browse(int(button.get("name"))).res_model
                        self.assertTrue(self.env[dialog].with_user(user).has_access("create"), button.get("string"))

    def actions_of(self, user):
        """The window actions of the club's menus that this user sees."""
        root = self.env.ref("customer_club.club_menu_root")
        menus = self.env["ir.ui.menu"].with_user(user).search([("id", "child_of", root.id)])._filter_visible_menus()
        self.assertTrue(menus, user.login)
        return [action for menu in menus if (action := menu.sudo().action) and action._name == "ir.actions.act_window"]

    def open(self, action, user):
        """Read what the list and the form of an action show. Returns the records that the list found."""
        model = self.env[action.res_model].with_user(user)
        views = model.get_views([(False, "list"), (False, "form"), (False, "search")])["views"]
        rows = model.web_search_read([], self.specification(model, views["list"]["arch"]), limit=80)["records"]
        if rows:
            model.browse(rows[0]["id"]).web_read(self.specification(model, views["form"]["arch"]))
        return rows or action.res_model == "club.repair.run" or model._transient

    def specification(self, model, arch):
        """What the web client asks for to draw a view."""
        return self.fields_of(model, etree.fromstring(arch))

    def fields_of(self, model, node):
        specification = {}
        for child in node:
            if child.tag == "field":
                field = model._fields[child.get("name")]
                specification[field.name] = {}
                if field.type == "many2one":
                    specification[field.name] = {"fields": {"display_name": {}}}
                elif field.comodel_name:
                    inner = child.find("list")
                    comodel = model.env[field.comodel_name]
                    inner = self.fields_of(comodel, inner) if inner is not None else {"display_name": {}}
                    specification[field.name] = {"fields": inner}
            else:
                specification |= self.fields_of(model, child)
        return specification

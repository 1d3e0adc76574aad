"""Who may see and change what: every model of the club, each group, two companies, branches."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.club_errors import ClubImmutable
from ..models.club_wallet import Cause
from .common import ClubCase

GROUPS = ("cashier", "staff", "auditor", "accountant", "manager", "administrator")
OPERATIONS = ("read", "write", "create", "unlink")
MANAGED = {  # what managers run; all else is written by the club itself
    "club.program": "write create unlink", "club.program.company": "write create unlink",
    "club.branch": "write create unlink",
    "club.segment": "write create unlink", "club.rfm.cell": "write create unlink", "club.tier": "write create unlink",
    "club.brand": "write create unlink", "club.member": "write create",
    "club.offer": "write create unlink", "club.offer.condition": "write create unlink",
    "club.offer.benefit": "write create unlink", "club.alert": "write", "club.adjustment.reason": "write create",
    "club.rehearsal": "write create unlink", "club.unusual.movement": "write",
    "club.code.batch": "write create unlink", "club.message.template": "write create unlink",
    "club.campaign": "write create unlink", "club.goal": "write create unlink",
    "club.import": "write create unlink", "club.import.column": "write create unlink", "club.export": "write create",
    "club.step": "write create unlink"}
GATEWAYS = {"club.sms.gateway": "write create unlink"}
ESTIMATES = {"club.estimate": "write create unlink", "club.agreed.rate": "write create unlink"}
MAY_CHANGE = {
    "cashier": {}, "staff": {}, "auditor": {}, "manager": MANAGED, "administrator": MANAGED | ESTIMATES | GATEWAYS,
    "accountant": {"club.program.company": "write", "club.alert": "write", "club.export": "write create", **ESTIMATES}}
MAY_READ = {"cashier": {"club.brand"}}  # staff and accountants: most; auditor, manager, administrator: all
NOBODY_READS = {"club.import.made", "club.one.time.code", "club.report.touched"}
LEDGER = ("club.wallet", "club.wallet.entry", "club.wallet.lot", "club.wallet.allocation", "club.wallet.hold",
          "club.wallet.posting", "club.cohort.movement")


class AccessCase(ClubCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {name: new_test_user(cls.env, f"club_{name}", f"customer_club.customer_club_group_{name}")
                     for name in GROUPS}
        cls.models = sorted(
            name for name, model in cls.env.registry.items()
            if name.startswith("club.") and not model._abstract and not model._transient)

    def granted(self, user):
        """{model: operations} that a user's access rights give."""
        return {name: {operation for operation in OPERATIONS if self.env[name].with_user(user).has_access(operation)}
                for name in self.models}


@tagged("post_install", "-at_install")
class TestAccessMatrix(AccessCase):

    def test_nobody_changes_more_than_their_part(self):
        for group, user in self.users.items():
            changes = {name: granted - {"read"} for name, granted in self.granted(user).items() if granted - {"read"}}
            expected = {name: set(operations.split()) for name, operations in MAY_CHANGE[group].items()}
            self.assertEqual(changes, expected, group)

    def test_auditors_managers_and_administrators_read_everything(self):
        for group in ("auditor", "manager", "administrator"):
            hidden = {name for name, granted in self.granted(self.users[group]).items() if "read" not in granted}
            self.assertEqual(hidden, NOBODY_READS, group)

    def test_cashiers_and_outsiders_see_no_club_records(self):
        outsiders = {
            "cashier": self.users["cashier"], "user": new_test_user(self.env, "club_nobody", "base.group_user"),
            "till": new_test_user(self.env, "club_till", "point_of_sale.group_pos_manager"),
            "portal": new_test_user(self.env, "club_portal", "base.group_portal"),
            "settings": new_test_user(self.env, "club_settings", "base.group_system")}
        for name, user in outsiders.items():
            seen = {model for model, granted in self.granted(user).items() if granted}
            self.assertLessEqual(seen, MAY_READ["cashier"], name)

    def test_pin_fields_are_hidden_from_everybody(self):
        member = self.given_member(branch_id=self.branch.id)
        for user in self.users.values():
            with self.assertRaises(AccessError):
                member.with_user(user).read(["pin_hash"])

    def test_the_ledger_refuses_every_door_even_to_the_superuser(self):
        wallet = self.given_wallet(paid=10)
        entry = wallet.entry_ids
        for record in (wallet, entry, wallet.lot_ids):
            for attempt in (lambda record=record: record.write({"program_id": self.program.id}), record.unlink):
                with self.assertRaises(ClubImmutable):
                    attempt()
        for name in LEDGER[1:]:
            with self.assertRaises(ClubImmutable):
                self.env[name].sudo().create({})  # sudo: shows that even it is refused
        for user in self.users.values():
            with self.assertRaises(AccessError):
                self.env["club.wallet"].with_user(user).create({})


@tagged("post_install", "-at_install")
class TestCompaniesAndBranches(AccessCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.far = cls.env["res.company"].create({"name": "Far away", "currency_id": cls.env.company.currency_id.id})
        cls.far_program = cls.given_program(name="Far club", company=cls.far)
        cls.far_branch = cls.given_branch(cls.far_program)
        cls.second_branch = cls.given_branch(cls.program)
        cls.records = [cls.given_records(*place) for place in (
            (cls.program, cls.branch), (cls.program, cls.second_branch), (cls.far_program, cls.far_branch))]

    @classmethod
    def given_records(cls, program, branch):
        """One record of each kind in a branch."""
        member = cls.given_member(program, branch_id=branch.id)
        entry = member.wallet_id.earn("bonus", 5, Cause("gift:1", branch_id=branch.id), origin="gift")
        purchase = cls.env["club.purchase"].create({
            "program_id": program.id, "branch_id": branch.id, "company_id": branch.company_id.id,
            "member_id": member.id, "channel": "import", "source_key": f"import:{member.id}",
            "purchased_at": "2026-01-01 10:00:00", "amount": 5})
        alert = cls.env["club.alert"].create({
            "kind": "other", "message": "?", "program_id": program.id, "branch_id": branch.id,
            "company_id": branch.company_id.id})
        return [member, member.wallet_id, entry, member.wallet_id.lot_ids, purchase, alert, branch]

    def seen(self, user):
        """For each place: which of its records a user finds."""
        return [[len(record.with_user(user).search([("id", "=", record.id)])) for record in records]
                for records in self.records]

    def test_another_company_s_club_is_not_there(self):
        for group in ("auditor", "accountant", "manager", "administrator"):
            self.assertEqual(self.seen(self.users[group]), [[1] * 7, [1] * 7, [0] * 7], group)
            self.assertFalse(self.far_program.with_user(self.users[group]).search([("id", "=", self.far_program.id)]))

    def test_staff_see_their_own_branch(self):
        user = self.users["staff"]
        self.assertEqual(self.seen(user), [[0] * 7] * 3)
        self.second_branch.staff_ids = user
        self.assertEqual(self.seen(user), [[0] * 7, [1] * 7, [0] * 7])

    def test_staff_of_a_far_branch_see_it_only_within_its_company(self):
        user = self.users["staff"]
        self.far_branch.staff_ids = user
        self.assertEqual(self.seen(user)[2], [0] * 7)
        user.write({"company_ids": [(4, self.far.id)]})
        far_away = user.with_context(allowed_company_ids=self.far.ids)
        self.assertEqual([len(record.with_user(user).with_context(allowed_company_ids=self.far.ids).search(
            [("id", "=", record.id)])) for record in self.records[2]], [1] * 7, far_away.name)

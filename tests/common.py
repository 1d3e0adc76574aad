"""Builders and checks for tests of the club. Other modules may use them; they rely on no demo data."""

from datetime import datetime

from odoo.tests import TransactionCase

from ..models.club_wallet import Cause


class ClubCase(TransactionCase):
    """A live programme in the main company with one branch, one member and no offers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, mail_create_nolog=True))
        cls.program = cls.given_program()
        cls.branch = cls.given_branch(cls.program)

    @classmethod
    def given_program(cls, **values):
        company = values.pop("company", cls.env.company)
        return cls.env["club.program"].create({
            "name": "Test club", "state": "live", "tz": "UTC", "currency_id": company.currency_id.id,
            "program_company_ids": [(0, 0, {"company_id": company.id})], **values})

    @classmethod
    def given_branch(cls, program, **values):
        company = program.program_company_ids[:1].company_id
        return cls.env["club.branch"].create({
            "name": f"Branch {cls.env['club.branch'].search_count([]) + 1}", "program_id": program.id,
            "company_id": company.id, "tz": "UTC", **values})

    @classmethod
    def given_member(cls, program=None, name="Sara", **values):
        program = program or cls.program
        partner = values.pop("partner", None) or cls.env["res.partner"].create({"name": name})
        return cls.env["club.member"].create({"program_id": program.id, "partner_id": partner.id, **values})

    @classmethod
    def given_wallet(cls, **balances):
        """A new member's wallet with these balances: given_wallet(paid=100, points=20)."""
        wallet = cls.given_member().wallet_id
        for purse, amount in balances.items():
            wallet.earn(purse, amount, Cause(f"test:{wallet.id}:{purse}"), kind="opening", origin="opening")
        return wallet

    @classmethod
    def given_purchase(cls, member, at, amount=10, **values):
        """A purchase from before the club, as an import writes it: it counts for the member's facts and earns nothing."""
        program = member.program_id
        purchase = cls.env["club.purchase"].create({
            "program_id": program.id, "company_id": program.program_company_ids[:1].company_id.id, "member_id": member.id,
            "channel": "import", "source_key": f"import:{cls.env['club.purchase'].search_count([])}",
            "purchased_at": cls.at(at), "amount": amount, "amount_untaxed": amount, **values})
        purchase._count_visit(1)
        return purchase

    @classmethod
    def given_offer(cls, name, benefits, conditions=(), *, running=True, **values):
        """An offer of the programme; `benefits` and `conditions` are lists of values, each with its kind."""
        offer = cls.env["club.offer"].create({
            "name": name, "program_id": cls.program.id, "stacking": "alone",
            "benefit_ids": [(0, 0, benefit) for benefit in benefits],
            "condition_ids": [(0, 0, condition) for condition in conditions], **values})
        if running:
            offer.action_start()
        return offer

    @staticmethod
    def at(text):
        """Naive UTC datetime of 'YYYY-MM-DD' or 'YYYY-MM-DD HH:MM'."""
        return datetime.fromisoformat(text)

    def assert_balance(self, wallet, **expected):
        """Balances by purse, available ones as available_<purse>: assert_balance(wallet, bonus=200, available_bonus=150)."""
        found = {name: wallet[name if name.startswith("available") else f"balance_{name}"] for name in expected}
        self.assertEqual(found, expected)

    def assert_ledger_sound(self, program=None):
        """All invariants of the ledger hold."""
        self.assertEqual((program or self.program)._check_invariants(), [])

    def columns_with(self, *texts):
        """Tables and columns of the database in which one of these texts stands."""
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t
                ON t.table_name = c.table_name AND t.table_schema = c.table_schema AND t.table_type = 'BASE TABLE'
             WHERE c.table_schema = 'public' AND c.data_type IN ('character varying', 'text', 'jsonb')""")
        found = set()
        for table, column in self.env.cr.fetchall():
            for text in texts:
                self.env.cr.execute(f'SELECT 1 FROM "{table}" WHERE "{column}"::text ILIKE %s LIMIT 1', [f"%{text}%"])
                if self.env.cr.fetchone():
                    found.add((table, column, text))
        return found

"""Codes of batches: made, handed out, judged, set aside, used, given back, exported; what happens at two tills at once."""

import base64
import io
import re
from datetime import timedelta
from unicodedata import normalize
from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_open, mute_logger
from odoo.tools.pdf import PdfFileReader
from openpyxl import load_workbook

from ..engine.offers import evaluate
from ..models.club_code import compact
from ..models.club_code_batch import ALPHABET, LENGTH, new_texts
from ..sheets.writer import write
from .common import ClubCase
from .pos_common import ClubPosCase
from .test_club_wallet_concurrency import ConcurrentCase

HALF = {"kind": "percent_off", "rate_bps": 5000}


class CodeCase(ClubPosCase):

    @classmethod
    def given_batch(cls, count=3, **values):
        batch = cls.env["club.code.batch"].create({"name": "Spring letter", "program_id": cls.program.id, **values})
        if batch.kind == "single":
            batch._generate(count)
        return batch

    def given_code_offer(self, batch, **values):
        return self.given_offer("Half for a code", [HALF], [{"kind": "code", "code_batch_ids": [(6, 0, batch.ids)]}], **values)

    def sell_with_code(self, *typed, member=None, uuid=None, session=None, **values):
        """Sell three loaves as a till does that has these codes on the order. Returns the order."""
        data = self.order_data([(self.bread, 3)], member=member, **({"uuid": uuid} if uuid else {}))
        if session:
            data["session_id"] = session.id
        codes, book = self.env["club.code"], self.env["club.offer.book"]._current(self.branch)
        line, now = data["lines"][0][2], fields.Datetime.from_string(data["date_order"])
        snapshot = {
            "book": book.version, "context": self.branch._engine_context(now),
            "member": member and member._to_engine(self.branch._local_time(now).date()),
            "basket": {"codes": [codes._token_of(self.program, text) for text in typed], "lines": [{
                **self.bread._club_engine_values()[self.bread.id], "id": line["uuid"], "qty_milli": 3000, "amount_minor": 3000,
                "cost_minor": None, "discountable": True}]}}
        result = evaluate(book._compiled(), snapshot["context"], snapshot["member"], snapshot["basket"])
        total = (3000 - result["discount_minor"]) / 100
        line |= {"discount": 100 * result["discount_minor"] / 3000, "price_subtotal": total, "price_subtotal_incl": total}
        snapshot["basket"] = snapshot["basket"] | {"codes": list(typed)}
        data |= {"amount_total": total, "amount_paid": total, "club_till": snapshot, **values}
        data["payment_ids"][0][2]["amount"] = total
        return self.sync(data)

    def reserve(self, code, order="order", session=None, member=None):
        request = {"codes": [code.text], "member": member.id if member else None}
        return (session or self.session).club_reserve(order, request)["codes"][code.text]

    def assert_states(self, batch, **expected):
        self.env.invalidate_all()
        found = {name: batch[f"{name}_count"] for name in expected}
        self.assertEqual(found, expected)


@tagged("post_install", "-at_install")
class TestClubCode(CodeCase):

    # -- making -------------------------------------------------------------------------------------------------------

    def test_codes_have_twelve_letters_that_nobody_confuses(self):
        texts = new_texts(2000)
        self.assertEqual((len(set(texts)), {len(text) for text in texts}), (2000, {LENGTH}))
        self.assertFalse(set(ALPHABET) & set("0O1ILBSZ"))
        self.assertEqual(len(set("".join(texts))), len(ALPHABET), "every letter comes up")

    def test_a_hundred_thousand_codes_are_made_in_statements_not_in_rows(self):
        batch = self.given_batch(1)
        before = self.env.cr.sql_log_count
        batch._generate(100_000)
        self.assertLess(self.env.cr.sql_log_count - before, 60)
        self.assert_states(batch, code=100_001, free=100_001)

    def test_what_a_batch_refuses(self):
        batch = self.given_batch(1)
        for wrong, sentence in ((0, "0 was asked for"), (100_001, "At most 100000 codes are made at once; 100001")):
            with self.assertRaisesRegex(UserError, sentence):
                batch._generate(wrong)
        with self.assertRaisesRegex(UserError, "has 1 codes: its kind"):
            batch.kind = "partner"
        with self.assertRaisesRegex(ValidationError, "needs 3 to 64 letters; “AB” has 2"):
            self.given_batch(kind="shared", shared_text="AB")
        with self.assertRaisesRegex(ValidationError, "how many points"):
            self.given_batch(kind="partner")
        self.given_batch(kind="shared", shared_text="NOWRUZ")
        with self.assertRaisesRegex(UserError, "already has the code NOWRUZ"):
            self.given_batch(kind="shared", shared_text=" nowruz")
        batch._hand_out(1)
        with self.assertRaisesRegex(UserError, "1 of 1 codes are out already"):
            batch.unlink()
        with self.assertRaisesRegex(ValidationError, "no till takes them"):
            self.given_code_offer(self.given_batch(kind="partner", points=5))

    def test_a_code_is_found_however_it_is_typed(self):
        batch, codes = self.given_batch(1), self.env["club.code"]
        text = batch.code_ids.text
        for typed in (text.lower(), f" {text[:4]}-{text[4:8]} {text[8:]} ", batch.code_ids.shown_text):
            self.assertEqual(codes._of_typed(self.program, typed), batch.code_ids, typed)
        self.assertEqual(compact("ab ۲۳-c"), "AB23C")
        self.assertFalse(codes._of_typed(self.program, text[:-1]))
        yalda = self.given_batch(kind="shared", shared_text="یلدا۱۴۰۵")
        self.given_offer("Chalk", [HALF], [{"kind": "code", "codes": "گچ ۱۲"}])
        book = self.env["club.offer.book"]._current(self.branch)
        for typed in ("یلدا۱۴۰۵", "یلدا1405", "یلدا١٤٠٥"):
            self.assertEqual(codes._of_typed(self.program, typed), yalda.code_ids, typed)
            self.assertEqual(codes._token_of(self.program, typed), yalda._engine_token())
        for typed in ("گچ ۱۲", "گچ 12"):
            self.assertTrue(book._has_code(codes._token_of(self.program, typed)), typed)
        shared = self.given_batch(kind="shared", shared_text="spring-26")
        for typed in ("Spring-26", "spring-26 "):
            self.assertEqual(codes._token_of(self.program, typed), shared._engine_token())

    # -- books --------------------------------------------------------------------------------------------------------

    def test_a_book_holds_a_batch_not_its_codes(self):
        single, shared = self.given_batch(5), self.given_batch(kind="shared", shared_text="NOWRUZ")
        offer = self.given_code_offer(single | shared)
        self.assertEqual(offer.condition_ids._to_tell()["codes"], ["one of “Spring letter”", "NOWRUZ"])
        condition = offer._to_engine()["conditions"][0]
        self.assertEqual(condition["in"], [single.token, self.program._code_digest("NOWRUZ")])
        book = self.env["club.offer.book"]._current(self.branch)
        told = str(book.content)
        self.assertFalse([code.text for code in single.code_ids if code.text in told])
        self.assertNotIn("NOWRUZ", told)
        single.action_withdraw()
        self.assertEqual(offer._to_engine()["conditions"][0]["in"], [self.program._code_digest("NOWRUZ")])
        self.assertGreater(self.env["club.offer.book"]._current(self.branch).version, book.version)

    def test_the_token_itself_opens_nothing(self):
        batch = self.given_batch()
        self.given_code_offer(batch)
        self.assertEqual(self.session.club_code(batch.token)["code"], "no_code")
        order = self.sell_with_code(batch.token)
        self.assertEqual((order.amount_total, batch.use_count), (30, 0))

    # -- the till's calls ---------------------------------------------------------------------------------------------

    def test_a_till_is_told_the_token_and_why_a_code_is_not_good(self):
        batch = self.given_batch(4, date_from="2020-01-01", bound=True)
        self.given_code_offer(batch)
        code = batch._hand_out(1, self.member)
        other = self.given_member(name="Other")
        answer = self.session.club_code(code.text, "uuid", self.member.id)
        self.assertEqual(answer, {"digest": batch.token, "single": True})
        for change, member, refusal in (
                ({}, other, "code_bound"), ({}, None, "code_bound"),
                ({"bound": False, "date_to": "2020-02-01"}, None, "code_expired"),
                ({"date_from": "2999-01-01", "date_to": False}, None, "code_early")):
            batch.write(change)
            answer = self.session.club_code(code.text, "uuid", member and member.id)
            self.assertEqual(answer["code"], refusal)
            self.assertNotIn(code.text, answer["message"])
        self.assertRegex(answer["message"], r"is good from 0?1/0?1/2999 on; it is \d")
        batch.action_withdraw()
        self.assertEqual(self.session.club_code(code.text)["code"], "code_void")

    def test_tries_are_counted_for_the_till_also_over_a_new_session_and_by_reserving(self):
        self.given_code_offer(self.given_batch())
        for number in range(10):
            self.session.club_code(f"WRONG{number}")
        self.close_till()
        self.open_till()
        answers = [self.session.club_reserve("order", {"codes": [f"NONE{number}"]})["codes"] for number in range(11)]
        refusals = [item["code"] for answer in answers for item in answer.values()]
        self.assertEqual(refusals, ["no_code"] * 10 + ["too_many_misses"])
        self.assertEqual(self.session.club_code("X")["message"],
                         "20 codes or numbers that nobody has were tried at this till. Wait ten minutes.")

    # -- one order, one use -------------------------------------------------------------------------------------------

    def test_a_code_is_set_aside_used_once_and_a_sync_that_comes_again_changes_nothing(self):
        batch = self.given_batch()
        self.given_code_offer(batch)
        code, uuid = batch.code_ids[0], str(uuid4())
        self.assertTrue(self.reserve(code, uuid)["ok"])
        self.assert_states(batch, free=2, reserved=1)
        self.assertEqual(self.reserve(code, "another")["code"], "code_held")
        order = self.sell_with_code(code.text, uuid=uuid, member=self.member)
        self.assertEqual((order.amount_total, self.alerts_of(order)), (15, []))
        purchase = self.purchase_of(order)
        self.assertEqual((code.state, code.purchase_id, code.used_by_id), ("used", purchase, self.member))
        order._club_record()
        self.env["pos.order"].sync_from_ui([{"uuid": uuid, "session_id": self.session.id, "state": "paid", "lines": []}])
        self.assertEqual((batch.use_count, batch.used_count), (1, 1))
        answer = self.session.club_code(code.text)
        self.assertEqual(answer["code"], "code_used")
        self.assertRegex(answer["message"], f"The code …{code.hint} was used on .*; it is good for one purchase")

    def test_an_order_that_is_given_up_gives_the_code_back(self):
        batch = self.given_batch(2)
        self.given_code_offer(batch)
        first, second = batch.code_ids
        self.reserve(first)
        self.assertTrue(self.session.club_release("order"))
        self.assert_states(batch, free=2, reserved=0)
        self.reserve(first)
        self.reserve(second)
        self.assertEqual((first.state, second.state), ("free", "reserved"), "the order has another code now")
        self.env.cr.execute("UPDATE club_code SET reserved_until = reserved_until - interval '1 day'")
        self.env.invalidate_all()
        self.assertTrue(self.reserve(second, "another")["ok"], "a hold runs out")
        self.env.cr.execute("UPDATE club_code SET reserved_until = reserved_until - interval '1 day'")
        self.program._gc_codes()
        self.assert_states(batch, free=2)

    def test_a_rehearsal_knows_which_codes_a_purchase_used(self):
        batch, poster = self.given_batch(1), self.given_batch(kind="shared", shared_text="SPRING-26")
        self.given_code_offer(batch)
        self.given_code_offer(poster)
        used = [self.sell_with_code(batch.code_ids.text), self.sell_with_code("spring-26")]
        today = fields.Date.today()
        rehearsal = self.env["club.rehearsal"].create({"program_id": self.program.id, "date_from": today - timedelta(days=1),
                                                       "date_to": today + timedelta(days=1)})

        def found():
            rehearsal.action_start()
            with self.enter_registry_test_mode():
                self.env.ref("customer_club.club_rehearsal_cron").method_direct_trigger()
            self.env.invalidate_all()
            return rehearsal.purchase_count, rehearsal.changed_count, rehearsal.discount

        self.assertEqual(found(), (2, 0, 30))
        verdicts = self.env["club.verdict"].search([("purchase_id", "in", [self.purchase_of(order).id for order in used])])
        verdicts._thin()  # what the till had seen is forgotten; the uses stay
        self.assertEqual(found(), (2, 0, 30))

    def test_a_code_that_gives_nothing_on_this_basket_is_not_used(self):
        batch = self.given_batch(1)
        self.given_offer("Half of much", [HALF], [
            {"kind": "code", "code_batch_ids": [(6, 0, batch.ids)]}, {"kind": "basket_amount", "min_amount": 1000}])
        uuid = str(uuid4())
        self.reserve(batch.code_ids, uuid)
        order = self.sell_with_code(batch.code_ids.text, uuid=uuid)
        self.assertEqual((order.amount_total, batch.code_ids.state), (30, "free"))

    def test_two_tills_sell_with_one_code_and_staff_are_told_of_the_second(self):
        """What a till cannot do by itself: the second sale was made with a code that nobody had set aside."""
        batch = self.given_batch(1)
        self.given_code_offer(batch)
        self.given_offer("Ten back for a code", [{"kind": "credit_flat", "amount": 10}], [
            {"kind": "code", "code_batch_ids": [(6, 0, batch.ids)]}], stacking="always")
        first, second = (self.sell_with_code(batch.code_ids.text, member=self.member) for _till in range(2))
        self.assertEqual((self.alerts_of(first), self.alerts_of(second)), ([], ["code"]))
        self.assertEqual([order.amount_total for order in (first, second)], [15, 15], "what was sold stays sold")
        self.assertEqual([self.purchase_of(order).earned_credit for order in (first, second)], [10, 0])
        self.assertEqual((batch.use_count, batch.code_ids.purchase_id), (1, self.purchase_of(first)))
        alert = self.env["club.alert"].search([("source_key", "like", second.uuid)])
        self.assertRegex(alert.message, "was used on .* What the order saved by it, .*15.00.*, stays")
        self.assertNotIn(batch.code_ids.text, alert.message)

    def test_a_whole_return_gives_the_code_back_where_the_batch_says_so(self):
        for back in (True, False):
            batch = self.given_batch(1, back_on_return=back)
            offer = self.given_code_offer(batch)
            order = self.sell_with_code(batch.code_ids.text)
            self.give_back(order, {order.lines: 1})
            self.assertEqual(batch.code_ids.state, "used", "some of it is kept")
            self.give_back(order, {order.lines: 2})
            self.assertEqual((batch.code_ids.state, batch.use_count), ("free", 0) if back else ("used", 1))
            again = self.sell_with_code(batch.code_ids.text)
            self.assertEqual(self.alerts_of(again), [] if back else ["code"])
            offer.action_end()

    def test_a_code_for_many_is_compared_offline_and_its_limits_are_told(self):
        batch = self.given_batch(kind="shared", shared_text="NOWRUZ", max_uses=3, max_per_member=2)
        self.given_code_offer(batch)
        self.assertEqual(self.session.club_code("nowruz", "u", self.member.id),
                         {"digest": self.program._code_digest("NOWRUZ")})
        self.assertEqual(self.session.club_code("nowruz")["code"], "code_member")
        for _time in range(2):
            self.assertEqual(self.alerts_of(self.sell_with_code("Nowruz", member=self.member)), [])
        answer = self.session.club_code("nowruz", "u", self.member.id)
        self.assertEqual(answer["message"], "A member may use 2 codes of “Spring letter”; this one has used 2.")
        other = self.given_member(name="Other")
        self.assertEqual(self.alerts_of(self.sell_with_code("NOWRUZ", member=other)), [])
        answer = self.session.club_code("nowruz", "u", self.given_member(name="Third").id)
        self.assertEqual(answer["message"], "The codes of “Spring letter” are good for 3 uses in all; there were 3.")
        late = self.sell_with_code("NOWRUZ", member=other)
        self.assertEqual((self.alerts_of(late), batch.use_count), (["code"], 4), "sold offline past the limit: accepted, told")

    def test_limits_of_single_use_codes_count_what_other_orders_hold(self):
        batch = self.given_batch(4, max_uses=2)
        self.given_code_offer(batch)
        first, second, third, _fourth = batch.code_ids
        self.assertTrue(self.reserve(first, "one")["ok"])
        self.assertTrue(self.reserve(second, "two")["ok"])
        self.assertEqual(self.reserve(third, "three")["code"], "code_spent")
        self.assertTrue(self.reserve(second, "two")["ok"])

    def test_an_order_that_was_paid_before_the_last_day_counts_whenever_it_comes(self):
        batch = self.given_batch(1, date_to=fields.Date.today() - timedelta(days=2))
        self.env.cr.execute("UPDATE club_code_batch SET date_to = %s", [fields.Date.today()])
        self.env.invalidate_all()
        self.given_code_offer(batch)
        book = self.env["club.offer.book"]._current(self.branch)
        batch.date_to = fields.Date.today() - timedelta(days=1)
        self.assertEqual(batch.code_ids.state, "expired")
        with patch.object(self.env.registry["club.offer.book"], "_current", lambda *_args: book.with_env(self.env)):
            order = self.sell_with_code(
                batch.code_ids.text,
                date_order=fields.Datetime.to_string(fields.Datetime.now() - timedelta(days=1)))
        self.assertEqual(self.alerts_of(order), [])
        self.assertEqual(batch.code_ids.state, "used")

    def test_the_last_day_may_move_and_codes_come_back(self):
        batch = self.given_batch(2, date_to=fields.Date.today() - timedelta(days=1))
        batch.code_ids._give()
        self.program._expire_codes()
        self.assert_states(batch, expired=2)
        batch.date_to = False
        self.assert_states(batch, expired=0, given=2)

    # -- handing out --------------------------------------------------------------------------------------------------

    def test_codes_are_handed_out_on_paper_and_to_members(self):
        batch, other = self.given_batch(4), self.given_member(name="Other")
        self.env["club.code.give"].create({
            "batch_id": batch.id, "to": "members", "member_ids": (self.member | other).ids}).action_done()
        self.assertEqual(batch.code_ids.mapped("member_id"), self.member | other)
        self.assertEqual(len(self.member.code_ids), 1)
        paper = self.env["club.code.give"].create({"batch_id": batch.id, "count": 2}).action_done()
        self.assertEqual(paper["report_name"], "customer_club.club_code_sheet")
        self.assert_states(batch, free=0, given=4)
        with self.assertRaisesRegex(UserError, "has 0 free codes; 1 are needed"):
            self.env["club.code.give"].create({"batch_id": batch.id, "count": 1}).action_done()

    def test_the_sheet_shows_each_code_as_text_and_picture(self):
        batch = self.given_batch(5, date_to="2999-12-31")
        html = self.env["ir.actions.report"]._render_qweb_html("customer_club.club_code_sheet", batch.code_ids.ids)[0].decode()
        for code in batch.code_ids:
            for part in code.shown_text.split("-"):
                self.assertIn(part, html)
        self.assertEqual(html.count("<svg"), 5)
        self.assertIn("5 codes", str(batch.message_ids[0].body))
        with patch("odoo.addons.customer_club.models.report_code_sheet.MOST_PRINTED", 4), self.assertRaisesRegex(
                UserError, "At most 4 codes are printed at once; 5 are chosen"):
            self.env["ir.actions.report"]._render_qweb_html("customer_club.club_code_sheet", batch.code_ids.ids)

    def test_the_sheet_on_paper_in_persian(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        batch = self.given_batch(25, name="نامه بهار", date_to="2027-03-20")
        report = self.env.ref("customer_club.club_code_sheet_report").with_context(force_report_rendering=True, lang="fa_IR")
        content, kind = report._render_qweb_pdf(report, batch.code_ids.ids)
        self.assertEqual(kind, "pdf")
        pages = PdfFileReader(io.BytesIO(content)).pages
        self.assertEqual(len(pages), 2)
        told = normalize("NFKC", "".join(page.extract_text() for page in pages))
        for word in ("1405/12/29", *(batch.code_ids[-1].shown_text.split("-"))):
            self.assertIn(word, told)

    # -- rights -------------------------------------------------------------------------------------------------------

    def test_who_may_read_codes(self):
        batch = self.given_batch(1)
        users = {group: new_test_user(self.env, f"codes_{group}", f"customer_club.customer_club_group_{group}")
                 for group in ("cashier", "staff", "accountant", "auditor", "manager")}
        for group, user in users.items():
            code = batch.code_ids.with_user(user)
            with self.subTest(group):
                if group == "manager":
                    self.assertTrue(code.read(["text"]))
                else:
                    with self.assertRaises(AccessError):
                        code.read(["text"])
                    with self.assertRaises(AccessError):
                        code.search([("text", "=like", "A%")])
                    with self.assertRaises(AccessError):
                        batch.with_user(user)._generate(1)
                    with self.assertRaises(AccessError):
                        batch.with_user(user).action_withdraw()
                    with self.assertRaises(AccessError):
                        batch.with_user(user)._export_table()
        manager = users["manager"]
        self.assertEqual(batch.code_ids.with_user(users["auditor"]).read(["hint"])[0]["hint"], batch.code_ids.text[-4:])
        batch.with_user(manager)._generate(2)
        for door in (lambda codes: codes.write({"state": "free"}), lambda codes: codes.unlink(), lambda codes: codes.copy()):
            with self.assertRaises(UserError):
                door(batch.code_ids[:1].with_user(manager))

    def test_another_company_sees_none(self):
        batch = self.given_batch(1)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "codes_stranger", "customer_club.customer_club_group_manager", company_id=company.id,
            company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.env["club.code.batch"].with_user(stranger).search([("id", "=", batch.id)]))
        self.assertFalse(self.env["club.code"].with_user(stranger).search([("batch_id", "=", batch.id)]))
        with self.assertRaises(AccessError):
            batch.with_user(stranger).action_export()

    def test_a_code_of_another_programme_is_none_here(self):
        theirs = self.given_program(name="Other club")
        batch = self.given_batch(1, program_id=theirs.id)
        self.assertEqual(self.session.club_code(batch.code_ids.text)["code"], "no_code")
        with self.assertRaisesRegex(ValidationError, "another programme"):
            self.given_code_offer(batch)

    # -- files --------------------------------------------------------------------------------------------------------

    def test_the_workbook_has_each_code_and_no_formula(self):
        batch = self.given_batch(kind="partner", points=5, name="A: [b]/c")
        batch._load(["=1+1", "@x", "PLAIN"])
        stream = io.BytesIO()
        write(stream, [batch._export_table()])
        rows = list(load_workbook(stream).active.iter_rows(values_only=True))
        self.assertEqual(
            [row[:2] for row in rows], [("Code", "State"), ("'=1+1", "Free"), ("'@x", "Free"), ("PLAIN", "Free")])

    def test_a_partner_s_list_is_loaded_or_refused_in_a_sentence(self):
        batch = self.given_batch(kind="partner", points=5)
        loader = self.env["club.code.add"].with_context(active_id=batch.id).create({"filename": "codes.csv"})
        for content, sentence in (
                (b"x" * 65 + b"\nok", "1 lines are longer than 64 letters"), (b",1\n,2\n", "holds no code"),
                (b"PKnonsense", "“codes.csv” is broken")):
            loader.content = base64.b64encode(content)
            with self.assertRaisesRegex(UserError, sentence):
                loader.action_done()
        self.assertFalse(batch.code_ids)
        loader.content = base64.b64encode(b"AB;1\ncd;2\nAB;3\n")
        self.assertIn("2 codes were loaded; 1 were there already", loader.action_done()["params"]["message"])

    def test_a_copy_of_the_database_holds_no_code(self):
        batch, shared = self.given_batch(2), self.given_batch(kind="shared", shared_text="NOWRUZ")
        texts = [*batch.code_ids.mapped("text"), "NOWRUZ"]
        self.env.flush_all()
        with file_open("customer_club/data/neutralize.sql") as file:
            statements = re.findall(r"UPDATE club_code.*?;", file.read(), re.DOTALL)
        for statement in statements:
            self.env.cr.execute(statement)
        self.env.invalidate_all()
        self.assertFalse(set(texts) & {*batch.code_ids.mapped("text"), *shared.code_ids.mapped("text"), shared.shared_text})

    # -- members ------------------------------------------------------------------------------------------------------

    def test_a_merged_member_keeps_the_codes(self):
        batch, twin = self.given_batch(1), self.given_member(name="Twin")
        batch._hand_out(1, twin)
        twin._merge(self.member)
        self.assertEqual(batch.code_ids.member_id, self.member)
        self.assertEqual([row["text"] for row in self.member._export_parts()["codes"]], [batch.code_ids.text])


@tagged("post_install", "-at_install")
class TestCodeExport(ClubCase, HttpCase):

    def test_managers_download_the_workbook_and_nobody_else(self):
        batch = self.env["club.code.batch"].create({"name": "Letter", "program_id": self.program.id})
        batch._generate(2)
        for group, status in (("manager", 200), ("auditor", 403), ("cashier", 403)):
            login = f"export_{group}"
            new_test_user(self.env, login, f"customer_club.customer_club_group_{group}")
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answer = self.url_open(batch.action_export()["url"])
            self.assertEqual(answer.status_code, status, group)
            if status == 200:
                self.assertEqual(len(list(load_workbook(io.BytesIO(answer.content)).active.rows)), 3)
                self.assertIn("2 codes were exported", str(batch.message_ids[0].body))


@tagged("post_install", "-at_install")
class TestCodesAtOnce(ConcurrentCase):

    @classmethod
    def take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM club_code WHERE program_id = %s", [cls.program_id])
            cr.execute("DELETE FROM club_code_batch WHERE program_id = %s", [cls.program_id])
        super().take_away()

    def given_codes(self, count, **values):
        with self.environment() as env:
            batch = env["club.code.batch"].create({"name": "At once", "program_id": self.program_id, **values})
            if batch.kind == "partner":
                batch._load([f"P{number}" for number in range(count)])
            else:
                batch._generate(count)
            return batch.id, batch.code_ids.ids

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_orders_with_one_code_exactly_one_gets_it(self):
        _batch_id, (code_id,) = self.given_codes(1)

        def hold(order):
            def attempt(env):
                code = env["club.code"].browse(code_id)._lock()
                refused = code._refusal(fields.Date.today(), env["club.member"], order)
                if refused:
                    return refused[0]
                code._hold(order, env["club.member"])
                return "ok"
            return lambda: self.retried(attempt)

        self.assertEqual(sorted(self.run_at_once(hold("one"), hold("two"))), ["code_held", "ok"])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_a_limit_holds_for_two_codes_at_once(self):
        _batch_id, ids = self.given_codes(2, max_uses=1)

        def hold(code_id):
            def attempt(env):
                code = env["club.code"].browse(code_id)._lock()
                refused = code._refusal(fields.Date.today(), env["club.member"], f"order{code_id}")
                if not refused:
                    code._hold(f"order{code_id}", env["club.member"])
                return refused[0] if refused else "ok"
            return lambda: self.retried(attempt)

        self.assertEqual(sorted(self.run_at_once(*map(hold, ids))), ["code_spent", "ok"])

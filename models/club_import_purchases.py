"""Purchases from a file, one row per line of an invoice: history, without entries in the books.

The invoice's number is what tells purchases apart, within its branch. Its rows stand together or apart and are taken at once:
one that cannot be read keeps the whole invoice back. What the file's purchases are to be worth to the members is one
opening credit per member, written at the end.
"""

import io
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..engine.intake import values
from ..engine.text import ascii_digits
from .club_import_intake import Intake, Problem, Taken, used_by
from .club_import_members import Found, MembersIntake
from .club_wallet import Cause

UTC = ZoneInfo("UTC")
ONE_DAY = timedelta(days=1)
FINISHED, UNDONE = 1_000, 5_000
GOODS = ("product_code", "product_name")
MOST_ROWS = 10_000  # of an invoice: beyond, the column of its number is another one
OWN = ("club_history_line", "club_purchase")
LINE = ("purchase_id", "product_id", "product_code", "product_name", "categ_id", "brand_id", "quantity", "price", "discount",
        "amount")
PURCHASE = ("source_key", "invoice_number", "branch_id", "member_id", "purchased_at", "origin_id", "amount",
            "amount_untaxed", "discounted", "line_count")
UNREAD = "?"  # stands for a cell without a value that can be read
COPIED = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " "})


class Line(NamedTuple):
    """A row, understood. `invoice`: see `PurchasesIntake.invoice_of`."""

    number: int
    invoice: tuple
    shown: str
    at: datetime
    branch: str | None
    identity: list
    origin: str | None
    code: str | None
    name: str | None
    category: str | None
    brand: str | None
    quantity: Decimal
    price: Decimal | None
    discount: Decimal
    total: Decimal
    untaxed: Decimal


class PurchasesIntake(Intake):

    def forget(self):
        super().forget()
        self.products, self.zones = {}, {}

    # -- which rows are one invoice -----------------------------------------------------------------------------------

    def with_invoices(self, rows):
        """(row, invoice) of rows in order. Where the branch or date cannot be read it is that of the row above, if that has
        the same number; a row of goods without a number belongs to the invoice above it.
        """
        before = None
        for row in rows:
            invoice = self.invoice_of(row)
            is_unread = invoice and before and UNREAD in invoice and invoice[0] == before[0]
            if is_unread or not invoice and any(row.cells.get(name) is not None for name in GOODS):
                invoice = before
            yield row, invoice
            before = invoice

    def invoice_of(self, row):
        """(number, branch, and where numbers start again the year or day) by the cells of a row; None without a number."""
        number, branch = (_plain(row.cells.get(name)) for name in ("number", "branch"))
        if number is UNREAD or not (number := values.key(number)):
            return None
        return number, branch if branch is UNREAD else values.key(branch), self._restart(row)

    def _restart(self, row):
        if self.job.numbers_restart == "never":
            return None
        try:
            at, _calendar = values.moment(_plain(row.cells.get("date")), self.job.date_order) or (None, None)
        except values.BadValue:
            return UNREAD
        return {"year": at.year, "day": at.date().isoformat()}[self.job.numbers_restart] if at else UNREAD

    def gather(self):
        """Note the rows that stand apart from the first of their invoice. What is kept of each invoice is two numbers."""
        first, apart, found = {}, Counter(), []
        before, begin = None, 0
        for row, invoice in self.with_invoices(self.job._all_rows()):
            mark = invoice and hash(invoice)
            if mark != before:
                before, begin = mark, row.number
            if invoice and first.setdefault(mark, begin) != begin:
                apart[mark] += 1
                found.append((row.number, first[mark]))
            if invoice and (row.number - begin >= MOST_ROWS or apart[mark] >= MOST_ROWS):
                raise Problem(self.env._(
                    "The invoice %(number)s has more than %(most)s rows. Is “%(column)s” the number of the invoice?",
                    number=invoice[0], most=MOST_ROWS, column=self.headings["number"]))
        if found:
            self.env.cr.execute_values(
                "UPDATE club_import_row SET part_of = told.first FROM (VALUES %s) AS told (number, first)"
                f" WHERE import_id = {int(self.job.id)} AND club_import_row.number = told.number", found)

    def cut(self, rows):
        """Without the last invoice's rows: the next batch begins with them."""
        found = [invoice for _row, invoice in self.with_invoices(rows)]
        end = len(rows)
        while end and found[end - 1] == found[-1]:
            end -= 1
        return rows[:end]

    def halves(self, rows):
        found, middle = [invoice for _row, invoice in self.with_invoices(rows)], len(rows) // 2
        for place in [*range(middle, len(rows)), *range(middle, 0, -1)]:
            if place and found[place] != found[place - 1]:
                return [rows[:place], rows[place:]]
        return [rows]

    # -- a batch ------------------------------------------------------------------------------------------------------

    def take(self, rows, write):
        problems, lines, broken = {}, [], {}
        for row, invoice in self.with_invoices(rows):
            try:
                lines.append(self.understand(row, invoice))
            except Problem as problem:
                problems[row.number] = str(problem)
                broken.setdefault(invoice, row.number)
        branches = self.find_branches({line.branch for line in lines}, write)
        self.look_up_members({pair for line in lines for pair in line.identity})
        if write and self.job.unknown_members == "make":
            self._make_members(lines)
        invoices = {}
        for line in lines:
            invoices.setdefault(line.invoice, []).append(line)
        places = {values.key(name): branch for name, branch in branches.items()}
        keys = {invoice: self._source_key(invoice, places) for invoice in invoices}
        known = self._known({*keys.values(), *(self._origin_key(lines[0], places) for lines in invoices.values())})
        new, seen, here = [], 0, set(keys.values())
        earlier = [known[key] for key in keys.values() if key in known]
        contents = self._contents(earlier) if earlier else {}
        for invoice, own in invoices.items():
            there = known.get(keys[invoice])
            try:
                if invoice in broken:
                    raise Problem(self.env._("Row %s of the same invoice could not be read.", broken[invoice]))
                if there:
                    seen += self._compare(own, contents.get(there, ()), problems)
                else:
                    new.append((self._purchase(own, keys[invoice], branches, places, known, here), own))
            except Problem as problem:
                problems.update((line.number, str(problem)) for line in own)
        if write:
            self._write(new)
        else:
            self._would_name(lines)
        return Taken(len(new), 0, seen, problems)

    # -- a row --------------------------------------------------------------------------------------------------------

    def understand(self, row, invoice):
        self.needed(self.key(row, "number"), "number")
        at, _calendar = self.needed(self.day(row, "date"), "date")
        if clock := self.read(row, "time", values.time_of_day):
            at = datetime.combine(at.date(), clock)
        if at > datetime.now() + ONE_DAY:
            raise Problem(self.env._("The sale of %s is still to come.", at.date()))
        branch = self.text(row, "branch")
        identity = self.identity(row)
        quantity = self.read(row, "quantity", values.number)
        quantity = Decimal(1) if quantity is None else quantity
        price, discount, untaxed = (self.read(row, "price", values.number), self.money(row, "discount"),
                                    self.money(row, "untaxed"))
        total = self.needed(self.money(row, "total"), "total")
        if discount is None:
            discount = Decimal(0) if price is None else self.rounded(quantity * price) - total
        if price is not None and self.job.in_display_unit:
            price *= self.program.display_factor
        return Line(
            row.number, invoice, ascii_digits(self.text(row, "number")), at, branch, identity, self.key(row, "origin"),
            self.text(row, "product_code"), self.text(row, "product_name"), self.text(row, "category"),
            self.text(row, "brand"), quantity, price, discount, total, total if untaxed is None else untaxed)

    # -- an invoice ---------------------------------------------------------------------------------------------------

    def _source_key(self, invoice, places):
        number, branch, restart = invoice
        place = places.get(branch) or (f"?{branch}" if branch else 0)  # a try does not make the branch
        return ":".join(str(part) for part in ("import", place, *([restart] if restart else []), number))

    def _origin_key(self, line, places):
        return line.origin and self._source_key((line.origin, *line.invoice[1:]), places)

    def _known(self, keys):
        self.env.cr.execute(
            "SELECT source_key, id FROM club_purchase WHERE program_id = %s AND source_key = ANY(%s)",
            [self.program.id, [key for key in keys if key]])
        return dict(self.env.cr.fetchall())

    def _contents(self, purchases):
        """{purchase id: what its lines are} to tell whether a row of the file is one of them."""
        self.env.cr.execute(
            "SELECT purchase_id, product_code, product_name, quantity, amount FROM club_history_line"
            " WHERE purchase_id = ANY(%s)", [purchases])
        found, digits = defaultdict(set), self.program.minor_digits
        for purchase, code, name, quantity, amount in self.env.cr.fetchall():
            found[purchase].add((code, name, round(quantity, 3), round(amount, digits)))
        return found

    def _compare(self, lines, content, problems):
        """How many lines the purchase that is there already has; the others are problems."""
        same = 0
        for line in lines:
            told = (_cut(line.code), _cut(line.name), round(float(line.quantity), 3),
                    round(float(line.total), self.program.minor_digits))
            if told in content:
                same += 1
            else:
                problems[line.number] = self.env._(
                    "The invoice %s is there already, from another import, and has no such line.", line.shown)
        return same

    def _purchase(self, lines, key, branches, places, known, here):
        """The columns of a purchase. `here`: the batch's own keys, by which a return can name its sale."""
        first = lines[0]
        branch = self.must_find(branches, first.branch, "club.branch")
        member = self._member(first)
        at = self._utc(first.at, branch)
        for line in lines:
            other = self._member(line)
            if other != member or abs(line.at - first.at) > ONE_DAY:
                raise Problem(self.env._(
                    "The invoice %(number)s is %(first)s in one row and %(second)s in another: see how numbers start again.",
                    number=line.shown, first=f"{self._name(member)}, {first.at.date()}",
                    second=f"{self._name(other)}, {line.at.date()}"))
        origin = None
        if origin_key := self._origin_key(first, places):
            if origin_key not in known and origin_key not in here:
                raise Problem(self.env._("The invoice %s, of which this is a return, is not there yet.", first.origin))
            origin = known.get(origin_key, origin_key)
        return (key, first.shown, branch or None, member, at, origin, sum(line.total for line in lines),
                sum(line.untaxed for line in lines), sum(line.discount for line in lines), len(lines))

    def _name(self, member):
        return self.env["club.member"].browse(member).display_name if member else self.env._("nobody's")

    def _member(self, line):
        member = self.member_of(line.identity)
        if not member and line.identity and self.job.unknown_members == "refuse":
            raise Problem(self.env._("The programme has no member %s.", line.identity[0][1]))
        return member

    def _make_members(self, lines):
        """Members for those whom the programme does not have, named by what the file calls them."""
        wanted, taken = [], set()
        for line in lines:
            ways = dict(line.identity)
            if ways and not any(self.members.get(pair) or pair in taken for pair in line.identity):
                taken.update(line.identity)
                partner = {"name": line.identity[0][1]} | ({"phone": ways["phone"]} if "phone" in ways else {})
                columns = {name: ways[way] for way, name in (("code", "former_code"), ("card", "card_number")) if way in ways}
                wanted.append(Found(line.number, line.identity, partner, columns, {}))
        intake = MembersIntake(self.job)
        intake.make(wanted)
        self.members.update(intake.members)

    def _utc(self, at, branch):
        """A time of a branch's clock as naive UTC."""
        if branch not in self.zones:
            # sudo: the time zone of a branch of the programme
            self.zones[branch] = ZoneInfo(self.env["club.branch"].sudo().browse(branch).tz if branch else self.job.tz)
        return at.replace(tzinfo=self.zones[branch]).astimezone(UTC).replace(tzinfo=None)

    # -- writing ------------------------------------------------------------------------------------------------------

    def _would_name(self, lines):
        self.find_named("club.brand", {line.brand for line in lines}, self.job.make_brands, {}, False)
        self.find_named("product.category", {line.category for line in lines}, self.job.make_categories, {}, False)
        self._find_products(lines, {}, {}, False)

    def _write(self, new):
        lines = [line for _row, own in new for line in own]
        brands = self.find_named("club.brand", {line.brand for line in lines}, self.job.make_brands, {}, True)
        categories = self.find_named("product.category", {line.category for line in lines}, self.job.make_categories, {}, True)
        products = self._find_products(lines, brands, categories, True)
        ids = self._insert([row for row, _own in new])
        buffer = io.StringIO()
        for row, own in new:
            for line in own:
                _copy(buffer, (
                    ids[row[0]], products.get(line.code), line.code, line.name, categories.get(line.category) or None,
                    brands.get(line.brand) or None, line.quantity, line.price, line.discount, line.total))
        buffer.seek(0)
        self.env.cr.copy_expert(f"COPY club_history_line ({', '.join(LINE)}) FROM STDIN", buffer)

    def _insert(self, rows):
        """{source key: id} of new purchases."""
        if not rows:
            return {}
        zero = ("saved", "paid_by_paid", "paid_by_bonus", "paid_by_points", "shortfall", "earned_credit", "not_taken_back",
                "earned_points", "return_count")
        same = [self.program.id, self.job.company_id.id, "import", self.job.id, self.env.uid, self.env.uid,
                self.env.cr.now(), self.env.cr.now(), False, *[0] * len(zero)]
        found = self.env.cr.execute_values(
            f"INSERT INTO club_purchase ({', '.join(PURCHASE)}, program_id, company_id, channel, import_id, create_uid,"
            f" write_uid, create_date, write_date, wholly_returned, {', '.join(zero)}) VALUES %s RETURNING source_key, id",
            [(*row[:5], None if isinstance(row[5], str) else row[5], *row[6:], *same) for row in rows], fetch=True)
        ids = dict(found)
        of_batch = [(ids[row[0]], ids[row[5]]) for row in rows if isinstance(row[5], str) and row[5] in ids]
        if of_batch:
            self.env.cr.execute_values(
                "UPDATE club_purchase SET origin_id = told.origin FROM (VALUES %s) AS told (id, origin)"
                " WHERE club_purchase.id = told.id", of_batch)
        return ids

    def _find_products(self, lines, brands, categories, write):
        """{code: product id}, by internal reference or barcode; missing ones are made, or not."""
        wanted = {line.code: line for line in reversed(lines) if line.code and line.code not in self.products}
        if wanted:
            codes = list(wanted)
            self.products.update(dict.fromkeys(codes))
            self.products.update(self._products_there(codes))
            missing = [line for code, line in wanted.items() if not self.products[code]]
            if missing and self.job.make_products:
                if write:
                    self._make_products(missing, brands, categories)
                else:
                    self.missing.setdefault("product.product", {}).update((line.code, line.code) for line in missing)
        return self.products

    def _products_there(self, codes):
        """{code: id} of products with these internal references or barcodes that the company may use."""
        # sudo: a product is met by its code, whoever imports
        products = self.env["product.product"].sudo().with_context(active_test=False)
        found = {}
        for name in ("barcode", "default_code"):
            rows = products.search_fetch(
                [(name, "in", codes), ("company_id", "in", (False, self.job.company_id.id))], [name], order="id desc")
            found.update((row[name], row.id) for row in rows)
        return found

    def _make_products(self, lines, brands, categories):
        # sudo: whoever may import may let it make products; they stay out of the till until someone puts them in
        model = self.env["product.product"].sudo().with_context(tracking_disable=True, mail_create_nosubscribe=True)
        made = model.create([{
            "default_code": line.code, "name": line.name or line.code, "available_in_pos": False,
            "list_price": float(line.price or 0), "club_brand_id": brands.get(line.brand) or False,
            **({"categ_id": categories[line.category]} if categories.get(line.category) else {})} for line in lines])
        self.env["club.import.made"]._note(self.job, made)
        self.products.update(zip([line.code for line in lines], made.ids, strict=True))

    # -- the end ------------------------------------------------------------------------------------------------------

    def finish(self, after):
        """Returns, visits, last purchases and opening credits of the next members that this import touched."""
        if not after:
            self._mark_returned()
        self.env.cr.execute(
            "SELECT DISTINCT member_id FROM club_purchase WHERE import_id = %s AND member_id > %s ORDER BY 1 LIMIT %s",
            [self.job.id, after, FINISHED])
        members = [row[0] for row in self.env.cr.fetchall()]
        if not members:
            return 0, 0
        if self.job.opening_bps:
            self._credit(members)
        self.env["club.member"].browse(members)._recount_facts()
        if len(members) < FINISHED:
            self._review_tiers()
        return len(members), members[-1]

    def _review_tiers(self):
        if self.program.tier_metric:
            # sudo: whoever may import need not be able to write the programme
            self.program.sudo()._review_tiers_soon()

    def _mark_returned(self):
        self.env.cr.execute(
            """UPDATE club_purchase sale SET wholly_returned = TRUE FROM (
                   SELECT origin_id, SUM(amount) AS back FROM club_purchase WHERE origin_id IN (
                       SELECT origin_id FROM club_purchase WHERE import_id = %s) GROUP BY 1) returned
                WHERE sale.id = returned.origin_id AND sale.amount > 0 AND sale.amount + returned.back <= 0""", [self.job.id])

    def _credit(self, members):
        """The opening credit: of each purchase its share half-up, of each member the sum as one entry."""
        self.env.cr.execute(
            """UPDATE club_purchase SET earned_credit = ROUND(GREATEST(amount, 0) * %s / 10000, %s)
                WHERE import_id = %s AND member_id = ANY(%s)""",
            [self.job.opening_bps, self.program.minor_digits, self.job.id, members])
        self.env.cr.execute(
            """SELECT w.id, SUM(p.earned_credit) FROM club_purchase p JOIN club_wallet w ON w.member_id = p.member_id
                WHERE p.import_id = %s AND p.member_id = ANY(%s) GROUP BY 1""", [self.job.id, members])
        self.env["club.wallet"].post_many(
            self.program, "opening", "bonus", self.env.cr.fetchall(), self._cause(), origin="opening",
            expires_on=self.job.opening_expires_on or None)

    def _cause(self, what="", **values):
        company = self.program._company(self.job.company_id)
        return Cause(f"club.import:{self.job.id}{what}", program_company_id=company.id or None, **values)

    # -- undoing ------------------------------------------------------------------------------------------------------

    def undo(self):
        """Take back the credit of a batch of members, then delete purchases that nothing refers to."""
        after = self.job.position
        self.env.cr.execute(
            "SELECT id, member_id FROM club_purchase WHERE import_id = %s AND id > %s ORDER BY id LIMIT %s",
            [self.job.id, after, UNDONE])
        rows = self.env.cr.fetchall()
        if not rows:
            return MembersIntake(self.job).undo()
        spent = self._take_back({member for _id, member in rows if member})
        ids = [purchase for purchase, member in rows if member not in spent]
        used = used_by(self.env, "club_purchase", ids, OWN) | self._returned_elsewhere(ids)
        for purchase in self.env["club.purchase"].browse(used):
            self.job._keep(purchase, used[purchase.id])
        free = [purchase for purchase in ids if purchase not in used]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE club_purchase SET wholly_returned = FALSE"
            " WHERE id IN (SELECT origin_id FROM club_purchase WHERE id = ANY(%s))", [free])
        self.env.cr.execute("UPDATE club_purchase SET origin_id = NULL WHERE origin_id = ANY(%s)", [free])
        self.env.cr.execute("DELETE FROM club_purchase WHERE id = ANY(%s)", [free])
        self.env.invalidate_all(flush=False)
        members = list({member for _id, member in rows if member})
        self.env["club.member"].browse(members)._recount_facts()
        self.job.position = rows[-1][0]
        return len(rows)

    def _returned_elsewhere(self, ids):
        self.env.cr.execute(
            "SELECT origin_id FROM club_purchase WHERE origin_id = ANY(%s) AND import_id IS DISTINCT FROM %s",
            [ids, self.job.id])
        return {row[0]: "club_purchase" for row in self.env.cr.fetchall()}

    def _take_back(self, members):
        """Debit the opening credit that these members got, once. Returns those who have spent of it: their purchases stay."""
        if not self.job.opening_bps:
            return set()
        self.env.cr.execute(
            """SELECT e.member_id, e.wallet_id, e.amount FROM club_wallet_entry e
                WHERE e.source_key = %s AND e.kind = 'opening' AND e.member_id = ANY(%s) AND NOT EXISTS (
                      SELECT FROM club_wallet_entry b WHERE b.wallet_id = e.wallet_id AND b.kind = 'adjust'
                         AND b.source_key = %s) ORDER BY e.wallet_id""",
            [self._cause().source_key, list(members), self._cause(":undo").source_key])
        spent = set()
        for member, wallet_id, amount in self.env.cr.fetchall():
            # sudo: the wallet's own operation; whoever may undo an import takes back what it gave
            wallet = self.env["club.wallet"].sudo().browse(wallet_id)
            if wallet.available_bonus < amount:
                spent.add(member)
                self._tell_spent(wallet, amount)
            else:
                wallet.adjust("bonus", -amount, self._cause(":undo", reason=self.env._("Import “%s” undone", self.job.name)))
        return spent

    def _tell_spent(self, wallet, amount):
        money = self.program._money
        self.job._keep_named(wallet.member_id.display_name, self.env._(
            "the opening credit was %(given)s, and %(left)s of it is left", given=money(amount),
            left=money(max(wallet.available_bonus, 0))))


def _copy(buffer, row):
    """A row in PostgreSQL's text format."""
    buffer.write("\t".join(
        "\\N" if value is None else value.translate(COPIED) if isinstance(value, str) else str(value) for value in row) + "\n")


def _cut(value):
    return value and value.translate(COPIED).replace("\\\\", "\\")


def _plain(value):
    return UNREAD if isinstance(value, tuple) else value

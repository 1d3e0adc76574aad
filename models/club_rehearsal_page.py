"""A page of purchases, rebuilt from what is recorded and served by the offers of a rehearsal.

What the engine is given of a purchase:
- A till's order keeps what its engine saw (`club_till`): basket, codes, time, and what was known of the member. It is taken
  as it is; only the uses within this rehearsal, the control groups of its offers, and segments that are younger than the
  purchase are told anew.
- Other till orders and invoices are rebuilt: lines as they were before offers, products as they are now, the member's visits,
  last purchase and tier as they were then, birthday and segments as they are now. Of codes only those of batches that the
  purchase used are known. An invoice's prices are agreed: offers only earn there.
- Purchases from a file are rebuilt as sales of a till. A product that Odoo does not know counts by the category and brand that
  the file tells; what such goods cost is not known.
- What was returned in part counts as sold. Gifts of goods cost nothing here.

Purchases come in the order in which they were recorded, which is the order in which limits run down; uses from before the
first day are not counted.
"""

from collections import Counter, defaultdict
from datetime import date
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..engine.holdout import is_held_out
from ..engine.periods import period_start
from ..engine.rehearsal import Given, served
from .club_code import HIDDEN

PAGE = 500
EVER = date(1970, 1, 1)
AT_TILL = ("pos", "import")  # where discounts can be given


class Sold(NamedTuple):
    """A purchase as the query tells it; money in the programme's currency."""

    id: int
    branch: int
    company: int
    member: int | None
    channel: str
    at: object
    amount: float
    untaxed: float
    saved: float
    paid_by_gifts: float
    till: dict | None

    @property
    def is_recorded(self):
        """Whether the till's record tells what the engine saw."""
        till = self.till
        return isinstance(till, dict) and all(isinstance(till.get(key), dict) for key in ("context", "basket")) and (
            isinstance(till["basket"].get("lines"), list))

    @property
    def member_told(self):
        """What the till knew of the member, or None."""
        told = self.is_recorded and self.till.get("member")
        return told if isinstance(told, dict) else None


class Tally:
    """Sums over a page, in minor units. `_before` is as it was. What is earned is kept by who issued it and when: its cost
    differs.
    """

    def __init__(self):
        self.sums, self.earned = Counter(), defaultdict(Counter)
        self.offers, self.changes, self.members = defaultdict(Counter), Counter(), defaultdict(Counter)


class ClubRehearsal(models.Model):
    _inherit = "club.rehearsal"

    def _work_page(self, pages):
        """Serve the next page and note how far it came. Returns how many purchases there were; 0 ends the rehearsal."""
        sold = self._next_sold()
        if not sold:
            self._finish()
            return 0
        scene = self._scene(sold, pages)
        tally, passed_over = Tally(), 0
        for one in sold:
            basket = scene.basket(one)
            if basket is None:
                passed_over += 1
                continue
            self._serve(one, basket, scene, pages, tally)
        self.env["club.rehearsal.use"]._keep(self, scene.uses)
        self._keep(tally)
        self.write({
            "state": "running", "after_id": sold[-1].id, "left": pages.limits.left,
            "purchase_done": self.purchase_done + len(sold), "passed_over": self.passed_over + passed_over,
            "purchase_count": self.purchase_count + len(sold) - passed_over,
            "rebuilt_count": self.rebuilt_count + tally.sums["rebuilt"],
            "changed_count": self.changed_count + tally.sums["changed"]})
        return len(sold)

    def _next_sold(self):
        self.env.flush_all()
        return [Sold(*row) for row in self.env.execute_query(SQL(
            """SELECT sale.id, sale.branch_id, sale.company_id, sale.member_id, sale.channel, sale.purchased_at,
                      COALESCE(sale.amount, 0), COALESCE(sale.amount_untaxed, 0), COALESCE(sale.saved, 0),
                      COALESCE(sale.paid_by_bonus, 0) + COALESCE(sale.paid_by_points, 0), document.club_till
                 FROM club_purchase sale LEFT JOIN pos_order document ON document.id = sale.pos_order_id
                WHERE sale.id > %s AND %s ORDER BY sale.id LIMIT %s""", self.after_id, self._within(), PAGE))]

    # -- one purchase -------------------------------------------------------------------------------------------------

    def _serve(self, one, basket, scene, pages, tally):
        program, earning = self.program_id, one.channel not in AT_TILL
        price = program._to_minor(one.amount + one.saved)
        gifts = None if program.earn_on_bonus else program._to_minor(one.paid_by_gifts)
        given = served(pages.book(one.branch, earning), scene.context(one), scene.member(one), basket, price, gifts,
                       scene.may_issue(one.company))
        for offer_id, what in given.items():
            pages.limits.use(offer_id, what)
            scene.use(one, offer_id)
        self._note(one, price, given, scene, tally)

    def _note(self, one, price, given, scene, tally):
        """Add a purchase to the sums of its page."""
        before, program = scene.given.get(one.id, {}), self.program_id
        issued = one.company, one.at.date().replace(day=1)
        net = one.untaxed / one.amount if one.amount else 0
        for side, offers in (("", given), ("_before", before)):
            whole = sum(offers.values(), Given())
            for offer_id, what in offers.items():
                row = tally.offers[offer_id]
                row[f"uses{side}"] += 1
                for name, amount in zip(Given._fields, what, strict=True):
                    row[f"{name}{side}"] += amount
                if what.credit or what.points:
                    tally.earned[(offer_id, side, *issued)].update(credit=what.credit, points=what.points)
            for name, amount in zip(Given._fields, whole, strict=True):
                tally.sums[f"{name}{side}"] += amount
            sales = net * (price - whole.discount)
            tally.sums[f"sales{side}"] += sales
            tally.sums[f"margin{side}"] += sales - scene.goods_cost(one)
            if one.member:
                tally.members[one.member][f"given{side}"] += (
                    whole.discount + whole.credit + whole.points * program._to_minor(program.point_price))
        if one.member:
            tally.members[one.member]["purchases"] += 1
        tally.sums["rebuilt"] += not one.is_recorded
        if given.keys() != before.keys():
            tally.sums["changed"] += 1
            tally.changes[tuple(sorted(before)), tuple(sorted(given))] += 1

    def _keep(self, tally):
        """Add a page's sums to the rehearsal and its rows."""
        program = self.program_id
        for (offer_id, side, company, month), earned in tally.earned.items():
            cost = program._earned_cost_minor(company, month, earned["credit"], earned["points"])
            tally.offers[offer_id][f"cost{side}"] += cost
            tally.sums[f"cost{side}"] += cost
            tally.sums[f"margin{side}"] -= cost
        for row in tally.offers.values():
            for side in ("", "_before"):
                row[f"cost{side}"] += row[f"discount{side}"]
        for side in ("", "_before"):
            tally.sums[f"cost{side}"] += tally.sums[f"discount{side}"]

        def money(row, name):
            return row[name] if name.startswith(("uses", "points")) else program._from_minor(row[name])

        names = [f"{name}{side}" for name in ("sales", "discount", "credit", "points", "cost", "margin")
                 for side in ("", "_before")]
        self.write({name: self[name] + money(tally.sums, name) for name in names})
        existing = set(self.env["club.offer"].browse(tally.offers).exists().ids)
        self.env["club.rehearsal.offer"]._add(self, [
            {"offer_id": offer_id} | {name: money(row, name) for name in row}
            for offer_id, row in sorted(tally.offers.items()) if offer_id in existing])
        self.env["club.rehearsal.change"]._add(self, tally.changes)
        self.env["club.rehearsal.member"]._add(self, [
            (member, row["purchases"], program._from_minor(row["given"]), program._from_minor(row["given_before"]))
            for member, row in sorted(tally.members.items())])

    # -- what the engine is given -------------------------------------------------------------------------------------

    def _scene(self, sold, pages):
        """Everything that serving a page needs, by a fixed number of queries."""
        ids = [one.id for one in sold]
        rebuilt = [one for one in sold if not one.is_recorded]
        lines = self._lines_of(ids)
        products = {line["product"] for one in rebuilt for line in lines.get(one.id, ()) if "product" in line}
        return Scene(
            self, pages, lines=lines, given=self._given_before(ids),
            engine=self.env["product.product"].browse(products)._club_engine_values() if products else {},
            codes=self._codes_used(ids), facts=self._facts_then([
                one.id for one in sold if one.member and not one.member_told]),
            segments=self._segments_now(sold),
            uses=self.env["club.rehearsal.use"]._of_members(self, [one.member for one in sold if one.member]))

    def _lines_of(self, purchase_ids):
        """{purchase id: [{"id", "product", "quantity", "amount" before offers, "cost"}]}; "goods" instead of "product" where
        Odoo does not know the product: what the engine is to be told of it.
        """
        found = defaultdict(list)
        for purchase, line, product, quantity, amount, cost in self.env.execute_query(SQL(
                """SELECT line.purchase_id, line.id, line.product_id, line.quantity, line.amount + COALESCE(saved.amount, 0),
                          line.cost
                     FROM (%s) line LEFT JOIN LATERAL (
                          SELECT SUM(discount) AS amount FROM club_award_line
                           WHERE pos_order_line_id = line.pos_order_line_id AND origin_id IS NULL) saved ON TRUE
                    WHERE line.purchase_id = ANY(%s) ORDER BY line.id""",
                SQL(self.env["club.purchase.line"]._table_query), purchase_ids)):
            found[purchase].append(
                {"id": line, "product": product, "quantity": quantity, "amount": amount, "cost": cost or 0})
        for purchase, line, quantity, amount, path, brand in self.env.execute_query(SQL(
                """SELECT line.purchase_id, -line.id, line.quantity, line.amount, category.parent_path, line.brand_id
                     FROM club_history_line line LEFT JOIN product_category category ON category.id = line.categ_id
                    WHERE line.product_id IS NULL AND line.purchase_id = ANY(%s) ORDER BY line.id""", purchase_ids)):
            categories = [int(part) for part in (path or "").split("/") if part]
            found[purchase].append({
                "id": line, "quantity": quantity, "amount": amount, "cost": 0,
                "goods": {"product": 0, "categories": categories, "brand": brand, "tags": []}})
        return found

    def _given_before(self, purchase_ids):
        """{purchase id: {offer id: Given}} of what offers gave."""
        found, to_minor = defaultdict(dict), self.program_id._to_minor
        for purchase, offer, discount, credit, points in self.env.execute_query(SQL(
                """SELECT purchase_id, offer_id, COALESCE(SUM(discount), 0), COALESCE(SUM(credit), 0), COALESCE(SUM(points), 0)
                     FROM club_award_line WHERE purchase_id = ANY(%s) AND origin_id IS NULL GROUP BY 1, 2""", purchase_ids)):
            found[purchase][offer] = Given(to_minor(discount), to_minor(credit), points)
        return found

    def _codes_used(self, purchase_ids):
        """{purchase id: [what stands in offer books for a code of a batch that it used]}."""
        found = defaultdict(list)
        rows = self.env.execute_query(SQL(
            "SELECT DISTINCT purchase_id, batch_id FROM club_code_use WHERE purchase_id = ANY(%s) AND quantity > 0",
            purchase_ids))
        batches = self.env["club.code.batch"].browse({batch for _purchase, batch in rows})
        tokens = {batch.id: batch._engine_token() for batch in batches}
        for purchase, batch in rows:
            found[purchase] += filter(None, [tokens[batch]])
        return found

    def _facts_then(self, purchase_ids):
        """{purchase id: (visits before it, last purchase before it, tier code then)}."""
        rows = self.env.execute_query(SQL(
            """SELECT sale.id, earlier.visits, earlier.last_at, tier.code
                 FROM club_purchase sale JOIN club_member m ON m.id = sale.member_id
                 LEFT JOIN LATERAL (
                      SELECT COUNT(*) AS visits, MAX(purchased_at) AS last_at FROM club_purchase
                       WHERE member_id = sale.member_id AND origin_id IS NULL AND wholly_returned IS NOT TRUE
                         AND purchased_at < sale.purchased_at) earlier ON TRUE
                 LEFT JOIN LATERAL (
                      SELECT TRUE AS is_known, tier_id FROM club_tier_history
                       WHERE member_id = m.id AND moved_at <= sale.purchased_at ORDER BY id DESC LIMIT 1) last ON TRUE
                 LEFT JOIN LATERAL (
                      SELECT TRUE AS is_known, from_tier_id FROM club_tier_history
                       WHERE member_id = m.id AND moved_at > sale.purchased_at ORDER BY id LIMIT 1) next ON TRUE
                 LEFT JOIN club_tier tier ON tier.id = CASE WHEN last.is_known THEN last.tier_id
                      WHEN next.is_known THEN next.from_tier_id ELSE m.tier_id END
                WHERE sale.id = ANY(%s)""", purchase_ids))
        return {purchase: facts for purchase, *facts in rows}

    def _segments_now(self, sold):
        """{member id: {code: since when there is such a segment}}."""
        found = defaultdict(dict)
        for member, code, made_at in self.env.execute_query(SQL(
                """SELECT place.member_id, segment.code, segment.create_date FROM club_segment_member place
                     JOIN club_segment segment ON segment.id = place.segment_id AND segment.active
                    WHERE place.member_id = ANY(%s)""", [one.member for one in sold if one.member])):
            found[member][code] = made_at
        return found


class Scene:
    """What is known of a page's purchases, as the engine's values."""

    def __init__(self, rehearsal, pages, *, lines, given, engine, codes, facts, segments, uses):
        self.rehearsal, self.program, self.pages = rehearsal, rehearsal.program_id, pages
        self.lines, self.given, self.engine, self.codes, self.facts, self.segments, self.uses = (
            lines, given, engine, codes, facts, segments, uses)
        self.limited = {offer_id: row["use_period"] for offer_id, row in pages.offers.items() if row["use_period"]}
        self.control = {
            offer_id: row["control_percent"] for offer_id, row in pages.offers.items() if row["control_percent"]}
        self.issuers = {}

    def may_issue(self, company_id):
        if company_id not in self.issuers:
            company = self.rehearsal.env["res.company"].browse(company_id)
            self.issuers[company_id] = self.program._company(company).may_issue
        return self.issuers[company_id]

    def goods_cost(self, one):
        return sum(self.program._to_minor(line["cost"]) for line in self.lines.get(one.id, ()))

    def basket(self, one):
        """The engine's basket; None where nothing tells what was in it."""
        if one.is_recorded:
            typed = [code for code in one.till["basket"].get("codes") or [] if isinstance(code, str)]
            told = [self.program._code_digest(code) for code in typed if not code.startswith(HIDDEN)]
            return {**one.till["basket"], "codes": [*told, *self.codes[one.id]]}
        lines = one.branch and self.lines.get(one.id)
        return {"codes": self.codes[one.id], "lines": [{
            **self.goods(line), "id": f"line-{line['id']}", "qty_milli": round(line["quantity"] * 1000),
            "amount_minor": self.program._to_minor(line["amount"]), "cost_minor": None, "discountable": True,
        } for line in lines if self.goods(line)]} if lines else None

    def goods(self, line):
        """What the engine is told of a line's product; None for a product that is gone."""
        return line.get("goods") or self.engine.get(line["product"])

    def context(self, one):
        if one.is_recorded:
            return one.till["context"]
        branch = self.rehearsal.env["club.branch"].browse(one.branch)
        return branch._engine_context(one.at, channel="pos" if one.channel in AT_TILL else one.channel)

    def member(self, one):
        """The engine's member, as known then; None for a passer-by."""
        if not one.member:
            return None
        facts = one.member_told or self._rebuilt(one)
        told = {code for code, made_at in self.segments.get(one.member, {}).items() if made_at > one.at}
        return {
            **facts, "id": one.member, "segments": sorted({*(facts.get("segments") or ()), *told}),
            "uses": {str(offer_id): self.uses.get(self._use_key(one, offer_id), 0) for offer_id in self.limited},
            "holdout": [offer_id for offer_id, percent in self.control.items() if is_held_out(offer_id, one.member, percent)]}

    def _rebuilt(self, one):
        member = self.rehearsal.env["club.member"].browse(one.member)
        today = self.program._today(one.at)
        visits, last_at, tier = self.facts[one.id]
        return {
            "tier": tier, "segments": list(self.segments.get(one.member, ())), "visits": visits,
            "days_since_last": (today - self.program._today(last_at)).days if last_at else None,
            "days_to_birthday": member._days_to(today, member.birth_month, member.birth_day),
            "days_to_anniversary": member._days_to(today, member.anniversary_month, member.anniversary_day),
            "joined_days": (today - self.program._today(member.joined_at)).days, "stale": False}

    def use(self, one, offer_id):
        """The member of a purchase has used an offer once more."""
        if one.member and offer_id in self.limited:
            key = self._use_key(one, offer_id)
            self.uses[key] = self.uses.get(key, 0) + 1

    def _use_key(self, one, offer_id):
        start = period_start(self.program.calendar, self.limited[offer_id], self.program._today(one.at))
        return one.member, offer_id, start or EVER

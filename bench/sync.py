"""What the club costs when a till sends an order: the same order at a till of the club and at a till without a branch.

    ./club bench sync [--pairs N] [--offers N] [--lines N] [--members N] [--profile] [--queries]

The club's order has a member, a hold that is captured, the till's own evaluation (which the server evaluates again) and
offers that discount and earn; there are as many products as offers, and an offer that names products names twelve. Stock's
order has as many lines, discounts and payments, and a customer. Each is synced as a request does it: an environment of its
own, the cashier's rights, one commit.

--profile   shows where the club's time goes (functions by their own time and by all below them)
--queries   shows each statement that the club's own code causes, and the line that causes it
"""

import argparse
import cProfile
import gc
import pstats
import re
import traceback
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import uuid4

import club_databases
from club_bench import ensure_database, environment, load, pairs, tell

ROOT = Path(__file__).resolve().parents[1]
GOAL_RATIO, GOAL_QUERIES = 1.25, 15
FROM_WALLET = 10


class Shop:
    """One company with a till of the club and a stock till, products, offers, members and a cashier."""

    def __init__(self, env, arguments):
        from odoo.addons.customer_club.tests.closing_common import ClosingCase

        self.arguments, self.random = arguments, Random(1)
        build = type("Builders", (ClosingCase,), {"env": env})  # the builders of the tests, on a database that stays
        build.program = build.given_program()
        build.branch = build.given_branch(build.program)
        self.build, self.builder = build, build()
        tax = build.given_tax(10, price_include_override="tax_included")
        self.products = env["product.product"].union(*[
            build.given_product(f"Product {number}", 5 + number % 40, tax, standard_price=2)
            for number in range(max(40, arguments.offers))])
        self.tills = {"club": build.given_till()}
        build.program.action_complete_setup()
        self.tills["stock"] = build.given_till(club_branch_id=False)  # the set-up would have made it a till of the club
        build.method = build.program.program_company_ids.payment_method_id
        self.sessions = {name: self.builder.open_session(till) for name, till in self.tills.items()}
        self.members = [build.given_member(name=f"Member {number}") for number in range(arguments.members)]
        from odoo.addons.customer_club.models.club_wallet import Cause

        for member in self.members:
            member.wallet_id.top_up(100_000, Cause(f"bench:{member.id}"))
        for number in range(arguments.offers):
            self.make_offer(number)
        self.cashier = env["res.users"].create({
            "name": "Cashier", "login": f"cashier-{uuid4().hex[:8]}", "group_ids": [
                (6, 0, env.ref("customer_club.customer_club_group_cashier").ids)]})
        self.remember_ids()

    def remember_ids(self):
        """Ids only: each request has an environment of its own."""
        self.ids = {
            "branch": self.build.branch.id, "products": self.products.ids, "cashier": self.cashier.id,
            "members": [member.id for member in self.members],
            "sessions": {name: session.id for name, session in self.sessions.items()}}

    def make_offer(self, number):
        """The first three apply to every order; of the rest many apply, and the engine has to choose."""
        pick = self.random
        if number < 3:
            benefit = ({"kind": "percent_off", "rate_bps": 2500}, {"kind": "credit", "rate_bps": 200},
                       {"kind": "points", "points": 1, "per_amount": 10})[number]
            self.build.given_offer(
                f"Offer {number}", [benefit], [{"kind": "member"}], stacking="always" if number else "alone")
            return
        listed = [(6, 0, pick.sample(self.products.ids, 12))]
        conditions = pick.choice((
            [], [{"kind": "member"}], [{"kind": "visits", "min_visits": pick.randrange(50)}],
            [{"kind": "basket_amount", "min_amount": pick.randrange(400), "product_ids": listed}],
            [{"kind": "weekdays", "monday": True, "friday": True, "sunday": True}],
            [{"kind": "quantity", "min_quantity": pick.randrange(1, 9), "product_ids": listed}]))
        benefits = pick.choice((
            [{"kind": "percent_off", "rate_bps": pick.randrange(3, 20) * 100, "product_ids": listed}],
            [{"kind": "amount_off", "amount": pick.randrange(1, 20), "product_ids": listed}],
            [{"kind": "unit_off", "per": pick.randrange(2, 5), "rate_bps": 5000, "product_ids": listed}],
            [{"kind": "credit", "rate_bps": pick.randrange(2, 8) * 100, "product_ids": listed}]))
        stacking = "together" if number % 20 == 0 else "alone"
        self.build.given_offer(f"Offer {number}", benefits, conditions, stacking=stacking)

    # -- orders -------------------------------------------------------------------------------------------------------

    def order(self, env, till):
        """An order as the till sends it: discounted as the engine answered, a wallet (or bank) payment, the rest cash."""
        builder = type("Builders", (self.build,), {"env": env})()
        session = env["pos.session"].browse(self.ids["sessions"][till])
        member = env["club.member"].browse(self.random.choice(self.ids["members"]))
        products = env["product.product"].browse(self.random.sample(self.ids["products"], self.arguments.lines))
        lines = [(product, self.random.randrange(1, 4), {}) for product in products]
        data = builder.order_values(session, lines, member=member, cash=None)
        snapshot, answer = self.evaluate(env, member, data)
        for (_create, _zero, line), (_product, _quantity, values) in zip(data["lines"], lines, strict=True):
            price = round(line["price_subtotal_incl"] * 100)
            values["discount"] = 100 * answer["lines"].get(line["uuid"], 0) / price if price else 0
        second = "wallet" if till == "club" else "bank"
        payments = {second: FROM_WALLET, "cash": None}
        sold = builder.order_values(session, lines, member=member, uuid=data["uuid"], **payments)
        for command, before in zip(sold["lines"], data["lines"], strict=True):
            command[2].update({"uuid": before[2]["uuid"], "price_type": "original"})
        if till == "club":
            sold["club_till"] = snapshot
            member.wallet_id.reserve(sold["uuid"], FROM_WALLET)
        return sold

    def evaluate(self, env, member, data):
        """(what the till sends along, what its engine answered) for the undiscounted lines of an order."""
        from odoo import fields
        from odoo.addons.customer_club.engine.offers import evaluate

        branch, lines = env["club.branch"].browse(self.ids["branch"]), []
        book, now = env["club.offer.book"]._current(branch), fields.Datetime.from_string(data["date_order"])
        products = env["product.product"].browse([command[2]["product_id"] for command in data["lines"]])
        values = products._club_engine_values()
        for _create, _zero, line in data["lines"]:
            lines.append({
                **values[line["product_id"]], "id": line["uuid"], "qty_milli": round(line["qty"] * 1000),
                "amount_minor": round(line["price_subtotal_incl"] * 100), "cost_minor": None, "discountable": True})
        till = {"book": book.version, "context": branch._engine_context(now),
                "member": member._to_engine(branch._local_time(now).date()), "basket": {"codes": [], "lines": lines}}
        return till, evaluate(book._compiled(), till["context"], till["member"], till["basket"])


class Bench:
    def __init__(self, shop, registry):
        self.shop, self.registry = shop, registry
        self.counts, self.statements = {"club": [], "stock": []}, []

    def environment(self, cursor, user_id):
        from odoo import api

        return api.Environment(cursor, user_id, {})

    def prepare(self, till):
        """Make an order, and reserve for it, in a transaction of its own. Returns the sync as an action."""
        with self.registry.cursor() as cursor:
            data = self.shop.order(self.environment(cursor, 1), till)
        gc.collect()
        return lambda: self.sync(till, data)

    def sync(self, till, data):
        with self.registry.cursor() as cursor:
            before = cursor.sql_log_count
            self.environment(cursor, self.shop.ids["cashier"])["pos.order"].sync_from_ui([data])
            cursor.flush()
            self.counts[till].append(cursor.sql_log_count - before)

    @contextmanager
    def listening(self):
        """Note each statement that is sent, with the innermost line of the club above it."""
        from odoo.sql_db import Cursor

        execute = Cursor.execute

        def noted(cursor, query, params=None, log_exceptions=True):
            lines = [frame for frame in traceback.extract_stack() if "/models/" in frame.filename and
                     Path(frame.filename).resolve().is_relative_to(ROOT)]
            text = query if isinstance(query, str) else getattr(query, "code", str(query))
            if lines:
                self.statements.append((lines[-1], re.sub(r"\s+", " ", text).strip()))
            return execute(cursor, query, params, log_exceptions)

        Cursor.execute = noted
        try:
            yield
        finally:
            Cursor.execute = execute


def check(registry, shop):
    """Refuse figures of anything but the whole way: every order recorded, believed, paid by the wallet and earning; most
    with a discount (now and then credit is worth more)."""
    with registry.cursor() as cursor:
        cursor.execute("""
            SELECT COUNT(*), COUNT(*) FILTER (WHERE earned_credit > 0 AND paid_by_paid > 0), COUNT(*) FILTER (WHERE saved > 0)
              FROM pos_order o LEFT JOIN club_purchase p ON p.pos_order_id = o.id
             WHERE o.session_id = %s""", [shop.ids["sessions"]["club"]])
        orders, whole, saved = cursor.fetchone()
        cursor.execute("SELECT message FROM club_alert LIMIT 1")
        alert = cursor.fetchone()
        if orders != whole or 2 * saved < orders or alert:
            raise SystemExit(f"{whole} of {orders} orders took the club's whole way; {alert or 'no alert'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=60)
    parser.add_argument("--offers", type=int, default=100)
    parser.add_argument("--lines", type=int, default=10)
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--queries", action="store_true")
    parser.add_argument("--database", help="a database with the module that may be filled; default: a fresh one")
    arguments = parser.parse_args()
    name = arguments.database or club_databases.own_name("sync")
    ensure_database(name)
    try:
        run(name, arguments)
    finally:
        if not arguments.database:
            club_databases.drop(name)


def run(name, arguments):
    registry = load(name)
    with environment(name) as env:
        shop = Shop(env, arguments)
    bench = Bench(shop, registry)
    club, stock = (lambda: bench.prepare("club")), (lambda: bench.prepare("stock"))
    pairs(club, stock, 0, warm_up=5)
    for till in bench.counts:
        bench.prepare(till)()
    if arguments.queries:
        action = bench.prepare("club")
        with bench.listening():
            action()
        for frame, statement in bench.statements:
            print(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}: {statement[:150]}")
    more = bench.counts["club"][-1] - bench.counts["stock"][-1]
    print(f"Queries: {bench.counts['club'][-1]} against {bench.counts['stock'][-1]}, {more} more; "
          f"goal {GOAL_QUERIES}: {'met' if more <= GOAL_QUERIES else 'MISSED'}", flush=True)
    if arguments.profile:
        return profile(bench)
    tell("Sync", pairs(club, stock, arguments.pairs), GOAL_RATIO)
    check(registry, shop)


def profile(bench):
    for till in ("stock", "club"):
        profiler = cProfile.Profile()
        for _number in range(20):
            profiler.runcall(bench.prepare(till))
        stats = pstats.Stats(profiler)
        stats.sort_stats("cumulative").print_stats("customer_club|sync_from_ui|flush|execute", 45)
        stats.sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()

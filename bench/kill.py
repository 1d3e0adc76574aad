# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Kills a working server again and again, and counts whether anything was lost or is there twice.

    ./club bench kill [syncs] [closings] [nights] [--rounds N] [--seed N] [--database NAME]

A server with worker processes of its own serves a database of its own. In turn the worker process is killed (SIGKILL) or
its database connection ended (pg_terminate_backend), at a random moment of a transaction that is under way and, in syncs, has
written already, N times (default 50) in each of three kinds of work:

syncs     two tills sell with offers, a limited offer and a wallet payment, and send again what was not answered
closings  a till with wallet payments is closed, and closed again when that was not answered
nights    the scheduled jobs record orders that no hook saw, let credit lapse, release holds and post the books

Afterwards everything that was sent must be there once, every balance must be what went in less what went out, all
invariants must hold, and nothing may differ between ledger and books.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

import psycopg2
import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "devtools"))

import club_databases  # noqa: E402
import sync  # noqa: E402
from club_bench import environment, load  # noqa: E402

KINDS = ("syncs", "closings", "nights")
FROM_WALLET = 3  # of each order; the wallets hold as much as all orders can take
ORDERS_OF_A_SESSION = 4
ORDERS_OF_A_NIGHT, LOTS_OF_A_NIGHT, HOLDS_OF_A_NIGHT = 12, 60, 5
WRITTEN = ("pos_order", "pos_session", "club_wallet", "club_wallet_entry", "club_wallet_hold", "club_purchase",
           "account_move", "account_move_line", "club_repair_run")
PATIENCE = 180  # seconds until work that was killed must be done
MOMENT = 0.4  # seconds: about what a sale's transaction takes
ANSWER = 30  # seconds that a till waits for one answer before it asks again


# == the server and who kills it ==========================================================================================

def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


LAUNCHER = """
import os
from odoo import sql_db
from odoo.cli.command import main

borrow = sql_db.ConnectionPool.borrow
sql_db.ConnectionPool.borrow = lambda self, info: borrow(self, {**info, "application_name": f"odoo-{os.getpid()}"})
main()
"""  # each worker's connections bear its own number, not that of the process which forked it


class Server:
    """Odoo with two workers for requests and one for scheduled jobs, in a process group of its own."""

    def __init__(self, database):
        self.database, self.port = database, free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="club_kill_"))
        launcher = self.folder / "odoo_named"
        launcher.write_text(LAUNCHER, encoding="utf-8")
        self.log = open(self.folder / "log", "w")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, str(launcher), "-d", database, f"--db-filter=^{database}$", "-p", str(self.port),
             "--http-interface=127.0.0.1", f"--gevent-port={free_port()}", "--workers=2", "--max-cron-threads=1",
             "--log-level=warn", "--limit-time-real=600", "--limit-time-cpu=600"],
            stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        self._wait()

    def _wait(self):
        for _try in range(600):
            if self.process.poll() is not None:
                raise SystemExit(f"The server did not start; its words are in {self.log.name}")
            try:
                requests.get(f"http://127.0.0.1:{self.port}/web/login", timeout=60)
                return
            except requests.ConnectionError:
                time.sleep(0.2)
        raise SystemExit("The server did not answer")

    def workers(self):
        """The processes that it forked."""
        found = set()
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # gone meanwhile
            if int(fields[1]) == self.process.pid:
                found.add(int(path.parent.name))
        return found

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.log.close()
        shutil.rmtree(self.folder)


class Striker:
    """Kills, in turn, a worker process and a database connection, but only one that is in the middle of a transaction."""

    def __init__(self, server, random):
        self.server, self.random, self.kills, self.caught = server, random, Counter(), Counter()
        self.connection = psycopg2.connect(dbname="postgres")
        self.connection.autocommit = True
        self.tables = [row[0] for row in query(
            server.database, "SELECT oid FROM pg_class WHERE relname = ANY(%s)", list(WRITTEN))]

    def working(self):
        """(backend, process, when the transaction began, whether it has written to orders, wallets or books) of each."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                """SELECT a.pid, split_part(application_name, '-', 2)::int, xact_start, EXISTS (
                              SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.mode = 'RowExclusiveLock'
                                 AND l.relation = ANY(%s::oid[]))
                     FROM pg_stat_activity a
                    WHERE datname = %s AND application_name ~ '^odoo-[0-9]+$' AND xact_start IS NOT NULL""",
                [self.tables, self.server.database])
            workers = self.server.workers()
            return [row for row in cursor.fetchall() if row[1] in workers]

    def strike(self):
        """Kill a transaction that has written, at a random moment; one time in five right after it ended. Returns whether."""
        written = [row for row in self.working() if row[3]]
        if not written:
            return False
        aim = self.random.choice(written)
        if self.random.random() < 0.2:
            while aim in self.working():
                time.sleep(0.0005)
            return self._kill(aim, "had just ended")
        time.sleep(self.random.uniform(0, MOMENT))
        return aim in self.working() and self._kill(aim)

    def _kill(self, row, state=None):
        backend, process, _start, has_written = row
        if sum(self.kills.values()) % 2 and not state:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
            self.kills["connection"] += 1
        else:
            os.kill(process, signal.SIGKILL)
            self.kills["process"] += 1
        self.caught[state or ("had written" if has_written else "had not written yet")] += 1
        return True

    def strike_within(self, seconds, still_working):
        """Wait for a random part of `seconds`, then kill what works; nothing when the work ends before."""
        time.sleep(self.random.uniform(0, seconds))
        while still_working():
            working = self.working()
            if working:
                return self._kill(self.random.choice(working))
            time.sleep(0.001)
        return False


# == the till =============================================================================================================

class Till:
    """A browser that calls the server and, like the till, calls again with the same content until it is answered."""

    def __init__(self, server, login):
        self.server, self.login, self.session, self.unanswered = server, login, None, 0

    def call(self, model, method, args, on_failure=None):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                return self._once("/web/dataset/call_kw", {"model": model, "method": method, "args": args, "kwargs": {}})
            except (requests.ConnectionError, requests.Timeout, ConnectionEnded):
                self.unanswered += 1
                if on_failure:
                    on_failure()
                time.sleep(0.05)
        raise SystemExit(f"{model}.{method} was not answered for {PATIENCE} s")

    def _once(self, path, params):
        if not self.session:
            session = requests.Session()
            self._post(session, "/web/session/authenticate", {
                "db": self.server.database, "login": self.login, "password": self.login})
            self.session = session
        return self._post(self.session, path, params)

    def _post(self, session, path, params):
        response = session.post(
            f"http://127.0.0.1:{self.server.port}{path}", json={"jsonrpc": "2.0", "params": params}, timeout=ANSWER)
        if response.status_code == 500 and not response.headers["Content-Type"].startswith("application/json"):
            raise ConnectionEnded  # before the session's user was known
        answer = response.json()
        if "error" in answer:
            data = answer["error"]["data"]
            if data["name"] in ("psycopg2.OperationalError", "psycopg2.InterfaceError", "psycopg2.errors.AdminShutdown"):
                raise ConnectionEnded
            raise SystemExit(data["debug"])
        return answer["result"]


class ConnectionEnded(Exception):
    """The server says that its database connection broke."""


# == the shop =============================================================================================================

class Shop(sync.Shop):
    """The shop of the benchmark of syncs, with two tills of the club and a limited offer; remembers what was sold."""

    def __init__(self, env, members):
        super().__init__(env, SimpleNamespace(offers=3, lines=3, members=members))
        self.build.program.earn_on_bonus = True  # so that the till's answer tells what is earned
        self.limited = self.build.given_offer(
            "Limited", [{"kind": "credit", "rate_bps": 100}], [{"kind": "member"}], stacking="always", max_uses=1_000_000).id
        other = self.build.given_till()
        other.payment_method_ids |= self.build.method
        env["ir.cron"].search([("id", "not in", self._jobs(env).ids)]).active = False
        self._jobs(env).nextcall = "2100-01-01"
        self.sessions["stock"].close_session_from_ui()
        self.ids |= {
            "program": self.build.program.id, "company": self.build.program.program_company_ids.id,
            "tills": [self.tills["club"].id, other.id], "method": self.build.method.id,
            "sessions": {"club": self.sessions["club"].id, "other": self.builder.open_session(other).id}}
        self.cashier.password = self.cashier.login
        self.login = self.cashier.login
        self.sold, self.lock = {}, threading.Lock()

    @staticmethod
    def _jobs(env):
        return env.ref("customer_club.club_repair_cron") | env.ref("customer_club.club_books_cron")

    def sale(self, env, till):
        """(order as the till sends it, what it asks the server to set aside); what must come of it is in `sold`."""
        builder = type("Builders", (self.build,), {"env": env})()
        session = env["pos.session"].browse(self.ids["sessions"][till])
        with self.lock:
            member = env["club.member"].browse(self.random.choice(self.ids["members"]))
            products = env["product.product"].browse(self.random.sample(self.ids["products"], 3))
            lines = [(product, self.random.randrange(1, 4), {}) for product in products]
        data = builder.order_values(session, lines, member=member, cash=None)
        snapshot, answer = self.evaluate(env, member, data)
        for (_create, _zero, line), (_product, _quantity, values) in zip(data["lines"], lines, strict=True):
            price = round(line["price_subtotal_incl"] * 100)
            values["discount"] = 100 * answer["lines"].get(line["uuid"], 0) / price if price else 0
        order = builder.order_values(session, lines, member=member, uuid=data["uuid"], wallet=FROM_WALLET, cash=None)
        for command, before in zip(order["lines"], data["lines"], strict=True):
            command[2].update({"uuid": before[2]["uuid"], "price_type": "original"})
        for _create, _zero, payment in order["payment_ids"]:
            payment |= {"uuid": str(uuid4()), "name": str(payment["name"])}
        order["club_till"] = snapshot
        self.sold[order["uuid"]] = (member.id, answer["credit_minor"], answer["points"])
        return order, {"member": member.id, "card": member.card_number, "amount": FROM_WALLET, "offers": [self.limited]}


def query(database, statement, *parameters):
    """Rows of a statement, read in a transaction of its own."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


@contextmanager
def watched(target):
    """Run a function in a thread; what it raises is raised here."""
    raised = []

    def run():
        try:
            target()
        except BaseException as error:  # noqa: BLE001
            raised.append(error)
    thread = threading.Thread(target=run)
    thread.start()
    yield thread
    thread.join()
    if raised:
        raise raised[0]


class Run:
    """What the three kinds of work share."""

    def __init__(self, name, server, shop, random, rounds):
        self.name, self.server, self.shop, self.random, self.rounds = name, server, shop, random, rounds
        self.striker, self.outcome, self.facts = Striker(server, random), Counter(), []

    def tell(self):
        kills = ", ".join(f"{count} {name}" for name, count in sorted(self.striker.kills.items()))
        caught = ", ".join(f"{count} {name}" for name, count in self.striker.caught.most_common())
        outcome = ", ".join(f"{count} {name}" for name, count in sorted(self.outcome.items()))
        print(f"  {sum(self.striker.kills.values())} kills ({kills}), of the transactions {caught}\n  {outcome}", flush=True)


# == syncs ================================================================================================================

class Syncs(Run):

    def work(self):
        stop = threading.Event()
        with watched(lambda: self._sell("club", stop)) as one, watched(lambda: self._sell("other", stop)) as other:
            try:
                while sum(self.outcome.values()) < self.rounds and one.is_alive() and other.is_alive():
                    before, end = sum(self.outcome.values()), time.monotonic() + 10
                    struck = self.striker.strike()
                    while struck and sum(self.outcome.values()) == before and time.monotonic() < end:
                        time.sleep(0.01)
                    time.sleep(self.random.uniform(0, 0.5) if struck else 0.002)
            finally:
                stop.set()
        print(f"  {len(self.shop.sold)} orders were sent", flush=True)

    def _sell(self, till, stop):
        browser = Till(self.server, self.shop.login)
        registry, session = load(self.server.database), self.shop.ids["sessions"][till]
        from odoo import api
        while not stop.is_set():
            with registry.cursor() as cursor:
                order, request = self.shop.sale(api.Environment(cursor, 1, {}), till)
            answer = browser.call("pos.session", "club_reserve", [session, order["uuid"], request],
                                  lambda: self.outcome.update(["while setting aside"]))
            if not answer["wallet"]["ok"]:
                raise SystemExit(f"Nothing was set aside: {answer}")
            browser.call("pos.order", "sync_from_ui", [[order]], lambda order=order: self._note(order["uuid"]))

    def _note(self, uuid):
        there = query(self.server.database, "SELECT 1 FROM pos_order WHERE uuid = %s", uuid)
        self.outcome["while sending, the order was there" if there else "while sending, the order was not there"] += 1


# == closings =============================================================================================================

class Closings(Run):

    def work(self):
        browser, took = Till(self.server, self.shop.login), []
        while sum(self.outcome.values()) < self.rounds:
            session = self._filled_session()
            done, start = threading.Event(), time.monotonic()
            with watched(lambda: self._close(browser, session, done)):  # noqa: B023
                if len(took) < 2:
                    done.wait()
                    took.append(time.monotonic() - start)
                else:
                    self.striker.strike_within(median(took), lambda: not done.is_set())  # noqa: B023
        print(f"  {len(self.facts)} sessions were closed", flush=True)

    def _filled_session(self):
        """A session with some orders; returns its id."""
        shop = self.shop
        with environment(self.server.database) as env:
            till = env["pos.config"].browse(shop.ids["tills"][1])
            session = till.current_session_id or type("Builders", (shop.build,), {"env": env})().open_session(till)
            shop.ids["sessions"]["other"] = session.id
            for _number in range(ORDERS_OF_A_SESSION):
                order, request = shop.sale(env, "other")
                env["club.member"].browse(request["member"]).wallet_id.reserve(order["uuid"], FROM_WALLET)
                env["pos.order"].sync_from_ui([order])
            session.post_closing_cash_details(session.cash_register_balance_end)
            self.facts.append(session.id)
            return session.id

    def _close(self, browser, session, done):
        try:
            while True:
                answer = browser.call("pos.session", "close_session_from_ui", [session], lambda: self._note(session))
                if answer == {"successful": True} or self._is_closed(session):
                    return
                raise SystemExit(f"Session {session} does not close: {answer}")
        finally:
            done.set()

    def _is_closed(self, session):
        return query(self.server.database, "SELECT state FROM pos_session WHERE id = %s", session) == [("closed",)]

    def _note(self, session):
        self.outcome["the session was closed" if self._is_closed(session) else "the session was open"] += 1


# == nights ===============================================================================================================

class Nights(Run):

    def work(self):
        took, lots = [], 0
        while sum(self.striker.kills.values()) < self.rounds:
            if len(took) > 10 + 3 * self.rounds:
                raise SystemExit(f"Of {lots // LOTS_OF_A_NIGHT} nights {len(took)} ended before they could be killed")
            self._prepare()
            lots += LOTS_OF_A_NIGHT
            start = time.monotonic()
            self._call_jobs()
            if took and self.striker.strike_within(median(took[-3:]), self._unfinished):
                self.outcome[f"in the step “{self._step()}”"] += 1
                self._call_jobs()
                self._wait()
            else:
                self._wait()
                took.append(time.monotonic() - start)
        self.facts = lots

    def _prepare(self):
        """What the jobs of a night have to do: orders that no hook saw, lots that are due, holds that ran out of time."""
        from odoo import fields
        from odoo.addons.customer_club.models.club_wallet import Cause
        shop = self.shop
        with environment(self.server.database) as env:
            env.cr.execute("UPDATE club_repair_run SET finished_at = finished_at - interval '13 hours'")
            now, program = fields.Datetime.now(), env["club.program"].browse(shop.ids["program"])
            yesterday = now - timedelta(days=1)
            for _number in range(ORDERS_OF_A_NIGHT):
                order, request = shop.sale(env, "club")
                env["club.member"].browse(request["member"]).wallet_id.reserve(order["uuid"], FROM_WALLET)
                with patch.object(type(env["pos.order"]), "_club_record", lambda _self: None):
                    env["pos.order"].sync_from_ui([order])
            members = env["club.member"].browse(shop.random.sample(shop.ids["members"], LOTS_OF_A_NIGHT))
            env["club.wallet"].post_many(
                program, "earn", "bonus", [(member.wallet_id.id, 1) for member in members],
                Cause(f"gift:{uuid4()}", program_company_id=shop.ids["company"], now=yesterday),
                expires_on=program._today(now) - timedelta(days=1))
            for member in members[:HOLDS_OF_A_NIGHT]:
                member.wallet_id.reserve(str(uuid4()), 1, now=now - timedelta(hours=1))

    def _call_jobs(self):
        query(self.server.database, "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s) AND active",
              self._job_ids())
        self._wake()

    def _wake(self):
        """Tell the worker for jobs to look; one that starts after a kill would do so a minute later by itself."""
        with self.striker.connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.server.database])

    def _job_ids(self):
        return [row[0] for row in query(
            self.server.database, "SELECT res_id FROM ir_model_data WHERE module = 'customer_club' AND name = ANY(%s)",
            ["club_repair_cron", "club_books_cron"])]

    def _unfinished(self):
        """Whether a job is due, or goes on after a break."""
        return bool(query(
            self.server.database, """
            SELECT 1 FROM ir_cron WHERE id = ANY(%s) AND nextcall <= now() AT TIME ZONE 'UTC'
             UNION ALL SELECT 1 FROM ir_cron_trigger WHERE cron_id = ANY(%s)""", self._job_ids(), self._job_ids()))

    def _step(self):
        return query(self.server.database, "SELECT step FROM club_repair_run ORDER BY id DESC LIMIT 1")[0][0]

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while self._unfinished() or self.striker.working():
            if time.monotonic() > end:
                raise SystemExit("The nightly jobs did not end")
            self._wake()
            time.sleep(0.3)


# == what must be true afterwards =========================================================================================

def settle(env, shop):
    """Close what is open, and post everything: what differs after that differs for good."""
    build = type("Builders", (shop.build,), {"env": env})
    for till in env["pos.config"].browse(shop.ids["tills"]):
        session = till.current_session_id
        if session:
            session.post_closing_cash_details(session.cash_register_balance_end)
            if session.close_session_from_ui() != {"successful": True}:
                raise SystemExit(f"{session.name} does not close")
    program = env["club.program"].browse(shop.ids["program"])
    env["club.wallet"].expire_batch(program)
    row = env["club.program.company"].browse(shop.ids["company"])
    while row._post_batch(program._today()):
        pass
    return build


def check(database, shop, runs):
    """Print what was found and return the sentences about what is wrong."""
    with environment(database) as env:
        settle(env, shop)
        program = env["club.program"].browse(shop.ids["program"])
        wrong = program._check_invariants() + program._replay_faults()
        wrong += [f"Alert: {message}" for message in env["club.alert"].search([]).mapped("message")]
        rows = env["club.liability"]._reconcile(program.program_company_ids, program._today())
        wrong += [f"The books differ: {row}" for row in rows if row.difference or row.open or row.waiting]
    wrong += list(check_orders(database, shop)) + list(check_balances(database, shop)) + list(check_runs(database, runs))
    entries, = query(database, "SELECT COUNT(*), COUNT(DISTINCT wallet_id) FROM club_wallet_entry")
    print(f"{len(shop.sold)} orders, {entries[0]} entries of {entries[1]} wallets, "
          f"{sum(sum(run.striker.kills.values()) for run in runs)} kills: "
          + ("; ".join(wrong[:20]) or "nothing lost, nothing twice, all invariants hold, the books differ by 0"), flush=True)
    return wrong


def check_orders(database, shop):
    """Each order that was sent is there once, with one purchase, one debit of the wallet and what it earned."""
    for name, statement, expected in (
        ("orders", "SELECT uuid, COUNT(*), bool_and(state IN ('paid', 'done')) FROM pos_order GROUP BY uuid",
         lambda _sold: (1, True)),
        ("purchases", """SELECT o.uuid, COUNT(*), round(100 * SUM(p.earned_credit))::int, SUM(p.earned_points)::int
                           FROM club_purchase p JOIN pos_order o ON o.id = p.pos_order_id GROUP BY o.uuid""",
         lambda sold: (1, *sold[1:])),
        ("wallet payments", """SELECT substr(source_key, 11), round(-100 * SUM(amount))::int FROM club_wallet_entry
                                WHERE kind = 'spend' AND source_key LIKE 'pos.order:%%' GROUP BY source_key""",
         lambda _sold: (100 * FROM_WALLET,)),
        ("payments", """SELECT o.uuid, SUM(p.amount) = o.amount_total
                          FROM pos_payment p JOIN pos_order o ON o.id = p.pos_order_id GROUP BY o.id""",
         lambda _sold: (True,)),
        ("uses of the limited offer", f"""SELECT substr(source_key, 11), SUM(quantity)::int FROM club_offer_use
                                           WHERE offer_id = {shop.limited} GROUP BY source_key""", lambda _sold: (1,)),
    ):
        found = {uuid: tuple(values) for uuid, *values in query(database, statement)}
        for uuid, sold in shop.sold.items():
            if found.get(uuid) != expected(sold):
                yield f"Order {uuid}: {name} are {found.get(uuid)}, not {expected(sold)}"
        yield from (f"Nobody sent the order {uuid}" for uuid in found.keys() - shop.sold.keys())


def check_balances(database, shop):
    """What a member has is what was given, less what was paid: bonus and paid credit together, in cents."""
    expected = {member: [100 * 100_000, 0] for member in shop.ids["members"]}
    for member, credit, points in shop.sold.values():
        expected[member][0] += credit - 100 * FROM_WALLET
        expected[member][1] += points
    for member, money, points in query(
            database, """SELECT member_id, round(100 * (balance_paid + balance_bonus))::int, balance_points::int
                           FROM club_wallet"""):
        if [money, points] != expected[member]:
            yield f"Member {member} has {money} and {points} points, not {expected[member]}"


def check_runs(database, runs):
    for run in runs:
        if isinstance(run, Closings):
            for session in run.facts:
                moves, = query(
                    database, """SELECT COUNT(*), MIN(m.state) FROM account_move m JOIN pos_session s ON s.move_id = m.id
                                  WHERE s.id = %s""", session)
                if moves != (1, "posted"):
                    yield f"Session {session} has entries {moves}"
        if isinstance(run, Nights):
            (lapsed,), = query(database, "SELECT COUNT(DISTINCT source_key) FROM club_wallet_entry WHERE kind = 'expire'")
            if lapsed != run.facts:
                yield f"{lapsed} lots lapsed, not {run.facts}"
    for entry, count in query(
            database, """SELECT entry_id, COUNT(*) FROM club_wallet_posting p JOIN club_wallet_entry e ON e.id = p.entry_id
                          WHERE e.purse = 'paid' GROUP BY entry_id HAVING COUNT(*) > 1"""):
        yield f"Entry {entry} is in the books {count} times"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="default: all three")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="a fresh database with the module; default: one that is made and dropped")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends too
    name = arguments.database or club_databases.module_database(club_databases.own_name("kill"))
    try:
        return run_all(name, arguments)
    finally:
        if not arguments.database:
            club_databases.drop(name)


def run_all(name, arguments):
    load(name)
    with environment(name) as env:
        shop = Shop(env, 80)
    runs, classes = [], {"syncs": Syncs, "closings": Closings, "nights": Nights}
    for kind in arguments.kinds or KINDS:
        server, start = Server(name), time.monotonic()
        try:
            run = classes[kind](kind, server, shop, Random(arguments.seed), arguments.rounds)
            runs.append(run)
            run.work()
        finally:
            server.stop()
        print(f"{kind}: {time.monotonic() - start:.0f} s", flush=True)
        run.tell()
    return 1 if check(name, shop, runs) else 0


if __name__ == "__main__":
    sys.exit(main())

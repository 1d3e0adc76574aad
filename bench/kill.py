# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Kills a working server again and again, and counts whether anything was lost or is there twice.

    ./club bench kill [syncs] [closings] [nights] [--rounds N] [--seed N] [--database NAME]

A server with worker processes of its own serves a database of its own. In turn the worker process is killed (SIGKILL) or
its database connection ended (pg_terminate_backend), at a random moment of a transaction that is under way, N times (default
50) in each of three kinds of work:

syncs     two tills sell with offers, a limited offer and a wallet payment, and send again what was not answered
closings  a till with wallet payments is closed, and closed again when that was not answered
nights    the scheduled jobs record orders that no hook saw, let credit lapse, release holds and post the books

Afterwards everything that was sent must be there once, every balance must be what went in less what went out, all
invariants must hold, and nothing may differ between ledger and books.
"""

import argparse
import os
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
from uuid import uuid4

import psycopg2
import requests
import sync
from club_bench import environment, load

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "devtools"))

import club_databases  # noqa: E402

KINDS = ("syncs", "closings", "nights")
FROM_WALLET = 3  # of each order; the wallets hold as much as all orders can take
ORDERS_OF_A_SESSION = 4
ORDERS_OF_A_NIGHT, LOTS_OF_A_NIGHT, HOLDS_OF_A_NIGHT = 12, 60, 5
PATIENCE = 180  # seconds until work that was killed must be done


# == the server and who kills it ==========================================================================================

def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Server:
    """Odoo with two workers for requests and one for scheduled jobs, in a process group of its own."""

    def __init__(self, database):
        self.database, self.port = database, free_port()
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log", prefix="club_kill_", delete=False)  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "odoo", "-d", database, f"--db-filter=^{database}$", "-p", str(self.port),
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
        Path(self.log.name).unlink()


class Striker:
    """Kills, in turn, a worker process and a database connection, but only one that is in the middle of a transaction."""

    def __init__(self, server, random):
        self.server, self.random, self.kills, self.caught = server, random, Counter(), Counter()
        self.connection = psycopg2.connect(dbname="postgres")
        self.connection.autocommit = True

    def strike(self):
        """Kill something that works. Returns whether there was anything."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                """SELECT pid, split_part(application_name, '-', 2)::int, state, left(query, 6) FROM pg_stat_activity
                    WHERE datname = %s AND application_name ~ '^odoo-[0-9]+$' AND xact_start IS NOT NULL""",
                [self.server.database])
            workers = self.server.workers()
            working = [row for row in cursor.fetchall() if row[1] in workers]
            if not working:
                return False
            backend, process, state, query = self.random.choice(working)
            if sum(self.kills.values()) % 2:
                cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
                self.kills["connection"] += 1
            else:
                os.kill(process, signal.SIGKILL)
                self.kills["process"] += 1
            self.caught[query.split()[0] if state == "active" else "between statements"] += 1
        return True

    def strike_within(self, seconds, still_working):
        """Wait for a random part of `seconds`, then kill what works; nothing when the work ends before."""
        time.sleep(self.random.uniform(0, seconds))
        while still_working():
            if self.strike():
                return True
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
            except (requests.ConnectionError, ConnectionEnded):
                self.unanswered += 1
                if on_failure:
                    on_failure()
                time.sleep(0.05)
        raise SystemExit(f"{model}.{method} was not answered for {PATIENCE} s")

    def _once(self, path, params):
        if not self.session:
            self.session = requests.Session()
            self._once("/web/session/authenticate", {
                "db": self.server.database, "login": self.login, "password": self.login})
        answer = self.session.post(
            f"http://127.0.0.1:{self.server.port}{path}", json={"jsonrpc": "2.0", "params": params}, timeout=PATIENCE).json()
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
        super().__init__(env, SimpleNamespace(offers=6, lines=3, members=members))
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
        caught = ", ".join(f"{count} in {name}" for name, count in self.striker.caught.most_common())
        outcome = ", ".join(f"{count} {name}" for name, count in sorted(self.outcome.items()))
        print(f"  {sum(self.striker.kills.values())} kills ({kills}), caught: {caught}\n  {outcome}", flush=True)


# == syncs ================================================================================================================

class Syncs(Run):

    def work(self):
        stop = threading.Event()
        with watched(lambda: self._sell("club", stop)), watched(lambda: self._sell("other", stop)):
            try:
                while sum(self.outcome.values()) < self.rounds:
                    time.sleep(self.random.uniform(0, 0.5))
                    before, end = sum(self.outcome.values()), time.monotonic() + 30
                    struck = self.striker.strike()
                    while struck and sum(self.outcome.values()) == before and time.monotonic() < end:
                        time.sleep(0.01)
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
        there = query(self.server.database, "SELECT FROM pos_order WHERE uuid = %s", uuid)
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
            self._prepare()
            lots += LOTS_OF_A_NIGHT
            start = time.monotonic()
            self._call_jobs()
            if len(took) < 1:
                self._wait()
                took.append(time.monotonic() - start)
                continue
            while not self._working():
                time.sleep(0.005)
            if self.striker.strike_within(median(took), self._unfinished):
                self.outcome[f"in the step “{self._step()}”"] += 1
            self._call_jobs()
            self._wait()
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
            unseen = type("PosOrder", (), {})  # noqa: F841
            for _number in range(ORDERS_OF_A_NIGHT):
                order, request = shop.sale(env, "club")
                env["club.member"].browse(request["member"]).wallet_id.reserve(order["uuid"], FROM_WALLET)
                self._sync_unseen(env, order)
            members = env["club.member"].browse(shop.random.sample(shop.ids["members"], LOTS_OF_A_NIGHT))
            env["club.wallet"].post_many(
                program, "earn", "bonus", [(member.wallet_id.id, 1) for member in members],
                Cause(f"gift:{uuid4()}", program_company_id=shop.ids["company"], now=yesterday),
                expires_on=program._today(now) - timedelta(days=1))
            for member in members[:HOLDS_OF_A_NIGHT]:
                member.wallet_id.reserve(str(uuid4()), 1, now=now - timedelta(hours=1))

    def _sync_unseen(self, env, order):
        """Send an order while the club does not see it."""
        model = env.registry["pos.order"]
        record, model._club_record = model._club_record, lambda self: None
        try:
            env["pos.order"].sync_from_ui([order])
        finally:
            del model._club_record
            assert model._club_record is not None and record

    def _call_jobs(self):
        query(self.server.database, "UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s) AND active",
              self._job_ids())
        with self.striker.connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify('cron_trigger', %s)", [self.server.database])

    def _job_ids(self):
        return [row[0] for row in query(
            self.server.database, "SELECT res_id FROM ir_model_data WHERE module = 'customer_club' AND name = ANY(%s)",
            ["club_repair_cron", "club_books_cron"])]

    def _unfinished(self):
        return bool(query(self.server.database, "SELECT FROM ir_cron WHERE id = ANY(%s) AND nextcall <= now() AT TIME ZONE 'UTC'",
                          self._job_ids()))

    def _working(self):
        return query(self.server.database, "SELECT FROM pg_locks WHERE relation = 'club_repair_run'::regclass") or not self._unfinished()

    def _step(self):
        return query(self.server.database, "SELECT step FROM club_repair_run ORDER BY id DESC LIMIT 1")[0][0]

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while self._unfinished():
            if time.monotonic() > end:
                raise SystemExit("The nightly jobs did not end")
            time.sleep(0.05)

"""What it costs to bring in members and purchases, against Odoo's own ways and against reading the file.

    ./club bench import [--members N] [--rows N] [--invoices N] [--pairs N] [--big N] [--kills N]

members     a file of N members (default 2000) against one ORM `create` of the same partners
purchases   a file of N rows (default 20000), nine to an invoice: per row against Odoo's `load` of --invoices of the same
            invoices with their lines (default 30), and as a whole against reading the file with openpyxl
memory      a file of --big rows (default 300000; 0: none): what this process needed at most
kills       a file of --rows rows whose import, and then whose undoing, is killed --kills times each (default 5; 0: none): what
            is there in the end
"""

import argparse
import base64
import io
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta

import club_databases
from club_bench import ensure_database, environment, load, pairs, peak_memory, tell
from openpyxl import Workbook, load_workbook

AIM_MEMBERS, AIM_LOAD, AIM_READ, AIM_MEMORY = 1.2, 1 / 10, 4, 400
PER_INVOICE = 9
FIRST = 5_000_000  # number of the first member who buys
BUYERS = 500
MEMBER_HEAD = ["Member Code", "Name", "Mobile", "Birthday", "City"]
HEAD = ["Invoice Number", "Date", "Branch", "Member Mobile", "Product Code", "Product Name", "Department", "Brand", "Qty",
        "Unit Price", "Discount", "Line Total"]


def workbook(head, rows):
    book, content = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet("rows")
    page.append(head)
    for row in rows:
        page.append(row)
    book.save(content)
    return content.getvalue()


def phone(number):
    return f"+98912{number:07}"


def people(first, count):
    """Rows of members. Their telephone numbers may exist: the database is dropped and sends nothing."""
    return [[f"M{number}", f"Member {number}", phone(number), datetime(1980, 1, 1) + timedelta(number % 9000), "Town"]
            for number in range(first, first + count)]


def sales(first, rows, members, seed=1):
    pick = random.Random(seed)
    at = datetime(2025, 1, 1, 9)
    for number in range(first, first + rows):
        invoice = number // PER_INVOICE
        code, quantity, cents = pick.randrange(20_000), pick.randrange(1, 4), pick.randrange(50, 2000)
        yield [f"INV{invoice}", at + timedelta(minutes=invoice % 500_000), f"Store {invoice % 50}",
               phone(FIRST + invoice % members), str(code), f"Product {code}", f"Department {code % 25}",
               f"Brand {code % 800}", quantity, cents / 100, 0, quantity * cents / 100]


class Shop:
    """A programme, and imports of files into it that run as the job runs them."""

    def __init__(self, name):
        self.registry, self.name = load(name), name
        with environment(name) as env:
            self.program_id = env["club.program"].create({
                "name": "Bench", "state": "live", "tz": "UTC",
                "program_company_ids": [(0, 0, {"company_id": env.company.id})]}).id

    def bring_in(self, content, kind):
        with environment(self.name) as env:
            job = env["club.import"].create({
                "name": kind, "kind": kind, "program_id": self.program_id, "tz": "UTC",
                "content": base64.b64encode(content)})
            job.action_import()
            job._work()
            if job.state != "done" or job.bad_count:
                raise SystemExit(f"{kind}: {job.state}, {job.bad_count} bad rows, {job.stopped_text}")
            return job.made_count


def bench_members(shop, count, rounds):
    numbers = iter(range(0, 10**6, count))

    def mine():
        content = workbook(MEMBER_HEAD, people(next(numbers), count))
        return lambda: shop.bring_in(content, "members")

    def peer():
        rows = people(next(numbers), count)

        def create():
            with environment(shop.name) as env:
                env["res.partner"].create([
                    {"name": name, "phone": number, "city": city} for _code, name, number, _born, city in rows])
        return create

    tell(f"{count} members against one `create` of their partners", pairs(mine, peer, rounds, warm_up=1), AIM_MEMBERS)


def bench_purchases(shop, rows, invoices, rounds, members):
    starts = iter(range(0, 10**9, rows + PER_INVOICE - rows % PER_INVOICE))
    found_load, found_read = [], []
    with environment(shop.name) as env:
        env["res.partner"].create({"name": "Bench customer"})
        env["product.product"].create({"name": "Bench product"})
    for number in range(-1, rounds):
        content = workbook(HEAD, sales(next(starts), rows, members, seed=number))
        mine = seconds(lambda content=content: shop.bring_in(content, "purchases"))
        read = seconds(lambda content=content: read_with_openpyxl(content))
        load_time = seconds(lambda number=number: load_invoices(shop, invoices, number)) / (invoices * PER_INVOICE) * rows
        if number >= 0:
            found_load.append((mine * 1000, load_time * 1000))
            found_read.append((mine * 1000, read * 1000))
    tell(f"{rows} rows of purchases against `load` of as many", found_load, AIM_LOAD)
    tell(f"{rows} rows of purchases against reading them with openpyxl", found_read, AIM_READ)


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def read_with_openpyxl(content):
    for _row in load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True):
        pass


def load_invoices(shop, count, number):
    """Odoo's `load` of invoices with their lines, as its import screen does it."""
    names = ["move_type", "partner_id", "invoice_date", "ref", "invoice_line_ids/product_id", "invoice_line_ids/quantity",
             "invoice_line_ids/price_unit"]
    rows = []
    for invoice in range(count):
        head = ["out_invoice", "Bench customer", "2025-01-01", f"L{number}-{invoice}"]
        rows += [[*(head if line == 0 else [""] * 4), "Bench product", "2", "3.5"] for line in range(PER_INVOICE)]
    with environment(shop.name) as env:
        answer = env["account.move"].load(names, rows)
        if not answer["ids"]:
            raise SystemExit(f"load: {answer['messages'][:2]}")


def bench_memory(shop, rows, members):
    content = workbook(HEAD, sales(10**8 * PER_INVOICE, rows, members))
    before = peak_memory()
    spent = seconds(lambda: shop.bring_in(content, "purchases"))
    print(f"{rows} rows in {spent:.0f} s; most memory of the process {peak_memory():.0f} MB "
          f"(before: {before:.0f} MB; aim {AIM_MEMORY} MB)")


def bench_kills(shop, rows, kills, members):
    """The server is killed in the middle of an import and of its undoing, and goes on each time."""
    told = list(sales(2 * 10**8 * PER_INVOICE, rows, members, seed=3))
    with environment(shop.name) as env:
        job = env["club.import"].create({
            "name": "kills", "kind": "purchases", "program_id": shop.program_id, "tz": "UTC", "opening_bps": 200,
            "content": base64.b64encode(workbook(HEAD, told))})
        job.action_import()
        job_id = job.id
    expected = len({row[0] for row in told}), len(told), round(sum(row[-1] for row in told), 2)
    places = work_and_kill(shop.name, job_id, kills)
    found = brought_in(shop, job_id)
    print(f"killed {kills} times at rows {places}: {found[0]} of {expected[0]} invoices, {found[1]} of {expected[1]} lines, "
          f"amounts differ by {abs(found[2] - expected[2]):.2f}; {found[3]}")
    with environment(shop.name) as env:
        env["club.import"].browse(job_id).action_undo()
    work_and_kill(shop.name, job_id, kills)
    print(f"undone, killed {kills} times: {brought_in(shop, job_id)}")


def work_and_kill(name, job_id, kills):
    """Work on an import in processes of their own, of which so many are killed. Returns how far each had come."""
    pick, places = random.Random(kills), []
    for _kill in range(kills):
        worker = subprocess.Popen([sys.executable, __file__, "--work", name, str(job_id)], stdout=subprocess.PIPE)
        worker.stdout.readline()  # it has begun
        time.sleep(pick.uniform(0.2, 1.5))
        worker.kill()
        worker.wait()
        with environment(name) as env:
            job = env["club.import"].browse(job_id)
            places.append(f"{job.task or job.state} {job.position}")
    subprocess.run([sys.executable, __file__, "--work", name, str(job_id)], check=True, stdout=subprocess.DEVNULL)
    return ", ".join(places)


def work(name, job_id):
    load(name)
    with environment(name) as env:
        print("begins", flush=True)
        env["club.import"].browse(job_id)._work()


def brought_in(shop, job_id):
    """(invoices, lines, amount, what the ledger check says, state) of an import."""
    with environment(shop.name) as env:
        job = env["club.import"].browse(job_id)
        env.cr.execute("SELECT COUNT(*), COALESCE(SUM(amount), 0), COALESCE(SUM(line_count), 0) FROM club_purchase"
                       " WHERE import_id = %s", [job_id])
        invoices, amount, counted = env.cr.fetchone()
        env.cr.execute("SELECT COUNT(*) FROM club_history_line l JOIN club_purchase p ON p.id = l.purchase_id"
                       " WHERE p.import_id = %s", [job_id])
        [lines] = env.cr.fetchone()
        wrong = job.program_id._check_invariants()
        return invoices, lines, float(amount), wrong or "ledger sound", job.state if lines == counted else "lines differ"


def main():
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2], int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=2000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--invoices", type=int, default=30)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--big", type=int, default=300_000)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    name = club_databases.own_name("import")
    club_databases.drop(name)
    ensure_database(name)
    try:
        shop = Shop(name)
        shop.bring_in(workbook(MEMBER_HEAD, people(FIRST, BUYERS)), "members")
        if options.big:  # first: the process has not needed anything else yet
            bench_memory(shop, options.big, BUYERS)
        if options.members:
            bench_members(shop, options.members, options.pairs)
        if options.rows:
            bench_purchases(shop, options.rows, options.invoices, options.pairs, BUYERS)
        if options.kills:
            bench_kills(shop, options.rows or 20_000, options.kills, BUYERS)
    finally:
        club_databases.drop(name)


if __name__ == "__main__":
    main()

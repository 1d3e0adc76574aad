"""How long many codes take: made at once, exported, found when typed, and printed.

    ./club bench codes [--codes 100000] [--keep]

Making is compared with one statement that inserts as many rows of the same texts into a table with the same indexes.
"""

import argparse
import io
import sys

import club_databases
from club_bench import ensure_database, environment, milliseconds
from odoo.addons.customer_club.sheets.writer import write

PRINTED = 240
LOOKUPS = 200


def by_hand(env, batch):
    """Insert rows like those of a batch into a copy of the table."""
    env.cr.execute("CREATE TEMP TABLE by_hand (LIKE club_code INCLUDING DEFAULTS INCLUDING INDEXES)")
    return milliseconds(env.cr.execute, """
        INSERT INTO by_hand (id, batch_id, program_id, is_partner, text, hint, state)
        SELECT id, batch_id, program_id, is_partner, text, hint, state FROM club_code WHERE batch_id = %s""", [batch.id])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--codes", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    name = ensure_database(club_databases.own_name("codes"))
    try:
        with environment(name) as env:
            program = env["club.program"].create({
                "name": "Codes", "state": "live", "tz": "UTC", "program_company_ids": [(0, 0, {"company_id": env.company.id})]})
            batch = env["club.code.batch"].create({"name": "Letter", "program_id": program.id})
            made, peer = milliseconds(batch._generate, arguments.codes), by_hand(env, batch)
            print(f"{arguments.codes} codes made in {made / 1000:.1f} s, {made / peer:.2f} times one statement by hand")
            print(f"exported in {milliseconds(write, io.BytesIO(), [batch._export_table()]) / 1000:.1f} s")
            codes = env["club.code"].search([("batch_id", "=", batch.id)], limit=LOOKUPS)
            texts, report = codes.mapped("text"), env.ref("customer_club.club_code_sheet_report")
            found = milliseconds(lambda: [env["club.code"]._token_of(program, text) for text in texts])
            print(f"a typed code found in {found / LOOKUPS:.2f} ms")
            sheet = env["club.code"].search([("batch_id", "=", batch.id)], limit=PRINTED).ids
            printing = report.with_context(force_report_rendering=True)._render_qweb_pdf
            print(f"{PRINTED} codes printed in {milliseconds(printing, report, sheet) / 1000:.1f} s")
    finally:
        if not arguments.keep:
            club_databases.drop(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())

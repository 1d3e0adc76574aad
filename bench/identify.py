"""Whether finding a member at the till grows with their number: the same calls in a large and in a small club, in turns.

    ./club bench identify [--members 200000] [--against 2000] [--pairs 200] [--keep]

Each call is that of a cashier's till (`club_identify`), in a transaction of its own, by a phone or a card that is picked
at random.
"""

import argparse
import random
import sys

import club_databases
import make_data
from club_bench import ensure_database, environment, load, pairs, tell

GOAL = 1.3


class Club:
    """A database with so many members, and an open till in it."""

    def __init__(self, name, members):
        self.members, self.random = members, random.Random(1)
        with environment(ensure_database(name)) as env:
            program = make_data.fill(env, members, 0)
            env.company.country_id = env.ref("base.ir")
            till = env["pos.config"].create({"name": "Till", "club_branch_id": program.branch_ids[:1].id})
            self.session = env["pos.session"].create({"config_id": till.id, "user_id": 2}).id
            env.cr.execute("UPDATE res_partner SET phone_sanitized = replace(phone_sanitized, '+99900000', '+98912')"
                           " WHERE phone_sanitized LIKE '+99900000%'")  # numbers of a country that has a numbering plan
            self.cashier = env["res.users"].create({"name": "Cashier", "login": "bench cashier", "group_ids": [
                (6, 0, env.ref("customer_club.customer_club_group_cashier").ids)]}).id
            env.cr.commit()
            env.cr.execute("ANALYZE")
        self.registry = load(name)

    def identify(self, by):
        """A lookup as an action that is timed."""
        number = self.random.randrange(self.members)
        typed = f"0912{number:07}" if by == "phone" else f"{number:012}"
        return lambda: self.call(typed)

    def call(self, typed):
        from odoo import api

        with self.registry.cursor() as cursor:
            session = api.Environment(cursor, self.cashier, {})["pos.session"].browse(self.session)
            found = session.club_identify(typed)["found"]
        if len(found) != 1:
            raise SystemExit(f"{typed}: {len(found)} members found")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--against", type=int, default=2_000)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--keep", action="store_true", help="keep the databases")
    arguments = parser.parse_args()
    names = [club_databases.own_name(f"identify_{which}") for which in ("large", "small")]
    try:
        large, small = Club(names[0], arguments.members), Club(names[1], arguments.against)
        ratios = [tell(f"By {by}, {arguments.members} against {arguments.against} members", pairs(
            lambda by=by: large.identify(by), lambda by=by: small.identify(by), arguments.pairs), GOAL)
            for by in ("phone", "card")]
    finally:
        if not arguments.keep:
            for name in names:
                club_databases.drop(name)
    return int(max(ratios) > GOAL)


if __name__ == "__main__":
    sys.exit(main())

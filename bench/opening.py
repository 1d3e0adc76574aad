"""How long a till takes to open, in headless Chromium: a till of the club against one without a branch, in turns.

    ./club bench opening [--offers 1000] [--members 200000] [--rounds 10] [--keep]

Both tills stand in one database with so many customers, who are members of the club; the club's till loads so many
offers. What is timed: from the navigation until the screen on which the cashier opens the register. Each opening is that
of a browser which has never seen the till.
"""

import argparse
import random
import sys

import make_data
import till_browser
from club_bench import tell

GOAL = 1.10


def measure(offers, rounds):
    """Milliseconds of each opening as (club, stock)."""
    from odoo.addons.customer_club.tests.till_common import ClubTillCase

    class Bench(ClubTillCase):
        def test_opening(self):
            pick = random.Random(1)
            goods = self.env["product.product"].union(*[
                self.given_product(f"Bench {number:02}", 10 + number) for number in range(40)])
            for number in range(offers):
                listed = [(6, 0, pick.sample(goods.ids, 12))]
                self.given_offer(f"Offer {number}", [
                    {"kind": "percent_off", "rate_bps": pick.randrange(3, 20) * 100, "product_ids": listed}], [
                    {"kind": "visits", "min_visits": pick.randrange(50)}])
            stock = self.given_till(name="Stock", club_branch_id=False)
            for number in range(rounds):
                for till in (self.till, stock) if number % 2 else (stock, self.till):
                    self.start_till("club_opening_bench", till)

    times = {True: [], False: []}
    for told in till_browser.run(Bench, "test_opening"):
        if told["offers"] not in (None, offers):
            raise SystemExit(f"The till has {told['offers']} offers.")
        times[told["offers"] is not None].append(told["opened"])
    return list(zip(times[True], times[False], strict=True))[1:]  # the first round warms the server up


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offers", type=int, default=1000)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    with till_browser.server("bench_opening", arguments.keep) as registry:
        from odoo.api import SUPERUSER_ID, Environment

        with registry.cursor() as cursor:
            make_data.fill(Environment(cursor, SUPERUSER_ID, {}), arguments.members, 0)
        found = measure(arguments.offers, arguments.rounds)
    title = f"Opening, {arguments.offers} offers, {arguments.members} members"
    return int(tell(title, found, GOAL) > GOAL)


if __name__ == "__main__":
    sys.exit(main())

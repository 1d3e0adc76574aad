"""What the club costs at the till, in headless Chromium, against the same till without it.

    ./club bench till [--offers 100,1000] [--lines 30] [--keep]

A till is opened with each number of offers, a basket of so many lines is filled, and quantities are changed in turns:
with the club switched off (stock), with it, and so on. Prints the medians: what the cashier waits per change until the
screen shows it, the ratio of the pairs with its interval, and the club's own work (snapshot, engine, comparison, without
Odoo's recomputing of prices and drawing of the screen). Ends with 1 when the own work or the ratio is above the limit,
or when prices are computed again though no discount changed.
"""

import argparse
import statistics
import sys
from unittest.mock import patch

import offers_worlds
import till_browser
from club_bench import interval

OWN_MS = {100: 8.5, 1000: 16}
MOST_RATIO = 2.2


def measure(counts, lines):
    """What the tour tells for each number of offers."""
    from odoo.addons.customer_club.models.pos_config_till import PosConfig
    from odoo.addons.customer_club.tests.till_common import ClubTillCase
    values = PosConfig._club_till_values

    class Bench(ClubTillCase):
        def test_till(self):
            for number in range(lines):
                self.given_product(f"Bench {number:02}", 10 + number)
            for count in counts:
                world = offers_worlds.shop(1, count, lines, 20)

                def with_world(config, world=world):
                    told = values(config)
                    book = {**told["book"], "program": world["program"], "offers": [
                        {"remaining_uses": None, "remaining_budget_minor": None, **offer} for offer in world["offers"]]}
                    bench = {"lines": world["baskets"][0]["lines"], "member": offers_worlds.MEMBER}
                    return {**told, "book": book, "bench": bench}

                with patch.object(PosConfig, "_club_till_values", with_world):
                    self.start_till("club_till_bench")
                self.till.current_session_id.close_session_from_ui()

    return till_browser.run(Bench, "test_till")


def show(told):
    """Print one measurement. Returns what is above its limit."""
    ratios = [club / stock for club, stock in zip(told["club"], told["stock"], strict=True)]
    low, high = interval(ratios)
    own, ratio = statistics.median(told["own"]), statistics.median(ratios)
    limit = OWN_MS.get(told["offers"])
    stock, club = (statistics.median(told[name]) for name in ("stock", "club"))
    print(f"{told['offers']} offers x {told['lines']} lines: own work {own:.1f} ms" + (f" (at most {limit})" if limit else ""))
    print(f"    a change takes {stock:.0f} ms in stock, {club:.0f} ms with the club: {ratio:.2f} ({low:.2f} to {high:.2f},"
          f" at most {MOST_RATIO})")
    print(f"    prices computed again without a change: {told['idleRecomputes']}", flush=True)
    return bool(limit and own > limit) + (ratio > MOST_RATIO) + (told["idleRecomputes"] > 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--offers", default="100,1000")
    parser.add_argument("--lines", type=int, default=30)
    parser.add_argument("--keep", action="store_true", help="keep the database")
    arguments = parser.parse_args()
    with till_browser.server("bench_till", arguments.keep):
        above = [show(told) for told in measure([int(count) for count in arguments.offers.split(",")], arguments.lines)]
    return int(any(above))


if __name__ == "__main__":
    sys.exit(main())

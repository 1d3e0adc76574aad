# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Wrong decisions, one at a time, put into a copy of the Python engine: the vectors have to catch each of them.

    python tests/vectors/mutations.py [--write]

Prints which vectors caught what; exit 1 when a mutation survives. `--write` puts the table into docs/mutations.md. A
mutation names a file below `engine/`, a text that stands there exactly once, and what replaces it.
"""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TABLE = ROOT / "docs" / "mutations.md"
SECONDS = 120


class Mutation(NamedTuple):
    """One wrong decision."""

    name: str
    file: str
    old: str
    new: str


def offers(name, file, old, new):
    """A mutation below engine/offers/."""
    return Mutation(name, f"offers/{file}", old, new)


MUTATIONS = [
    # Arithmetic
    Mutation("halves are rounded down", "money.py", "return (2 * a * b + d) // (2 * d)", "return (2 * a * b + d - 1) // (2 * d)"),
    Mutation("products are rounded as floats", "money.py", "return (2 * a * b + d) // (2 * d)", "return int(a * b / d + 0.5)"),
    Mutation("a floor is rounded down", "money.py", "    return -(-n // d)", "    return n // d"),
    Mutation("a tie of remainders goes to the later line", "money.py", "for place, rest in enumerate(rests):", "for place, rest in reversed(list(enumerate(rests))):"),
    Mutation("the smallest remainder goes first", "money.py", "sorted(rests, reverse=True)[left - 1]", "sorted(rests)[left - 1]"),
    Mutation("units left over are lost", "money.py", "    if left:\n", "    if left < 0:\n"),
    Mutation("remainders are compared as floats", "money.py", "total * weight - share * whole for", "total * weight / whole - share for"),
    # Lines and selectors
    offers("lines that are not discountable take part", "model.py", 'row.get("discountable") is True and ', ""),
    offers("returned lines take part", "model.py", 'number(row, "qty_milli") > 0', 'number(row, "qty_milli") != 0'),
    offers("free lines are not left out", "model.py", 'number(row, "amount_minor") > 0', 'number(row, "amount_minor") >= 0'),
    offers("missing credit worth is 0", "model.py", 'number(row, "credit_worth_bps", 10000)', 'number(row, "credit_worth_bps")'),
    offers("credit worth 0 is the default", "model.py", 'number(row, "credit_worth_bps", 10000)', '(row.get("credit_worth_bps") or 10000)'),
    offers("a point is worth one unit when null", "model.py", 'number(row, "point_value_minor")', 'number(row, "point_value_minor", 1)'),
    offers("an excluded product is matched by its category", "selectors.py", " and line.product not in self._excluded[number]", ""),
    offers("a selector that only excludes matches nothing", "selectors.py", "            self._place(len(self._excluded), named)\n", "            if any(named) or not excluded:\n                self._place(len(self._excluded), named)\n"),
    offers("brands are not looked at", "selectors.py", "if line.brand is not None:", "if line.brand is None:"),
    offers("tags are not looked at", "selectors.py", "for tag in line.tags:", "for tag in line.tags[:0]:"),
    offers("only the first category counts", "selectors.py", "for category in line.categories:", "for category in line.categories[:1]:"),
    # Conditions
    offers("a passer-by counts as a member", "conditions/base.py", "if self.reads_member and scene.member is None:", "if self.reads_history and scene.member is None:"),
    offers("stale facts are relied on", "conditions/base.py", 'scene.member.get("stale")', 'scene.member.get("staleness")'),
    offers("tier refuses when facts are stale", "conditions/tier.py", "    reads_member = True\n", "    reads_member = reads_history = True\n"),
    offers("visits needs one more", "conditions/visits.py", "have >= self.min", "have > self.min"),
    offers("unknown visits are 0", "conditions/visits.py", 'have = scene.member.get("visits")', 'have = scene.member.get("visits") or 0'),
    offers("the n-th visit does not count this one", "conditions/every_nth_visit.py", "(visits + 1) % self.n == 0", "visits % self.n == 0"),
    offers("first purchase when visits are unknown", "conditions/first_purchase.py", "None if have == 0", "None if not have"),
    offers("inactive needs a day more", "conditions/inactive.py", "have >= self.min_days", "have > self.min_days"),
    offers("who never bought is inactive", "conditions/inactive.py", "have is not None and have >= self.min_days", "have is None or have >= self.min_days"),
    offers("joined ends a day early", "conditions/joined.py", "have <= self.max_days", "have < self.max_days"),
    offers("before and after the day are exchanged", "conditions/base.py", "-self.after <= have <= self.before", "-self.before <= have <= self.after"),
    offers("the anniversary is the birthday", "conditions/anniversary.py", 'fact = "days_to_anniversary"', 'fact = "days_to_birthday"'),
    offers("basket_amount needs one more", "conditions/basket_amount.py", "have < self.min_minor", "have <= self.min_minor"),
    offers("basket_amount max excludes itself", "conditions/basket_amount.py", "have > self.max_minor", "have >= self.max_minor"),
    offers("a max of 0 is no max", "conditions/basket_amount.py", "if self.max_minor is not None and", "if self.max_minor and"),
    offers("quantity needs more", "conditions/quantity.py", "have >= self.min_milli", "have > self.min_milli"),
    offers("a period starts a day late", "conditions/period.py", "have < self.first", "have <= self.first"),
    offers("a period ends a day early", "conditions/period.py", "have <= self.last", "have < self.last"),
    offers("hours include their end", "conditions/hours.py", "self.first <= minute < self.last", "self.first <= minute <= self.last"),
    offers("equal hours are the whole day", "conditions/hours.py", "if self.first > self.last:", "if self.first >= self.last:"),
    offers("hours over midnight are empty", "conditions/hours.py", "minute >= self.first or minute < self.last", "minute >= self.first and minute < self.last"),
    offers("codes are stripped of any white space", "conditions/code.py", 'text.strip(" ")', "text.strip()"),
    offers("codes are upper-cased beyond ASCII", "conditions/code.py", 'chr(ord(letter) - 32) if "a" <= letter <= "z" else letter', "letter.upper()"),
    offers("codes end before z", "conditions/code.py", '"a" <= letter <= "z"', '"a" <= letter < "n"'),
    # Refusals
    offers("the member limit allows one more use", "check.py", "if uses >= offer.max_uses_per_member", "if uses > offer.max_uses_per_member"),
    offers("a limit of 0 is no limit", "check.py", "if offer.max_uses_per_member is not None:", "if offer.max_uses_per_member:"),
    offers("a passer-by has not used the offer", "check.py", '        return [reason("no_member")]\n', "        return []\n"),
    offers("the last use is refused", "check.py", "offer.remaining_uses <= 0", "offer.remaining_uses <= 1"),
    offers("negative remaining uses are no bound", "check.py", "offer.remaining_uses <= 0", "offer.remaining_uses == 0"),
    offers("a budget of 0 is not spent", "check.py", "offer.remaining_budget_minor <= 0", "offer.remaining_budget_minor < 0"),
    offers("the control group gets the offer", "check.py", "if scene.member is not None and offer.id in", "if scene.member is None and offer.id in"),
    offers("limits are told before the rest", "check.py", "return found + _limits(scene, offer)", "return _limits(scene, offer) + found"),
    offers("unknown benefits are ignored", "check.py", "if benefit.family == UNKNOWN]", "if benefit.family is None]"),
    offers("an offer that is worth nothing is refused", "totals.py", "totals.discount > 0 or totals.credit > 0 or totals.points > 0 or totals.gifts > 0", "totals.whole > 0 or totals.rest > 0"),
    # Benefits
    offers("room is the whole amount", "collect.py", "if floor_bps is None or line.cost_minor is None:", "if floor_bps is None or line.cost_minor is not None:"),
    offers("a floor of 0 is no floor", "collect.py", "if floor_bps is None or", "if not floor_bps or"),
    offers("a line below its floor has negative room", "collect.py", "return max(0, line.amount_minor - ", "return (line.amount_minor - "),
    offers("percent_off is spread by room", "benefits/percent_off.py", "[scene.amounts[place] for place in places]", "[scene.room[place] for place in places]"),
    offers("max_minor looks at the total before room", "reductions.py", "if taken > self.max_minor:", "if sum(self.shares) > self.max_minor:"),
    offers("max_minor is not heeded", "reductions.py", "if taken > self.max_minor:", "if taken > self.max_minor + 1:"),
    offers("max_minor is spread by the shares, not by what was got", "reductions.py", "given = spread(self.max_minor, given)", "given = spread(self.max_minor, self.shares)"),
    offers("amount_off is spread by amount", "reductions.py", "zip(self.places, spread(taken, rooms), strict=True)", "zip(self.places, spread(taken, [1 for _ in rooms]), strict=True)"),
    offers("amount_off takes one unit too few", "reductions.py", "taken = min(self.amount_minor, sum(rooms))", "taken = min(self.amount_minor, max(0, sum(rooms) - 1))"),
    offers("equal unit prices: the later line first", "benefits/unit_off.py", "(-pair[0], pair[1])", "(-pair[0], -pair[1])"),
    offers("the cheapest unit first", "benefits/unit_off.py", "(-pair[0], pair[1])", "(pair[0], pair[1])"),
    offers("fractions count as whole units", "benefits/unit_off.py", "if line.qty_milli % 1000 == 0:", "if line.qty_milli >= 1000:"),
    offers("units are counted per line", "benefits/unit_off.py", "counted += scene.lines[place].qty_milli // 1000", "counted = before * self.per + scene.lines[place].qty_milli // 1000"),
    offers("the unit price is rounded up", "benefits/unit_off.py", "mul_floor(line.amount_minor, 1000, line.qty_milli)", "-(-line.amount_minor * 1000 // line.qty_milli)"),
    offers("unit_off rounds once per line", "benefits/unit_off.py", "reduced * mul_half_up(price, self.rate_bps, 10000)", "mul_half_up(reduced * price, self.rate_bps, 10000)"),
    offers("credit is floored", "benefits/credit.py", "earned = mul_half_up(base, self.rate_bps, 10000)", "earned = base * self.rate_bps // 10000"),
    offers("a credit cap of 0 is no cap", "benefits/credit.py", "earned if self.max_minor is None", "earned if not self.max_minor"),
    offers("flat credit is given on nothing", "benefits/credit_flat.py", "return self.amount_minor if base > 0 else 0\n\n", "return self.amount_minor\n\n"),
    offers("points are multiplied before the floor", "benefits/points.py", "base // self.per_minor * self.points", "base * self.points // self.per_minor"),
    offers("a points cap of 0 is no cap", "benefits/points.py", "earned if self.max_points is None", "earned if not self.max_points"),
    offers("flat points are given on nothing", "benefits/points_flat.py", "return self.points if base > 0 else 0\n\n", "return self.points\n\n"),
    offers("a passer-by gets tickets", "benefits/gift.py", 'if self.what == "product" or scene.member is not None', 'if self.what != "" or scene.member is not None'),
    offers("a passer-by gets no product", "benefits/gift.py", 'if self.what == "product" or scene.member is not None', "if scene.member is not None"),
    offers("gifts of count 0 are listed", "price.py", "benefit.given(scene) > 0]", "benefit.given(scene) >= 0]"),
    offers("a gift is valued once, whatever its count", "price.py", "sum(gift.count * gift.value_minor for", "sum(gift.value_minor for"),
    offers("a passer-by earns", "price.py", " and scene.member is not None\n", "\n"),
    # Budgets
    offers("the budget is cut from the first line on", "price.py", "for place in range(len(room) - 1, -1, -1):", "for place in range(len(room)):"),
    offers("later offers do not find what a budget gave back", "price.py", "        room[place] += back\n", ""),
    offers("credit does not heed the budget", "price.py", "credit = min(credit, candidate.budget - discount)", "credit = min(credit, candidate.budget)"),
    offers("credit per line is cut from the first line on", "spread.py", "for place in range(len(shares) - 1, -1, -1):", "for place in range(len(shares)):"),
    offers("credit per line goes by amounts before discounts", "spread.py", "weights = [paid[place] for place in places]", "weights = [scene.amounts[place] for place in places]"),
    offers("zeros are told per line", "spread.py", "zip(scene.lines, amounts, strict=True) if amount}", "zip(scene.lines, amounts, strict=True)}"),
    # Value and choice
    offers("ten-thousandths are not compared", "totals.py", "points * program.point_value_minor + gift_value + whole, rest, discount", "points * program.point_value_minor + gift_value + whole, 0, discount"),
    offers("credit is valued at face", "totals.py", "mul_div(credit, program.credit_worth_bps, 10000)", "(credit, 0)"),
    offers("points are worth one unit", "totals.py", "points * program.point_value_minor", "points"),
    offers("gifts have no value", "totals.py", "program.point_value_minor + gift_value + whole", "program.point_value_minor + whole"),
    offers("credit breaks ties before discount", "totals.py", "choice.totals > other.totals", "(choice.totals[:2], choice.totals.credit) > (other.totals[:2], other.totals.credit)"),
    offers("points do not break ties", "totals.py", "return choice.totals > other.totals", "return choice.totals[:4] > other.totals[:4] or (choice.totals[:4] == other.totals[:4] and choice.totals.gifts > other.totals.gifts)"),
    offers("gifts do not break ties", "totals.py", "if choice.totals != other.totals:", "if choice.totals[:5] != other.totals[:5]:"),
    offers("more offers win a tie", "totals.py", "return len(choice.places) < len(other.places)", "return len(choice.places) > len(other.places)"),
    offers("the number of offers breaks no tie", "totals.py", "if len(choice.places) != len(other.places):", "if len(choice.places) != len(other.places) < 0:"),
    offers("the later list wins a tie", "totals.py", "return choice.places < other.places", "return choice.places > other.places"),
    offers("offers are ordered by id", "run.py", "(offer.sequence, offer.id)", "(offer.id, offer.sequence)"),
    offers("offers of one sequence stay as given", "run.py", "key=lambda offer: (offer.sequence, offer.id)", "key=lambda offer: offer.sequence"),
    offers("ids are ordered as texts", "run.py", "(offer.sequence, offer.id)", "(offer.sequence, str(offer.id))"),
    offers("alone offers ignore the always offers", "contest.py", "sorted(self.forced + chosen,", "sorted(chosen or self.forced,"),
    offers("groups bind always offers too", "contest.py", "None if forced else candidate.offer.group", "candidate.offer.group"),
    offers("groups without discount do not bind", "contest.py", "if not has_group(taken, group):", "if group:"),
    offers("of a group without discount all apply", "contest.py", "self.free = [one for one in still if one.offer.group is None]", "self.free = still"),
    offers("the last of equal group members wins", "contest.py", "totals > best_totals)", "totals >= best_totals)"),
    offers("the search ignores groups", "search.py", "if step.group is not None and has_group(branch.taken, step.group):", "if step.group is None and has_group(branch.taken, step.group):"),
    offers("the search never leaves a step out", "search.py", "            self.open.append(Branch(number + 1, branch.room, branch.discount, branch.taken))\n", ""),
    offers("the search gives up on equal values", "search.py", "branch.discount + to_come >= best.discount", "branch.discount + to_come > best.discount"),
    offers("best gain alone decides", "choose.py", "exact = search.run()", "exact = True"),
    offers("the first alone offer decides", "choose.py", "        if is_better(choice, best):\n            best = choice\n    return best", "        return choice if is_better(choice, best) else best\n    return best"),
    offers("the bound forgets offers without discount", "bound.py", "        self.contest.add_still(sums, bases, taken)\n        return discount", "        return discount"),
    offers("the bound takes a discount for a loss of credit of everybody", "bound.py", "for earning in earnings) <= 10000", "for earning in earnings) >= 0"),
    offers("the bound forgets the slack of rounding and steps", "bound.py", "value_most(self.contest.scene.program, sums) + slack + self._extras", "value_most(self.contest.scene.program, sums) + self._extras"),
    offers("the bound forgets what undecided offers give beside discounts", "bound.py", " + slack + self._extras[number]", " + slack"),
    offers("the bound takes the least of a group", "bound.py", "amount, seen = max(0,", "amount, seen = min(0,"),
    offers("the bound forgets a step", "bound.py", "min(self._most[number], ", "min(self._most[number + 1], "),
    offers("the bound forgets what flat credit costs at zero", "bound.py", "self._slack if base else self._slack_at_zero", "self._slack"),
    offers("the bound takes an offer's own discount for its most", "price.py", "if len(self.reductions) < 2:", "if self.reductions is not None:"),
    offers("offers with a budget are taken for simple", "price.py", "all(reduction.fixed for reduction in self.reductions) and self._budget_is_idle()", "all(reduction.fixed for reduction in self.reductions)"),
    offers("alone offers that tie are not priced", "choose.py", "floor + most[candidate.place] < best.totals.whole", "floor + most[candidate.place] <= best.totals.whole"),
    offers("alone offers are measured without the always offers", "choose.py", "if floor + most[candidate.place] <", "if most[candidate.place] <"),
    offers("rates of one selector are mixed up", "benefits/percent_off.py", "(self.selector, self.rate_bps), self._shares", "(self.selector,), self._shares"),
    offers("counts of unit_off on one selector are mixed up", "benefits/unit_off.py", "(self.selector, self.rate_bps, self.per)", "(self.selector, self.rate_bps)"),
    offers("rates of unit_off on one selector are mixed up", "benefits/unit_off.py", "(self.selector, self.rate_bps, self.per)", "(self.selector, 0, self.per)"),
    # What is told
    offers("the value of its own is told of what was refused", "explain.py", "_row(offer, REFUSED, 0, refused[place])", "_row(offer, REFUSED, 1, refused[place])"),
    offers("an always offer is lost", "explain.py", "elif place in chosen or offer.stacking == ALWAYS:", "elif place in chosen:"),
    offers("the winners are told in reverse", "explain.py", "beaten_by[:]", "beaten_by[::-1]"),
]  # fmt: skip


def apply(mutation, root):
    """Write the mutated file below `root`; ValueError when the old text is not there exactly once."""
    path = root / "engine" / mutation.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.old) != 1:
        raise ValueError(f"{mutation.name}: {text.count(mutation.old)} times in {mutation.file}: {mutation.old!r}")
    path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")


def copy_of_project(folder):
    """A copy of what the runner needs."""
    shutil.copytree(ROOT / "engine", folder / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests" / "vectors").mkdir(parents=True)
    for path in (HERE / "run.py", *HERE.glob("*.json")):
        shutil.copy(path, folder / "tests" / "vectors")
    return folder


def caught(mutation):
    """The vectors that catch a mutation, as "file: name"; empty when it survives."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_of_project(Path(folder))
        apply(mutation, root)
        command = [sys.executable, str(root / "tests" / "vectors" / "run.py")]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return ["(no answer in time)"]
    told = [line.removeprefix("DIFFERS ") for line in done.stderr.splitlines() if line.startswith("DIFFERS ")]
    if done.returncode and not told:
        raise RuntimeError(f"{mutation.name}: the mutated engine does not load: {done.stderr[-500:]}")
    return told


def table(results):
    """The results as a page of documentation."""
    lines = [
        "# Mutations of the offers engine",
        "",
        f"{len(results)} wrong decisions, put one at a time into the Python engine, and what caught them: the number of",
        "vectors that fail, and the first of them. Made by `python tests/vectors/mutations.py --write`.",
        "",
        "| wrong decision | file | caught by | first |",
        "| --- | --- | --- | --- |",
    ]
    for mutation, vectors in results:
        first = vectors[0].replace("|", "\\|") if vectors else "**survives**"
        lines.append(f"| {mutation.name} | `{mutation.file}` | {len(vectors)} | {first} |")
    return "\n".join(lines) + "\n"


def main(arguments):
    """Run all mutations; return the exit code."""
    with ThreadPoolExecutor(2) as pool:
        results = list(zip(MUTATIONS, pool.map(caught, MUTATIONS), strict=True))
    survivors = [mutation.name for mutation, vectors in results if not vectors]
    for mutation, vectors in results:
        print(f"{len(vectors):4d}  {mutation.name}: {vectors[0] if vectors else 'SURVIVES'}")
    if "--write" in arguments:
        TABLE.write_text(table(results), encoding="utf-8")
    print(f"{len(results) - len(survivors)} of {len(results)} mutations caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

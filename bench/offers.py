# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Speed of the offers engine in Python, Node and Chromium, or the comparison on random cases.

    python bench/offers.py [--runs N] [--only WORD]    the table: median of N warm runs, and the first, cold one
    python bench/offers.py --cases N                   compare brute force, Python and Node on N random cases

Each cell is measured in a process of its own, so that cold means cold: compiling the book and the first evaluation.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from offers_browser import in_chromium  # noqa: E402
from offers_worlds import worlds  # noqa: E402

WARM_UP = 5


def timed(action, *arguments):
    """Milliseconds that a call takes."""
    start = time.perf_counter()
    action(*arguments)
    return (time.perf_counter() - start) * 1000


def measure(world, runs):
    """Cold and warm milliseconds of one world in Python; twin of `measure` in offers_measure.mjs."""
    from engine.offers import compile_book, evaluate

    def once(n):
        basket = world["baskets"][n % len(world["baskets"])]
        return evaluate(book, world["context"], world["member"], basket)

    start = time.perf_counter()
    book = compile_book(world["program"], world["offers"])
    once(0)
    cold = (time.perf_counter() - start) * 1000
    for n in range(WARM_UP):
        once(n)
    warm = median(timed(once, n) for n in range(runs))
    return {"cold_ms": cold, "warm_ms": warm, "exact": once(0)["exact"]}


def in_python(world, runs):
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (world, runs))


def in_node(world, runs):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(world, file)
        file.flush()
        command = ["node", str(ROOT / "bench" / "offers.mjs"), file.name, str(runs)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def cell(result, goal):
    """Warm and cold milliseconds, with a mark when a goal is missed."""
    if result is None:
        return "-"
    late = goal is not None and result["warm_ms"] > goal
    return f"{result['warm_ms']:.2f}{' (!)' if late else ''} / {result['cold_ms']:.0f}"


def table(runs, only):
    """Print one row per world; each cell is warm median / cold, in milliseconds."""
    print(f"{'ms, warm median / cold':36}{'Node':>18}{'Chromium':>18}{'Python':>18}  goals  exact")
    missed = 0
    for name, world in worlds().items():
        if only not in name:
            continue
        js, python = world["goal_js_ms"], world["goal_python_ms"]
        cells = [(in_node(world, runs), js), (in_chromium(ROOT, world, runs), js), (in_python(world, runs), python)]
        missed += sum(goal is not None and one is not None and one["warm_ms"] > goal for one, goal in cells)
        texts = "".join(f"{cell(one, goal):>18}" for one, goal in cells)
        print(f"{name:36}{texts}  {js or '-'}/{python or '-'}  {cells[0][0]['exact']}", flush=True)
    return 1 if missed else 0


def compare(cases):
    """Hand over to the comparison of the engines with brute force."""
    sys.path.insert(0, str(ROOT / "tests" / "vectors"))
    import fuzz

    return fuzz.main(cases)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=101, help="warm runs per cell, at least 50")
    parser.add_argument("--only", default="", help="worlds whose name has this text")
    parser.add_argument("--cases", type=int, help="compare on so many random cases instead")
    arguments = parser.parse_args()
    if arguments.cases is not None:
        return compare(arguments.cases)
    return table(max(50, arguments.runs), arguments.only)


if __name__ == "__main__":
    sys.exit(main())

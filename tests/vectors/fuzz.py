# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Compare brute force, the Python engine and the JavaScript engine on random worlds.

    python tests/vectors/fuzz.py [CASES [SEED]]

Prints the first difference, made as small as it gets, and exits 1. Such a case belongs into a topic as a vector.
Two processes work through batches; each batch is one Node process that reads all its cases from one file.
"""

import copy
import json
import subprocess
import sys
import tempfile
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import generate  # noqa: E402
import oracle  # noqa: E402
from run import canonical, run  # noqa: E402

BATCH = 500
PROCESSES = 2
# Keys without which a case is no case any more; whatever else goes while a difference remains, goes.
REQUIRED = {
    "id",
    "sequence",
    "stacking",
    "benefits",
    "product",
    "qty_milli",
    "amount_minor",
    "kind",
    "rate_bps",
    "per",
    "per_minor",
    "points",
    "what",
    "in",
    "n",
    "min",
    "min_days",
    "max_days",
    "min_milli",
    "from",
    "to",
    "date",
    "weekday",
    "minute",
    "context",
    "discountable",
}


def in_node(inputs):
    """The lines that the JavaScript engine prints for these inputs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.json"
        path.write_text(json.dumps([{"input": data} for data in inputs]), encoding="utf-8")
        done = subprocess.run(
            ["node", str(HERE / "run.mjs"), "--print", str(path)], capture_output=True, text=True, check=False
        )
    lines = done.stdout.splitlines()
    if len(lines) != len(inputs):
        raise RuntimeError(f"node answered {len(lines)} of {len(inputs)} cases: {done.stderr[-2000:]}")
    return lines


def in_python(data):
    """The line of the Python engine; an exception is an answer too, and a wrong one."""
    try:
        return canonical(run(data))
    except Exception as error:
        return canonical({"error": f"{type(error).__name__}: {error}"})


def brute_force(data):
    """The line of brute force."""
    return canonical(oracle.run(data))


def differs_python(data):
    """Whether the Python engine answers otherwise than brute force."""
    return in_python(data) != brute_force(data)


def differs_node(data):
    """Whether the JavaScript engine answers otherwise than brute force."""
    return in_node([data])[0] != brute_force(data)


def batch(job):
    """First difference of a batch: (number, engine), or None."""
    seed, start, stop = job
    inputs = [generate.case(seed, number) for number in range(start, stop)]
    before = json.dumps(inputs)
    wanted = [brute_force(data) for data in inputs]
    python = [in_python(data) for data in inputs]
    if json.dumps(inputs) != before:
        return start, "python changed its input"
    node = in_node(inputs)
    for place, number in enumerate(range(start, stop)):
        for engine, got in (("python", python), ("node", node)):
            if got[place] != wanted[place]:
                return number, engine
    return None


def smaller(data):
    """Copies of the input with one list element, or one key that may be missing, taken away."""

    def paths(value, path=()):
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in REQUIRED:
                    yield (*path, key)
                yield from paths(item, (*path, key))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                if path[-1] != "benefits" or len(value) > 1:
                    yield (*path, place)
                yield from paths(item, (*path, place))

    for path in paths(data):
        less = copy.deepcopy(data)
        part = less
        for step in path[:-1]:
            part = part[step]
        del part[path[-1]]
        yield less


def minimised(data, differs):
    """The input with everything removed that the difference does not need."""
    shrinking = True
    while shrinking:
        shrinking = False
        for less in smaller(data):
            if differs(less):
                data, shrinking = less, True
                break
    return data


def show(seed, number, engine):
    """Print a difference as a case for a topic, and both answers."""
    data = minimised(generate.case(seed, number), differs_python if engine == "python" else differs_node)
    got = in_python(data) if engine == "python" else in_node([data])[0]
    print(f"DIFFERS seed {seed}, world {number}, {engine}")
    print(json.dumps({"name": f"seed {seed}, world {number}", "input": data, "expected": oracle.run(data)}))
    print(f"{engine}: {got}")


def main(cases=20000, seed=1):
    """Run the comparison; return 0 when all agree on every case."""
    jobs = [(seed, start, min(start + BATCH, cases)) for start in range(0, cases, BATCH)]
    compared = 0
    with get_context("spawn").Pool(PROCESSES) as pool:
        for (_seed, start, stop), difference in zip(jobs, pool.imap(batch, jobs), strict=True):
            if difference:
                number, engine = difference
                pool.terminate()
                if engine in ("python", "node"):
                    show(seed, number, engine)
                else:
                    print(f"DIFFERS seed {seed}, worlds {start} to {stop - 1}: {engine}")
                return 1
            compared += stop - start
    print(f"fuzz: {compared} worlds of seed {seed}, three answers each, no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))

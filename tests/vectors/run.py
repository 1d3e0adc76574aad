# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Run case files through the Python engine and compare with what they expect (twin: run.mjs).

    python tests/vectors/run.py [--print] [FILE...]

A file is a JSON list of `{name, input, expected?}`; without FILE, all files of index.json run and their numbers of
cases are held against it. With `--print` each case's answer goes to stdout as one line of JSON, keys sorted, the same
bytes as the twin's. Exit 0: nothing differs; 1: a difference, an exception, or fewer cases ran than the files hold;
2: unreadable.
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from engine.offers import run  # noqa: E402

EXACT_UP_TO = 12


def canonical(value):
    """JSON as both runners write it: sorted keys, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def load(path):
    """The cases of a file; ValueError when it is no list of cases."""
    cases = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    if not isinstance(cases, list) or not all(isinstance(case, dict) and "input" in case for case in cases):
        raise ValueError("not a list of {name, input, expected}")
    return cases


def index_files():
    """Path and number of cases of each file in index.json."""
    index = json.loads((HERE / "index.json").read_text(encoding="utf-8"))
    return [(HERE / entry["file"], entry["cases"]) for entry in index["files"]]


def eligible_together(data, answer):
    """How many `together` offers the answer does not refuse."""
    stacking = {offer["id"]: offer["stacking"] for offer in data.get("offers") or []}
    return sum(
        stacking.get(verdict["offer"]) == "together" and verdict["status"] != "refused"
        for verdict in answer.get("verdicts") or []
    )


def differences(expected, got, path=""):
    """One text per place where two JSON values differ; 1, 1.0 and true are three values."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return [
            text
            for key in sorted({*expected, *got})
            for text in differences(expected.get(key, "<missing>"), got.get(key, "<missing>"), f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [text for place, (one, other) in pairs for text in differences(one, other, f"{path}[{place}]")]
    if canonical(expected) == canonical(got):
        return []
    return [f"{path.lstrip('.') or 'answer'}: expected {canonical(expected)}, got {canonical(got)}"]


def judge(case, got):
    """What differs between a case's expectation and an answer."""
    expected = case.get("expected")
    if expected is None:
        return []
    if eligible_together(case["input"], expected) > EXACT_UP_TO:
        expected = {key: value for key, value in expected.items() if key != "exact"}
        got = {key: value for key, value in got.items() if key != "exact"}
    return differences(expected, got)


def run_file(path, printing):
    """Run one file: (cases run, cases failed)."""
    ran = failed = 0
    for number, case in enumerate(load(path), 1):
        try:
            got = run(case["input"])
            line, texts = canonical(got), judge(case, got)
        except Exception as error:
            line, texts = canonical({"error": type(error).__name__}), [f"{type(error).__name__}: {error}"]
        ran += 1
        failed += bool(texts)
        if printing:
            print(line)
        if texts:
            print(f"DIFFERS {Path(path).name} #{number} {case.get('name')}", file=sys.stderr)
            print("".join(f"    {text}\n" for text in texts[:8]), end="", file=sys.stderr)
    return ran, failed


def main(arguments):
    """Run the named files, or all of the index; return the exit code."""
    printing = "--print" in arguments
    names = [argument for argument in arguments if argument != "--print"]
    ran = failed = held = 0
    try:
        files = [(name, len(load(name))) for name in names] or index_files()
        for path, cases in files:
            held += cases
            file_ran, file_failed = run_file(path, printing)
            ran, failed = ran + file_ran, failed + file_failed
            if file_ran != cases:
                print(f"COUNT {Path(path).name}: {file_ran} cases ran of {cases}", file=sys.stderr)
    except (OSError, ValueError, KeyError) as error:
        print(f"UNREADABLE {error}", file=sys.stderr)
        return 2
    print(f"python: {ran} of {held} cases ran, {failed} differ", file=sys.stderr)
    return 1 if failed or ran != held else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

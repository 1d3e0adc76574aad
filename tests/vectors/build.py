# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Write the case files and index.json from the short descriptions in `topics/`.

    python tests/vectors/build.py [--check]

Every `expected` comes from the brute force of oracle.py and has to show the figures that the topic pins by hand. Where
more than twelve `together` offers are eligible, it is the answer on which both engines agree, and it has to keep the
contract's laws. `01_examples.json` is the contract's own file and only read. With `--check` nothing is written; exit 1
when a committed file is not what the topics say.
"""

import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import oracle  # noqa: E402

WIDTH = 180
EXACT_UP_TO = 12


def pretty(value, indent=""):
    """JSON with every list and object on one line that fits in one."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= WIDTH or not isinstance(value, (dict, list)) or not value:
        return escape(flat)
    inner = indent + " "
    if isinstance(value, dict):
        parts = [f"{escape(json.dumps(key))}: {pretty(item, inner)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + "\n" + indent + "}"
    return "[\n" + ",\n".join(inner + pretty(item, inner) for item in value) + "\n" + indent + "]"


def escape(text):
    """Letters a reader can't tell apart or see (anything but printable ASCII) as escapes."""
    return "".join(letter if " " <= letter <= "~" else json.dumps(letter)[1:-1] for letter in text)


def pinned(output, pins):
    """What an answer shows of the pinned figures, in the shape of the pins."""
    verdicts = {verdict["offer"]: verdict for verdict in output["verdicts"]}
    rows = {row["offer"]: row for row in output["applied"]}
    totals = {"value": "value_minor", "discount": "discount_minor", "credit": "credit_minor"}
    seen = {}
    for pin, wanted in pins.items():
        if pin == "applied":
            seen[pin] = [row["offer"] for row in output["applied"]]
        elif pin == "own":
            seen[pin] = {number: verdicts[number]["value_minor"] for number in wanted}
        elif pin in ("reasons", "lost"):
            seen[pin] = {number: reasons_of(verdicts[number], pin, wanted[number]) for number in wanted}
        elif pin == "rows":
            seen[pin] = {number: {key: rows.get(number, {}).get(key) for key in wanted[number]} for number in wanted}
        else:
            seen[pin] = output[totals.get(pin, pin)]
    return seen


def reasons_of(verdict, pin, wanted):
    """Reasons as (code, need, have), or as the bare code where the pin says no more; for `lost`, who won."""
    if pin == "lost":
        return verdict["reasons"][0]["need"] if verdict["status"] == "lost" else verdict["status"]
    if verdict["status"] != "refused":
        return verdict["status"]
    reasons = verdict["reasons"]
    full = [
        (reason["code"], reason["need"], reason["have"])
        if place >= len(wanted) or isinstance(wanted[place], tuple)
        else reason["code"]
        for place, reason in enumerate(reasons)
    ]
    return full


def overlapping(data):
    """Number of eligible `together` offers."""
    by_stacking, _reasons = oracle.eligible(oracle.World(data))
    return len(by_stacking["together"])


def engine_answers(cases):
    """What both engines answer to cases that brute force can't reach; they have to agree to the byte."""
    if not cases:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.json"
        path.write_text(json.dumps([{"input": case["input"]} for case in cases]), encoding="utf-8")
        commands = [sys.executable, str(HERE / "run.py")], ["node", str(HERE / "run.mjs")]
        answers = [
            subprocess.run([*command, "--print", str(path)], check=True, capture_output=True, text=True).stdout
            for command in commands
        ]
    if answers[0] != answers[1]:
        raise ValueError("the engines disagree beyond twelve `together` offers")
    return [json.loads(text) for text in answers[0].splitlines()]


def expectations(cases):
    """The expected answer of each case, checked against its pins."""
    beyond = [case for case in cases if overlapping(case["input"]) > EXACT_UP_TO]
    answers = {id(case): answer for case, answer in zip(beyond, engine_answers(beyond), strict=True)}
    for case in cases:
        expected = answers.get(id(case)) or oracle.run(case["input"])
        breaks = oracle.law_breaks(case["input"], expected)
        if breaks:
            raise ValueError(f"{case['name']}: {breaks}")
        seen = pinned(expected, case["pins"])
        if seen != case["pins"]:
            raise ValueError(f"{case['name']}: pinned {case['pins']}, brute force says {seen}")
        yield {"name": case["name"], "input": case["input"], "expected": expected}


def topic_modules():
    """(file name, module) of every topic, by number."""
    names = sorted(path.stem for path in (HERE / "topics").glob("t[0-9]*.py"))
    return [(name[1:] + ".json", importlib.import_module(f"topics.{name}")) for name in names]


def build():
    """Text of every file by name, index.json included."""
    examples = json.loads((HERE / "01_examples.json").read_text(encoding="utf-8"))
    for case in examples:
        if oracle.run(case["input"]) != case["expected"]:
            raise ValueError(f"brute force fails the contract's example: {case['name']}")
    texts = {}
    about = "The worked examples of the contract."
    index = [{"file": "01_examples.json", "cases": len(examples), "about": about}]
    for file_name, module in topic_modules():
        cases = list(expectations(list(module.cases())))
        names = [case["name"] for case in cases]
        if len(set(names)) != len(names):
            raise ValueError(f"{file_name}: two cases of one name: {[n for n in names if names.count(n) > 1][0]}")
        texts[file_name] = "[\n" + ",\n".join(" " + pretty(case, " ") for case in cases) + "\n]\n"
        index.append({"file": file_name, "cases": len(cases), "about": module.__doc__.split("\n")[0]})
    texts["index.json"] = '{\n "files": [\n' + ",\n".join("  " + json.dumps(entry) for entry in index) + "\n ]\n}\n"
    return texts


def main(arguments):
    """Write the files, or with `--check` compare them; return the exit code."""
    stale = []
    for name, text in build().items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    print(("stale: " if "--check" in arguments else "written: ") + (", ".join(stale) or "nothing"))
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

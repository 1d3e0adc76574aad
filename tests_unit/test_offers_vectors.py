# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The case files: complete, well-formed, up to date, and passed by both engines through their runners."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[1]
VECTORS = ROOT / "tests" / "vectors"
sys.path.insert(0, str(VECTORS))

import build  # noqa: E402
import oracle  # noqa: E402
import run as python_runner  # noqa: E402

INDEX = json.loads((VECTORS / "index.json").read_text(encoding="utf-8"))["files"]
FILES = [entry["file"] for entry in INDEX]
CASES = {name: json.loads((VECTORS / name).read_text(encoding="utf-8")) for name in FILES}
ALL = [case for cases in CASES.values() for case in cases]
SCHEMA = jsonschema.Draft202012Validator(json.loads((VECTORS / "schema.json").read_text(encoding="utf-8")))
RUNNERS = {"python": [sys.executable, str(VECTORS / "run.py")], "node": ["node", str(VECTORS / "run.mjs")]}
BARE = {"input": {"context": {"date": "2026-11-22", "weekday": 7, "minute": 0}}}


def runs(engine, *arguments, cwd=None, command=None):
    """A finished run of one engine's runner."""
    command = command or RUNNERS[engine]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, cwd=cwd)


def write(folder, cases, name="cases.json"):
    """A case file outside the project."""
    path = folder / name
    path.write_text(json.dumps(cases), encoding="utf-8")
    return path


def test_index_names_every_file_and_its_number_of_cases():
    assert sorted(path.name for path in VECTORS.glob("[0-9]*.json")) == sorted(FILES)
    assert {entry["file"]: entry["cases"] for entry in INDEX} == {name: len(cases) for name, cases in CASES.items()}
    assert len(ALL) >= 400


@pytest.mark.parametrize("name", FILES)
def test_file_keeps_the_schema(name):
    SCHEMA.validate(CASES[name])
    for case in CASES[name]:
        offers = [offer["id"] for offer in case["input"].get("offers") or []]
        lines = [line["id"] for line in (case["input"].get("basket") or {}).get("lines") or []]
        assert len(set(offers)) == len(offers), case["name"]
        assert len(set(lines)) == len(lines), case["name"]
        assert "expected" in case, case["name"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "percent_off", "rate_bps": 10001},
        {"kind": "percent_off", "rate_bps": 10.5},
        {"kind": "percent_off"},
        {"kind": "amount_off", "amount_minor": 2**43},
        {"kind": "unit_off", "rate_bps": 1, "per": 0},
        {"kind": "points", "points": 10**6, "per_minor": 1},
        {"kind": "gift", "what": "car"},
    ],
)
def test_schema_refuses_what_the_ranges_exclude(wrong):
    offer = {"id": 1, "sequence": 1, "stacking": "alone", "benefits": [wrong]}
    case = {"name": "wrong", "input": BARE["input"] | {"offers": [offer]}}
    assert not SCHEMA.is_valid([case])
    assert SCHEMA.is_valid(
        [{"name": "newer", "input": BARE["input"] | {"offers": [offer | {"benefits": [{"kind": "x"}]}]}}]
    )


def test_names_are_sentences_of_their_own():
    for cases in CASES.values():
        names = [case["name"] for case in cases]
        assert len(set(names)) == len(names)


def test_files_are_what_the_topics_say():
    assert build.main(["--check"]) == 0


def test_every_kind_and_every_refusal_is_there():
    conditions, benefits, codes = set(), set(), set()
    for case in ALL:
        for offer in case["input"].get("offers") or []:
            conditions |= {condition["kind"] for condition in offer.get("conditions") or []}
            benefits |= {benefit["kind"] for benefit in offer["benefits"]}
        codes |= {reason["code"] for verdict in case["expected"]["verdicts"] for reason in verdict["reasons"]}
    defined = SCHEMA.schema["$defs"]
    for part, seen in (("condition", conditions), ("benefit", benefits)):
        assert seen >= {rule["if"]["properties"]["kind"]["const"] for rule in defined[part]["allOf"]}
    reasons = defined["verdict"]["properties"]["reasons"]["items"]["properties"]["code"]["enum"]
    assert codes == set(reasons)


def test_overlaps_of_ten_to_twelve_and_of_thirteen_to_forty_are_there():
    sizes = [python_runner.eligible_together(case["input"], case["expected"]) for case in ALL]
    assert sum(10 <= size <= 12 for size in sizes) >= 20
    assert sum(13 <= size <= 40 for size in sizes) >= 30
    assert {10, 11, 12, 13, 40} <= set(sizes)


@pytest.mark.parametrize("engine", RUNNERS)
def test_engine_passes_every_case(engine):
    done = runs(engine)
    assert done.returncode == 0, done.stderr
    assert f"{engine}: {len(ALL)} of {len(ALL)} cases ran, 0 differ" in done.stderr


def test_both_runners_print_the_same_bytes():
    paths = [str(VECTORS / name) for name in FILES]
    printed = {engine: runs(engine, "--print", *paths).stdout for engine in RUNNERS}
    assert printed["python"] == printed["node"]
    assert printed["python"].count("\n") == len(ALL)
    assert printed["python"].isascii()


@pytest.mark.parametrize("engine", RUNNERS)
def test_a_file_outside_the_project_runs_from_any_folder(engine, tmp_path):
    write(tmp_path, [{"name": "no expectation", **BARE}, ALL[0]])
    for name in ("cases.json", str(tmp_path / "cases.json")):
        done = runs(engine, name, "--print", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert [json.loads(line) for line in done.stdout.splitlines()] == [
            oracle.run(BARE["input"]),
            ALL[0]["expected"],
        ]


@pytest.mark.parametrize("engine", RUNNERS)
@pytest.mark.parametrize(
    "change",
    [
        lambda expected: expected.update(value_minor=expected["value_minor"] + 1),
        lambda expected: expected.update(exact=False),
        lambda expected: expected.update(exact=1),
        lambda expected: expected.update(more=None),
        lambda expected: expected.pop("points"),
        lambda expected: expected["verdicts"].reverse(),
        lambda expected: expected["applied"][0]["credit_lines"].update(a="80000"),
    ],
)
def test_a_difference_fails_and_is_named(engine, change, tmp_path):
    case = json.loads(json.dumps(ALL[0]))
    change(case["expected"])
    done = runs(engine, str(write(tmp_path, [ALL[1], case])))
    assert done.returncode == 1
    assert "DIFFERS cases.json #2 owner's scene, credit at face" in done.stderr
    assert "expected" in done.stderr


@pytest.mark.parametrize("engine", RUNNERS)
def test_exact_is_compared_up_to_twelve_only(engine, tmp_path):
    cases = [
        case | {"expected": case["expected"] | {"exact": not case["expected"]["exact"]}}
        for case in CASES["23_beyond_twelve.json"]
    ]
    few = [c for c in cases if python_runner.eligible_together(c["input"], c["expected"]) <= 12]
    many = [c for c in cases if c not in few][:8]
    assert runs(engine, str(write(tmp_path, many))).returncode == 0
    assert f"{len(few)} differ" in runs(engine, str(write(tmp_path, few))).stderr


@pytest.mark.parametrize("engine", RUNNERS)
@pytest.mark.parametrize("text", ["{}", "[1]", "[{}]", "nothing", '[{"name": "no input"}]'])
def test_an_unreadable_file_fails(engine, text, tmp_path):
    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    assert runs(engine, str(path)).returncode == 2
    assert runs(engine, str(tmp_path / "missing.json")).returncode == 2


@pytest.mark.parametrize("engine", RUNNERS)
def test_an_exception_of_the_engine_is_a_difference(engine, tmp_path):
    broken = {"name": "outside of all ranges", "input": {"context": {}, "offers": 5}}
    done = runs(engine, "--print", str(write(tmp_path, [broken, ALL[0]])))
    assert done.returncode == 1
    assert "error" in json.loads(done.stdout.splitlines()[0])
    assert json.loads(done.stdout.splitlines()[1]) == ALL[0]["expected"]


@pytest.mark.parametrize("engine", RUNNERS)
def test_fewer_cases_than_the_index_holds_fail(engine, tmp_path):
    """A project in which a file has lost its last case."""
    copied = tmp_path / "tests" / "vectors"
    copied.mkdir(parents=True)
    for name in ("run.py", "run.mjs", FILES[0]):
        shutil.copy(VECTORS / name, copied)
    for name in ("engine", "static"):
        (tmp_path / name).symlink_to(ROOT / name)
    write(copied, {"files": INDEX[:1]}, "index.json")
    command = [RUNNERS[engine][0], str(copied / Path(RUNNERS[engine][1]).name)]
    assert runs(engine, command=command).returncode == 0
    write(copied, CASES[FILES[0]][:-1], FILES[0])
    done = runs(engine, command=command)
    assert done.returncode == 1
    assert f"COUNT {FILES[0]}: {INDEX[0]['cases'] - 1} cases ran of {INDEX[0]['cases']}" in done.stderr

"""What keeps the architecture true and no linter knows. Each failure names the file and line to look at."""

import ast
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Odoo's own way for crons is `ir.cron._commit_progress`. The demo sells each week in a transaction, as a shop does.
MAY_COMMIT = ("demo/history.py",)
NOT_THE_MODULE = ("tests", "tests_unit", "bench", "devtools")
NOT_TEXT = {".png", ".jpg", ".gif", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".xlsx", ".pdf", ".gz", ".mp3"}


def files(*suffixes, under="."):
    for folder, folders, names in os.walk(ROOT / under):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(set(names) - {".git"}):  # in a second work tree a file, with a path
            path = Path(folder, name)
            if not suffixes or path.suffix in suffixes:
                yield path


def place(path, line_number=None):
    where = path.relative_to(ROOT).as_posix()
    return f"{where}:{line_number}" if line_number else where


def module_lines():
    """Every numbered line of the module's own Python, with the line above it."""
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] not in NOT_THE_MODULE:
            lines = path.read_text(encoding="utf-8").splitlines()
            for number, line in enumerate(lines, 1):
                yield path, number, line, lines[number - 2] if number > 1 else ""


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module


def test_engine_and_sheets_know_nothing_of_odoo():
    wrong = [
        place(path, number)
        for folder in ("engine", "sheets")
        for path in files(".py", under=folder)
        for number, name in imports(path)
        if name.split(".")[0] == "odoo"
    ]
    assert not wrong


def test_the_engine_points_at_nothing_above_it():
    """A relative import may not leave engine/, so that its tests and its JavaScript twin need nothing else."""
    wrong = []
    for path in files(".py", under="engine"):
        depth = len(path.relative_to(ROOT / "engine").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level > depth:
                wrong.append(place(path, node.lineno))
    assert not wrong


def test_every_file_that_the_till_needs_of_the_engine_has_its_twin():
    twins = (ROOT / "engine" / name for name in ("money.py", "codes.py", "ledger/lots.py"))
    python = {
        path.relative_to(ROOT / "engine").with_suffix("").as_posix()
        for path in [*twins, *files(".py", under="engine/offers")]
        if path.name != "__init__.py"
    }
    script = {
        path.relative_to(ROOT / "static/src/engine").with_suffix("").as_posix()
        for path in files(".js", under="static/src/engine")
        if path.name != "index.js"
    }
    assert python - script == set(), "no JavaScript twin"
    assert script - python == set(), "no Python twin"


def test_a_reason_stands_beside_every_sudo():
    wrong = [
        place(path, number)
        for path, number, line, above in module_lines()
        if ".sudo()" in line.split("#")[0] and "#" not in line and not above.lstrip().startswith("#")
    ]
    assert not wrong, "write why, on the same line or on the one above"


def test_nothing_commits_on_its_own():
    wrong = [
        place(path, number)
        for path, number, line, _above in module_lines()
        if "cr.commit(" in line.split("#")[0] and place(path) not in MAY_COMMIT
    ]
    assert not wrong


def test_there_is_no_conftest():
    """pytest would import it, and with it the module, before Odoo is configured."""
    assert not [place(path) for path in files(".py") if path.name == "conftest.py"]


def test_no_file_names_a_machine():
    """Folders of one machine and hosts of package registries do not belong in the project."""
    folders = "|".join(("root", "work"))
    hosts = "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(?:org|com)", "debian" + r"\.org"))
    pattern = re.compile(rf"(?<![\w.~*])/(?:{folders})/|\b(?:{hosts})\b")
    wrong = []
    for path in files():
        if path.suffix not in NOT_TEXT:
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            wrong += [place(path, number) for number, line in enumerate(lines, 1) if pattern.search(line)]
    assert not wrong

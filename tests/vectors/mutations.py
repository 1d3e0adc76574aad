# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Wrong decisions, one at a time, put into a copy of the Python engine: the vectors have to catch each of them.

    python tests/vectors/mutations.py [--write]

Prints which vectors caught what; exit 1 when a mutation survives. `--write` puts the table into docs/mutations.md. The
mutations stand in mutations.txt, a blank line between them: the name, the file below `engine/`, a text that stands
there exactly once (`- `) and what replaces it (`+ `).
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
PAGE = ROOT / "docs" / "mutations.md"
SECONDS = 120


class Mutation(NamedTuple):
    """One wrong decision."""

    name: str
    file: str
    old: str
    new: str


def mutations():
    """All mutations of mutations.txt."""
    found = []
    for block in (HERE / "mutations.txt").read_text(encoding="utf-8").strip("\n").split("\n\n"):
        name, file, *lines = block.split("\n")
        old, new = ("\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in "-+")
        found.append(Mutation(name.removeprefix("# "), file, old, new))
    return found


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


def page(results):
    """The results as a page of documentation."""
    lines = [
        "# Mutations of the offers engine",
        "",
        f"{len(results)} wrong decisions, put one at a time into the Python engine, and what caught them: how many",
        "vectors fail, and the first of them. Made by `python tests/vectors/mutations.py --write` from",
        "`tests/vectors/mutations.txt`.",
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
    wrong = mutations()
    with ThreadPoolExecutor(2) as pool:
        results = list(zip(wrong, pool.map(caught, wrong), strict=True))
    survivors = [mutation.name for mutation, vectors in results if not vectors]
    for mutation, vectors in results:
        print(f"{len(vectors):4d}  {mutation.name}: {vectors[0] if vectors else 'SURVIVES'}")
    if "--write" in arguments:
        PAGE.write_text(page(results), encoding="utf-8")
    print(f"{len(results) - len(survivors)} of {len(results)} mutations caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

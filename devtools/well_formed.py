"""Parse every XML and JSON file of the checkout; a broken one is named with its line."""

import json
import sys
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]


def files(suffix):
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(ROOT).parts):
            yield path


def parse(path):
    if path.suffix == ".xml":
        etree.parse(str(path))
    else:
        json.loads(path.read_text(encoding="utf-8"))


def main():
    broken = 0
    for path in [*files(".xml"), *files(".json")]:
        try:
            parse(path)
        except (etree.XMLSyntaxError, ValueError) as error:
            broken += 1
            print(f"{path.relative_to(ROOT)}: {error}")
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())

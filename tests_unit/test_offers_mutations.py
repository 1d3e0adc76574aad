# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""The list of mutations fits the engine as it is now, and the vectors still catch a sample of it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "vectors"))

import mutations  # noqa: E402

ALL = mutations.mutations()
SAMPLE = ALL[::16]


def test_there_are_at_least_fifty_of_different_names():
    assert len(ALL) >= 50
    assert len({mutation.name for mutation in ALL}) == len(ALL)


@pytest.mark.parametrize("mutation", ALL, ids=lambda mutation: mutation.name)
def test_the_text_that_it_replaces_stands_in_the_engine_once(mutation):
    text = (mutations.ROOT / "engine" / mutation.file).read_text(encoding="utf-8")
    assert text.count(mutation.old) == 1, f"{mutation.file} has it {text.count(mutation.old)} times: {mutation.old!r}"
    assert mutation.old != mutation.new


def test_the_page_lists_each_of_them_as_caught():
    page = mutations.PAGE.read_text(encoding="utf-8")
    for mutation in ALL:
        assert f"| {mutation.name} | `{mutation.file}` |" in page
    assert "survives" not in page


@pytest.mark.parametrize("mutation", SAMPLE, ids=lambda mutation: mutation.name)
def test_a_sample_is_caught(mutation):
    assert mutations.caught(mutation)

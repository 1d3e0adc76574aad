"""The Persian translation is whole: each term of the template, none empty or in doubt, placeholders kept."""

import re
from pathlib import Path

import polib
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "i18n"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")


@pytest.fixture(scope="module")
def template():
    return polib.pofile(str(FOLDER / "customer_club.pot"))


@pytest.fixture(scope="module")
def persian():
    return polib.pofile(str(FOLDER / "fa.po"))


def keys(entries):
    return {(entry.msgctxt, entry.msgid) for entry in entries}


def test_every_term_of_the_template_is_in_the_translation(template, persian):
    known = keys(entry for entry in persian if not entry.obsolete)
    assert keys(template) - known == set()
    assert known - keys(template) == set()


def test_nothing_is_left_empty_or_in_doubt(persian):
    assert [entry.msgid for entry in persian if not entry.obsolete and (not entry.msgstr or entry.fuzzy)] == []


def placeholders(text):
    """The placeholders of a text; `%%` is a percent sign, which Persian has its own letter for."""
    return sorted(found for found in PLACEHOLDER.findall(text) if found != "%%")


def test_placeholders_are_kept(persian):
    wrong = [
        entry.msgid for entry in persian
        if not entry.obsolete and placeholders(entry.msgid) != placeholders(entry.msgstr)]
    assert wrong == []

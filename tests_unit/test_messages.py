"""Texts of messages: parts by GSM 03.38 and UCS-2, placeholders, words of opting out, quiet hours."""

import doctest
from datetime import datetime

import pytest

from engine import messages

EURO, EMOJI = "€", "😀"


@pytest.mark.parametrize(("body", "expected"), [
    ("", ("gsm7", 0, 0)), ("a" * 160, ("gsm7", 160, 1)), ("a" * 161, ("gsm7", 161, 2)), ("a" * 306, ("gsm7", 306, 2)),
    ("a" * 307, ("gsm7", 307, 3)), (EURO * 80, ("gsm7", 160, 1)), (EURO * 81, ("gsm7", 162, 2)),
    ("a" * 152 + EURO + "a" * 152, ("gsm7", 306, 3)),  # the euro does not fit into the first part
    ("س" * 70, ("ucs2", 70, 1)), ("س" * 71, ("ucs2", 71, 2)), ("س" * 134, ("ucs2", 134, 2)), ("س" * 135, ("ucs2", 135, 3)),
    (EMOJI * 35, ("ucs2", 70, 1)), (EMOJI * 36, ("ucs2", 72, 2)), ("س" * 66 + EMOJI + "س" * 66, ("ucs2", 134, 3)),
    ("`", ("ucs2", 1, 1)), ("ç", ("ucs2", 1, 1)), ("Ç", ("gsm7", 1, 1)), ("line\nline\r", ("gsm7", 10, 1)),
])
def test_parts(body, expected):
    assert messages.size(body)[:3] == expected


def test_what_is_left_fills_the_last_part():
    for body in ("a" * 100, "a" * 200, "س" * 50, "س" * 100):
        size = messages.size(body)
        assert messages.size(body + body[0] * size.left).parts == size.parts
        assert messages.size(body + body[0] * (size.left + 1)).parts == size.parts + 1


def test_a_value_with_braces_is_not_filled_again():
    assert messages.render("{name}: {code} {other}", {"name": "{code}", "code": 7}) == "{code}: 7 {other}"


def test_an_amount_does_not_make_a_latin_text_ucs2():
    body = messages.render("You saved {saved}", {"saved": "$\u00a0125,000.00"})
    assert (body, messages.size(body).encoding) == ("You saved $ 125,000.00", "gsm7")


@pytest.mark.parametrize(("said", "stops"), [
    ("11", True), ("۱۱", True), ("١١", True), (" Stop ", True), ("STOP.", True), ("لغو", True), ("لغو 11", True),
    ("لغو۱۱", True), ("111", False), ("1111", False), ("stop stop", False), ("stopped", False), ("...", False),
    ("", False), ("please stop", False)])
def test_words_of_opting_out(said, stops):
    assert messages.means(said, "11 stop لغو") is stops


@pytest.mark.parametrize(("now", "expected"), [
    ("22:00", "+1 08:00"), ("21:59", "21:59"), ("03:00", "08:00"), ("07:59", "08:00"), ("08:00", "08:00")])
def test_quiet_over_midnight(now, expected):
    local = datetime.fromisoformat(f"2026-03-10 {now}")
    found = messages.allowed_from(local, 22 * 60, 8 * 60)
    assert f"{'+1 ' if found.day == 11 else ''}{found:%H:%M}" == expected


def test_never_quiet_and_quiet_by_day():
    assert [messages.waits(minute, 0, 0) for minute in (0, 720, 1439)] == [0, 0, 0]
    assert [messages.waits(minute, 60, 120) for minute in (59, 60, 119, 120)] == [0, 60, 1, 0]


def test_the_examples_in_the_file():
    assert doctest.testmod(messages).failed == 0

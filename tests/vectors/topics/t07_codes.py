# License LGPL-3.0 or later (http://www.gnu.org/licenses/lgpl).
"""Codes: spaces (U+0020) at both ends removed, ASCII letters upper-cased, nothing else changes."""

from words import PASSER_BY, alone, case, line, percent_off, when

LINES = [line("a", 1000)]
ROWS = [
    ("as typed", ["SPRING"], ["SPRING"], True),
    ("lower case typed", ["spring"], ["SPRING"], True),
    ("lower case in the list", ["SPRING"], ["spring"], True),
    ("mixed case on both sides", ["sPrInG"], ["SpRiNg"], True),
    ("spaces before and after, typed", ["  SPRING   "], ["SPRING"], True),
    ("spaces before and after, in the list", ["SPRING"], ["  SPRING "], True),
    ("a space inside stays", ["SPR ING"], ["SPRING"], False),
    ("a space inside, on both sides", [" spr ing "], ["SPR ING"], True),
    ("a tab is no space", ["\tSPRING"], ["SPRING"], False),
    ("a line feed is no space", ["SPRING\n"], ["SPRING"], False),
    ("a no-break space is no space", ["SPRING\u00a0"], ["SPRING"], False),
    ("an ideographic space is no space", ["\u3000SPRING"], ["SPRING"], False),
    ("a byte order mark is no space", ["\ufeffSPRING"], ["SPRING"], False),
    ("a zero-width non-joiner counts", ["SPR\u200cING"], ["SPRING"], False),
    ("spaces behind a no-break space stay inside", [" \u00a0 SPRING"], ["\u00a0 SPRING"], True),
    ("sharp s is not SS", ["gru\u00df"], ["GRUSS"], False),
    ("sharp s keeps itself while ASCII letters rise", ["gru\u00df"], ["GRU\u00df"], True),
    ("small u umlaut is not the capital", ["gr\u00fcn"], ["GR\u00dcN"], False),
    ("dotless i is not I", ["\u0131nd\u0131r\u0131m"], ["INDIRIM"], False),
    ("I with dot is not I", ["\u0130ND"], ["IND"], False),
    ("plain i rises to plain I whatever the locale", ["indirim"], ["INDIRIM"], True),
    ("the Kelvin sign is not K", ["\u212aEY"], ["KEY"], False),
    ("the ligature fi stays one letter", ["\ufb01n"], ["FIN"], False),
    ("small sigma is not capital sigma", ["\u03c3"], ["\u03a3"], False),
    ("full-width letters are not ASCII", ["\uff53\uff41"], ["SA"], False),
    ("Persian codes match as they are", ["\u0628\u0647\u0627\u0631"], ["\u0628\u0647\u0627\u0631"], True),
    ("Arabic and Persian kaf differ", ["\u0643"], ["\u06a9"], False),
    ("Persian digits are not ASCII digits", ["\u06f1\u06f4"], ["14"], False),
    ("composed and decomposed letters differ", ["caf\u00e9"], ["CAFe\u0301"], False),
    ("digits and signs match as they are", ["n-10_%"], ["N-10_%"], True),
    ("the letters next to A and Z stay", ["`{@["], ["@[`{"], False),
    ("one of several typed", ["X", "spring"], ["SPRING"], True),
    ("one of several in the list", ["B"], ["A", "B", "C"], True),
    ("none of several", ["X", "Y"], ["A", "B"], False),
    ("typed twice", ["A", "A"], ["A"], True),
    ("nothing typed", [], ["A"], False),
    ("codes null", None, ["A"], False),
    ("an empty list", ["A"], [], False),
    ("a part of a code is not the code", ["SPRING"], ["SPRING1"], False),
    ("only spaces equal the empty code", ["   "], [""], True),
    ("a letter beyond U+FFFF matches itself", ["\U0001f381a"], ["\U0001f381A"], True),
]


def cases():
    """The topic's cases."""
    for what, typed, listed, holds in ROWS:
        pins = {"applied": [1]} if holds else {"reasons": {1: [("code", None, None)]}}
        yield case(f"code: {what}", LINES, alone(1, percent_off(1000), [when("code", in_=listed)]), codes=typed, **pins)
    yield case(
        "code: a passer-by may type one",
        LINES,
        alone(1, percent_off(1000), [when("code", in_=["SPRING"])]),
        member=PASSER_BY,
        codes=["spring"],
        applied=[1],
        value=100,
    )
    yield case(
        "code: one code may open several offers, another none",
        LINES,
        [
            alone(1, percent_off(1000), [when("code", in_=["A"])]),
            alone(2, percent_off(2000), [when("code", in_=["A", "B"])]),
            alone(3, percent_off(9000), [when("code", in_=["C"])]),
        ],
        codes=["a"],
        applied=[2],
        lost={1: [2]},
        reasons={3: ["code"]},
    )

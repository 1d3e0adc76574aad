"""Charts: where columns and lines stand, from the left and from the right, and what odd figures do."""

from xml.etree import ElementTree

import pytest

from reports.charts import Series, bar, columns, lines, ticks

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart, tag):
    return [part.attrib for part in ElementTree.fromstring(chart).iter(SVG + tag)]


def column_edges(chart):
    """(left, top, width, height) of each column."""
    return [tuple(float(part[name]) for name in ("x", "y", "width", "height")) for part in drawn(chart, "rect")]


def texts(chart):
    return [(part.text, float(part.attrib["x"])) for part in ElementTree.fromstring(chart).iter(SVG + "text")]


@pytest.mark.parametrize(("low", "high", "expected"), [
    (0, 0, [0, 1]), (0, 100, [0, 25, 50, 75, 100]), (0, 101, [0, 50, 100, 150]), (-10, 0, [-10, -7.5, -5, -2.5, 0]),
    (5, 8, [0, 2, 4, 6, 8]), (0, 0.004, [0, 0.001, 0.002, 0.003, 0.004]), (0, 4e12, [0, 1e12, 2e12, 3e12, 4e12])])
def test_ticks_are_round_and_hold_everything(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


def test_what_is_counted_has_no_fractions_on_its_axis():
    for values, expected in (([1, 2], ["0", "1", "2"]), ([0.5, 1.0], ["0", "0.25", "0.5", "0.75", "1"])):
        words = [word for word, _x in texts(columns(["a", "b"], [Series("a", values, "red")]))]
        assert words == [*expected, "a", "b"]


def test_columns_are_as_high_as_their_figures_and_stand_on_one_another():
    chart = columns(["1", "2"], [Series("a", [50, 0], "red"), Series("b", [25, 100], "blue")], height=128, width=152)
    [lower, upper, whole] = column_edges(chart)  # the plot is 100 high and starts 10 from the top
    assert (lower[1], lower[3]) == (60, 50)
    assert (upper[1], upper[3]) == (35, 25)
    assert (whole[1], whole[3]) == (10, 100)
    assert lower[0] == upper[0] < whole[0]


def test_from_the_right_the_first_column_is_on_the_right_and_so_is_the_axis():
    series = [Series("a", [50, 100], "red")]
    [(first, *_), (second, *_)] = column_edges(columns(["1", "2"], series, rtl=True))
    assert first > second
    words = dict(texts(columns(["1", "2"], series, rtl=True)))
    assert words["1"] > words["2"]
    assert words["100"] > words["1"]
    left = dict(texts(columns(["1", "2"], series)))
    assert left["100"] < left["1"] < left["2"]


def test_what_is_below_zero_hangs_from_the_axis():
    chart = columns(["1"], [Series("a", [100], "red"), Series("b", [-100], "blue")], height=228)
    [above, below] = column_edges(chart)
    assert above[1] + above[3] == below[1] == 110
    assert above[3] == below[3] == 100


def test_figures_and_labels_are_told():
    chart = columns(["<1>", "2", "3"], [Series("a", [1, 2, 3], "red")], tell=lambda value: f"{value} ریال", every=2)
    words = [word for word, _x in texts(chart)]
    assert "2 ریال" in words
    assert "<1>" in words and "3" in words and "2" not in words


def test_a_month_without_anything_is_drawn_too():
    nothing, gap = [Series("a", [0], "red")], [Series("a", [None], "red")]
    for chart in (columns([], []), lines([], []), columns(["1"], nothing), lines(["1"], gap)):
        assert not column_edges(chart)


def test_lines_have_gaps():
    chart = lines(["1", "2", "3"], [Series("a", [1, None, 3], "red")])
    [path] = [part["d"] for part in drawn(chart, "path") if part.get("fill") == "none"]
    assert path.count("M") == 2 and "L" not in path


def test_a_bar_is_its_share_and_never_more_than_all():
    for share, rtl, expected in ((40, False, (0, 40)), (40, True, (60, 40)), (140, True, (0, 100)), (-5, False, (0, 0))):
        _ground, filled = drawn(bar(share, "red", rtl=rtl), "rect")
        assert (float(filled["x"]), float(filled["width"])) == expected
    assert len(drawn(bar(10, "red", mark=50), "rect")) == 3

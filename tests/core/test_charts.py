"""Charts draw what they are given, in proportion, and say it in words."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.charts import (
    Series,
    bar_chart,
    column_chart,
    donut_chart,
    line_chart,
    nice_ceiling,
    plain_number,
    share_bar,
    sparkline,
)

amounts = st.floats(0, 1e9, allow_nan=False)
WEEKS = ["Oct 5", "Oct 12", "Oct 19"]


def widths(markup: str, css: str) -> list[float]:
    return [float(w) for w in re.findall(rf'class="{css}"[^>]*? width="([\d.]+)%"', markup)]


def test_bars_are_as_long_as_their_values() -> None:
    markup = bar_chart(["Food", "Poetry", "Rides"], [100, 25, 0], title="Hours")

    assert widths(markup, "chart__series-1") == [100, 25, 0]
    assert all(word in markup for word in ("Food", "Poetry", "Rides", ">100<", ">25<"))


def test_columns_stand_on_the_axis_and_share_their_slot() -> None:
    markup = column_chart(WEEKS, [Series("Offered", (4, 8, 2)), Series("Taken", (4, 4, 1))], title="Walks")

    assert markup.count("chart__series-1") == markup.count("chart__series-2") == 3
    heights = [float(h) for h in re.findall(r'chart__series-1"[^>]*? height="([\d.]+)"', markup)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.05)


def test_a_lone_line_is_shaded_and_two_are_not() -> None:
    one = line_chart(WEEKS, [Series("Taken", (1, 2, 3))], title="Walks")
    two = line_chart(WEEKS, [Series("Taken", (1, 2, 3)), Series("Offered", (3, 3, 3))], title="Walks")

    assert "chart__area" in one
    assert "chart__area" not in two
    assert "chart__line--2" in two


def test_a_ring_shows_a_part_for_each_share_and_the_whole_in_the_middle() -> None:
    markup = donut_chart(["Pay", "Travel", "Perks"], [60, 40, 0], title="Budget")

    assert markup.count("chart__dot") == 2
    assert ">100<" in markup


def test_a_ring_of_one_share_is_closed() -> None:
    assert re.search(r"A108 108 0 1 1", donut_chart(["Pay"], [5], title="Budget"))


def test_a_ring_of_nothing_is_an_empty_trough() -> None:
    assert "chart__trough" in donut_chart(["Pay"], [0], title="Budget")


def test_parts_of_a_whole_never_pass_it() -> None:
    markup = share_bar([("spent", 120), ("reserved", 30)], 100, title="Over")

    assert widths(markup, "spent") == [100]
    assert "reserved" not in markup


def test_parts_of_nothing_draw_nothing_wrong() -> None:
    assert widths(share_bar([("spent", 0)], 0, title="Empty"), "spent") == []


def test_a_short_line_rises_with_its_values() -> None:
    path = re.search(r'd="M4 32L156 4"', sparkline([1, 9], title="Rising"))

    assert path
    assert sparkline([], title="Nothing") == ""


def test_words_from_people_are_escaped() -> None:
    markup = bar_chart(['<script>"'], [1], title='A "title" & more')

    assert "<script>" not in markup
    ElementTree.fromstring(markup)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: bar_chart(["one"], [1, 2], title="x"),
        lambda: line_chart(WEEKS, [Series("short", (1,))], title="x"),
        lambda: line_chart(WEEKS, [], title="x"),
        lambda: line_chart([], [Series("none", ())], title="x"),
        lambda: column_chart(["one"], [Series(str(n), (1,)) for n in range(7)], title="x"),
    ],
    ids=["more values", "fewer values", "no series", "no labels", "too many series"],
)
def test_what_cannot_be_drawn_is_refused(draw: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        draw()  # type: ignore[operator]


@given(st.lists(amounts, min_size=1, max_size=60))
def test_every_chart_is_well_formed_and_free_of_styles(values: list[float]) -> None:
    labels = [f"Week {index}" for index, _ in enumerate(values)]
    series = [Series("a", tuple(values)), Series("b", tuple(reversed(values)))]

    for markup in (
        bar_chart(labels, values, title="t"),
        column_chart(labels, series, title="t"),
        line_chart(labels, series, title="t"),
        donut_chart(labels, values, title="t"),
        sparkline(values, title="t"),
        share_bar([("a", value) for value in values], sum(values), title="t"),
    ):
        root = ElementTree.fromstring(markup)
        assert root.get("role") == "img"
        assert root.get("aria-label") == "t"
        assert "style=" not in markup
        assert "nan" not in markup


@given(st.floats(0.001, 1e12))
def test_the_axis_ends_at_a_round_number_just_above(value: float) -> None:
    ceiling = nice_ceiling(value)

    assert value <= ceiling * (1 + 1e-9)
    assert ceiling <= value * 2.5 * (1 + 1e-9)


def test_numbers_are_written_without_needless_decimals() -> None:
    assert [plain_number(n) for n in (12, 12.0, 12.25, 1234567)] == ["12", "12", "12.2", "1,234,567"]


@pytest.mark.parametrize(
    ("most", "peak"), [(0, 4), (1, 4), (3, 4), (4, 4), (5, 8), (9, 12), (14, 20), (21, 40), (90, 100)]
)
def test_what_is_counted_has_whole_numbers_beside_it(most: int, peak: int) -> None:
    """A quarter of a gig says nothing to anybody."""
    assert nice_ceiling(most, whole=True) == peak

    markup = column_chart(WEEKS, [Series("Taken", (0, most, 0))], title="Walks")
    axis = [float(n) for n in re.findall(r">([\d.,]+)</text>", markup)]
    assert axis == [peak / 4, peak / 2, peak * 3 / 4, peak]
    assert all(step.is_integer() for step in axis)


def test_what_is_measured_may_have_parts() -> None:
    assert nice_ceiling(1.0) == 1.0

"""Columns of a market: what is wrong is refused by name before any work, and rows in any order become the same lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching.markets import large_market
from matching import InvalidProblem, Problem
from matching.engine.market import Market
from matching.engine.market_columns import micros
from matching.engine.ragged import NONE, UNKNOWN, Ragged, Vocabulary, from_lists, from_owners, merged
from matching.intervals import Interval, merge
from tests.matching.people import at, guide, walk


def small() -> Market:
    """Two fans and one gig."""
    return Market.from_problem(Problem(fans=[guide("a"), guide("b")], gigs=[walk()]))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("lat", [91.0, 0.0]),
        ("lon", [np.nan, 0.0]),
        ("radius_m", [-1, 0]),
        ("speed_kmh", [0, 1]),
        ("zone", [0, 7]),
        ("standing", [1001, 0]),
        ("fairness", [-1, 0]),
        ("room", [-1, 0]),
        ("day_cap", [1441, 0]),
    ],
)
def test_a_column_out_of_range_is_refused_by_name(name: str, values: list[Any]) -> None:
    market = small()
    column = np.array(values, dtype=getattr(market.fans, name).dtype)

    with pytest.raises(InvalidProblem) as refusal:
        Market(replace(market.fans, **{name: column}), market.gigs, market.words)

    assert refusal.value.field.startswith("fans.")


@pytest.mark.parametrize("column", [np.zeros(3, dtype=np.int32), np.zeros(2, dtype=np.int64), [0, 0]])
def test_a_column_of_another_shape_or_kind_is_refused(column: Any) -> None:
    with pytest.raises(InvalidProblem, match=r"fans\.radius_m"):
        replace(small().fans, radius_m=column)


def test_a_gig_that_ends_before_it_starts_is_refused() -> None:
    gigs = small().gigs

    with pytest.raises(InvalidProblem, match=r"gigs\.ends"):
        replace(gigs, ends=gigs.starts - 1)


def test_a_code_beyond_its_vocabulary_is_refused() -> None:
    market = small()
    skills = from_lists([[(99, 3)], []], np.int32, np.int8)

    with pytest.raises(InvalidProblem, match=r"fans\.skills"):
        Market(replace(market.fans, skills=skills), market.gigs, market.words)


def test_open_hours_that_touch_must_be_merged_first() -> None:
    market = small()
    touching = from_lists([[(10, 20), (20, 30)], []], np.int64, np.int64)

    with pytest.raises(InvalidProblem, match=r"fans\.open"):
        replace(market.fans, open=touching)
    assert replace(market.fans, open=merged(touching)).open.values[1].tolist() == [30]


def test_texts_become_codes_in_their_order() -> None:
    words = Vocabulary(["tea", "art", "tea"])

    assert words.texts == ("art", "tea")
    assert words.encode(["tea", None, "rum", "art"]).tolist() == [1, NONE, UNKNOWN, 0]


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 8)).map(lambda span: (at(span[0]), at(sum(span))))


@given(st.lists(st.lists(SPANS, max_size=6), min_size=1, max_size=4), st.sampled_from([1, 2**24]))
def test_merging_columns_is_merging_intervals(rows: list[list[tuple[Any, Any]]], unit: int) -> None:
    def number(when: Any) -> int:
        """In so small a unit that rows of several days no longer fit on one line."""
        return (micros(when) - micros(at(0))) * unit

    flat = [(owner, number(one), number(other)) for owner, row in enumerate(rows) for one, other in row]
    owners, begins, ends = (np.array([item[n] for item in flat], dtype=np.int64) for n in range(3))

    found = merged(from_owners("open", len(rows), owners, begins, ends))

    for owner, row in enumerate(rows):
        part = slice(int(found.starts[owner]), int(found.starts[owner + 1]))
        pairs = list(zip(*(value[part].tolist() for value in found.values), strict=True))
        expected = merge(Interval(*span) for span in row)
        assert pairs == [(number(span.starts_at), number(span.ends_at)) for span in expected]


def test_an_owner_who_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidProblem, match="skills"):
        from_owners("skills", 2, [0, 2], np.array([1, 1]))


def test_rows_are_taken_in_any_order() -> None:
    rows = Ragged(np.array([0, 2, 2, 3]), (np.array([5, 6, 7]),))

    taken = rows.take(np.array([2, 0, 1, 0]))

    assert taken.starts.tolist() == [0, 1, 3, 3, 5]
    assert taken.values[0].tolist() == [7, 5, 6, 5, 6]


def test_the_same_seed_makes_the_same_market() -> None:
    one, other = (large_market(fans=50, gigs=5, seed=9, cities=2) for _ in range(2))

    assert (one.fans.lat == other.fans.lat).all()
    assert (one.gigs.starts == other.gigs.starts).all()

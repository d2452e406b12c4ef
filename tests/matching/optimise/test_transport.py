"""Transport: compared with every matching, with published optima, and proved by its prices."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.optimise.transport import Edges, Transport, transport

MUCH = 10**9


def weight_of(edges: Edges, answer: Transport) -> int:
    """Weight of the matching that is held."""
    return sum(dict(row)[column] for row, column in zip(edges, answer.held, strict=True) if column >= 0)


def best_by_trying_all(edges: Edges, row: int = 0, used: frozenset[int] = frozenset()) -> int:
    """The greatest weight of any matching."""
    if row == len(edges):
        return 0
    best = best_by_trying_all(edges, row + 1, used)
    for column, weight in edges[row]:
        if column not in used:
            best = max(best, weight + best_by_trying_all(edges, row + 1, used | {column}))
    return best


def check_certificate(edges: Edges, answer: Transport) -> None:
    """Prices are not negative and cover every edge."""
    assert min((*answer.row_prices, *answer.column_prices), default=0) >= 0
    for row, columns in enumerate(edges):
        for column, weight in columns:
            assert answer.row_prices[row] + answer.column_prices[column] >= weight


@st.composite
def markets(draw: st.DrawFn) -> tuple[Edges, int]:
    """Up to five rows and four columns, few distinct weights so that ties are common."""
    columns = draw(st.integers(1, 4))
    weights = st.integers(0, draw(st.sampled_from([1, 5, 1000])))
    rows = draw(st.lists(st.dictionaries(st.integers(0, columns - 1), weights), max_size=5))
    return [sorted(row.items()) for row in rows], columns


@given(markets())
def test_no_matching_weighs_more_and_the_prices_prove_it(market: tuple[Edges, int]) -> None:
    edges, columns = market

    answer = transport(edges, columns, limit=MUCH)

    held = [column for column in answer.held if column >= 0]
    assert len(set(held)) == len(held)
    assert weight_of(edges, answer) == best_by_trying_all(edges) == answer.bound
    check_certificate(edges, answer)


@given(markets(), st.integers(-1, 10))
def test_even_cut_short_the_prices_bound_every_matching(market: tuple[Edges, int], limit: int) -> None:
    edges, columns = market

    answer = transport(edges, columns, limit=limit)

    check_certificate(edges, answer)
    assert weight_of(edges, answer) <= best_by_trying_all(edges) <= answer.bound


@pytest.mark.parametrize(
    ("rows", "columns", "levels"), [(60, 200, 10_000), (150, 150, 10_000), (120, 120, 1)]
)
def test_wide_contested_and_tied_markets_are_proved(rows: int, columns: int, levels: int) -> None:
    dice = random.Random(rows)
    edges = [
        [(column, dice.randint(0, levels)) for column in range(columns) if dice.random() < 0.2]
        for _ in range(rows)
    ]

    answer = transport(edges, columns, limit=MUCH)

    assert answer.is_complete
    assert weight_of(edges, answer) == answer.bound
    check_certificate(edges, answer)


def test_a_free_place_is_filled_even_if_it_is_worth_nothing() -> None:
    assert transport([[(0, 0)], []], 1, limit=MUCH).held == [0, -1]

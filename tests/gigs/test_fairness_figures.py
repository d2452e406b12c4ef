"""How evenly gigs fall: figures that keep their laws, whatever the numbers."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gigs.fairness_figures import SPAN, WEEK, spread, spreads
from tests.conftest import NOON


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40))
def test_the_figures_stay_in_their_ranges_and_count_everybody(had: list[int]) -> None:
    taken = [fan for fan, number in enumerate(had) for _ in range(number)]
    found = spread(range(len(had)), taken, NOON)
    assert 0 <= found.gini_permille <= 1000
    assert 0 <= found.lowest_permille <= 1000
    assert sum(found.by_number) == found.people == len(had)
    assert found.gigs == sum(had)
    assert found.never_permille == 1000 * had.count(0) // len(had)
    assert spread(list(reversed(range(len(had)))), reversed(taken), NOON) == found


@given(st.integers(1, 9), st.integers(1, 30))
def test_where_all_have_the_same_nothing_is_uneven(number: int, people: int) -> None:
    found = spread(range(people), [fan for fan in range(people) for _ in range(number)], NOON)
    assert (found.gini_permille, found.never_permille, found.lowest_permille) == (0, 0, 1000)


def test_each_week_looks_back_four_and_counts_who_was_there() -> None:
    members = {1: NOON - timedelta(days=90), 2: NOON - timedelta(days=3)}
    taken = [(1, NOON - SPAN - WEEK), (1, NOON - timedelta(days=1)), (9, NOON)]
    weeks = spreads(members, taken, NOON, weeks=6)
    assert [w.until for w in weeks] == [NOON - WEEK * n for n in range(5, -1, -1)]
    assert [(w.people, w.gigs) for w in weeks] == [(1, 1), (1, 1), (1, 1), (1, 1), (1, 0), (2, 1)]

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.superfans.availability import Rule, weekly_minutes
from marketplace.superfans.weekly_grid import cells_of, is_whole_hours, rules_of

cells = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 23)), max_size=60)


@given(cells)
def test_a_grid_survives_being_turned_into_windows_and_back(ticked):
    rules = rules_of(ticked)

    assert cells_of(rules) == ticked
    assert weekly_minutes(rules) == 60 * len(ticked)
    assert all(is_whole_hours(rule) for rule in rules)


def test_hours_next_to_each_other_become_one_window():
    assert rules_of({(0, 9), (0, 10), (0, 14), (6, 23)}) == [
        Rule(0, 540, 660),
        Rule(0, 840, 900),
        Rule(6, 1380, 0),
    ]


def test_a_window_over_midnight_fills_cells_of_both_days():
    assert cells_of([Rule(6, 23 * 60, 60)]) == {(6, 23), (0, 0)}


def test_a_whole_day_is_one_window():
    assert rules_of({(2, hour) for hour in range(24)}) == [Rule(2, 0, 0)]


def test_a_window_of_half_hours_is_left_to_the_list_beside_the_grid():
    assert cells_of([Rule(0, 570, 660)]) == set()

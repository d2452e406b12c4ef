"""Half-open intervals: the laws that everything about time rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Interval, InvalidProblem
from matching.intervals import check_interval, merge, missing, shared, whole_minutes
from tests.matching.people import at, intervals


def half_hours(spans: object) -> set[datetime]:
    """The half hours that intervals on the half-hour grid hold: a set to compare with."""
    held = set()
    for span in spans:  # type: ignore[attr-defined]
        instant = span.starts_at
        while instant < span.ends_at:
            held.add(instant)
            instant += timedelta(minutes=30)
    return held


def test_an_interval_holds_its_start_and_not_its_end() -> None:
    morning = Interval(at(8), at(12))

    assert morning.contains(at(8))
    assert not morning.contains(at(12))


def test_touching_intervals_do_not_overlap_and_merge_into_one() -> None:
    morning, afternoon = Interval(at(8), at(12)), Interval(at(12), at(17))

    assert not morning.overlaps(afternoon)
    assert merge([afternoon, morning]) == (Interval(at(8), at(17)),)


@given(st.lists(intervals(), max_size=8))
def test_merging_keeps_the_instants_and_leaves_gaps_between(spans: list[Interval]) -> None:
    merged = merge(spans)

    assert half_hours(merged) == half_hours(spans)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(merged))


@given(intervals(), st.lists(intervals(), max_size=8))
def test_missing_is_the_window_less_what_is_covered(window: Interval, spans: list[Interval]) -> None:
    gaps = missing(window, merge(spans))

    assert half_hours(gaps) == half_hours([window]) - half_hours(spans)


@given(intervals(), intervals())
def test_two_intervals_overlap_exactly_if_they_share_time(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) == other.overlaps(one) == (shared(one, other) > timedelta(0))


def test_other_zones_are_taken_as_the_same_instants() -> None:
    eastern = datetime.fromisoformat("2026-12-05T03:00:00-05:00")

    assert check_interval("x", (eastern, at(10))) == Interval(datetime(2026, 12, 5, 8, tzinfo=UTC), at(10))


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ((at(10), at(10)), "x.ends_at"),
        ((at(11), at(10)), "x.ends_at"),
        ((datetime(2026, 12, 5), at(10)), "x.starts_at"),  # noqa: DTZ001 - a naive instant is what is refused
        ((at(10),), "x"),
        ("ab", "x"),
        (("ten", at(10)), "x.starts_at"),
        ((datetime(1, 1, 1, tzinfo=UTC), at(10)), "x.starts_at"),
    ],
)
def test_what_is_no_interval_is_refused(value: object, field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        check_interval("x", value)

    assert refusal.value.field == field


def test_minutes_are_rounded_up() -> None:
    assert whole_minutes(timedelta(minutes=5)) == 5
    assert whole_minutes(timedelta(minutes=5, microseconds=1)) == 6

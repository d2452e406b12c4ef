"""Distances and travel times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from matching import InvalidProblem, Place, distance_m
from matching.geometry import check_place, travel_time
from tests.matching.people import AMSTERDAM, HAARLEM

globe = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@given(globe, globe)
def test_distances_agree_with_geopy_and_do_not_depend_on_direction(one: Place, other: Place) -> None:
    metres = distance_m(one, other)

    assert metres == distance_m(other, one)
    assert abs(metres - great_circle(one, other).meters) < 1 + metres * 1e-6


def test_a_known_distance() -> None:
    assert distance_m(AMSTERDAM, HAARLEM) == pytest.approx(17_000, abs=100)


def test_travel_time_counts_detours_and_rounds_up() -> None:
    # 10 km at 1.3 ways per distance and 15 km/h: 13 km, 52 minutes.
    assert travel_time(10_000, speed_kmh=15, detour_permille=1300) == timedelta(minutes=52)
    assert travel_time(1, speed_kmh=15, detour_permille=1000) == timedelta(seconds=1)
    assert travel_time(0, speed_kmh=15, detour_permille=1300) == timedelta(0)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ((91, 0), "x.lat"),
        ((0, -180.5), "x.lon"),
        ((float("nan"), 0), "x.lat"),
        ((10**400, 0), "x.lat"),
        (("52", 4), "x.lat"),
        ((True, 4), "x.lat"),
        ((1, 2, 3), "x"),
        (7, "x"),
    ],
)
def test_what_lies_off_the_globe_is_refused(value: object, field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        check_place("x", value)

    assert refusal.value.field == field

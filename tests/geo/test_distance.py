import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo import distance
from tests.geo.strategies import geodesic_m, inhabited, points, points_near, radii_m

DAM, ZOCALO, FERRY = (52.3731, 4.8926), (19.4326, -99.1332), (37.7955, -122.3937)


def test_known_distances() -> None:
    assert geodesic_m(DAM, ZOCALO) == pytest.approx(9_216_000, rel=0.01)
    assert distance.great_circle_m(FERRY, (37.7925, -122.4350)) == pytest.approx(3_640, rel=0.02)


@given(points, points)
def test_the_way_over_the_sphere_is_that_of_a_library(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    assert distance.great_circle_m(start, end) == pytest.approx(
        great_circle(start, end, radius=distance.EARTH_RADIUS_M / 1000).m, rel=1e-9, abs=1e-6
    )


@given(points, points)
def test_the_sphere_is_close_to_the_ellipsoid(start: tuple[float, float], end: tuple[float, float]) -> None:
    exact = geodesic_m(start, end)

    assert distance.great_circle_m(start, end) == pytest.approx(exact, rel=distance.SPHERE_ERROR, abs=1)


@given(points_near(), radii_m)
def test_a_box_holds_every_point_within_the_radius(
    pair: tuple[tuple[float, float], tuple[float, float]], radius_m: float
) -> None:
    centre, other = pair
    box = distance.box_around(centre, radius_m)

    if geodesic_m(centre, other) <= radius_m or distance.great_circle_m(centre, other) <= radius_m:
        assert box.holds(other)


@given(st.lists(inhabited, min_size=1, max_size=8))
def test_a_box_of_points_holds_them_all(listed: list[tuple[float, float]]) -> None:
    box = distance.box_of(listed)

    assert all(box.holds(point) for point in listed)


def test_a_box_goes_the_short_way_round_the_date_line() -> None:
    box = distance.box_of([(-17.7, 178.0), (-13.8, -171.8)])

    assert box.crosses_date_line
    assert box.holds((-15.0, 180.0))
    assert not box.holds((-15.0, 0.0))


@given(st.sampled_from(sorted(distance.TRAVEL_MODES)), st.floats(0, 100_000), st.floats(0, 100_000))
def test_further_never_takes_less_time(mode: str, one_m: float, other_m: float) -> None:
    near_m, far_m = sorted((one_m, other_m))

    assert distance.travel_minutes(mode, near_m) <= distance.travel_minutes(mode, far_m)


def test_walking_beats_the_train_round_the_corner_and_not_across_town() -> None:
    assert distance.travel_minutes("walk", 400) < distance.travel_minutes("transit", 400)
    assert distance.travel_minutes("walk", 8_000) > distance.travel_minutes("transit", 8_000)
    assert distance.travel_minutes("walk", 0) == 0


def test_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        distance.travel_minutes("bike", -1)

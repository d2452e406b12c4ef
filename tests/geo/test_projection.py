import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo.distance import great_circle_m
from marketplace.geo.projection import fit
from tests.geo.strategies import inhabited


@given(st.lists(inhabited, min_size=1, max_size=6))
def test_everything_fits_inside_the_margin(listed: list[tuple[float, float]]) -> None:
    projection = fit(listed, 400, 300, 20)

    for point in listed:
        x, y = projection.xy(*point)
        assert 19 <= x <= 381
        assert 19 <= y <= 281


def test_north_is_up_and_east_is_right() -> None:
    projection = fit([(52.0, 4.0), (53.0, 5.0)], 400, 300, 20)

    west, south = projection.xy(52.0, 4.0)
    east, north = projection.xy(53.0, 5.0)
    assert west < east
    assert north < south


def test_pixels_stand_for_metres() -> None:
    dam, oost = (52.3731, 4.8926), (52.3731, 4.9926)
    projection = fit([dam, oost], 900, 500, 50)
    across = projection.xy(*oost)[0] - projection.xy(*dam)[0]

    assert across * projection.m_per_px == pytest.approx(great_circle_m(dam, oost), rel=0.005)


def test_the_date_line_does_not_tear_the_drawing() -> None:
    projection = fit([(-17.7, 178.0), (-18.0, -179.0)], 400, 300, 20)

    assert projection.xy(-17.7, 178.0)[0] < projection.xy(-18.0, -179.0)[0]
    assert projection.box.crosses_date_line


def test_a_single_point_keeps_its_surroundings() -> None:
    projection = fit([(37.77, -122.42)], 400, 400, 40)

    assert projection.xy(37.77, -122.42) == (200.0, 200.0)
    assert 2 < projection.m_per_px < 6

from itertools import pairwise

import pytest
from hypothesis import example, given

from marketplace.geo.cells import cell_of, cell_ranges_covering, cells_covering
from marketplace.geo.distance import great_circle_m
from tests.geo.strategies import geodesic_m, points, points_near, radii_m

Pair = tuple[tuple[float, float], tuple[float, float]]


@given(points_near(), radii_m)
@example(((0.0, 180.0), (0.0, -180.0)), 0.0)
@example(((0.0, 179.99), (0.0, -179.99)), 3_000.0)
@example(((89.99, 0.0), (89.99, 180.0)), 3_000.0)
@example(((-90.0, 0.0), (-90.0, 77.0)), 1.0)
@example(((52.35, 4.95), (52.35, 4.95)), 0.0)
def test_no_point_within_the_radius_is_missed(pair: Pair, radius_m: float) -> None:
    centre, other = pair

    if great_circle_m(centre, other) <= radius_m or geodesic_m(centre, other) <= radius_m:
        cell = cell_of(*other)
        assert any(first <= cell <= last for first, last in cell_ranges_covering(*centre, radius_m))


@given(points, radii_m)
def test_ranges_are_the_same_cells_sorted_and_apart(point: tuple[float, float], radius_m: float) -> None:
    if abs(point[0]) > 80:
        return  # Near a pole a list of every column is no use to anybody.
    ranges = cell_ranges_covering(*point, radius_m)
    listed = cells_covering(*point, radius_m)

    assert listed == sorted(set(listed))
    assert len(listed) == sum(int(last) - int(first) + 1 for first, last in ranges)
    assert all(before.last < after.first for before, after in pairwise(ranges))


@given(points)
def test_a_cell_is_eight_digits(point: tuple[float, float]) -> None:
    cell = cell_of(*point)

    assert len(cell) == 8
    assert cell.isdigit()


def test_a_cover_is_not_much_larger_than_its_circle() -> None:
    assert len(cells_covering(52.37, 4.9, 2_000)) <= 6
    assert len(cells_covering(52.37, 4.9, 25_000)) <= 130
    assert len(cells_covering(52.37, 4.9, 50_000)) <= 450


@pytest.mark.parametrize("point", [(91, 0), (0, 181), (-90.1, 0), (0, -200)])
def test_a_point_off_the_earth_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no such point"):
        cell_of(*point)


def test_a_negative_radius_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        cells_covering(0, 0, -1)

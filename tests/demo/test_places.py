from itertools import pairwise
from random import Random

import pytest

from marketplace.demo.hours import WEEKS, open_minutes
from marketplace.demo.places import HOMES, STREETS, Street, address_in, point_near
from marketplace.geo.distance import great_circle_m
from marketplace.geo.landmarks import CITIES_BY_CODE, MEXICO_CITY


def test_there_are_homes_in_every_city() -> None:
    assert HOMES.keys() == CITIES_BY_CODE.keys()
    assert all(len(homes) >= 20 for homes in HOMES.values())


@pytest.mark.parametrize("street", STREETS, ids=lambda street: street.name)
def test_a_street_lies_by_its_colonia(street: Street) -> None:
    (colonia,) = (place for place in MEXICO_CITY.places if place.name == street.colonia)
    middle = address_in(street, street.number_max // 2)

    assert great_circle_m((colonia.lat, colonia.lon), (middle.lat, middle.lon)) < 1_300
    assert 150 < great_circle_m(street.start, street.end) < 2_200
    assert street.postcode[0] in "01"


def test_higher_numbers_lie_further_along() -> None:
    street = STREETS[0]
    houses = [address_in(street, number) for number in (1, 40, 80, 120)]
    way_m = [great_circle_m(street.start, (house.lat, house.lon)) for house in houses]

    assert all(near_m < far_m for near_m, far_m in pairwise(way_m))
    assert address_in(street, 42, "-3").text == "Orizaba 42-3, Roma Norte, 06700 Ciudad de México"


def test_points_near_are_near_and_all_round() -> None:
    rng = Random(1)
    points = [point_near(rng, 52.37, 4.89, 300) for _ in range(200)]

    assert all(great_circle_m((52.37, 4.89), point) <= 302 for point in points)
    assert {(point.lat > 52.37, point.lon > 4.89) for point in points} == {
        (a, b) for a in (0, 1) for b in (0, 1)
    }


def test_weeks_are_sorted_and_of_sensible_length() -> None:
    for name, weeks in WEEKS.items():
        for week in weeks:
            assert list(week) == sorted(week)
            assert 12 * 60 <= open_minutes(week) <= 60 * 60, name

import itertools

import pytest

from marketplace.geo.distance import great_circle_m
from marketplace.geo.landmarks import CITIES, LANDMARK, NEIGHBOURHOOD, STATION, City
from marketplace.geo.zones import zone_at

by_city = pytest.mark.parametrize("city", CITIES, ids=lambda city: city.code)


@by_city
def test_places_lie_within_the_city_and_its_zone(city: City) -> None:
    for place in city.places:
        assert great_circle_m((city.lat, city.lon), (place.lat, place.lon)) < 16_000, place.name
        assert zone_at(place.lat, place.lon) == city.timezone, place.name


@by_city
def test_places_are_many_named_once_and_apart(city: City) -> None:
    names = [place.name for place in city.places]

    assert len(names) == len(set(names)) >= 25
    assert {place.kind for place in city.places} == {NEIGHBOURHOOD, LANDMARK, STATION}
    for one, other in itertools.combinations(city.places, 2):
        if one.kind == other.kind:
            assert great_circle_m((one.lat, one.lon), (other.lat, other.lon)) > 90, (one.name, other.name)

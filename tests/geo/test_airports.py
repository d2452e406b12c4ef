import pytest

from marketplace.geo.airports import airport
from marketplace.geo.distance import great_circle_m
from marketplace.geo.landmarks import CITIES, City
from marketplace.geo.zones import zone_at


def test_an_airport_is_found_however_its_code_is_written() -> None:
    schiphol = airport(" ams ")

    assert schiphol is not None
    assert (schiphol.iata, schiphol.city, schiphol.country) == ("AMS", "Amsterdam", "NL")
    assert schiphol.timezone == "Europe/Amsterdam"


def test_no_airport_is_none() -> None:
    assert airport("QQQ") is None
    assert airport("") is None


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.code)
def test_each_known_city_has_its_airport_nearby_in_its_zone(city: City) -> None:
    found = airport(city.code)

    assert found is not None
    assert great_circle_m((city.lat, city.lon), (found.lat, found.lon)) < 25_000
    assert zone_at(found.lat, found.lon) == found.timezone == city.timezone

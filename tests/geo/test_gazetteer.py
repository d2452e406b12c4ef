from pathlib import Path

import pytest
from geopy.exc import ConfigurationError, GeocoderQueryError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from marketplace.geo.gazetteer import Gazetteer, geocoder_from
from marketplace.geo.gazetteer_index import ensure_index, index_path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "not" / "there" / "yet"


@pytest.fixture(scope="module")
def gazetteer(folder: Path) -> Gazetteer:
    return Gazetteer(folder)


def first(gazetteer: Gazetteer, query: str, **options: object) -> Location:
    found = gazetteer.geocode(query, **options)  # type: ignore[arg-type]
    assert isinstance(found, Location), query
    return found


@pytest.mark.parametrize(
    ("query", "name", "country"),
    [
        ("Amsterdam", "Amsterdam", "NL"),
        ("ÁMSTERDAM", "Amsterdam", "NL"),
        ("Ciudad de México", "Mexico City", "MX"),
        ("ciudad de mexico", "Mexico City", "MX"),
        ("  san   francisco ", "San Francisco", "US"),
        ("San Fr", "San Francisco", "US"),
        ("Amsterdam, New York", "Amsterdam", "US"),
        ("San Francisco, CA, USA", "San Francisco", "US"),
        ("Londres", "London", "GB"),
        ("roma norte", "Roma Norte", "MX"),
        ("Roma Norte, Ciudad de México, México", "Roma Norte", "MX"),
        ("el castro", "The Castro", "US"),
        ("Estación Central de Ámsterdam", "Amsterdam Centraal", "NL"),
        ("Mission District, California", "Mission District", "US"),
        ("SFO", "San Francisco International Airport", "US"),
        ("Nueva York", "New York City", "US"),
        ("Köln", "Köln", "DE"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(
    gazetteer: Gazetteer, query: str, name: str, country: str
) -> None:
    found = first(gazetteer, query)

    assert (found.raw["name"], found.raw["country"]) == (name, country)


def test_the_answer_speaks_the_readers_language(gazetteer: Gazetteer) -> None:
    assert first(gazetteer, "Zócalo", language="es").address == "Zócalo, Ciudad de México, México"
    assert first(gazetteer, "Amsterdam", language="es-MX").address == "Ámsterdam, Países Bajos"
    assert first(gazetteer, "Amsterdam").address == "Amsterdam, Netherlands"


def test_an_address_finds_its_neighbourhood_and_says_what_it_left_out(gazetteer: Gazetteer) -> None:
    found = first(gazetteer, "Orizaba 42, Roma Norte, Ciudad de México")

    assert found.raw["name"] == "Roma Norte"
    assert found.raw["unmatched"] == "Orizaba 42"
    assert first(gazetteer, "Roma Norte").raw["unmatched"] == ""


@pytest.mark.parametrize(
    "query", ["xyzzy", "", " , ,", "!!!", "a" * 5000, "'; DROP TABLE place; --", "%", "\x00"]
)
def test_what_names_no_place_finds_none(gazetteer: Gazetteer, query: str) -> None:
    assert gazetteer.geocode(query) is None
    assert gazetteer.geocode(query, exactly_one=False) is None


def test_several_places_come_best_first_and_no_more_than_asked(gazetteer: Gazetteer) -> None:
    found = gazetteer.geocode("san francisco", exactly_one=False, limit=4)

    assert isinstance(found, list)
    assert len(found) == 4
    assert found[0].raw["country"] == "US"
    assert len({place.raw["id"] for place in found}) == 4


def test_a_country_or_a_view_narrows_the_choice(gazetteer: Gazetteer) -> None:
    around_the_bay = [(37.6, -122.6), (37.9, -122.2)]

    assert first(gazetteer, "San Francisco", country_codes="ph").raw["country"] == "PH"
    assert first(gazetteer, "mission di", viewbox=around_the_bay).raw["name"] == "Mission District"


@pytest.mark.parametrize(
    ("point", "label"),
    [
        ((37.7605, -122.416), "Mission District, San Francisco, United States"),
        ("52.3790, 4.9000", "Amsterdam Centraal, Amsterdam, Netherlands"),
        ((40.0, -3.0), "Tarancón, Spain"),
    ],
)
def test_a_point_is_named_by_what_is_beside_it(gazetteer: Gazetteer, point: object, label: str) -> None:
    found = gazetteer.reverse(point)

    assert isinstance(found, Location)
    assert found.address == label


def test_a_point_in_the_ocean_has_no_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.reverse((0, -150)) is None


def test_reverse_gives_the_nearest_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.reverse((52.3731, 4.8926), exactly_one=False, limit=3, language="es")

    assert isinstance(found, list)
    assert found[0].address == "Plaza Dam, Ámsterdam, Países Bajos"
    assert len(found) == 3


def test_the_index_is_built_once_and_whole(gazetteer: Gazetteer, folder: Path) -> None:
    first(gazetteer, "Amsterdam")
    built_at_ns = index_path(folder).stat().st_mtime_ns

    first(Gazetteer(folder), "San Francisco")

    assert ensure_index(folder) == index_path(folder)
    assert index_path(folder).stat().st_mtime_ns == built_at_ns
    assert [path.suffix for path in folder.iterdir()] == [".sqlite3"]


def test_only_text_is_looked_up(gazetteer: Gazetteer) -> None:
    with pytest.raises(GeocoderQueryError):
        gazetteer.geocode({"city": "Amsterdam"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="less than 1"):
        gazetteer.geocode("Amsterdam", exactly_one=False, limit=0)


def test_the_settings_choose_the_geocoder(tmp_path: Path) -> None:
    own = geocoder_from("gazetteer", folder=tmp_path)
    theirs = geocoder_from("nominatim", folder=tmp_path, user_agent="muster", url="http://geo.example.org")

    assert isinstance(own, Gazetteer)
    assert isinstance(own, Geocoder)
    assert isinstance(theirs, Nominatim)
    assert theirs.api == "http://geo.example.org/search"
    assert isinstance(geocoder_from("photon", folder=tmp_path), Photon)


@pytest.mark.parametrize(("kind", "url"), [("atlas", None), ("nominatim", "geo.example.org")])
def test_a_wrong_setting_is_refused(tmp_path: Path, kind: str, url: str | None) -> None:
    with pytest.raises(ConfigurationError):
        geocoder_from(kind, folder=tmp_path, user_agent="muster", url=url)

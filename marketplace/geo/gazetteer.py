"""A geocoder that needs no network: cities, airports and local places behind geopy's geocoder interface."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from geopy.exc import ConfigurationError, GeocoderQueryError
from geopy.geocoders import Nominatim, Photon
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from marketplace.geo.cells import cell_ranges_covering
from marketplace.geo.distance import Box, great_circle_m
from marketplace.geo.gazetteer_index import AIRPORT, CITY, Place, ensure_index
from marketplace.geo.place_names import COUNTRY_NICKNAMES, country_name, fold

DEFAULT_LIMIT = 10
# Shorter words would match half the world by their beginning.
PREFIX_LETTERS_MIN = 2
PREFIX_ROWS_MAX = 400
# A landmark names a point when it is this near; a city names one out to the last of the widening circles.
LOCAL_REACH_M = 1_500.0
REVERSE_CIRCLES_M = (LOCAL_REACH_M, 15_000.0, 60_000.0, 250_000.0)
# How well a local place is known beside cities, in inhabitants.
LOCAL_WEIGHT = 60_000
AIRPORT_WEIGHT = 1_000

_BY_NAME = """
SELECT name.is_main, 0, place.* FROM name JOIN place ON place.id = name.place_id WHERE name.folded = ?
"""
_BY_BEGINNING = """
SELECT name.is_main, 1, place.* FROM name JOIN place ON place.id = name.place_id
WHERE name.folded > ? AND name.folded < ? ORDER BY place.population DESC, place.id LIMIT ?
"""
_LOCAL_IN_CELLS = "SELECT * FROM place WHERE cell BETWEEN ? AND ? AND kind NOT IN ('city', 'airport')"
_CITIES_IN_CELLS = "SELECT * FROM place WHERE cell BETWEEN ? AND ? AND kind = 'city'"


class Gazetteer(Geocoder):
    """Offline geocoder; results are places, not house numbers.

    An address is looked up from its most particular part to its least: "Orizaba 42, Roma Norte, Ciudad de
    México" finds Roma Norte, and says in `raw["unmatched"]` what it could not place.
    """

    def __init__(self, folder: Path, *, user_agent: str | None = None) -> None:
        super().__init__(user_agent=user_agent)
        self._folder = Path(folder)
        self._path: Path | None = None

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | bool = False,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
    ) -> Location | list[Location] | None:
        """Places that a text names, best first: exact names before beginnings, then inside the view, then size."""
        if not isinstance(query, str):
            raise GeocoderQueryError("the gazetteer looks up text")
        if limit is not None and limit < 1:
            raise ValueError("limit cannot be less than 1")
        wanted = 1 if exactly_one else limit or DEFAULT_LIMIT
        countries = _as_countries(country_codes)
        box = _as_box(viewbox)
        parts = [part for part in (piece.strip() for piece in query.split(",")) if fold(part)]
        for dropped in range(len(parts)):
            name, context = parts[dropped], parts[dropped + 1 :]
            found = self._named(name, context, countries, box, wanted)
            if found:
                unmatched = ", ".join(parts[:dropped])
                located = [_location(place, _language(language), unmatched) for place in found]
                return located[0] if exactly_one else located
        return None

    def reverse(
        self,
        query: Any,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        language: str | bool = False,
    ) -> Location | list[Location] | None:
        """The local place beside a point, else the nearest city; None far from everything."""
        point = query if isinstance(query, Point) else Point(query)
        here = (point.latitude, _plain_longitude(point.longitude))
        wanted = 1 if exactly_one else limit or DEFAULT_LIMIT
        for radius_m in REVERSE_CIRCLES_M:
            near = self._within(here, radius_m)
            if near:
                located = [_location(place, _language(language), "") for place in near[:wanted]]
                return located[0] if exactly_one else located
        return None

    def _named(
        self, name: str, context: list[str], countries: frozenset[str], box: Box | None, wanted: int
    ) -> list[Place]:
        folded = fold(name)
        with closing(self._connect()) as connection:
            rows = connection.execute(_BY_NAME, (folded,)).fetchall()
            if len(folded) >= PREFIX_LETTERS_MIN:
                last = folded + "\uffff"
                rows += connection.execute(_BY_BEGINNING, (folded, last, PREFIX_ROWS_MAX)).fetchall()
        ranked: dict[int, tuple[tuple[int, int, int, int], Place]] = {}
        for is_main, is_prefix, *columns in rows:
            place = Place(*columns)
            if (countries and place.country not in countries) or not _is_in_context(place, context):
                continue
            inside = box is not None and box.holds((place.lat, place.lon))
            rank = (_match_rank(place, folded, is_main, is_prefix), not inside, -_weight(place), place.id)
            if place.id not in ranked or rank < ranked[place.id][0]:
                ranked[place.id] = (rank, place)
        return [place for _, place in sorted(ranked.values())[:wanted]]

    def _within(self, here: tuple[float, float], radius_m: float) -> list[Place]:
        in_cells = _LOCAL_IN_CELLS if radius_m <= LOCAL_REACH_M else _CITIES_IN_CELLS
        found: list[Place] = []
        with closing(self._connect()) as connection:
            for cells in cell_ranges_covering(*here, radius_m):
                found += (Place(*row) for row in connection.execute(in_cells, cells))
        measured = [(great_circle_m(here, (place.lat, place.lon)), place.id, place) for place in found]
        return [place for distance_m, _, place in sorted(measured) if distance_m <= radius_m]

    def prepare(self) -> None:
        """Build the index now where it is missing, so that nobody's search waits for it."""
        self._connect().close()

    def _connect(self) -> sqlite3.Connection:
        # A connection for each look-up costs 0.1 ms and is safe across threads and forks.
        if self._path is None or not self._path.exists():
            self._path = ensure_index(self._folder)
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def geocoder_from(
    kind: str, *, folder: Path, user_agent: str | None = None, url: str | None = None, timeout_s: float = 5.0
) -> Geocoder:
    """The geocoder that the settings ask for: `gazetteer`, `nominatim` or `photon`.

    `url` is the server's address for the last two, such as https://geocoder.example.org; theirs when None.
    """
    if kind == "gazetteer":
        return Gazetteer(folder, user_agent=user_agent)
    services = {"nominatim": Nominatim, "photon": Photon}
    if kind not in services:
        raise ConfigurationError(f"no geocoder is called {kind!r}: gazetteer, nominatim or photon")
    options: dict[str, Any] = {"user_agent": user_agent, "timeout": timeout_s}
    if url:
        scheme, separator, domain = url.partition("://")
        if not separator:
            raise ConfigurationError(f"{url!r} is not an address such as https://geocoder.example.org")
        options |= {"scheme": scheme, "domain": domain}
    return services[kind](**options)


def _match_rank(place: Place, folded: str, is_main: int, is_prefix: int) -> int:
    if not is_prefix:
        if is_main:
            return 0
        return 1 if place.iata.casefold() == folded else 2
    return 3 if is_main else 4


def _weight(place: Place) -> int:
    if place.kind == CITY:
        return place.population
    return AIRPORT_WEIGHT if place.kind == AIRPORT else LOCAL_WEIGHT


def _is_in_context(place: Place, context: list[str]) -> bool:
    """Whether every later part of the query names the place's city, region or country."""
    known = {place.city, place.city_es, place.region, place.region_code, place.country}
    known |= {country_name(place.country, "en"), country_name(place.country, "es")}
    known |= COUNTRY_NICKNAMES.get(place.country, frozenset())
    folded = {fold(name) for name in known} - {""}
    return all(fold(part) in folded for part in context)


def _location(place: Place, language: str, unmatched: str) -> Location:
    in_spanish = language == "es"
    name = (in_spanish and place.name_es) or place.name
    city = (in_spanish and place.city_es) or place.city
    # A city says enough of where it is; its state would only lengthen the line.
    region = "" if city else place.region
    parts = [name, city, region, country_name(place.country, "es" if in_spanish else "en")]
    label = ", ".join(part for part in parts if part)
    raw = place._asdict() | {"label": label, "unmatched": unmatched}
    return Location(label, Point(place.lat, place.lon), raw)


def _language(language: str | bool) -> str:
    return language[:2].lower() if isinstance(language, str) else "en"


def _as_countries(country_codes: str | Sequence[str] | None) -> frozenset[str]:
    listed = [country_codes] if isinstance(country_codes, str) else country_codes or []
    return frozenset(code.upper() for code in listed)


def _as_box(viewbox: Sequence[Any] | None) -> Box | None:
    if viewbox is None:
        return None
    corners = [Point(corner) for corner in viewbox]
    lats, lons = [c.latitude for c in corners], [c.longitude for c in corners]
    return Box(min(lats), min(lons), max(lats), max(lons))


def _plain_longitude(lon: float) -> float:
    return max(-180.0, min(180.0, lon))

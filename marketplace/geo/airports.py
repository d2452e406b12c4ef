"""Airports of the world by IATA code."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import airportsdata

from marketplace.geo.distance import great_circle_m
from marketplace.geo.zones import FALLBACK_ZONE


class Airport(NamedTuple):
    """An airport with its IATA code, names, ISO country, position in degrees and IANA time zone."""

    iata: str
    name: str
    city: str
    country: str
    lat: float
    lon: float
    timezone: str


def airport(iata: str) -> Airport | None:
    """The airport with an IATA code, however it is written; None when there is none."""
    return airports_by_iata().get(iata.strip().upper())


def nearest_airport(lat: float, lon: float) -> Airport:
    """The airport that is nearest to a point: a suggestion, for people know which one they mean."""
    return min(airports_by_iata().values(), key=lambda one: great_circle_m((lat, lon), (one.lat, one.lon)))


@cache
def airports_by_iata() -> dict[str, Airport]:
    """All airports that have an IATA code, read once and kept as slim tuples (about 3 MB)."""
    return {
        code: Airport(
            iata=code,
            name=row["name"],
            city=row["city"],
            country=row["country"],
            lat=row["lat"],
            lon=row["lon"],
            timezone=row["tz"] or FALLBACK_ZONE,
        )
        for code, row in airportsdata.load("IATA").items()
    }

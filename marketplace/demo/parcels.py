"""Parcels of one day: invented recipients at plausible addresses of Mexico City."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple

from marketplace.demo.people_parts import full_name, pick, weighted
from marketplace.demo.places import STREETS, address_in
from marketplace.demo.words_names import POOLS
from marketplace.demo.words_parcels import CONTENTS, INSIDES, NOTES, WINDOWS

TIMEZONE = "America/Mexico_City"


class ParcelSketch(NamedTuple):
    """A thing to deliver; times are local, and None where the whole day will do."""

    number: int
    recipient_name: str
    recipient_phone: str
    address: str
    lat: float
    lon: float
    contents: str
    litres: int
    opens_local: str | None
    closes_local: str | None
    notes: str


_NAMES = weighted(POOLS["mex"])
_CONTENTS = weighted([((contents, litres), weight) for contents, litres, weight in CONTENTS])
_WINDOWS = weighted(WINDOWS)
_INSIDES = weighted(INSIDES)
# Long streets have more houses than short ones.
_STREETS = weighted([(street, street.number_max) for street in STREETS])


def parcels(rng: Random, count: int, on: date) -> Iterator[ParcelSketch]:
    """Parcels to be delivered on a date, one by one; no two for one house."""
    taken: set[tuple[str, int]] = set()
    for number in range(1, count + 1):
        street = _STREETS.pick(rng)
        house = 3 + int(rng.random() * (street.number_max - 3))
        while (street.name, house) in taken and len(taken) < 2_000:
            house = 3 + int(rng.random() * (street.number_max - 3))
        taken.add((street.name, house))
        inside = _INSIDES.pick(rng).format(n=1 + int(rng.random() * 8), m=1 + int(rng.random() * 4))
        where = address_in(street, house, inside)
        contents, litres = _CONTENTS.pick(rng)
        window = _WINDOWS.pick(rng)
        opens, closes = (f"{on.isoformat()}T{clock}:00" for clock in window) if window else (None, None)
        yield ParcelSketch(
            number=number,
            recipient_name=full_name(rng, _NAMES.pick(rng)),
            # No telephone in Mexico City begins with 0000.
            recipient_phone=f"+52 55 0000 {int(rng.random() * 10_000):04d}",
            address=where.text,
            lat=where.lat,
            lon=where.lon,
            contents=contents,
            litres=litres,
            opens_local=opens,
            closes_local=closes,
            notes=pick(rng, NOTES),
        )

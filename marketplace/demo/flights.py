"""Flights into and out of Amsterdam: invented numbers, real airports, times that the distances allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketplace.geo.airports import Airport, airport
from marketplace.geo.distance import great_circle_m
from marketplace.geo.windows import LayoverWindow, WindowRules, layover_window

HUB = "AMS"
# Cruising speed over the ground, and what taxiing, climb and approach add.
CRUISE_KMH = 850
GROUND_MINUTES = 35
LONG_HAUL_M = 3_500_000
# The weekday, Monday 0, on which long-haul aeroplanes do not come, and the one on which they do not go.
RESTING_WEEKDAYS = (2, 1)


class Flight(NamedTuple):
    """One flight on one date, with the clock times that its tickets print."""

    number: str
    from_iata: str
    to_iata: str
    departs_at: datetime
    arrives_at: datetime
    departs_local: str
    arrives_local: str


class FlightPair(NamedTuple):
    """Two flights of one traveller with a layover at the hub between them."""

    arrival: Flight
    departure: Flight
    window: LayoverWindow


class _Route(NamedTuple):
    """A daily flight: its number, the other airport, and when it is at the hub."""

    number: int
    iata: str
    at_hub: time


# The other airport; when its flight lands at the hub; when the hub's flight to it leaves. The long-haul wave comes
# in at dawn and goes out from noon; Europe feeds it in three banks.
_TIMETABLE = """
    SFO 08:55 09:50, LAX 09:25 10:05, JFK 06:10 13:20, EWR 05:40 16:40, ATL 06:35 10:25, ORD 06:50 12:30,
    IAD 06:20 12:50, MEX 12:45 14:35, YYZ 07:15 14:45, YUL 06:30 15:20, GRU 11:20 21:40, GIG 12:05 22:05,
    BOG 10:55 19:55, EZE 13:10 21:15, NRT 17:40 14:40, ICN 17:55 21:25, HKG 06:05 20:50, SIN 06:40 21:00,
    DEL 07:50 11:45, BOM 07:30 11:10, NBO 06:15 20:35, CPT 10:05 10:15, JNB 10:25 10:35, ACC 05:55 14:25,
    DXB 07:05 14:10,
    LHR 08:40 16:35, CDG 09:10 17:10, WAW 08:30 20:45, BLL 08:25 20:55, FCO 09:35 16:15, MXP 09:05 17:20,
    BCN 09:55 20:20, MAD 10:15 16:55, LIS 10:40 20:35, MUC 08:45 17:15, BER 08:50 17:00, CPH 08:35 20:30,
    ARN 09:20 20:40, OSL 09:00 21:05, ATH 11:05 14:20, VIE 09:15 20:15, PRG 09:10 20:50, DUB 10:20 16:20,
    EDI 10:35 16:05, BUD 09:40 20:25
"""
AIRLINE_CODE = "MW"
FIRST_NUMBER = 218


def _routes(timetable: str) -> tuple[tuple[_Route, ...], tuple[_Route, ...]]:
    """Flights to the hub, with even numbers, and from it, each one less than the flight back."""
    inbound_routes, outbound_routes = [], []
    for n, entry in enumerate(timetable.split(",")):
        iata, lands, leaves = entry.split()
        number = FIRST_NUMBER + 14 * n
        inbound_routes.append(_Route(number, iata, time.fromisoformat(lands)))
        outbound_routes.append(_Route(number - 1, iata, time.fromisoformat(leaves)))
    return tuple(inbound_routes), tuple(outbound_routes)


INBOUND, OUTBOUND = _routes(_TIMETABLE)


def inbound(on: date) -> list[Flight]:
    """Flights that land at the hub on a date of its own calendar, earliest first."""
    flights = (_flight(route, on, is_inbound=True) for route in INBOUND if _flies(route, on))
    return sorted(flights, key=lambda flight: flight.arrives_at)


def outbound(on: date) -> list[Flight]:
    """Flights that leave the hub on a date of its own calendar, earliest first."""
    flights = (_flight(route, on, is_inbound=False) for route in OUTBOUND if _flies(route, on))
    return sorted(flights, key=lambda flight: flight.departs_at)


def layover_pairs(
    rng: Random, on: date, count: int, rules: WindowRules | None = None
) -> Iterator[FlightPair]:
    """Travellers of one date whose layover leaves time for the city, each with a flight each way.

    Nobody flies back where they came from, and at least one of the two flights crosses a sea.
    """
    pairs = connections(on, rules)
    for _ in range(count):
        yield pairs[int(rng.random() * len(pairs))]


def connections(on: date, rules: WindowRules | None = None) -> list[FlightPair]:
    """All pairs of one date with a usable window, in the order of arrival and departure."""
    pairs = []
    for arrival in inbound(on):
        for departure in outbound(on):
            if departure.to_iata == arrival.from_iata:
                continue
            if not (_is_long_haul(arrival.from_iata) or _is_long_haul(departure.to_iata)):
                continue
            window = layover_window(arrival.arrives_at, departure.departs_at, rules)
            if isinstance(window, LayoverWindow):
                pairs.append(FlightPair(arrival, departure, window))
    return pairs


def block_minutes(from_iata: str, to_iata: str) -> int:
    """Minutes from gate to gate, to the next five."""
    hop_m = great_circle_m(_point(from_iata), _point(to_iata))
    return round((hop_m / 1000 / CRUISE_KMH * 60 + GROUND_MINUTES) / 5) * 5


def _flight(route: _Route, on: date, *, is_inbound: bool) -> Flight:
    minutes = timedelta(minutes=block_minutes(route.iata, HUB))
    at_hub = datetime.combine(on, route.at_hub, ZoneInfo(_known(HUB).timezone)).astimezone(UTC)
    departs_at, arrives_at = (at_hub - minutes, at_hub) if is_inbound else (at_hub, at_hub + minutes)
    from_iata, to_iata = (route.iata, HUB) if is_inbound else (HUB, route.iata)
    return Flight(
        number=f"{AIRLINE_CODE} {route.number}",
        from_iata=from_iata,
        to_iata=to_iata,
        departs_at=departs_at,
        arrives_at=arrives_at,
        departs_local=_local(departs_at, from_iata),
        arrives_local=_local(arrives_at, to_iata),
    )


def _local(instant: datetime, iata: str) -> str:
    return instant.astimezone(ZoneInfo(_known(iata).timezone)).strftime("%Y-%m-%dT%H:%M:%S")


def _flies(route: _Route, on: date) -> bool:
    return not _is_long_haul(route.iata) or on.weekday() != RESTING_WEEKDAYS[route.number % 2]


@cache
def _is_long_haul(iata: str) -> bool:
    return great_circle_m(_point(iata), _point(HUB)) >= LONG_HAUL_M


def _point(iata: str) -> tuple[float, float]:
    found = _known(iata)
    return found.lat, found.lon


def _known(iata: str) -> Airport:
    found = airport(iata)
    if found is None:
        raise LookupError(f"no airport has the code {iata}")
    return found

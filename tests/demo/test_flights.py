from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from marketplace.demo.flights import block_minutes, connections, inbound, layover_pairs, outbound
from marketplace.geo.airports import airport

SATURDAY = date(2026, 11, 28)
DATES = [SATURDAY, date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 24), date(2026, 11, 25)]


@pytest.mark.parametrize("on", DATES, ids=str)
def test_flights_touch_the_hub_on_the_date_asked_for(on: date) -> None:
    for flight in inbound(on):
        assert flight.to_iata == "AMS"
        assert flight.arrives_local.startswith(on.isoformat())
    for flight in outbound(on):
        assert flight.from_iata == "AMS"
        assert flight.departs_local.startswith(on.isoformat())


def test_printed_times_are_the_airports_own_clocks() -> None:
    for flight in [*inbound(SATURDAY), *outbound(SATURDAY)]:
        for iata, at, local in (
            (flight.from_iata, flight.departs_at, flight.departs_local),
            (flight.to_iata, flight.arrives_at, flight.arrives_local),
        ):
            there = airport(iata)
            assert there is not None
            assert at.astimezone(ZoneInfo(there.timezone)).replace(tzinfo=None) == datetime.fromisoformat(
                local
            )


def test_flights_take_as_long_as_their_distance() -> None:
    assert 600 <= block_minutes("SFO", "AMS") <= 690
    assert 60 <= block_minutes("AMS", "CPH") <= 100
    for flight in inbound(SATURDAY):
        assert flight.arrives_at - flight.departs_at == timedelta(
            minutes=block_minutes(flight.from_iata, "AMS")
        )


def test_every_flight_has_a_number_of_its_own_and_comes_in_order() -> None:
    flights = inbound(SATURDAY)
    numbers = [flight.number for flight in [*flights, *outbound(SATURDAY)]]

    assert len(set(numbers)) == len(numbers) >= 80
    assert all(early.arrives_at <= late.arrives_at for early, late in pairwise(flights))


@pytest.mark.parametrize("on", DATES, ids=str)
def test_there_is_always_somebody_with_time_for_the_city(on: date) -> None:
    pairs = connections(on)

    assert len(pairs) >= 20
    for pair in pairs:
        assert pair.arrival.from_iata != pair.departure.to_iata
        assert pair.window.layover_minutes >= 360
        assert pair.window.usable_minutes >= 60


def test_the_same_seed_sends_the_same_travellers() -> None:
    assert list(layover_pairs(Random(5), SATURDAY, 12)) == list(layover_pairs(Random(5), SATURDAY, 12))
    assert len(set(layover_pairs(Random(5), SATURDAY, 12))) > 6

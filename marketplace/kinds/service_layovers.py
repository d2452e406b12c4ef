"""Asking for a layover meet-up: the usable window is reckoned from the flights, and one local at a time is put forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.bookings import service_requests
from marketplace.bookings.models import Request
from marketplace.bookings.service_requests import Asked
from marketplace.businesses.models import Programme
from marketplace.core.errors import Invalid, Refused
from marketplace.core.kinds import registry
from marketplace.core.texts import said_in
from marketplace.core.words import Written
from marketplace.geo.airports import airport
from marketplace.geo.windows import LayoverWindow, WindowRefusal, WindowRules, layover_window_local
from marketplace.identity.age import ADULT_YEARS
from marketplace.identity.models import Identity

MEETING_MINUTES_MAX = 4 * 60
NO_WORDS = "…"  # of somebody who said nothing about themselves


@dataclass(frozen=True)
class Flights:
    """Two flights as a timetable prints them, on the airport's own clock."""

    arrival_flight: str
    arrives_local: datetime
    departure_flight: str
    departs_local: datetime


def flights_of(request: Request) -> dict[str, Any]:
    """The flights of a wish by the names of a form's fields; nothing once they are forgotten."""
    detail, zone = request.detail, ZoneInfo(request.timezone)
    if "arrives_at" not in detail:
        return {}
    return {
        "arrival_flight": detail["arrival_flight"],
        "arrives_local": datetime.fromisoformat(detail["arrives_at"]).astimezone(zone).replace(tzinfo=None),
        "departure_flight": detail["departure_flight"],
        "departs_local": datetime.fromisoformat(detail["departs_at"]).astimezone(zone).replace(tzinfo=None),
    }


def policy_of(programme: Programme) -> dict[str, Any]:
    """The kind's settings as the programme has them."""
    return registry.get("layover").policy(programme)


def meeting_point_of(programme: Programme, locale: str) -> Written:
    """Where travellers and locals find each other, for a reader."""
    return said_in(programme, locale, "meeting_point", str(policy_of(programme)["meeting_point"]))


def rules_of(programme: Programme) -> WindowRules:
    """The programme's own figures for the window."""
    policy = registry.get("layover").policy(programme)
    return WindowRules(
        layover_least_minutes=int(policy["layover_least_minutes"]),
        deplaning_minutes=int(policy["deplaning_minutes"]),
        border_minutes=int(policy["border_minutes"]),
        ride_out_minutes=int(policy["ride_minutes"]),
        ride_back_minutes=int(policy["ride_minutes"]),
        return_margin_minutes=int(policy["return_margin_minutes"]),
    )


def window_of(programme: Programme, flights: Flights) -> LayoverWindow | WindowRefusal:
    """The usable window, or why there is none; for the page that shows it before anything is asked."""
    return layover_window_local(
        flights.arrives_local, flights.departs_local, timezone_of(programme), rules_of(programme)
    )


def timezone_of(programme: Programme) -> str:
    """The zone of the programme's airport."""
    place = airport(str(registry.get("layover").policy(programme)["airport"]))
    if place is None:
        raise Refused("airport_unknown")
    return place.timezone


def ask(
    programme: Programme, customer: Identity, flights: Flights, *, language: str, party: int, interests: tuple[str, ...], words: str, locale: str, at: datetime
) -> Request:  # fmt: skip
    """Ask for somebody to meet.

    Raises Invalid with the reason and its numbers when the flights leave no usable window, or the guest is not of age.
    """
    window = window_of(programme, flights)
    if isinstance(window, WindowRefusal):
        raise Invalid(window.code, field="departs_local", **window.numbers)
    policy = registry.get("layover").policy(programme)
    if not policy["meeting_point"]:
        raise Refused("meeting_point_missing")
    zone, place = timezone_of(programme), meeting_point_of(programme, locale)
    asked = Asked(
        words=words.strip() or NO_WORDS,
        language=locale,
        wanted_language=language,
        party=party,
        starts_local=window.opens_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None),
        duration_minutes=min(window.usable_minutes, MEETING_MINUTES_MAX),
        place_name=place.words,
        lat=float(policy["meeting_lat"]),
        lon=float(policy["meeting_lon"]),
        interests=interests,
        kind="layover",
        people_max=1,
        detail=_detail(flights, window, str(policy["airport"]), is_rough=bool(policy["meeting_is_rough"]))
        | {"place": _place_elsewhere(programme, place)},
    )
    return service_requests.ask(programme, customer, asked, at)


def _place_elsewhere(programme: Programme, place: Written) -> dict[str, Any]:
    """In which language the traveller was told the place, and what it is called in the others: the local may read those."""
    known = {programme.language, *programme.translations}
    others = {code: meeting_point_of(programme, code) for code in known if code != place.language}
    return {
        "text_language": place.language,
        "translations": {
            code: {"place_name": one.words} for code, one in others.items() if one.language == code
        },
    }


def _detail(flights: Flights, window: LayoverWindow, iata: str, *, is_rough: bool) -> dict[str, Any]:
    return {
        "airport": iata,
        "arrival_flight": flights.arrival_flight,
        "departure_flight": flights.departure_flight,
        "arrives_at": window.arrives_at.isoformat(),
        "departs_at": window.departs_at.isoformat(),
        "opens_at": window.opens_at.isoformat(),
        "closes_at": window.closes_at.isoformat(),
        "back_at_airport_at": window.back_at_airport_at.isoformat(),
        "lines": [{"code": line.code, "minutes": line.minutes} for line in window.lines],
        "needs": {"age_min": ADULT_YEARS},
        "is_rough": is_rough,
    }

"""Who could answer a request: the engine's ranking of the programme's members for work that is not yet a gig."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.bookings.models import Request
from marketplace.bookings.pricing import request_price_minor
from marketplace.bookings.reasons import grouped
from marketplace.core.kinds import registry
from marketplace.gigs import engine
from marketplace.gigs.models import Gig

LANGUAGE_LEVEL = 3  # good enough to lead people: 1 a little … 5 native


@dataclass(frozen=True)
class Person:
    """One fitting person, what it would cost with them, and why they."""

    fan_id: int
    price_minor: int
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """Who fits, out of how many, and what kept the others out."""

    people: list[Person]
    looked_at: int
    fitting: int
    lacking: list[dict[str, Any]]


def people_for(request: Request, *, limit: int, excluded_fan_ids: Collection[int], at: datetime) -> Answer:
    """The best distinct people for a request, best first."""
    found = engine.rank(as_gig(request), at, limit, without=excluded_fan_ids)
    price_minor = request_price_minor(request)
    people = [Person(one.fan_id, price_minor, one.reasons) for one in found.best]
    lacking = grouped(found.refused) or [{"code": "lacking.nobody_near", "params": {}}]
    return Answer(people, found.looked_at, found.eligible, lacking)


def people_at_some_time(request: Request, earlier: Collection[int], at: datetime) -> Answer:
    """Who fits; where nobody does and the kind leaves the time open, at the first of its other times at which somebody does."""
    first = answer = people_for(request, limit=request.people_max, excluded_fan_ids=earlier, at=at)
    asked_for, length = request.starts_at, request.ends_at - request.starts_at
    for starts_at in registry.get(request.kind).other_starts(request) if not answer.people else ():
        if starts_at <= at:
            continue
        _put_at(request, starts_at, length)
        answer = people_for(request, limit=request.people_max, excluded_fan_ids=earlier, at=at)
        if answer.people:
            return answer
    _put_at(request, asked_for, length)
    return first


def _put_at(request: Request, starts_at: datetime, length: timedelta) -> None:
    local = starts_at.astimezone(ZoneInfo(request.timezone)).replace(tzinfo=None)
    request.starts_at, request.ends_at = starts_at, starts_at + length
    request.starts_local = local.isoformat(timespec="seconds")


def needs(request: Request) -> dict[str, Any]:
    """What the engine is told the work needs."""
    return {
        "skills_all": dict.fromkeys([*request.programme.skills, *request.skills], 1),
        "languages": {request.wanted_language: LANGUAGE_LEVEL},
        "interests": list(request.interests),
        "people": [request.customer.public_id],
        "party": request.party,
    } | dict(request.detail.get("needs", {}))


def as_gig(request: Request) -> Gig:
    """The request as work, never saved: only to be ranked."""
    gig = Gig(
        business_id=request.business_id, programme_id=request.programme_id, kind=request.kind, title=request.place_name,
        language=request.language, timezone=request.timezone, starts_at=request.starts_at, ends_at=request.ends_at,
        lat=request.lat, lon=request.lon, places=1, occupies=True, needs=needs(request), facts={}, detail={},
        public_id=request.public_id,
    )  # fmt: skip
    gig.programme = request.programme
    return gig

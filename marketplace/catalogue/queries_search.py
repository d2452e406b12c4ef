"""What is to be had: sessions and journeys by place, date, party, language and kind, one page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Row

from marketplace.businesses.models import Business, Programme
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.core.db import db
from marketplace.geo.cells import cells_covering
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Upload

PAGE_SIZE = 20
NEAR_M = 25_000
BOOKABLE = ("scheduled", "guided")


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks for; None means anything will do."""

    at: datetime  # now: what has begun is not to be had
    words: str = ""
    place: tuple[float, float] | None = None
    timezone: str = "UTC"  # of the place, for the dates below
    from_on: date | None = None
    until_on: date | None = None
    party: int = 1
    language: str = ""
    kind: str = ""
    business_id: int | None = None
    after: tuple[datetime, int] | None = None  # where the page before ended


@dataclass(frozen=True)
class Found:
    """One page of sessions, and where the next page begins."""

    rows: list[Row[Any]]
    after: tuple[datetime, int] | None


_SESSION_COLUMNS = (
    Session.id,
    Session.public_id.label("session_ref"),
    Session.starts_at,
    Session.ends_at,
    Session.language,
    Session.state,
    (Session.guests_max - Session.guests_booked).label("seats_left"),
    Experience.public_id.label("experience_ref"),
    Experience.title,
    Experience.summary,
    Experience.language.label("text_language"),
    Experience.translations,
    Experience.city,
    Experience.meeting_point,
    Experience.lat,
    Experience.is_rough,
    Experience.lon,
    Experience.timezone,
    Experience.duration_minutes,
    Experience.price_minor,
    Experience.price_per,
    Experience.currency,
    Business.name.label("business_name"),
    Identity.name.label("host_name"),
    Superfan.public_id.label("host_ref"),
    Upload.public_id.label("photo_ref"),
)


def sessions(wanted: Wanted) -> Found:
    """Sessions that can still be booked by that party, soonest first."""
    query = (
        sa.select(*_SESSION_COLUMNS)
        .join(Experience, Experience.id == Session.experience_id)
        .join(Business, Business.id == Experience.business_id)
        .outerjoin(Superfan, Superfan.id == Experience.host_id)
        .outerjoin(Identity, Identity.id == Superfan.identity_id)
        .outerjoin(Upload, Upload.id == Experience.photo_id)
        .where(*_conditions(wanted))
        .order_by(Session.starts_at, Session.id)
        .limit(PAGE_SIZE + 1)
    )
    rows = list(db.session.execute(query))
    after = (rows[PAGE_SIZE - 1].starts_at, rows[PAGE_SIZE - 1].id) if len(rows) > PAGE_SIZE else None
    return Found(rows[:PAGE_SIZE], after)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    opens, closes = _span(wanted)
    found = [
        Session.state.in_(BOOKABLE),
        Session.starts_at >= opens,
        Session.guests_max - Session.guests_booked >= wanted.party,
        Session.is_private.is_(False),
        Experience.state == "published",
    ]
    if closes is not None:
        found.append(Session.starts_at < closes)
    if wanted.after is not None:
        instant, key = wanted.after
        found.append(
            sa.or_(Session.starts_at > instant, sa.and_(Session.starts_at == instant, Session.id > key))
        )
    if wanted.language:
        found.append(Session.language == wanted.language)
    if wanted.place is not None:
        found.append(Experience.cell.in_(cells_covering(*wanted.place, NEAR_M)))
    if wanted.business_id is not None:
        found.append(Experience.business_id == wanted.business_id)
    if wanted.words:
        found.append(_says(wanted.words))
    return found


def _says(words: str) -> sa.ColumnElement[bool]:
    """Every word somewhere in title, summary or city; the wildcards of a visitor are only letters."""
    text = Experience.title + " " + Experience.summary + " " + Experience.city
    return sa.and_(*(text.icontains(word, autoescape=True) for word in words.split()[:6]))


def _span(wanted: Wanted) -> tuple[datetime, datetime | None]:
    zone = ZoneInfo(wanted.timezone)
    opens = wanted.at
    if wanted.from_on is not None:
        opens = max(opens, datetime.combine(wanted.from_on, time(), zone).astimezone(UTC))
    until = wanted.until_on
    if until is None:
        return opens, None
    return opens, datetime.combine(until + timedelta(days=1), time(), zone).astimezone(UTC)


def journeys(wanted: Wanted) -> list[Row[Any]]:
    """Journeys that can be booked for a date of the customer's choice."""
    query = (
        sa.select(
            JourneyTemplate.public_id.label("journey_ref"),
            JourneyTemplate.title,
            JourneyTemplate.summary,
            JourneyTemplate.language.label("text_language"),
            JourneyTemplate.translations,
            JourneyTemplate.city,
            JourneyTemplate.lat,
            JourneyTemplate.lon,
            JourneyTemplate.days,
            JourneyTemplate.price_minor,
            JourneyTemplate.currency,
            Business.name.label("business_name"),
            Upload.public_id.label("photo_ref"),
        )
        .join(Business, Business.id == JourneyTemplate.business_id)
        .join(Programme, Programme.id == JourneyTemplate.programme_id)
        .outerjoin(Upload, Upload.id == JourneyTemplate.photo_id)
        .where(
            JourneyTemplate.state == "published",
            Programme.state == "open",
            JourneyTemplate.guests_max >= wanted.party,
        )
        .order_by(JourneyTemplate.id)
        .limit(PAGE_SIZE)
    )
    if wanted.place is not None:
        lat, lon = wanted.place
        query = query.where(
            JourneyTemplate.lat.between(lat - 0.4, lat + 0.4),
            JourneyTemplate.lon.between(lon - 0.6, lon + 0.6),
        )
    if wanted.business_id is not None:
        query = query.where(JourneyTemplate.business_id == wanted.business_id)
    return list(db.session.execute(query))

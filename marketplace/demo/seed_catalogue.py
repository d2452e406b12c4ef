"""Lists what the businesses of the demo world sell: experiences with their dates, the journey, parcels to bring round."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.catalogue import service_journeys, service_listings, service_sessions
from marketplace.catalogue.models import Experience
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.demo.parcels import TIMEZONE as PARCEL_ZONE
from marketplace.demo.parcels import ParcelSketch, parcels
from marketplace.demo.seed_businesses import Opened, local_place
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_journeys import FOG_AND_LETTERS
from marketplace.demo.words_listings import ExperienceText, JourneyText, StageText, StayText, Words
from marketplace.demo.words_programmes import PROGRAMMES_BY_CODE
from marketplace.geo.landmarks import CITIES_BY_CODE
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.identity.models import Identity
from marketplace.kinds.models import PickupPoint
from marketplace.kinds.service_parcels import ParcelEntry, add_parcels
from marketplace.superfans.models import Superfan

CITY_OF = {"foglamp": "sfo", "lluvia": "mex", "meeuw": "ams"}
STAY_BEGINS, STAY_MINUTES = "18:30", 14 * 60


def list_experiences(opened: Opened, at: datetime) -> dict[str, int]:
    """Write every listing, have a person look at it, publish it; returns their keys by code."""
    listed: dict[str, int] = {}
    for text in EXPERIENCES:
        edge.write(lambda text=text: _list(text, opened, listed, at))  # type: ignore[misc]
    return listed


def _list(text: ExperienceText, opened: Opened, listed: dict[str, int], at: datetime) -> None:
    business = PROGRAMMES_BY_CODE[text.programme].business
    programme = db.session.get_one(Programme, opened.programmes[text.programme])
    city = CITIES_BY_CODE[CITY_OF[business]]
    place = local_place(city.code, text.place)
    own, other = (text.en, text.es) if text.language == "en" else (text.es, text.en)
    words = service_listings.ListingText(
        title=own.title, summary=own.summary, description=own.description, meeting_point=text.meeting_point,
        city=city.name, lat=place.lat, lon=place.lon, duration_minutes=text.duration_minutes,
        price_minor=text.price_minor, price_per=text.price_per, language=text.language, languages=text.languages,
        skills=text.skills, guests_min=text.guests_min, guests_max=text.guests_max,
        translations={"es" if text.language == "en" else "en": _words(other)},
    )  # fmt: skip
    host = fan_named(text.host) if text.host else None
    experience = service_listings.write_listing(programme, host, words, at)
    service_listings.submit_listing(experience, Actor.FAN if host else Actor.STAFF, at)
    manager = db.session.get_one(Identity, opened.staff[business][1])
    service_listings.publish_listing(experience, manager, at)
    listed[text.code] = experience.id


def list_journey(opened: Opened, at: datetime) -> str:
    """Write and publish the journey; returns its public id."""

    def work() -> str:
        text = FOG_AND_LETTERS
        programme = db.session.get_one(Programme, opened.programmes[text.programme])
        city = CITIES_BY_CODE["sfo"]
        words = service_journeys.JourneyText(
            title=text.en.title, summary=text.en.summary, description=text.en.description, city=city.name, lat=city.lat,
            lon=city.lon, language=text.language, price_minor=text.price_minor, guests_max=text.guests_max,
            stages=_stages(text), translations={"es": _words(text.es)},
        )  # fmt: skip
        template = service_journeys.write_journey(programme, words, text.slug, at)
        service_journeys.publish_journey(template)
        return template.public_id

    return edge.write(work)


def fan_named(name: str) -> Superfan:
    """A superfan written by hand; the first of that name."""
    query = (
        sa.select(Superfan).join(Identity, Identity.id == Superfan.identity_id).where(Identity.name == name)
    )
    return db.session.scalars(query.order_by(Superfan.id)).first() or _missing(name)


def _missing(name: str) -> Superfan:
    raise LookupError(f"nobody in the demo world is called {name}")


def _words(text: Words) -> dict[str, str]:
    words = {"title": text.title, "summary": text.summary, "description": text.description}
    return words | ({"meeting_point": text.meeting_point} if text.meeting_point else {})


def _stages(text: JourneyText) -> list[dict[str, object]]:
    return [*(_stage(one) for one in text.stages), *(_stay(one) for one in text.stays)]


def _stage(one: StageText) -> dict[str, object]:
    place = local_place("sfo", one.place)
    return {
        "day": one.day, "time_local": one.starts_local, "minutes": one.minutes, "title": one.title_en,
        "place_name": one.meeting_point, "lat": place.lat, "lon": place.lon, "is_stay": False,
        "share_bps": one.share_bps, "skills": list(one.skills), "language": "en",
        "translations": {"es": {"title": one.title_es, "place_name": one.meeting_point_es}},
    }  # fmt: skip


def _stay(one: StayText) -> dict[str, object]:
    place = local_place("sfo", one.place)
    return {
        "day": one.night, "time_local": STAY_BEGINS, "minutes": STAY_MINUTES, "title": one.title_en,
        "place_name": one.place, "lat": place.lat, "lon": place.lon, "is_stay": True,
        "share_bps": one.share_bps, "skills": ["hosting.room"], "language": "en",
        "translations": {"es": {"title": one.title_es}},
    }  # fmt: skip


def weekly_dates(
    text: ExperienceText, timezone: str, from_at: datetime, days: int
) -> Iterable[tuple[datetime, str]]:
    """Local starts of a listing's usual sessions within so many days, each with its language; none that has begun."""
    first = from_at.astimezone(ZoneInfo(timezone)).date()
    for day in (first + timedelta(days=n) for n in range(days)):
        for weekday, starts, language in text.weekly:
            local = datetime.combine(day, time.fromisoformat(starts))
            if day.weekday() == weekday and _is_ahead(local, timezone, from_at):
                yield local, language


def _is_ahead(local: datetime, timezone: str, at: datetime) -> bool:
    try:
        return instant_of(local, timezone) > at
    except NoSuchLocalTime:
        return False


def schedule(experience_id: int, starts_local: datetime, language: str, at: datetime) -> str:
    """Put one session on a date; returns its public id."""

    def work() -> str:
        experience = db.session.get_one(Experience, experience_id)
        return service_sessions.schedule_session(experience, starts_local, at, language=language).public_id

    return edge.write(work)


def bring_parcels(programme_id: int, rng: Random, count: int, on: date, at: datetime) -> list[str]:
    """Enter parcels to be brought round on a date; returns their public ids."""

    def work() -> list[str]:
        programme = db.session.get_one(Programme, programme_id)
        point = db.session.scalars(
            sa.select(PickupPoint).where(PickupPoint.programme_id == programme_id)
        ).one()
        entries = [_entry(sketch) for sketch in parcels(rng, count, on)]
        return [parcel.public_id for parcel in add_parcels(programme, point, entries, at)]

    return edge.write(work)


def _entry(sketch: ParcelSketch) -> ParcelEntry:
    return ParcelEntry(
        recipient_name=sketch.recipient_name,
        recipient_phone=sketch.recipient_phone,
        address=sketch.address,
        lat=sketch.lat,
        lon=sketch.lon,
        litres=sketch.litres,
        opens_at=_instant(sketch.opens_local),
        closes_at=_instant(sketch.closes_local),
        notes="\n".join(words for words in (sketch.contents, sketch.notes) if words),
    )


def _instant(local: str | None) -> datetime | None:
    return None if local is None else instant_of(datetime.fromisoformat(local), PARCEL_ZONE)

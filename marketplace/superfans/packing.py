"""Packs what the engine needs of a fan into one row, in the transaction that changes any of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.geo.cells import cell_of
from marketplace.superfans.availability import minute_of
from marketplace.superfans.models import AvailabilityException, PackedProfile, Superfan
from marketplace.superfans.packed_facts import pack

VERSION = 1
PAST_DAYS_KEPT = 2  # exceptions of days gone by say nothing any more, whatever the zone


def hold(fan: Superfan) -> None:
    """Lock the fan and read everything anew, so that of two changes at once neither packs the other away."""
    db.session.flush()
    locked = sa.select(Superfan).where(Superfan.id == fan.id).with_for_update()
    db.session.expire(fan)
    db.session.scalars(locked.execution_options(populate_existing=True)).one()


def repack(fan: Superfan, at: datetime) -> PackedProfile:
    """Rewrite the fan's packed row; every service that changes a profile ends with this."""
    db.session.flush()
    values = columns_of(fan, at)
    row = db.session.get(PackedProfile, fan.id, populate_existing=True)
    if row is None:
        row = PackedProfile(fan_id=fan.id)
        db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.packed_at = at
    db.session.flush()
    return row


def columns_of(fan: Superfan, at: datetime) -> dict[str, Any]:
    """The columns of the packed row as they should stand."""
    lat, lon, document = fan.home_lat, fan.home_lon, document_of(fan, at)
    return {
        "fan_ref": fan.public_id,
        "cell": cell_of(lat, lon) if lat is not None and lon is not None else None,
        "lat": lat,
        "lon": lon,
        "radius_m": fan.radius_m,
        "document": document,
        "facts": pack(document),
    }


def document_of(fan: Superfan, at: datetime) -> dict[str, Any]:
    """Skills, languages, hours, wishes and limits, as plain values; skills not admitted to the list are left out."""
    born_on = fan.identity.born_on
    first_day = at.date() - timedelta(days=PAST_DAYS_KEPT)
    return {
        "version": VERSION,
        "zone": fan.timezone,
        "rules": sorted([r.weekday, minute_of(r.opens_local), minute_of(r.closes_local)] for r in fan.rules),
        "exceptions": sorted((_exception(e) for e in fan.exceptions if e.on_date >= first_day), key=str),
        "skills": {
            s.skill.code: s.level
            for s in sorted(fan.skills, key=lambda s: s.skill.code)
            if s.skill.state != "refused"
        },
        "languages": {one.language: one.level for one in sorted(fan.languages, key=lambda one: one.language)},
        "interests": sorted(fan.interests),
        "motives": sorted(fan.motives),
        "travel_mode": fan.travel_mode,
        "weekly_hours_max": fan.weekly_hours_max,
        "reward_kind": fan.reward_kind,
        "born_on": born_on.isoformat() if born_on else None,
    }


def is_current(fan: Superfan, row: PackedProfile | None) -> bool:
    """True when a packed row says what a fresh packing at its instant would."""
    if row is None:
        return False
    return all(getattr(row, name) == value for name, value in columns_of(fan, row.packed_at).items())


def _exception(exception: AvailabilityException) -> list[Any]:
    opens, closes = exception.opens_local, exception.closes_local
    times = [None, None] if opens is None or closes is None else [minute_of(opens), minute_of(closes)]
    return [exception.on_date.isoformat(), exception.is_open, *times]

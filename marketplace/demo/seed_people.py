"""Writes the invented superfans and customers, each with the packed row that the engine reads."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

import sqlalchemy as sa

from marketplace.core import edge, ids
from marketplace.core.db import db
from marketplace.demo.people import CustomerSketch, FanSketch
from marketplace.demo.seed_rows import Row, batches, insert, keys_used, next_id
from marketplace.identity.models import Identity
from marketplace.superfans.models import (
    AvailabilityException,
    AvailabilityRule,
    FanLanguage,
    FanSkill,
    PackedProfile,
    Skill,
    Superfan,
)
from marketplace.superfans.packing import columns_of

BATCH = 2_000
PARTS = (FanSkill, FanLanguage, AvailabilityRule, AvailabilityException)


class _Skill(NamedTuple):
    """A skill as packing reads it."""

    code: str
    state: str


class _FanSkill(NamedTuple):
    skill: _Skill
    level: int


class _Person(NamedTuple):
    born_on: Any


class _Language(NamedTuple):
    language: str
    level: int


class _Profile(NamedTuple):
    """A profile as packing reads it, without the objects of the database around it."""

    public_id: str
    identity: _Person
    home_lat: float
    home_lon: float
    radius_m: int
    timezone: str
    travel_mode: str
    weekly_hours_max: int
    reward_kind: str
    interests: list[str]
    motives: list[str]
    rules: tuple[Any, ...]
    exceptions: list[Any]
    skills: list[_FanSkill]
    languages: list[_Language]


class _Exception(NamedTuple):
    on_date: Any
    is_open: bool
    opens_local: Any
    closes_local: Any
    note: str


class FanKey(NamedTuple):
    """Where a sketch was written: keys and public ids of the identity and of the fan."""

    identity_id: int
    identity_ref: str
    fan_id: int
    fan_ref: str


Written = list[tuple[FanSketch, FanKey]]


def write_fans(
    sketches: Iterable[FanSketch], password: str, at: datetime, today: date, done: Callable[[Written], None]
) -> int:
    """Write superfans who signed up at an instant, some thousands in a transaction; `done` follows inside each.

    Their dated exceptions count from `today`. Returns how many there were.
    """
    count = 0
    skill_ids = edge.read(lambda: dict(db.session.execute(sa.select(Skill.code, Skill.id)).all()))
    for batch in batches(sketches, BATCH):
        edge.write(lambda batch=batch: done(_write(batch, skill_ids, password, at, today)))  # type: ignore[misc]
        count += len(batch)
    return count


def write_customers(sketches: Iterable[CustomerSketch], password: str, at: datetime) -> list[int]:
    """Write customers; returns the keys of their identities."""

    def work() -> list[int]:
        first = next_id(Identity)
        rows = [_identity(first + n, sketch, password, at) for n, sketch in enumerate(sketches)]
        insert(Identity, rows)
        keys_used(Identity)
        return [row["id"] for row in rows]

    return edge.write(work)


def _write(
    batch: list[FanSketch], skill_ids: dict[str, int], password: str, at: datetime, today: date
) -> Written:
    first_identity, first_fan = next_id(Identity), next_id(Superfan)
    identities, fans, packed = [], [], []
    parts: dict[type[Any], list[Row]] = {model: [] for model in PARTS}
    written = []
    for number, sketch in enumerate(batch):
        identity = _identity(first_identity + number, sketch, password, at)
        fan = _fan(first_fan + number, identity["id"], sketch, at)
        profile = _profile(sketch, fan, today)
        identities.append(identity)
        fans.append(fan)
        packed.append({"fan_id": fan["id"], "packed_at": at} | columns_of(cast("Superfan", profile), at))
        _add_parts(parts, fan["id"], profile, skill_ids)
        written.append((sketch, FanKey(identity["id"], identity["public_id"], fan["id"], fan["public_id"])))
    insert(Identity, identities)
    insert(Superfan, fans)
    for model, rows in parts.items():
        insert(model, rows)
    insert(PackedProfile, packed)
    keys_used(Identity, Superfan)
    return written


def _identity(key: int, sketch: FanSketch | CustomerSketch, password: str, at: datetime) -> Row:
    return {
        "id": key,
        "public_id": ids.new("idn"),
        "email": sketch.email,
        "name": sketch.name,
        "password": password,
        "active": True,
        "locale": sketch.locale,
        "timezone": sketch.timezone,
        "born_on": sketch.born_on,
        "created_at": at,
        "confirmed_at": at,
        "fs_uniquifier": uuid.uuid4().hex,
        "fs_webauthn_user_handle": uuid.uuid4().hex,
    }


def _fan(key: int, identity_id: int, sketch: FanSketch, at: datetime) -> Row:
    same = ("bio", "bio_language", "home_name", "home_lat", "home_lon", "timezone", "travel_mode", "radius_m",
            "weekly_hours_max", "reward_kind", "donation_cause", "payout_day")  # fmt: skip
    return {name: getattr(sketch, name) for name in same} | {
        "id": key,
        "public_id": ids.new("fan"),
        "identity_id": identity_id,
        "interests": sorted(set(sketch.interests)),
        "motives": sorted(set(sketch.motives)),
        "created_at": at,
    }


def _profile(sketch: FanSketch, fan: Row, today: date) -> _Profile:
    exceptions = [
        _Exception(today + timedelta(days=e.day_offset), e.is_open, e.opens_local, e.closes_local, e.note)
        for e in sketch.exceptions
    ]
    levels = dict(reversed(sketch.skills))  # said twice, the first counts
    return _Profile(
        public_id=fan["public_id"],
        identity=_Person(sketch.born_on),
        home_lat=sketch.home_lat,
        home_lon=sketch.home_lon,
        radius_m=sketch.radius_m,
        timezone=sketch.timezone,
        travel_mode=sketch.travel_mode,
        weekly_hours_max=sketch.weekly_hours_max,
        reward_kind=sketch.reward_kind,
        interests=fan["interests"],
        motives=fan["motives"],
        rules=sketch.rules,
        exceptions=exceptions,
        skills=[_FanSkill(_Skill(code, "listed"), level) for code, level in levels.items()],
        languages=[_Language(code, level) for code, level in dict(sketch.languages).items()],
    )


def _add_parts(
    parts: dict[type[Any], list[Row]], fan_id: int, profile: _Profile, skill_ids: dict[str, int]
) -> None:
    for one in profile.skills:
        parts[FanSkill].append({"fan_id": fan_id, "skill_id": skill_ids[one.skill.code], "level": one.level})
    for language in profile.languages:
        parts[FanLanguage].append({"fan_id": fan_id, "language": language.language, "level": language.level})
    for rule in profile.rules:
        parts[AvailabilityRule].append({"fan_id": fan_id} | rule._asdict())
    for exception in profile.exceptions:
        parts[AvailabilityException].append({"fan_id": fan_id} | exception._asdict())

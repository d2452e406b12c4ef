"""Fans as the engine reads them: packed profiles with what they are committed to and what they had so far."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.geo.distance import M_PER_LATITUDE_DEGREE, TRAVEL_MODES
from marketplace.gigs.engine import carried
from marketplace.gigs.engine.work import LANGUAGE_LEVELS
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.identity.models import Identity
from marketplace.superfans.availability import free_intervals, from_document, weekly_minutes
from marketplace.superfans.models import Credential, Membership, PackedProfile, Superfan
from marketplace.trust.queries_people import blocked_with
from marketplace.trust.queries_standing import reliability

CANDIDATES_MAX = 5000
FAIRNESS_DAYS = 28
HOURS_SPAN = timedelta(days=7)
NEW_LABEL = "new"
STANDING_POINTS = {"at_risk": 250, "new": 500, "steady": 550, "trusted": 700, "outstanding": 900}


FanKeys = Collection[int] | sa.Select[Any]
"""Keys of fans, or the query that yields them where they are too many to name."""


class Packed(NamedTuple):
    """One row of the packed profiles, without the object around it."""

    fan_id: int
    fan_ref: str
    lat: float | None
    lon: float | None
    radius_m: int
    document: Mapping[str, Any]


@dataclass(frozen=True)
class History:
    """What a fan had in one programme over the fairness span, and how they stand there."""

    joined_at: datetime | None = None
    standing: str = "new"
    served: int = 0
    sent: int = 0
    answered: int = 0
    grade: int | None = None  # of fairness, where it is carried from day to day
    credentials: Mapping[str, matching.Credential] = field(default_factory=dict)
    blocked: Collection[str] = ()


def packed_columns() -> tuple[Any, ...]:
    """The columns of `Packed`."""
    p = PackedProfile
    return p.fan_id, p.fan_ref, p.lat, p.lon, p.radius_m, p.document


def candidates(gig: Gig, *, without: Collection[int] = (), only: Collection[str] = ()) -> list[Packed]:
    """Members of the gig's programme whose own radius may reach it: nearest first, never the whole world."""
    query = (
        sa.select(*packed_columns())
        .join(Membership, Membership.fan_id == PackedProfile.fan_id)
        .where(Membership.programme_id == gig.programme_id, Membership.state == "active")
    )
    if only:
        query = query.where(PackedProfile.fan_ref.in_(only))
    if without:
        query = query.where(PackedProfile.fan_id.not_in(without))
    if gig.lat is not None and gig.lon is not None:
        query = _within_reach(query, gig.lat, gig.lon)
    found = db.session.execute(query.order_by(PackedProfile.fan_id).limit(CANDIDATES_MAX))
    return [Packed(*row) for row in found]


def _within_reach(query: sa.Select[Any], lat: float, lon: float) -> sa.Select[Any]:
    reach = PackedProfile.radius_m * (1.01 / M_PER_LATITUDE_DEGREE)
    north = sa.func.abs(PackedProfile.lat - lat)
    query = query.where(north <= reach)
    shrink = math.cos(math.radians(min(89.0, abs(lat) + 5.0)))
    if (
        abs(lon) < 174
    ):  # near the date line a plain difference of longitudes misleads; the engine decides there
        east = sa.func.abs(PackedProfile.lon - lon)
        query = query.where(east * shrink <= reach).order_by(north + east * shrink)
    return query


def commitments(
    fan_ids: FanKeys, starts_at: datetime, ends_at: datetime
) -> dict[int, list[matching.Commitment]]:
    """What already occupies these fans around a window, across businesses, wide enough for weekly hours."""
    found: dict[int, list[matching.Commitment]] = defaultdict(list)
    a = Assignment
    query = sa.select(a.fan_id, a.starts_at, a.ends_at, Gig.lat, Gig.lon).join(Gig, Gig.id == a.gig_id)
    around = (a.starts_at < ends_at + HOURS_SPAN, a.ends_at > starts_at - HOURS_SPAN)
    for fan_id, begins, ends, lat, lon in db.session.execute(
        query.where(a.fan_id.in_(fan_ids), a.is_live, a.occupies, *around)
    ):
        found[fan_id].append(commitment(begins, ends, lat, lon))
    return found


def commitment(
    starts_at: datetime, ends_at: datetime, lat: float | None, lon: float | None
) -> matching.Commitment:
    """One assignment as a commitment."""
    place = None if lat is None or lon is None else matching.Place(lat, lon)
    return matching.Commitment(starts_at, ends_at, place)


def histories(programme_id: int, fan_ids: Collection[int], at: datetime) -> dict[int, History]:
    """What these fans had in the programme over the fairness span, and how they stand there."""
    found = _members(programme_id, fan_ids)
    programme_ref = found[0].programme_ref if found else None
    standings = reliability([row.fan_ref for row in found], programme_ref=programme_ref, at=at)
    return _histories(programme_id, found, fan_ids, at, {ref: one.label for ref, one in standings.items()})


def member_keys(programme_id: int) -> sa.Select[int]:
    """Keys of the active members of a programme."""
    return sa.select(Membership.fan_id).where(
        Membership.programme_id == programme_id, Membership.state == "active"
    )


class _Member(NamedTuple):
    fan_id: int
    decided_at: datetime | None
    applied_at: datetime | None
    credited_gigs: int
    fan_ref: str
    programme_ref: str


def _members(programme_id: int, fan_ids: FanKeys) -> list[_Member]:
    m = Membership
    members = (
        sa.select(
            m.fan_id, m.decided_at, m.applied_at, m.credited_gigs, Superfan.public_id, Programme.public_id
        )
        .join(Superfan, Superfan.id == m.fan_id)
        .join(Programme, Programme.id == m.programme_id)
        .where(m.programme_id == programme_id, m.fan_id.in_(fan_ids))
    )
    return [_Member(*row) for row in db.session.execute(members)]


def _histories(
    programme_id: int, members: list[_Member], fan_ids: FanKeys, at: datetime, standings: Mapping[str, str]
) -> dict[int, History]:
    since = at - timedelta(days=FAIRNESS_DAYS)
    had, asked = served(programme_id, fan_ids, since), offers(programme_id, fan_ids, since)
    grades = carried.grades_of(programme_id, fan_ids, at) or {}
    return {
        one.fan_id: History(
            joined_at=one.decided_at or one.applied_at,
            standing=standings.get(one.fan_ref, NEW_LABEL),
            served=had.get(one.fan_id, 0) + one.credited_gigs,
            sent=asked.get(one.fan_id, (0, 0))[0],
            answered=asked.get(one.fan_id, (0, 0))[1],
            grade=grades.get(one.fan_id),
        )
        for one in members
    }


def served(programme_id: int, fan_ids: FanKeys, since: datetime) -> dict[int, int]:
    """Gigs that these fans took in the span and did not give back."""
    query = (
        sa.select(Assignment.fan_id, sa.func.count())
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == programme_id, Assignment.is_live, Assignment.accepted_at >= since)
        .where(Assignment.fan_id.in_(fan_ids))
        .group_by(Assignment.fan_id)
    )
    return dict(db.session.execute(query).all())


def offers(programme_id: int, fan_ids: FanKeys, since: datetime) -> dict[int, tuple[int, int]]:
    """Offers that these fans got in the span, and how many of them they answered."""
    ended = Offer.state.in_(("accepted", "declined", "expired"))
    query = (
        sa.select(Offer.fan_id, sa.func.count(), sa.func.count(Offer.answered_at))
        .join(Gig, Gig.id == Offer.gig_id)
        .where(Gig.programme_id == programme_id, Offer.sent_at >= since, ended, Offer.fan_id.in_(fan_ids))
        .group_by(Offer.fan_id)
    )
    return {fan_id: (sent, answered) for fan_id, sent, answered in db.session.execute(query)}


def credentials(
    business_id: int, fan_ids: FanKeys, codes: Collection[str]
) -> dict[int, dict[str, matching.Credential]]:
    """The checked evidence of these fans for these codes, as this business accepted it."""
    found: dict[int, dict[str, matching.Credential]] = defaultdict(dict)
    if not codes:
        return found
    c = Credential
    query = sa.select(c.fan_id, c.code, c.valid_from, c.valid_until).where(
        c.business_id == business_id, c.fan_id.in_(fan_ids), c.code.in_(codes), c.state == "accepted"
    )
    for fan_id, code, valid_from, valid_until in db.session.execute(query.order_by(c.id)):
        found[fan_id][code] = matching.Credential(valid_from, valid_until)
    return found


def blocked(people: Collection[str]) -> frozenset[int]:
    """Keys of the fans who do not meet one of these people, given by the public ids of identities."""
    if not people:
        return frozenset()
    met = db.session.scalars(sa.select(Identity.id).where(Identity.public_id.in_(people))).all()
    apart = {one for identity_id in met for one in blocked_with(identity_id)}
    if not apart:
        return frozenset()
    return frozenset(db.session.scalars(sa.select(Superfan.id).where(Superfan.identity_id.in_(apart))))


def person(
    packed: Packed,
    starts_at: datetime,
    ends_at: datetime,
    committed: Iterable[matching.Commitment],
    history: History,
    at: datetime,
) -> matching.Fan:
    """One fan as the engine reads them, with open hours around the window."""
    doc = packed.document
    rules, changes, zone = from_document(doc)
    day = timedelta(days=1)
    free = free_intervals(rules, changes, zone, starts_at - day, ends_at + day)
    weeks = _weeks_since(history.joined_at, at)
    return matching.Fan(
        id=packed.fan_ref,
        skills=doc.get("skills", {}),
        languages={code: LANGUAGE_LEVELS[level] for code, level in doc.get("languages", {}).items()},
        credentials=history.credentials,
        location=None if packed.lat is None or packed.lon is None else matching.Place(packed.lat, packed.lon),
        radius_m=packed.radius_m,
        speed_kmh=round(TRAVEL_MODES[doc.get("travel_mode", "transit")].speed_kmh),
        zone=zone,
        available=[matching.Interval(*span) for span in free],
        committed=tuple(committed),
        interests=doc.get("interests", ()),
        born_on=_day(doc.get("born_on")),
        week_cap_minutes=min(int(doc.get("weekly_hours_max", 40)) * 60, 10_080),
        declared_minutes=int(weekly_minutes(rules) * weeks),
        served=history.served,
        offers_sent=history.sent,
        offers_answered=history.answered,
        is_newcomer=history.joined_at is not None and at - history.joined_at < timedelta(days=FAIRNESS_DAYS),
        fairness_grade=history.grade,
        standing_points=STANDING_POINTS.get(history.standing, 500),
        blocked=history.blocked,
    )


def _weeks_since(joined_at: datetime | None, at: datetime) -> float:
    if joined_at is None:
        return 0
    return max(timedelta(0), min(at - joined_at, timedelta(days=FAIRNESS_DAYS))) / timedelta(days=7)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""Blocks: waiting parcels grouped and put in order, shown before anything is offered, then offered as gigs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import ngettext

from config import LOCALES
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.i18n import spoken_to
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.gigs.engine.routes import Block, BlocksAnswer, Drop, build_blocks
from marketplace.gigs.models import Gig
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel, PickupPoint

SPAN_MAX = timedelta(hours=48)
GIG_IS_OFF = ("cancelled", "finished")  # a parcel still planned in such a gig waits for another


@dataclass(frozen=True)
class Plan:
    """Blocks as they would be offered, with the rows behind them."""

    answer: BlocksAnswer
    parcels: dict[str, Parcel]
    points: dict[str, PickupPoint]

    @property
    def digest(self) -> str:
        """What the plan says in short, so that exactly what was shown is offered."""
        said = repr([(b.pick_up_id, b.starts_at, [s.parcel_id for s in b.stops]) for b in self.answer.blocks])
        return hashlib.sha256(said.encode()).hexdigest()[:24]


def preview_blocks(programme: Programme, starts_at: datetime, ends_at: datetime, at: datetime) -> Plan:
    """Reckon blocks for the waiting parcels between two instants, changing nothing."""
    return _reckon(programme, starts_at, ends_at, at, _waiting(programme))


def plan_blocks(
    programme: Programme, starts_at: datetime, ends_at: datetime, at: datetime, *, seen: str | None = None
) -> tuple[list[Gig], BlocksAnswer]:
    """Build the waiting parcels into blocks between two instants, and offer each block.

    Raises Refused("plan_changed") when `seen`, the digest of the plan that was shown, is no longer what would be offered.
    """
    waiting = list(db.session.scalars(_waiting(programme).with_for_update(of=Parcel)))
    for parcel in waiting:
        if parcel.state == "planned":
            unplan(parcel, at)
    db.session.flush()
    plan = _reckon(programme, starts_at, ends_at, at, _waiting(programme))
    if seen is not None and seen != plan.digest:
        raise Refused("plan_changed")
    gigs = [_make_block(programme, block, plan, at) for block in plan.answer.blocks]
    return gigs, plan.answer


def unplan(parcel: Parcel, at: datetime) -> None:
    """Take a parcel out of its block: it waits for another."""
    move(PARCEL, parcel, "unplan", Actor.SYSTEM, at)
    parcel.gig_id = parcel.stop_number = parcel.expected_at = None


def _waiting(programme: Programme) -> sa.Select[Parcel]:
    """Parcels that wait, and those whose block was called off."""
    stranded = sa.and_(Parcel.state == "planned", Gig.state.in_(GIG_IS_OFF))
    return (
        sa.select(Parcel)
        .outerjoin(Gig, Gig.id == Parcel.gig_id)
        .where(Parcel.programme_id == programme.id, sa.or_(Parcel.state == "waiting", stranded))
        .order_by(Parcel.id)
    )


def _reckon(
    programme: Programme,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    waiting: sa.Select[Parcel],
) -> Plan:
    if starts_at <= at:
        raise Invalid("time_is_past", field="starts_at")
    if not timedelta(0) < ends_at - starts_at <= SPAN_MAX:
        raise Invalid("blocks_span", field="ends_at", most_hours=int(SPAN_MAX.total_seconds() // 3600))
    query = sa.select(PickupPoint).where(PickupPoint.programme_id == programme.id)
    points = {p.id: p for p in db.session.scalars(query)}
    if not points:
        raise Refused("pickup_point_missing")
    parcels = {p.public_id: p for p in db.session.scalars(waiting)}
    drops = [
        Drop(
            p.public_id,
            p.lat,
            p.lon,
            p.opens_at,
            p.closes_at,
            p.litres,
            points[p.pickup_point_id].public_id,
            p.is_return,
        )
        for p in parcels.values()
    ]
    used = {p.pickup_point_id for p in parcels.values()}
    pick_ups = [(p.public_id, p.lat, p.lon) for p in points.values() if p.id in used]
    policy = registry.get("delivery").policy(programme)
    answer = build_blocks(drops, pick_ups, starts_at, ends_at, policy)
    return Plan(answer, parcels, {p.public_id: p for p in points.values()})


def _make_block(programme: Programme, block: Block, plan: Plan, at: datetime) -> Gig:
    zone, point = ZoneInfo(programme.business.timezone), plan.points[block.pick_up_id]
    starts_local = block.starts_at.astimezone(zone)
    minutes = int((block.ends_at - block.starts_at) / timedelta(minutes=1))
    titles = {locale: _title(locale, point, len(block.stops)) for locale in {*LOCALES, programme.language}}
    gig = service_gigs.make_gig(
        programme=programme,
        kind=programme.kind,
        title=titles.pop(programme.language),
        language=programme.language,
        starts_local=starts_local.replace(tzinfo=None).isoformat(timespec="seconds"),
        timezone=programme.business.timezone,
        duration_minutes=minutes,
        place_name=point.name,
        lat=point.lat,
        lon=point.lon,
        places=1,
        needs={},
        facts=_facts(block, minutes),
        detail=_detail(block, point)
        | {"translations": {locale: {"title": title} for locale, title in titles.items()}},
        at=at,
    )
    for number, stop in enumerate(block.stops, start=1):
        parcel = plan.parcels[stop.parcel_id]
        move(PARCEL, parcel, "plan", Actor.SYSTEM, at)
        parcel.gig_id, parcel.stop_number, parcel.expected_at = gig.id, number, stop.begins_at
    return gig


def _title(locale: str, point: PickupPoint, stops: int) -> str:
    """The block's name in a language."""
    with spoken_to(locale):
        place = point.name[:80]
        said = ngettext("%(num)s stop from %(place)s", "%(num)s stops from %(place)s", stops, place=place)
    return str(said)


def _facts(block: Block, minutes: int) -> dict[str, Any]:
    return {
        "planned_minutes": minutes,
        "stops": len(block.stops),
        "distance_m": block.distance_m,
    }


def _detail(block: Block, point: PickupPoint) -> dict[str, Any]:
    return {
        "pickup_point": point.public_id,
        "load_litres": block.load,
        "distance_m": block.distance_m,
        "checkin_circle_m": point.circle_m,
    }

"""Parcels: entered by form, file or interface, built into blocks, delivered or brought back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core import ids
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs, service_work
from marketplace.gigs.engine.routes import Block, BlocksAnswer, Drop, build_blocks
from marketplace.gigs.models import Assignment, Gig, Proof
from marketplace.kinds.delivery import UNABLE_REASONS
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel, PickupPoint
from marketplace.trust.models import Upload

PEAK_HOURS = range(17, 20)


@dataclass(frozen=True)
class ParcelEntry:
    """One parcel as entered."""

    recipient_name: str
    address: str
    lat: float
    lon: float
    litres: int = 5
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    recipient_phone: str = ""
    notes: str = ""


def add_pickup_point(programme: Programme, name: str, address: str, lat: float, lon: float) -> PickupPoint:
    """A place where parcels wait."""
    if not name.strip():
        raise Invalid("name_needed", field="name")
    point = PickupPoint(programme_id=programme.id, name=name.strip(), address=address, lat=lat, lon=lon)
    db.session.add(point)
    db.session.flush()
    return point


def add_parcels(
    programme: Programme, point: PickupPoint, entries: Iterable[ParcelEntry], at: datetime
) -> list[Parcel]:
    """Enter parcels; each gets a code that its recipient tells at the door."""
    parcels = [_parcel(programme, point, number, entry, at) for number, entry in enumerate(entries, start=1)]
    db.session.add_all(parcels)
    db.session.flush()
    return parcels


def _parcel(
    programme: Programme, point: PickupPoint, number: int, entry: ParcelEntry, at: datetime
) -> Parcel:
    faults = {
        "recipient_name": not entry.recipient_name.strip(),
        "address": not entry.address.strip(),
        "litres": not 1 <= entry.litres <= 5000,
        "closes_at": entry.opens_at is not None
        and entry.closes_at is not None
        and entry.closes_at <= entry.opens_at,
    }
    for name, is_wrong in faults.items():
        if is_wrong:
            raise Invalid(f"parcel_{name}", field=name, row=number)
    return Parcel(
        programme_id=programme.id, pickup_point_id=point.id, recipient_name=entry.recipient_name.strip(),
        recipient_phone=entry.recipient_phone, address=entry.address.strip(), lat=entry.lat, lon=entry.lon,
        litres=entry.litres, opens_at=entry.opens_at, closes_at=entry.closes_at, notes=entry.notes,
        delivery_code=ids.new_code()[:4], created_at=at, state=PARCEL.initial,
    )  # fmt: skip


def plan_blocks(
    programme: Programme, starts_at: datetime, ends_at: datetime, at: datetime
) -> tuple[list[Gig], BlocksAnswer]:
    """Build the waiting parcels into blocks between two instants, and offer each block."""
    if starts_at <= at:
        raise Invalid("time_is_past", field="starts_at")
    parcels = {p.public_id: p for p in _waiting(programme)}
    points = {
        p.id: p
        for p in db.session.scalars(sa.select(PickupPoint).where(PickupPoint.programme_id == programme.id))
    }
    if not points:
        raise Refused("pickup_point_missing")
    drops = [
        Drop(
            p.public_id, p.lat, p.lon, p.opens_at, p.closes_at, p.litres, points[p.pickup_point_id].public_id
        )
        for p in parcels.values()
    ]
    pick_ups = [(p.public_id, p.lat, p.lon) for p in points.values()]
    policy = registry.get("delivery").policy(programme)
    answer = build_blocks(drops, pick_ups, starts_at, ends_at, policy)
    by_ref = {p.public_id: p for p in points.values()}
    gigs = [_make_block(programme, block, by_ref[block.pick_up_id], parcels, at) for block in answer.blocks]
    return gigs, answer


def _waiting(programme: Programme) -> list[Parcel]:
    query = sa.select(Parcel).where(Parcel.programme_id == programme.id, Parcel.state == "waiting")
    return list(db.session.scalars(query.order_by(Parcel.id).with_for_update()))


def _make_block(
    programme: Programme, block: Block, point: PickupPoint, parcels: dict[str, Parcel], at: datetime
) -> Gig:
    zone = ZoneInfo(programme.business.timezone)
    starts_local = block.starts_at.astimezone(zone)
    minutes = int((block.ends_at - block.starts_at) / timedelta(minutes=1))
    gig = service_gigs.make_gig(
        programme=programme,
        kind="delivery",
        title=f"{point.name} · {len(block.stops)}",
        language=programme.language,
        starts_local=starts_local.replace(tzinfo=None).isoformat(timespec="seconds"),
        timezone=programme.business.timezone,
        duration_minutes=minutes,
        place_name=point.name,
        lat=point.lat,
        lon=point.lon,
        places=1,
        needs={},
        facts={
            "planned_minutes": minutes,
            "stops": len(block.stops),
            "distance_m": block.distance_m,
            "is_peak": starts_local.hour in PEAK_HOURS,
        },
        detail={
            "pickup_point": point.public_id,
            "load_litres": block.load,
            "distance_m": block.distance_m,
            "checkin_circle_m": point.circle_m,
        },
        at=at,
    )
    for number, stop in enumerate(block.stops, start=1):
        parcel = parcels[stop.parcel_id]
        move(PARCEL, parcel, "plan", Actor.SYSTEM, at)
        parcel.gig_id, parcel.stop_number, parcel.expected_at = gig.id, number, stop.begins_at
    return gig


def deliver(
    assignment: Assignment, parcel: Parcel, *, nonce: str, means: str, at: datetime, code: str = "", upload: Upload | None = None,
    happened_at: datetime | None = None, lat: float | None = None, lon: float | None = None,
) -> Proof:  # fmt: skip
    """Prove one stop: by the recipient's code, a photo, a signature, or the place; sending the same proof twice is harmless."""
    _check_is_stop(assignment, parcel)
    if means == "code" and code.strip().upper() != parcel.delivery_code:
        raise Invalid("delivery_code_wrong", field="code")
    if means in ("photo", "signature") and upload is None:
        raise Invalid("proof_file_needed", field="photo")
    proof = service_work.add_proof(
        assignment, nonce=nonce, step="stop", means=means, at=at, happened_at=happened_at, subject=parcel.public_id,
        lat=lat, lon=lon, upload=upload, detail={},
    )  # fmt: skip
    if PARCEL.allows(parcel.state, "deliver", Actor.FAN):
        move(PARCEL, parcel, "deliver", Actor.FAN, at, actor_ref=assignment.fan.public_id)
    return proof


def report_unable(
    assignment: Assignment, parcel: Parcel, *, nonce: str, reason: str, note: str, at: datetime
) -> Proof:
    """Say that a parcel could not be handed over, and why; the way back is paid by the scheme."""
    _check_is_stop(assignment, parcel)
    if reason not in UNABLE_REASONS:
        raise Invalid("unable_reason", field="reason")
    proof = service_work.add_proof(
        assignment,
        nonce=nonce,
        step="stop",
        means="statement",
        at=at,
        subject=parcel.public_id,
        detail={"reason": reason, "note": note[:500]},
    )
    if PARCEL.allows(parcel.state, "report_unable", Actor.FAN):
        move(
            PARCEL,
            parcel,
            "report_unable",
            Actor.FAN,
            at,
            actor_ref=assignment.fan.public_id,
            reason={"code": f"unable_{reason}"},
        )
    return proof


def bring_back(parcel: Parcel, actor: Actor, actor_ref: str, at: datetime) -> None:
    """The parcel is at the pick-up point again."""
    move(PARCEL, parcel, "bring_back", actor, at, actor_ref=actor_ref)


def _check_is_stop(assignment: Assignment, parcel: Parcel) -> None:
    if parcel.gig_id != assignment.gig_id:
        raise Invalid("parcel_not_yours", field="parcel")
    if assignment.state != "checked_in":
        raise Refused("check_in_first")


def summary(gig: Gig) -> dict[str, Any]:
    """How the stops of a block stand, by state."""
    rows = db.session.execute(
        sa.select(Parcel.state, sa.func.count()).where(Parcel.gig_id == gig.id).group_by(Parcel.state)
    )
    return {str(state): int(number) for state, number in rows}

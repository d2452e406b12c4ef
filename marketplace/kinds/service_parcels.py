"""Parcels: entered by form, file or interface; blocks and stops have modules of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core import ids
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.spots import DOOR_CIRCLE_M
from marketplace.gigs.models import Gig
from marketplace.identity.models import Identity
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel, PickupPoint
from marketplace.kinds.service_blocks import plan_blocks, preview_blocks
from marketplace.kinds.service_stops import bring_back, deliver, report_unable, summary

__all__ = [
    "ParcelEntry",
    "add_parcels",
    "add_pickup_point",
    "bring_back",
    "change_pickup_point",
    "deliver",
    "parcel_of",
    "plan_blocks",
    "points_of",
    "preview_blocks",
    "remove_pickup_point",
    "report_unable",
    "send_again",
    "summary",
    "withdraw",
]

LITRES_MAX = 5000
LENGTHS = {"recipient_name": 80, "recipient_phone": 32, "address": 200, "notes": 1000}
CODE_LENGTH = 4


@dataclass(frozen=True)
class ParcelEntry:
    """One parcel as entered."""

    recipient_name: str
    address: str
    lat: float
    lon: float
    litres: int = 5
    is_return: bool = False
    is_rough: bool = False
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    recipient_phone: str = ""
    notes: str = ""


def add_pickup_point(
    programme: Programme, name: str, address: str, lat: float, lon: float, circle_m: int = DOOR_CIRCLE_M
) -> PickupPoint:
    """A place where parcels wait."""
    point = PickupPoint(programme_id=programme.id)
    _say(point, name, address, lat, lon, circle_m)
    db.session.add(point)
    db.session.flush()
    return point


def change_pickup_point(
    point: PickupPoint, name: str, address: str, lat: float, lon: float, circle_m: int
) -> None:
    """Say it better, or put it where it is; blocks that nobody has begun go to the new place."""
    _say(point, name, address, lat, lon, circle_m)
    blocks = sa.select(Gig).join(Parcel, Parcel.gig_id == Gig.id).where(Parcel.pickup_point_id == point.id)
    for gig in db.session.scalars(blocks.where(Gig.state.in_(("open", "filled", "unfilled"))).distinct()):
        gig.place_name, gig.lat, gig.lon = point.name, lat, lon
        gig.detail = dict(gig.detail) | {"checkin_circle_m": circle_m}


def remove_pickup_point(point: PickupPoint) -> None:
    """Take a place away at which no parcel ever waited.

    Raises Refused("pickup_point_used") for one that has a history.
    """
    if db.session.scalar(sa.select(sa.exists().where(Parcel.pickup_point_id == point.id))):
        raise Refused("pickup_point_used")
    db.session.delete(point)


def _say(point: PickupPoint, name: str, address: str, lat: float, lon: float, circle_m: int) -> None:
    if not name.strip():
        raise Invalid("name_needed", field="name")
    point.name, point.address = name.strip()[:120], address.strip()[:200]
    point.lat, point.lon, point.circle_m = lat, lon, circle_m


def add_parcels(
    programme: Programme, point: PickupPoint, entries: Iterable[ParcelEntry], at: datetime
) -> list[Parcel]:
    """Enter parcels; each gets a code that its recipient tells at the door."""
    parcels = [_parcel(programme, point, number, entry, at) for number, entry in enumerate(entries, start=1)]
    db.session.add_all(parcels)
    db.session.flush()
    return parcels


def faults_of(entry: ParcelEntry) -> list[tuple[str, str]]:
    """What is wrong with an entry: field and code."""
    checks = {
        "recipient_name": bool(entry.recipient_name.strip()),
        "address": bool(entry.address.strip()),
        "litres": 1 <= entry.litres <= LITRES_MAX,
        "lat": -90 <= entry.lat <= 90,
        "lon": -180 <= entry.lon <= 180,
        "closes_at": entry.opens_at is None or entry.closes_at is None or entry.closes_at > entry.opens_at,
    }
    found = [(name, f"parcel_{name}") for name, holds in checks.items() if not holds]
    too_long = [name for name, most in LENGTHS.items() if len(getattr(entry, name)) > most]
    return found + [(name, "parcel_too_long") for name in too_long]


def _parcel(
    programme: Programme, point: PickupPoint, number: int, entry: ParcelEntry, at: datetime
) -> Parcel:
    for name, code in faults_of(entry):
        raise Invalid(code, field=name, row=number)
    return Parcel(
        programme_id=programme.id, pickup_point_id=point.id, recipient_name=entry.recipient_name.strip(),
        recipient_phone=entry.recipient_phone.strip(), address=entry.address.strip(), lat=entry.lat, lon=entry.lon,
        litres=entry.litres, is_return=entry.is_return, is_rough=entry.is_rough, opens_at=entry.opens_at, closes_at=entry.closes_at, notes=entry.notes.strip(),
        delivery_code=ids.new_code()[:CODE_LENGTH], created_at=at, state=PARCEL.initial,
    )  # fmt: skip


def points_of(programme: Programme) -> list[PickupPoint]:
    """Where the parcels of a programme wait."""
    query = sa.select(PickupPoint).where(PickupPoint.programme_id == programme.id).order_by(PickupPoint.id)
    return list(db.session.scalars(query))


def parcel_of(business: Business, public_id: str) -> Parcel:
    """One parcel of a business; another's is not found."""
    query = (
        sa.select(Parcel)
        .join(Programme, Programme.id == Parcel.programme_id)
        .where(Programme.business_id == business.id, Parcel.public_id == public_id)
    )
    parcel = db.session.scalar(query.with_for_update(of=Parcel))
    if parcel is None:
        raise NotFound
    return parcel


def send_again(parcel: Parcel, staff: Identity, at: datetime) -> None:
    """What was brought back, or could not be fetched, waits for another block."""
    action = "wait_again" if parcel.is_return else "send_again"
    move(PARCEL, parcel, action, Actor.STAFF, at, actor_ref=staff.public_id)
    parcel.gig_id = parcel.stop_number = parcel.expected_at = None


def withdraw(parcel: Parcel, staff: Identity, at: datetime) -> None:
    """It need not be delivered any more."""
    move(PARCEL, parcel, "withdraw", Actor.STAFF, at, actor_ref=staff.public_id)

"""What the audit asks of single kinds: parcels of one business, stops proven, flights forgotten in time."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.core import audit
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.gigs.models import Gig, Proof
from marketplace.kinds.models import Parcel, PickupPoint

FORGOTTEN = ("arrival_flight", "departure_flight")


@audit.check(10)
def parcels_of_one_programme() -> Iterable[Finding]:
    """A parcel whose shelf or block belongs to another programme."""
    shelf = sa.select(Parcel.public_id).join(PickupPoint, PickupPoint.id == Parcel.pickup_point_id)
    for ref in db.session.scalars(shelf.where(PickupPoint.programme_id != Parcel.programme_id)):
        yield Finding(10, ref, "shelf_of_another_programme")
    block = sa.select(Parcel.public_id).join(Gig, Gig.id == Parcel.gig_id)
    for ref in db.session.scalars(block.where(Gig.programme_id != Parcel.programme_id)):
        yield Finding(10, ref, "block_of_another_programme")


@audit.check(6)
def delivered_with_proof() -> Iterable[Finding]:
    """A parcel that counts as delivered and was paid for, without the proof of its stop."""
    proven = sa.exists().where(Proof.step == "stop", Proof.subject == Parcel.public_id)
    for ref in db.session.scalars(sa.select(Parcel.public_id).where(Parcel.state == "delivered", ~proven)):
        yield Finding(6, ref, "delivered_without_proof")


@audit.check(12)
def flights_are_forgotten() -> Iterable[Finding]:
    """A layover whose flights are still known and that no work will forget."""
    waiting = sa.select(Job.payload).where(Job.name == "kinds.forget_layover", Job.state == "due")
    timed = {str(payload.get("booking")) for payload in db.session.scalars(waiting)}
    paid = sa.select(Booking.public_id, Booking.detail).where(
        Booking.kind == "layover", Booking.state != "pending"
    )
    for ref, detail in db.session.execute(paid):
        if ref not in timed and any(name in detail for name in FORGOTTEN):
            yield Finding(12, ref, "flights_never_forgotten")

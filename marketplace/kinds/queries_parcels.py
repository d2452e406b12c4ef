"""Parcels and blocks as the desk reads them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.gigs.models import Gig, Proof
from marketplace.kinds.models import Parcel, PickupPoint

PAGE = 20
BLOCKS_SHOWN = 50
EXPORTED_MAX = 5000
OPEN_STATES = ("waiting", "planned", "unable", "returned", "fetched")


def programmes_of(business: Business) -> list[Programme]:
    """The delivery programmes of a business."""
    query = sa.select(Programme).where(Programme.business_id == business.id, Programme.kind == "delivery")
    return list(db.session.scalars(query.order_by(Programme.id)))


def points_of(business: Business) -> list[PickupPoint]:
    """Where parcels of a business wait."""
    query = sa.select(PickupPoint).join(Programme, Programme.id == PickupPoint.programme_id)
    return list(
        db.session.scalars(query.where(Programme.business_id == business.id).order_by(PickupPoint.id))
    )


def point_of(business: Business, public_id: str) -> tuple[PickupPoint, Programme]:
    """One pick-up point of a business with its programme; another's is not found."""
    query = sa.select(PickupPoint, Programme).join(Programme, Programme.id == PickupPoint.programme_id)
    mine = query.where(Programme.business_id == business.id, PickupPoint.public_id == public_id)
    found = db.session.execute(mine).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def counts(business: Business) -> dict[str, int]:
    """How many parcels stand how."""
    query = sa.select(Parcel.state, sa.func.count()).join(Programme, Programme.id == Parcel.programme_id)
    rows = db.session.execute(query.where(Programme.business_id == business.id).group_by(Parcel.state))
    return {str(state): int(number) for state, number in rows}


def parcels(business: Business, state: str, page: int) -> list[Parcel]:
    """One page of parcels, the latest first; without a state, those that are not done with."""
    query = (
        sa.select(Parcel)
        .join(Programme, Programme.id == Parcel.programme_id)
        .options(joinedload(Parcel.gig), joinedload(Parcel.pickup_point))
        .where(Programme.business_id == business.id)
    )
    query = query.where(Parcel.state == state) if state else query.where(Parcel.state.in_(OPEN_STATES))
    return list(db.session.scalars(query.order_by(Parcel.id.desc()).limit(PAGE).offset(PAGE * (page - 1))))


def to_export(business: Business) -> list[Parcel]:
    """Parcels for a file, the latest first."""
    query = (
        sa.select(Parcel)
        .join(Programme, Programme.id == Parcel.programme_id)
        .where(Programme.business_id == business.id)
        .order_by(Parcel.id.desc())
        .limit(EXPORTED_MAX)
    )
    return list(db.session.scalars(query))


def blocks_of(business: Business) -> list[Gig]:
    """Blocks that are not over, in the order in which they begin."""
    query = (
        sa.select(Gig)
        .where(
            Gig.business_id == business.id,
            Gig.kind == "delivery",
            Gig.state.in_(("open", "filled", "unfilled")),
        )
        .order_by(Gig.starts_at)
    )
    return list(db.session.scalars(query.limit(BLOCKS_SHOWN)))


def block_of(business: Business, public_id: str) -> Gig:
    """One block of a business; another's is not found."""
    query = sa.select(Gig).where(
        Gig.business_id == business.id, Gig.kind == "delivery", Gig.public_id == public_id
    )
    gig = db.session.scalar(query)
    if gig is None:
        raise NotFound
    return gig


def proofs_of(gig: Gig) -> dict[str, list[Proof]]:
    """What was shown at the stops of a block, by parcel."""
    found: dict[str, list[Proof]] = {}
    for assignment in gig.assignments:
        for proof in assignment.proofs:
            if proof.step == "stop" and proof.subject:
                found.setdefault(proof.subject, []).append(proof)
    return found

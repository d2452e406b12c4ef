"""The desk of a business the caller acts for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.api import inputs, schemas
from marketplace.api.access import business, caller
from marketplace.api.description import Blueprint
from marketplace.bookings.queries import bookings_at
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.queries import programmes_of
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.gigs import queries, service_gigs
from marketplace.gigs.models import Gig
from marketplace.kinds import service_blocks, service_parcels
from marketplace.kinds.models import PickupPoint
from marketplace.kinds.service_parcels import ParcelEntry
from marketplace.rewards import treasury
from marketplace.trust.service_audit import log_action

blp = Blueprint(
    "api_desk", __name__, "desk", url_prefix="/api/v1/businesses/<business_slug>", description="The desk"
)


@blp.reads("/programmes", schemas.listed(schemas.ProgrammeSchema, "programmes"))
def list_programmes(business_slug: str) -> dict[str, Any]:
    """Programmes of the business."""
    return {"programmes": programmes_of(business(business_slug, Permission.DESK_VIEW))}


@blp.reads("/programmes/<public_id>/budget", schemas.BudgetSchema)
def get_budget(business_slug: str, public_id: str) -> Any:
    """Spend against budget."""
    programme = _programme(business(business_slug, Permission.MONEY_VIEW), public_id)
    state = treasury.budget_of(programme)
    names = ("funded_minor", "reserved_minor", "spent_minor", "overspent_minor")
    return {name: getattr(state, name) for name in names} | {"currency": programme.currency}


@blp.reads("/gigs", schemas.listed(schemas.GigSchema, "gigs"))
def list_gigs(business_slug: str) -> dict[str, Any]:
    """Gigs to come."""
    return {"gigs": queries.gigs_of(business(business_slug, Permission.DESK_VIEW), "coming", clock.now())}


@blp.reads("/gigs/<public_id>", schemas.GigSchema)
def get_gig(business_slug: str, public_id: str) -> Gig:
    """One gig."""
    return queries.gig_of(business(business_slug, Permission.DESK_VIEW), public_id)


@blp.writes("/gigs/<public_id>/cancellation", schemas.GigSchema)
def cancel_gig(business_slug: str, public_id: str) -> Gig:
    """Call a gig off; whoever said yes is told."""
    shop, at = business(business_slug, Permission.GIGS_EDIT), clock.now()
    gig = queries.gig_of(shop, public_id)
    service_gigs.cancel_gig(
        gig, Actor.STAFF, {"code": "called_off_by_business"}, at, actor_ref=caller().public_id
    )
    log_action(shop.public_id, caller().public_id, "gigs.cancel", public_id, {"by": "api"}, at)
    return gig


@blp.reads("/bookings", schemas.listed(schemas.BookingSchema, "bookings"))
def list_bookings(business_slug: str) -> dict[str, Any]:
    """Bookings, the latest first."""
    return {"bookings": bookings_at(business(business_slug, Permission.BOOKINGS_VIEW))}


@blp.writes(
    "/programmes/<public_id>/parcels", schemas.ParcelRefsSchema, takes=inputs.ParcelsSchema, status=201
)
def add_parcels(data: dict[str, Any], business_slug: str, public_id: str) -> dict[str, Any]:
    """Enter parcels that wait at a pick-up point."""
    shop = business(business_slug, Permission.GIGS_EDIT)
    programme = _programme(shop, public_id)
    query = sa.select(PickupPoint).where(
        PickupPoint.public_id == data["pickup_point_id"], PickupPoint.programme_id == programme.id
    )
    point = db.session.scalar(query)
    if point is None:
        raise NotFound
    entries, at = [ParcelEntry(**row) for row in data["parcels"]], clock.now()
    added = service_parcels.add_parcels(programme, point, entries, at)
    log_action(
        shop.public_id,
        caller().public_id,
        "kinds.add_parcels",
        public_id,
        {"by": "api", "number": len(added)},
        at,
    )
    return {"parcels": [parcel.public_id for parcel in added]}


@blp.writes(
    "/programmes/<public_id>/blocks",
    schemas.listed(schemas.GigSchema, "blocks"),
    takes=inputs.BlocksSchema,
    status=201,
)
def build_blocks(data: dict[str, Any], business_slug: str, public_id: str) -> dict[str, Any]:
    """Build what waits into routed blocks and offer them."""
    shop, at = business(business_slug, Permission.GIGS_EDIT), clock.now()
    programme = _programme(shop, public_id)
    gigs, _answer = service_blocks.plan_blocks(programme, data["starts_at"], data["ends_at"], at)
    log_action(
        shop.public_id,
        caller().public_id,
        "kinds.build_blocks",
        public_id,
        {"by": "api", "number": len(gigs)},
        at,
    )
    return {"blocks": gigs}


def _programme(shop: Business, public_id: str) -> Programme:
    query = sa.select(Programme).where(Programme.public_id == public_id, Programme.business_id == shop.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found

"""The stops of a block that a fan has taken: where to, handed over, not handed over, brought back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.api import inputs, schemas
from marketplace.api.access import caller, fan, token
from marketplace.api.description import Blueprint, refusals
from marketplace.api.idempotency import once
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs import queries
from marketplace.kinds import service_stops
from marketplace.kinds.models import Parcel

blp = Blueprint(
    "api_stops", __name__, url_prefix="/api/v1/assignments/<public_id>/stops", description="Stops of a block"
)


@blp.get("")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.listed(schemas.StopSchema, "stops"))
def list_stops(public_id: str) -> dict[str, Any]:
    """Where to, in order."""
    found = queries.assignment_for(public_id, fan())
    query = sa.select(Parcel).where(Parcel.gig_id == found.gig_id).order_by(Parcel.stop_number)
    return {"stops": list(db.session.scalars(query)) if found.is_live else []}


@blp.post("/<parcel_id>/delivery")
@token("gigs:write")
@refusals(blp, 404, 409, 422)
@blp.arguments(inputs.DeliverSchema)
@once
@blp.response(200, schemas.StopSchema)
def deliver(data: dict[str, Any], public_id: str, parcel_id: str) -> Parcel:
    """Prove that a parcel was handed over."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.deliver(assignment, parcel, **data, at=clock.now())
    return parcel


@blp.post("/<parcel_id>/unable")
@token("gigs:write")
@refusals(blp, 404, 409, 422)
@blp.arguments(inputs.UnableSchema)
@once
@blp.response(200, schemas.StopSchema)
def report_unable(data: dict[str, Any], public_id: str, parcel_id: str) -> Parcel:
    """Say why a parcel could not be handed over."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.report_unable(assignment, parcel, **data, at=clock.now())
    return parcel


@blp.post("/<parcel_id>/return")
@token("gigs:write")
@refusals(blp, 404, 409)
@once
@blp.response(200, schemas.StopSchema)
def bring_back(public_id: str, parcel_id: str) -> Parcel:
    """The parcel is at the pick-up point again."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.bring_back(parcel, Actor.FAN, assignment.fan.public_id, clock.now())
    return parcel

"""The stops of a block that a fan has taken: where to, handed over, not handed over, brought back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.api import inputs, schemas
from marketplace.api.access import caller, fan
from marketplace.api.description import Blueprint
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs import queries
from marketplace.kinds import service_stops
from marketplace.kinds.models import Parcel

blp = Blueprint(
    "api_stops",
    __name__,
    "gigs",
    url_prefix="/api/v1/assignments/<public_id>/stops",
    description="Stops of a block",
)


@blp.reads("", schemas.listed(schemas.StopSchema, "stops"))
def list_stops(public_id: str) -> dict[str, Any]:
    """Where to, in order."""
    found = queries.assignment_for(public_id, fan())
    query = sa.select(Parcel).where(Parcel.gig_id == found.gig_id).order_by(Parcel.stop_number)
    return {"stops": list(db.session.scalars(query)) if found.is_live else []}


@blp.writes("/<parcel_id>/delivery", schemas.StopSchema, takes=inputs.DeliverSchema)
def deliver(data: dict[str, Any], public_id: str, parcel_id: str) -> Parcel:
    """Prove that a parcel was handed over."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.deliver(assignment, parcel, **data, at=clock.now())
    return parcel


@blp.writes("/<parcel_id>/unable", schemas.StopSchema, takes=inputs.UnableSchema)
def report_unable(data: dict[str, Any], public_id: str, parcel_id: str) -> Parcel:
    """Say why a parcel could not be handed over."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.report_unable(assignment, parcel, **data, at=clock.now())
    return parcel


@blp.writes("/<parcel_id>/return", schemas.StopSchema)
def bring_back(public_id: str, parcel_id: str) -> Parcel:
    """The parcel is at the pick-up point again."""
    assignment, parcel = service_stops.stop_of(caller(), public_id, parcel_id)
    service_stops.bring_back(parcel, Actor.FAN, assignment.fan.public_id, clock.now())
    return parcel

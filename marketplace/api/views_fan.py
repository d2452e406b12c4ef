"""A fan's offers and gigs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.api import inputs, schemas
from marketplace.api.access import fan
from marketplace.api.description import Blueprint
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.gigs import queries, service_acceptance, service_endings, service_offers, service_work
from marketplace.gigs.board import is_on_board
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import memberships_of

blp = Blueprint("api_fan", __name__, "gigs", url_prefix="/api/v1", description="Offers and gigs")
BOARD_DAYS, BOARD_MOST = 28, 100


@blp.reads("/board", schemas.listed(schemas.GigSchema, "gigs"))
def board() -> dict[str, Any]:
    """Gigs of the fan's programmes that still look for people."""
    who = fan()
    programme_ids = [m.programme_id for m in memberships_of(who) if m.state == "active"]
    found = queries.takeable_gigs(who, programme_ids, clock.now(), BOARD_DAYS, BOARD_MOST)
    return {"gigs": [gig for gig in found if is_on_board(gig, who)]}


@blp.writes("/board/<public_id>/acceptance", schemas.AssignmentSchema, status=201)
def take(public_id: str) -> Assignment:
    """Take a gig from the board; a refusal names its reason."""
    who = fan()
    return service_acceptance.take_gig(_on_board(public_id, who), who, clock.now())


@blp.reads("/offers", schemas.listed(schemas.OfferSchema, "offers"))
def list_offers() -> dict[str, Any]:
    """What the fan is asked and may still answer, each with its whole reward and why it came."""
    return {"offers": [schemas.worded(offer) for offer in queries.open_offers_of(fan(), clock.now())]}


@blp.reads("/offers/<public_id>", schemas.OfferSchema)
def get_offer(public_id: str) -> Offer:
    """One offer of the fan's."""
    return schemas.worded(queries.offer_for(public_id, fan()))


@blp.writes("/offers/<public_id>/acceptance", schemas.AssignmentSchema, status=201)
def accept(public_id: str) -> Assignment:
    """Say yes; a refusal names its reason."""
    who = fan()
    return service_acceptance.accept_offer(queries.offer_for(public_id, who), who, clock.now())


@blp.writes("/offers/<public_id>/refusal", schemas.OfferSchema, takes=inputs.DeclineSchema)
def decline(data: dict[str, Any], public_id: str) -> Offer:
    """Say no; the next person is asked."""
    who = fan()
    return schemas.worded(
        service_offers.decline_offer(queries.offer_for(public_id, who), who, data["reason"], clock.now())
    )


@blp.reads("/assignments", schemas.listed(schemas.AssignmentSchema, "assignments"))
def list_assignments() -> dict[str, Any]:
    """What the fan has taken and is still to come."""
    return {"assignments": queries.calendar_of(fan(), clock.now())}


@blp.reads("/assignments/<public_id>", schemas.AssignmentSchema)
def get_assignment(public_id: str) -> Assignment:
    """One gig that the fan has taken."""
    return queries.assignment_for(public_id, fan())


@blp.writes("/assignments/<public_id>/check-in", schemas.AssignmentSchema, takes=inputs.CheckInSchema)
def check_in(data: dict[str, Any], public_id: str) -> Assignment:
    """Be there: by the code, by the place, or by hand with a reason."""
    found = queries.assignment_for(public_id, fan())
    given = {name: value for name, value in data.items() if name != "means"}
    return service_work.check_in(found, data["means"], given, clock.now())


@blp.writes("/assignments/<public_id>/completion", schemas.AssignmentSchema, takes=inputs.CompletionSchema)
def complete(data: dict[str, Any], public_id: str) -> Assignment:
    """Say it is done, and how long one waited because of others: the earning is posted, once."""
    found = queries.assignment_for(public_id, fan())
    return service_work.complete(found, clock.now(), waiting_minutes=data["waiting_minutes"])


@blp.writes("/assignments/<public_id>/forfeit", schemas.AssignmentSchema, takes=inputs.ForfeitSchema)
def forfeit(data: dict[str, Any], public_id: str) -> Assignment:
    """Hand the gig back; free until the time its page says."""
    found = queries.assignment_for(public_id, fan())
    return service_endings.forfeit(found, data["reason"], clock.now(), note=data["note"])


def _on_board(public_id: str, who: Superfan) -> Gig:
    found = db.session.scalar(sa.select(Gig).where(Gig.public_id == public_id))
    if found is None or not queries.is_member(who, found.programme_id) or not is_on_board(found, who):
        raise NotFound
    return found

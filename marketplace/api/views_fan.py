"""A fan's offers, gigs and earnings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from marketplace.api import inputs, schemas
from marketplace.api.access import fan, token
from marketplace.api.description import Blueprint, refusals
from marketplace.api.idempotency import once
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.gigs import queries, service_acceptance, service_endings, service_offers, service_work
from marketplace.gigs.board import is_on_board
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.shown import spoken
from marketplace.rewards.queries import earnings_of
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import memberships_of

blp = Blueprint("api_fan", __name__, url_prefix="/api/v1", description="Offers, gigs and earnings")
BOARD_DAYS, BOARD_MOST = 28, 100


@blp.get("/board")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.listed(schemas.GigSchema, "gigs"))
def board() -> dict[str, Any]:
    """Gigs of the fan's programmes that still look for people."""
    who = fan()
    programme_ids = [m.programme_id for m in memberships_of(who) if m.state == "active"]
    found = queries.takeable_gigs(who, programme_ids, clock.now(), BOARD_DAYS, BOARD_MOST)
    return {"gigs": [gig for gig in found if is_on_board(gig, who)]}


@blp.post("/board/<public_id>/acceptance")
@token("gigs:write")
@refusals(blp, 404, 409)
@once
@blp.response(201, schemas.AssignmentSchema)
def take(public_id: str) -> Assignment:
    """Take a gig from the board; a refusal names its reason."""
    who = fan()
    return service_acceptance.take_gig(_on_board(public_id, who), who, clock.now())


@blp.get("/offers")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.listed(schemas.OfferSchema, "offers"))
def list_offers() -> dict[str, Any]:
    """What the fan is asked and may still answer, each with its whole reward and why it came."""
    return {"offers": [_worded(offer) for offer in queries.open_offers_of(fan(), clock.now())]}


@blp.get("/offers/<public_id>")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.OfferSchema)
def get_offer(public_id: str) -> Offer:
    """One offer of the fan's."""
    return _worded(queries.offer_for(public_id, fan()))


@blp.post("/offers/<public_id>/acceptance")
@token("gigs:write")
@refusals(blp, 404, 409)
@once
@blp.response(201, schemas.AssignmentSchema)
def accept(public_id: str) -> Assignment:
    """Say yes; a refusal names its reason."""
    who = fan()
    return service_acceptance.accept_offer(queries.offer_for(public_id, who), who, clock.now())


@blp.post("/offers/<public_id>/refusal")
@token("gigs:write")
@refusals(blp, 404, 409, 422)
@blp.arguments(inputs.DeclineSchema)
@once
@blp.response(200, schemas.OfferSchema)
def decline(data: dict[str, Any], public_id: str) -> Offer:
    """Say no; the next person is asked."""
    who = fan()
    return _worded(
        service_offers.decline_offer(queries.offer_for(public_id, who), who, data["reason"], clock.now())
    )


@blp.get("/assignments")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.listed(schemas.AssignmentSchema, "assignments"))
def list_assignments() -> dict[str, Any]:
    """What the fan has taken and is still to come."""
    return {"assignments": queries.calendar_of(fan(), clock.now())}


@blp.get("/assignments/<public_id>")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.AssignmentSchema)
def get_assignment(public_id: str) -> Assignment:
    """One gig that the fan has taken."""
    return queries.assignment_for(public_id, fan())


@blp.post("/assignments/<public_id>/check-in")
@token("gigs:write")
@refusals(blp, 404, 409, 422)
@blp.arguments(inputs.CheckInSchema)
@once
@blp.response(200, schemas.AssignmentSchema)
def check_in(data: dict[str, Any], public_id: str) -> Assignment:
    """Be there: by the code, by the place, or by hand with a reason."""
    found = queries.assignment_for(public_id, fan())
    given = {name: value for name, value in data.items() if name != "means"}
    return service_work.check_in(found, data["means"], given, clock.now())


@blp.post("/assignments/<public_id>/completion")
@token("gigs:write")
@refusals(blp, 404, 409)
@once
@blp.response(200, schemas.AssignmentSchema)
def complete(public_id: str) -> Assignment:
    """Say it is done: the earning is posted, once."""
    return service_work.complete(queries.assignment_for(public_id, fan()), clock.now())


@blp.post("/assignments/<public_id>/forfeit")
@token("gigs:write")
@refusals(blp, 404, 409, 422)
@blp.arguments(inputs.ForfeitSchema)
@once
@blp.response(200, schemas.AssignmentSchema)
def forfeit(data: dict[str, Any], public_id: str) -> Assignment:
    """Hand the gig back; free until the time its page says."""
    found = queries.assignment_for(public_id, fan())
    return service_endings.forfeit(found, data["reason"], clock.now(), note=data["note"])


@blp.get("/earnings")
@token("gigs:read")
@refusals(blp, 404)
@blp.response(200, schemas.listed(schemas.EarningSchema, "earnings"))
def list_earnings() -> dict[str, Any]:
    """What the fan earned, line by line, with the gig it was for."""
    names = ("public_id", "assignment_ref", "amount_minor", "currency", "state", "earned_at", "payable_at")
    return {
        "earnings": [
            SimpleNamespace(
                **{name: getattr(earning, name) for name in names},
                lines=earning.evaluation["lines"],
                gig=work,
                programme=programme.title,
            )
            for earning, programme, work in earnings_of(fan())
        ]
    }


def _on_board(public_id: str, who: Superfan) -> Gig:
    found = db.session.scalar(sa.select(Gig).where(Gig.public_id == public_id))
    if found is None or not queries.is_member(who, found.programme_id) or not is_on_board(found, who):
        raise NotFound
    return found


def _worded(offer: Offer) -> Offer:
    words = spoken(offer.reasons)
    offer.worded = [dict(row) | {"words": said} for row, said in zip(offer.reasons, words, strict=True)]  # type: ignore[attr-defined]
    return offer

"""A customer's bookings and requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import get_locale

from marketplace.api import inputs, schemas
from marketplace.api.access import caller
from marketplace.api.description import Blueprint
from marketplace.bookings import flow, service_bookings, service_cancellation, service_requests
from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.bookings.pricing import journey_price_minor, session_price_minor
from marketplace.bookings.queries import bookings_of
from marketplace.bookings.service_requests import Asked
from marketplace.businesses.queries import public_programme
from marketplace.catalogue import queries
from marketplace.catalogue.dates import dated_stages
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.lifecycle import Actor
from marketplace.core.texts import in_language
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.identity.models import Identity

blp = Blueprint(
    "api_bookings", __name__, "bookings", url_prefix="/api/v1", description="Bookings and requests"
)


@blp.reads("/bookings", schemas.listed(schemas.BookingSchema, "bookings"), refuses=())
def list_bookings() -> dict[str, Any]:
    """Everything the caller booked, the latest first."""
    return {"bookings": bookings_of(caller())}


@blp.reads("/bookings/<public_id>", schemas.BookingSchema)
def get_booking(public_id: str) -> Booking:
    """One booking of the caller's."""
    return booking_of_caller(public_id)


@blp.writes("/sessions/<public_id>/bookings", schemas.BookingSchema, takes=inputs.BookSchema, status=201)
def book_session(data: dict[str, Any], public_id: str) -> Booking:
    """Book a date; it waits for its payment."""
    at = clock.now()
    session = queries.bookable_session(public_id, at)
    experience = session.experience
    return service_bookings.begin_booking(
        kind=experience.programme.kind, programme=experience.programme, customer=caller(), session=session,
        title=in_language(experience, str(get_locale()), "title"), party=data["party"], language=session.language,
        starts_at=session.starts_at, ends_at=session.ends_at, timezone=experience.timezone,
        price_minor=session_price_minor(experience, data["party"]), currency=experience.currency,
        detail={"notes": data["notes"]}, at=at,
    )  # fmt: skip


@blp.writes(
    "/journeys/<public_id>/bookings", schemas.BookingSchema, takes=inputs.BookJourneySchema, status=201
)
def book_journey(data: dict[str, Any], public_id: str) -> Booking:
    """Book a journey from a first day on; it is confirmed whole or not at all."""
    template = queries.public_journey(public_id)
    stages = dated_stages(template.stages, datetime.combine(data["starts_on"], datetime.min.time()))
    starts = [_begins(stage, template.timezone) for stage in stages]
    ends = [start + timedelta(minutes=int(s["minutes"])) for start, s in zip(starts, stages, strict=True)]
    return service_bookings.begin_booking(
        kind=template.programme.kind, programme=template.programme, customer=caller(), template=template,
        title=in_language(template, str(get_locale()), "title"), party=data["party"], language=str(get_locale()),
        starts_at=min(starts), ends_at=max(ends), timezone=template.timezone,
        price_minor=journey_price_minor(template, data["party"]), currency=template.currency,
        detail={"notes": data["notes"], "stages": stages}, at=clock.now(),
    )  # fmt: skip


@blp.writes("/bookings/<public_id>/payment", schemas.PaidSchema, takes=inputs.PaySchema, apart=True)
def pay_booking(data: dict[str, Any], public_id: str) -> dict[str, str]:
    """Set the price aside on a card; repeated, it is the same payment as long as the first has not failed."""
    if not data["payment_method"] and edge.read(lambda: charges_of(booking_of_caller(public_id)).card_minor):
        raise Invalid("card_needed", field="payment_method")
    edge.read(lambda: booking_of_caller(public_id))
    state = flow.pay(public_id, data["payment_method"], clock.now())
    return {"state": state, "booking_state": edge.read(lambda: str(booking_of_caller(public_id).state))}


@blp.reads("/bookings/<public_id>/cancellation", schemas.PreviewSchema)
def preview_cancellation(public_id: str) -> Any:
    """What calling it off now would give to whom."""
    return service_cancellation.preview(booking_of_caller(public_id), "customer", clock.now())


@blp.writes("/bookings/<public_id>/cancellation", schemas.BookingSchema, takes=inputs.CancelSchema)
def cancel_booking(data: dict[str, Any], public_id: str) -> Booking:
    """Call it off for exactly the refund that was shown."""
    booking_of_caller(public_id)
    booking = service_bookings.locked(public_id)
    service_cancellation.cancel(
        booking,
        "customer",
        Actor.CUSTOMER,
        caller().public_id,
        clock.now(),
        seen_refund_minor=data["refund_minor"],
    )
    return booking


@blp.writes("/requests", schemas.RequestSchema, takes=inputs.AskSchema, status=201)
def ask(data: dict[str, Any]) -> Any:
    """Ask for what nobody lists; people are put forward soon after."""
    programme = public_programme(data["programme_id"])
    if programme.kind != "request":
        raise NotFound
    asked = Asked(
        words=data["words"], language=str(get_locale()), wanted_language=data["language"], party=data["party"],
        starts_local=data["starts_local"], duration_minutes=data["duration_minutes"], place_name=data["place_name"],
        lat=data["lat"], lon=data["lon"], interests=tuple(data["interests"]),
    )  # fmt: skip
    return _shown(service_requests.ask(programme, caller(), asked, clock.now()))


@blp.reads("/requests/<public_id>", schemas.RequestSchema)
def get_request(public_id: str) -> Any:
    """A request of the caller's, with the people put forward and why."""
    found = db.session.scalar(
        sa.select(Request).where(Request.public_id == public_id, Request.customer_id == caller().id)
    )
    if found is None:
        raise NotFound
    return _shown(found)


@blp.writes("/proposals/<public_id>/choice", schemas.BookingSchema, status=201)
def choose(public_id: str) -> Booking:
    """Pick one of the people put forward."""
    return service_requests.choose(_proposal(public_id, caller()), caller(), clock.now())


@blp.writes("/proposals/<public_id>/refusal", schemas.RequestSchema)
def pass_over(public_id: str) -> Any:
    """Not this person: the next is sought when nobody else is left."""
    proposal = _proposal(public_id, caller())
    service_requests.pass_over(proposal, caller(), clock.now())
    return _shown(proposal.request)


def _begins(stage: dict[str, Any], timezone: str) -> datetime:
    try:
        return instant_of(datetime.fromisoformat(stage["starts_local"]), timezone)
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field="starts_on") from None


def booking_of_caller(public_id: str) -> Booking:
    """One booking of the caller's; anybody else's is not found."""
    query = sa.select(Booking).where(Booking.public_id == public_id, Booking.customer_id == g.caller.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _proposal(public_id: str, customer: Identity) -> Proposal:
    query = (
        sa.select(Proposal)
        .join(Request)
        .where(Proposal.public_id == public_id, Request.customer_id == customer.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _shown(request: Request) -> Request:
    """With the words of the reasons beside their codes."""
    for proposal in request.proposals:
        schemas.worded(proposal)
    return request

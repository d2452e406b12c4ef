"""Open requests: what a customer asked for in own words, done by the person they picked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.bookings import service_bookings, service_cancellation, service_requests
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.bookings.people import needs
from marketplace.bookings.request_titles import said_of_gig, title_of
from marketplace.core.db import db
from marketplace.core.kinds import Setting, Template
from marketplace.gigs import service_gigs
from marketplace.gigs.models import Gig
from marketplace.gigs.terms import with_circle
from marketplace.kinds.booked import BookedKind
from marketplace.rewards import treasury
from marketplace.superfans.names import interest_name

PRICE_PERCENT = 140  # of what an hour of work usually starts at: the pay, and something for the business


class AskedFor(BookedKind):
    """Something nobody lists, for one customer."""

    code = "request"
    label = _l("Request")
    sentence = _l(
        "Customers say what they wish for in their own words, and you put forward two or three fans who could do it."
    )
    icon = "hand"
    offer_mode = "reserved"
    accept_minutes = 12 * 60
    is_asked_for = True
    gig_template = "kinds/_request_gig.html"
    settings = (
        Setting("price_hour_minor", 2500, _l("Price per hour"), _l("What a customer pays for each hour begun, whoever they pick."), 0, 99_999_999, unit="money", question=3),
        Setting("answer_hours", 24, _l("Hours to answer"), _l("How soon a customer hears who could do it."), 1, 168),
    )  # fmt: skip
    template = Template(
        way="collaborators",
        joining="application",
        skills=(),
        north_star="requests_answered",
        purpose={
            "en": "Somebody asks for exactly what you can do. You say yes when it suits you.",
            "es": "Alguien pide justo lo que sabes hacer. Dices que sí cuando te viene bien.",
        },
        role={
            "en": "Requests tell us what our customers wish for, and answer it before they look elsewhere.",
            "es": "Las peticiones nos dicen qué desean nuestros clientes y les responden antes de que busquen en otra parte.",
        },
        tasks={
            "en": "Read what is asked, say yes or no within half a day, agree on the details, and do it well.",
            "es": "Leer lo que se pide, decir sí o no en medio día, acordar los detalles y hacerlo bien.",
        },
        house_rules={
            "en": "Answer even when the answer is no. Agree on the meeting point in writing. Meet in public places.",
            "es": "Responde aunque la respuesta sea no. Acuerda por escrito el punto de encuentro, en un lugar público.",
        },
        cancellation="single_day_24h",
    )

    def suggested(self, business: Any) -> dict[str, Any]:
        """A price above what an hour of work usually starts at, in the business's own money."""
        return {"price_hour_minor": treasury.part_of_an_hour(business.currency, PRICE_PERCENT)}

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """For how many it is, in which language, and what they like; the wish itself is the gig's notes."""
        return dict(gig.detail) | {
            "party": int(gig.facts.get("guests", 1)),
            "languages": list(gig.needs.get("languages", {})),
            "interests": [interest_name(code) for code in gig.needs.get("interests", ())],
        }

    def asked_anew(self, request: Any) -> str:
        """The form, with the earlier wish in it."""
        return url_for("bookings.ask", programme=request.programme.public_id, earlier=request.public_id)

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """The person picked could not: nothing is charged, and the others put forward still stand."""
        for booking in service_bookings.bookings_served_by(gig):
            request = db.session.get(Request, booking.request_id) if booking.request_id else None
            service_cancellation.call_off(booking, "person_could_not", at)
            if request is not None:
                service_requests.person_declined(request, _fan_picked(booking), at)


def make_gigs(booking: Booking, at: datetime) -> None:
    """The booking is paid: the work is offered to the person picked."""
    request = db.session.get_one(Request, booking.request_id)
    make_gig_for(booking, request, {}, at)  # the customer's words are its notes, which are forgotten in time


def make_gig_for(booking: Booking, request: Request, detail: dict[str, Any], at: datetime) -> Gig:
    """One gig for one request, for the person picked alone."""
    minutes = int((request.ends_at - request.starts_at).total_seconds() // 60)
    return service_gigs.make_gig(
        programme=request.programme,
        kind=request.kind,
        title=title_of(request).words,
        language=request.language,
        starts_local=request.starts_local,
        timezone=request.timezone,
        duration_minutes=minutes,
        place_name=request.place_name,
        lat=request.lat,
        lon=request.lon,
        places=1,
        needs=needs(request) | {"only": [booking.detail["fan"]]},
        facts={"planned_minutes": minutes, "guests": request.party, "price_minor": booking.price_minor},
        detail=with_circle(
            detail | said_of_gig(request) | {"booking_ref": booking.public_id},
            is_rough=bool(request.detail.get("is_rough")),
        ),
        subject=booking.public_id,
        notes=request.words,
        at=at,
    )


def _fan_picked(booking: Booking) -> int:
    query = sa.select(Proposal.fan_id).where(Proposal.public_id == booking.detail["proposal"])
    return db.session.scalars(query).one()

"""Open requests: a customer asks in own words, two or three people are put forward with reasons, the customer picks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.lifecycle import PROPOSAL, REQUEST
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.bookings.people import people_at_some_time
from marketplace.bookings.request_titles import title_of, with_person
from marketplace.bookings.service_bookings import begin_booking
from marketplace.businesses.models import Programme
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.zones import NoSuchLocalTime, instant_of, zone_at
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.trust.people import staff_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

PEOPLE_MAX = 3
ANSWER_WITHIN_HOURS = 24
WORDS_LENGTH = 2000
RULE_VERSION = "1"


@dataclass(frozen=True)
class Asked:
    """What a customer asks for."""

    words: str
    language: str  # of the words
    wanted_language: str
    party: int
    starts_local: datetime
    duration_minutes: int
    place_name: str
    lat: float
    lon: float
    skills: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    budget_minor: int | None = None
    kind: str = "request"
    people_max: int = PEOPLE_MAX
    detail: dict[str, Any] = field(default_factory=dict)


def ask(programme: Programme, customer: Identity, asked: Asked, at: datetime) -> Request:
    """Write a request down and have people sought for it at once."""
    starts_at, timezone = _when(asked, at)
    if programme.state != "open":
        raise Refused("programme_not_open")
    if not asked.words.strip():
        raise Invalid("words_needed", field="words")
    request = Request(
        business_id=programme.business_id, programme_id=programme.id, customer_id=customer.id,
        words=asked.words.strip()[:WORDS_LENGTH], language=asked.language, wanted_language=asked.wanted_language,
        party=asked.party, starts_local=asked.starts_local.isoformat(timespec="seconds"), timezone=timezone,
        starts_at=starts_at, ends_at=starts_at + timedelta(minutes=asked.duration_minutes),
        place_name=asked.place_name, lat=asked.lat, lon=asked.lon, skills=list(asked.skills),
        interests=list(asked.interests), budget_minor=asked.budget_minor, currency=programme.currency,
        created_at=at, answer_by_at=min(starts_at, at + timedelta(hours=ANSWER_WITHIN_HOURS)), state=REQUEST.initial,
        kind=asked.kind, people_max=asked.people_max, detail=asked.detail,
    )  # fmt: skip
    request.programme, request.business, request.customer = programme, programme.business, customer
    db.session.add(request)
    db.session.flush()
    jobs.stage(
        "bookings.answer_request", f"bookings.answer:{request.public_id}", at, {"request": request.public_id}
    )
    jobs.stage(
        "bookings.lapse_request",
        f"bookings.lapse:{request.public_id}",
        starts_at,
        {"request": request.public_id},
    )
    return request


def _when(asked: Asked, at: datetime) -> tuple[datetime, str]:
    timezone = zone_at(asked.lat, asked.lon)
    try:
        starts_at = instant_of(asked.starts_local, timezone)
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field="starts_local") from None
    if starts_at <= at:
        raise Invalid("time_is_past", field="starts_local")
    if not 30 <= asked.duration_minutes <= 12 * 60:
        raise Invalid("request_duration", field="duration_minutes", least_minutes=30, most_minutes=720)
    if not 1 <= asked.party <= 50:
        raise Invalid("party_size", field="party", least=1, most=50)
    return starts_at, timezone


def propose(request: Request, at: datetime) -> list[Proposal]:
    """Put two or three fitting people forward, each with price and reasons; nobody fitting is said with what lacks."""
    earlier = {p.fan_id for p in request.proposals}
    answer = people_at_some_time(request, earlier, at)
    for number, person in enumerate(answer.people, start=len(earlier) + 1):
        proposal = Proposal(
            request_id=request.id, fan_id=person.fan_id, rank=number, price_minor=person.price_minor,
            currency=request.currency, reasons=person.reasons, created_at=at, state=PROPOSAL.initial,
        )  # fmt: skip
        proposal.request, proposal.fan = request, db.session.get_one(Superfan, person.fan_id)
        db.session.add(proposal)
    found = bool(answer.people)
    move(REQUEST, request, "answer" if found else "find_nobody", Actor.SYSTEM, at)
    record_decision(
        business_ref=request.business.public_id, subject=request.public_id, about_ref=request.customer.public_id,
        rule="bookings.proposals", rule_version=RULE_VERSION, outcome=request.state,
        inputs={"looked_at": answer.looked_at, "fitting": answer.fitting},
        reasons=[{"code": "people_put_forward", "params": {"number": len(answer.people)}}] if found else answer.lacking, at=at,
    )  # fmt: skip
    code = "bookings.proposals" if found else "bookings.no_proposals"
    params = {"number": len(answer.people), "place": request.place_name}
    notify(request.customer, code, params, _path(request), at)
    if not found:
        _tell_staff(request, at)
    db.session.flush()
    return [p for p in request.proposals if p.state == "proposed"]


def _path(request: Request) -> str:
    return f"/requests/{request.public_id}"


def _tell_staff(request: Request, at: datetime) -> None:
    """The owner hears which wish found nobody."""
    path = f"/desk/{request.business.slug}/requests/{request.public_id}"
    for person in staff_of(request.business.public_id):
        notify(person, "bookings.unanswered", {"place": request.place_name}, path, at)


def choose(proposal: Proposal, customer: Identity, at: datetime) -> Booking:
    """Pick one of the people put forward: a booking that waits for its payment, then for the fan's yes."""
    request = proposal.request
    if request.customer_id != customer.id:
        raise NotFound
    if not REQUEST.allows(request.state, "choose", Actor.CUSTOMER):
        raise Refused("request_not_answered")
    move(REQUEST, request, "choose", Actor.CUSTOMER, at, actor_ref=customer.public_id)
    move(PROPOSAL, proposal, "choose", Actor.CUSTOMER, at, actor_ref=customer.public_id)
    fan_name, titled = proposal.fan.identity.name, title_of(request)
    return begin_booking(
        kind=request.kind,
        programme=request.programme,
        customer=customer,
        title=with_person(titled.words, fan_name),
        party=request.party,
        language=request.wanted_language,
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        timezone=request.timezone,
        price_minor=proposal.price_minor,
        currency=proposal.currency,
        detail=dict(request.detail)
        | {"request": request.public_id, "proposal": proposal.public_id, "fan": proposal.fan.public_id}
        | {"text_language": titled.language}
        | {"titles": {locale: with_person(title, fan_name) for locale, title in titled.otherwise.items()}},
        request=request,
        at=at,
    )


def pass_over(proposal: Proposal, customer: Identity, at: datetime) -> None:
    """Not this person: the next is sought when nobody else is left to choose."""
    request = proposal.request
    if request.customer_id != customer.id:
        raise NotFound
    move(PROPOSAL, proposal, "pass_over", Actor.CUSTOMER, at, actor_ref=customer.public_id)
    if request.state == "answered" and not any(p.state == "proposed" for p in request.proposals):
        move(REQUEST, request, "ask_again", Actor.CUSTOMER, at, actor_ref=customer.public_id)
        propose(request, at)


def person_declined(request: Request, fan_id: int, at: datetime) -> None:
    """The person chosen could not: the customer may choose among the others, and more are sought if none is left."""
    for proposal in request.proposals:
        if proposal.fan_id == fan_id and PROPOSAL.allows(proposal.state, "step_back", Actor.FAN):
            move(PROPOSAL, proposal, "step_back", Actor.FAN, at)
    if REQUEST.allows(request.state, "revive", Actor.SYSTEM):
        move(REQUEST, request, "revive", Actor.SYSTEM, at)
    if request.state != "answered":
        return
    if any(p.state == "proposed" for p in request.proposals):
        notify(request.customer, "bookings.choose_again", {"place": request.place_name}, _path(request), at)
        return
    move(REQUEST, request, "ask_again", Actor.STAFF, at)
    propose(request, at)


def not_paid(request: Request, at: datetime) -> None:
    """The booking of the person chosen expired: the customer may choose once more."""
    for proposal in request.proposals:
        if PROPOSAL.allows(proposal.state, "stand_again", Actor.SYSTEM):
            move(PROPOSAL, proposal, "stand_again", Actor.SYSTEM, at)
    if REQUEST.allows(request.state, "revive", Actor.SYSTEM):
        move(REQUEST, request, "revive", Actor.SYSTEM, at)


def look_again(request: Request, staff: Identity, at: datetime) -> list[Proposal]:
    """Staff have people sought once more, such as after somebody new has joined."""
    move(REQUEST, request, "ask_again", Actor.STAFF, at, actor_ref=staff.public_id)
    return propose(request, at)


def withdraw(request: Request, customer: Identity, at: datetime) -> None:
    """The customer no longer wants it."""
    move(REQUEST, request, "withdraw", Actor.CUSTOMER, at, actor_ref=customer.public_id)


def _by_ref(request_ref: str) -> Request:
    return db.session.scalars(
        sa.select(Request).where(Request.public_id == request_ref).with_for_update(of=Request)
    ).one()


@jobs.job("bookings.answer_request")
def _answer(payload: dict[str, Any], at: datetime) -> None:
    request = _by_ref(payload["request"])
    if request.state == "open":
        propose(request, at)


@jobs.job("bookings.lapse_request")
def _lapse(payload: dict[str, Any], at: datetime) -> None:
    request = _by_ref(payload["request"])
    if request.starts_at > at:  # it was put at a later time, at which somebody fits
        key = f"bookings.lapse:{request.public_id}:{request.starts_at:%H%M}"
        jobs.stage("bookings.lapse_request", key, request.starts_at, payload)
    elif REQUEST.allows(request.state, "lapse", Actor.CLOCK):
        move(REQUEST, request, "lapse", Actor.CLOCK, at)

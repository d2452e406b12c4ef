"""What people of the demo world do, each act as its page does it: one transaction, by the services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.bookings import flow, service_requests
from marketplace.bookings.models import Booking, Payment, Proposal, Request
from marketplace.bookings.pricing import journey_price_minor, session_price_minor
from marketplace.bookings.service_bookings import begin_booking, live_assignments
from marketplace.catalogue.dates import dated_stages
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.core import clock, edge
from marketplace.core.db import Base, db
from marketplace.core.texts import in_language
from marketplace.gigs import service_acceptance, service_offers, service_work
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.trust import queries_reviews, service_reviews

T = TypeVar("T")
GOOD_CARD, DECLINED_CARD, SECOND_STEP_CARD = "4242424242424242", "4000000000000002", "4000002500003155"
DISPUTING_CARD = "4000000000002685"  # its holder tells the bank that nothing was received


def by_ref(model: type[Any], ref: str) -> Any:
    """The row with this public id, inside a transaction."""
    return db.session.scalars(sa.select(model).where(model.public_id == ref)).one()


def do(work: Callable[[datetime], T]) -> T:
    """One act: one transaction, at the instant of the clock."""
    return edge.write(lambda: work(clock.now()))


def look(work: Callable[[], T]) -> T:
    """One look: nothing is changed."""
    return edge.read(work)


def column(model: type[Base], name: str, **where: Any) -> list[Any]:
    """One column of the rows that match, in the order in which they were made."""
    query = sa.select(getattr(model, name)).filter_by(**where).order_by(model.id)  # type: ignore[attr-defined]
    return look(lambda: list(db.session.scalars(query)))


def open_offers(gig_ref: str) -> list[str]:
    """Offers of a gig that may still be answered, the best first."""
    query = sa.select(Offer.public_id).join(Gig).where(Gig.public_id == gig_ref, Offer.state == "open")
    return look(lambda: list(db.session.scalars(query.order_by(Offer.id))))


def open_offers_of_session(session_ref: str) -> list[str]:
    """Offers of a session's gig that may still be answered, the best first."""
    query = (
        sa.select(Gig.public_id)
        .join(Session, Session.gig_id == Gig.id)
        .where(Session.public_id == session_ref)
    )
    return open_offers(look(lambda: db.session.scalars(query).one()))


def accept(offer_ref: str) -> str:
    """The fan says yes; returns the assignment."""

    def work(at: datetime) -> str:
        offer: Offer = by_ref(Offer, offer_ref)
        return service_acceptance.accept_offer(offer, offer.fan, at).public_id

    return do(work)


def answer(offer_ref: str) -> str | None:
    """The fan says yes where that is possible, else that the time does not suit; returns the assignment."""
    try:
        return accept(offer_ref)
    except service_acceptance.CannotTake:
        decline(offer_ref, "bad_time")
        return None


def decline(offer_ref: str, reason: str) -> None:
    """The fan says no."""

    def work(at: datetime) -> None:
        offer: Offer = by_ref(Offer, offer_ref)
        service_offers.decline_offer(offer, offer.fan, reason, at)

    do(work)


def book_session(session_ref: str, customer_id: int, party: int, notes: str = "") -> str:
    """A customer books a session; returns the booking, which waits for its payment."""

    def work(at: datetime) -> str:
        session: Session = by_ref(Session, session_ref)
        experience, customer = session.experience, db.session.get_one(Identity, customer_id)
        return begin_booking(
            kind="experience", programme=experience.programme, customer=customer, session=session,
            title=in_language(experience, customer.locale, "title"), party=party, language=session.language,
            starts_at=session.starts_at, ends_at=session.ends_at, timezone=experience.timezone,
            price_minor=session_price_minor(experience, party), currency=experience.currency,
            detail={"notes": notes}, at=at,
        ).public_id  # fmt: skip

    return do(work)


def book_journey(template_ref: str, customer_id: int, party: int, starts_on: datetime, language: str) -> str:
    """A customer books a journey from a first day on."""

    def work(at: datetime) -> str:
        template: JourneyTemplate = by_ref(JourneyTemplate, template_ref)
        zone = ZoneInfo(template.timezone)
        stages = dated_stages(template.stages, starts_on)
        starts = [
            datetime.fromisoformat(s["starts_local"]).replace(tzinfo=zone).astimezone(UTC) for s in stages
        ]
        ends = [begin + timedelta(minutes=int(s["minutes"])) for begin, s in zip(starts, stages, strict=True)]
        return begin_booking(
            kind="journey", programme=template.programme, customer=db.session.get_one(Identity, customer_id),
            template=template, title=in_language(template, language, "title"), party=party, language=language,
            starts_at=min(starts), ends_at=max(ends), timezone=template.timezone,
            price_minor=journey_price_minor(template, party), currency=template.currency,
            detail={"notes": "", "stages": stages}, at=at,
        ).public_id  # fmt: skip

    return do(work)


def now() -> datetime:
    """What the clock says."""
    return clock.now()


def pay(booking_ref: str, card: str = GOOD_CARD) -> str:
    """The customer gives a card; returns the state of the payment."""
    return flow.pay(booking_ref, treasury.token_of_card(card), clock.now())


def approve_at_bank(booking_ref: str) -> str:
    """The customer answers the bank's question; returns the state of the payment."""
    query = sa.select(Payment.public_id).join(Booking).where(Booking.public_id == booking_ref)
    payment_ref = look(lambda: db.session.scalars(query.order_by(Payment.id.desc())).first())
    treasury.answer_second_step(f"authorise:{payment_ref}", succeeds=True)
    return flow.after_second_step(str(payment_ref), clock.now())


def tip(booking_ref: str, amount_minor: int) -> str:
    """The customer adds a tip afterwards."""
    token = treasury.token_of_card(GOOD_CARD)
    return flow.pay(booking_ref, token, clock.now(), purpose="tip", amount_minor=amount_minor)


def check_in(assignment_ref: str, means: str) -> None:
    """The fan is there: by the code that the guest reads out, or by place."""

    def work(at: datetime) -> None:
        assignment: Assignment = by_ref(Assignment, assignment_ref)
        gig = assignment.gig
        here = {"lat": gig.lat, "lon": gig.lon, "accuracy_m": 12}
        data = {"code": gig.checkin_code} if means == "code" else here
        service_work.check_in(assignment, means, data, at)

    do(work)


def complete(assignment_ref: str, words: str = "") -> None:
    """The fan says that it is done."""

    def work(at: datetime) -> None:
        assignment: Assignment = by_ref(Assignment, assignment_ref)
        if words:
            service_work.add_proof(
                assignment, nonce="done", step="completion", means="statement", at=at, detail={"words": words}
            )
        service_work.complete(assignment, at)

    do(work)


def review(booking_ref: str, side: str, stars: int, text: str, language: str) -> None:
    """One side of a booking says how it was, to each person of the other side."""

    def work(at: datetime) -> None:
        booking: Booking = by_ref(Booking, booking_ref)
        for window in queries_reviews.windows_of(booking_ref, booking.customer):
            author = window.customer if side == service_reviews.CUSTOMER else window.fan
            service_reviews.write_review(
                window, author, stars=stars, text=text, private_text="", at=at, language=language
            )

    do(work)


def choose(proposal_ref: str) -> str:
    """The customer picks a person; returns the booking."""

    def work(at: datetime) -> str:
        proposal: Proposal = by_ref(Proposal, proposal_ref)
        return service_requests.choose(proposal, proposal.request.customer, at).public_id

    return do(work)


def pass_over(proposal_ref: str) -> None:
    """The customer would rather meet somebody else."""

    def work(at: datetime) -> None:
        proposal: Proposal = by_ref(Proposal, proposal_ref)
        service_requests.pass_over(proposal, proposal.request.customer, at)

    do(work)


def proposals(request_ref: str) -> list[str]:
    """People put forward who may be picked, the best first."""
    query = sa.select(Proposal.public_id).join(Request).where(Request.public_id == request_ref)
    return look(
        lambda: list(db.session.scalars(query.where(Proposal.state == "proposed").order_by(Proposal.rank)))
    )


def assignments_of(booking_ref: str) -> list[str]:
    """Who is bound to a booking now, in the order of the work."""
    return look(lambda: [a.public_id for a in live_assignments(by_ref(Booking, booking_ref))])

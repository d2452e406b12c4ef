"""What the audit asks of bookings: journeys whole, money as the ledger has it, decisions recorded, deadlines that wait."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.bookings import reckoned
from marketplace.bookings.lifecycle import REQUEST
from marketplace.bookings.models import Booking, Payment, Proposal, Request
from marketplace.businesses.models import Business, Programme
from marketplace.catalogue.models import Experience, Session
from marketplace.core import audit, clock
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.core.lifecycle import Actor
from marketplace.gigs.models import Assignment, Gig
from marketplace.rewards import treasury
from marketplace.trust.models import DecisionRecord

OVER = ("cancelled", "called_off", "expired")
FULL = ("filled", "finished", "cancelled")  # a part cancelled after confirmation was paid back


@audit.check(4)
def confirmed_whole() -> Iterable[Finding]:
    """A confirmed journey, or any booking with gigs of its own, of which a part has nobody."""
    live = sa.select(sa.func.count()).where(Assignment.gig_id == Gig.id, Assignment.is_live).scalar_subquery()
    lacks = sa.or_(Gig.state.not_in(FULL), sa.and_(Gig.state.in_(("filled", "finished")), live < Gig.places))
    query = sa.select(Booking.public_id).join(Gig, Gig.subject == Booking.public_id)
    for ref in db.session.scalars(query.where(Booking.state == "confirmed", lacks).distinct()):
        yield Finding(4, ref, "confirmed_with_a_part_missing")


@audit.check(4)
def released_whole() -> Iterable[Finding]:
    """A booking that is off though somebody is still bound to one of its own gigs."""
    bound = sa.select(Booking.public_id).join(Gig, Gig.subject == Booking.public_id)
    bound = bound.join(Assignment, Assignment.gig_id == Gig.id)
    held = Assignment.state.in_(("confirmed", "checked_in"))
    for ref in db.session.scalars(bound.where(Booking.state.in_(OVER), held).distinct()):
        yield Finding(4, ref, "off_with_somebody_bound")


@audit.check(6)
def captured_once() -> Iterable[Finding]:
    """More than one captured payment of a booking's price: somebody paid twice."""
    query = (
        sa.select(Booking.public_id)
        .join(Payment)
        .where(Payment.purpose == "price", Payment.state.in_(("kept", "authorised", "captured")))
        .group_by(Booking.public_id)
        .having(sa.func.count(Payment.id) > 1)
    )
    for ref in db.session.scalars(query):
        yield Finding(6, ref, "paid_twice")


@audit.check(9)
def set_aside_agrees() -> Iterable[Finding]:
    """Money set aside on cards: the payments and the ledger say the same."""
    known = treasury.balances_of("authorised:")
    query = sa.select(Business.public_id, Payment.public_id, Payment.amount_minor).join_from(Payment, Booking)
    query = query.join(Business, Business.id == Booking.business_id).where(Payment.state == "authorised")
    said = {(business, ref): int(amount) for business, ref, amount in db.session.execute(query)}
    for key in sorted(known.keys() | said.keys()):
        if known.get(key, 0) != said.get(key, 0) and not _moves(key[1]):
            yield Finding(9, key[1], f"set_aside: payment {said.get(key, 0)}, ledger {known.get(key, 0)}")


@audit.check(9)
def held_agrees() -> Iterable[Finding]:
    """Money taken for bookings that stand: the ledger holds exactly what was taken and not given back."""
    known = treasury.balances_of("held:")
    for business, ref, due_minor in reckoned.kept():
        held_minor = known.get((business, ref), 0)
        if held_minor != due_minor and not _moves(ref):
            yield Finding(9, ref, f"held: bookings {due_minor}, ledger {held_minor}")


def _moves(ref: str) -> bool:
    """True while work waits that moves this money: what differs now is in motion."""
    waiting = sa.exists().where(
        Job.state == "due", Job.due_at <= clock.now(), Job.key.contains(ref, autoescape=True)
    )
    return bool(db.session.scalar(sa.select(waiting)))


@audit.check(10)
def of_one_business() -> Iterable[Finding]:
    """A booking or a request that points into another business."""
    for model, fault in ((Booking, "booking_of_another_business"), (Request, "request_of_another_business")):
        wrong = sa.select(model.public_id).join(Programme, Programme.id == model.programme_id)
        for ref in db.session.scalars(wrong.where(Programme.business_id != model.business_id)):
            yield Finding(10, ref, fault)
    dated = sa.select(Booking.public_id).join(Session, Session.id == Booking.session_id).join(Experience)
    for ref in db.session.scalars(dated.where(Experience.business_id != Booking.business_id)):
        yield Finding(10, ref, "session_of_another_business")
    served = sa.select(Booking.public_id).join(
        Gig, sa.or_(Gig.subject == Booking.public_id, Gig.bundle == Booking.public_id)
    )
    for ref in db.session.scalars(served.where(Gig.business_id != Booking.business_id).distinct()):
        yield Finding(10, ref, "gig_of_another_business")


@audit.check(11)
def decided_with_record() -> Iterable[Finding]:
    """People put forward, or a booking called off, without the record of why."""
    proposed = sa.select(Request.public_id).where(sa.exists().where(Proposal.request_id == Request.id))
    ended = sa.select(Booking.public_id).where(Booking.state.in_(("cancelled", "called_off")))
    for query, column, rule, fault in (
        (proposed, Request.public_id, "bookings.proposals", "proposals_without_record"),
        (ended, Booking.public_id, "bookings.cancellation", "cancellation_without_record"),
    ):
        record = aliased(DecisionRecord)
        recorded = sa.exists().where(record.subject == column, record.rule == rule)
        for ref in db.session.scalars(query.where(~recorded)):
            yield Finding(11, ref, fault)


@audit.check(12)
def deadlines_wait() -> Iterable[Finding]:
    """An unpaid booking that nothing will expire, an open request that nothing will end."""
    pending = sa.select(Booking.public_id).where(Booking.state == "pending")
    timed = _payloads("bookings.expire_unpaid", "booking")
    for ref in db.session.scalars(pending):
        if ref not in timed:
            yield Finding(12, ref, "unpaid_without_its_end")
    ends = [state for state in REQUEST.states if REQUEST.allows(state, "lapse", Actor.CLOCK)]
    timed = _payloads("bookings.lapse_request", "request")
    for ref in db.session.scalars(sa.select(Request.public_id).where(Request.state.in_(ends))):
        if ref not in timed:
            yield Finding(12, ref, "request_without_its_end")


def _payloads(name: str, field: str) -> set[str]:
    waiting = sa.select(Job.payload).where(Job.name == name, Job.state == "due")
    return {str(payload.get(field)) for payload in db.session.scalars(waiting)}

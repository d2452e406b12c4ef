"""What the audit asks of gigs: places, overlaps, acceptances and deadlines, over a live database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core import audit, clock
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.core.lifecycle import StateChange
from marketplace.gigs.models import Assignment, Gig, MatchingRound, Offer, RoundSlice
from marketplace.superfans.models import Superfan
from marketplace.trust.models import DecisionRecord

ROUND_LATE = timedelta(
    hours=1
)  # slices are published within seconds, or by the job that comes after some minutes
ANSWER_LATE = timedelta(minutes=15)  # a worker that stood still is allowed to catch up


@audit.check(1)
def more_than_places() -> Iterable[Finding]:
    """A gig with more live assignments than places, or with a place number beyond them."""
    count, highest = sa.func.count(Assignment.id), sa.func.max(Assignment.place_number)
    query = (
        sa.select(Gig.public_id, count, highest, Gig.places)
        .join(Assignment, Assignment.gig_id == Gig.id)
        .where(Assignment.is_live)
        .group_by(Gig.id, Gig.public_id, Gig.places)
        .having(sa.or_(count > Gig.places, highest > Gig.places))
    )
    for ref, *_ in db.session.execute(query):
        yield Finding(1, ref, "more_assignments_than_places")


@audit.check(1)
def live_without_state() -> Iterable[Finding]:
    """An assignment that holds its place though its state does not, or the other way round."""
    holding = Assignment.state.in_(("confirmed", "checked_in", "completed"))
    query = sa.select(Assignment.public_id).where(
        sa.or_(Assignment.is_live & ~holding, ~Assignment.is_live & holding)
    )
    for ref in db.session.scalars(query):
        yield Finding(1, ref, "place_and_state_differ")


@audit.check(2)
def overlaps() -> Iterable[Finding]:
    """A fan with two occupying assignments at one time."""
    a, b = sa.orm.aliased(Assignment), sa.orm.aliased(Assignment)
    query = sa.select(a.public_id).join(
        b, sa.and_(b.fan_id == a.fan_id, b.id > a.id, b.starts_at < a.ends_at, a.starts_at < b.ends_at)
    )
    for ref in db.session.scalars(query.where(a.is_live, b.is_live, a.occupies, b.occupies)):
        yield Finding(2, ref, "overlapping_assignments")


@audit.check(2)
def windows_differ() -> Iterable[Finding]:
    """A live assignment whose copied window is not its gig's, so that the guard watches the wrong hours."""
    query = (
        sa.select(Assignment.public_id)
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Assignment.is_live, Assignment.occupies)
        .where(sa.or_(Assignment.starts_at != Gig.starts_at, Assignment.ends_at != Gig.ends_at))
    )
    for ref in db.session.scalars(query):
        yield Finding(2, ref, "window_differs_from_gig")


@audit.check(3)
def accepted_unchecked() -> Iterable[Finding]:
    """A live assignment without an accepted offer, or without the record of its acceptance."""
    recorded = sa.exists().where(
        DecisionRecord.rule == "gigs.acceptance", DecisionRecord.outcome == "accepted",
        DecisionRecord.subject == Gig.public_id, DecisionRecord.about_ref == Superfan.public_id,
    )  # fmt: skip
    query = (
        sa.select(Assignment.public_id)
        .join(Gig, Gig.id == Assignment.gig_id)
        .join(Superfan, Superfan.id == Assignment.fan_id)
        .outerjoin(Offer, Offer.id == Assignment.offer_id)
        .where(Assignment.is_live, sa.or_(Offer.id.is_(None), Offer.state != "accepted", ~recorded))
    )
    for ref in db.session.scalars(query):
        yield Finding(3, ref, "accepted_without_checks")


@audit.check(10)
def across_businesses() -> Iterable[Finding]:
    """A gig whose programme belongs to another business."""
    query = sa.select(Gig.public_id).join(Programme, Programme.id == Gig.programme_id)
    for ref in db.session.scalars(query.where(Programme.business_id != Gig.business_id)):
        yield Finding(10, ref, "gig_of_another_business")


@audit.check(11)
def rounds_without_record() -> Iterable[Finding]:
    """A round of matching that has ended and of which no decision record speaks."""
    recorded = sa.exists().where(
        DecisionRecord.subject == MatchingRound.subject,
        DecisionRecord.inputs["round"].as_string() == MatchingRound.public_id,
    )
    going_on = sa.exists().where(RoundSlice.round_id == MatchingRound.id)
    for ref in db.session.scalars(sa.select(MatchingRound.public_id).where(~recorded, ~going_on)):
        yield Finding(11, ref, "round_without_record")


@audit.check(12)
def offers_never_expired() -> Iterable[Finding]:
    """An offer still open long after its time to answer, with no work waiting to end it."""
    at = clock.now()
    of_this_offer = Job.key.like(sa.literal("gigs.expire_offer:").concat(Offer.public_id).concat(":%"))
    waiting = sa.exists().where(Job.name == "gigs.expire_offer", Job.state == "due", of_this_offer)
    late = sa.select(Offer.public_id).where(
        Offer.state == "open", Offer.expires_at < at - ANSWER_LATE, ~waiting
    )
    for ref in db.session.scalars(late):
        yield Finding(12, ref, "offer_past_its_time")


@audit.check(12)
def rounds_never_ended() -> Iterable[Finding]:
    """A round with gigs for which nobody was asked, long after it began."""
    left = sa.exists().where(RoundSlice.round_id == MatchingRound.id)
    late = MatchingRound.at < clock.now() - ROUND_LATE
    for ref in db.session.scalars(sa.select(MatchingRound.public_id).where(left, late)):
        yield Finding(12, ref, "round_not_published")


@audit.check(13)
def rounds_hold_opaque_ids() -> Iterable[Finding]:
    """A stored round, or a reason of a step taken, in which an address stands."""
    texts = sa.cast(MatchingRound.problem, sa.Text) + sa.cast(MatchingRound.solution, sa.Text)
    for ref in db.session.scalars(sa.select(MatchingRound.public_id).where(texts.contains("@"))):
        yield Finding(13, ref, "round_holds_an_address")
    reason = sa.cast(StateChange.reason, sa.Text)
    for number, aggregate in db.session.execute(
        sa.select(StateChange.id, StateChange.aggregate).where(reason.contains("@"))
    ):
        yield Finding(13, f"{aggregate} {number}", "step_holds_an_address")


@audit.check(12)
def work_is_not_given_up() -> Iterable[Finding]:
    """Work that failed so often that nobody tries it any more, of whatever area."""
    for name, key in db.session.execute(sa.select(Job.name, Job.key).where(Job.state == "dead")):
        yield Finding(12, key, f"{name}_given_up")

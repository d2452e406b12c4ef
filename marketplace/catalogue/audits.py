"""What the audit asks of the catalogue: listings and dates of one business, cut-offs that come, cancellations with reasons."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.core import audit, clock
from marketplace.core.audit import Finding
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.core.lifecycle import Actor, StateChange
from marketplace.gigs.models import Gig
from marketplace.trust.models import DecisionRecord


@audit.check(10)
def of_one_business() -> Iterable[Finding]:
    """A listing or journey whose programme, or a date whose gig, belongs to another business."""
    for model, fault in (
        (Experience, "listing_of_another_business"),
        (JourneyTemplate, "journey_of_another_business"),
    ):
        wrong = sa.select(model.public_id).join(Programme, Programme.id == model.programme_id)
        for ref in db.session.scalars(wrong.where(Programme.business_id != model.business_id)):
            yield Finding(10, ref, fault)
    led = sa.select(Session.public_id).join(Experience).join(Gig, Gig.id == Session.gig_id)
    for ref in db.session.scalars(led.where(Gig.business_id != Experience.business_id)):
        yield Finding(10, ref, "gig_of_another_business")


@audit.check(11)
def cancelled_with_record() -> Iterable[Finding]:
    """A date that the clock called off without the record of why."""
    by_clock = sa.exists().where(
        StateChange.aggregate == "session", StateChange.subject == Session.public_id,
        StateChange.to_state == "cancelled", StateChange.actor == Actor.CLOCK.value,
    )  # fmt: skip
    recorded = sa.exists().where(
        DecisionRecord.rule == "catalogue.cutoff", DecisionRecord.subject == Session.public_id
    )
    off = sa.select(Session.public_id).where(Session.state == "cancelled", by_clock, ~recorded)
    for ref in db.session.scalars(off):
        yield Finding(11, ref, "cancelled_without_record")


@audit.check(12)
def cutoffs_wait() -> Iterable[Finding]:
    """A date to come whose cut-off or end no work waits for."""
    for name, stands in (
        ("catalogue.decide_session", sa.and_(Session.state == "scheduled", Session.gig_id.is_not(None))),
        ("catalogue.finish_session", Session.state.in_(("scheduled", "guided"))),
    ):
        waiting = sa.select(Job.payload).where(Job.name == name, Job.state.in_(("due", "done")))
        timed = {str(payload.get("session")) for payload in db.session.scalars(waiting)}
        coming = sa.select(Session.public_id).where(stands, Session.starts_at > clock.now())
        for ref in db.session.scalars(coming):
            if ref not in timed:
                yield Finding(12, ref, f"{name.partition('.')[2]}_waits_for_nothing")

"""What the audit wants of trust: falls confirmed by people, cases with their clock, records without words of people."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa

from marketplace.core import audit
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.trust.models import AuditLog, Case, DecisionRecord, Review, ReviewWindow, StandingEvent
from marketplace.trust.queries_cases import LIVE_STATES

BATCH = 1000


@audit.check(11)
def falls_were_confirmed_by_a_person() -> Iterator[audit.Finding]:
    """A fall that counts bears the name of whoever let it."""
    loose = sa.select(StandingEvent.public_id).where(
        StandingEvent.counts, StandingEvent.points < 0, StandingEvent.confirmed_by_ref.is_(None)
    )
    for ref in db.session.scalars(loose):
        yield audit.Finding(11, ref, "a fall in standing counts though no person confirmed it")


@audit.check(11)
def decisions_of_cases_were_recorded() -> Iterator[audit.Finding]:
    """A decided case has a decider and a decision record."""
    recorded = sa.select(DecisionRecord.subject).where(DecisionRecord.rule == "case.decision")
    loose = sa.select(Case.public_id).where(
        Case.state == "decided", sa.or_(Case.decider_id.is_(None), Case.public_id.not_in(recorded))
    )
    for ref in db.session.scalars(loose):
        yield audit.Finding(11, ref, "a decided case has no decider or no decision record")


@audit.check(12)
def open_cases_have_their_clock() -> Iterator[audit.Finding]:
    """A case that runs has a job waiting that will hand it to the owner, or hand it over again."""
    live = sa.select(Case.public_id).where(Case.state.in_(LIVE_STATES)).order_by(Case.id)
    waiting = sa.select(Job.payload).where(Job.name == "trust.escalate_case", Job.state == "due")
    timed = {payload.get("case") for payload in db.session.scalars(waiting)}
    for ref in db.session.scalars(live):
        if ref not in timed:
            yield audit.Finding(12, ref, "a running case has no deadline waiting")


@audit.check(12)
def review_windows_close() -> Iterator[audit.Finding]:
    """Reviews that nobody can read yet have a job waiting that will show them."""
    hidden = sa.select(ReviewWindow.public_id).join(Review).where(Review.shown_at.is_(None)).distinct()
    waiting = sa.select(Job.payload).where(Job.name == "trust.show_reviews", Job.state == "due")
    timed = {payload.get("window") for payload in db.session.scalars(waiting)}
    for ref in db.session.scalars(hidden):
        if ref not in timed:
            yield audit.Finding(12, ref, "reviews wait to be shown, but nothing will show them")


@audit.check(13)
def records_hold_no_words_of_people() -> Iterator[audit.Finding]:
    """Decision records and the audit log hold codes and opaque ids; an address in them is a breach."""
    for model, columns in ((DecisionRecord, ("inputs", "reasons")), (AuditLog, ("detail",))):
        rows = sa.select(model.id, *(getattr(model, name) for name in columns)).execution_options(
            yield_per=BATCH
        )
        for row in db.session.execute(rows):
            if "@" in json.dumps(row[1:], default=str):
                yield audit.Finding(13, f"{model.__tablename__} {row[0]}", "holds what looks like an address")

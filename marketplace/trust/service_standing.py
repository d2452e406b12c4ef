"""Writes down what moves a fan's standing, and lets a person confirm or dismiss every fall."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import Forbidden, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.trust import (
    case_kinds,
    people,
    service_audit,
    service_cases,
    service_decisions,
    standing,
    subjects,
)
from marketplace.trust.insert_once import add_once
from marketplace.trust.models import Case, DecisionRecord, StandingEvent
from marketplace.trust.plain_json import plain
from marketplace.trust.queries_decisions import worded
from marketplace.trust.service_notices import notify

RULE, RULE_VERSION = "standing.event", "1"
PREFIX = "std_"


def record_event(
    *,
    programme_ref: str,
    fan_ref: str,
    part: str,
    code: str,
    subject: str,
    points: int | None = None,
    evidence: Mapping[str, Any],
    at: datetime,
    business_ref: str | None = None,
) -> StandingEvent:
    """Record one event of one assignment or review, once; a rise counts at once, a fall when a person has confirmed it.

    Without `points` the published value of the code is taken. `business_ref` may be left out where the area of the
    subject has told how it is looked up. The fan is told of a possible fall, with its evidence, and can contest it.
    """
    worth = standing.points_of(code) if points is None else points
    event = StandingEvent(
        business_ref=business_ref or _business_of(subject),
        programme_ref=programme_ref,
        fan_ref=fan_ref,
        part=part,
        code=code,
        subject=subject,
        points=worth,
        evidence=plain(evidence),
        counts=not standing.is_fall(worth),
        at=at,
    )
    if not add_once(event):
        return db.session.scalars(
            sa.select(StandingEvent).where(StandingEvent.subject == subject, StandingEvent.code == code)
        ).one()
    _record(event, "awaits_person" if standing.is_fall(worth) else "counted", at)
    if standing.is_fall(worth):
        _tell(event, "standing.fall_recorded", at)
    return event


def confirm_fall(event: StandingEvent, by: Identity, at: datetime) -> None:
    """A person looked at the evidence and lets the fall count."""
    _settle(event, by, at, counts=True)
    _tell(event, "standing.fall_confirmed", at)


def dismiss_fall(event: StandingEvent, by: Identity, at: datetime) -> None:
    """A person looked at the evidence and the fall does not count."""
    _settle(event, by, at, counts=False)
    _tell(event, "standing.fall_dismissed", at)


def strike_event(subject: str, code: str) -> None:
    """Take out of the count what turned out not to stand, such as a review that was hidden."""
    one = sa.select(StandingEvent).where(StandingEvent.subject == subject, StandingEvent.code == code)
    event = db.session.scalar(one.with_for_update())
    if event is not None:
        event.counts = False


@service_cases.on_opened
def freeze_contested(case: Case, at: datetime) -> None:
    """While an appeal against an event runs, the event does not count."""
    event = _contested(case)
    if event is not None and standing.is_fall(event.points):
        event.counts = False


@service_cases.on_decided
def settle_contested(case: Case, at: datetime) -> None:
    """The decision of the appeal settles the event: it counts again unless it was overturned or never confirmed."""
    event = _contested(case)
    if event is None or not standing.is_fall(event.points):
        return
    if case.state != "decided" or case.decider is None:
        event.counts = _last_settlement(event) == "confirmed"  # withdrawn: as it stood before
        return
    event.counts = case.outcome != case_kinds.OVERTURNED
    event.confirmed_by_ref, event.settled_at = case.decider.public_id, at
    _record(event, "confirmed" if event.counts else case_kinds.OVERTURNED, at, case.decider)


def subject_of(ref: str) -> subjects.Subject | None:
    """A standing event as the subject of a case."""
    event = db.session.scalar(sa.select(StandingEvent).where(StandingEvent.public_id == ref))
    if event is None or event.business_ref is None:
        return None
    fan = people.identity_of(event.fan_ref)
    if fan is None:
        return None
    about = subjects.find(event.subject)
    said = worded("standing", event.code)
    title = f"{said}: {about.title}" if about else said
    return subjects.Subject(
        ref,
        event.business_ref,
        title,
        f"/standing/{ref}",
        ((fan, "fan"),),
        dict(event.evidence),
        decided_by=people.identity_of(event.confirmed_by_ref),
    )


def _settle(event: StandingEvent, by: Identity, at: datetime, *, counts: bool) -> None:
    again = sa.select(StandingEvent).where(StandingEvent.id == event.id).with_for_update()
    event = db.session.scalars(again, execution_options={"populate_existing": True}).one()
    if not people.is_staff(by, event.business_ref):
        raise NotFound
    fan = people.identity_of(event.fan_ref)
    if fan is not None and fan.id == by.id:
        raise Forbidden("case_own")
    if not standing.is_fall(event.points) or event.settled_at is not None:
        raise Refused("standing_settled")
    if _under_appeal(event):
        raise Refused("standing_contested")
    event.confirmed_by_ref, event.settled_at, event.counts = by.public_id, at, counts
    _record(event, "confirmed" if counts else "dismissed", at, by)
    detail = {"code": event.code, "points": event.points, "counts": counts}
    service_audit.log_action(
        event.business_ref, by.public_id, "standing.settle_fall", event.public_id, detail, at
    )


def _under_appeal(event: StandingEvent) -> bool:
    live = sa.select(Case.id).where(Case.subject == event.public_id, Case.decided_at.is_(None))
    return db.session.scalar(live.limit(1)) is not None


def _contested(case: Case) -> StandingEvent | None:
    if not case.subject.startswith(PREFIX) or not case_kinds.get(case.kind).freezes:
        return None
    one = sa.select(StandingEvent).where(StandingEvent.public_id == case.subject)
    return db.session.scalar(one.with_for_update())


def _last_settlement(event: StandingEvent) -> str | None:
    last = sa.select(DecisionRecord.outcome).where(
        DecisionRecord.subject == event.public_id, DecisionRecord.rule == RULE
    )
    return db.session.scalar(last.order_by(DecisionRecord.id.desc()).limit(1))


def _business_of(subject: str) -> str | None:
    found = subjects.find(subject)
    return found.business_ref if found else None


def _record(event: StandingEvent, outcome: str, at: datetime, by: Identity | None = None) -> None:
    service_decisions.record_decision(
        business_ref=event.business_ref,
        subject=event.public_id,
        about_ref=event.fan_ref,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome=outcome,
        inputs={
            "points": event.points,
            "part": event.part,
            "about": event.subject,
            "evidence": event.evidence,
        },
        reasons=[{"code": f"standing.{event.code}", "params": {}}],
        at=at,
        decided_by_ref=by.public_id if by else None,
    )


def _tell(event: StandingEvent, code: str, at: datetime) -> None:
    fan = people.identity_of(event.fan_ref)
    if fan is not None:
        notify(fan, code, {}, f"/standing/{event.public_id}", at)

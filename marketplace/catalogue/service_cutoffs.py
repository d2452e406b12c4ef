"""Whether a session takes place: its guide found or lost, and the decision at the cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.lifecycle import SESSION
from marketplace.catalogue.models import Session
from marketplace.catalogue.service_sessions import cancel_session, cutoff_at
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.trust.service_decisions import record_decision

LAST_CALL = timedelta(hours=1)  # before the start: whoever is on the way should hear it at home


def decide_session(session: Session, at: datetime) -> None:
    """At the cut-off: a session with too few guests or no guide does not take place, and a record says why."""
    if session.state not in ("scheduled", "guided"):
        return
    reason = _why_not(session)
    if reason is None:
        return
    record_decision(
        business_ref=session.experience.business.public_id,
        subject=session.public_id,
        about_ref=None,
        rule="catalogue.cutoff",
        rule_version="1",
        outcome="cancelled",
        inputs={
            "guests_booked": session.guests_booked,
            "guests_min": session.experience.guests_min,
            "state": session.state,
        },
        reasons=[
            {
                "code": reason,
                "params": {"booked": session.guests_booked, "least": session.experience.guests_min},
            }
        ],
        at=at,
    )
    cancel_session(session, Actor.CLOCK, reason, at)


def _why_not(session: Session) -> str | None:
    if session.guests_booked < session.experience.guests_min:
        return "too_few_guests"
    if session.state != "guided":
        return "no_guide_found"
    return None


@jobs.job("catalogue.decide_session")
def _decide(payload: dict[str, Any], at: datetime) -> None:
    decide_session(_by_ref(payload["session"]), at)


@jobs.job("catalogue.finish_session")
def _finish(payload: dict[str, Any], at: datetime) -> None:
    session = _by_ref(payload["session"])
    if SESSION.allows(session.state, "finish", Actor.CLOCK):
        move(SESSION, session, "finish", Actor.CLOCK, at)


def _by_ref(session_ref: str) -> Session:
    return db.session.scalars(sa.select(Session).where(Session.public_id == session_ref)).one()


def guide_found(session: Session, at: datetime) -> None:
    """The session's gig is filled."""
    if SESSION.allows(session.state, "fill", Actor.SYSTEM):
        move(SESSION, session, "fill", Actor.SYSTEM, at)


def guide_lost(session: Session, at: datetime) -> None:
    """The session's guide is gone; matching goes on, after the cut-off until an hour before the start."""
    if not SESSION.allows(session.state, "lose", Actor.SYSTEM):
        return
    move(SESSION, session, "lose", Actor.SYSTEM, at)
    if at >= cutoff_at(session):
        due_at = max(at, session.starts_at - LAST_CALL)
        key = f"catalogue.decide:{session.public_id}:{at:%Y%m%dT%H%M%S}"
        jobs.stage("catalogue.decide_session", key, due_at, {"session": session.public_id})


def nobody_left(session: Session, at: datetime) -> None:
    """Everybody who fits was asked: before the cut-off somebody new may still come, after it is called off now."""
    if at >= cutoff_at(session):
        decide_session(session, at)

"""Work that waits about people on gigs: what follows an acceptance, an end or a loss, and what the clock asks of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs, sweeps
from marketplace.core.db import db
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.gigs import (
    hooks,
    service_endings,
    service_offers,
    service_work,
)
from marketplace.gigs.lifecycle import ASSIGNMENT
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Assignment, Gig
from marketplace.gigs.terms import LAPSE_DAYS, OVERDUE_HOURS, gig_term, kind_of
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify
from marketplace.trust.service_threads import open_thread

SWEEP_MAX = 500
Payload = dict[str, Any]


@jobs.job("gigs.follow_acceptance")
def follow_acceptance(payload: Payload, at: datetime) -> None:
    """After a fan was bound: open the conversation, tell both sides, withdraw what is no longer needed, ask the kind."""
    assignment = _assignment(payload["assignment"])
    if assignment is None or not assignment.is_live:
        return
    gig = lock_gigs([assignment.gig_id])[0]
    open_thread(
        gig.business.public_id, assignment.public_id, gig.titled, [(assignment.fan.identity, "fan")], at
    )
    params = {
        "title": gig.titled,
        "business": gig.business.name,
        "starts_at": gig.starts_at or gig.deadline_at,
    }
    notify(assignment.fan.identity, "gigs.accepted", params, f"/assignments/{assignment.public_id}", at)
    told = {
        "title": gig.titled,
        "name": assignment.fan.identity,
        "starts_at": gig.starts_at or gig.deadline_at,
    }
    for person in staff_of(gig.business.public_id):
        notify(person, "gigs.taken", told, f"/desk/{gig.business.slug}/gigs/{gig.public_id}", at)
    if gig.state == "filled":
        service_offers.withdraw_open(gig, at, "gig_full")
        kind_of(gig).on_filled(gig, at)


@jobs.job("gigs.follow_completion")
def follow_completion(payload: Payload, at: datetime) -> None:
    """After the work: the kind's own step, then whoever asked to be told."""
    assignment = _assignment(payload["assignment"])
    if assignment is not None and assignment.state == "completed":
        kind_of(assignment.gig).on_completed(assignment, at)
        hooks.completed(assignment, at)


@jobs.job("gigs.follow_loss")
def follow_loss(payload: Payload, at: datetime) -> None:
    """After a bound fan was lost: the kind mends what depended on them."""
    assignment = _assignment(payload["assignment"])
    if assignment is not None:
        kind_of(assignment.gig).on_lost(assignment, at)


@jobs.job("gigs.note_absence")
def note_absence(payload: Payload, at: datetime) -> None:
    """The grace is over and nobody has checked in: the fan is reminded, the business told."""
    assignment = _assignment(payload["assignment"])
    if assignment is None or assignment.state != "confirmed":
        return
    gig = assignment.gig
    params = {"title": gig.titled, "starts_at": assignment.starts_at, "name": assignment.fan.identity}
    notify(assignment.fan.identity, "gigs.check_in_due", params, f"/assignments/{assignment.public_id}", at)
    for person in staff_of(gig.business.public_id):
        notify(person, "gigs.not_checked_in", params, f"/desk/{gig.business.slug}/gigs/{gig.public_id}", at)


@jobs.job("gigs.note_overdue")
def note_overdue(payload: Payload, at: datetime) -> None:
    """The work should be over long since: the fan is asked to complete it, the business to say what happened."""
    assignment = _assignment(payload["assignment"])
    if assignment is None or assignment.state not in ("confirmed", "checked_in"):
        return
    gig = assignment.gig
    params = {"title": gig.titled, "name": assignment.fan.identity}
    notify(assignment.fan.identity, "gigs.overdue", params, f"/assignments/{assignment.public_id}", at)
    for person in staff_of(gig.business.public_id):
        notify(person, "gigs.overdue_desk", params, f"/desk/{gig.business.slug}/gigs/{gig.public_id}", at)


@jobs.job("gigs.close_assignment")
def close_assignment(payload: Payload, at: datetime) -> None:
    """Long after the end: completed when it was proven and only the last word is missing, else closed without effect."""
    assignment = _assignment(payload["assignment"])
    if assignment is None or not ASSIGNMENT.allows(assignment.state, "lapse", Actor.CLOCK):
        return
    if assignment.state == "checked_in" and kind_of(assignment.gig).is_proven(assignment):
        service_work.complete(assignment, at, actor=Actor.CLOCK)
    else:
        service_endings.lapse(assignment, at)


@sweeps.every(60, "gigs.watch_assignments")
def watch_assignments(at: datetime) -> None:
    """Stage what the clock asks of assignments: check-in due, overdue, and left without a word."""
    a = Assignment
    day = timedelta(days=1)
    going = sa.select(a).join(Gig, Gig.id == a.gig_id).where(a.state.in_(("confirmed", "checked_in")))
    without_check_in = [kind.code for kind in registry.all() if not kind.checks_in_by]
    begun = going.where(
        a.state == "confirmed", a.starts_at <= at, a.starts_at > at - day, Gig.kind.not_in(without_check_in)
    )
    for assignment in _unstaged("gigs.note_absence", begun, a.starts_at):
        grace = timedelta(minutes=int(gig_term(assignment.gig, "checkin_grace_minutes")))
        if assignment.starts_at is not None and assignment.starts_at + grace < at:
            _once("gigs.note_absence", assignment, at)
    over = sa.func.coalesce(a.ends_at, Gig.deadline_at)
    late = going.where(over <= at - timedelta(hours=OVERDUE_HOURS), over > at - 2 * day)
    for assignment in _unstaged("gigs.note_overdue", late, over):
        _once("gigs.note_overdue", assignment, at)
    for assignment in _unstaged("gigs.close_assignment", going.where(over <= at - LAPSE_DAYS * day), over):
        _once("gigs.close_assignment", assignment, at)


def _unstaged(name: str, among: Any, by: Any) -> Sequence[Assignment]:
    """The longest due of those whose work of this name was never staged."""
    wanted = among.where(jobs.is_unstaged(sa.literal(f"{name}:") + Assignment.public_id))
    return db.session.scalars(wanted.order_by(by, Assignment.id).limit(SWEEP_MAX)).all()


def _once(name: str, assignment: Assignment, at: datetime) -> None:
    jobs.stage(name, f"{name}:{assignment.public_id}", at, {"assignment": assignment.public_id})


def _assignment(ref: str) -> Assignment | None:
    return db.session.scalar(sa.select(Assignment).where(Assignment.public_id == ref))

"""How an assignment ends without completion: handed back, released, not turned up, or left without a word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.gigs.lifecycle import ASSIGNMENT, GIG
from marketplace.gigs.locks import lock_assignment
from marketplace.gigs.models import Assignment
from marketplace.gigs.terms import forfeits_free_until, has_begun
from marketplace.rewards import treasury
from marketplace.trust.models import Upload
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify
from marketplace.trust.service_standing import record_event
from marketplace.trust.standing import RELIABILITY

FORFEIT_CODES = ("ill", "travel", "work", "unclear", "other")
NOTE_LENGTH_MAX = 1000
REPLACED = "replaced_by_hand"


def is_late_forfeit(assignment: Assignment, at: datetime) -> bool:
    """True when handing it back now would count, once a person has confirmed it."""
    free_until = forfeits_free_until(assignment.gig)
    return free_until is not None and at > free_until


def forfeit(assignment: Assignment, reason: str, at: datetime, *, note: str = "") -> Assignment:
    """Hand a gig back: free in time, after that an event that a person must confirm before it counts.

    The place is offered again at once.
    """
    if reason not in FORFEIT_CODES:
        raise Invalid("choice_unknown", field="reason")
    assignment = lock_assignment(assignment)
    if assignment.state == "forfeited":
        return assignment
    is_late = is_late_forfeit(assignment, at)
    fan_ref, gig = assignment.fan.public_id, assignment.gig
    if has_begun(gig, at) and gig.occupies:
        raise Refused("forfeit_after_start")
    why = {"code": reason, "is_late": is_late}
    move(ASSIGNMENT, assignment, "forfeit", Actor.FAN, at, actor_ref=fan_ref, reason=why)
    _end(assignment, reason, note)
    evidence = {"handed_back_at": at, "free_until": forfeits_free_until(gig), "reason": reason}
    _event(assignment, "cancelled_late" if is_late else "cancelled", evidence, at)
    for person in staff_of(gig.business.public_id):
        params = {
            "title": gig.titled,
            "name": assignment.fan.identity,
            "starts_at": gig.starts_at or gig.deadline_at,
        }
        notify(person, "gigs.handed_back", params, _desk_path(assignment), at)
    _free_place(assignment, at)
    return assignment


def release(
    assignment: Assignment,
    actor: Actor,
    reason: dict[str, Any],
    at: datetime,
    *,
    actor_ref: str | None = None,
    reoffered: bool = True,
) -> Assignment:
    """Let a fan go, through no fault of theirs: the gig is called off, or somebody else takes it.

    Whoever is replaced by hand is told the words of the reason too.
    """
    assignment = lock_assignment(assignment)
    move(ASSIGNMENT, assignment, "release", actor, at, actor_ref=actor_ref, reason=reason)
    is_replaced = reason.get("code") == REPLACED
    note = str(reason.get("note", "")) if is_replaced else ""
    _end(assignment, str(reason.get("code", ""))[:32] or "released", note)
    gig = assignment.gig
    params = {
        "title": gig.titled,
        "business": gig.business.name,
        "starts_at": gig.starts_at or gig.deadline_at,
    }
    path = f"/assignments/{assignment.public_id}"
    if is_replaced:
        notify(assignment.fan.identity, "gigs.replaced", params | {"note": note}, path, at)
    else:
        notify(assignment.fan.identity, "gigs.released", params, path, at)
    if reoffered:
        _free_place(assignment, at)
    return assignment


def mark_no_show(
    assignment: Assignment,
    actor: Actor,
    actor_ref: str,
    note: str,
    at: datetime,
    *,
    upload: Upload | None = None,
) -> Assignment:
    """Say that the fan did not turn up: with words, perhaps a photo; it counts only once a person has confirmed it."""
    if not note.strip():
        raise Invalid("reason_missing", field="note")
    assignment = lock_assignment(assignment)
    if assignment.starts_at is not None and at < assignment.starts_at:
        raise Refused("no_show_too_early")
    move(ASSIGNMENT, assignment, "mark_no_show", actor, at, actor_ref=actor_ref)
    _end(assignment, "no_show", note)
    evidence = {
        "marked_by": actor_ref,
        "side": actor.value,
        "upload": upload.public_id if upload is not None else None,
        "checked_in": assignment.checked_in_at is not None,
    }
    _event(assignment, "no_show", evidence, at)
    params = {"title": assignment.gig.titled, "business": assignment.gig.business.name}
    notify(assignment.fan.identity, "gigs.no_show", params, f"/assignments/{assignment.public_id}", at)
    _give_up_reservation(assignment, at)
    return assignment


def excuse(assignment: Assignment, actor_ref: str, at: datetime) -> Assignment:
    """Take a no-show back; what came of it for the fan's standing is decided where it is contested."""
    assignment = lock_assignment(assignment)
    move(ASSIGNMENT, assignment, "excuse", Actor.STAFF, at, actor_ref=actor_ref)
    return assignment


def lapse(assignment: Assignment, at: datetime) -> Assignment:
    """Close an assignment about which nobody said a word for long after its end; nothing counts against anybody."""
    assignment = lock_assignment(assignment)
    if ASSIGNMENT.allows(assignment.state, "lapse", Actor.CLOCK):
        move(ASSIGNMENT, assignment, "lapse", Actor.CLOCK, at)
        _end(assignment, "lapsed", "")
        _give_up_reservation(assignment, at)
    return assignment


def own(assignment: Assignment | None, fan_id: int | None) -> Assignment:
    """The assignment if it is this fan's; to anybody else it does not exist."""
    if assignment is None or assignment.fan_id != fan_id:
        raise NotFound
    return assignment


def _end(assignment: Assignment, code: str, note: str) -> None:
    assignment.is_live = False
    assignment.ended_code, assignment.ended_note = code, note.strip()[:NOTE_LENGTH_MAX]
    db.session.flush()


def _free_place(assignment: Assignment, at: datetime) -> None:
    """Open the gig for somebody else at once, and let the kind mend what depended on this fan."""
    gig = assignment.gig
    if gig.state == "filled":
        move(GIG, gig, "free", Actor.SYSTEM, at)
    key = f"gigs.follow_loss:{assignment.public_id}"
    jobs.stage("gigs.follow_loss", key, at, {"assignment": assignment.public_id})
    service_gigs.stage_matching(gig, at, f"freed:{assignment.public_id}")


def _give_up_reservation(assignment: Assignment, at: datetime) -> None:
    gig = assignment.gig
    treasury.release(gig.programme, service_gigs.place_ref(gig, assignment.place_number), at)
    going = sa.select(sa.func.count()).where(
        Assignment.gig_id == gig.id, Assignment.state.in_(("confirmed", "checked_in"))
    )
    db.session.flush()
    if not db.session.scalar(going) and GIG.allows(gig.state, "finish", Actor.SYSTEM) and has_begun(gig, at):
        move(GIG, gig, "finish", Actor.SYSTEM, at)
        service_gigs.free_reservations(gig, at)


def _event(assignment: Assignment, code: str, evidence: dict[str, Any], at: datetime) -> None:
    gig = assignment.gig
    record_event(
        business_ref=gig.business.public_id,
        programme_ref=gig.programme.public_id,
        fan_ref=assignment.fan.public_id,
        part=RELIABILITY,
        code=code,
        subject=assignment.public_id,
        evidence={"gig": gig.public_id} | evidence,
        at=at,
    )


def _desk_path(assignment: Assignment) -> str:
    return f"/desk/{assignment.gig.business.slug}/gigs/{assignment.gig.public_id}"

"""The work itself: check-in, proofs, completion and what it earns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import checkin, hooks, service_gigs, worked
from marketplace.gigs.had import had_before
from marketplace.gigs.lifecycle import ASSIGNMENT, GIG
from marketplace.gigs.locks import lock_assignment
from marketplace.gigs.models import Assignment, Gig, Proof
from marketplace.gigs.terms import gig_term, kind_of
from marketplace.rewards import treasury
from marketplace.rewards.additions import WAITING_MOST
from marketplace.rewards.treasury.additions import Said
from marketplace.trust.models import Upload
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify
from marketplace.trust.service_standing import record_event
from marketplace.trust.standing import RELIABILITY

MEANS = ("code", "place", "manual")
PROOF_MEANS = ("photo", "statement", "signature", "code", "place")
NONCE_LENGTH_MAX = 48
TEXT_LENGTH_MAX = 2000


def check_in(assignment: Assignment, means: str, data: dict[str, Any], at: datetime) -> Assignment:
    """Say "I am here": by the code that the other side knows, by position, or by hand with a reason.

    `data` holds `code`; or `lat`, `lon` and `accuracy_m`; or `reason`; and perhaps `nonce`. Again changes nothing.
    """
    assignment = lock_assignment(assignment)
    if assignment.state == "checked_in":
        return assignment
    gig = assignment.gig
    if means not in (*kind_of(gig).checks_in_by, "manual"):
        raise Invalid("checkin_means", field="means")
    ASSIGNMENT.target(assignment.state, "check_in", Actor.FAN)
    verdict = _judge(gig, means, data, at)
    if not verdict.is_allowed:
        params = {"distance_m": verdict.distance_m} if verdict.distance_m is not None else {}
        opening = window_of(gig)
        if opening is not None and verdict.code == "checkin_too_early":
            params = {"opens_at": opening.opens_at, "timezone": gig.timezone}
        raise Refused(verdict.code, field=means if means != "place" else None, **params)
    move(ASSIGNMENT, assignment, "check_in", Actor.FAN, at, actor_ref=assignment.fan.public_id)
    assignment.checked_in_at = at
    detail = {"is_late": verdict.is_late} | (
        {"reason": str(data["reason"])[:TEXT_LENGTH_MAX]} if means == "manual" else {}
    )
    proof = _proof(assignment, str(data.get("nonce") or "check_in"), "check_in", means, at)
    proof.detail, proof.lat, proof.lon = detail, data.get("lat"), data.get("lon")
    if means == "manual":
        path = f"/desk/{gig.business.slug}/gigs/{gig.public_id}"
        for person in staff_of(gig.business.public_id):
            notify(
                person,
                "gigs.manual_check_in",
                {"title": gig.titled, "name": assignment.fan.identity},
                path,
                at,
            )
    return assignment


def window_of(gig: Gig) -> checkin.Window | None:
    """When one may check in to a gig."""
    return checkin.window(
        gig.starts_at,
        gig.ends_at,
        early_minutes=int(gig_term(gig, "checkin_early_minutes")),
        grace_minutes=int(gig_term(gig, "checkin_grace_minutes")),
    )


def known_proof(assignment: Assignment, nonce: str) -> Proof | None:
    """The proof that was sent before under a nonce."""
    return db.session.scalar(
        sa.select(Proof).where(Proof.assignment_id == assignment.id, Proof.nonce == nonce)
    )


def add_proof(
    assignment: Assignment,
    *,
    nonce: str,
    step: str,
    means: str,
    at: datetime,
    happened_at: datetime | None = None,
    subject: str | None = None,
    lat: float | None = None,
    lon: float | None = None,
    upload: Upload | None = None,
    detail: dict[str, Any] | None = None,
) -> Proof:
    """Add evidence of a stop or of completion; the same nonce again gives the first, so a repeated upload is harmless."""
    assignment = lock_assignment(assignment)
    known = known_proof(assignment, nonce)
    if known is not None:
        return known
    if not nonce or len(nonce) > NONCE_LENGTH_MAX:
        raise Invalid("proof_nonce", field="nonce")
    if step not in ("stop", "completion") or means not in PROOF_MEANS:
        raise Invalid("proof_means", field="means")
    if assignment.state not in ("confirmed", "checked_in"):
        raise Refused("assignment_over")
    proof = _proof(assignment, nonce, step, means, at)
    proof.happened_at = min(happened_at or at, at)
    proof.subject, proof.lat, proof.lon, proof.detail = subject, lat, lon, detail or {}
    proof.upload_id = upload.id if upload is not None else None
    return proof


def complete(
    assignment: Assignment,
    at: datetime,
    *,
    actor: Actor = Actor.FAN,
    actor_ref: str | None = None,
    waiting_minutes: int | None = None,
) -> Assignment:
    """Say "it is done": the kind says whether the proofs suffice, then the earning is posted, once.

    `waiting_minutes` is how long the fan had to wait because of others, as whoever completes it says.
    """
    assignment = lock_assignment(assignment)
    if assignment.state == "completed":
        return assignment
    gig, kind = assignment.gig, kind_of(assignment.gig)
    db.session.refresh(assignment, ["proofs"])
    if assignment.state == "confirmed" and kind.checks_in_by and actor is Actor.FAN:
        raise Refused("check_in_first")
    if actor is Actor.FAN and not kind.is_proven(assignment):
        raise Refused("proof_missing")
    said = _said(assignment, at, actor, actor_ref, waiting_minutes)
    ref = actor_ref or (assignment.fan.public_id if actor is Actor.FAN else None)
    move(ASSIGNMENT, assignment, "complete", actor, at, actor_ref=ref)
    assignment.completed_at = at
    paid_by = hooks.paid_for(gig)
    treasury.earn(
        programme=gig.programme,
        assignment_ref=assignment.public_id,
        fan=assignment.fan,
        facts=_actual_facts(assignment, at, is_said=actor is not Actor.CLOCK),
        quote=assignment.quote,
        customer_paid_minor=sum(paid_by.values()),
        scheme_version=gig.scheme_version,
        reservation=service_gigs.place_ref(gig, assignment.place_number),
        paid_by=paid_by,
        said=said,
        expects_rating=kind.is_booked,
        perks_given=kind.perks_given(assignment),
        at=at,
    )
    _note_standing(assignment, at)
    finish_if_over(gig, at)
    key = f"gigs.follow_completion:{assignment.public_id}"
    jobs.stage("gigs.follow_completion", key, at, {"assignment": assignment.public_id})
    return assignment


def finish_if_over(gig: Gig, at: datetime) -> None:
    """Close a gig whose every bound fan has ended; what is reserved for places nobody took is freed."""
    going = sa.select(sa.func.count()).where(
        Assignment.gig_id == gig.id, Assignment.state.in_(("confirmed", "checked_in"))
    )
    begins = gig.starts_at or gig.deadline_at
    db.session.flush()
    if db.session.scalar(going) or (gig.state == "open" and begins is not None and begins > at):
        return
    if GIG.allows(gig.state, "finish", Actor.SYSTEM):
        move(GIG, gig, "finish", Actor.SYSTEM, at)
        service_gigs.free_reservations(gig, at)


def _said(
    assignment: Assignment, at: datetime, actor: Actor, actor_ref: str | None, minutes: int | None
) -> Said | None:
    if minutes is None:
        return None
    since, most = assignment.checked_in_at, WAITING_MOST
    if since is not None:
        most = min(most, int((worked.until(assignment.ends_at, at) - since).total_seconds() // 60))
    if not 0 <= minutes <= most:
        raise Invalid("waiting_minutes", field="minutes", most=most)
    if actor is Actor.FAN:
        return Said(minutes, "fan", assignment.fan.public_id)
    return Said(minutes, "staff", actor_ref or "") if actor is Actor.STAFF else None


def _judge(gig: Gig, means: str, data: dict[str, Any], at: datetime) -> checkin.Verdict:
    opening = window_of(gig)
    if means == "code":
        return checkin.by_code(opening, at, gig.checkin_code, str(data.get("code") or ""))
    if means == "manual":
        if not str(data.get("reason") or "").strip():
            raise Invalid("reason_missing", field="reason")
        return checkin.by_time(opening, at)
    if gig.lat is None or gig.lon is None:
        raise Invalid("checkin_means", field="means")
    if data.get("lat") is None or data.get("lon") is None:
        raise Invalid("position_missing", field="lat")
    here = (float(data["lat"]), float(data["lon"]))
    circle_m = int(gig_term(gig, "checkin_circle_m"))
    accuracy_m = float(data.get("accuracy_m") or 0)
    return checkin.by_place(opening, at, (gig.lat, gig.lon), here, circle_m=circle_m, accuracy_m=accuracy_m)


def _proof(assignment: Assignment, nonce: str, step: str, means: str, at: datetime) -> Proof:
    proof = Proof(assignment=assignment, nonce=nonce, step=step, means=means, happened_at=at, received_at=at)
    db.session.add(proof)
    return proof


def _actual_facts(assignment: Assignment, at: datetime, *, is_said: bool) -> dict[str, Any]:
    """The kind's facts after the work, with the time worked."""
    facts = dict(kind_of(assignment.gig).facts(assignment))
    quoted = assignment.quote.get("facts", {})
    for name in ("streak", "is_first_gig", "is_newcomer", "travel_minutes"):
        if name in quoted:
            facts.setdefault(name, quoted[name])
    begun_at, starts_at = assignment.checked_in_at, assignment.starts_at
    if begun_at is not None and starts_at is not None and "worked_minutes" not in facts:
        facts["worked_minutes"] = worked.minutes(begun_at, starts_at, assignment.ends_at, at, is_said=is_said)
    return facts | had_before(assignment.gig, assignment.fan, at, upto=assignment)


def _note_standing(assignment: Assignment, at: datetime) -> None:
    gig = assignment.gig
    about = {
        "business_ref": gig.business.public_id,
        "programme_ref": gig.programme.public_id,
        "fan_ref": assignment.fan.public_id,
        "part": RELIABILITY,
        "subject": assignment.public_id,
        "at": at,
    }
    record_event(**about, code="completed", evidence={"gig": gig.public_id})
    opening = window_of(gig)
    if opening is None or assignment.checked_in_at is None:
        return
    is_late = assignment.checked_in_at > opening.late_at
    evidence = {"gig": gig.public_id, "checked_in_at": assignment.checked_in_at, "late_at": opening.late_at}
    record_event(**about, code="late" if is_late else "on_time", evidence=evidence)

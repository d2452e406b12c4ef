"""Work that waits: rounds of matching, what follows an acceptance, and the clock's own part in gigs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Programme
from marketplace.core import jobs, sweeps
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs import (
    hooks,
    places,
    service_endings,
    service_fairness,
    service_gigs,
    service_matching,
    service_offers,
    service_rounds,
    service_work,
)
from marketplace.gigs.lifecycle import ASSIGNMENT
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.service_round_slices import FOLLOW_JOB
from marketplace.gigs.terms import LAPSE_DAYS, OVERDUE_HOURS, gig_term, kind_of
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify
from marketplace.trust.service_threads import open_thread

SWEEP_MAX = 500
LOOK_AGAIN_SECONDS = 3600
Payload = dict[str, Any]


@jobs.job("gigs.match_gig")
def match_gig(payload: Payload, at: datetime) -> None:
    """One round for one gig."""
    gig = _gig(payload["gig"])
    if gig is not None:
        service_matching.match_gig(gig, at)


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


@jobs.job("gigs.expire_offer")
def expire_offer(payload: Payload, at: datetime) -> None:
    """End one offer whose time is over."""
    offer = db.session.scalar(sa.select(Offer).where(Offer.public_id == payload["offer"]))
    if offer is not None:
        service_offers.expire_offer(offer, at)


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


@sweeps.every(30, "gigs.expire_offers")
def expire_offers(at: datetime) -> None:
    """Stage the end of every offer whose time is over."""
    due = sa.select(Offer.public_id, Offer.expires_at).where(Offer.state == "open", Offer.expires_at <= at)
    for ref, expires_at in db.session.execute(due.order_by(Offer.expires_at).limit(SWEEP_MAX)):
        jobs.stage(
            "gigs.expire_offer", f"gigs.expire_offer:{ref}:{expires_at:%Y%m%dT%H%M%S}", at, {"offer": ref}
        )


@sweeps.every(60, "gigs.watch_assignments")
def watch_assignments(at: datetime) -> None:
    """Stage what the clock asks of assignments: check-in due, overdue, and left without a word."""
    a = Assignment
    day = timedelta(days=1)
    begun = (
        sa.select(a).where(a.state == "confirmed", a.starts_at <= at, a.starts_at > at - day).limit(SWEEP_MAX)
    )
    for assignment in db.session.scalars(begun):
        grace = timedelta(minutes=int(gig_term(assignment.gig, "checkin_grace_minutes")))
        if (
            kind_of(assignment.gig).checks_in_by
            and assignment.starts_at is not None
            and assignment.starts_at + grace < at
        ):
            _once("gigs.note_absence", assignment, at)
    over = sa.func.coalesce(a.ends_at, Gig.deadline_at)
    going = sa.select(a).join(Gig, Gig.id == a.gig_id).where(a.state.in_(("confirmed", "checked_in")))
    late = going.where(over <= at - timedelta(hours=OVERDUE_HOURS), over > at - 2 * day)
    for assignment in db.session.scalars(late.limit(SWEEP_MAX)):
        _once("gigs.note_overdue", assignment, at)
    for assignment in db.session.scalars(going.where(over <= at - LAPSE_DAYS * day).limit(SWEEP_MAX)):
        _once("gigs.close_assignment", assignment, at)


@sweeps.every(60, "gigs.watch_gigs")
def watch_gigs(at: datetime) -> None:
    """Stage a last round for gigs that have begun without all their people: it gives them up."""
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    begun = sa.select(Gig.public_id).where(Gig.state == "open", begins <= at).limit(SWEEP_MAX)
    for ref in db.session.scalars(begun):
        jobs.stage("gigs.match_gig", f"gigs.match_gig:{ref}:begun", at, {"gig": ref})
    over = sa.func.coalesce(Gig.ends_at, Gig.deadline_at)
    ended = sa.select(Gig.public_id).where(Gig.state.in_(("unfilled", "filled")), over <= at).limit(SWEEP_MAX)
    for ref in db.session.scalars(ended):
        jobs.stage("gigs.finish_gig", f"gigs.finish_gig:{ref}:{at:%Y%m%d}", at, {"gig": ref})


@jobs.job("gigs.finish_gig")
def finish_gig(payload: Payload, at: datetime) -> None:
    """Close a gig that is over and on which nobody is at work any more."""
    gig = _gig(payload["gig"])
    if gig is not None:
        service_work.finish_if_over(lock_gigs([gig.id])[0], at)


@jobs.job(service_rounds.JOB, keeps_own_transactions=True)
def run_round(payload: Payload, at: datetime) -> None:
    """One whole round of a programme; run again, it finds nobody left to ask."""
    window = service_rounds.Window(**payload["window"])
    service_rounds.run_round(payload["programme"], window, at, started_by=payload.get("started_by"))


@jobs.job(service_rounds.FINISH_JOB, keeps_own_transactions=True)
def finish_round(payload: Payload, at: datetime) -> None:
    """Publish what a round has left whose process died; there is nothing to do after one that ended."""
    service_rounds.finish_round(payload["round"], at)


@jobs.job(FOLLOW_JOB)
def follow_unfilled(payload: Payload, at: datetime) -> None:
    """Nobody is left to ask for a gig: the kind decides what that means."""
    gig = _gig(payload["gig"])
    if gig is not None and gig.state == "unfilled":
        kind_of(gig).on_unfilled(gig, at)


@sweeps.every(LOOK_AGAIN_SECONDS, "gigs.look_again")
def look_again(at: datetime) -> None:
    """Ask again for gigs with nobody to answer: somebody may have joined, or opened hours, or funds have come.

    Gigs that are shared out are asked for together, programme by programme; each of the others by itself.
    """
    slot = str(int(at.timestamp()) // LOOK_AGAIN_SECONDS)
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    waiting = sa.exists().where(Offer.gig_id == Gig.id, Offer.state == "open")
    idle = (
        sa.select(Gig)
        .options(joinedload(Gig.programme))
        .where(
            Gig.state.in_(("open", "unfilled")),
            begins > at,
            Gig.created_at <= at - timedelta(minutes=30),
            ~waiting,
        )
    )
    for gig in db.session.scalars(idle.order_by(begins).limit(SWEEP_MAX)):
        if places.is_shared_out(gig):
            service_rounds.stage_round(gig.programme.public_id, service_rounds.Window(), slot, at)
        else:
            key = f"gigs.match_gig:{gig.public_id}:again:{slot}"
            jobs.stage("gigs.match_gig", key, at, {"gig": gig.public_id})


@jobs.job(service_fairness.JOB)
def carry_fairness(payload: Payload, at: datetime) -> None:
    """Carry over what the members of one programme are short of."""
    programme = db.session.scalar(sa.select(Programme).where(Programme.public_id == payload["programme"]))
    if programme is not None:
        service_fairness.carry(programme, at)


@sweeps.every(24 * 3600, service_fairness.JOB)
def carry_all_fairness(at: datetime) -> None:
    """Stage it for every open programme, once a day."""
    for ref in db.session.scalars(sa.select(Programme.public_id).where(Programme.state == "open")):
        key = f"{service_fairness.JOB}:{ref}:{at:%Y%m%d}"
        jobs.stage(service_fairness.JOB, key, at, {"programme": ref})


@jobs.job("gigs.settle_times")
def settle_times(payload: Payload, at: datetime) -> None:
    """Move one gig with the law about its clocks."""
    gig = _gig(payload["gig"])
    if gig is not None:
        service_gigs.settle_times(gig, at)


@sweeps.every(24 * 3600, "gigs.follow_clock_law")
def follow_clock_law(at: datetime) -> None:
    """Stage a move for every gig to come whose local time means another instant than it did."""
    coming = sa.select(Gig.public_id, Gig.starts_local, Gig.timezone, Gig.starts_at).where(
        Gig.state.in_(("open", "filled", "unfilled")), Gig.starts_at > at, Gig.starts_local.is_not(None)
    )
    for ref, local, timezone, starts_at in db.session.execute(coming):
        if service_gigs.has_moved(local, timezone, starts_at):
            jobs.stage("gigs.settle_times", f"gigs.settle_times:{ref}:{at:%Y%m%d}", at, {"gig": ref})


def _once(name: str, assignment: Assignment, at: datetime) -> None:
    jobs.stage(name, f"{name}:{assignment.public_id}", at, {"assignment": assignment.public_id})


def _gig(ref: str) -> Gig | None:
    return db.session.scalar(sa.select(Gig).where(Gig.public_id == ref))


def _assignment(ref: str) -> Assignment | None:
    return db.session.scalar(sa.select(Assignment).where(Assignment.public_id == ref))

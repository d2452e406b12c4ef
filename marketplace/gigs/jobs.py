"""Work that waits about gigs and offers: rounds of matching, and what the clock asks of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Programme
from marketplace.core import jobs, sweeps
from marketplace.core.db import db
from marketplace.gigs import (
    places,
    service_fairness,
    service_gigs,
    service_matching,
    service_offers,
    service_rounds,
    service_work,
)
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.service_round_slices import FOLLOW_JOB
from marketplace.gigs.terms import kind_of

SWEEP_MAX = 500
LOOK_AGAIN_SECONDS = 3600
Payload = dict[str, Any]


@jobs.job("gigs.match_gig")
def match_gig(payload: Payload, at: datetime) -> None:
    """One round for one gig."""
    gig = _gig(payload["gig"])
    if gig is not None:
        service_matching.match_gig(gig, at)


@jobs.job("gigs.expire_offer")
def expire_offer(payload: Payload, at: datetime) -> None:
    """End one offer whose time is over."""
    offer = db.session.scalar(sa.select(Offer).where(Offer.public_id == payload["offer"]))
    if offer is not None:
        service_offers.expire_offer(offer, at)


@sweeps.every(30, "gigs.expire_offers")
def expire_offers(at: datetime) -> None:
    """Stage the end of every offer whose time is over."""
    due = sa.select(Offer.public_id, Offer.expires_at).where(Offer.state == "open", Offer.expires_at <= at)
    for ref, expires_at in db.session.execute(due.order_by(Offer.expires_at).limit(SWEEP_MAX)):
        jobs.stage(
            "gigs.expire_offer", f"gigs.expire_offer:{ref}:{expires_at:%Y%m%dT%H%M%S}", at, {"offer": ref}
        )


@sweeps.every(60, "gigs.watch_gigs")
def watch_gigs(at: datetime) -> None:
    """Stage a last round for gigs that have begun without all their people, which gives them up, and the end of those that are over."""
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    _stage_for("gigs.match_gig", "begun", at, begins, Gig.state == "open", begins <= at)
    over = sa.func.coalesce(Gig.ends_at, Gig.deadline_at)
    _stage_for("gigs.finish_gig", f"{at:%Y%m%d}", at, over, Gig.state.in_(("unfilled", "filled")), over <= at)


def _stage_for(name: str, slot: str, at: datetime, by: Any, *which: sa.ColumnElement[bool]) -> None:
    """Stage work of a slot for gigs for which it was not staged yet, the longest due first."""
    unstaged = jobs.is_unstaged(sa.literal(f"{name}:") + Gig.public_id + f":{slot}")
    for ref in db.session.scalars(
        sa.select(Gig.public_id).where(unstaged, *which).order_by(by, Gig.id).limit(SWEEP_MAX)
    ):
        jobs.stage(name, f"{name}:{ref}:{slot}", at, {"gig": ref})


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


def _gig(ref: str) -> Gig | None:
    return db.session.scalar(sa.select(Gig).where(Gig.public_id == ref))

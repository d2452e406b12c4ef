"""Once round: a gig is made, matched, accepted, worked, earned and paid out; budget and books agree at each step."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_acceptance, service_work
from marketplace.gigs.models import Assignment, Gig, MatchingRound, Offer
from marketplace.rewards.models import Earning
from marketplace.superfans.models import Superfan
from marketplace.trust.models import DecisionRecord, Notification, StandingEvent, Thread
from tests.conftest import NOON
from tests.gigs.worlds import (
    PER_HOUR,
    STARTS_AT,
    budget,
    fund_through_bank,
    make_fan,
    make_work,
    make_world,
    run_due,
)

THREE_HOURS = 3 * PER_HOUR
OVERRUN_MOST = PER_HOUR + 1000  # an hour of overrun, and what a fan who takes store credit would get on top


def _start(clock: SteppedClock) -> tuple[str, str]:
    world = edge.write(lambda: make_world(funded_minor=0))
    fund_through_bank(world, 1_000_00)

    def make() -> tuple[str, str]:
        make_fan(world, "Far Away", at_m=7000)
        near = make_fan(world, "Near By", at_m=300)
        return make_work(world).public_id, near.public_id

    return edge.write(make)


def _one(model: type, **where: object) -> object:
    return edge.read(lambda: db.session.scalars(sa.select(model).filter_by(**where)).one())


def test_once_round(app: Flask, clock: SteppedClock) -> None:
    gig_ref, near = _start(clock)
    run_due(clock.now())
    offer = edge.read(lambda: db.session.scalars(sa.select(Offer)).one())
    fan = edge.read(lambda: db.session.get_one(Superfan, offer.fan_id))
    assert fan.public_id == near
    assert offer.mode == "reserved"
    assert offer.expires_at == NOON + timedelta(minutes=120)
    assert offer.quote["total_minor"] == THREE_HOURS
    assert "for.near" in [reason["code"] for reason in offer.reasons]

    def accept() -> str:
        mine = db.session.scalars(sa.select(Offer)).one()
        return service_acceptance.accept_offer(
            mine, db.session.get_one(Superfan, mine.fan_id), clock.now()
        ).public_id

    asg_ref = edge.write(accept)
    assert edge.write(accept) == asg_ref, "accepted again gives the same assignment"
    run_due(clock.now())
    assert _one(Gig, public_id=gig_ref).state == "filled"
    assert _one(Thread, subject=asg_ref).title == "Saturday tasting"

    clock.move_to(STARTS_AT + timedelta(minutes=3))
    _do(asg_ref, lambda a: service_work.check_in(a, "place", {"lat": 52.3703, "lon": 4.8952}, clock.now()))
    clock.move_to(STARTS_AT + timedelta(minutes=200))
    _do(asg_ref, lambda a: service_work.complete(a, clock.now()))
    _do(asg_ref, lambda a: service_work.complete(a, clock.now()))
    run_due(clock.now())
    earning = _one(Earning, assignment_ref=asg_ref)
    # 197 minutes from check-in: 17 over the plan, of which 10 are free
    assert earning.amount_minor == THREE_HOURS + round(PER_HOUR * 7 / 60)
    assert earning.state == "held"
    assert [c["code"] for c in earning.evaluation["changed"]] == ["overrun"]
    codes = edge.read(lambda: set(db.session.scalars(sa.select(StandingEvent.code))))
    assert codes == {"completed", "on_time"}
    assert _one(Gig, public_id=gig_ref).state == "finished"

    clock.advance(hours=30)
    run_due(clock.now())
    assert _one(Earning, assignment_ref=asg_ref).state == "payable"
    clock.move_to(STARTS_AT + timedelta(days=6, hours=3))  # Friday noon
    run_due(clock.now())
    assert _one(Earning, assignment_ref=asg_ref).state == "paid"
    told = edge.read(lambda: set(db.session.scalars(sa.select(Notification.code))))
    assert {"gigs.offer_sent", "gigs.accepted", "rewards.earned", "rewards.paid_out"} <= told
    assert edge.read(audit.run) == []


def test_every_automatic_step_leaves_its_record(app: Flask, clock: SteppedClock) -> None:
    gig_ref, near = _start(clock)
    run_due(clock.now())
    round_ = edge.read(lambda: db.session.scalars(sa.select(MatchingRound)).one())
    assert round_.subject == gig_ref
    assert round_.solution["best"][0]["fan"] == near
    record = edge.read(lambda: db.session.scalars(sa.select(DecisionRecord)).one())
    assert (record.rule, record.outcome, record.inputs["looked_at"]) == ("gigs.matching", "asked", 2)


def test_the_budget_is_reserved_then_spent_and_the_rest_is_free(app: Flask, clock: SteppedClock) -> None:
    def make() -> object:
        world = make_world(funded_minor=300_00)
        fan = make_fan(world, "Ana")
        gig = make_work(world, places=2)
        offer = _offer(gig, fan)
        return world, service_acceptance.accept_offer(offer, fan, NOON).public_id

    world, asg_ref = edge.write(make)
    most = THREE_HOURS + PER_HOUR + (THREE_HOURS + PER_HOUR) // 10
    assert budget(world).reserved_minor == 2 * most
    clock.move_to(STARTS_AT)
    _do(asg_ref, lambda a: service_work.check_in(a, "place", {"lat": 52.3702, "lon": 4.8952}, clock.now()))
    clock.move_to(STARTS_AT + timedelta(hours=3))
    _do(asg_ref, lambda a: service_work.complete(a, clock.now()))
    run_due(clock.now())
    state = budget(world)
    assert (state.spent_minor, state.reserved_minor, state.overspent_minor) == (THREE_HOURS, 0, 0)


def _offer(gig: Gig, fan: Superfan) -> Offer:
    from tests.gigs.worlds import offer_to

    return offer_to(gig, fan)


def _do(ref: str, work: object) -> None:
    def run() -> None:
        work(db.session.scalars(sa.select(Assignment).where(Assignment.public_id == ref)).one())

    edge.write(run)

"""Killed without warning at every seam between intent, call and record: resumed by the jobs, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_work
from marketplace.rewards import treasury
from marketplace.rewards.models import Earning, TopUp
from marketplace.rewards.treasury import payouts as treasury_payouts
from payouts import operations, runs
from tests.gigs.processes import killed_at
from tests.gigs.worlds import budget, make_world, run_due
from tests.rewards.worlds import ENDS_AT, assignment, complete, count, world_at_work

Die = Callable[[str], None]
SEAMS = ("after_begin", "after_call", "before_commit")


def _cut(die: Die, *places: object) -> None:
    """Call back at each seam of an operation; in the child process only, so nothing is put back."""
    perform, record = operations.perform, operations.record

    def performed(*args: object) -> object:
        die("after_begin")
        said = perform(*args)
        die("after_call")
        return said

    def recorded(*args: object, **kwargs: object) -> object:
        operation = record(*args, **kwargs)
        die("before_commit")
        return operation

    for place in places:
        place.perform, place.record = performed, recorded


@pytest.mark.parametrize("seam", ["before_perform", *SEAMS])
def test_a_top_up_is_taken_once(app: Flask, clock: SteppedClock, seam: str) -> None:
    world = edge.write(lambda: make_world(funded_minor=0))

    def work(die: Die) -> None:
        _cut(die, operations)
        key = edge.write(
            lambda: treasury.top_up_key(treasury.start_top_up(world.programme, 500_00, clock.now()))
        )
        die("before_perform")
        treasury.perform(key)

    killed_at(app, work, seam)
    assert budget(world).funded_minor == 0
    clock.advance(minutes=3)
    run_due(clock.now())
    clock.advance(minutes=3)
    run_due(clock.now())
    assert budget(world).funded_minor == 500_00
    assert count("sandbox_object", "kind = 'top_up'") == 1
    assert edge.read(lambda: db.session.scalars(sa.select(TopUp.state)).one()) == "settled"
    assert edge.read(audit.run) == []


def test_a_settlement_killed_before_its_commit_is_done_again_once(app: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work()

    def work(die: Die) -> None:
        def settle() -> None:
            service_work.complete(assignment(ref), ENDS_AT)
            db.session.flush()
            die("settled")

        edge.write(settle)

    killed_at(app, work, "settled")
    assert count("earning") == 0
    assert count("entry", "kind = 'earning'") == 0
    complete(ref)
    complete(ref)
    assert count("entry", "kind = 'earning'") == 1
    assert budget(world).spent_minor == 6000
    assert edge.read(audit.run) == []


@pytest.mark.parametrize("seam", SEAMS)
def test_a_payout_killed_half_way_is_sent_once(app: Flask, clock: SteppedClock, seam: str) -> None:
    world, ref = world_at_work(fan={"payout_day": "daily"})
    clock.move_to(ENDS_AT)
    complete(ref)
    run_due(clock.now())
    clock.advance(hours=26)
    on = treasury_payouts.local_day(world.business, clock.now())

    def work(die: Die) -> None:
        _cut(die, operations)
        treasury_payouts.run(world.business.public_id, on)

    assert runs.carry_out is operations.carry_out
    killed_at(app, work, seam)
    for _ in range(3):
        clock.advance(hours=1)
        run_due(clock.now())
    assert count("sandbox_object", "kind = 'transfer'") == 1
    assert count("sandbox_object", "kind = 'payout'") == 1
    assert edge.read(lambda: db.session.scalars(sa.select(Earning.state)).one()) == "paid"
    # What the day's check saw half done was on its way, and is gone at the next.
    drifts = edge.read(lambda: db.session.execute(sa.text("SELECT drift FROM recon_item")).scalars().all())
    assert set(drifts) <= {"timing"}
    assert treasury.reconcile(world.business.public_id).is_clean
    assert edge.read(audit.run) == []


def test_a_run_that_died_before_it_could_tell_is_told_by_the_next(app: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work(fan={"payout_day": "daily"})
    clock.move_to(ENDS_AT)
    complete(ref)
    run_due(clock.now())
    clock.move_to(ENDS_AT + timedelta(hours=26))
    treasury_payouts.run(world.business.public_id, treasury_payouts.local_day(world.business, clock.now()))
    assert edge.read(lambda: db.session.scalars(sa.select(Earning.state)).one()) == "held"
    clock.advance(hours=1)
    run_due(clock.now())
    assert edge.read(lambda: db.session.scalars(sa.select(Earning.state)).one()) == "paid"

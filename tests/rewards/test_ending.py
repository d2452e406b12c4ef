"""Closing a programme does what its page showed, figure by figure; what is promised is kept, and then the rest goes back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses import endings
from marketplace.businesses.models import Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.gigs.models import Gig
from marketplace.rewards import ending, treasury
from payouts.closing import standing
from tests.gigs.worlds import World, budget, make_work, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work

FUNDED, MAXIMUM = 1_000_00, 8800  # three hours and one of overrun, a tenth more as credit


def _programme(world: World) -> Programme:
    return db.session.get_one(Programme, world.programme.id)


def _ref(world: World) -> str:
    return edge.read(lambda: _programme(world).public_id)


def _foreseen(world: World, clock: SteppedClock) -> list[Consequence]:
    return edge.read(lambda: endings.foresee(_programme(world), clock.now()))


def _codes(found: list[Consequence]) -> dict[str, tuple[int, int]]:
    return {one.code: (one.number, one.amount_minor) for one in found}


def _close(site: Flask, world: World) -> None:
    desk = browse_as(site, world.owner)
    address = f"/desk/anil/programmes/{edge.read(lambda: _programme(world).public_id)}/closing"
    page = desk.get(address).get_data(as_text=True)
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    assert desk.post(address, data={"seen": "another"}).status_code == 409, "only what was shown is confirmed"
    assert edge.read(lambda: _programme(world).state) == "open"
    assert desk.post(address, data={"seen": seen}).status_code == 303


def _standing(world: World) -> set[str]:
    ref = edge.read(lambda: _programme(world).public_id)
    found = edge.read(lambda: standing(db.session, world.business.public_id, subject_refs=[ref]))
    return {one.family for one in found}


@pytest.fixture
def at_work(site: Flask, clock: SteppedClock) -> tuple[World, str]:
    """One fan is at work, and another gig waits for somebody."""
    world, ref = world_at_work(fan={"payout_day": "daily"})
    edge.write(lambda: make_work(world))
    return world, ref


def test_promised_work_is_done_and_paid_and_then_the_rest_goes_back(
    site: Flask, clock: SteppedClock, at_work: tuple[World, str]
) -> None:
    world, ref = at_work
    foreseen = _codes(_foreseen(world, clock))
    assert foreseen == {
        "gigs_withdrawn": (1, 0),
        "work_is_done": (1, 0),
        "budget_later": (0, FUNDED - MAXIMUM),
        "still_set_aside": (0, MAXIMUM),
    }
    _close(site, world)
    assert _codes(_foreseen(world, clock)) == {k: v for k, v in foreseen.items() if k != "gigs_withdrawn"}
    assert count("gig", "state = 'cancelled'") == 1
    assert budget(world).reserved_minor == MAXIMUM
    assert edge.write(lambda: ending.give_back_rests(clock.now())) == 0, "the work is still to be done"
    complete(ref)
    assert edge.write(lambda: ending.give_back_rests(clock.now())) == 1
    assert edge.write(lambda: ending.give_back_rests(clock.now())) == 0
    assert _standing(world) == set()
    assert (budget(world).funded_minor, budget(world).spent_minor) == (6000, 6000)
    shown = browse_as(site, world.owner).get("/desk/anil/budgets").get_data(as_text=True)
    assert "€940.00 went back to you on" in shown
    assert "were spent in that time" not in shown, "it was given back, not spent"
    closed = browse_as(site, world.owner).get(f"/desk/anil/programmes/{_ref(world)}").get_data(as_text=True)
    assert "Before it opens" not in closed
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    assert count("payout", "state = 'paid' AND amount_minor = 6000") == 1
    assert edge.read(audit.run) == []


def test_where_nothing_is_promised_the_budget_goes_back_at_once_as_shown(
    site: Flask, clock: SteppedClock, at_work: tuple[World, str]
) -> None:
    world, ref = at_work
    complete(ref)
    foreseen = _foreseen(world, clock)
    assert _codes(foreseen) == {
        "gigs_withdrawn": (1, 0),
        "people_are_paid": (1, 6000),
        "budget_given_back": (0, FUNDED - 6000),
    }
    page = browse_as(site, world.owner).get(
        f"/desk/anil/programmes/{edge.read(lambda: _programme(world).public_id)}/closing"
    )
    for amount in ("€60.00", "€940.00"):
        assert amount in page.get_data(as_text=True)
    done = edge.write(lambda: endings.carry_out(_programme(world), clock.now()))
    assert done == foreseen
    assert _standing(world) == set()
    assert edge.read(lambda: treasury.budget_of(_programme(world)).free_minor) == 0
    assert edge.read(lambda: set(db.session.scalars(sa.select(Gig.state)))) == {"cancelled", "finished"}
    assert edge.read(audit.run) == []

"""Time worked: a word that comes long after the end was forgotten, and earns no hours that nobody worked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import worked
from marketplace.gigs.models import Assignment, Gig
from marketplace.gigs.service_gigs import make_gig
from marketplace.gigs.terms import LAPSE_DAYS
from marketplace.rewards.models import Earning
from tests import world as w
from tests.bookings.conftest import signed_in
from tests.conftest import NOON

HOUR = timedelta(hours=1)
ENDS = NOON + 2 * HOUR


def at_work(clock: SteppedClock) -> tuple[str, Gig]:
    """Somebody is at two hours of work whose pay is made up to a floor for every hour."""

    def make() -> str:
        world = w.make_world("request")
        w.add_fan(world, "Ana")
        return make_gig(
            programme=world.programmes["request"], kind="request", title="Help me move", language="en", timezone="UTC",
            starts_local="2026-11-25T10:00", duration_minutes=120, lat=w.SHOP[0], lon=w.SHOP[1], at=clock.now(),
        ).public_id  # fmt: skip

    ref = w.do(lambda at: make())
    (assignment,) = w.accept_all()
    gig = w.look(lambda: w.by_ref(Gig, ref))
    clock.move_to(gig.starts_at)
    w.check_in(assignment)
    return assignment, gig


def earned() -> int:
    return w.look(lambda: db.session.scalars(sa.select(Earning.amount_minor)).one())


def test_the_page_says_beforehand_what_counts(site: Flask, clock: SteppedClock) -> None:
    assignment, gig = at_work(clock)
    browser = signed_in(site, w.look(lambda: w.by_ref(Assignment, assignment).fan.identity))
    for late, is_said in ((HOUR, False), (5 * HOUR, True)):
        clock.move_to(gig.ends_at + late)
        page = browser.get(f"/assignments/{assignment}").text
        assert ("the time that was planned counts" in page) is is_said


@pytest.mark.parametrize(("late", "pay"), [(HOUR, 6000), (5 * HOUR, 4000), (240 * HOUR, 4000)])
def test_a_word_that_was_forgotten_earns_what_was_planned(
    site: Flask, clock: SteppedClock, late: timedelta, pay: int
) -> None:
    assignment, gig = at_work(clock)
    clock.move_to(gig.ends_at + late)
    w.complete(assignment)
    assert earned() == pay


def test_what_the_clock_closes_earns_what_was_planned(site: Flask, clock: SteppedClock) -> None:
    assignment, gig = at_work(clock)
    clock.move_to(gig.ends_at + timedelta(days=LAPSE_DAYS, minutes=1))
    w.run_due()
    assert w.state_of(Assignment, assignment) == "completed"
    assert earned() == 4000


@pytest.mark.parametrize(
    ("begun", "at", "is_said", "found"),
    [
        (NOON - HOUR, ENDS, True, 120),
        (NOON + HOUR / 2, ENDS + 4 * HOUR, True, 330),
        (NOON, ENDS + 4 * HOUR + timedelta(seconds=1), True, 120),
        (NOON, ENDS - HOUR, True, 60),
        (NOON, NOON - HOUR, True, 0),
        (NOON, ENDS + HOUR, False, 120),
    ],
)
def test_time_counts_from_check_in_to_the_word(begun, at, is_said: bool, found: int) -> None:
    assert worked.minutes(begun, NOON, ENDS, at, is_said=is_said) == found

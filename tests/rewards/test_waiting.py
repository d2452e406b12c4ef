"""Waiting that others cause: stated by the fan, corrected by the business, paid once, out of what was set apart."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Business
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.gigs import service_work
from marketplace.identity.models import Identity
from marketplace.rewards import additions
from marketplace.rewards.models import EarningAddition
from marketplace.superfans.models import Superfan
from tests.gigs.processes import at_once
from tests.gigs.worlds import World, budget, paid_scheme, run_due
from tests.rewards.worlds import ENDS_AT, assignment, browse_as, complete, count, world_at_work

WAITING = {
    "code": "wait", "type": "waiting", "amount_minor": 1200, "minutes_free": 10, "minutes_max": 60, "funded_by": "budget",
}  # fmt: skip


def _world(clock: SteppedClock) -> tuple[World, str]:
    plain = paid_scheme()
    made = world_at_work(world={"document": plain | {"components": [*plain["components"], WAITING]}})
    clock.move_to(ENDS_AT)
    return made


def _complete(ref: str, minutes: int | None) -> None:
    edge.write(lambda: service_work.complete(assignment(ref), ENDS_AT, waiting_minutes=minutes))


def _addition() -> EarningAddition:
    return db.session.scalars(sa.select(EarningAddition)).one()


def _stands() -> tuple[str, int, str]:
    return edge.read(lambda: (_addition().state, _addition().amount_minor, _addition().said_as))


def _correct(ids: tuple[int, int], ref: str, minutes: int, clock: SteppedClock) -> None:
    def work() -> None:
        business, staff = db.session.get_one(Business, ids[0]), db.session.get_one(Identity, ids[1])
        additions.say_waiting(business, ref, minutes, staff, clock.now())

    edge.write(work)


def _ids(world: World) -> tuple[int, int]:
    return edge.read(lambda: (world.business.id, world.owner.id))


def test_what_the_fan_states_is_added_when_nobody_corrects_it(app: Flask, clock: SteppedClock) -> None:
    world, ref = _world(clock)
    _complete(ref, 40)
    assert _stands() == ("awaited", 0, "fan")
    assert (budget(world).spent_minor, budget(world).reserved_minor) == (6000, 1200 + 120)
    clock.advance(hours=24, minutes=1)
    for _ in range(2):
        run_due(clock.now())
    assert _stands() == ("added", 600, "fan")
    assert (budget(world).spent_minor, budget(world).reserved_minor) == (6600, 0)
    assert count("entry", "kind = 'earning_addition'") == 1
    assert edge.read(audit.run) == []


def test_the_business_corrects_it_and_what_it_says_stays(app: Flask, clock: SteppedClock) -> None:
    world, ref = _world(clock)
    _complete(ref, 60)
    _correct(_ids(world), ref, 25, clock)
    assert _stands() == ("added", 300, "staff")
    with pytest.raises(Refused, match="waiting_settled"):
        _correct(_ids(world), ref, 60, clock)
    assert count("audit_log", "action = 'money.waiting'") == 1
    clock.advance(days=2)
    run_due(clock.now())
    assert budget(world).spent_minor == 6300
    assert edge.read(audit.run) == []


def test_two_staff_at_once_settle_it_once(app: Flask, clock: SteppedClock) -> None:
    world, ref = _world(clock)
    _complete(ref, 60)
    ids = _ids(world)
    answers = at_once(app, [lambda: _correct(ids, ref, 30, clock), lambda: _correct(ids, ref, 50, clock)])
    assert sorted(answer.split(":")[0] for answer in answers) == ["done", "waiting_settled"]
    assert count("entry", "kind = 'earning_addition'") == 1


@pytest.mark.parametrize("minutes", [None, 0, 10])
def test_no_waiting_or_too_little_brings_nothing(
    app: Flask, clock: SteppedClock, minutes: int | None
) -> None:
    world, ref = _world(clock)
    _complete(ref, minutes)
    clock.advance(hours=25)
    run_due(clock.now())
    assert _stands()[0] == "nothing"
    assert (budget(world).spent_minor, budget(world).reserved_minor) == (6000, 0)


@pytest.mark.parametrize("minutes", [-1, 1441, 200])
def test_nobody_waits_longer_than_they_were_there(app: Flask, clock: SteppedClock, minutes: int) -> None:
    _, ref = _world(clock)
    with pytest.raises(Invalid, match="waiting_minutes"):
        _complete(ref, minutes)
    assert count("earning") == 0


def test_a_word_that_was_forgotten_makes_nobody_wait_longer(site: Flask, clock: SteppedClock) -> None:
    _world_made, ref = _world(clock)
    late = ENDS_AT + timedelta(days=2)
    with pytest.raises(Invalid, match="waiting_minutes"):
        edge.write(lambda: service_work.complete(assignment(ref), late, waiting_minutes=20 * 60))


def test_a_scheme_without_waiting_opens_nothing(app: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work()
    complete(ref)
    assert count("earning_addition") == 0
    with pytest.raises(NotFound):
        _correct(_ids(world), ref, 5, clock)


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_the_pages_ask_show_and_correct(site: Flask, clock: SteppedClock) -> None:
    world, ref = _world(clock)
    fan = browse_as(site, edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity))
    desk = browse_as(site, world.owner)
    address = f"/assignments/{ref}"
    assert "Minutes of waiting that others caused" in _text(fan.get(address).get_data(as_text=True))
    assert fan.post(f"{address}/completion", data={"minutes": "999"}).status_code == 422
    assert count("earning") == 0
    assert fan.post(f"{address}/completion", data={"minutes": "40"}).status_code == 303
    assert "You said you waited 40 min" in _text(fan.get(address).get_data(as_text=True))
    gig = edge.read(lambda: assignment(ref).gig.public_id)
    page = f"/desk/anil/gigs/{gig}"
    assert "They say they waited 40 min" in _text(desk.get(page).get_data(as_text=True))
    assert desk.post(f"{page}/assignments/{ref}/waiting", data={"minutes": "x"}).status_code == 422
    assert desk.post(f"{page}/assignments/{ref}/waiting", data={"minutes": "30"}).status_code == 303
    assert "€4.00" in _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert "for 30 min of waiting" in _text(fan.get("/fan/earnings").get_data(as_text=True))
    clock.advance(hours=24 + 24)
    run_due(clock.now())
    assert _stands() == ("added", 400, "staff")
    assert ENDS_AT + timedelta(hours=48) == clock.now()


def test_the_pages_stand_when_nobody_spoke_of_waiting(site: Flask, clock: SteppedClock) -> None:
    world, ref = _world(clock)
    fan = browse_as(site, edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity))
    desk = browse_as(site, world.owner)
    assert fan.post(f"/assignments/{ref}/completion").status_code == 303
    gig = edge.read(lambda: assignment(ref).gig.public_id)
    for _ in range(2):
        for browser, page in (
            (fan, f"/assignments/{ref}"),
            (fan, "/fan/earnings"),
            (desk, f"/desk/anil/gigs/{gig}"),
        ):
            assert browser.get(page).status_code == 200, page
        clock.advance(hours=24, minutes=1)
        run_due(clock.now())
    assert _stands()[:2] == ("nothing", 0)

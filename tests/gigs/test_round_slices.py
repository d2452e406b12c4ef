"""A round published slice by slice: killed at any line, done by several at once, with others writing in between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge, jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs import service_acceptance, service_round_slices, service_rounds
from marketplace.gigs.models import Gig, MatchingRound, Offer, RoundGig, RoundSlice
from marketplace.gigs.service_gigs import cancel_gig
from marketplace.gigs.service_rounds import FINISH_AFTER, Window
from marketplace.superfans.models import Superfan
from marketplace.trust.models import DecisionRecord, Notification
from tests.conftest import NOON
from tests.gigs.processes import at_once, killed_at
from tests.gigs.worlds import World, make_fan, make_work, make_world, run_due

GIGS, IN_SLICE = 7, 2
SLICES = 4


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_round_slices, "GIGS_IN_SLICE", IN_SLICE)


def _world() -> World:
    """Seven gigs at one time, for which seven people are wanted, and an eighth that nobody speaks the language of."""

    def make() -> World:
        world = make_world(funded_minor=10_000_00)
        for number in range(GIGS + 1):
            make_fan(world, f"Fan Nr {number}", at_m=300 + 100 * number)
        for number in range(GIGS):
            make_work(world, title=f"Gig {number}", matched=False)
        return world

    return edge.write(make)


def _run(world: World) -> str | None:
    return service_rounds.run_round(world.programme.public_id, Window(), NOON)


def _all(model: Any, **where: Any) -> list[Any]:
    return edge.read(lambda: list(db.session.scalars(sa.select(model).filter_by(**where))))


def _is_whole() -> None:
    """Everybody was asked once and told once, the round is recorded once, and nothing is left."""
    offers = _all(Offer)
    assert len({o.gig_id for o in offers}) == len({o.fan_id for o in offers}) == len(offers) == GIGS
    assert len(_all(Notification, code="gigs.offer_sent")) == GIGS
    assert [part.outcome for part in _all(RoundGig)] == ["asked"] * GIGS
    assert len(_all(MatchingRound)) == len(_all(DecisionRecord, rule="gigs.round")) == 1
    assert _all(RoundSlice) == []
    assert _all(jobs.Job, name=service_rounds.FINISH_JOB, state="due") == []
    assert edge.read(audit.run) == []


def test_a_round_of_several_slices_is_one_round(app: Flask) -> None:
    world = _world()
    ref = _run(world)
    _is_whole()
    (record,) = _all(DecisionRecord, rule="gigs.round")
    assert (record.inputs["round"], record.inputs["gigs"], record.outcome) == (ref, GIGS, "asked")
    assert _run(world) is None


def _dying(world: World) -> Callable[[Callable[[str], None]], None]:
    """A round that tells of every moment: before a slice, inside its transaction, and after its commit."""

    def work(moment: Callable[[str], None]) -> None:
        real, number = service_rounds.publish_next, 0

        def publish_next(ref: str, at: Any) -> bool:
            nonlocal number
            moment(f"before {number}")
            found = real(ref, at)
            db.session.flush()
            moment(f"inside {number}")
            number += 1
            return found

        service_rounds.publish_next = publish_next
        _run(world)

    return work


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before 0", "inside 0", "before 1", "inside 2", f"inside {SLICES - 1}"])
@pytest.mark.parametrize("by", ["the job", "the next round"])
def test_killed_at_any_line_nobody_is_lost_or_asked_twice(app: Flask, moment: str, by: str) -> None:
    world = _world()
    killed_at(app, _dying(world), moment)
    _, number = moment.split()
    assert len(_all(RoundSlice)) == SLICES - int(number), "what was not committed is left"
    assert len(_all(Offer)) == min(GIGS, IN_SLICE * int(number)), "what was committed is kept"
    assert edge.read(audit.run) == []
    if by == "the job":
        run_due(NOON)
        assert len(_all(RoundSlice)) == SLICES - int(number), "whoever began it may still be at work"
        run_due(NOON + FINISH_AFTER)
    else:
        _run(world)
    _is_whole()


@pytest.mark.slow
def test_several_who_publish_one_round_do_it_once(app: Flask) -> None:
    world = _world()
    killed_at(app, _dying(world), "before 0")
    (ref,) = [round_.public_id for round_ in _all(MatchingRound)]
    answers = at_once(app, [lambda: service_rounds.finish_round(ref, NOON)] * 4)
    assert answers == ["done: None"] * 4
    _is_whole()


@pytest.mark.slow
def test_others_write_between_slices_and_what_they_change_is_left_to_the_next_round(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other processes commit while the round is going on: a gig called off, one moved, one whose people are taken."""
    world = _world()
    later = [gig.public_id for gig in sorted(_all(Gig), key=lambda gig: gig.id)][IN_SLICE:]
    off, moved, lost, *_ = later
    real, turns = service_rounds.publish_next, []

    def between() -> None:
        cancel_gig(_gig(off), Actor.STAFF, {"code": "cancelled_by_business"}, NOON)
        _gig(moved).needs = {"languages": ["en"]}
        (plan,) = [
            one
            for row in db.session.scalars(sa.select(RoundSlice.plan))
            for one in service_round_slices._unpacked(row)
            if one["gig"] == lost
        ]
        fan = db.session.scalars(
            sa.select(Superfan).where(Superfan.public_id == plan["best"][0]["fan"])
        ).one()
        service_acceptance.take_gig(make_work(world_again(), title="On the board", matched=False), fan, NOON)

    def world_again() -> Any:
        from types import SimpleNamespace

        return SimpleNamespace(programme=_gig(off).programme)

    def publish_next(ref: str, at: Any) -> bool:
        found = real(ref, at)
        turns.append(ref)
        return found

    def finish(ref: str, at: Any) -> None:
        assert edge.write(lambda: publish_next(ref, at))
        assert at_once(app, [lambda: edge.write(between)]) == ["done: None"], "nothing is held between slices"
        while edge.write(lambda: publish_next(ref, at)):
            pass

    monkeypatch.setattr(service_rounds, "finish_round", finish)
    ref = _run(world)
    outcomes = {part.gig_ref: part.outcome for part in _all(RoundGig)}
    assert len(turns) == SLICES + 1
    assert (outcomes[off], outcomes[moved], outcomes[lost]) == ("over", "changed", "people_gone")
    assert Counter(outcomes.values())["asked"] == GIGS - 3
    assert {o.gig_id for o in _all(Offer, state="open")}.isdisjoint(
        {g.id for g in _all(Gig) if g.public_id in (off, moved, lost)}
    )
    monkeypatch.undo()
    (again,) = _all(jobs.Job, key=f"gigs.run_round:{world.programme.public_id}:after:{ref}")
    assert again.state == "due"
    run_due()
    asked = {part.gig_ref for part in _all(RoundGig) if part.outcome == "asked"}
    assert {moved, lost} <= asked
    assert edge.read(audit.run) == []


def test_gigs_given_up_together_are_one_notice(app: Flask) -> None:
    world = _world()

    def more() -> None:
        programme = db.session.merge(world.programme)
        for number in range(5):
            make_work(World(world.owner, programme.business, programme, world.scheme), title=f"In Greek {number}",
                      matched=False, needs={"languages": ["el"]})  # fmt: skip

    edge.write(more)
    ref = _run(world)
    (told,) = _all(Notification, code="gigs.unfilled_many")
    assert (told.params["count"], told.path) == (5, f"/desk/{world.business.slug}/rounds/{ref}")
    assert _all(Notification, code="gigs.unfilled") == []
    assert Counter(gig.state for gig in _all(Gig))["unfilled"] == 5
    run_due()
    assert edge.read(audit.run) == []


def _gig(ref: str) -> Gig:
    return db.session.scalars(sa.select(Gig).where(Gig.public_id == ref)).one()

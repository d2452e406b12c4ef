"""The course of a gig: asked in turn, given back, not taken, called off, forgotten; each with what it does to the budget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.gigs import jobs_assignments, service_endings, service_gigs, service_offers, service_work
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.service_acceptance import accept_offer, take_gig
from marketplace.superfans import membership_hooks
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.models import Notification, StandingEvent
from tests.conftest import NOON
from tests.gigs.worlds import (
    STARTS_AT,
    Tasting,
    World,
    budget,
    fund,
    fund_through_bank,
    live_assignments,
    make_fan,
    make_work,
    make_world,
    offer_to,
    run_due,
)  # fmt: skip

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)


def _world(**changes: Any) -> World:
    return edge.write(lambda: make_world(**changes))


def _offers() -> list[tuple[str, str]]:
    query = sa.select(Superfan.public_id, Offer.state).join(Offer).order_by(Offer.id)
    return edge.read(lambda: [tuple(row) for row in db.session.execute(query)])


def _bound(world: World, name: str = "Ana", **work: Any) -> str:
    return edge.write(lambda: take_gig(make_work(world, **work), make_fan(world, name), NOON).public_id)


def _do(ref: str, work: Callable[[Assignment], Any]) -> Any:
    return edge.write(
        lambda: work(db.session.scalars(sa.select(Assignment).where(Assignment.public_id == ref)).one())
    )


def _one(model: type) -> Any:
    return edge.read(lambda: db.session.scalars(sa.select(model)).one())


def test_the_next_is_asked_when_one_says_no_or_nothing(app: Flask, clock: SteppedClock) -> None:
    world = _world()

    def make() -> list[str]:
        fans = [make_fan(world, name, at_m=metres) for name, metres in (("A", 300), ("B", 2000), ("C", 4000))]
        make_work(world)
        return [fan.public_id for fan in fans]

    near, middle, far = edge.write(make)
    run_due(clock.now())
    assert _offers() == [(near, "open")]

    def decline() -> None:
        offer = db.session.scalars(sa.select(Offer)).one()
        service_offers.decline_offer(offer, offer.fan, "bad_time", clock.now())

    edge.write(decline)
    run_due(clock.now())
    assert _offers() == [(near, "declined"), (middle, "open")]
    clock.advance(minutes=121)
    run_due(clock.now())
    assert _offers() == [(near, "declined"), (middle, "expired"), (far, "open")]
    clock.advance(minutes=121)
    run_due(clock.now())
    assert _one(Gig).state == "unfilled"
    assert _one(Gig).unfilled["reasons"][0]["code"] in ("unfilled.nobody_fits", "unfilled.nobody_in_reach")


def test_nobody_left_is_told_to_kind_and_owner_once(
    app: Flask, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world()
    told: list[str] = []
    kind = Tasting()
    monkeypatch.setattr(kind, "on_unfilled", lambda gig, at: told.append(gig.public_id), raising=False)
    monkeypatch.setitem(registry.kinds, "tasting", kind)
    ref = edge.write(lambda: make_work(world).public_id)
    for _ in range(3):
        run_due(clock.now())
        clock.advance(hours=1)
    assert told == [ref]
    codes = edge.read(lambda: db.session.scalars(sa.select(Notification.code)).all())
    assert codes.count("gigs.unfilled") == 1


def test_somebody_who_joins_is_asked_for_what_lies_idle(app: Flask, clock: SteppedClock) -> None:
    world = _world()
    edge.write(lambda: make_work(world))
    run_due(clock.now())
    assert _one(Gig).state == "unfilled"

    def arrive() -> None:
        fan = make_fan(world, "Newcomer")
        membership_hooks.joined(
            db.session.scalars(sa.select(Membership).where(Membership.fan_id == fan.id)).one(), NOON
        )

    edge.write(arrive)
    run_due(clock.now())
    assert [state for _, state in _offers()] == ["open"]
    assert _one(Gig).state == "open"


def test_whoever_is_sent_away_is_let_go_whoever_leaves_keeps_their_word(
    app: Flask, clock: SteppedClock
) -> None:
    world = _world()
    refs = [_bound(world, "Sent Away"), _bound(world, "Leaver", title="Another")]
    run_due(clock.now())

    def end() -> None:
        for membership, state in zip(
            db.session.scalars(sa.select(Membership).order_by(Membership.id)).all(),
            ("removed", "left"),
            strict=True,
        ):
            membership.state = state
            membership_hooks.ended(membership, NOON)

    edge.write(end)
    states = edge.read(
        lambda: dict(db.session.execute(sa.select(Assignment.public_id, Assignment.state)).all())
    )
    assert [states[ref] for ref in refs] == ["released", "confirmed"]


@pytest.mark.parametrize(
    ("before", "code"),
    [
        (45 * MINUTE + timedelta(seconds=1), "cancelled"),
        (45 * MINUTE, "cancelled"),
        (45 * MINUTE - timedelta(seconds=1), "cancelled_late"),
    ],
    ids=["45:01", "45:00", "44:59"],
)
def test_giving_back_is_free_until_the_minute(app: Flask, before: timedelta, code: str) -> None:
    ref = _bound(_world())
    _do(ref, lambda a: service_endings.forfeit(a, "ill", STARTS_AT - before))
    event = _one(StandingEvent)
    assert event.code == code
    assert event.counts == (code == "cancelled"), "a fall counts only after a person has looked at it"


def test_the_free_minutes_are_real_ones_when_clocks_change(app: Flask, clock: SteppedClock) -> None:
    """On 25 October 2026 Amsterdam's clocks go back at three: four o'clock is two hours after half past two the first time."""
    clock.move_to(datetime.fromisoformat("2026-10-24T20:00:00+00:00"))
    world = _world()
    ref = edge.write(
        lambda: (
            take_gig(
                make_work(world, starts_local="2026-10-25T03:10:00", at=clock.now()),
                make_fan(world, "Ana"),
                clock.now(),
            ).public_id
        )
    )
    starts_at = _one(Gig).starts_at
    assert starts_at == datetime.fromisoformat("2026-10-25T02:10:00+00:00")
    _do(
        ref, lambda a: service_endings.forfeit(a, "ill", starts_at - 46 * MINUTE)
    )  # 02:24 by the clock, the second time
    assert _one(StandingEvent).code == "cancelled"


def test_a_time_that_the_clocks_skip_is_refused(app: Flask) -> None:
    world = _world()
    with pytest.raises(Refused.__mro__[1], match="local_time_skipped"):
        edge.write(lambda: make_work(world, starts_local="2027-03-28T02:30:00"))


def test_a_freed_place_is_offered_again_at_once(app: Flask, clock: SteppedClock) -> None:
    world = _world()
    ref = _bound(world)
    edge.write(lambda: make_fan(world, "Ben").public_id)
    run_due(clock.now())
    _do(ref, lambda a: service_endings.forfeit(a, "ill", clock.now()))
    assert _one(Gig).state == "open"
    run_due(clock.now())
    assert [state for _, state in _offers()] == ["accepted", "open"]
    assert budget(world).reserved_minor == 8800, "the place stays reserved for whoever comes next"


def test_calling_off_frees_the_budget_and_tells_everybody(app: Flask, clock: SteppedClock) -> None:
    world = _world()

    def make() -> str:
        gig = make_work(world, places=2)
        take_gig(gig, make_fan(world, "Ana"), NOON)
        offer_to(gig, make_fan(world, "Ben"))
        return gig.public_id

    ref = edge.write(make)
    assert budget(world).reserved_minor == 2 * 8800

    def cancel() -> None:
        service_gigs.cancel_gig(
            db.session.scalars(sa.select(Gig)).one(), Actor.STAFF, {"code": "rain"}, clock.now()
        )

    edge.write(cancel)
    run_due(clock.now())
    assert budget(world).reserved_minor == 0
    assert live_assignments(ref) == []
    assert [state for _, state in _offers()] == ["accepted", "withdrawn"]
    codes = edge.read(lambda: set(db.session.scalars(sa.select(Notification.code))))
    assert "gigs.released" in codes
    assert edge.read(audit.run) == []


def test_not_coming_needs_words_counts_only_once_confirmed_and_frees_the_reward(app: Flask) -> None:
    world = _world()
    ref = _bound(world)
    later = STARTS_AT + timedelta(hours=1)
    with pytest.raises(Refused, match="no_show_too_early"):
        _do(ref, lambda a: service_endings.mark_no_show(a, Actor.STAFF, "idn_x", "Nobody came", NOON))
    _do(ref, lambda a: service_endings.mark_no_show(a, Actor.STAFF, "idn_x", "Nobody came", later))
    event = _one(StandingEvent)
    assert (event.code, event.counts) == ("no_show", False)
    assert budget(world).reserved_minor == 0


def test_whoever_was_told_takes_nobody_s_place_when_the_clock_tells_some_at_a_time(
    app: Flask, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world()
    assert _bound(world) != _bound(world, name="Second Fan")
    run_due(clock.now())
    monkeypatch.setattr(jobs_assignments, "SWEEP_MAX", 1)
    clock.move_to(STARTS_AT + 6 * MINUTE)
    for _ in range(3):
        run_due(clock.now())
        clock.advance(minutes=2)
    told = edge.read(lambda: list(db.session.scalars(sa.select(Notification.code))))
    assert told.count("gigs.check_in_due") == 2


def test_the_clock_reminds_then_closes_without_effect(app: Flask, clock: SteppedClock) -> None:
    world = _world()
    ref = _bound(world)
    run_due(clock.now())
    clock.move_to(STARTS_AT + 6 * MINUTE)
    for _ in range(3):
        run_due(clock.now())
        clock.advance(minutes=2)
    clock.move_to(STARTS_AT + timedelta(hours=16))
    run_due(clock.now())
    told = edge.read(lambda: list(db.session.scalars(sa.select(Notification.code))))
    assert told.count("gigs.check_in_due") == 1
    assert told.count("gigs.not_checked_in") == 1
    assert told.count("gigs.overdue") == 1
    clock.move_to(STARTS_AT + timedelta(days=15))
    run_due(clock.now())
    assert _do(ref, lambda a: a.state) == "lapsed"
    assert budget(world).reserved_minor == 0
    assert edge.read(lambda: db.session.scalars(sa.select(StandingEvent)).all()) == []
    assert _one(Gig).state == "finished"


def test_work_that_was_proven_is_completed_by_the_clock(app: Flask, clock: SteppedClock) -> None:
    world = _world()
    ref = _bound(world)
    _do(ref, lambda a: service_work.check_in(a, "manual", {"reason": "no signal"}, STARTS_AT))
    clock.move_to(STARTS_AT + timedelta(days=15))
    run_due(clock.now())
    assert _do(ref, lambda a: a.state) == "completed"


def test_while_more_is_owed_than_funded_nobody_new_is_asked(app: Flask, clock: SteppedClock) -> None:
    world = _world(funded_minor=8800)
    ref = _bound(world)
    _do(ref, lambda a: service_work.check_in(a, "manual", {"reason": "no signal"}, STARTS_AT))
    _do(ref, lambda a: service_work.complete(a, STARTS_AT + timedelta(hours=7)))  # four hours over
    state = budget(world)
    assert (state.spent_minor, state.overspent_minor) == (8800, 6000 + 7667 - 8800)
    edge.write(lambda: make_fan(world, "Ben"))
    with pytest.raises(Refused, match="budget_short"):
        edge.write(lambda: make_work(world, title="Next"))
    edge.write(lambda: fund(world.programme, 20_000, key="more"))
    edge.write(lambda: make_work(world, title="Next", starts_local="2026-12-05T10:00:00"))
    assert budget(world).overspent_minor == 0
    assert edge.read(audit.run) == []


def test_an_open_kind_asks_everybody_who_fits_and_withdraws_when_full(
    app: Flask, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = _world()
    monkeypatch.setattr(Tasting, "offer_mode", "open")

    def make() -> None:
        for n in range(4):
            make_fan(world, f"Fan {n}")
        make_fan(world, "Elsewhere", home_lat=48.0)
        make_work(world)

    edge.write(make)
    run_due(clock.now())
    assert [state for _, state in _offers()] == ["open"] * 4

    def accept() -> None:
        offer = db.session.scalars(sa.select(Offer)).first()
        accept_offer(offer, offer.fan, clock.now())

    edge.write(accept)
    run_due(clock.now())
    assert sorted(state for _, state in _offers()) == ["accepted", "withdrawn", "withdrawn", "withdrawn"]


def test_an_appointment_keeps_its_local_time_when_the_law_about_clocks_changes(
    app: Flask, clock: SteppedClock
) -> None:
    """As if the zone had been an hour away when the gig was made: the next day it stands where its local time is."""
    world = _world(funded_minor=0)
    fund_through_bank(world, 1_000_00)
    ref = _bound(world)
    hour = timedelta(hours=1)

    def shift() -> None:
        for model in (Gig, Assignment):
            row = db.session.scalars(sa.select(model)).one()
            row.starts_at, row.ends_at = row.starts_at + hour, row.ends_at + hour

    edge.write(shift)
    clock.advance(days=1)
    run_due(clock.now())
    assert _one(Gig).starts_at == STARTS_AT
    assert _do(ref, lambda a: (a.starts_at, a.ends_at)) == (STARTS_AT, STARTS_AT + 3 * hour)
    assert edge.read(audit.run) == []

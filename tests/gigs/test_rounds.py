"""A whole round: many gigs of a programme in one question, asked once, written down once, and priced for the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge, sweeps
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import (
    queries_rounds,
    service_acceptance,
    service_matching,
    service_offers,
    service_rounds,
)
from marketplace.gigs.engine import batch
from marketplace.gigs.models import Gig, MatchingRound, Offer, RoundGig
from marketplace.gigs.service_rounds import Window
from marketplace.superfans.models import Superfan
from marketplace.trust.models import DecisionRecord, PersonBlock
from tests.conftest import NOON
from tests.gigs.worlds import SHOP, World, make_fan, make_identity, make_work, make_world, run_due

ALL = Window()


def _world(fans: int = 3, **values: Any) -> World:
    def make() -> World:
        world = make_world(funded_minor=10_000_00, **values)
        for number in range(fans):
            make_fan(world, f"Fan Nr {number}", at_m=300 + 700 * number)
        return world

    return edge.write(make)


def _work(world: World, count: int, **changes: Any) -> list[str]:
    def make() -> list[str]:
        return [make_work(world, title=f"Gig {n}", matched=False, **changes).public_id for n in range(count)]

    return edge.write(make)


def _run(world: World, window: Window = ALL) -> str | None:
    return service_rounds.run_round(world.programme.public_id, window, NOON)


def _all(model: Any, **where: Any) -> list[Any]:
    return edge.read(lambda: list(db.session.scalars(sa.select(model).filter_by(**where))))


def test_one_person_is_asked_for_one_of_two_gigs_at_one_time(app: Flask) -> None:
    """Gig by gig the nearest would be asked for both; together everybody is asked for one."""
    world = _world(fans=2)
    _work(world, 2)
    ref = _run(world)
    asked = _all(Offer)
    assert len({o.fan_id for o in asked}) == 2
    assert len({o.gig_id for o in asked}) == 2
    round_ = _all(MatchingRound, public_id=ref)[0]
    assert (round_.mode, round_.subject, round_.looked_at) == ("assign", world.programme.public_id, 2)
    parts = _all(RoundGig)
    assert [(p.wanted, p.eligible, p.asked) for p in parts] == [(1, 2, 1), (1, 2, 1)]
    (record,) = _all(DecisionRecord, rule="gigs.round")
    assert (record.outcome, record.inputs["round"], record.subject) == (
        "asked",
        ref,
        world.programme.public_id,
    )
    assert edge.read(audit.run) == []


def test_a_round_twice_asks_nobody_twice(app: Flask) -> None:
    world = _world()
    _work(world, 2)
    assert _run(world) is not None
    before = [(o.public_id, o.sent_at) for o in _all(Offer)]
    assert _run(world) is None
    assert [(o.public_id, o.sent_at) for o in _all(Offer)] == before


def test_what_happened_while_it_was_reckoned_counts(app: Flask) -> None:
    """A gig called off, one taken, and a fan who left meanwhile: nothing is offered for them."""
    world = _world()
    off, taken, stays = _work(world, 3)
    question = edge.read(lambda: service_rounds.gather(world.programme.public_id, ALL, NOON))
    assert question is not None
    answer = batch.solve(question)

    def meanwhile() -> None:
        from marketplace.core.lifecycle import Actor
        from marketplace.gigs.service_gigs import cancel_gig

        cancel_gig(_gig(off), Actor.STAFF, {"code": "cancelled_by_business"}, NOON)
        fan = db.session.get_one(Superfan, world.fans[0].id)
        service_acceptance.take_gig(_gig(taken), fan, NOON)

    edge.write(meanwhile)
    edge.write(lambda: service_rounds.publish(question, answer, NOON))
    open_ = edge.read(
        lambda: set(
            db.session.scalars(
                sa.select(Gig.public_id).join(Offer, Offer.gig_id == Gig.id).where(Offer.state == "open")
            )
        )
    )
    assert open_ <= {stays}
    assert edge.read(audit.run) == []


def test_who_said_no_is_not_asked_again_and_the_answer_says_why(app: Flask) -> None:
    world = _world(fans=1)
    (ref,) = _work(world, 1)
    _run(world)

    def decline() -> None:
        offer = db.session.scalars(sa.select(Offer)).one()
        service_offers.decline_offer(offer, offer.fan, "bad_time", NOON)

    edge.write(decline)
    _run(world)
    (offer,) = _all(Offer)
    assert offer.state == "declined"
    gig = _all(Gig, public_id=ref)[0]
    assert gig.state == "unfilled"
    assert gig.unfilled["refused"] == {"excluded": 1}


def test_a_gig_whose_people_are_needed_elsewhere_is_not_given_up(app: Flask) -> None:
    world = _world(fans=1)
    _work(world, 2)
    _run(world)
    gigs = {g.id: g for g in _all(Gig)}
    (offer,) = _all(Offer)
    other = next(g for key, g in gigs.items() if key != offer.gig_id)
    assert other.state == "open"
    assert other.unfilled["reasons"] == [{"code": "unfilled.taken_elsewhere", "params": {}}]


def test_a_list_of_rounds_names_the_gig_of_those_of_one(app: Flask) -> None:
    world = _world()
    _work(world, 1)
    _run(world)
    _work(world, 2)
    _run(world)
    (latest, first) = edge.read(lambda: queries_rounds.rounds_of(world.business))
    assert (latest.gig, latest.gigs >= 2) == (None, True)
    assert first.gig is not None
    assert (first.gig.title, first.gigs, first.programme.id) == ("Gig 0", 1, world.programme.id)


def test_a_round_around_a_place_leaves_the_others_alone(app: Flask) -> None:
    world = _world()
    (near,) = _work(world, 1)
    (far,) = _work(world, 1, lat=SHOP[0] + 2, lon=SHOP[1])
    _run(world, Window(lat=SHOP[0], lon=SHOP[1], radius_m=5000))
    assert {p.gig_ref for p in _all(RoundGig)} == {near}
    assert far in {g.public_id for g in _all(Gig) if g.unfilled is None}


def test_a_round_of_few_days_leaves_what_comes_later(app: Flask) -> None:
    world = _world()
    _work(world, 1)
    assert _run(world, Window(days=3)) is None


def test_only_people_in_reach_are_read(app: Flask) -> None:
    def make() -> tuple[World, list[str]]:
        world = make_world(funded_minor=1_000_00)
        make_fan(world, "Near By", at_m=300)
        make_fan(world, "Far Away", at_m=9000)  # 8 km are the most
        make_fan(world, "No Member", at_m=300, member="paused")
        world2 = make_world(slug="other")
        make_fan(world2, "Else Where", at_m=300)
        return world, [make_work(world, matched=False).public_id]

    world, _ = edge.write(make)
    question = edge.read(lambda: service_rounds.gather(world.programme.public_id, ALL, NOON))
    assert question is not None
    assert set(question.fan_ids) == {world.fans[0].public_id}


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 179.99), (89.5, 10.0), (-54.8, -68.3), (52.37, 4.89)])
def test_the_boxes_never_leave_out_somebody_in_reach(app: Flask, lat: float, lon: float) -> None:
    """Whoever the engine would let go there is read, near the poles and the date line too."""

    def make() -> World:
        world = make_world(funded_minor=1_000_00)
        for number, (dlat, dlon) in enumerate([(0.05, 0), (-0.05, 0), (0, 0.05), (0, -0.05), (0.03, 0.03)]):
            east = (lon + dlon + 180) % 360 - 180
            make_fan(world, f"Fan {number}", home_lat=min(90.0, lat + dlat), home_lon=east)
        make_work(world, lat=lat, lon=lon, matched=False)
        return world

    world = edge.write(make)
    rows = edge.read(
        lambda: {
            r.fan_ref for r in batch.in_reach(world.programme.id, list(db.session.scalars(sa.select(Gig))))
        }
    )
    import matching

    for fan in world.fans:
        home = matching.Place(fan.home_lat, fan.home_lon)
        if matching.distance_m(home, matching.Place(lat, lon)) <= fan.radius_m:
            assert fan.public_id in rows


def test_whoever_keeps_somebody_away_is_not_asked_to_meet_them_but_may_meet_others(app: Flask) -> None:
    def make() -> tuple[World, str, str]:
        world = make_world(funded_minor=1_000_00)
        fan = make_fan(world, "Ana Near")
        met, other = make_identity("Bert Blocked"), make_identity("Otto Other")
        db.session.add(PersonBlock(blocker_id=fan.identity_id, blocked_id=met.id, at=NOON))
        first = make_work(world, needs={"people": [met.public_id]}, matched=False)
        second = make_work(world, needs={"people": [other.public_id]}, matched=False)
        return world, first.public_id, second.public_id

    world, first, second = edge.write(make)
    _run(world)
    parts = {p.gig_ref: p.eligible for p in _all(RoundGig)}
    assert parts == {first: 0, second: 1}


def test_the_next_gig_alone_is_reckoned_with_the_prices_of_the_round(app: Flask) -> None:
    """One person for two gigs is dear; a gig of another day that comes alone asks the one nobody needs."""
    world = _world(fans=2)
    _work(world, 2, needs={"languages": ["en"]})
    _run(world)

    def price() -> None:
        round_ = db.session.scalars(sa.select(MatchingRound)).one()
        round_.solution = round_.solution | {"fan_prices": {world.fans[0].public_id: 9000}}

    edge.write(price)
    later = _work(world, 1, starts_local="2026-11-29T10:00:00")[0]
    edge.write(lambda: service_matching.match_gig(_gig(later), NOON) and None)
    (offer,) = edge.read(
        lambda: list(db.session.scalars(sa.select(Offer).join(Gig).where(Gig.public_id == later)))
    )
    assert offer.fan_id == world.fans[1].id, "the nearer one has a price"
    (record,) = _all(DecisionRecord, rule="gigs.matching")
    assert record.inputs["priced_by"] == _all(MatchingRound, mode="assign")[0].public_id
    much_later = NOON + timedelta(days=2)
    alone = _work(world, 1, starts_local="2026-11-29T15:00:00")[0]
    edge.write(lambda: service_matching.match_gig(_gig(alone), much_later) and None)
    (offer,) = edge.read(
        lambda: list(db.session.scalars(sa.select(Offer).join(Gig).where(Gig.public_id == alone)))
    )
    assert offer.fan_id == world.fans[0].id, "prices hold for a day"


def test_the_clock_runs_one_round_for_a_programme(app: Flask, clock: SteppedClock) -> None:
    world = _world()
    _work(world, 3)
    clock.advance(hours=1)
    edge.write(lambda: sweeps.SWEEPS["gigs.look_again"][1](clock.now()))
    run_due(clock.now())
    assert [(r.mode, len(_all(RoundGig))) for r in _all(MatchingRound)] == [("assign", 3)]
    assert len(_all(Offer)) == 3


def test_nothing_is_asked_while_the_programme_is_closed(app: Flask) -> None:
    world = _world()
    _work(world, 1)

    def close() -> None:
        db.session.merge(world.programme).state = "paused"

    edge.write(close)
    assert _run(world) is None


def _gig(ref: str) -> Gig:
    return db.session.scalars(sa.select(Gig).where(Gig.public_id == ref)).one()

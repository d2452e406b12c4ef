"""Many at once, again and again, and out of order: what must hold, attacked by real processes on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.service_acceptance import accept_offer, take_gig
from marketplace.identity.erasure import erase
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.trust.models import DecisionRecord
from tests.conftest import NOON
from tests.gigs.processes import at_once
from tests.gigs.worlds import (
    budget,
    join,
    live_assignments,
    make_fan,
    make_work,
    make_world,
    offer_to,
    run_due,
)

PROCESSES = 50


def _accept(offer_ref: str) -> Callable[[], str]:
    def work() -> str:
        offer = db.session.scalars(sa.select(Offer).where(Offer.public_id == offer_ref)).one()
        return accept_offer(offer, offer.fan, NOON).public_id

    return lambda: edge.write(work)


def _take(gig_ref: str, fan_ref: str) -> Callable[[], str]:
    def work() -> str:
        gig = db.session.scalars(sa.select(Gig).where(Gig.public_id == gig_ref)).one()
        fan = db.session.scalars(sa.select(Superfan).where(Superfan.public_id == fan_ref)).one()
        return take_gig(gig, fan, NOON).public_id

    return lambda: edge.write(work)


@pytest.mark.slow
def test_fifty_processes_accept_one_place_and_one_wins(app: Flask) -> None:
    def make() -> tuple[str, list[str]]:
        world = make_world()
        gig = make_work(world)
        fans = [make_fan(world, f"Fan {n:02}") for n in range(PROCESSES)]
        return gig.public_id, [offer_to(gig, fan, mode="open").public_id for fan in fans]

    gig_ref, offers = edge.write(make)
    answers = at_once(app, [_accept(ref) for ref in offers])
    assert len([a for a in answers if a.startswith("done")]) == 1, answers
    assert [a for a in answers if not a.startswith("done")] == ["cannot.full"] * (PROCESSES - 1)
    assert len(live_assignments(gig_ref)) == 1
    outcomes = edge.read(
        lambda: Counter(
            db.session.scalars(
                sa.select(DecisionRecord.outcome).where(DecisionRecord.rule == "gigs.acceptance")
            )
        )
    )
    assert outcomes == {"accepted": 1, "refused": PROCESSES - 1}


@pytest.mark.slow
def test_twelve_take_three_places_from_the_board_and_three_win(app: Flask) -> None:
    def make() -> tuple[str, list[str]]:
        world = make_world()
        gig = make_work(world, places=3)
        return gig.public_id, [make_fan(world, f"Fan {n:02}").public_id for n in range(12)]

    gig_ref, fans = edge.write(make)
    answers = at_once(app, [_take(gig_ref, ref) for ref in fans])
    assert len([a for a in answers if a.startswith("done")]) == 3, answers
    assert sorted(a.place_number for a in live_assignments(gig_ref)) == [1, 2, 3]


@pytest.mark.slow
def test_one_fan_accepts_two_overlapping_gigs_at_once_and_gets_one(app: Flask) -> None:
    def make() -> list[str]:
        one, other = make_world(), make_world(slug="other")
        fan = make_fan(one, "Ana")
        world_gig, other_gig = make_work(one), make_work(other, starts_local="2026-11-28T11:00:00")
        join(other, fan)
        return [offer_to(world_gig, fan).public_id, offer_to(other_gig, fan).public_id]

    offers = edge.write(make)
    answers = at_once(app, [_accept(ref) for ref in offers * 5])
    won = {a for a in answers if a.startswith("done")}
    assert len(won) == 1, answers
    assert {a for a in answers if not a.startswith("done")} == {"cannot.overlap"}
    live = edge.read(lambda: db.session.scalars(sa.select(Assignment).where(Assignment.is_live)).all())
    assert len(live) == 1
    refused = edge.read(
        lambda: db.session.scalars(
            sa.select(DecisionRecord.reasons).where(DecisionRecord.outcome == "refused")
        ).all()
    )
    codes = {reason["code"] for reasons in refused for reason in reasons}
    assert codes == {"cannot.unavailable_then"}, "a business learns no more of another's than that"
    assert all(reason["params"] == {} for reasons in refused for reason in reasons)


@pytest.mark.slow
def test_many_reserve_at_once_and_the_budget_is_never_passed(app: Flask) -> None:
    most = 8800  # what one place can cost: see test_loop
    world = edge.write(lambda: make_world(funded_minor=5 * most))

    def make() -> str:
        programme = db.session.merge(world.programme, load=True)
        return _work_of(programme)

    answers = at_once(app, [lambda: edge.write(make) for _ in range(12)])
    assert len([a for a in answers if a.startswith("done")]) == 5, answers
    assert [a for a in answers if not a.startswith("done")] == ["budget_short"] * 7
    state = budget(world)
    assert (state.reserved_minor, state.free_minor) == (5 * most, 0)
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Gig.id)))) == 5
    assert edge.read(audit.run) == []


def _work_of(programme: object) -> str:
    from types import SimpleNamespace

    return make_work(SimpleNamespace(programme=programme)).public_id  # type: ignore[arg-type]


def test_over_budget_is_refused_with_the_figures_and_nothing_is_kept(app: Flask) -> None:
    world = edge.write(lambda: make_world(funded_minor=8799))
    with pytest.raises(Refused) as refusal:
        edge.write(lambda: make_work(world))
    assert (refusal.value.code, refusal.value.params["needed_minor"], refusal.value.params["free_minor"]) == (
        "budget_short",
        8800,
        8799,
    )
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Gig.id)))) == 0
    assert budget(world).reserved_minor == 0


def test_a_replayed_acceptance_changes_nothing(app: Flask) -> None:
    def make() -> tuple[str, str]:
        world = make_world()
        gig = make_work(world, places=2)
        return gig.public_id, offer_to(gig, make_fan(world, "Ana")).public_id

    gig_ref, offer_ref = edge.write(make)
    first, again = _accept(offer_ref)(), _accept(offer_ref)()
    run_due()
    assert first == again == _accept(offer_ref)()
    assert len(live_assignments(gig_ref)) == 1


def test_an_offer_past_its_time_is_refused_though_the_clock_has_not_ended_it(app: Flask) -> None:
    def make() -> str:
        world = make_world()
        return offer_to(make_work(world), make_fan(world, "Ana")).public_id

    offer_ref = edge.write(make)

    def late() -> None:
        offer = db.session.scalars(sa.select(Offer).where(Offer.public_id == offer_ref)).one()
        accept_offer(offer, offer.fan, NOON + timedelta(days=1))

    with pytest.raises(Refused, match="offer_expired"):
        edge.write(late)


def test_whoever_goes_while_accepting_does_one_of_the_two(app: Flask) -> None:
    def make() -> list[tuple[str, str]]:
        world = make_world()
        fans = [make_fan(world, f"Leaver {n}") for n in range(8)]
        return [(offer_to(make_work(world), fan).public_id, fan.identity.public_id) for fan in fans]

    def go(ref: str) -> Callable[[], str]:
        def work() -> str:
            erase(db.session.scalars(sa.select(Identity).where(Identity.public_id == ref)).one(), NOON)
            return "gone"

        return lambda: edge.write(work)

    pairs = edge.write(make)
    answers = at_once(app, [work for offer, person in pairs for work in (_accept(offer), go(person))])
    assert sum(answer.startswith("done") for answer in answers) == len(pairs), answers
    bound = sa.select(Identity.erased_at).join(Superfan).join(Assignment).where(Assignment.is_live)
    assert all(erased_at is None for erased_at in edge.read(lambda: db.session.scalars(bound).all()))

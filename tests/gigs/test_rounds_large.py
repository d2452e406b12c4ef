"""A round by columns and compiled loops asks as well as the round by objects does."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.gigs import service_rounds
from marketplace.gigs.engine import batch, large, stored
from marketplace.gigs.engine.told import gig_told
from marketplace.gigs.models import Gig, MatchingRound, Offer, RoundGig
from marketplace.gigs.service_rounds import Window
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Notification, PersonBlock
from matching.eligibility import eligibility
from tests.conftest import NOON
from tests.gigs.worlds import World, make_fan, make_identity, make_work, make_world, set_profile


def _world() -> World:
    """Six members around the shop, four gigs at three times, one of which nobody speaks the language of."""

    def make() -> World:
        world = make_world(funded_minor=10_000_00)
        for number in range(6):
            make_fan(world, f"Fan Nr {number}", at_m=300 + 700 * number)
        visitor = make_identity("Visitor")
        db.session.add(PersonBlock(blocker_id=visitor.id, blocked_id=world.fans[0].identity_id, at=NOON))
        make_work(world, title="Two at once", matched=False, places=2)
        make_work(world, title="For the visitor", matched=False, needs={"people": [visitor.public_id]})
        make_work(world, title="The day after", matched=False, starts_local="2026-11-29T10:00:00")
        make_work(world, title="In Greek", matched=False, needs={"languages": ["el"]})
        return world

    return edge.write(make)


def _gather(world: World) -> batch.Question | large.LargeQuestion:
    question = edge.read(lambda: service_rounds.gather(world.programme.public_id, Window(), NOON))
    assert question is not None
    return question


def _somebody_learns_greek() -> None:
    for fan in db.session.scalars(sa.select(Superfan)):
        set_profile(fan, languages={"el": 5})


def test_anyone_is_told_later_what_a_round_of_objects_would_tell(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of the packed columns come the same people: asked, others with their points, reasons and what kept them out."""
    world = _world()
    by_objects = edge.read(lambda: service_rounds.gather(world.programme.public_id, Window(), NOON)).problem
    monkeypatch.setattr(batch, "FANS_MAX", 1)
    question = _gather(world)
    assert isinstance(question, large.LargeQuestion)
    packed = question.stored_people()
    for gig in by_objects.gigs:
        problem = stored.problem_about(packed, gig.id, (), 100, by_objects.policy, question.params)
        assert [fan.id for fan in problem.fans] == [fan.id for fan in by_objects.fans]
        again = problem.gigs[0]
        assert replace(again, value_minor=gig.value_minor) == gig
        for one, other in zip(problem.fans, by_objects.fans, strict=True):
            assert eligibility(one, again, problem.params) == eligibility(other, gig, problem.params)
            assert (
                replace(
                    one,
                    fairness_grade=None,
                    declared_minutes=other.declared_minutes,
                    is_newcomer=other.is_newcomer,
                )
                == other
            )
    nearest = stored.problem_about(packed, gig.id, (), 2, by_objects.policy, question.params)
    assert {fan.id for fan in nearest.fans} == {fan.public_id for fan in world.fans[:2]}
    asked = stored.problem_about(
        packed, gig.id, [world.fans[5].public_id], 1, by_objects.policy, question.params
    )
    assert {fan.id for fan in asked.fans} == {world.fans[0].public_id, world.fans[5].public_id}


def _round(ref: str | None) -> MatchingRound:
    return db.session.scalars(sa.select(MatchingRound).where(MatchingRound.public_id == ref)).one()


def test_both_ways_find_the_same(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same people could take each gig, as many are asked, and what is proved is the same."""
    world = _world()
    by_objects = _gather(world)
    monkeypatch.setattr(batch, "FANS_MAX", 1)
    by_columns = _gather(world)
    assert isinstance(by_objects, batch.Question)
    assert isinstance(by_columns, large.LargeQuestion)
    one, other = by_objects.solve(), by_columns.solve()
    assert other.objective == other.bound
    assert {ref: part.eligible for ref, part in one.parts.items()} == {
        ref: part.eligible for ref, part in other.parts.items()
    }
    assert sum(r.score for part in other.parts.values() for r in part.best) == other.objective
    scores = {(ref, r.fan_ref): r for ref, part in one.parts.items() for r in part.best}
    for ref, part in other.parts.items():
        for ranked in part.best:
            if (ref, ranked.fan_ref) in scores:
                assert scores[ref, ranked.fan_ref] == ranked


def test_a_large_round_is_written_down_and_asks_nobody_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Offers with their quotes, notices and mails to come, one round with a digest; a second run finds nothing."""
    monkeypatch.setattr(batch, "FANS_MAX", 1)
    world = _world()
    ref = service_rounds.run_round(world.programme.public_id, Window(), NOON)
    offers = edge.read(lambda: db.session.scalars(sa.select(Offer)).all())
    assert len({offer.fan_id for offer in offers}) == len(offers) == 4
    assert all(offer.quote["total_minor"] > 0 and offer.reasons and offer.score for offer in offers)
    told = edge.read(lambda: db.session.scalars(sa.select(Notification.path)).all())
    assert {f"/offers/{offer.public_id}" for offer in offers} <= set(told)
    mails = edge.read(
        lambda: db.session.scalars(sa.select(Job.key).where(Job.name == "trust.mail_notice")).all()
    )
    assert len(mails) == len(told)
    round_ = edge.read(lambda: _round(ref))
    assert (round_.looked_at, round_.problem["fans"], len(round_.problem["digest"])) == (6, 6, 64)
    parts = edge.read(lambda: {p.gig_ref: p.asked for p in db.session.scalars(sa.select(RoundGig))})
    assert sorted(parts.values()) == [0, 1, 1, 2]
    unfilled = edge.read(lambda: db.session.scalars(sa.select(Gig).where(Gig.title == "In Greek")).one())
    assert unfilled.unfilled["reasons"][0]["code"] == "unfilled.nobody_fits"
    monkeypatch.setattr(batch, "FANS_MAX", 5000)
    service_rounds.run_round(world.programme.public_id, Window(), NOON)  # the Greek gig still waits
    assert edge.read(lambda: len(db.session.scalars(sa.select(Offer)).all())) == len(offers)
    edge.write(_somebody_learns_greek)
    told = edge.read(lambda: gig_told(_round(ref), unfilled.public_id))
    assert (told.asked, told.refused) == ([], {"language": 6}), (
        "as it was when the round looked, whatever came since"
    )
    filled = next(ref for ref, count in parts.items() if count == 2)
    assert len(edge.read(lambda: gig_told(_round(ref), filled)).asked) == 2
    assert edge.read(audit.run) == []

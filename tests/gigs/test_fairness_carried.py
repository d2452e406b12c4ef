"""Fairness carried from day to day in the product: who came late, and who was away, is neither starved nor flooded."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.db import db
from marketplace.gigs import queries_rounds, service_acceptance, service_fairness, service_rounds
from marketplace.gigs.engine import batch, carried
from marketplace.gigs.models import Assignment, FairnessCarried, FairnessShare, Offer
from marketplace.gigs.service_rounds import Window
from marketplace.superfans.models import AvailabilityException, Membership
from marketplace.superfans.packing import repack
from tests.conftest import NOON
from tests.gigs.conftest import Shop
from tests.gigs.worlds import SHOP, World, make_fan, make_work, make_world, offer_to

DAY = timedelta(days=1)
START = NOON + timedelta(hours=1)  # an hour after everybody joined


def _world(fans: int = 3) -> World:
    def make() -> World:
        world = make_world(funded_minor=999_999_99)
        for number in range(fans):
            make_fan(world, f"Fan Nr {number}", at_m=300 + 700 * number)
        return world

    return edge.write(make)


def _all(model: Any, **where: Any) -> list[Any]:
    return edge.read(lambda: list(db.session.scalars(sa.select(model).filter_by(**where))))


def _carry(world: World, at: Any) -> bool:
    return edge.write(lambda: service_fairness.carry(db.session.merge(world.programme), at))


def _membership(world: World, number: int) -> Membership:
    query = sa.select(Membership).where(Membership.fan_id == world.fans[number].id)
    return db.session.scalars(query).one()


def _shares(world: World) -> list[tuple[int, int] | None]:
    """What each fan is short of and was due, in the order in which they came."""
    rows = {row.membership_id: (row.short, row.due) for row in _all(FairnessShare)}
    return edge.read(lambda: [rows.get(_membership(world, number).id) for number in range(len(world.fans))])


def _grades(world: World, at: Any) -> list[int | None]:
    keys = [fan.id for fan in world.fans]
    found = edge.read(lambda: carried.grades_of(world.programme.id, keys, at)) or {}
    return [found.get(key) for key in keys]


def _take(world: World, number: int, at: Any, day: int = 28) -> None:
    def work() -> None:
        gig = make_work(world, matched=False, starts_local=f"2026-11-{day}T10:00:00")
        offer = offer_to(gig, world.fans[number], at)
        service_acceptance.accept_offer(offer, offer.fan, at)

    edge.write(work)


def test_what_one_had_the_others_are_short_of_and_it_fades(app: Flask) -> None:
    world = _world()
    assert _grades(world, NOON) == [None] * 3, "nothing is carried yet: the counts of the span decide"
    assert _carry(world, START)
    assert _shares(world) == [(0, 0)] * 3
    _take(world, 0, START + timedelta(hours=1))
    before = _grades(world, START + timedelta(hours=2))
    assert before[0] < 500 == before[1], "what was taken since counts at once"
    assert _carry(world, START + DAY)
    short = [share[0] for share in _shares(world)]
    assert short == [-667, 333, 333], "a gig of 1000 is shared by three who declared the same"
    grades = _grades(world, START + DAY)
    assert grades[0] < 500 < grades[1] == grades[2]
    later = _grades(world, NOON + 365 * DAY)
    assert abs(later[0] - 500) < abs(grades[0] - 500) / 10, "a year later hardly anything is left of it"
    assert edge.read(audit.run) == []


def test_twice_on_a_day_is_once(app: Flask) -> None:
    world = _world()
    _take(world, 0, NOON)
    assert _carry(world, NOON + timedelta(hours=1))
    before = _shares(world)
    assert not _carry(world, NOON + timedelta(hours=5))
    assert _shares(world) == before
    assert len(_all(FairnessCarried)) == 1


def test_the_carried_grade_is_what_a_round_scores_by(app: Flask) -> None:
    """Of two who live as near, the one who is short is asked, though the counts of four weeks have forgotten why."""
    world = _world(fans=2)
    edge.write(lambda: repack_at(world, 1, at_m=300))
    _take(world, 0, NOON)
    _carry(world, NOON + timedelta(hours=1))
    at = NOON + 40 * DAY

    def ask() -> str:
        gig = make_work(
            db.session.merge(world.programme) and world,
            matched=False,
            starts_local="2027-01-04T10:00:00",
            at=at,
        )
        return gig.public_id

    ref = edge.write(ask)
    question = edge.read(lambda: service_rounds.gather(world.programme.public_id, Window(), at))
    assert isinstance(question, batch.Question)
    grades = {fan.id: fan.fairness_grade for fan in question.problem.fans}
    assert grades[world.fans[0].public_id] < grades[world.fans[1].public_id]
    assert all(fan.served == 0 for fan in question.problem.fans), "the counts see no difference any more"
    (best,) = question.solve().parts[ref].best
    assert best.fan_ref == world.fans[1].public_id


def repack_at(world: World, number: int, at_m: float) -> None:
    fan = db.session.merge(world.fans[number])
    fan.home_lat = SHOP[0] + at_m / 111_195
    repack(fan, NOON)


def test_who_is_away_is_due_nothing(app: Flask) -> None:
    """A paused membership, and hours closed by date: neither builds up a claim."""
    world = _world(fans=4)
    _carry(world, START)

    def leave() -> None:
        _membership(world, 1).state = "paused"
        fan = db.session.merge(world.fans[2])
        fan.exceptions = [
            AvailabilityException(on_date=(NOON + n * DAY).date(), is_open=False) for n in range(-1, 4)
        ]
        repack(fan, NOON)

    edge.write(leave)
    _take(world, 0, START + timedelta(hours=1))
    _carry(world, START + DAY)
    assert [share[1] for share in _shares(world)] == [500, 0, 0, 500]
    assert _shares(world)[1:3] == [(0, 0), (0, 0)]


def test_a_newcomer_is_credited_once(app: Flask) -> None:
    world = _world(fans=2)
    _carry(world, NOON)
    edge.write(
        lambda: make_fan(
            World(world.owner, world.business, db.session.merge(world.programme), world.scheme, world.fans),
            "New Comer",
        )
    )
    _take(world, 0, START + timedelta(hours=1))
    _carry(world, START + DAY)
    due = [share[1] for share in _shares(world)]
    assert _shares(world)[2][0] == due[2] + 2 * due[2], "the share of the day, and twice that as credit"
    _carry(world, START + 2 * DAY)
    assert _shares(world)[2][0] <= 3 * due[2]


def test_the_page_says_how_many_are_short(app: Flask) -> None:
    world = _world(fans=3)
    assert edge.read(lambda: queries_rounds.carried_of(world.programme)) is None
    for day in (26, 27, 28):
        _take(world, 0, NOON, day)
    _carry(world, NOON + timedelta(hours=1))
    found = edge.read(lambda: queries_rounds.carried_of(world.programme))
    assert (found.people, found.short, found.beyond) == (3, 2, 1)


def test_the_page_of_fairness_shows_what_is_carried(shop: Shop) -> None:
    page = "/desk/anil/rounds/fairness"
    _take(shop.world, 0, NOON)
    assert "Carried from day to day" not in shop.owners_browser.get(page).text
    _carry(shop.world, START)
    shown = shop.owners_browser.get(page).text
    assert "Carried from day to day" in shown
    assert "Short by a gig or more" in shown


@pytest.mark.slow
def test_over_weeks_nobody_is_starved_or_flooded(site: Flask) -> None:
    """Six weeks of two gigs a day for five regulars, who all say yes; one is away for three weeks, one joins in the third."""
    world = _world(fans=5)
    away, joins, back = 7, 14, 28
    had: dict[int, Counter[int]] = defaultdict(Counter)
    for day in range(42):
        at = NOON + day * DAY
        edge.write(lambda day=day, at=at: _happens(world, day, at, away, joins, back))
        service_rounds.run_round(world.programme.public_id, Window(), at)
        for fan in edge.write(lambda at=at: _all_say_yes(at)):
            had[day // 7][fan] += 1
        _carry(world, at + timedelta(hours=6))
    ids = [fan.id for fan in world.fans]
    absent, newcomer, regulars = ids[2], ids[5], [ids[n] for n in (0, 1, 3, 4)]
    assert sum(sum(week.values()) for week in had.values()) == 84, "every gig was filled"
    for who, weeks in ((newcomer, (2, 3, 4, 5)), (absent, (4, 5))):
        share = 14 / 6  # a week's gigs among those who are there
        theirs = [had[week][who] for week in weeks]
        assert 0.6 * share * len(weeks) <= sum(theirs) <= 1.4 * share * len(weeks), (who, theirs)
        assert 1 <= theirs[0] <= 2 * share, "neither nothing nor everything in the first week"
    assert not any(had[week][absent] for week in (1, 2, 3))
    total = [sum(had[week][fan] for week in range(6)) for fan in regulars]
    assert 2 * min(total) >= max(total), (
        "the nearest score more for it, and yet the farthest have half as much at least"
    )


def _happens(world: World, day: int, at: Any, away: int, joins: int, back: int) -> None:
    programme = db.session.merge(world.programme)
    here = World(world.owner, world.business, programme, world.scheme, world.fans)
    if day == away:
        _membership(world, 2).state = "paused"
    if day == back:
        _membership(world, 2).state = "active"
    if day == joins:
        make_fan(here, "New Comer", at_m=1500)
        joined = _membership(world, 5)
        joined.applied_at = joined.decided_at = at
    for hour in (10, 15):
        local = f"{at + DAY:%Y-%m-%d}T{hour}:00:00"
        make_work(here, title=f"Day {day}", matched=False, starts_local=local, at=at)


def _all_say_yes(at: Any) -> list[int]:
    offers = db.session.scalars(sa.select(Offer).where(Offer.state == "open")).all()
    for offer in offers:
        service_acceptance.accept_offer(offer, offer.fan, at)
    bound = sa.select(Assignment.fan_id).where(Assignment.accepted_at == at)
    return list(db.session.scalars(bound))

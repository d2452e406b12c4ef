"""A bonus for the guests' rating: paid once, when all reviews are in or their time is over, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import SchemeVersion
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import additions
from marketplace.rewards.models import Earning, EarningAddition
from marketplace.rewards.treasury import additions as treasury_additions
from marketplace.trust import service_reviews
from marketplace.trust.models import Notification, ReviewWindow
from tests import world as w
from tests.bookings.conftest import Scene
from tests.gigs.processes import at_once

BONUS = 700
STARS = {
    "code": "stars", "type": "bonus", "amount_minor": BONUS, "funded_by": "budget",
    "when": [{"fact": "rating_tenths", "op": "gte", "value": 45}],
}  # fmt: skip


def _promise_stars(world: w.World, clock: SteppedClock) -> None:
    """A new version of what people get, with a bonus for stars."""
    (old,) = db.session.scalars(sa.select(SchemeVersion).where(SchemeVersion.state == "published"))
    document: dict[str, Any] = dict(old.document)
    document["components"] = [*document["components"], STARS]
    old.state = "retired"
    db.session.flush()
    new = SchemeVersion(
        programme=world.programmes["experience"], version=old.version + 1, state="published", document=document,
        published_at=clock.now(),
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()


@pytest.fixture
def worked(app: Flask, clock: SteppedClock) -> Scene:
    """A walk under a scheme with a bonus for stars has been taken and earned."""

    def make() -> Scene:
        world = w.make_world("experience")
        w.add_fan(world, "Gwen Guide")
        _promise_stars(world, clock)
        session = w.add_session(w.add_listing(world)).public_id
        return Scene(world, session, w.make_identity("Carla Customer"))

    scene = edge.write(make)
    w.guided(scene.session, scene.customer, clock)
    return scene


def _review(scene: Scene, stars: int, clock: SteppedClock, *, by_fan: bool = True) -> None:
    def work(at: Any) -> None:
        window = db.session.scalars(sa.select(ReviewWindow)).one()
        for person, given in ((window.customer, stars), (window.fan, 5))[: 2 if by_fan else 1]:
            who = db.session.get_one(Identity, person.id)
            service_reviews.write_review(window, who, stars=given, text="", private_text="", at=at)

    w.do(work)
    w.run_due()


def _addition() -> EarningAddition:
    return db.session.scalars(sa.select(EarningAddition)).one()


def _state() -> tuple[str, int]:
    return edge.read(lambda: (_addition().state, _addition().amount_minor))


def _posted() -> int:
    query = sa.text("SELECT count(*) FROM entry WHERE kind = 'earning_addition'")
    return edge.read(lambda: int(db.session.execute(query).scalar_one()))


def _payable(scene: Scene) -> int:
    return w.balance(scene.world.business, f"payable:{scene.world.fans[0].public_id}")


def test_good_stars_bring_the_bonus_once_when_both_have_spoken(worked: Scene, clock: SteppedClock) -> None:
    before = _payable(worked)
    assert _state() == ("awaited", 0)
    clock.advance(days=1)
    _review(worked, 5, clock)
    assert (_state(), _posted()) == (("added", BONUS), 1)
    assert _payable(worked) == before + BONUS
    clock.advance(days=20)
    for _ in range(2):
        w.run_due()  # the window closes, the last day passes: nothing more is added
    assert (_state(), _posted()) == (("added", BONUS), 1)
    told = sa.select(sa.func.count()).where(Notification.code == "rewards.added_rating")
    assert edge.read(lambda: db.session.scalar(told)) == 1
    assert edge.read(audit.run) == []


def test_stars_that_only_the_guest_gave_count_when_the_window_closes(
    worked: Scene, clock: SteppedClock
) -> None:
    _review(worked, 5, clock, by_fan=False)
    assert _state() == ("awaited", 0), "the other side may still speak"
    clock.advance(days=14, minutes=1)
    w.run_due()
    assert _state() == ("added", BONUS)


def test_weak_stars_or_none_bring_nothing_and_free_the_budget(worked: Scene, clock: SteppedClock) -> None:
    _review(worked, 4, clock)
    assert (_state(), _posted()) == (("nothing", 0), 0)
    state = edge.read(lambda: db.session.execute(sa.text("SELECT sum(reserved_minor) FROM budget")).scalar())
    assert int(state or 0) == 0
    assert edge.read(audit.run) == []


def test_nobody_reviews_and_the_days_go_by(worked: Scene, clock: SteppedClock) -> None:
    for _ in range(3):
        clock.advance(days=8)
        w.run_due()
    assert (_state(), _posted()) == (("nothing", 0), 0)
    assert edge.read(audit.run) == []


def test_many_workers_add_it_once(app: Flask, worked: Scene, clock: SteppedClock) -> None:
    ref = edge.read(lambda: _addition().public_id)

    def write(at: Any) -> None:
        window = db.session.scalars(sa.select(ReviewWindow)).one()
        for person in (window.customer, window.fan):
            service_reviews.write_review(window, person, stars=5, text="", private_text="", at=at)

    w.do(write)
    settle = lambda: edge.write(lambda: additions.settle({"addition": ref}, clock.now()))  # noqa: E731
    answers = at_once(app, [settle] * 3)
    assert all(answer.startswith("done") for answer in answers), answers
    assert (_state(), _posted()) == (("added", BONUS), 1)


def test_a_case_keeps_the_bonus_back_too(worked: Scene, clock: SteppedClock) -> None:
    def freeze(_at: object) -> None:
        db.session.scalars(sa.select(Earning)).one().state = "frozen"

    w.do(freeze)
    _review(worked, 5, clock)
    assert _state() == ("awaited", 0)

    def thaw(_at: object) -> None:
        db.session.scalars(sa.select(Earning)).one().state = "held"

    w.do(thaw)
    clock.advance(days=1, minutes=1)
    w.run_due()
    assert _state() == ("added", BONUS)


def test_a_rating_is_the_mean_rounded_to_a_tenth(worked: Scene, clock: SteppedClock) -> None:
    _review(worked, 4, clock)
    assert edge.read(lambda: _addition().facts) == {"rating_tenths": 40}
    assert treasury_additions.REVIEW_DAYS > service_reviews.WINDOW_DAYS
    assert timedelta(days=treasury_additions.REVIEW_DAYS) < additions.GIVE_UP

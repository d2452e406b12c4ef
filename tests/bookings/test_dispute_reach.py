"""A lost dispute reaches what was added to an earning later, and never what somebody laid out against a receipt."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import service_disputes
from marketplace.core import audit, edge
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import perks
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.perks import Receipt
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.trust import service_reviews
from marketplace.trust.models import ReviewWindow
from tests import world as w
from tests.bookings.conftest import Scene, signed_in
from tests.bookings.test_disputes import DISPUTES, PAY, PRICE, guided

BONUS, LUNCH = 700, 950
MORE = [
    {
        "code": "stars", "type": "bonus", "amount_minor": BONUS, "funded_by": "budget",
        "when": [{"fact": "rating_tenths", "op": "gte", "value": 45}],
    },
    {"code": "lunch", "type": "perk", "cap_minor": 1200, "claim_days": 10, "labels": {"en": "Your lunch"}},
]  # fmt: skip


def _scene(clock: SteppedClock) -> Scene:
    world = w.make_world("experience")
    w.add_fan(world, "Gwen Guide")
    w.add_components(world, MORE, clock.now())
    session = w.add_session(w.add_listing(world)).public_id
    return Scene(world, session, w.make_identity("Carla Customer"))


def _review(clock: SteppedClock) -> None:
    def work(at: Any) -> None:
        window = db.session.scalars(sa.select(ReviewWindow)).one()
        for person in (window.customer, window.fan):
            who = db.session.get_one(Identity, person.id)
            service_reviews.write_review(window, who, stars=5, text="", private_text="", at=at)

    w.do(work)
    w.run_due()


def _lunch(scene: Scene) -> None:
    claim = sa.select(PerkClaim)
    w.do(lambda at: perks.claim(db.session.scalars(claim).one(), Receipt(LUNCH, "Café Añil", "Soup"), at))
    owner = scene.world.owner.id
    w.do(
        lambda at: (
            perks.approve(db.session.scalars(claim).one(), db.session.get_one(Identity, owner), at).state
        )
    )


@pytest.mark.parametrize("bonus", ["before", "while the bank thinks"])
def test_the_bonus_goes_with_the_pay_and_the_lunch_stays(app: Flask, clock: SteppedClock, bonus: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    scene = edge.write(lambda: _scene(clock))
    world = scene.world
    guided(scene, clock, DISPUTES)
    _lunch(scene)
    if bonus == "before":
        _review(clock)
    assert service_disputes.look(world.business.public_id, clocks.now()) == 1
    if bonus != "before":
        _review(clock)
    (found,) = w.look(lambda: treasury_disputes.disputes_of(world.business))
    kept = w.look(lambda: service_disputes.touched(found, clocks.now()))
    assert [(why, one.amount_minor) for _name, why, one in kept] == [("rating", BONUS), ("gig", PAY)]
    page = f"/desk/{world.business.slug}/money/disputes/{found.object_id}"
    owner = signed_in(app, world.owner)
    shown = owner.get(page).data.decode()
    assert "Added later, by the guests&#39; rating" in shown
    assert "showed a receipt for is never taken back" in shown
    owner.post(f"{page}/bearer", data={"bearer": "fan_bears"})
    owner.post(f"{page}/acceptance")
    w.run_due()
    fan = world.fans[0].public_id
    assert w.balance(world.business, f"payable:{fan}") == LUNCH
    assert w.balance(world.business, "dispute_loss") == PRICE - PAY - BONUS
    after = w.look(
        lambda: service_disputes.touched(
            treasury_disputes.dispute_of(world.business, found.object_id), clocks.now()
        )
    )  # type: ignore[arg-type]
    assert sum(one.amount_minor for _name, _why, one in after) == PAY + BONUS
    assert w.look(audit.run) == []

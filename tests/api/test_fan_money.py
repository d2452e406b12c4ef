"""A fan's money by programmes: waiting stated and corrected, where each cent is, and leaving as it was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.superfans.models import Superfan
from tests.api.callers import Caller, caller
from tests.gigs.worlds import World, paid_scheme, run_due
from tests.rewards.test_possible import RATED
from tests.rewards.test_waiting import WAITING
from tests.rewards.worlds import ENDS_AT, count, world_at_work

PAY, WAITED = 6000, 800  # three hours; forty minutes at twelve an hour


@pytest.fixture
def scene(app: Flask, clock: SteppedClock) -> tuple[World, str, Caller, Caller]:
    """Somebody who has checked in for paid work that pays waiting: the world, the assignment, the fan and the owner."""
    plain = paid_scheme()
    made, ref = world_at_work(
        world={"document": plain | {"components": [*plain["components"], WAITING, RATED]}},
        fan={"payout_day": "on_demand"},
    )
    clock.move_to(ENDS_AT)
    person = edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity)
    return made, ref, caller(app, person), caller(app, made.owner)


def test_what_may_come_on_top_waiting_money_and_leaving(
    scene: tuple[World, str, Caller, Caller], clock: SteppedClock
) -> None:
    world, ref, fan, owner = scene
    on_top = {one["code"]: one for one in fan.get(f"/assignments/{ref}").json["possible"]}
    assert set(on_top) == {"overrun", "wait", "stars"}
    assert (on_top["stars"]["most_minor"], on_top["stars"]["note"]) == (
        500,
        "€5.00 extra, with 4.5 or more stars",
    )
    assert fan.post(f"/assignments/{ref}/completion", {"waiting_minutes": -1}).status_code == 422
    assert fan.post(f"/assignments/{ref}/completion", {"waiting_minutes": 1_441}).status_code == 422
    done = fan.post(f"/assignments/{ref}/completion", {"waiting_minutes": 30})
    assert done.json["state"] == "completed"
    (earning,) = fan.get("/earnings").json["earnings"]
    later = {one["cause"]: one for one in earning["later"]}["waiting"]
    assert (later["cause"], later["state"], later["facts"], later["said_as"]) == (
        "waiting", "awaited", {"waiting_minutes": 30}, "fan",
    )  # fmt: skip
    address = f"/businesses/{world.business.slug}/assignments/{ref}/waiting"
    assert fan.post(address, {"minutes": 50}).status_code == 404, "not the fan's to say"
    noted = owner.post(address, {"minutes": 50})
    assert (noted.json["state"], noted.json["amount_minor"], noted.json["said_as"]) == (
        "added",
        WAITED,
        "staff",
    )
    assert owner.post(address, {"minutes": 50}).json["code"] == "waiting_settled"
    assert owner.post(address, {"minutes": "long"}).status_code == 422
    _money_and_leaving(fan, clock)


def _money_and_leaving(fan: Caller, clock: SteppedClock) -> None:
    (money,) = fan.get("/money").json["money"]
    assert (money["due_minor"], money["held_minor"], money["currency"]) == (WAITED, PAY, "EUR")
    (member,) = fan.get("/memberships").json["memberships"]
    shown = fan.get(f"/memberships/{member['id']}/leaving").json
    assert "kept_back" in {one["code"] for one in shown["consequences"]}
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    stale = fan.post(f"/memberships/{member['id']}/leaving", {"seen": shown["seen"]})
    assert (stale.status_code, stale.json["code"]) == (409, "leaving_changed")
    shown = fan.get(f"/memberships/{member['id']}/leaving").json
    amounts = {one["code"]: one["amount_minor"] for one in shown["consequences"]}
    assert amounts["sent"] == PAY + WAITED
    assert fan.post(f"/memberships/{member['id']}/leaving", {"seen": shown["seen"]}).json["state"] == "left"
    assert fan.get(f"/memberships/{member['id']}/leaving").status_code == 409
    run_due(clock.now())
    (payout,) = fan.get("/payouts").json["payouts"]
    assert (payout["amount_minor"], payout["state"]) == (PAY + WAITED, "paid")
    assert count("payout") == 1
    assert edge.read(audit.run) == []


def test_what_is_due_is_sent_when_it_is_asked_for(
    scene: tuple[World, str, Caller, Caller], clock: SteppedClock
) -> None:
    _world, ref, fan, owner = scene
    fan.post(f"/assignments/{ref}/completion")
    assert fan.post("/payouts").json == {"payouts": 0}, "it is held"
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    assert fan.post("/payouts").json == {"payouts": 1}
    assert owner.post("/payouts").status_code == 404, "no fan, no money"
    run_due(clock.now())
    assert [one["state"] for one in fan.get("/payouts").json["payouts"]] == ["paid"]


def test_money_at_once_is_what_was_shown_once_and_nobody_elses(
    scene: tuple[World, str, Caller, Caller], clock: SteppedClock, app: Flask
) -> None:
    world, ref, fan, owner = scene
    address = f"/money/{world.business.slug}/at-once"
    assert fan.get(address).status_code == 404, "nobody pays them yet"
    fan.post(f"/assignments/{ref}/completion", {})
    assert fan.get(address).json["why_not"]["code"] == "instant_no_account"
    run_due(clock.now())
    held = fan.get(address).json
    assert (held["why_not"]["code"], held["net_minor"]) == ("instant_held", 0)
    assert held["why_not"]["message"]
    clock.advance(days=3)
    for _ in range(2):
        run_due(clock.now())
    shown = fan.get(address).json
    assert (shown["why_not"], shown["currency"]) == (None, "EUR")
    assert shown["net_minor"] + shown["fee_minor"] + shown["kept_minor"] == shown["due_minor"] == PAY
    seen = {name: shown[name] for name in ("due_minor", "fee_minor", "net_minor")}
    for wrong in ({"attempt": "not hex!"}, {"due_minor": 0}, {"fee_minor": -1}, {"net_minor": "much"}):
        assert fan.post(address, seen | {"attempt": "a" * 12} | wrong).status_code == 422
    changed = fan.post(address, seen | {"attempt": "a" * 12, "net_minor": seen["net_minor"] + 1})
    assert (changed.status_code, changed.json["code"]) == (409, "instant_changed")
    assert (
        owner.get(address).status_code == owner.post(address, seen | {"attempt": "b" * 12}).status_code == 404
    )
    reader = caller(
        app, edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity), "gigs:read"
    )
    assert reader.post(address, seen | {"attempt": "c" * 12}).status_code == 403
    sent = [fan.post(address, seen | {"attempt": "d" * 12}, key=key) for key in ("k1", "k1", "k2")]
    assert [(one.status_code, one.json["state"]) for one in sent] == [(200, "paid")] * 3
    assert len({one.json["id"] for one in sent}) == 1
    assert len(fan.get("/payouts").json["payouts"]) == 1
    assert fan.get(address).json["why_not"]["code"] == "instant_nothing_due"
    assert edge.read(audit.run) == []

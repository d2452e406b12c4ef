"""Whatever ends, every account with a person's money is empty or has a named next step; nothing is nobody's."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.businesses import service_programmes
from marketplace.businesses.models import Business, Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import closing
from marketplace.rewards.treasury import books as treasury_books
from marketplace.superfans import service_membership
from marketplace.superfans.models import Membership, Superfan
from tests.gigs.worlds import World, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work


def _open(world: World) -> dict[str, int]:
    def work() -> dict[str, int]:
        business = db.session.get_one(Business, world.business.id)
        return {family: amount for family, _, amount in treasury_books.owed_by_family(business)}

    return edge.read(work)


def test_every_family_of_others_money_has_a_next_step() -> None:
    families = {prefix.rstrip(":") for prefix in (*treasury_books.TO_FANS, *treasury_books.TO_OTHERS)}
    assert families == set(closing.STEPS)


def _close_programme(world: World, clock: SteppedClock) -> None:
    programme = db.session.get_one(Programme, world.programme.id)
    service_programmes.close_programme(programme, db.session.get_one(Identity, world.owner.id), clock.now())


def _leave_programme(world: World, clock: SteppedClock) -> None:
    membership = db.session.scalars(sa.select(Membership)).one()
    service_membership.leave(membership, clock.now())


@pytest.mark.parametrize("ending", [_close_programme, _leave_programme], ids=["programme", "membership"])
def test_what_was_earned_is_paid_though_the_programme_or_the_membership_ends(
    site: Flask, clock: SteppedClock, ending: object
) -> None:
    world, ref = world_at_work(fan={"payout_day": "daily"})
    complete(ref)
    assert _open(world) == {"payable": 6000}
    edge.write(lambda: ending(world, clock))  # type: ignore[operator]
    assert _open(world) == {"payable": 6000}, "owed as before, and it says what comes next"
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    assert count("payout", "state = 'paid' AND amount_minor = 6000") == 1
    assert _open(world) == {}
    assert edge.read(audit.run) == []


def test_a_sole_owner_reads_each_sum_with_its_next_step(site: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work(fan={"payout_day": "daily"})
    complete(ref)
    words = _fresh(site, world.owner).get("/account/owed/businesses").get_data(as_text=True)
    assert "Earned by people, not yet sent" in words
    assert "/desk/anil/money/runs" in words


def test_when_a_business_ends_credit_becomes_money_as_it_was_shown(site: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work(
        fan={"payout_day": "daily", "reward_kind": "store_credit", "reward_percent": 50}
    )
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(minutes=5))
    run_due(clock.now())  # an account is made, to which money can be sent
    owner = _fresh(site, world.owner)
    page = owner.get("/account/owed/businesses").get_data(as_text=True)
    assert "1 person has €33.00 of credit or codes with you." in page
    assert (
        _fresh(site, edge.read(_fan_identity)).post("/account/owed/businesses/anil/credit").status_code == 404
    )
    assert owner.post("/account/owed/businesses/anil/credit").status_code == 303
    assert "€33.00 of credit" not in owner.get("/account/owed/businesses").get_data(as_text=True)
    assert _open(world) == {"payable": 3000 + 3300}
    assert owner.post("/account/owed/businesses/anil/credit").status_code == 303, "again pays nothing more"
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    assert count("payout", "state = 'paid' AND amount_minor = 6300") == 1
    assert edge.read(audit.run) == []


def _fresh(site: Flask, person: Identity) -> FlaskClient:
    """A browser in which somebody has just given their password."""
    browser = browse_as(site, person)
    with browser.session_transaction() as session:
        session["fs_paa"] = time.time()
    return browser


def _fan_identity() -> Identity:
    return db.session.scalars(sa.select(Superfan)).one().identity

"""Whatever ends, every account with a person's money is empty or has a named next step; nothing is nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses import service_programmes
from marketplace.businesses.models import Business, Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import closing
from marketplace.rewards.treasury import books as treasury_books
from marketplace.superfans import service_membership
from marketplace.superfans.models import Membership
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
    page = browse_as(site, world.owner).get("/account/owed/businesses")
    if page.status_code == 200:
        words = page.get_data(as_text=True)
        assert "Earned by people, not yet sent" in words
        assert "/desk/anil/money/runs" in words
    else:
        assert page.status_code in (302, 303), "asked to sign in again first"

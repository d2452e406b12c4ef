"""A fan who leaves a programme sees where every cent goes, and there it goes; the same for whoever closes their account."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.superfans import membership_hooks, service_membership
from marketplace.superfans.models import Membership, Superfan
from payouts import flows, recipients
from payouts.ledger import Entry, post
from payouts.money import Money
from payouts.recipients import Recipient
from payouts.tables import recipient
from tests.gigs.worlds import World, make_work, offer_to, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work

PAY = 6000


def _membership() -> Membership:
    return db.session.scalars(sa.select(Membership).order_by(Membership.id)).first()  # type: ignore[return-value]


def _fan() -> Superfan:
    return db.session.scalars(sa.select(Superfan)).one()


def _foreseen(clock: SteppedClock) -> dict[str, Consequence]:
    found = edge.read(lambda: membership_hooks.leaving.foresee(_membership(), clock.now()))
    assert len({one.code for one in found}) == len(found)
    return {one.code: one for one in found}


def _amounts(clock: SteppedClock) -> dict[str, int]:
    return {code: one.amount_minor or one.number for code, one in _foreseen(clock).items()}


def _leave(clock: SteppedClock) -> None:
    edge.write(lambda: service_membership.leave(_membership(), clock.now()))


def _settings(world: World) -> Recipient:
    ref = world.business.public_id
    return edge.read(lambda: recipients.get_recipient(db.session, ref, _fan().public_id))


def _earned(clock: SteppedClock, **fan: Any) -> World:
    """Work is done; the fan wants so much at once that they would never be paid."""
    world, ref = world_at_work(fan={"payout_day": "on_demand", "payout_least": 500} | fan)
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=1))
    run_due(clock.now())
    return world


def _run_for(clock: SteppedClock, days: int) -> None:
    for _ in range(days * 2):
        run_due(clock.now())
        clock.advance(hours=12)


def test_what_is_due_is_sent_at_once_though_it_is_less_than_the_fan_wanted(
    app: Flask, clock: SteppedClock
) -> None:
    world = _earned(clock)
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    assert count("payout") == 0, "it would have stayed so"
    assert _amounts(clock) == {"sent": PAY, "points_stay": 10}
    _leave(clock)
    run_due(clock.now())
    assert count("payout", f"state = 'paid' AND amount_minor = {PAY}") == 1
    assert (_settings(world).schedule, _settings(world).least_minor) == ("daily", 0)
    assert edge.read(audit.run) == []


def test_what_is_held_goes_by_itself_when_its_time_is_over(app: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    foreseen = _foreseen(clock)
    assert (foreseen["kept_back"].amount_minor, foreseen["kept_back"].until_at) == (
        PAY, ENDS_AT + timedelta(hours=24),
    )  # fmt: skip
    _leave(clock)
    assert _amounts(clock)["kept_back"] == PAY, "still there, and still said"
    _run_for(clock, 4)
    assert count("payout", f"state = 'paid' AND amount_minor = {PAY}") == 1
    assert edge.read(audit.run) == []


def test_without_an_account_it_waits_and_goes_when_there_is_one(app: Flask, clock: SteppedClock) -> None:
    _earned(clock)
    account = edge.write(lambda: db.session.execute(sa.select(recipient.c.account_id)).scalar_one())
    edge.write(lambda: db.session.execute(sa.update(recipient).values(account_id=None)))
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    assert _amounts(clock)["waiting"] == PAY
    _leave(clock)
    _run_for(clock, 2)
    assert count("payout") == 0
    edge.write(lambda: db.session.execute(sa.update(recipient).values(account_id=account)))
    _run_for(clock, 2)
    assert count("payout", f"state = 'paid' AND amount_minor = {PAY}") == 1


def test_a_debt_comes_off_first_and_what_is_left_of_it_is_named(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    for owed, rest in (
        (1_000, {"sent": PAY - 1_000, "debt_met": 1_000}),
        (PAY, {"debt_met": PAY, "debt_left": 1_000}),
    ):
        edge.write(lambda owed=owed: _owe(world, owed, clock))
        assert _amounts(clock) == rest | {"points_stay": 10}
    _leave(clock)
    run_due(clock.now())
    assert count("payout") == 0
    assert _amounts(clock) == {"debt_left": 1_000, "points_stay": 10}
    assert edge.read(audit.run) == []


def _owe(world: World, minor: int, clock: SteppedClock) -> None:
    owes = flows.customer_compensated("cus_1", Money(minor, "EUR"), by_fan=_fan().public_id)
    entry = Entry(world.business.public_id, f"apology:{minor}", "apology", "bkg_1", clock.now(), owes)
    post(db.session, entry, at=clock.now())


def test_credit_and_gifts_stay_where_they_are(app: Flask, clock: SteppedClock) -> None:
    _earned(clock, reward_kind="store_credit", reward_percent=50)
    foreseen = _amounts(clock)
    assert foreseen == {"kept_back": 3000, "credit_stays": 3300, "points_stay": 10}
    _leave(clock)
    assert _amounts(clock) == foreseen


def test_whoever_stays_in_another_programme_of_the_shop_is_paid_as_before(
    app: Flask, clock: SteppedClock
) -> None:
    world = _earned(clock)

    def join() -> None:
        other = Programme(
            business_id=world.business.id, slug="other", kind="tasting", title="Other", language="en", way="crowd",
            terms="paid", joining="open", state="open", currency="EUR", purpose="More", role="Pours",
            created_at=clock.now(), opened_at=clock.now(),
        )  # fmt: skip
        db.session.add(other)
        db.session.flush()
        db.session.add(
            Membership(programme_id=other.id, fan_id=_fan().id, state="active", applied_at=clock.now(),
                       standing="new", credited_gigs=0)
        )  # fmt: skip

    edge.write(join)
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    assert _amounts(clock) == {"goes_on": PAY, "points_stay": 10}
    _leave(clock)
    run_due(clock.now())
    assert count("payout") == 0
    assert (_settings(world).schedule, _settings(world).least_minor) == ("on_demand", 50_000)


def test_whoever_comes_back_is_paid_on_their_day_again(app: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)
    _leave(clock)
    edge.write(lambda: treasury.choose_payout_day(_fan(), clock.now()))
    assert _settings(world).schedule == "daily", "a wish for the other shops does not strand it here"

    def come_back() -> None:
        found = _membership()
        service_membership.apply(found.fan, found.programme, "", "", clock.now())

    edge.write(come_back)
    assert (_settings(world).schedule, _settings(world).least_minor) == ("on_demand", 50_000)


def test_somebody_who_is_removed_is_paid_all_the_same(app: Flask, clock: SteppedClock) -> None:
    from marketplace.identity.models import Identity
    from marketplace.superfans import service_members

    world = _earned(clock)
    edge.write(
        lambda: service_members.remove(
            _membership(), db.session.get_one(Identity, world.owner.id), "No more.", clock.now()
        )
    )
    _run_for(clock, 4)
    assert count("payout", f"state = 'paid' AND amount_minor = {PAY}") == 1


def test_the_page_shows_it_and_only_what_was_shown_is_done(site: Flask, clock: SteppedClock) -> None:
    world = _earned(clock)

    def offer() -> None:
        gig = make_work(world, starts_local="2026-12-19T10:00:00", at=clock.now())
        offer_to(gig, _fan(), clock.now() + timedelta(days=5))

    edge.write(offer)
    browser = browse_as(site, edge.read(lambda: _fan().identity))
    ref = edge.read(lambda: _membership().public_id)
    assert f'href="/fan/memberships/{ref}/leaving"' in browser.get(f"/fan/memberships/{ref}").get_data(
        as_text=True
    )
    page = browser.get(f"/fan/memberships/{ref}/leaving").get_data(as_text=True)
    for words in ("Held until", "€60.00", "Recognition points", "Offers that wait for your answer"):
        assert words in page
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    clock.move_to(ENDS_AT + timedelta(days=3))
    run_due(clock.now())
    stale = browser.post(f"/fan/memberships/{ref}/leaving", data={"seen": seen})
    assert stale.status_code == 409
    assert "Something has changed meanwhile" in stale.get_data(as_text=True)
    assert edge.read(lambda: _membership().state) == "active"
    (seen,) = re.findall(r'name="seen" value="(\w+)"', stale.get_data(as_text=True))
    assert browser.post(f"/fan/memberships/{ref}/leaving", data={"seen": seen}).status_code == 303
    assert edge.read(lambda: _membership().state) == "left"
    assert browser.get(f"/fan/memberships/{ref}/leaving").status_code == 409, (
        "there is nothing to leave any more"
    )
    run_due(clock.now())
    assert count("payout", f"state = 'paid' AND amount_minor = {PAY}") == 1


@pytest.mark.parametrize("address", ["/fan/memberships/{ref}/leaving"])
def test_nobody_sees_or_ends_what_is_anothers(site: Flask, clock: SteppedClock, address: str) -> None:
    world = _earned(clock)
    ref = edge.read(lambda: _membership().public_id)
    stranger = browse_as(site, world.owner)
    assert stranger.get(address.format(ref=ref)).status_code in (303, 404)
    assert stranger.post(address.format(ref=ref), data={"seen": "x"}).status_code in (303, 404)
    assert edge.read(lambda: _membership().state) == "active"


def test_whoever_closes_their_account_is_told_what_ends_and_only_that_ends(
    site: Flask, clock: SteppedClock
) -> None:
    _earned(clock)
    clock.move_to(ENDS_AT + timedelta(days=3))
    _leave(clock)
    run_due(clock.now())
    browser = browse_as(site, edge.read(lambda: _fan().identity))
    with browser.session_transaction() as session:
        session["fs_paa"] = time.time()
    page = browser.get("/account/erasure").get_data(as_text=True)
    assert "They end with your account." in page
    (seen,) = re.findall(r'name="seen"[^>]*value="(\w+)"', page)
    stale = browser.post("/account/erasure", data={"seen": "other", "understood": "y"})
    assert "Something has changed meanwhile" in stale.get_data(as_text=True)
    assert edge.read(lambda: _fan().identity.erased_at) is None
    assert browser.post("/account/erasure", data={"seen": seen, "understood": "y"}).status_code == 303
    assert edge.read(lambda: count("identity", "erased_at IS NOT NULL")) == 1
    assert edge.read(audit.run) == []

"""A bank warns of fraud: the owner reads what either way costs, gives it all back before a dispute comes, or leaves it."""

from __future__ import annotations

import re

from marketplace.bookings import money, service_disputes, service_warnings
from marketplace.bookings.models import Booking
from marketplace.core import audit
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import warnings as treasury_warnings
from marketplace.rewards.treasury.provider import _sandbox
from payouts.gateways.stripe_provider import sandbox_key
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.bookings.test_disputes import PAY, PRICE, guided, told

WARNED = "4000 0000 0000 5423"
SEEN = re.compile(r'name="seen" value="(\d+)"')


def look(scene: Scene) -> int:
    """Ask the provider, as the job does."""
    ref = scene.world.business.public_id
    service_disputes.look(ref, clocks.now())
    return service_warnings.look(ref, clocks.now())


def the_warning(scene: Scene) -> treasury_warnings.FraudWarning:
    """The one there is."""
    (found,) = w.look(lambda: treasury_warnings.warnings_of(scene.world.business))
    return found


def test_the_owner_is_told_once_and_gives_it_all_back(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, WARNED), scene.world
    assert (look(scene), look(scene)) == (1, 0)
    assert told(world.owner).count("bookings.fraud_warned") == 1
    assert told(scene.customer)[-1] != "bookings.dispute_seen"
    page = f"/desk/{world.business.slug}/money/disputes/warnings/{the_warning(scene).object_id}"
    owner = browser_of(world.owner)
    assert page.encode() in owner.get(f"/desk/{world.business.slug}/money/disputes").data
    text = owner.get(page).text
    assert "The card was stolen" in text
    assert "$78.00" in text
    assert "$93.00" in text, "a lost dispute costs its fee more"
    (seen,) = SEEN.findall(text)
    assert owner.post(f"{page}/refund", data={"seen": "1"}).status_code == 303
    assert the_warning(scene).state == "open", "what is not what was shown changes nothing"
    assert owner.post(f"{page}/refund", data={"seen": seen}).status_code == 303
    assert the_warning(scene).state == "refunding"
    assert owner.post(f"{page}/refund", data={"seen": seen}).status_code == 303
    w.run_due()
    w.run_due()
    assert w.payment_of(ref).refunded_minor == PRICE
    look(scene)
    assert the_warning(scene).state == "refunded"
    assert told(scene.customer).count("bookings.refunded_by_hand") == 1
    assert w.balance(world.business, f"payable:{world.fans[0].public_id}") == PAY
    assert w.look(audit.run) == []


def test_a_booking_that_lies_ahead_is_called_off(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref, WARNED)
    w.accept_all()
    money.capture(w.payment_of(ref).public_id, None, clock.now())  # as it is before an authorisation runs out
    assert look(scene) == 1
    found, business = the_warning(scene), scene.world.business
    page, owner = (
        f"/desk/{business.slug}/money/disputes/warnings/{found.object_id}",
        browser_of(scene.world.owner),
    )
    (seen,) = SEEN.findall(owner.get(page).text)
    owner.post(f"{page}/refund", data={"seen": seen})
    w.run_due()
    assert w.state_of(Booking, ref) == "called_off"
    w.run_due()
    assert w.payment_of(ref).refunded_minor == PRICE
    look(scene)
    assert the_warning(scene).state == "refunded"
    assert w.look(audit.run) == []


def test_it_may_be_left_for_a_reason_and_the_dispute_can_still_come(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, WARNED), scene.world
    look(scene)
    page = f"/desk/{world.business.slug}/money/disputes/warnings/{the_warning(scene).object_id}"
    owner = browser_of(world.owner)
    assert owner.post(f"{page}/leaving", data={}).status_code == 303
    assert the_warning(scene).state == "open"
    owner.post(f"{page}/leaving", data={"reason": "took_place"})
    assert b"It took place" not in owner.get(page).data
    assert b"it took place" in owner.get(page).data
    business_ref = world.business.public_id
    w.look(lambda: _sandbox(business_ref)[1]).open_dispute(
        sandbox_key(business_ref), w.payment_of(ref).provider_ref
    )
    assert look(scene) == 0
    assert len(w.look(lambda: treasury_disputes.disputes_of(world.business))) == 1


def test_a_dispute_that_came_first_leaves_nothing_to_decide(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, WARNED), scene.world
    business_ref = world.business.public_id
    w.look(lambda: _sandbox(business_ref)[1]).open_dispute(
        sandbox_key(business_ref), w.payment_of(ref).provider_ref
    )
    look(scene)
    assert the_warning(scene).state == "disputed"
    assert "bookings.fraud_warned" not in told(world.owner)
    page = f"/desk/{world.business.slug}/money/disputes/warnings/{the_warning(scene).object_id}"
    owner = browser_of(world.owner)
    assert SEEN.findall(owner.get(page).text) == []
    owner.post(f"{page}/refund", data={"seen": str(PRICE)})
    w.run_due()
    assert w.payment_of(ref).refunded_minor == 0


def test_others_read_and_decide_nothing(scene: Scene, clock: SteppedClock, browser_of: SignIn) -> None:
    guided(scene, clock, WARNED)
    look(scene)
    page = f"/desk/{scene.world.business.slug}/money/disputes/warnings/{the_warning(scene).object_id}"
    for person in (scene.customer, scene.world.fans[0].identity):
        assert browser_of(person).get(page).status_code == 404
        assert browser_of(person).post(f"{page}/refund", data={"seen": str(PRICE)}).status_code == 404
    assert browser_of(scene.world.owner).get(f"{page}x").status_code == 404

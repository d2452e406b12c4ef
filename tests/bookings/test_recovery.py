"""Pay whose price went back: the owner sees what each choice does and decides once; the fan reads why and what happens next."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from marketplace.core import audit
from marketplace.core.clock import SteppedClock
from marketplace.rewards.treasury import disputes as treasury_disputes
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.bookings.test_disputes import DISPUTES, PAY, PRICE, guided, look, told


def seen(page: str) -> str:
    """What the page's forms carry of what they show."""
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def gave_back(owner: FlaskClient, scene: Scene, ref: str, amount: str, minor: int) -> str:
    """Give a part of the price back; the address of the decision."""
    at = f"/desk/{scene.world.business.slug}/bookings/{ref}"
    data = {"amount": amount, "reason": "quality", "seen": str(minor)}
    assert owner.post(f"{at}/refund", data=data).status_code == 303
    w.run_due()
    assert f"{at}/pay".encode() in owner.get(at).data
    return f"{at}/pay"


def test_pay_that_was_sent_is_taken_back_as_it_was_shown_and_the_fan_reads_why(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, w.GOOD), scene.world
    owner, fan = browser_of(world.owner), world.fans[0]
    page = gave_back(owner, scene, ref, "40", 4000)
    shown = owner.get(page).data.decode()
    assert "You gave the customer $40.00 back" in shown
    assert "Off pay for this that has not been sent" in shown
    assert "Take $40.00 back" in shown
    old = {"choice": "taken", "seen": "0" * 32}
    assert owner.post(page, data=old).status_code == 303
    assert w.balance(world.business, f"payable:{fan.public_id}") == PAY
    assert owner.post(page, data={"choice": "taken", "seen": seen(shown)}).status_code == 303
    w.run_due()
    assert w.balance(world.business, f"payable:{fan.public_id}") == PAY - 4000
    assert told(fan.identity)[-1] == "bookings.pay_taken_back_refund"
    mine = browser_of(fan.identity).get("/fan/earnings").data.decode()
    for words in ("gave the customer money back", "$40.00 off what had not been sent", "This is not right"):
        assert words in mine
    assert "Decided before" in owner.get(page).data.decode()
    assert w.look(audit.run) == []


def test_bearing_it_leaves_the_pay_and_ends_the_matter(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref, world = guided(scene, clock, w.GOOD), scene.world
    owner, fan = browser_of(world.owner), world.fans[0]
    page = gave_back(owner, scene, ref, "10", 1000)
    choice = {"choice": "borne", "seen": seen(owner.get(page).data.decode())}
    assert owner.post(page, data=choice).status_code == 303
    assert w.balance(world.business, f"payable:{fan.public_id}") == PAY
    assert "bookings.pay_taken_back_refund" not in told(fan.identity)
    assert "There is nothing to decide" in owner.get(page).data.decode()
    assert w.look(audit.run) == []


def test_a_lost_dispute_that_the_business_bore_can_be_decided_on(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    guided(scene, clock, DISPUTES)
    look(scene)
    world, fan = scene.world, scene.world.fans[0]
    (found,) = w.look(lambda: treasury_disputes.disputes_of(world.business))
    owner = browser_of(world.owner)
    page = f"/desk/{world.business.slug}/money/disputes/{found.object_id}"
    assert "What each would mean, as things stand now" in owner.get(page).data.decode()
    owner.post(f"{page}/acceptance")
    w.run_due()
    assert w.balance(world.business, "dispute_loss") == PRICE
    assert f"{page}/pay" in owner.get(page).data.decode()
    shown = owner.get(f"{page}/pay").data.decode()
    assert owner.post(f"{page}/pay", data={"choice": "taken", "seen": seen(shown)}).status_code == 303
    assert w.balance(world.business, "dispute_loss") == PRICE - PAY
    assert w.balance(world.business, f"payable:{fan.public_id}") == 0
    again = {"choice": "borne", "seen": seen(shown)}
    assert owner.post(f"{page}/pay", data=again).status_code == 303
    assert w.balance(world.business, "dispute_loss") == PRICE - PAY
    after = owner.get(f"{page}/pay").data.decode()
    assert "You have taken $62.40 back" in after
    assert "no real money moves" in after
    assert "Nothing of this was sent" not in owner.get(page).data.decode()
    mine = browser_of(fan.identity).get("/fan/earnings").data.decode()
    assert "Then it goes out on your day" not in mine, "nothing of it is left to go out"
    assert w.look(audit.run) == []


def test_others_decide_nothing(scene: Scene, clock: SteppedClock, browser_of: SignIn) -> None:
    ref, world = guided(scene, clock, w.GOOD), scene.world
    page = gave_back(browser_of(world.owner), scene, ref, "10", 1000)
    for person in (scene.customer, world.fans[0].identity):
        assert browser_of(person).get(page).status_code == 404
        assert browser_of(person).post(page, data={"choice": "taken"}).status_code == 404

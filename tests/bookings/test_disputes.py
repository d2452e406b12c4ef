"""A customer's bank asks money back: the owner sees and answers it, the fan is told, and the books say what the page says."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import service_disputes
from marketplace.bookings.models import Booking
from marketplace.businesses.queries import programmes_of
from marketplace.core import audit
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.identity.models import Identity
from marketplace.rewards import money_now, treasury
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.trust.models import Notification
from tests import world as w
from tests.bookings.conftest import Scene, SignIn

pytestmark = pytest.mark.slow

DISPUTES = "4000 0000 0000 0259"
PRICE = 7800
PAY = PRICE * 80 // 100


def guided(scene: Scene, time: SteppedClock, card: str) -> str:
    """The scene's walk, paid with a card, has taken place; gives the booking."""
    return w.guided(scene.session, scene.customer, time, card=card)


def look(scene: Scene) -> int:
    """Ask the provider, as the job does."""
    return service_disputes.look(scene.world.business.public_id, clocks.now())


def told(person: Identity) -> list[str]:
    """What somebody was told of bookings, oldest first."""
    query = (
        sa.select(Notification.code).where(Notification.identity_id == person.id).order_by(Notification.id)
    )
    return [code for code in w.look(lambda: list(db.session.scalars(query))) if code.startswith("bookings.")]


@pytest.fixture
def disputed(scene: Scene, clock: SteppedClock) -> tuple[Scene, str, str]:
    """The scene, a booking whose customer disputes it, and the dispute."""
    ref = guided(scene, clock, DISPUTES)
    assert look(scene) == 1
    assert look(scene) == 0
    (found,) = w.look(lambda: treasury_disputes.disputes_of(scene.world.business))
    return scene, ref, found.object_id


def test_everybody_concerned_is_told_and_the_pay_waits(
    disputed: tuple[Scene, str, str], clock: SteppedClock
) -> None:
    scene, ref, object_id = disputed
    world, fan = scene.world, scene.world.fans[0]
    assert told(world.owner)[-1] == "bookings.dispute_opened"
    assert told(scene.customer)[-1] == "bookings.dispute_seen"
    assert told(fan.identity)[-1] == "bookings.pay_kept_back"
    assert w.balance(world.business, f"dispute_claim:{object_id}") == PRICE
    clock.advance(days=6)
    w.run_due()
    assert w.balance(world.business, f"payable:{fan.public_id}") == PAY
    kept = w.look(
        lambda: service_disputes.touched(treasury_disputes.disputes_on(world.business, ref)[0], clock.now())
    )
    assert [(name, why, one.amount_minor) for name, why, one in kept] == [("Gwen Guide", "gig", PAY)]


def test_the_owner_reads_it_answers_once_and_keeps_the_money(
    disputed: tuple[Scene, str, str], browser_of: SignIn
) -> None:
    scene, _ref, object_id = disputed
    world, page = scene.world, f"/desk/{scene.world.business.slug}/money/disputes"
    owner = browser_of(world.owner)
    assert b"The cardholder says they did not pay this" in owner.get(page).data
    shown = owner.get(f"{page}/{object_id}").data
    assert b"Gwen Guide" in shown
    assert b"Tell the bank your side" in shown
    assert owner.post(f"{page}/{object_id}/answer", data={"text": ""}).status_code == 422
    bare = owner.post(f"{page}/{object_id}/answer", data={"text": "winning_evidence"})
    assert (bare.status_code, b"No paper goes along yet" in bare.data) == (422, True)
    meant = {"text": "winning_evidence", "alone": "y"}
    assert owner.post(f"{page}/{object_id}/answer", data=meant).status_code == 303
    assert owner.post(f"{page}/{object_id}/acceptance").status_code == 303
    w.run_due()
    after = w.look(lambda: treasury_disputes.dispute_of(world.business, object_id))
    assert after is not None
    assert after.state == "won"
    assert w.balance(world.business, f"dispute_claim:{object_id}") == 0
    assert told(world.fans[0].identity)[-1] == "bookings.pay_free_again"
    figures = w.look(
        lambda: {
            one.label: one.minor
            for one in money_now.figures_of(
                world.business, treasury.budgets_of(programmes_of(world.business)).values()
            )
        }
    )
    assert figures.pop("With your payment provider") == sum(figures.values())
    assert figures["Yours"] == PRICE - PAY
    assert b"You kept the money" in owner.get(f"{page}/{object_id}").data
    assert w.look(audit.run) == []


@pytest.mark.parametrize("bearer", ["business_bears", "fan_bears"])
def test_what_is_lost_is_borne_as_the_owner_chose(
    disputed: tuple[Scene, str, str], browser_of: SignIn, bearer: str
) -> None:
    scene, _ref, object_id = disputed
    world, page = scene.world, f"/desk/{scene.world.business.slug}/money/disputes/{object_id}"
    owner, fan = browser_of(world.owner), world.fans[0]
    assert owner.post(f"{page}/bearer", data={"bearer": bearer}).status_code == 303
    assert owner.post(f"{page}/acceptance").status_code == 303
    w.run_due()
    is_fan = bearer == "fan_bears"
    assert w.balance(world.business, f"payable:{fan.public_id}") == (0 if is_fan else PAY)
    assert w.balance(world.business, "dispute_loss") == (PRICE - PAY if is_fan else PRICE)
    assert told(fan.identity)[-1] == ("bookings.pay_taken_back" if is_fan else "bookings.pay_free_again")
    earnings = browser_of(fan.identity).get("/fan/earnings").data.decode()
    assert ("$62.40 of it was taken back" in earnings) == is_fan
    assert (b"Decide on the pay" in owner.get(page).data) != is_fan, (
        "what was taken already is not to be decided"
    )
    pay = owner.get(f"{page}/pay").data
    assert (b"Can be taken back" in pay) != is_fan
    assert (b"Nothing of it is left to take" in pay) == is_fan
    assert (b"There is nothing to decide" in pay) == is_fan
    assert "This is not right" in earnings
    assert w.look(audit.run) == []


def test_others_read_and_answer_nothing(disputed: tuple[Scene, str, str], browser_of: SignIn) -> None:
    scene, _ref, object_id = disputed
    page = f"/desk/{scene.world.business.slug}/money/disputes/{object_id}"
    for person in (scene.customer, scene.world.fans[0].identity):
        assert browser_of(person).get(page).status_code == 404
        assert browser_of(person).post(f"{page}/acceptance").status_code == 404
    assert browser_of(scene.world.owner).get(f"{page}x").status_code == 404


def test_what_is_given_back_by_hand_is_what_was_shown(
    app: Flask, scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref = guided(scene, clock, w.GOOD)
    world = scene.world
    owner, page = browser_of(world.owner), f"/desk/{world.business.slug}/bookings/{ref}/refund"
    assert b"Please give an amount." in owner.get(f"{page}?amount=").data
    kept_before = w.balance(world.business, "revenue")
    assert b"At most $78.00" in owner.get(page).data
    app.config["WTF_CSRF_ENABLED"] = True
    assert b"Out of what you had of it" in owner.get(f"{page}?amount=12.34&reason=quality").data
    app.config["WTF_CSRF_ENABLED"] = False
    given = {"amount": "12.34", "reason": "quality", "note": "It rained.", "seen": "1234"}
    assert owner.post(page, data=given | {"seen": "1"}).status_code == 200, "not what was shown"
    assert w.balance(world.business, "revenue") == kept_before
    assert owner.post(page, data=given).status_code == 303
    w.run_due()
    payment = w.payment_of(ref)
    assert (payment.captured_minor, payment.refunded_minor) == (PRICE, 1234)
    share = round(kept_before * (PRICE - 1234) / PRICE)  # the rest of it is what the guide cost, borne again
    assert abs(w.balance(world.business, "revenue") - share) <= 1
    assert w.balance(world.business, f"payable:{world.fans[0].public_id}") == PAY
    too_much = given | {"amount": "65.67", "seen": "6567"}
    assert owner.post(page, data=too_much).status_code == 422
    rest = {"amount": "65.66", "reason": "goodwill", "note": "", "seen": "6566"}
    assert owner.post(page, data=rest).status_code == 303
    w.run_due()
    assert w.state_of(Booking, ref) == "completed"
    assert w.payment_of(ref).state == "refunded"
    assert w.balance(world.business, "revenue") == 0
    assert w.balance(world.business, f"payable:{world.fans[0].public_id}") == PAY
    assert told(scene.customer).count("bookings.refunded_by_hand") == 2
    assert w.look(audit.run) == []


def test_two_refunds_at_once_never_pass_what_was_paid(scene: Scene, clock: SteppedClock) -> None:
    ref = guided(scene, clock, w.GOOD)
    owner = scene.world.owner

    def give(at: object) -> None:
        booking = w.by_ref(Booking, ref)
        service_disputes.refund(
            booking, 5000, "goodwill", "", w.by_ref(Identity, owner.public_id), at, seen=5000
        )  # type: ignore[arg-type]

    w.do(give)
    with pytest.raises(Refused) as refused:
        w.do(give)
    assert refused.value.code == "refund_too_much"
    w.run_due()
    assert w.payment_of(ref).refunded_minor == 5000

"""What goes back of a price that promotion, credit and card paid together: in proportion, exactly as shown, without drift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace.bookings import service_cancellation
from marketplace.bookings.models import Booking
from marketplace.core.clock import SteppedClock
from marketplace.core.errors import Refused
from marketplace.rewards.treasury import promotions as treasury_promotions
from tests import world as w
from tests.bookings.checkouts import (
    PRICE,
    balance,
    business,
    cancel,
    carry_out,
    charged,
    credit_of,
    give_by_hand,
    give_credit,
    half_back,
    promotion,
    receipt,
    sound,
    taxed,
    use,
    use_credit,
)
from tests.bookings.conftest import Scene


def test_a_late_cancellation_gives_back_in_proportion_exactly_as_shown(
    scene: Scene, clock: SteppedClock
) -> None:
    give_credit(scene.customer, 2600)

    half_back(scene)
    ref = w.book(scene.session, scene.customer)
    use_credit(ref)
    w.pay(ref)
    w.accept_all()
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=3))
    w.run_due()
    shown = w.look(lambda: service_cancellation.preview(w.by_ref(Booking, ref), "customer", clock.now()))
    assert (shown.refund_minor, shown.card_refund_minor, shown.credit_refund_minor) == (3900, 2600, 1300)
    cancel(ref, 3900)
    assert credit_of(scene.customer) == 1300
    payment = w.payment_of(ref)
    assert payment.captured_minor - payment.refunded_minor == 2600
    found = receipt(ref)
    assert (found.total_minor, found.card_back_minor, found.credit_back_minor) == (3900, 2600, 1300)
    sound()


def test_refunds_afterwards_give_back_tax_promotion_and_credit_in_proportion(
    scene: Scene, clock: SteppedClock
) -> None:
    give_credit(scene.customer, 2000)
    taxed(is_inclusive=False, rates=(("City", 12_500), ("State", 72_500)))
    ref = w.book(scene.session, scene.customer)
    use(ref, promotion(rate_bps=1000))
    use_credit(ref)
    w.pay(ref)
    with pytest.raises(Refused) as early:
        give_by_hand(scene, ref, 1)
    assert early.value.code == "refund_too_much"
    carry_out(ref, clock)
    whole = charged(ref)
    assert (whole.to_pay_minor, whole.tax_minor, whole.card_minor) == (7617, 597, 5617)
    fan_ref = scene.world.fans[0].public_id
    pay, given = balance(f"payable:{fan_ref}"), 0
    for amount in (1, 999, 2500, 4117):
        give_by_hand(scene, ref, amount)
        given += amount
        found = receipt(ref)
        assert (found.given_minor, found.total_minor) == (given, 7617 - given)
        assert found.card_back_minor + found.credit_back_minor == given
        assert found.tax_minor == -balance("tax_payable")
        assert found.credit_back_minor == credit_of(scene.customer)
        assert w.payment_of(ref).refunded_minor == found.card_back_minor
        shown = w.look(lambda: treasury_promotions.promotions_of(business(), clock.now()))[0]
        assert shown.tally.cost.amount_minor == balance("promotion_discounts")
        sound()
    assert (found.card_back_minor, found.credit_back_minor, found.tax_minor) == (5617, 2000, 0)
    for account in (
        "tax_payable",
        "promotion_discounts",
        "revenue",
        "platform_fee",
        "held:%",
        "refund_due:%",
    ):
        assert balance(account) == 0, account
    assert balance(f"payable:{fan_ref}") == pay, "who did the work keeps the pay"
    with pytest.raises(Refused) as refused:
        give_by_hand(scene, ref, 1)
    assert refused.value.code == "refund_too_much"


def test_what_was_paid_with_credit_alone_goes_back_as_credit(scene: Scene, clock: SteppedClock) -> None:
    give_credit(scene.customer, 10_000)
    ref = w.book(scene.session, scene.customer)
    use_credit(ref)
    w.pay(ref)
    carry_out(ref, clock)
    give_by_hand(scene, ref, 1800)
    assert credit_of(scene.customer) == 10_000 - PRICE + 1800
    assert receipt(ref).credit_back_minor == 1800
    sound()

"""At the checkout: promotions, discount codes, credit and tax; what is shown is what is charged, and the books agree."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.rewards.models import Earning
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
    give_code,
    give_credit,
    promotion,
    receipt,
    sound,
    take_out,
    taxed,
    use,
    use_credit,
)
from tests.bookings.conftest import Scene


def test_promotion_credit_and_card_pay_together_and_the_fan_gets_all(
    scene: Scene, clock: SteppedClock
) -> None:
    give_credit(scene.customer, 1000)
    ref = w.book(scene.session, scene.customer)
    use(ref, promotion(rate_bps=1000))
    use_credit(ref)
    now = charged(ref)
    assert (now.discount_minor, now.credit_minor, now.card_minor) == (780, 1000, 6020)
    assert w.pay(ref) == "authorised"
    assert w.payment_of(ref).amount_minor == 6020
    sound()
    carry_out(ref, clock)
    assert w.state_of(Booking, ref) == "completed"
    found = receipt(ref)
    assert (found.total_minor, found.card_minor, found.credit_minor) == (7020, 6020, 1000)
    assert balance("promotion_discounts") == 780
    assert balance("revenue") == -(PRICE - _borne())
    (shown,) = w.look(lambda: treasury_promotions.promotions_of(business(), clock.now()))
    assert (shown.tally.used, shown.tally.held, shown.tally.cost.amount_minor) == (1, 0, 780)
    sound()


def _borne() -> int:
    """What of the fan's pay the booking bears."""
    query = sa.text("SELECT coalesce(sum(amount_minor + fee_minor), 0) FROM earning_share")
    return w.look(lambda: int(db.session.execute(query).scalar_one()))


def test_the_fan_earns_the_same_with_and_without_a_promotion(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer)
    use(ref, promotion(rate_bps=5000))
    w.pay(ref)
    carry_out(ref, clock)
    earning = w.look(lambda: db.session.scalars(sa.select(Earning)).one())
    whole = [line for line in earning.evaluation["lines"] if line["type"] == "share_of_price"]
    assert all(line["params"]["base_minor"] == PRICE for line in whole)
    sound()


def test_credit_alone_books_without_a_card_and_comes_back(scene: Scene) -> None:
    give_credit(scene.customer, 10_000)
    ref = w.book(scene.session, scene.customer)
    use_credit(ref)
    assert (charged(ref).card_minor, credit_of(scene.customer)) == (0, 2200)
    assert w.pay(ref, w.GOOD) == "authorised"
    assert w.state_of(Booking, ref) == "waiting"
    assert w.look(lambda: w.by_ref(Booking, ref).payments) == []
    sound()
    shown = cancel(ref, PRICE)
    assert (shown.refund_minor, shown.credit_refund_minor, shown.card_refund_minor) == (PRICE, PRICE, 0)
    assert credit_of(scene.customer) == 10_000
    assert receipt(ref).total_minor == 0
    sound()


def test_an_unpaid_booking_gives_everything_back_when_it_lapses(scene: Scene, clock: SteppedClock) -> None:
    give_credit(scene.customer, 500)
    ref = w.book(scene.session, scene.customer)
    code = promotion(uses_max=1)
    use(ref, code)
    use_credit(ref)
    assert credit_of(scene.customer) == 0
    clock.advance(minutes=31)
    w.run_due()
    assert w.state_of(Booking, ref) == "expired"
    assert credit_of(scene.customer) == 500
    again = w.book(scene.session, scene.customer)
    use(again, code)
    assert charged(again).discount_minor == 780
    sound()


def test_what_was_put_in_is_taken_out_again(scene: Scene) -> None:
    give_credit(scene.customer, 7500)
    ref = w.book(scene.session, scene.customer)
    use_credit(ref)
    use(ref, promotion(amount_minor=1000, rate_bps=None))
    assert (charged(ref).credit_minor, charged(ref).card_minor, credit_of(scene.customer)) == (6800, 0, 700)
    take_out(ref, "promotion")
    assert (charged(ref).credit_minor, charged(ref).card_minor) == (6800, 1000)
    take_out(ref, "credit")
    assert (charged(ref).credit_minor, charged(ref).card_minor, credit_of(scene.customer)) == (0, PRICE, 7500)
    use_credit(ref)
    assert charged(ref).credit_minor == 7500
    sound()


def test_a_discount_code_becomes_credit_and_what_is_left_stays(scene: Scene) -> None:
    code = give_code(scene.world.fans[0].public_id, 9000)
    ref = w.book(scene.session, scene.customer)
    use(ref, code)
    assert (charged(ref).credit_minor, charged(ref).card_minor, credit_of(scene.customer)) == (PRICE, 0, 1200)
    with pytest.raises(Refused, match="code_spent"):
        use(ref, code)
    cancel(ref, PRICE)
    assert credit_of(scene.customer) == 9000
    sound()


def test_sales_tax_comes_on_top_of_what_is_left_after_the_promotion(
    scene: Scene, clock: SteppedClock
) -> None:
    taxed(is_inclusive=False, rates=(("City", 12_500), ("State", 72_500)))
    ref = w.book(scene.session, scene.customer)
    assert charged(ref).to_pay_minor == 7800 + 663
    use(ref, promotion(rate_bps=1000))
    assert (charged(ref).tax_minor, charged(ref).to_pay_minor) == (597, 7617)
    w.pay(ref)
    carry_out(ref, clock)
    assert balance("tax_payable") == -597
    assert receipt(ref).tax_minor == 597
    sound()


def test_vat_is_in_the_price_and_owed_to_the_tax_office(scene: Scene, clock: SteppedClock) -> None:
    taxed(is_inclusive=True, rates=(("VAT", 210_000),))
    ref = w.book(scene.session, scene.customer)
    assert (charged(ref).to_pay_minor, charged(ref).tax_minor) == (7800, 1354)
    w.pay(ref)
    carry_out(ref, clock)
    assert balance("tax_payable") == -1354
    sound()


def test_a_rate_entered_later_changes_nothing_that_was_agreed(scene: Scene) -> None:
    ref = w.book(scene.session, scene.customer)
    taxed(is_inclusive=False, rates=(("VAT", 210_000),))
    assert (charged(ref).tax_minor, charged(ref).to_pay_minor) == (0, 7800)
    assert charged(w.book(scene.session, scene.customer)).to_pay_minor == 9438

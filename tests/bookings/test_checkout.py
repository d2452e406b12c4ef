"""At the checkout: promotions, discount codes, credit and tax; what is shown is what is charged, and the books agree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import giving_back, service_cancellation, service_checkout, service_disputes
from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking
from marketplace.bookings.receipt import Receipt, receipt_of
from marketplace.businesses.models import Business
from marketplace.core import audit, clock, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor
from marketplace.identity.models import Identity
from marketplace.rewards import service_tax, treasury
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.rewards.treasury.promotions import Terms
from payouts.cancellation import policy_from_document
from payouts.codes import discount_codes
from payouts.ledger import Entry, chart, credit, debit, post
from payouts.money import Money
from tests import world as w
from tests.bookings.conftest import Scene
from tests.gigs.processes import at_once

PRICE = 7800


def business() -> Business:
    return db.session.scalars(sa.select(Business).order_by(Business.id)).first()  # type: ignore[return-value]


def promotion(**terms: Any) -> str:
    """A running promotion; its code."""
    values = {"currency": "USD", "rate_bps": 1000} | terms
    return w.do(lambda at: treasury_promotions.make(business(), Terms(**values), at).code)


def give_credit(person: Identity, amount_minor: int, ref: str = "bkg_past") -> None:
    """An apology for something long ago."""
    w.do(
        lambda at: treasury.compensate_customer(
            business=business(), booking_ref=ref, customer_ref=person.public_id, amount_minor=amount_minor, currency="USD", at=at
        )
    )  # fmt: skip


def give_code(owner_ref: str, amount_minor: int) -> str:
    """A discount code as somebody earned it."""

    def work(at: Any) -> str:
        amount, ref = Money(amount_minor, "USD"), business().public_id
        postings = (debit(chart.reward_expense("prg_x"), amount), credit(chart.DISCOUNT_RESERVE, amount))
        post(db.session, Entry(ref, "earning:asg_x", "earning_of_a_test", "asg_x", at, postings), at=at)
        return discount_codes.issue(
            db.session, ref, public_id="dsc_x", owner_ref=owner_ref, amount=amount, subject_ref="asg_x", key="earning:asg_x", at=at
        ).code  # fmt: skip

    return w.do(work)


def use(ref: str, code: str) -> None:
    edge.write(lambda: service_checkout.use_code(ref, code, clock.now()))


def use_credit(ref: str) -> None:
    edge.write(lambda: service_checkout.use_credit(ref, clock.now()))


def take_out(ref: str, what: str) -> None:
    edge.write(lambda: service_checkout.take_out(ref, what, clock.now()))


def charged(ref: str) -> treasury_checkout.Charges:
    return w.look(lambda: charges_of(w.by_ref(Booking, ref)))


def receipt(ref: str) -> Receipt:
    found = w.look(lambda: receipt_of(w.by_ref(Booking, ref)))
    assert found is not None
    lines = found.list_minor - found.lost_minor - found.discount_minor + found.on_top_minor
    assert lines - found.not_charged_minor - found.given_minor + found.tip_minor == found.total_minor
    assert found.card_minor + found.credit_minor + found.tip_minor == (
        found.total_minor + found.card_back_minor + found.credit_back_minor
    )
    return found


def credit_of(person: Identity) -> int:
    def look() -> int:
        wallets = treasury_wallet.wallets_of(w.by_ref(Identity, person.public_id))
        return sum(one.credit_minor for one in wallets)

    return w.look(look)


def balance(code: str) -> int:
    """Debits less credits on all accounts of this name."""
    query = sa.text(
        "SELECT coalesce(sum(p.amount_minor), 0) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE a.code LIKE :code AND a.currency = 'USD'"
    )
    return w.look(lambda: int(db.session.execute(query, {"code": code}).scalar_one()))


def cancel(ref: str, seen: int | None = None) -> service_cancellation.Preview:
    shown = w.do(
        lambda at: service_cancellation.cancel(
            w.by_ref(Booking, ref), "customer", Actor.CUSTOMER, "idn_x", at, seen_refund_minor=seen
        )
    )
    w.run_due()
    return shown


def carry_out(ref: str, clock_: SteppedClock) -> None:
    """The walk takes place and is done."""
    (assignment,) = w.accept_all()
    w.take_place(assignment, clock_)
    w.run_due()


def half_back(scene: Scene) -> None:
    """Whoever calls off on the last day gets half back."""

    def work(at: Any) -> None:
        programme = scene.world.programmes["experience"]
        found = w.by_ref(type(programme), programme.public_id)
        document = policy_from_document("single_day_24h").to_document()
        document["tiers"] = [[24, 10000], [0, 5000]]
        found.cancellation_policy = document

    w.do(work)


def sound() -> None:
    assert edge.read(audit.run) == []


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


def give_by_hand(scene: Scene, ref: str, amount_minor: int) -> None:
    """The owner gives so much back, as the page shows it."""

    def work(at: Any) -> None:
        booking, owner = w.by_ref(Booking, ref), w.by_ref(Identity, scene.world.owner.public_id)
        seen = giving_back.divide(booking, amount_minor).card_minor
        service_disputes.refund(booking, amount_minor, "quality", "", owner, at, seen=seen)

    w.do(work)
    w.run_due()


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


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"starts_at": w.NOON + timedelta(hours=1)}, "promotion_not_yet"),
        ({"ends_at": w.NOON}, "promotion_over"),
        ({"least_price_minor": 7801}, "promotion_least_price"),
        ({"only_for": ("exp_elsewhere",)}, "promotion_elsewhere"),
        ({"currency": "EUR"}, "promotion_currency"),
    ],
)
def test_a_promotion_that_does_not_hold_here_says_why(
    scene: Scene, terms: dict[str, Any], refusal: str
) -> None:
    ref = w.book(scene.session, scene.customer)
    code = promotion(**terms)
    with pytest.raises(Refused, match=refusal):
        use(ref, code)
    assert charged(ref).card_minor == PRICE


def test_codes_of_another_shop_are_unknown(scene: Scene) -> None:
    ref = w.book(scene.session, scene.customer)
    other = edge.write(lambda: w.make_world("experience", shop=w.CITY_CLUB, owner="Otto").business)
    theirs = w.do(
        lambda at: (
            treasury_promotions.make(w.by_ref(Business, other.public_id), Terms("EUR", rate_bps=1), at).code
        )
    )
    for code, refusal in ((theirs, "code_unknown"), ("", "code_mistyped"), ("NONSENSE", "code_mistyped")):
        with pytest.raises(Invalid, match=refusal):
            use(ref, code)


def test_one_person_uses_a_promotion_as_often_as_one_may(scene: Scene) -> None:
    code = promotion(uses_max_each=1)
    first, second = w.book(scene.session, scene.customer), w.book(scene.session, scene.customer)
    use(first, code)
    with pytest.raises(Refused, match="promotion_used_by_you"):
        use(second, code)
    somebody = edge.write(lambda: w.make_identity("Sam Somebody"))
    third = w.book(scene.session, somebody)
    use(third, code)


@pytest.mark.slow
def test_of_fifty_bookings_at_once_one_gets_the_last_use(app: Flask) -> None:
    """Fifty processes, a limit of one, on both databases."""
    from tests.bookings.conftest import make_scene

    scene = edge.write(make_scene)
    code = promotion(uses_max=1)

    def one(number: int) -> str:
        session = w.add_session(
            w.by_ref(type(experience), experience.public_id), w.SATURDAY + timedelta(days=number)
        )
        return session.public_id

    experience = w.look(lambda: w.by_ref(w.Session, scene.session).experience)
    sessions = [edge.write(lambda n=n: one(n)) for n in range(1, 11)]  # type: ignore[misc]
    bookings = [w.book(sessions[n % 10], scene.customer, 1) for n in range(50)]
    works = [lambda ref=ref: use(ref, code) for ref in bookings]
    found = at_once(app, works)
    assert found.count("done: None") == 1, found
    assert set(found) == {"done: None", "promotion_used_up"}
    assert sum(charged(ref).discount_minor > 0 for ref in bookings) == 1
    sound()


def taxed(*, is_inclusive: bool, rates: tuple[tuple[str, int], ...], rounding: str = "total") -> None:
    def work(at: Any) -> None:
        shop = business()
        service_tax.write_details(
            shop, legal_name="Foglight LLC", address="1 Valencia", tax_number="US1", is_inclusive=is_inclusive, rounding=rounding
        )  # fmt: skip
        for name, ppm in rates:
            service_tax.add_rate(shop, name=name, rate_ppm=ppm, kind="", starts_on=date(2026, 1, 1))

    w.do(work)


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

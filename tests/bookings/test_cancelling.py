"""Calling off: what is shown is what is paid, by the policy agreed at booking, and the books agree afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace.bookings import service_cancellation
from marketplace.bookings.models import Booking
from marketplace.bookings.service_cancellation import Preview
from marketplace.catalogue.models import Session
from marketplace.core import audit
from marketplace.core.clock import SteppedClock
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor
from marketplace.gigs.models import Assignment
from marketplace.rewards import treasury
from tests import world as w
from tests.bookings.conftest import Scene, SignIn

PARTY = 2
PRICE = 3900 * PARTY


def _booked(scene: Scene, *, is_guided: bool = True) -> str:
    ref = w.book(scene.session, scene.customer, PARTY)
    w.pay(ref)
    if is_guided:
        w.accept_all()
    return ref


def _preview(ref: str, at, by: str = "customer") -> Preview:
    return w.look(lambda: service_cancellation.preview(w.by_ref(Booking, ref), by, at))


def _cancel(
    ref: str,
    *,
    seen: int | None = None,
    by: str = "customer",
    actor: Actor = Actor.CUSTOMER,
    excuse: str = "",
) -> Preview:
    shown = w.do(
        lambda at: service_cancellation.cancel(
            w.by_ref(Booking, ref), by, actor, "idn_x", at, seen_refund_minor=seen, excuse=excuse
        )
    )
    w.run_due()
    return shown


@pytest.mark.parametrize(
    ("hours_after_booking", "hours_before_start", "reason", "refund"),
    [(23, None, "grace", PRICE), (None, 25, "notice", PRICE), (None, 3, "late", 0)],
)
def test_exactly_what_was_shown_goes_back(
    scene: Scene, clock: SteppedClock, hours_after_booking, hours_before_start, reason: str, refund: int
) -> None:
    ref = _booked(scene)
    if hours_after_booking is not None:
        clock.advance(hours=hours_after_booking)
    else:
        clock.move_to(w.booking(ref).starts_at - timedelta(hours=hours_before_start))
    w.run_due()
    shown = _preview(ref, clock.now())
    assert (shown.reason, shown.refund_minor) == (reason, refund)
    _cancel(ref, seen=shown.refund_minor)
    assert w.state_of(Booking, ref) == "cancelled"
    assert w.look(lambda: w.by_ref(Session, scene.session).guests_booked) == 0
    business, fan = scene.world.business, scene.world.fans[0].public_id
    assert w.balance(business, "authorisations") == 0
    assert w.look(lambda: treasury.held_for(business, ref, "USD")) == 0
    kept = PRICE - refund
    assert w.balance(business, f"payable:{fan}") == kept, (
        "who had kept the time free gets what the customer forfeits"
    )
    assert w.payment_of(ref).captured_minor == kept
    assert w.payment_of(ref).state == ("voided" if refund else "captured")
    assert w.trial_is_even(business)
    assert w.look(audit.run) == []


def test_a_refund_that_changed_meanwhile_is_shown_again_instead(scene: Scene, clock: SteppedClock) -> None:
    ref = _booked(scene)
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=25))
    shown = _preview(ref, clock.now())
    clock.advance(hours=2)
    with pytest.raises(Refused, match="refund_changed"):
        _cancel(ref, seen=shown.refund_minor)
    assert w.state_of(Booking, ref) == "confirmed"


def test_without_a_guide_the_business_keeps_what_a_late_customer_forfeits(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = _booked(scene, is_guided=False)
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=3))
    _cancel(ref)
    assert w.balance(scene.world.business, "revenue") == PRICE


def test_money_taken_early_is_refunded_to_the_card(scene: Scene, clock: SteppedClock) -> None:
    from marketplace.catalogue.models import Experience
    from marketplace.core.db import db

    late = w.SATURDAY + timedelta(days=21)
    scene.session = w.do(lambda at: w.add_session(db.session.query(Experience).one(), late).public_id)
    ref = _booked(scene)
    w.do(lambda at: setattr(w.by_ref(Booking, ref), "cancellation_policy", {"policy": "free"}))
    for before in ({"days": 4}, {"hours": 6}):  # set aside, and taken before the bank lets go
        clock.move_to(w.booking(ref).starts_at - timedelta(**before))
        w.run_due()
    assert w.payment_of(ref).state == "captured"
    clock.advance(hours=1)
    w.run_due()
    shown = _preview(ref, clock.now())
    _cancel(ref, seen=shown.refund_minor)
    assert shown.refund_minor == PRICE
    assert (w.payment_of(ref).state, w.payment_of(ref).refunded_minor) == ("refunded", PRICE)
    assert w.look(lambda: treasury.held_for(scene.world.business, ref, "USD")) == 0
    assert w.trial_is_even(scene.world.business)


def test_before_paying_it_costs_nothing(scene: Scene) -> None:
    ref = w.book(scene.session, scene.customer, PARTY)
    shown = _cancel(ref, seen=0)
    assert shown.refund_minor == 0
    assert w.state_of(Booking, ref) == "cancelled"
    assert w.look(lambda: w.by_ref(Session, scene.session).guests_booked) == 0


def test_after_it_has_begun_it_cannot_be_cancelled(scene: Scene, clock: SteppedClock) -> None:
    ref = _booked(scene)
    clock.move_to(w.booking(ref).starts_at)
    with pytest.raises(Refused, match="booking_begun"):
        _cancel(ref)


def test_the_business_that_calls_off_makes_good(scene: Scene, clock: SteppedClock) -> None:
    ref = _booked(scene)
    shown = _cancel(ref, by="business", actor=Actor.STAFF)
    assert w.state_of(Booking, ref) == "called_off"
    assert shown.refund_minor == PRICE
    assert shown.customer_compensation_minor == PRICE * 20 // 100
    credit = w.look(lambda: treasury.store_credit_of(scene.customer.public_id))
    assert [(c[1], c[2]) for c in credit] == [("USD", PRICE * 20 // 100)]
    assert w.trial_is_even(scene.world.business)


@pytest.mark.parametrize("excuse", service_cancellation.EXCUSES)
def test_a_customer_whom_staff_let_off_gets_everything_back_however_late(
    scene: Scene, clock: SteppedClock, excuse: str
) -> None:
    ref = _booked(scene)
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=1))
    w.run_due()
    assert _preview(ref, clock.now()).refund_minor == 0
    with pytest.raises(Refused, match="excuse_unknown"):
        _cancel(ref, excuse=excuse)
    with pytest.raises(Refused, match="excuse_unknown"):
        _cancel(ref, actor=Actor.STAFF, excuse="mood")
    shown = _cancel(ref, actor=Actor.STAFF, excuse=excuse)
    assert (shown.refund_minor, shown.to_fan_minor, shown.kept_minor) == (PRICE, 0, 0)
    assert (shown.customer_compensation_minor, shown.fan_compensation_minor) == (0, 0)
    assert w.state_of(Booking, ref) == "cancelled"
    payment = w.payment_of(ref)
    assert payment.captured_minor == payment.refunded_minor
    assert w.trial_is_even(scene.world.business)
    assert w.look(audit.run) == []


def test_the_desk_lets_a_customer_off_with_a_reason_and_says_why(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    ref = _booked(scene)
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=1))
    page, owner = f"/desk/{scene.world.business.slug}/bookings/{ref}", browser_of(scene.world.owner)
    assert "Let the customer off" in owner.get(page).text
    assert "Please choose the reason" in owner.post(f"{page}/excuse", follow_redirects=True).text
    assert w.state_of(Booking, ref) == "confirmed"
    assert browser_of(scene.customer).post(f"{page}/excuse", data={"reason": "prevented"}).status_code == 404
    after = owner.post(f"{page}/excuse", data={"reason": "prevented"}, follow_redirects=True).text
    assert "Called off without a charge" in after
    w.run_due()
    assert w.state_of(Booking, ref) == "cancelled"
    assert "because something serious came up" in browser_of(scene.customer).get(f"/bookings/{ref}").text
    assert owner.post(f"{page}/excuse", data={"reason": "prevented"}).status_code == 303
    assert w.balance(scene.world.business, "authorisations") == 0


def test_twice_is_refused_and_pays_once(scene: Scene) -> None:
    ref = _booked(scene)
    _cancel(ref)
    with pytest.raises(Refused, match="booking_not_cancellable"):
        _cancel(ref)
    assert w.balance(scene.world.business, "authorisations") == 0


def test_the_guide_of_a_session_stays_for_the_other_guests(scene: Scene) -> None:
    mine, theirs = _booked(scene), w.book(scene.session, scene.customer, PARTY)
    w.pay(theirs)
    _cancel(mine)
    assert w.state_of(Booking, theirs) == "confirmed"
    states = w.look(lambda: [a.state for a in w.db.session.query(Assignment).all()])
    assert states == ["confirmed"]

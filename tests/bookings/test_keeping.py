"""Bookings further ahead than a bank keeps money aside: the card is kept, asked without the customer, and renewed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import flow, service_cancellation
from marketplace.bookings.models import Booking, Payment
from marketplace.core import audit, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.trust.models import Notification
from payouts.gateways.sandbox import Fault
from tests import world as w
from tests.bookings.conftest import Scene, SignIn

THREE_WEEKS_ON = datetime.fromisoformat("2026-12-14T10:00:00")
PRICE = 3900 * 2
LISTED = "4242 4242 4242 4242"
ALWAYS_ASKS, DECLINES_LATER = "4000002760003184", "4000000000000341"


@pytest.fixture
def scene(app: Flask) -> Scene:
    """A walk in three weeks, on each database in turn."""
    return edge.write(far_scene)


def far_scene() -> Scene:
    """Write it; inside a transaction."""
    world = w.make_world("experience")
    w.add_fan(world, "Gwen Guide")
    session = w.add_session(w.add_listing(world), THREE_WEEKS_ON)
    return Scene(world, session.public_id, w.make_identity("Carla Customer"))


def told(customer: Identity) -> list[str]:
    """What the customer was told about bookings, in order."""
    query = (
        sa.select(Notification.code).where(Notification.identity_id == customer.id).order_by(Notification.id)
    )
    return [code for code in w.look(lambda: db.session.scalars(query).all()) if code.startswith("bookings.")]


def move_to(clock: SteppedClock, at: datetime) -> None:
    """Go to an instant, with everything due before it done on the way."""
    clock.move_to(at)
    w.run_due()


def test_a_kept_card_is_asked_four_days_before_and_pays(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer)
    assert w.pay(ref) == "kept"
    assert w.state_of(Booking, ref) == "waiting"
    assert w.balance(scene.world.business, "authorisations") == 0, "nothing is set aside yet"
    (assignment,) = w.accept_all()
    begins = w.booking(ref).starts_at
    move_to(clock, begins - timedelta(days=4, minutes=1))
    assert w.payment_of(ref).state == "kept"
    move_to(clock, begins - timedelta(days=4))
    payment = w.payment_of(ref)
    assert payment.state == "authorised"
    assert payment.capture_before_at == begins - timedelta(days=4) + timedelta(days=4, hours=18)
    move_to(clock, begins)
    assert w.payment_of(ref).state == "captured", "taken a day before the bank would let it go, and held"
    assert w.look(lambda: treasury.held_for(scene.world.business, ref, "USD")) == PRICE
    w.check_in(assignment)
    clock.advance(hours=2)
    w.complete(assignment)
    w.run_due()
    assert w.state_of(Booking, ref) == "completed"
    assert w.look(lambda: treasury.held_for(scene.world.business, ref, "USD")) == 0
    assert w.trial_is_even(scene.world.business)
    assert w.look(audit.run) == []


@pytest.mark.parametrize("card", [ALWAYS_ASKS, DECLINES_LATER])
def test_a_refused_kept_card_is_renewed_by_the_customer(scene: Scene, clock: SteppedClock, card: str) -> None:
    ref = w.book(scene.session, scene.customer)
    if w.pay(ref, card) == "asks_customer":
        payment_ref = w.payment_of(ref).public_id
        treasury.answer_second_step(f"save_card:{payment_ref}", succeeds=True)
        assert flow.after_second_step(payment_ref, clock.now()) == "kept"
    w.accept_all()
    begins = w.booking(ref).starts_at
    move_to(clock, begins - timedelta(days=4))
    assert w.payment_of(ref).state == "refused"
    assert w.state_of(Booking, ref) == "confirmed", "the booking stands while another card may come"
    assert told(scene.customer)[-1] == "bookings.card_refused"
    assert w.pay(ref) == "authorised"
    assert w.state_of(Booking, ref) == "confirmed"
    move_to(clock, begins - timedelta(days=2))
    assert w.state_of(Booking, ref) == "confirmed"
    assert w.look(audit.run) == []


def test_without_another_card_in_two_days_it_is_called_off_and_costs_nobody(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref, DECLINES_LATER)
    w.accept_all()
    begins = w.booking(ref).starts_at
    move_to(clock, begins - timedelta(days=4))
    move_to(clock, begins - timedelta(days=2))
    assert w.state_of(Booking, ref) == "called_off"
    w.run_due()
    assert told(scene.customer)[-1] == "bookings.called_off_untaken"
    assert w.balance(scene.world.business, "compensation_expense") == 0
    assert w.look(audit.run) == []


def detached() -> int:
    """How many kept cards the provider was told to forget."""
    query = sa.text("SELECT body FROM sandbox_object WHERE kind = 'payment_method'")
    bodies = [row[0] for row in w.look(lambda: list(db.session.execute(query)))]
    read = [json.loads(body) if isinstance(body, str) else body for body in bodies]
    return sum(body["customer"] is None for body in read)


def test_cancelling_in_time_leaves_the_card_alone(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    preview = cancel(ref, scene.customer)
    assert preview.refund_minor == PRICE
    w.run_due()
    assert w.payment_of(ref).state == "voided"
    move_to(clock, w.booking(ref).starts_at)
    assert w.payment_of(ref).state == "voided"
    assert detached() == 1, "nobody can charge the card again"
    assert w.look(audit.run) == []


def test_a_card_that_cannot_be_let_go_of_at_once_is_let_go_of_later(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    treasury.script_faults([Fault("detach", "drop", "before", times=1)])
    cancel(ref, scene.customer)
    jobs.run_due(clock.now())
    assert detached() == 0
    clock.advance(hours=1)
    jobs.run_due(clock.now())
    assert detached() == 1
    assert w.payment_of(ref).state == "voided"


@pytest.mark.parametrize(
    ("card", "state", "kept"), [(w.GOOD, "captured", PRICE), (DECLINES_LATER, "refused", 0)]
)
def test_what_is_kept_of_a_late_cancellation_is_asked_of_the_kept_card(
    scene: Scene, clock: SteppedClock, card: str, state: str, kept: int
) -> None:
    ref = w.book(scene.session, scene.customer)

    def strict() -> None:
        w.by_ref(Booking, ref).cancellation_policy = {"policy": "multi_day_30d"}

    edge.write(strict)
    w.pay(ref, card)
    clock.advance(days=2)
    lost = PRICE - cancel(ref, scene.customer).refund_minor
    w.run_due()
    payment = w.payment_of(ref)
    assert payment.state == state
    assert payment.captured_minor == (lost if kept else 0)
    assert w.trial_is_even(scene.world.business)
    assert w.look(audit.run) == []


def test_an_answer_lost_while_the_card_is_asked_does_not_set_it_aside_twice(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.accept_all()
    clock.move_to(w.booking(ref).starts_at - timedelta(days=4))
    treasury.script_faults([Fault(r"payment_intents$", kind="drop", when="after")])
    jobs.run_due(clock.now())
    clock.advance(minutes=10)
    jobs.run_due(clock.now())
    assert w.payment_of(ref).state == "authorised"
    assert w.balance(scene.world.business, "authorisations") == PRICE


def test_the_sweep_takes_what_a_lost_job_left(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.accept_all()
    begins = w.booking(ref).starts_at

    def lose_jobs() -> None:
        for name in ("bookings.set_aside_kept", "bookings.take_early"):
            db.session.execute(sa.delete(jobs.Job).where(jobs.Job.name == name))

    clock.move_to(begins - timedelta(days=4))
    edge.write(lose_jobs)
    move_to(clock, begins - timedelta(days=4) + timedelta(minutes=5))
    move_to(clock, begins - timedelta(days=4) + timedelta(minutes=6))
    assert w.payment_of(ref).state == "authorised"
    edge.write(lose_jobs)
    move_to(clock, begins - timedelta(hours=6) + timedelta(minutes=5))
    move_to(clock, begins - timedelta(hours=6) + timedelta(minutes=6))
    assert w.payment_of(ref).state == "captured"


def cancel(ref: str, customer: Identity) -> service_cancellation.Preview:
    """The customer cancels."""
    return w.do(
        lambda at: service_cancellation.cancel(
            w.by_ref(Booking, ref), "customer", Actor.CUSTOMER, customer.public_id, at
        )
    )


def test_the_pages_say_what_happens_and_take_another_card(sign_in: SignIn, clock: SteppedClock) -> None:
    scene = edge.write(far_scene)
    ref = w.book(scene.session, scene.customer)
    browser = sign_in(scene.customer)
    page = browser.get(f"/bookings/{ref}/payment").text
    assert "Keep a card for $78.00" in page
    assert "two days to give another card" in page
    answer = browser.post(f"/bookings/{ref}/payment", data={"number": DECLINES_LATER, "card": LISTED})
    assert answer.status_code == 303
    assert "Card kept; nothing set aside yet" in browser.get(f"/bookings/{ref}").text
    w.accept_all()
    move_to(clock, w.booking(ref).starts_at - timedelta(days=4))
    page = browser.get(f"/bookings/{ref}").text
    assert "We need another card" in page
    assert "Give another card" in page
    page = browser.get(f"/bookings/{ref}/payment").text
    assert "would not set the price aside" in page
    assert browser.post(f"/bookings/{ref}/payment", data={"card": LISTED}).status_code == 303
    assert w.look(lambda: [p.state for p in w.by_ref(Booking, ref).payments]) == ["refused", "authorised"]
    assert w.state_of(Payment, w.payment_of(ref).public_id) == "authorised"


def test_what_was_never_taken_does_not_come_back(sign_in: SignIn) -> None:
    scene = edge.write(far_scene)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.do(lambda at: service_cancellation.call_off(w.by_ref(Booking, ref), "called_off_by_business", at))
    w.run_due()
    assert told(scene.customer)[-1] == "bookings.called_off_untaken"
    page = sign_in(scene.customer).get(f"/bookings/{ref}").text
    assert "Nothing was taken from your card: $78.00 stays yours." in page
    assert "Back to you" not in page

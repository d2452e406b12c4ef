"""Booking a date and paying for it: confirmed, declined, asked for more, never answered, killed half-way, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace.bookings import flow
from marketplace.bookings.models import Booking, Payment
from marketplace.catalogue.models import Experience, Session
from marketplace.core import audit, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.gigs.models import Assignment
from marketplace.rewards import treasury
from marketplace.rewards.possible import possible_of
from marketplace.trust.models import Notification, ReviewWindow, Thread
from payouts.gateways.sandbox import Fault
from tests import world as w
from tests.bookings.conftest import Scene
from tests.conftest import NOON

PARTY = 2
PRICE = 3900 * PARTY


def test_a_date_is_booked_paid_guided_and_settled(scene: Scene, clock: SteppedClock) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.book(session_ref, customer, PARTY)
    assert w.state_of(Booking, ref) == "pending"
    assert w.pay(ref) == "authorised"
    assert w.state_of(Booking, ref) == "waiting", "nobody has said yes yet"
    assert w.balance(world.business, "revenue") == 0, "nothing is taken before it has taken place"
    (assignment,) = w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"
    assert w.state_of(Session, session_ref) == "guided"
    sides = w.look(
        lambda: {
            p.side for p in db.session.scalars(sa.select(Thread).where(Thread.subject == ref)).one().parties
        }
    )
    assert sides == {"customer", "fan"}

    w.take_place(assignment, clock)
    assert w.state_of(Booking, ref) == "completed"
    assert w.payment_of(ref).state == "captured"
    assert w.payment_of(ref).captured_minor == PRICE
    assert w.look(lambda: treasury.held_for(world.business, ref, "USD")) == 0
    fan = world.fans[0].public_id
    assert w.balance(world.business, f"payable:{fan}") == PRICE * 80 // 100
    assert w.balance(world.business, "revenue") == PRICE * 20 // 100
    assert w.trial_is_even(world.business)
    assert w.look(lambda: db.session.scalars(sa.select(ReviewWindow.subject)).all()) == [ref]
    told = w.look(
        lambda: list(
            db.session.scalars(
                sa.select(Notification.code)
                .where(Notification.identity_id == customer.id)
                .order_by(Notification.id)
            )
        )
    )
    assert [c for c in told if c.startswith("bookings")] == [
        "bookings.received",
        "bookings.confirmed",
        "bookings.completed",
    ]
    assert w.look(audit.run) == []


def test_an_offer_says_what_a_full_group_brings_and_that_is_what_it_earns(
    scene: Scene, clock: SteppedClock
) -> None:
    (assignment,) = w.accept_all()  # nobody has booked: the promise is for the least group

    def said() -> tuple[int, int, int]:
        taken = db.session.scalars(sa.select(Assignment).where(Assignment.public_id == assignment)).one()
        gig = taken.gig
        parts = possible_of(taken.quote, gig.scheme_version, gig.detail["full_group"])
        (more,) = [part.most_minor for part in parts if part.code == "full_group"]
        booked = possible_of(taken.quote | {"facts": gig.detail["full_group"]}, gig.scheme_version)
        assert "full_group" not in {part.code for part in booked}, "nothing more where all seats are taken"
        return int(taken.quote["total_minor"]), more, int(gig.detail["full_group"]["guests"])

    promised, more, seats = w.look(said)
    ref = w.book(scene.session, scene.customer, seats)
    w.pay(ref)
    w.take_place(assignment, clock)
    fan = scene.world.fans[0].public_id
    assert w.balance(scene.world.business, f"payable:{fan}") == promised + more


def test_who_books_a_guided_date_is_confirmed_at_once(scene: Scene) -> None:
    session_ref, customer = scene.session, scene.customer
    w.accept_all()
    ref = w.book(session_ref, customer)
    w.pay(ref)
    assert w.state_of(Booking, ref) == "confirmed"


def test_a_declined_card_leaves_the_booking_to_be_paid_with_another(scene: Scene) -> None:
    session_ref, customer = scene.session, scene.customer
    ref = w.book(session_ref, customer)
    assert w.pay(ref, w.DECLINED) == "refused"
    assert w.state_of(Booking, ref) == "pending"
    assert w.payment_of(ref).refusal
    assert w.pay(ref) == "authorised"
    assert w.state_of(Booking, ref) == "waiting"


@pytest.mark.parametrize(
    ("succeeds", "payment", "booking"), [(True, "authorised", "waiting"), (False, "refused", "pending")]
)
def test_the_banks_second_step_decides(scene: Scene, succeeds: bool, payment: str, booking: str) -> None:
    session_ref, customer = scene.session, scene.customer
    ref = w.book(session_ref, customer)
    assert w.pay(ref, w.ASKS) == "asks_customer"
    assert w.state_of(Booking, ref) == "pending"
    payment_ref = w.payment_of(ref).public_id
    treasury.answer_second_step(f"authorise:{payment_ref}", succeeds=succeeds)
    assert flow.after_second_step(payment_ref, NOON) == payment
    assert w.state_of(Booking, ref) == booking


def test_leaving_the_bank_for_another_card_lets_the_first_one_go(scene: Scene, clock: SteppedClock) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.book(session_ref, customer)
    w.pay(ref, w.ASKS)
    first = w.payment_of(ref).public_id
    assert w.pay(ref) == "authorised"
    clock.advance(minutes=1)
    w.run_due()
    assert w.state_of(Payment, first) == "voided"
    assert w.state_of(Booking, ref) == "waiting"
    assert w.trial_is_even(world.business)


def test_what_stays_unpaid_for_half_an_hour_expires_and_frees_the_seats(
    scene: Scene, clock: SteppedClock
) -> None:
    session_ref, customer = scene.session, scene.customer
    ref = w.book(session_ref, customer)
    w.pay(ref, w.ASKS)
    assert w.look(lambda: w.by_ref(Session, session_ref).guests_booked) == PARTY
    clock.advance(minutes=30)
    w.run_due()
    assert w.state_of(Booking, ref) == "expired"
    assert w.payment_of(ref).state == "voided"
    assert w.look(lambda: w.by_ref(Session, session_ref).guests_booked) == 0
    with pytest.raises(Refused, match="booking_not_payable"):
        w.pay(ref)


def test_an_answer_that_never_came_is_asked_for_again_by_itself(scene: Scene, clock: SteppedClock) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.book(session_ref, customer)
    treasury.script_faults([Fault(r"payment_intents$", kind="drop", when="after")])
    assert w.pay(ref) == "unknown"
    assert w.state_of(Booking, ref) == "pending"
    clock.advance(minutes=2)
    w.run_due()
    assert w.payment_of(ref).state == "authorised"
    assert w.state_of(Booking, ref) == "waiting"
    assert w.balance(world.business, "authorisations") == PRICE, "set aside once, not twice"


def test_whoever_dies_between_intent_and_record_is_finished_by_a_job(
    scene, clock: SteppedClock, monkeypatch
) -> None:
    session_ref, customer = scene.session, scene.customer
    ref = w.book(session_ref, customer)

    def die(*_: object) -> str:
        raise SystemExit("killed")

    monkeypatch.setattr(flow, "_record", die)
    with pytest.raises(SystemExit):
        w.pay(ref)
    assert w.payment_of(ref).state == "planned"
    monkeypatch.undo()
    clock.advance(minutes=1)
    w.run_due()
    assert w.payment_of(ref).state == "authorised"
    assert w.state_of(Booking, ref) == "waiting"


def test_money_allowed_after_the_booking_expired_is_let_go(
    scene: Scene, clock: SteppedClock, monkeypatch
) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.book(session_ref, customer)
    monkeypatch.setattr(treasury, "perform", lambda key: treasury.Outcome("unknown"))
    assert w.pay(ref) == "unknown"
    clock.advance(minutes=31)
    jobs.run_due(clock.now())
    assert w.state_of(Booking, ref) == "expired"
    monkeypatch.undo()
    clock.advance(minutes=6)
    jobs.run_due(clock.now())
    assert w.state_of(Booking, ref) == "expired"
    assert w.payment_of(ref).state == "voided"
    assert w.balance(world.business, "authorisations") == 0


def test_pressing_twice_pays_once(scene: Scene) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.book(session_ref, customer)
    w.pay(ref)
    with pytest.raises(Refused, match="booking_not_payable"):
        w.pay(ref)
    assert w.balance(world.business, "authorisations") == PRICE


def test_far_ahead_the_money_is_taken_before_the_bank_lets_go(scene: Scene, clock: SteppedClock) -> None:
    world, customer = scene.world, scene.customer
    late = w.SATURDAY + timedelta(days=14)
    session_ref = w.do(
        lambda at: w.add_session(db.session.scalars(sa.select(Experience)).one(), late).public_id
    )
    assignment = w.accept_all()[-1]
    ref = w.book(session_ref, customer)
    w.pay(ref)
    for before in ({"days": 4}, {"hours": 6}):
        clock.move_to(w.booking(ref).starts_at - timedelta(**before))
        w.run_due()
    assert w.payment_of(ref).state == "captured"
    assert w.state_of(Booking, ref) == "confirmed"
    assert w.look(lambda: treasury.held_for(world.business, ref, "USD")) == PRICE, (
        "held for the booking, nobody's yet"
    )
    assert w.balance(world.business, "revenue") == 0
    w.take_place(assignment, clock)
    assert w.look(lambda: treasury.held_for(world.business, ref, "USD")) == 0
    assert w.balance(world.business, "revenue") == PRICE * 20 // 100


def test_a_tip_reaches_the_guide_whole(scene: Scene, clock: SteppedClock) -> None:
    world, session_ref, customer = scene.world, scene.session, scene.customer
    ref = w.guided(session_ref, customer, clock)
    assert w.pay(ref, purpose="tip", amount_minor=777) == "authorised"
    w.run_due()
    fan = world.fans[0].public_id
    assert w.balance(world.business, f"tips_payable:{fan}") == 777
    assert w.booking(ref).tip_minor == 777
    assert w.look(audit.run) == []

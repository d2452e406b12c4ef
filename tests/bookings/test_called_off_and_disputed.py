"""A booking is called off while its customer's bank wants the money itself: it goes back once, by the one way or the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import current_app

from marketplace.bookings import giving_back, money, service_cancellation
from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Experience
from marketplace.core import audit, jobs
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.rewards import treasury
from marketplace.rewards.treasury import disputes as treasury_disputes
from tests import world as w
from tests.bookings.conftest import Scene
from tests.bookings.test_disputes import DISPUTES, PRICE, guided, look
from tests.bookings.test_killed import _leases_end
from tests.gigs.processes import killed_at

pytestmark = pytest.mark.slow


def taken_early(scene: Scene, time: SteppedClock, card: str) -> str:
    """A walk in some weeks, whose money was taken before the bank would let it go."""
    late = w.SATURDAY + timedelta(days=21)
    session = w.do(lambda at: w.add_session(db.session.query(Experience).one(), late).public_id)
    ref = w.book(session, scene.customer)
    w.pay(ref, card)
    w.accept_all()
    for before in ({"days": 4}, {"hours": 6}):
        time.move_to(w.booking(ref).starts_at - timedelta(**before))
        w.run_due()
    assert w.payment_of(ref).state == "captured"
    return ref


def let_off(ref: str) -> int:
    """Staff let the customer off; what the customer is told they get."""

    def work(at: object) -> int:
        found = w.by_ref(Booking, ref)
        return service_cancellation.cancel(
            found, "customer", Actor.STAFF, "idn_x", at, excuse="weather"
        ).refund_minor  # type: ignore[arg-type]

    return w.do(work)


def decided(scene: Scene, *, is_won: bool) -> None:
    """The bank decides, and we hear of it."""
    look(scene)
    (found,) = w.look(lambda: treasury_disputes.disputes_of(scene.world.business))
    kind, text = ("evidence", "winning_evidence") if is_won else ("accept", "")
    w.do(lambda at: treasury_disputes.answer(scene.world.business, found.object_id, kind, text, at))  # type: ignore[arg-type]
    look(scene)
    look(scene)
    assert w.look(lambda: treasury_disputes.disputes_of(scene.world.business)[0].is_open) is False


def days_pass(time: SteppedClock, number: int) -> None:
    for _ in range(number):
        time.advance(days=1)
        w.run_due()


def is_sound(scene: Scene) -> bool:
    assert w.look(audit.run) == []
    return treasury.reconcile(scene.world.business.public_id).is_clean


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("is_won", [True, False])
def test_what_is_disputed_waits_for_the_bank_and_goes_back_once(
    scene: Scene, clock: SteppedClock, is_known: bool, is_won: bool
) -> None:
    ref = taken_early(scene, clock, DISPUTES)
    if is_known:
        look(scene)
    assert let_off(ref) == PRICE
    jobs.run_due(clocks.now(), sweeps=False)
    look(scene)
    days_pass(clock, 3)
    assert (w.payment_of(ref).refunded_minor, is_sound(scene)) == (0, True)
    decided(scene, is_won=is_won)
    days_pass(clock, 2)
    assert w.payment_of(ref).refunded_minor == (PRICE if is_won else 0)
    assert w.look(lambda: treasury.held_for(scene.world.business, ref, "USD")) == 0
    assert is_sound(scene)


def test_what_the_bank_gave_back_is_not_given_again(scene: Scene, clock: SteppedClock) -> None:
    ref = taken_early(scene, clock, DISPUTES)
    decided(scene, is_won=False)
    assert is_sound(scene)
    assert let_off(ref) == 0
    days_pass(clock, 2)
    assert is_sound(scene)


def test_nothing_is_left_to_give_by_hand_of_what_the_bank_gave_back(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = guided(scene, clock, DISPUTES)
    assert w.look(lambda: giving_back.left_minor(w.by_ref(Booking, ref))) == PRICE
    decided(scene, is_won=False)
    assert w.look(lambda: giving_back.left_minor(w.by_ref(Booking, ref))) == 0


def test_a_refund_whose_process_died_before_the_booking_knew_is_written_down(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = taken_early(scene, clock, w.GOOD)
    let_off(ref)

    def settle(die: Callable[[str], None]) -> None:
        perform = treasury.perform

        def performed(key: str) -> treasury.Outcome:
            said = perform(key)
            die("given back")
            return said

        money.treasury.perform = performed
        jobs.run_due(clocks.now())

    killed_at(current_app._get_current_object(), settle, "given back")  # type: ignore[attr-defined]
    w.do(lambda at: _leases_end())
    w.run_due()
    assert (w.payment_of(ref).state, w.payment_of(ref).refunded_minor) == ("refunded", PRICE)
    assert is_sound(scene)

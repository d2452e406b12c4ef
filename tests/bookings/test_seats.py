"""Seats of a session: never more guests than it takes, whoever presses first; decided at the cut-off; given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings.models import Booking
from marketplace.catalogue import service_sessions
from marketplace.catalogue.models import Session
from marketplace.core import audit
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor
from marketplace.gigs import service_endings
from marketplace.gigs.models import Assignment
from marketplace.trust.models import DecisionRecord
from tests import world as w
from tests.bookings.conftest import Scene
from tests.gigs.processes import at_once


def _booked(session_ref: str) -> int:
    return w.look(lambda: w.by_ref(Session, session_ref).guests_booked)


def test_a_full_session_says_how_many_places_are_left(scene: Scene) -> None:
    w.book(scene.session, scene.customer, 6)
    with pytest.raises(Refused) as refusal:
        w.book(scene.session, scene.customer, 3)
    assert (refusal.value.code, refusal.value.params["left"]) == ("session_full", 2)
    assert _booked(scene.session) == 6


def test_of_eight_processes_for_the_last_two_seats_one_wins(scene: Scene, app: Flask) -> None:
    w.book(scene.session, scene.customer, 6)
    customer, session_ref = scene.customer, scene.session
    found = at_once(app, [lambda: w.book(session_ref, customer, 2) for _ in range(8)])
    assert [answer.split(":")[0] for answer in found] == ["done"] + ["session_full"] * 7
    assert _booked(scene.session) == 8


def test_too_few_guests_at_the_cutoff_and_everybody_gets_everything_back(
    scene: Scene, clock: SteppedClock
) -> None:
    ref = w.book(scene.session, scene.customer, 1)
    w.pay(ref)
    (assignment,) = w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=24))
    w.run_due()
    assert w.state_of(Session, scene.session) == "cancelled"
    assert w.state_of(Booking, ref) == "called_off"
    assert w.state_of(Assignment, assignment) == "released"
    assert w.payment_of(ref).state == "voided"
    assert w.balance(scene.world.business, "authorisations") == 0
    records = w.look(lambda: [r.rule for r in db.session.scalars(sa.select(DecisionRecord)).all()])
    assert {"catalogue.cutoff", "bookings.cancellation"} <= set(records)
    assert w.look(audit.run) == []


def test_a_session_without_a_guide_is_called_off_at_the_cutoff(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer, 2)
    w.pay(ref)
    w.run_due()
    w.decline(w.offers()[0])
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=24))
    w.run_due()
    assert w.state_of(Booking, ref) == "called_off"
    assert w.booking(ref).detail["called_off_because"] == "no_guide_found"


def test_enough_guests_and_a_guide_and_it_takes_place(scene: Scene, clock: SteppedClock) -> None:
    ref = w.book(scene.session, scene.customer, 2)
    w.pay(ref)
    w.accept_all()
    clock.move_to(w.booking(ref).starts_at - timedelta(hours=24))
    w.run_due()
    assert w.state_of(Booking, ref) == "confirmed"


def test_a_guide_lost_after_the_cutoff_is_replaced_or_the_money_goes_back(
    scene: Scene, clock: SteppedClock
) -> None:
    w.do(lambda at: w.add_fan(scene.world, "Rita Replacement"))
    ref = w.book(scene.session, scene.customer, 2)
    w.pay(ref)
    w.run_due()
    first = w.accept(w.offers()[0])
    starts_at = w.booking(ref).starts_at
    clock.move_to(starts_at - timedelta(hours=20))
    w.run_due()
    w.do(lambda at: service_endings.forfeit(w.by_ref(Assignment, first), "ill", at))
    w.run_due()
    assert w.state_of(Booking, ref) == "waiting"
    second = w.accept(w.offers()[0])
    assert w.state_of(Booking, ref) == "confirmed"
    w.do(lambda at: service_endings.forfeit(w.by_ref(Assignment, second), "ill", at))
    w.run_due()
    assert w.state_of(Booking, ref) == "called_off", (
        "everybody who fits has been asked, and it is after the cut-off"
    )
    assert w.payment_of(ref).state == "voided"


def test_the_business_calls_a_date_off_and_everybody_is_paid_back(scene: Scene) -> None:
    refs = [w.book(scene.session, scene.customer, 2) for _ in range(2)]
    for ref in refs:
        w.pay(ref)
    w.accept_all()
    w.do(
        lambda at: service_sessions.cancel_session(
            w.by_ref(Session, scene.session), Actor.STAFF, "called_off_by_business", at
        )
    )
    w.run_due()
    assert {w.state_of(Booking, ref) for ref in refs} == {"called_off"}
    assert {w.payment_of(ref).state for ref in refs} == {"voided"}
    assert w.trial_is_even(scene.world.business)

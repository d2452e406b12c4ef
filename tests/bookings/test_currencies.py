"""A booking goes the whole way in currencies of no, two and three decimals, and in those that a provider counts its own way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from marketplace.bookings.models import Booking
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from tests import world as w


@pytest.mark.parametrize(
    ("currency", "price_minor", "shown"),
    [("ISK", 5_000, "ISK10,000"), ("BHD", 40_010, "BHD80.020"), ("RSD", 390_050, "RSD7,801.00")],
)
def test_what_is_booked_is_shown_taken_earned_and_found_again(
    site: Flask, clock: SteppedClock, currency: str, price_minor: int, shown: str
) -> None:
    def make() -> w.World:
        world = w.make_world("experience", shop=replace(w.BOOKSHOP, currency=currency))
        w.add_fan(world, "Gwen Guide")
        return world

    world = edge.write(make)
    session = edge.write(lambda: w.add_session(w.add_listing(world, price_minor=price_minor)).public_id)
    visitor = site.test_client()
    assert shown in visitor.get(f"/sessions/{session}/booking?party=2").text
    ref = w.book(session, edge.write(lambda: w.make_identity("Carla Customer")), 2)
    assert w.pay(ref) == "authorised"
    (assignment,) = w.accept_all()
    w.take_place(assignment, clock)
    w.run_due()
    assert w.state_of(Booking, ref) == "completed"
    assert w.balance(world.business, f"payable:{world.fans[0].public_id}") == price_minor * 2 * 8 // 10
    for _day in range(3):
        clock.advance(days=1, hours=1)
        w.run_due()
    assert w.look(audit.run) == []

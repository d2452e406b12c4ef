"""No booking begins that no card can pay: more than eight digits are refused beside the number of people, and nothing is kept."""

from __future__ import annotations

from flask import Flask

from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Session
from marketplace.core import edge
from marketplace.core.db import db
from tests import world as w
from tests.bookings.conftest import SignIn

EACH = 50_000_000


def test_a_party_whose_price_no_card_takes_is_refused_where_it_was_chosen(
    pages: Flask, sign_in: SignIn
) -> None:
    world = edge.write(lambda: w.make_world("experience"))
    edge.write(lambda: w.add_fan(world, "Gwen Guide"))
    w.fund_through_bank(world.programmes["experience"], 90_000_000)
    listing = {"price_minor": EACH, "guests_min": 1}
    session = edge.write(lambda: w.add_session(w.add_listing(world, **listing)).public_id)
    browser = sign_in(edge.write(lambda: w.make_identity("Carla Customer")))
    page = f"/sessions/{session}/booking"
    refused = browser.post(page, data={"party": "2"})
    assert refused.status_code == 422
    assert "No card can be charged more than $999,999.99 at once. Choose fewer people." in refused.text
    assert w.look(lambda: (db.session.query(Booking).count(), w.by_ref(Session, session).guests_booked)) == (
        0,
        0,
    )
    booked = browser.post(page, data={"party": "1"})
    assert booked.status_code == 303
    assert browser.post(booked.headers["Location"], data={"card": "4242 4242 4242 4242"}).status_code == 303

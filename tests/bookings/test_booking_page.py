"""A booking's page: in the reader's words, and never two things at once about the money."""

from __future__ import annotations

import re
import time

import pytest
import sqlalchemy as sa
from flask import Flask, url_for

from marketplace.bookings import service_cancellation
from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Experience
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.identity import erasure
from tests import world as w
from tests.bookings.conftest import Scene, SignIn, make_scene

THERE = "Junto a la torre del reloj"


@pytest.fixture
def booked(pages: Flask) -> tuple[Scene, str]:
    """A booking that is confirmed, of a listing whose meeting point is said in Spanish too."""
    scene = edge.write(make_scene)

    def translate() -> None:
        listing = db.session.scalars(sa.select(Experience)).one()
        listing.translations = {"es": {"meeting_point": THERE}}

    edge.write(translate)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.accept_all()
    return scene, ref


def _page(browser: object, path: str, locale: str) -> str:
    browser.set_cookie("muster_locale", locale)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", browser.get(path).get_data(as_text=True))  # type: ignore[attr-defined]


def test_where_one_meets_is_said_in_the_readers_language(booked: tuple[Scene, str], sign_in: SignIn) -> None:
    scene, ref = booked
    browser = sign_in(scene.customer)
    assert f'<figcaption class="map__caption" lang="es">{THERE}</figcaption>' in _page(
        browser, f"/bookings/{ref}", "es"
    )
    assert THERE not in _page(browser, f"/bookings/{ref}", "en")


def test_a_booking_called_off_does_not_say_that_it_is_held_nor_that_it_comes_back(
    booked: tuple[Scene, str], sign_in: SignIn
) -> None:
    scene, ref = booked
    browser = sign_in(scene.customer)
    assert "Set aside, not taken" in _page(browser, f"/bookings/{ref}", "en")
    w.do(
        lambda at: service_cancellation.cancel(
            w.by_ref(Booking, ref), "customer", Actor.CUSTOMER, scene.customer.public_id, at
        )
    )
    assert w.state_of(Booking, ref) == "cancelled"
    page = _page(browser, f"/bookings/{ref}", "en")
    assert "Nothing was taken from your card" in page
    assert "Back to you" not in page, "it never left"
    assert "Set aside, not taken" not in page


def test_whoever_has_promised_is_led_to_where_it_is_given_back(
    booked: tuple[Scene, str], sign_in: SignIn, pages: Flask
) -> None:
    scene, _ref = booked
    with pages.test_request_context():
        ways = {code: url_for(erasure.way_out(code)) for code in ("gig_promised", "booking_ahead")}  # type: ignore[arg-type]
    for person, code in ((scene.world.fans[0].identity, "gig_promised"), (scene.customer, "booking_ahead")):
        browser = sign_in(person)
        with browser.session_transaction() as cookie:
            cookie["fs_paa"] = time.time()
        assert f'<a href="{ways[code]}">' in _page(browser, "/account/erasure", "en")
        assert browser.get(ways[code]).status_code == 200

"""Pages that are about money because of what is sold there: without a key of the provider each says that none of it is real."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from tests import world as w
from tests.bookings.checkouts import promotion
from tests.bookings.conftest import Scene, SignIn, make_scene

SAID = "runs in the sandbox"


@pytest.fixture
def shop(pages: Flask) -> Scene:
    return edge.write(make_scene)


def test_whoever_books_leads_or_sells_reads_that_no_money_is_real(
    pages: Flask, shop: Scene, sign_in: SignIn, clock: SteppedClock
) -> None:
    ref, desk = w.book(shop.session, shop.customer), f"/desk/{shop.world.business.slug}"
    promotion(rate_bps=1000)
    w.pay(ref)
    w.run_due()
    (offer,) = w.offers()
    assignment = w.accept(offer)
    customer, owner, fan = (
        sign_in(one) for one in (shop.customer, shop.world.owner, shop.world.fans[0].identity)
    )
    to_read = [
        (customer, f"/sessions/{shop.session}/booking"),
        (customer, f"/bookings/{ref}"),
        (customer, f"/bookings/{ref}/cancellation"),
        (customer, f"/bookings/{ref}/receipt"),
        (owner, f"{desk}/bookings/{ref}"),
        (owner, f"{desk}/promotions"),
        (owner, f"{desk}/promotions/{_promotion(owner, desk)}"),
        (owner, f"{desk}/vouchers"),
        (fan, f"/offers/{offer}"),
        (fan, f"/assignments/{assignment}"),
    ]
    for browser, address in to_read:
        shown = browser.get(address)
        assert shown.status_code == 200, address
        assert SAID in shown.text, address
    w.take_place(assignment, clock)
    assert SAID in customer.get(f"/bookings/{ref}/tip").text
    settings = pages.extensions["muster.settings"]
    keys = {"STRIPE_SECRET_KEY": "sk_live_abc"}
    pages.extensions["muster.settings"] = replace(settings, world="shop", provider_secrets=keys)
    for browser, address in to_read:
        assert SAID not in browser.get(address).text, address


def test_what_is_free_says_nothing_of_money(shop: Scene, sign_in: SignIn) -> None:
    free = edge.write(
        lambda: w.add_session(w.add_listing(shop.world, price_minor=0, title="A free walk")).public_id
    )
    customer = sign_in(shop.customer)
    ref = w.book(free, shop.customer)
    for address in (f"/sessions/{free}/booking", f"/bookings/{ref}"):
        assert SAID not in customer.get(address).text, address
    shown = customer.get(f"/bookings/{ref}").text
    assert "We write to you as soon as somebody has said yes." in shown
    assert "set aside on your card" not in shown


def _promotion(owner: FlaskClient, desk: str) -> str:
    return re.findall(rf'{desk}/promotions/(\w+)"', owner.get(f"{desk}/promotions").text)[0]

"""The pages of the checkout, the receipt, promotions and tax, as people use them."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace import create_app
from marketplace.bookings.models import Booking
from marketplace.core import clock, edge
from marketplace.core.clock import SteppedClock
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import promotions as treasury_promotions
from tests import world as w
from tests.bookings.checkouts import business, charged, credit_of, give_code, give_credit, promotion
from tests.bookings.conftest import Scene, SignIn, make_scene
from tests.conftest import _running, settings_for


@pytest.fixture
def shop(pages: Flask) -> Scene:
    return edge.write(make_scene)


def text(response: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.get_data(as_text=True)))


def test_a_customer_pays_with_code_and_credit_and_cancels(shop: Scene, sign_in: SignIn) -> None:
    give_credit(shop.customer, 1000)
    code = promotion(rate_bps=1000)
    ref = w.book(shop.session, shop.customer)
    mine = sign_in(shop.customer)
    page = text(mine.get(f"/bookings/{ref}/payment"))
    assert "You have $10.00 of credit here" in page
    assert "Set aside $78.00" in page
    assert mine.post(f"/bookings/{ref}/codes", data={"code": code.lower()}).status_code == 303
    assert mine.post(f"/bookings/{ref}/credit").status_code == 303
    page = text(mine.get(f"/bookings/{ref}/payment"))
    for words in ("Set aside $60.20", "-$7.80", "$70.20", "$10.00 with your credit"):
        assert words in page
    assert mine.post(f"/bookings/{ref}/payment", data={"card": "4242 4242 4242 4242"}).status_code == 303
    receipt = text(mine.get(f"/bookings/{ref}/receipt"))
    for words in ("$78.00", "-$7.80", "$70.20", "$60.20", "$10.00"):
        assert words in receipt
    shown = text(mine.get(f"/bookings/{ref}/cancellation"))
    assert "You get $70.20 back" in shown
    assert "$60.20" in shown
    answer = mine.post(f"/bookings/{ref}/cancellation", data={"refund_minor": "7020"})
    assert answer.status_code == 303
    w.run_due()
    assert credit_of(shop.customer) == 1000
    assert "$10.00 of it as credit" in text(mine.get(f"/bookings/{ref}"))
    rows = list(csv.reader(io.StringIO(mine.get(f"/bookings/{ref}/receipt.csv").get_data(as_text=True))))
    assert rows[0] == ["Part", "What", "Amount", "Currency"]
    assert rows[-1] == ["Total", "", "0.00", "USD"]
    assert sum(float(row[2]) for row in rows if row[0] == "Price") == 0


def test_a_booking_that_costs_nothing_more_needs_no_card(shop: Scene, sign_in: SignIn) -> None:
    code = give_code(shop.world.fans[0].public_id, 9000)
    ref = w.book(shop.session, shop.customer)
    mine = sign_in(shop.customer)
    assert mine.post(f"/bookings/{ref}/codes", data={"code": code}).status_code == 303
    page = text(mine.get(f"/bookings/{ref}/payment"))
    assert "Nothing left to pay" in page
    assert "4242" not in page
    assert mine.post(f"/bookings/{ref}/payment").status_code == 303
    assert w.state_of(Booking, ref) == "waiting"


def test_a_card_is_never_asked_for_less_than_it_is_charged(shop: Scene, sign_in: SignIn) -> None:
    give_credit(shop.customer, 7770)
    ref, mine = w.book(shop.session, shop.customer), sign_in(shop.customer)
    page = text(mine.post(f"/bookings/{ref}/credit", follow_redirects=True))
    assert "Set aside $0.50" in page
    assert "No card is charged less than $0.50" in page
    assert "Use it for this booking" not in page, "the last 20 cents cannot be used here"
    mine.post(f"/bookings/{ref}/credit/removal")
    page = text(
        mine.post(
            f"/bookings/{ref}/codes",
            data={"code": promotion(rate_bps=None, amount_minor=7760)},
            follow_redirects=True,
        )
    )
    assert "gives you the last $0.40 too" in page
    assert "Set aside" not in page


def test_nobody_spends_the_credit_of_an_address_they_typed(shop: Scene, sign_in: SignIn) -> None:
    """A booking made in somebody's name in this browser shows nothing of their credit, and takes none of it."""
    give_credit(shop.customer, 5000)
    stranger = sign_in(None)
    data = {"party": "2", "notes": "", "name": "Carla Customer", "email": shop.customer.email}
    made = stranger.post(f"/sessions/{shop.session}/booking", data=data)
    assert made.status_code == 303
    ref = made.location.split("/")[2]
    page = text(stranger.get(f"/bookings/{ref}/payment"))
    assert "Set aside" in page
    assert "of credit here" not in page
    assert stranger.post(f"/bookings/{ref}/credit").status_code == 404
    assert credit_of(shop.customer) == 5000


@pytest.mark.parametrize(
    "code", ["", "x", "0O1I-0O1I", "2222-2222", "A" * 300, "' OR 1=1 --", "ÑÑÑÑÑÑÑÑ", "=1+1"]
)
def test_junk_for_a_code_is_said_beside_it_and_changes_nothing(
    shop: Scene, sign_in: SignIn, code: str
) -> None:
    promotion()
    ref = w.book(shop.session, shop.customer)
    answer = sign_in(shop.customer).post(f"/bookings/{ref}/codes", data={"code": code})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert charged(ref).card_minor == 7800


def test_where_no_codes_are_used_nobody_sees_them(shop: Scene, sign_in: SignIn) -> None:
    ref = w.book(shop.session, shop.customer)
    page = text(sign_in(shop.customer).get(f"/bookings/{ref}/payment"))
    assert "I have a code" not in page
    assert "credit" not in page.lower()
    desk = text(sign_in(shop.world.owner).get(f"/desk/{shop.world.business.slug}"))
    for room in ("counter", "promotions", "tax"):
        assert f"/{shop.world.business.slug}/{room}" not in desk


@pytest.fixture
def counting(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> Iterator[Flask]:
    """An application that counts."""
    yield from _running(create_app(settings_for(sqlite_url, tmp_path, rate_limits=True), clock))


def test_guessing_codes_is_slowed_down(counting: Flask) -> None:
    counting.config["WTF_CSRF_ENABLED"] = False
    shop = edge.write(make_scene)
    ref = w.book(shop.session, shop.customer)
    mine = counting.test_client()
    with mine.session_transaction() as session:
        session["_user_id"], session["_fresh"] = shop.customer.fs_uniquifier, True
    found = [mine.post(f"/bookings/{ref}/codes", data={"code": "2222-2222"}).status_code for _ in range(21)]
    assert found == [422] * 20 + [429]


def test_an_owner_makes_pauses_and_ends_a_promotion(shop: Scene, sign_in: SignIn) -> None:
    desk, path = sign_in(shop.world.owner), f"/desk/{shop.world.business.slug}/promotions"
    assert desk.get(path).status_code == 200
    data = {
        "sort": "percent",
        "value": "12.5",
        "cap": "9",
        "uses_max": "3",
        "only_for": shop.world.programmes["experience"].public_id,
    }
    made = desk.post(path, data=data)
    assert made.status_code == 303
    page = text(desk.get(made.location))
    for words in ("12.5%, at most $9.00", "0 / 3", "Runs"):
        assert words in page
    ref = w.book(shop.session, shop.customer)
    (one,) = w.look(lambda: treasury_promotions.promotions_of(business(), clock.now()))
    sign_in(shop.customer).post(f"/bookings/{ref}/codes", data={"code": one.promotion.code})
    assert charged(ref).discount_minor == 900
    assert desk.post(f"{made.location}/pause").status_code == 303
    again = w.book(shop.session, shop.customer)
    refused = sign_in(shop.customer).post(f"/bookings/{again}/codes", data={"code": one.promotion.code})
    assert (refused.status_code, "This promotion is paused just now." in text(refused)) == (409, True)
    assert charged(ref).discount_minor == 900
    desk.post(f"{made.location}/end")
    assert "Over" in text(desk.get(made.location))
    assert "Promotion codes" in text(desk.get(f"/desk/{shop.world.business.slug}"))


@pytest.mark.parametrize(
    "data",
    [
        {"sort": "percent", "value": "101"},
        {"sort": "percent", "value": "0"},
        {"sort": "amount", "value": "-1"},
        {"sort": "amount", "value": "0.001"},
        {"sort": "amount", "value": "NaN"},
        {"sort": "amount", "value": "1e30"},
        {"sort": "other", "value": "5"},
        {"sort": "percent", "value": "5", "uses_max": "0"},
        {
            "sort": "percent",
            "value": "5",
            "starts_local": "2026-12-01T10:00",
            "ends_local": "2026-12-01T09:00",
        },
        {"sort": "percent", "value": "5", "only_for": "exp_elsewhere"},
    ],
)
def test_a_promotion_that_cannot_be_is_not_made(shop: Scene, sign_in: SignIn, data: dict[str, str]) -> None:
    desk, path = sign_in(shop.world.owner), f"/desk/{shop.world.business.slug}/promotions"
    assert desk.post(path, data=data).status_code == 422
    assert w.look(lambda: treasury_promotions.promotions_of(business(), clock.now())) == []


def test_an_owner_enters_tax_and_the_receipt_says_it(shop: Scene, sign_in: SignIn) -> None:
    desk, path = sign_in(shop.world.owner), f"/desk/{shop.world.business.slug}/tax"
    details = {
        "legal_name": "Foglight Books LLC",
        "address": "1 Valencia",
        "tax_number": "US-7",
        "holds": "exclusive",
        "rounding": "line",
    }
    assert desk.post(f"{path}/details", data=details).status_code == 303
    rate = {"name": "Sales tax", "rate": "8.875", "kind": "", "starts_on": "2026-01-01"}
    assert desk.post(f"{path}/rates", data=rate).status_code == 303
    assert desk.post(f"{path}/rates", data=rate).status_code == 422
    assert desk.post(f"{path}/rates", data=rate | {"name": "X", "rate": "95"}).status_code == 422
    later = desk.post(f"{path}/rates", data=rate | {"name": "City", "starts_on": "2090-01-01"})
    assert later.status_code == 303
    said = text(desk.get(path))
    assert "It holds for what is booked from Jan 1, 2090 on" in said
    assert "8.875%" in said
    ref = w.book(shop.session, shop.customer)
    mine = sign_in(shop.customer)
    assert "Sales tax 8.875%" in text(mine.get(f"/bookings/{ref}/payment"))
    mine.post(f"/bookings/{ref}/payment", data={"card": "4242 4242 4242 4242"})
    receipt = text(mine.get(f"/bookings/{ref}/receipt"))
    for words in ("Foglight Books LLC", "US-7", "Sales tax 8.875%", "$6.92", "$84.92"):
        assert words in receipt, words


@pytest.mark.parametrize("change", [{"rate": "101"}, {"rate": "-1"}, {"rate": "1.23456"}, {"rate": "NaN"}, {"name": ""}, {"starts_on": "x"}, {"kind": "nothing"}, {"starts_on": "0001-01-01"}])  # fmt: skip
def test_a_rate_that_cannot_be_is_not_entered(shop: Scene, sign_in: SignIn, change: dict[str, str]) -> None:
    desk, path = sign_in(shop.world.owner), f"/desk/{shop.world.business.slug}/tax"
    rate = {"name": "VAT", "rate": "21", "kind": "", "starts_on": "2026-01-01"} | change
    assert desk.post(f"{path}/rates", data=rate).status_code == 422


def test_a_receipt_is_ones_own(shop: Scene, sign_in: SignIn, clock: SteppedClock) -> None:
    ref = w.book(shop.session, shop.customer)
    mine = sign_in(shop.customer)
    assert mine.get(f"/bookings/{ref}/receipt").status_code == 404  # nothing was paid yet
    w.pay(ref)
    assert mine.get(f"/bookings/{ref}/receipt").status_code == 200
    other: Identity = edge.write(lambda: w.make_identity("Eve Elsewhere"))
    for path in ("receipt", "receipt.csv", "payment"):
        assert sign_in(other).get(f"/bookings/{ref}/{path}").status_code == 404
    assert sign_in(other).post(f"/bookings/{ref}/codes", data={"code": "x"}).status_code == 404

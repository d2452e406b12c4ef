"""Codes, credit, receipts and the counter by programmes: the same rules and refusals as on the pages."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.identity.models import Identity
from tests import world as w
from tests.api.conftest import Scene
from tests.bookings.checkouts import give_code, give_credit


def _slug(scene: Scene) -> str:
    return f"/businesses/{scene.world.business.slug}"


def test_a_booking_is_paid_with_promotion_and_credit_and_called_off(scene: Scene) -> None:
    made = scene.owner.post(f"{_slug(scene)}/promotions", {"rate_bps": 1000, "uses_max": 1})
    assert made.status_code == 201, made.json
    named = sa.select(Identity).where(Identity.name == "Carla Customer")
    customer = w.look(lambda: db.session.scalars(named).one())
    give_credit(customer, 1000)
    ref = scene.customer.post(f"/sessions/{scene.session_ref}/bookings", {"party": 2}).json["id"]
    off = scene.customer.post(f"/bookings/{ref}/codes", {"code": made.json["code"]})
    assert (off.json["discount_minor"], off.json["promotion"].replace("-", "")) == (780, made.json["code"])
    put = scene.customer.post(f"/bookings/{ref}/credit")
    assert (put.json["credit_minor"], put.json["card_minor"], put.json["credit_available_minor"]) == (
        1000,
        6020,
        0,
    )
    lacking = scene.customer.post(f"/bookings/{ref}/payment", {})
    assert (lacking.status_code, lacking.json["code"]) == (422, "card_needed")
    assert (
        scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"}).json["state"]
        == "authorised"
    )
    receipt = scene.customer.get(f"/bookings/{ref}/receipt").json
    assert (receipt["total_minor"], receipt["card_minor"], receipt["credit_minor"]) == (7020, 6020, 1000)
    shown = scene.customer.get(f"/bookings/{ref}/cancellation").json
    assert (shown["refund_minor"], shown["card_refund_minor"], shown["credit_refund_minor"]) == (
        7020,
        6020,
        1000,
    )
    assert (
        scene.customer.post(f"/bookings/{ref}/cancellation", {"refund_minor": 7020}).json["state"]
        == "cancelled"
    )
    w.run_due()
    (wallet,) = scene.customer.get("/credit").json["wallets"]
    assert wallet["credit_minor"] == 1000
    (promotion,) = scene.owner.get(f"{_slug(scene)}/promotions").json["promotions"]
    assert (promotion["held"], promotion["used"], promotion["cost_minor"]) == (0, 0, 0)


def test_credit_alone_pays_without_a_payment_method(scene: Scene) -> None:
    code = give_code("fan_x", 9000)
    ref = scene.customer.post(f"/sessions/{scene.session_ref}/bookings", {"party": 2}).json["id"]
    assert scene.customer.post(f"/bookings/{ref}/codes", {"code": code}).json["card_minor"] == 0
    assert scene.customer.post(f"/bookings/{ref}/payment", {}).json["state"] == "authorised"


def test_the_counter_takes_a_code_once(scene: Scene) -> None:
    code = give_code("fan_x", 900)
    found = scene.owner.post(f"{_slug(scene)}/counter/lookups", {"code": code}).json
    assert (found["worth_minor"], found["is_credit"]) == (900, False)
    body = {"code": code, "amount_minor": 500, "attempt": "till-1"}
    taken = scene.owner.post(f"{_slug(scene)}/counter/redemptions", body)
    assert (taken.status_code, taken.json["rest_minor"]) == (201, 400)
    assert scene.owner.post(f"{_slug(scene)}/counter/redemptions", body).json["id"] == taken.json["id"]
    again = scene.owner.post(f"{_slug(scene)}/counter/redemptions", body | {"attempt": "till-2"})
    assert (again.status_code, again.json["code"]) == (409, "code_spent")


@pytest.mark.parametrize(
    "body",
    [{}, {"amount_minor": 0}, {"amount_minor": 100.5}, {"amount_minor": "1_000"}, {"amount_minor": True}, {"amount_minor": 10**8}, {"rate_bps": 1, "cap_minor": 1.5}, {"amount_minor": 100, "rate_bps": 100}, {"rate_bps": 10_001}, {"rate_bps": 1, "uses_max": 0},
     {"rate_bps": 1, "starts_at": "2027-01-02T00:00:00Z", "ends_at": "2027-01-01T00:00:00Z"}, {"rate_bps": 1, "other": 1}],
)  # fmt: skip
def test_a_promotion_that_cannot_be_is_refused(shop: Scene, body: dict[str, Any]) -> None:
    assert shop.owner.post(f"{_slug(shop)}/promotions", body).status_code == 422
    assert shop.owner.get(f"{_slug(shop)}/promotions").json["promotions"] == []


def test_only_staff_take_codes_and_make_promotions(shop: Scene) -> None:
    for caller in (shop.customer, shop.fan):
        assert caller.post(f"{_slug(shop)}/counter/lookups", {"code": "2222-2222"}).status_code == 404
        assert caller.post(f"{_slug(shop)}/promotions", {"rate_bps": 1}).status_code == 404

"""A write sent twice under one key is one write: replayed, told apart from another, let go after a refusal, at once by many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.api import idempotency
from marketplace.api.models import ApiAnswer
from marketplace.bookings.models import Booking, Payment
from marketplace.core import clock, edge
from marketplace.core.db import db
from tests import world as w
from tests.api.conftest import Scene

AT_ONCE = 6


def _count(model: type) -> int:
    return w.look(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_the_same_write_is_done_once_and_answered_the_same(scene: Scene) -> None:
    path = f"/sessions/{scene.session_ref}/bookings"
    first = scene.customer.post(path, {"party": 2}, key="k1")
    again = scene.customer.post(path, {"party": 2}, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert _count(Booking) == 1
    other = scene.customer.post(path, {"party": 2}, key="k2")
    assert other.json["id"] != first.json["id"]


def test_a_key_used_for_something_else_is_refused(shop: Scene) -> None:
    path = f"/sessions/{shop.session_ref}/bookings"
    shop.customer.post(path, {"party": 2}, key="k1")
    other = shop.customer.post(path, {"party": 3}, key="k1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_conflict")
    assert other.json["field"] == "Idempotency-Key"
    assert _count(Booking) == 1


def test_keys_are_each_tokens_own(shop: Scene) -> None:
    path = f"/sessions/{shop.session_ref}/bookings"
    mine = shop.customer.post(path, {"party": 2}, key="k1")
    theirs = shop.owner.post(path, {"party": 2}, key="k1")
    assert mine.json["id"] != theirs.json["id"]


def test_what_was_refused_may_be_sent_again(shop: Scene) -> None:
    ref = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2}).json["id"]
    path = f"/bookings/{ref}/cancellation"
    refused = shop.customer.post(path, {"refund_minor": 1}, key="k1")
    assert refused.status_code == 409
    assert _count(ApiAnswer) == 0
    assert shop.customer.post(path, {"refund_minor": 0}, key="k1").status_code == 200


def test_a_payment_is_done_once(scene: Scene) -> None:
    ref = scene.customer.post(f"/sessions/{scene.session_ref}/bookings", {"party": 2}).json["id"]
    body = {"payment_method": "pm_card_visa"}
    first = scene.customer.post(f"/bookings/{ref}/payment", body, key="k1")
    again = scene.customer.post(f"/bookings/{ref}/payment", body, key="k1")
    assert again.json == first.json == {"state": "authorised", "booking_state": "waiting"}
    assert again.headers["Idempotent-Replay"] == "true"
    assert _count(Payment) == 1
    twice = scene.customer.post(f"/bookings/{ref}/payment", body, key="k2")
    assert (twice.status_code, twice.json["code"]) == (409, "booking_not_payable")


def test_many_at_once_are_one(scene: Scene, app: Flask) -> None:
    """Threads send the same write under one key: one of them does it, all are told the same."""
    path = f"/sessions/{scene.session_ref}/bookings"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: scene.customer.post(path, {"party": 2}, key="k1"), range(AT_ONCE)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replay" not in answer.headers for answer in answers) == 1
    assert _count(Booking) == 1


@pytest.mark.parametrize("key", ["k" * 81, "k" * 4000])
def test_a_key_that_is_too_long_is_refused(shop: Scene, key: str) -> None:
    answer = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2}, key=key)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_long")


def test_answers_are_let_go_after_a_day(shop: Scene) -> None:
    shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2}, key="k1")
    edge.write(lambda: idempotency.forget(clock.now() + timedelta(hours=23)))
    assert _count(ApiAnswer) == 1
    edge.write(lambda: idempotency.forget(clock.now() + timedelta(hours=25)))
    assert _count(ApiAnswer) == 0

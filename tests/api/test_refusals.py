"""Refusals of the interface: one form, a stable code, words, and the field at fault."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.api.conftest import Scene


def _refusal(answer: TestResponse) -> tuple[int, str, str | None]:
    """Status, code and field of a refusal, which has words too."""
    assert answer.json is not None
    assert answer.json["message"]
    return answer.status_code, answer.json["code"], answer.json.get("field")


def test_what_is_not_there_is_not_found(shop: Scene) -> None:
    for path in ("/bookings/bkg_2222222222222222", "/nothing"):
        assert _refusal(shop.customer.get(path)) == (404, "not_found", None)


def test_a_method_that_is_not_known_names_those_that_are(shop: Scene, site: Flask) -> None:
    answer = site.test_client().delete("/api/v1/bookings")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("party", "field"), [(None, "party"), (0, "party"), (101, "party"), ("two", "party"), ([], "party")]
)
def test_a_field_at_fault_is_named(shop: Scene, party: object, field: str) -> None:
    body = {} if party is None else {"party": party}
    answer = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", body)
    assert _refusal(answer) == (422, "input_invalid", field)
    assert field in answer.json["errors"]


def test_unknown_fields_are_refused(shop: Scene) -> None:
    answer = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2, "price_minor": 1})
    assert _refusal(answer) == (422, "input_invalid", "price_minor")


def test_a_body_that_is_no_json_is_told_apart(shop: Scene) -> None:
    headers = {"Authorization": f"Bearer {shop.customer.text}", "Content-Type": "application/json"}
    path = f"/api/v1/sessions/{shop.session_ref}/bookings"
    answer = shop.customer.app.test_client().post(path, data=b"{party", headers=headers)
    assert _refusal(answer) == (400, "json_unreadable", None)


def test_the_state_of_things_can_forbid(shop: Scene) -> None:
    ref = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2}).json["id"]
    assert shop.customer.post(f"/bookings/{ref}/cancellation", {"refund_minor": 0}).status_code == 200
    answer = shop.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"})
    assert _refusal(answer) == (409, "booking_not_payable", None)


@pytest.mark.parametrize(
    "path", ["/sessions?place=Nowhere-at-all-xyz", "/sessions?after=ses_2222222222222222"]
)
def test_a_search_for_what_is_unknown_names_it(shop: Scene, path: str) -> None:
    answer = shop.customer.get(path)
    assert answer.status_code == 422
    assert answer.json["field"] in ("place", "after")


def test_a_card_the_provider_does_not_know_is_refused(shop: Scene) -> None:
    ref = shop.customer.post(f"/sessions/{shop.session_ref}/bookings", {"party": 2}).json["id"]
    answer = shop.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_nothing"})
    assert answer.status_code < 500, answer.json


def test_zero_letters_and_halves_of_pairs_are_refused(scene: Scene) -> None:
    for text in ("a\x00b", "\ud800"):
        answer = scene.customer.post(f"/sessions/{scene.session_ref}/bookings", {"party": 2, "notes": text})
        assert _refusal(answer) == (422, "input_invalid", "notes")
    assert scene.customer.get("/bookings/bkg_%00").status_code == 404
    assert scene.customer.get("/sessions?words=%00").status_code == 400
    assert scene.customer.get("/sessions?after=%00").status_code == 400
    assert scene.owner.get("/businesses/a%00b/gigs").status_code == 404


@pytest.mark.parametrize(("status", "path"), [(405, "/api/v1/bookings"), (404, "/api/v1/nothing")])
def test_what_is_no_method_or_address_is_refused_in_the_language_of_the_caller(
    site: Flask, status: int, path: str
) -> None:
    english, spanish = (
        site.test_client().delete(path, headers={"Accept-Language": code}) for code in ("en", "es")
    )
    assert (english.status_code, spanish.status_code) == (status, status)
    assert english.json["code"] == spanish.json["code"]
    assert english.json["message"] != spanish.json["message"]

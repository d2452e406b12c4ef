"""Who may call: a live token, with the scope, for a person who is still there, in a role that may, not too often."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from marketplace import create_app
from marketplace.businesses.models import Business, Staff
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity import service_tokens
from marketplace.identity.models import Identity
from tests import world as w
from tests.api.callers import caller
from tests.api.conftest import Scene, build
from tests.conftest import NOON, _running, settings_for


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer nothing", "Basic YTpi", "Bearer muster_" + "x" * 43]
)
def test_without_a_live_token_nothing_is_said(shop: Scene, header: str | None) -> None:
    headers = {"Authorization": header} if header is not None else {}
    answer = shop.owner.app.test_client().get("/api/v1/bookings", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "token_missing")


def test_a_cookie_is_no_token(shop: Scene, site: Flask) -> None:
    browser = site.test_client()
    with browser.session_transaction() as session:
        session["_user_id"], session["_fresh"] = shop.world.owner.fs_uniquifier, True
    assert browser.get("/api/v1/bookings").status_code == 401


def test_a_scope_that_lacks_is_named(shop: Scene, site: Flask) -> None:
    reader = caller(site, shop.world.owner, "desk:read")
    slug = shop.world.business.slug
    assert reader.get(f"/businesses/{slug}/gigs").status_code == 200
    refused = reader.get("/bookings")
    assert (refused.status_code, refused.json["code"]) == (403, "scope_lacking")
    assert "bookings:read" in refused.json["message"]


def test_tokens_end(shop: Scene, site: Flask, clock: SteppedClock) -> None:
    short, revoked = caller(site, shop.world.owner, days=1), caller(site, shop.world.owner)
    w.do(lambda at: service_tokens.revoke(w.by_ref(Identity, shop.world.owner.public_id), revoked.ref, at))
    assert revoked.get("/bookings").status_code == 401
    assert short.get("/bookings").status_code == 200
    clock.advance(days=1)
    assert short.get("/bookings").status_code == 401


@pytest.mark.parametrize("change", [{"active": False}, {"erased_at": NOON}])
def test_nobody_acts_for_somebody_who_is_gone(shop: Scene, change: dict[str, object]) -> None:
    def leave() -> None:
        person = w.by_ref(Identity, shop.world.owner.public_id)
        for name, value in change.items():
            setattr(person, name, value)

    edge.write(leave)
    assert shop.owner.get("/bookings").status_code == 401


def test_a_role_that_may_not_is_told_so_and_strangers_find_nothing(shop: Scene, site: Flask) -> None:
    def hire() -> Identity:
        person = w.make_identity("Sue Support")
        shop_id = w.by_ref(Business, shop.world.business.public_id).id
        db.session.add(Staff(business_id=shop_id, identity_id=person.id, role="support", created_at=NOON))
        return person

    support = caller(site, edge.write(hire))
    desk = f"/businesses/{shop.world.business.slug}"
    budget = f"{desk}/programmes/{shop.world.programmes['experience'].public_id}/budget"
    assert support.get(f"{desk}/bookings").status_code == 200
    refused = support.get(budget)
    assert (refused.status_code, refused.json["code"]) == (403, "role_not_allowed")
    assert shop.customer.get(budget).status_code == 404
    assert shop.customer.get("/offers").status_code == 404, "a customer is no fan"


def test_staff_of_a_real_shop_need_a_second_factor(shop: Scene, site: Flask, clock: SteppedClock) -> None:
    path = f"/businesses/{shop.world.business.slug}/gigs"
    clock.advance(days=8)
    refused = shop.owner.get(path)
    assert (refused.status_code, refused.json["code"]) == (403, "second_factor_needed")
    settings = site.extensions["muster.settings"]
    site.extensions["muster.settings"] = replace(settings, world="demo")
    assert shop.owner.get(path).status_code == 200


def test_refusals_speak_the_language_of_the_caller(shop: Scene) -> None:
    spanish = shop.customer.get("/bookings/bkg_2222222222222222", headers={"Accept-Language": "es"})
    assert spanish.status_code == 404
    english = shop.customer.get("/bookings/bkg_2222222222222222")
    assert spanish.json["code"] == english.json["code"] == "not_found"
    assert spanish.json["message"] != english.json["message"]

    def move() -> None:
        w.by_ref(Identity, shop.world.owner.public_id).locale = "es"

    edge.write(move)
    assert shop.owner.get("/bookings/bkg_2222222222222222").json["message"] == spanish.json["message"]


def test_writes_are_counted_by_token(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> None:
    site = create_app(settings_for(sqlite_url, tmp_path, rate_limits=True), clock)
    for app in _running(site):
        scene = build(app, "experience")
        path = "/bookings/bkg_2222222222222222/cancellation"
        statuses = [scene.customer.post(path, {"refund_minor": 0}).status_code for _ in range(121)]
        assert statuses[:120] == [404] * 120
        last = scene.customer.post(path, {"refund_minor": 0})
        assert (statuses[120], last.status_code, last.json["code"]) == (429, 429, "too_many_requests")
        assert int(last.headers["Retry-After"]) > 0
        assert scene.owner.post(path, {"refund_minor": 0}).status_code == 404, (
            "another token counts for itself"
        )
        assert scene.customer.get("/bookings").status_code == 200, "reading is not counted"

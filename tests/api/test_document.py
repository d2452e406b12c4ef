"""The description of the interface: sound, without clashes, and kept by what answers, whatever is sent."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema_rs import meta

from marketplace.api import SCOPES
from marketplace.businesses.models import Business
from marketplace.core import clock, edge
from marketplace.kinds import service_parcels
from marketplace.rewards.treasury import payouts as treasury_payouts
from tests import world as w
from tests.api.callers import AS_DESCRIBED, Caller
from tests.api.conftest import Scene

pytestmark = pytest.mark.slow

EXAMPLES = 10  # a number, never a time: what is sent is the same on every machine
METHODS = ("get", "post")


@pytest.fixture
def document(site: Flask) -> dict:
    """The document, made without a warning: two schemas of one name would be one."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = site.test_client().get("/api/openapi.json")
    assert answer.status_code == 200
    return answer.json


def _references(part: object) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def _operations(document: dict) -> dict[tuple[str, str], dict]:
    return {
        (re.sub(r"\{(\w+)\}", r"<\1>", path), method): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    }


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(document: dict) -> None:
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= set(document["info"])
    for reference in _references(document):
        part = document
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]
    for schema in document["components"]["schemas"].values():
        assert meta.is_valid(schema)


def test_every_route_is_described_with_who_may_and_what_can_go_wrong(site: Flask, document: dict) -> None:
    described = _operations(document)
    routes = {
        (rule.rule, method.lower())
        for rule in site.url_map.iter_rules()
        for method in rule.methods or ()
        if rule.rule.startswith("/api/v1/") and method.lower() in METHODS
    }
    assert set(described) == routes
    for where, operation in described.items():
        assert operation["summary"], where
        assert {"401", "403", "429"} <= set(operation["responses"]), where
        assert "default" not in operation["responses"], where
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_scopes_say_what_they_allow() -> None:
    assert all(str(words)[0].isupper() for words in SCOPES.values())


def _made(caller: Caller, path: str, body: Any = None) -> dict:
    answer = caller.post(path, body)
    assert answer.status_code in (200, 201), answer.json
    w.run_due()
    return answer.json


def _add_point(scene: Scene) -> str:
    def work() -> str:
        programme = scene.world.programmes["delivery"]
        found = w.by_ref(type(programme), programme.public_id)
        return service_parcels.add_pickup_point(found, "The shop", "1 Valencia Street", *w.SHOP).public_id

    return edge.write(work)


def _at_work(scene: Scene, desk: str) -> tuple[str, str, str]:
    """A block that the fan has taken: its gig, the assignment, a parcel; two more parcels wait."""
    point, at = _add_point(scene), clock.now()
    parcels = f"{desk}/programmes/{scene.world.programmes['delivery'].public_id}/parcels"
    row = {
        "recipient_name": "Reader",
        "address": "1 Valencia Street",
        "lat": w.SHOP[0] + 0.001,
        "lon": w.SHOP[1],
    }
    _made(scene.owner, parcels, {"pickup_point_id": point, "parcels": [row] * 8})
    between = {
        "starts_at": (at + timedelta(hours=20)).isoformat(),
        "ends_at": (at + timedelta(hours=26)).isoformat(),
    }
    (block,) = _made(scene.owner, parcels.replace("parcels", "blocks"), between)["blocks"]
    taken = _made(scene.fan, f"/board/{block['id']}/acceptance")["id"]
    stops = scene.fan.get(f"/assignments/{taken}/stops").json["stops"]
    return block["id"], taken, stops[0]["id"]


@pytest.fixture
def known(shop: Scene) -> dict[str, str]:
    """Something real behind every address: the id that belongs in each place of each path."""
    desk = f"/businesses/{shop.world.business.slug}"
    booking = _made(shop.customer, f"/sessions/{shop.session_ref}/bookings", {"party": 2})["id"]
    _made(shop.customer, f"/bookings/{booking}/payment", {"payment_method": "pm_card_visa"})
    offer = shop.fan.get("/offers").json["offers"][0]
    asked = {
        "programme_id": shop.world.programmes["request"].public_id, "words": "A walk.", "language": "en", "party": 1,
        "starts_local": "2026-11-29T14:00:00", "duration_minutes": 60, "place_name": "Mission", "lat": w.SHOP[0],
        "lon": w.SHOP[1],
    }  # fmt: skip
    request = _made(shop.customer, "/requests", asked)["id"]
    proposal = shop.customer.get(f"/requests/{request}").json["proposals"][0]["id"]
    block, assignment, parcel = _at_work(shop, desk)
    business_ref, fan_ref = shop.world.business.public_id, shop.world.fans[0].public_id
    edge.write(
        lambda: treasury_payouts.ensure_recipient(w.by_ref(Business, business_ref), fan_ref, clock.now())
    )
    membership = shop.fan.get("/memberships").json["memberships"][0]["id"]
    return {
        "/sessions/": shop.session_ref, "/bookings/": booking, "/offers/": offer["id"], "/board/": block,
        "/requests/": request, "/proposals/": proposal, "/assignments/": assignment, "parcel_id": parcel,
        "/gigs/": block, "/programmes/": shop.world.programmes["delivery"].public_id,
        "business_slug": shop.world.business.slug, "/memberships/": membership,
    }  # fmt: skip


def _real_addresses(path: str, known: dict[str, str]) -> dict[str, str]:
    """The parameters of a path with which it reaches something."""
    found = {name: known[name] for name in ("business_slug", "parcel_id") if f"{{{name}}}" in path}
    for part, ref in known.items():
        if f"{part}{{public_id}}" in path:
            found["public_id"] = ref
    return found


def _bearer(scene: Scene, path: str) -> str:
    """Who may call it: at the desk the owner, for work the fan, for all else the customer."""
    if "/businesses/" in path:
        return scene.owner.text
    fans = ("/board", "/offers", "/assignments", "/earnings", "/money", "/payouts", "/memberships")
    return scene.fan.text if any(part in path for part in fans) else scene.customer.text


def _call(case: Any, scene: Scene) -> int:
    """Send one case; its answer is as described."""
    with scene.owner.app.app_context():
        answer = case.call(headers={"Authorization": f"Bearer {_bearer(scene, case.operation.path)}"})
    case.validate_response(answer, checks=AS_DESCRIBED)
    return answer.status_code


def _sender(operation: Any, scene: Scene, known: dict[str, str], answered: set[int]) -> Callable[[], None]:
    """Send what the document allows, and what it forbids, to real addresses and to invented ones."""
    real = _real_addresses(operation.path, known)
    modes = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
    cases = st.one_of(operation.as_strategy(generation_mode=mode) for mode in modes)

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, is_real=st.booleans())
    def send(case: Any, is_real: bool) -> None:
        if is_real and real:
            case.path_parameters = {**(case.path_parameters or {}), **real}
        if is_real and isinstance(case.body, dict) and "programme_id" in case.body:
            case.body["programme_id"] = scene.world.programmes["request"].public_id
        answered.add(_call(case, scene))

    return send


def test_whatever_is_sent_is_answered_as_described(shop: Scene, site: Flask, known: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", site)
    operations = [found.ok() for found in schema.get_all_operations()]
    answered: dict[str, set[int]] = {}
    for operation in operations:
        if operation.method == "get":
            there = operation.Case(path_parameters=_real_addresses(operation.path, known))
            assert _call(there, shop) == 200, operation.label
        _sender(operation, shop, known, answered.setdefault(operation.label, set()))()
    assert len(answered) == len(_operations(schema.raw_schema))
    assert [label for label, statuses in answered.items() if not statuses - {401}] == []

"""A programme reads and changes what its person is called and how they read, as the account's page does."""

from __future__ import annotations

from flask import Flask

from marketplace.identity.scopes import choices
from tests.api.callers import caller
from tests.api.conftest import Scene


def test_what_is_changed_is_what_is_read(shop: Scene) -> None:
    changed = {"name": "Carla Clienta", "locale": "es", "timezone": "Europe/Madrid"}
    assert shop.customer.post("/account", changed).json == changed
    assert shop.customer.get("/account").json == changed
    assert shop.fan.get("/account").json["name"] == "Gwen Guide"
    spaced = changed | {"name": "  Carla \n"}
    assert shop.customer.post("/account", spaced).json["name"] == "Carla"


def test_what_nobody_knows_is_refused_with_its_field(shop: Scene) -> None:
    before = shop.customer.get("/account").json
    for field, wrong in (("name", " "), ("locale", "xx"), ("timezone", "Europe/Nowhere")):
        refused = shop.customer.post("/account", before | {field: wrong})
        assert (refused.status_code, refused.json["field"]) == (422, field)
    assert shop.customer.get("/account").json == before


def test_every_scope_that_may_be_chosen_allows_something(shop: Scene, site: Flask) -> None:
    declared = [getattr(view, "access", None) for view in site.view_functions.values()]
    asked_for = {access.permission for access in declared if access is not None and access.who == "token"}
    with site.test_request_context():
        assert {code for code, _words in choices()} == asked_for
    assert caller(site, shop.world.owner, "account:read").post("/account", {}).status_code == 403

"""Every address declares who may come, changes nothing on GET, shows no inner key, and counts what strangers send."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from marketplace.api import SCOPES
from marketplace.core.edge import SAFE_METHODS
from marketplace.core.limits import limiter
from marketplace.core.permissions import Access, Permission
from tests.meta.limits import is_limited

# Endpoints that are not views of ours, and why they may go undeclared.
UNDECLARED = {"static": "files that are the same for everybody"}

# What stands in an address: public ids, slugs, secrets and short codes; never a number.
PLACES = {
    "assignment_id", "business_slug", "code", "digest", "feed_key", "identity_id", "invitation_id", "kind_code", "locale", "object_id",
    "membership_id", "move", "parcel_id", "part_code", "part_kind", "programme_id", "public_id", "section", "slug", "step", "token", "version_id", "way", "window_id",
}  # fmt: skip

# Public posts that need no count of their own, and why.
UNLIMITED: dict[str, str] = {
    "identity.logout": "ends the sender's own session and writes nothing else",
    "identity.choose_language": "sets a cookie",
    "identity.demo_sign_in": "of the demo world alone, which serves one machine",
    "demo.start": "leads from one's own shop to the demo world of the same machine",
}


def _rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint not in UNDECLARED)


def _access(app: Flask, rule: Rule) -> Access | None:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def test_every_view_declares_who_may_come(site: Flask) -> None:
    undeclared = {r.endpoint for r in _rules(site) if _access(site, r) is None}
    assert undeclared == set()


def test_declarations_say_something_that_exists(site: Flask) -> None:
    for rule in _rules(site):
        access = _access(site, rule)
        assert access is not None
        assert access.who in {"public", "signed_in", "staff", "token"}, rule.endpoint
        if access.who == "staff":
            assert Permission(access.permission), rule.endpoint
            assert "business_slug" in rule.arguments, f"{rule.endpoint}: which business?"
        if access.who == "token":
            assert access.permission in SCOPES, rule.endpoint


def test_desks_are_for_staff_and_the_interface_is_for_tokens(site: Flask) -> None:
    """Where an address begins says who comes there."""
    for rule in _rules(site):
        access = _access(site, rule)
        assert access is not None
        if rule.rule.startswith("/desk/<"):
            assert access.who == "staff", rule.rule
        if rule.rule.startswith("/api/v1/"):
            assert access.who == "token", rule.rule


def test_a_scope_that_reads_never_writes(site: Flask) -> None:
    for rule in _rules(site):
        access = _access(site, rule)
        if access is not None and access.who == "token":
            is_read = set(rule.methods or ()) <= SAFE_METHODS
            assert access.permission.endswith(":read" if is_read else ":write"), rule.rule


def test_what_changes_something_is_a_post(site: Flask) -> None:
    for rule in _rules(site):
        assert set(rule.methods or ()) <= SAFE_METHODS | {"POST"}, rule.rule


def test_addresses_hold_public_ids(site: Flask) -> None:
    for rule in _rules(site):
        assert rule.arguments <= PLACES, f"{rule.rule}: is this a public id? Then say so in PLACES"
        assert not re.search(r"<(int|float)\b", rule.rule), (
            f"{rule.rule}: a number in an address is an inner key"
        )


def test_every_public_post_is_counted(site: Flask) -> None:
    uncounted = {
        r.endpoint
        for r in _rules(site)
        if "POST" in (r.methods or ()) and (a := _access(site, r)) is not None and a.who == "public"
        if not is_limited(site, limiter, r.endpoint)
    }  # fmt: skip
    assert uncounted == set(UNLIMITED)


def test_every_write_of_the_interface_is_counted(site: Flask) -> None:
    uncounted = {
        r.endpoint
        for r in _rules(site)
        if r.rule.startswith("/api/v1/") and "POST" in (r.methods or ())
        if not is_limited(site, limiter, r.endpoint)
    }  # fmt: skip
    assert uncounted == set()


@pytest.mark.parametrize("path", ["/fan", "/account", "/desk", "/notices", "/threads", "/cases"])
def test_a_stranger_is_sent_to_sign_in(client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (302, 303)
    assert "/sign-in" in answer.location

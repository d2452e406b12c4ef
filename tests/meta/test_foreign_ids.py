"""Another's id is not found: on every page and address that carries one, in bodies too, and nothing of it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.meta import two_worlds
from tests.meta.addresses import path_of
from tests.meta.two_worlds import Side, Two

pytestmark = pytest.mark.slow

# Addresses whose id may be anybody's, and why.
EVERYBODYS = {
    "api_bookings.book_session": "dates are listed for everybody",
    "api_bookings.book_journey": "journeys are listed for everybody",
    "trust.block": "anybody may keep anybody else away",
    "trust.unblock": "and let them come again; only the own list is touched",
    "identity.two_factor_setup_validate": "a signed token of the library's, not an id",
    "identity.wan_register_response": "a signed token of the library's, not an id",
    "identity.wan_verify_response": "a signed token of the library's, not an id",
    "businesses.invitation": "a signed link; whose it is, the invitation says",
    "businesses.accept_invitation": "a signed link; whose it is, the invitation says",
    "owed.leave": "a way to leave what is owed to oneself",
    "superfans.profile_step": "a step of one's own profile",
}

# Public addresses of things that are somebody's all the same: a guest has no account to sign in to.
GUESTS = ("bookings", "payments", "requests", "proposals", "uploads")

# Bodies that could be accepted, so that what is refused is the id.
BODIES: dict[str, dict[str, object]] = {
    "api_bookings.pay_booking": {"payment_method": "pm_card_visa"},
    "api_bookings.cancel_booking": {"refund_minor": 7800},
    "api_money.use_code": {"code": "2222-2222"},
    "api_desk_money.look_up": {"code": "2222-2222"},
    "api_desk_money.redeem": {"code": "2222-2222", "amount_minor": 100, "attempt": "a1"},
    "api_desk_money.make_promotion": {"rate_bps": 1000},
    "api_desk_money.change_promotion": {"action": "pause"},
    "api_fan.decline": {"reason": "bad_time"},
    "api_fan_money.leave": {"seen": "0" * 16},
    "api_desk_money.say_waiting": {"minutes": 5},
    "api_fan.check_in": {"means": "code", "code": "ABCDEF"},
    "api_fan.forfeit": {"reason": "ill"},
    "api_stops.deliver": {"nonce": "n1", "means": "code", "code": "ABCD"},
    "api_fan_money.send_at_once": {"due_minor": 700, "fee_minor": 50, "net_minor": 650, "attempt": "a" * 12},
    "api_stops.report_unable": {"nonce": "n1", "reason": "nobody_home"},
    "api_desk.add_parcels": {
        "pickup_point_id": "{pickup_point}",
        "parcels": [{"recipient_name": "Rita", "address": "2 Valencia Street", "lat": 37.7, "lon": -122.4}],
    },
    "api_desk.build_blocks": {"starts_at": "2026-11-24T16:00:00Z", "ends_at": "2026-11-24T20:00:00Z"},
}


FORMS: dict[str, dict[str, str]] = {
    "gigs.check_in": {"means": "code", "code": "ABCDEF"},
    "gigs.add_proof": {"words": "It is done.", "nonce": "n1"},
    "gigs.hand_back": {"reason": "ill"},
    "superfans.list_skill": {
        "own.signwriting-group": "craft",
        "own.signwriting-name_en": "Signwriting",
        "own.signwriting-name_es": "Rotulación",
    },
}

# Where somebody who is no fan is sent, whatever they ask of a fan's pages.
JOIN = "/fan/join"


@dataclass
class Address:
    """One way to reach another's thing."""

    method: str
    path: str
    rule: Rule
    who: str


def _is_somebodys(app: Flask, rule: Rule) -> bool:
    access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
    if rule.endpoint in EVERYBODYS or not rule.arguments:
        return False
    return access.who != "public" or rule.rule.split("/")[1] in GUESTS


def _addresses(app: Flask, two: Two, slug: str) -> Iterator[Address]:
    """Every address with the ids of the first side, at a desk with this slug."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or not _is_somebodys(app, rule):
            continue
        access = app.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
        path = path_of(rule, two, slug)
        if path is not None:
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                yield Address(method, path, rule, access.who)


def _body(rule: Rule, two: Two) -> dict[str, object]:
    body = dict(BODIES.get(rule.endpoint, {}))
    if "pickup_point_id" in body:
        body["pickup_point_id"] = two.ids["pickup_point"]
    return body


class Caller:
    """Somebody with a browser and a token, who tries whatever there is."""

    def __init__(self, site: Flask, person: two_worlds.Identity | None) -> None:
        self.browser: FlaskClient = two_worlds.browser(site, person) if person else site.test_client()
        self.headers = two_worlds.bearer(person) if person else {}

    def send(self, address: Address, two: Two) -> TestResponse:
        if address.who == "token":
            body = {"json": _body(address.rule, two)} if address.method == "POST" else {}
            return self.browser.open(address.path, method=address.method, headers=self.headers, **body)
        form = {"data": FORMS.get(address.rule.endpoint, {})} if address.method == "POST" else {}
        return self.browser.open(address.path, method=address.method, **form)


@pytest.fixture
def two(site: Flask) -> Two:
    site.config["WTF_CSRF_ENABLED"] = False
    return two_worlds.build()


def _not_found(site: Flask, two: Two, callers: dict[str, Caller], slug: str, expected: set[int]) -> list[str]:
    """What answered otherwise than expected, or changed something."""
    faults, before = [], two_worlds.everything()
    for address in _addresses(site, two, slug):
        for name, caller in callers.items():
            answer = caller.send(address, two)
            is_no_fan = answer.status_code in (302, 303) and JOIN in answer.location
            if answer.status_code not in expected and not is_no_fan:
                faults.append(
                    f"{name}: {address.method} {address.path} ({address.rule.endpoint}): {answer.status_code}"
                )
    after = two_worlds.everything()
    return faults + [f"{table} changed" for table in before if before[table] != after[table]]


def _people(site: Flask, side: Side) -> dict[str, Caller]:
    return {
        "owner": Caller(site, side.owner),
        "fan": Caller(site, side.fan),
        "customer": Caller(site, side.customer),
    }


def test_at_anothers_desk_nothing_is_found(site: Flask, two: Two) -> None:
    """Its own slug, its own ids: to the people of the other business it is not there."""
    assert _not_found(site, two, _people(site, two.theirs), two.ours.slug, {404}) == []


def test_at_ones_own_desk_anothers_things_are_not_found(site: Flask, two: Two) -> None:
    """One's own slug with another's ids."""
    callers = {"owner": Caller(site, two.theirs.owner)}
    assert _not_found(site, two, callers, two.theirs.slug, {404}) == []


def test_a_stranger_finds_nothing_either(site: Flask, two: Two) -> None:
    """Sent to sign in, refused without a token, or not found."""
    callers = {"stranger": Caller(site, None)}
    assert _not_found(site, two, callers, two.ours.slug, {302, 303, 401, 404}) == []


def test_the_people_whose_things_they_are_find_them(site: Flask, two: Two) -> None:
    """The ids above are real: each page opens for one of the three people on the first side."""
    callers, faults = _people(site, two.ours), []
    for address in _addresses(site, two, two.ours.slug):
        if address.method == "GET":
            statuses = {name: caller.send(address, two).status_code for name, caller in callers.items()}
            if not any(status < 400 for status in statuses.values()):
                faults.append(f"{address.path} ({address.rule.endpoint}): {statuses}")
    assert faults == []

"""The demo's front door: invented people to be, and the mails they would get, on this machine alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.identity import demo_people, queries, service
from marketplace.identity.demo_people import DemoPerson
from tests.conftest import _running, settings_for
from tests.identity.conftest import EMAIL, Person, identity_of, mails
from tests.identity.test_account import ACCOUNT_PAGES


@pytest.fixture
def demo(
    sqlite_url: str, tmp_path: Path, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """A demo world with one person to be."""
    monkeypatch.setattr(demo_people, "_SOURCES", [])
    demo_people.offer(lambda: [DemoPerson(queries.by_email(EMAIL).public_id, "Ada", "Guide", "/account")])
    for app in _running(create_app(settings_for(sqlite_url, tmp_path, world="demo"), clock)):
        edge.write(lambda: service.guest_for(EMAIL, "Ada", "en", "UTC", datetime(2026, 1, 1, tzinfo=UTC)))
        yield app


def test_the_demo_lets_one_be_somebody(demo: Flask) -> None:
    visitor = Person(demo)
    visitor.get("/sign-in")
    assert "This is the demo. Be somebody:" in visitor.words
    who = identity_of().public_id

    assert visitor.post("/demo/sign-in", person=who, follow=False).location == "/account"
    assert visitor.is_signed_in()
    for path in ACCOUNT_PAGES:
        assert visitor.client.get(path).status_code == 200, path


def test_the_demo_shows_its_mails(demo: Flask) -> None:
    visitor = Person(demo)
    visitor.sign_up(email="new@example.org")
    assert "demo’s outbox" in visitor.words
    [mail] = mails("new@example.org")

    assert "Confirm your address" in (visitor.get("/demo/outbox") and visitor.words)
    visitor.get(f"/demo/outbox/{mail.public_id}")
    assert 'href="http://localhost:5000/confirmation/' in visitor.page
    assert visitor.get("/demo/outbox/mai_none").status_code == 404


def test_nobody_can_be_whom_the_demo_does_not_offer(demo: Flask) -> None:
    edge.write(
        lambda: service.guest_for("eve@example.org", "Eve", "en", "UTC", datetime(2026, 1, 1, tzinfo=UTC))
    )

    assert (
        Person(demo).post("/demo/sign-in", person=identity_of("eve@example.org").public_id).status_code == 404
    )


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({"X-Forwarded-For": "203.0.113.5"}, {}),
        ({"Host": "evil.example"}, {}),
        ({}, {"REMOTE_ADDR": "192.168.1.5"}),
    ],
)
def test_the_demo_opens_to_this_machine_alone(
    demo: Flask, headers: dict[str, str], environ: dict[str, str]
) -> None:
    visitor = Person(demo)
    token, who = visitor.token("/demo/sign-in"), identity_of().public_id

    for path in ("/demo/outbox", "/demo/sign-in"):
        assert visitor.client.get(path, headers=headers, environ_overrides=environ).status_code == 404
    answer = visitor.client.post(
        "/demo/sign-in", data={"csrf_token": token, "person": who}, headers=headers, environ_overrides=environ
    )
    assert answer.status_code in (400, 404)  # under another name the browser does not even send its cookie
    assert not visitor.is_signed_in()


def test_a_shop_has_no_demo(person: Person) -> None:
    assert person.get("/demo/outbox").status_code == 404
    assert person.get("/demo/sign-in").status_code == 404
    assert person.post("/demo/sign-in", of="/sign-in", person="idn_x").status_code == 404
    assert "Be somebody" not in (person.get("/sign-in") and person.words)


def test_settings_of_a_demo_stay_on_this_machine() -> None:
    settings = settings_for("sqlite:///x", Path("x"))
    assert not settings.is_demo
    assert replace(settings, world="demo").is_demo

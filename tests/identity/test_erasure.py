"""Erasure, daily expiry and the archive follow the retention table."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge, jobs, limits
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.mail import Mail
from marketplace.identity import (
    erasure,
    personal_data,
    queries,
    service,
    service_tokens,
)
from marketplace.identity.models import ApiToken, Identity
from tests.identity.conftest import EMAIL, PASSWORD, Person, identity_of, link_in, mails


def make_a_trail(at: Any) -> Identity:
    """A person with mails, a token, a job and counts."""
    guest = service.guest_for(EMAIL, "Ada", "es", "Europe/Madrid", at)
    service_tokens.issue(guest, "till", ["account:read"], 30, at)
    db.session.add(Mail(to_address=EMAIL, subject="Hello Ada", text="…", written_at=at, state="kept"))
    db.session.add(
        Mail(to_address="eve@example.org", subject="Hello Eve", text="…", written_at=at, state="kept")
    )
    for number, state in enumerate(("done", "due")):
        payload = {"to": EMAIL, "who": guest.public_id}
        db.session.add(jobs.Job(name="x", key=f"k{number}", payload=payload, state=state, due_at=at, tries=0))
    return guest


def test_erasure_forgets_the_person_and_keeps_the_row(app: Flask, clock: SteppedClock) -> None:
    guest = edge.write(lambda: make_a_trail(clock.now()))

    edge.write(lambda: erasure.erase(queries.by_public_id(guest.public_id), clock.now()))

    row = edge.read(lambda: queries.by_public_id(guest.public_id))
    assert row is not None
    assert (row.email, row.name, row.active) == (f"{row.public_id}@erased.invalid", "", False)
    assert (row.erased_at, row.born_on, row.locale, row.timezone) == (clock.now(), None, "en", "UTC")

    def left() -> tuple[list[str], int, dict[str, Any]]:
        found = db.session.scalars(sa.select(jobs.Job)).all()
        return (
            list(db.session.scalars(sa.select(Mail.to_address))),
            db.session.scalar(sa.select(sa.func.count(ApiToken.id))) or 0,
            {job.state: job.payload for job in found},
        )

    assert edge.read(left) == (["eve@example.org"], 0, {"done": {}})
    assert edge.read(lambda: [f for f in audit.run() if f.subject == guest.public_id]) == []


def test_the_audit_sees_what_erasure_missed(app: Flask, clock: SteppedClock) -> None:
    guest = edge.write(lambda: make_a_trail(clock.now()))
    edge.write(lambda: erasure.erase(queries.by_public_id(guest.public_id), clock.now()))

    edge.write(lambda: db.session.execute(sa.update(Identity).values(name="Ada after all")))

    findings = edge.read(lambda: [f for f in audit.run() if f.subject == guest.public_id])
    assert [(f.invariant, "identity" in f.fault) for f in findings] == [(13, True)]


def test_an_address_that_was_erased_can_sign_up_again(site: Flask, clock: SteppedClock) -> None:
    first = edge.write(lambda: make_a_trail(clock.now()))
    edge.write(lambda: erasure.erase(queries.by_public_id(first.public_id), clock.now()))

    person = Person(site)
    person.sign_up()
    person.post(link_in(mails()[-1]))

    assert person.is_signed_in()
    assert identity_of().public_id != first.public_id


def test_a_person_erases_their_account_from_their_own_page(ada: Person, site: Flask) -> None:
    assert ada.post("/account/erasure").status_code == 422
    assert "Tick the box" in ada.words
    assert identity_of().erased_at is None

    ada.post("/account/erasure", understood="y")

    assert not ada.is_signed_in()
    assert mails() == []
    other = Person(site)
    assert other.sign_in(password=PASSWORD).status_code == 422


def test_what_stands_against_it_is_said_and_nothing_goes(
    ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from marketplace.core import words

    words.register({"test_booking_ahead": "You have a booking ahead."})
    monkeypatch.setattr(erasure, "_HINDRANCES", [lambda person, at: Refused("test_booking_ahead")])

    ada.post("/account/erasure", understood="y")

    assert "You have a booking ahead." in ada.words
    assert identity_of().erased_at is None
    with pytest.raises(Refused):
        edge.write(lambda: erasure.erase(queries.by_email(EMAIL), clocks.now()))


def test_areas_say_goodbye_before_the_rows_go(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(erasure, "_GOODBYES", [lambda person, at: seen.append(person.email)])

    ada.post("/account/erasure", understood="y")

    assert seen == [EMAIL]


def test_expiry_touches_what_is_old_enough_and_nothing_younger(app: Flask, clock: SteppedClock) -> None:
    old, young = clock.now() - timedelta(days=91), clock.now() - timedelta(days=89)

    def write() -> None:
        for at in (old, young):
            db.session.add(
                Mail(to_address=EMAIL, subject=at.isoformat(), text="", written_at=at, state="kept")
            )
        db.session.add(limits.RateCount(key="x", count=1, expires=int(old.timestamp())))
        job = {"name": "mail.send", "tries": 1, "due_at": old}
        db.session.add(jobs.Job(key="done", payload={"mail": "x"}, state="done", last_error="boom", **job))

    edge.write(write)

    jobs.run_due(clock.now())

    def left() -> tuple[list[str], int, Any]:
        job = db.session.scalars(sa.select(jobs.Job).where(jobs.Job.key == "done")).one()
        count = db.session.scalar(sa.select(sa.func.count()).select_from(limits.RateCount)) or 0
        return list(db.session.scalars(sa.select(Mail.subject))), count, (job.payload, job.last_error)

    assert edge.read(left) == ([young.isoformat()], 0, ({}, None))


def test_the_archive_holds_everything_but_keys(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        personal_data, "_EXPORTERS", {"bookings": lambda person: [{"title": f"Walk of {person.name}"}]}
    )
    monkeypatch.setattr(personal_data, "_FILES", {"photos": lambda person: [("a/b.webp", b"bytes")]})
    ada.post("/account/tokens", name="till", scopes=["account:read"], days="30")
    ada.post("/forgotten", email=EMAIL)

    answer = ada.client.get("/account/data/archive.zip")

    packed = zipfile.ZipFile(io.BytesIO(answer.data))
    data = json.loads(packed.read("data.json"))
    assert data["bookings"] == [{"title": "Walk of Ada"}]
    assert packed.read("files/photos/a_b.webp") == b"bytes"
    [account] = data["records"]["identity"][0]["rows"]
    assert account["email"] == EMAIL
    assert {"password", "tf_totp_secret", "mf_recovery_codes", "fs_uniquifier"}.isdisjoint(account)
    assert data["records"]["api_token"][0]["rows"] == [{"name": "till", "scopes": ["account:read"]}]
    assert [row["to_address"] for row in data["records"]["mail"][0]["rows"]] == [EMAIL]


def test_the_archive_holds_nothing_of_others(ada: Person, site: Flask) -> None:
    eve = Person(site)
    eve.sign_up(email="eve@example.org", name="Eve")

    answer = ada.client.get("/account/data/archive.zip")

    assert "eve@example.org" not in zipfile.ZipFile(io.BytesIO(answer.data)).read("data.json").decode()

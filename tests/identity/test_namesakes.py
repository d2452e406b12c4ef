"""Whoever goes is no longer named in what others were told; whoever is called the same still is, on both databases."""

from __future__ import annotations

import ast
import json
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from config import ROOT
from marketplace.core import audit, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.mail import Mail
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.trust.models import Notification
from marketplace.trust.service_notices import notify
from tests.gigs.worlds import make_identity

NAME = "José Ibáñez"


def _person(person: Identity) -> Identity:
    return db.session.get_one(Identity, person.id)


def _two_and_their_reader(clock: SteppedClock) -> tuple[Identity, Identity, Identity]:
    """Two people of one name, of each of whom a third is told by notice and by mail."""

    def make() -> tuple[Identity, Identity, Identity]:
        reader = make_identity("Rosa Reader")
        one, other = make_identity(NAME), make_identity(NAME)
        for number, person in enumerate((one, other)):
            params = {"name": person, "title": f"Walk {number}"}
            notify(reader, "gigs.manual_check_in", params, "/", clock.now())
        return one, other, reader

    people = edge.write(make)
    jobs.run_due(clock.now())
    return people


def _told() -> list[Any]:
    return edge.read(
        lambda: [
            n.params["name"] for n in db.session.scalars(sa.select(Notification).order_by(Notification.id))
        ]
    )


def _mailed(reader: Identity) -> dict[str, bool]:
    """By the walk that a mail is about: whether the name stands in subject and text."""
    mine = sa.select(Mail).where(Mail.to_address == reader.email).order_by(Mail.id)
    mails = edge.read(lambda: db.session.scalars(mine).all())
    found = {}
    for mail in mails:
        walk = "Walk 0" if "Walk 0" in mail.subject else "Walk 1"
        assert (NAME in mail.subject) == (NAME in mail.text)
        found[walk] = NAME in mail.text
    return found


def _erase(person: Identity, at: datetime) -> None:
    edge.write(lambda: erasure.erase(_person(person), at))


def test_a_namesake_keeps_their_name_in_notices_and_mails(app: Flask, clock: SteppedClock) -> None:
    one, other, reader = _two_and_their_reader(clock)
    assert _told() == [NAME, NAME]
    assert _mailed(reader) == {"Walk 0": True, "Walk 1": True}

    _erase(one, clock.now())
    assert _told() == ["–", NAME]
    assert _mailed(reader) == {"Walk 0": False, "Walk 1": True}

    _erase(other, clock.now())
    assert _told() == ["–", "–"]
    assert _mailed(reader) == {"Walk 0": False, "Walk 1": False}
    assert edge.read(audit.run) == []


def test_news_that_joins_an_unread_notice_is_about_both(app: Flask, clock: SteppedClock) -> None:
    def make() -> tuple[Identity, Identity]:
        reader = make_identity("Rosa Reader")
        first, last = make_identity("Ana"), make_identity("Bea")
        for person in (first, last):
            params = {"name": person, "title": "Ana and Bea"}
            notify(reader, "thread.message", params, "/", clock.now(), fold_key="thr_1")
        return first, last

    first, last = edge.write(make)
    _erase(first, clock.now())
    (params,) = edge.read(lambda: db.session.scalars(sa.select(Notification.params)).all())
    assert (params["name"], params["title"]) == ("Bea", "– and Bea")
    _erase(last, clock.now())
    (params,) = edge.read(lambda: db.session.scalars(sa.select(Notification.params)).all())
    assert (params["name"], params["title"]) == ("–", "– and –")


def test_a_name_of_any_letters_goes_however_documents_escape_them(app: Flask, clock: SteppedClock) -> None:
    name = 'Íñigo "Ñu" O\'Brien \\ 漢字'

    def make() -> Identity:
        person, reader = make_identity(name), make_identity("Rosa Reader")
        for walk in ("one", "other"):
            notify(reader, "thread.message", {"name": person, "title": walk}, "/", clock.now())
        return person

    person = edge.write(make)
    as_before = sa.type_coerce(
        json.dumps({"name": name}), sa.Text
    )  # how SQLite's documents were written once
    if edge.read(lambda: db.engine.dialect.name) == "sqlite":
        edge.write(
            lambda: db.session.execute(
                sa.update(Notification).where(Notification.id == 1).values(params=as_before)
            )
        )
    _erase(person, clock.now())
    found = edge.read(lambda: db.session.scalars(sa.select(Notification.params)).all())
    assert [one["name"] for one in found] == ["–", "–"]


@pytest.mark.parametrize("table", [Notification, Mail])
def test_what_was_written_before_anybody_said_whom_it_names_loses_the_name(
    app: Flask, clock: SteppedClock, table: Any
) -> None:
    """Better a namesake unnamed than somebody who has gone named."""
    one, _, reader = _two_and_their_reader(clock)
    edge.write(lambda: db.session.execute(sa.update(table).values(about_refs=None)))
    _erase(one, clock.now())
    if table is Notification:
        assert _told() == ["–", "–"]
    else:
        assert _mailed(reader) == {"Walk 0": False, "Walk 1": False}


def _calls(function: ast.AST, names: tuple[str, ...]) -> list[ast.Call]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [c for c in calls if getattr(c.func, "id", getattr(c.func, "attr", "")) in names]


def _is_a_bare_name(value: ast.AST) -> bool:
    return isinstance(value, ast.Attribute) and value.attr == "name"


def test_people_are_told_of_as_people_and_not_by_a_bare_name() -> None:
    """Whoever writes `person.name` into a notice leaves erasure nothing to go by."""
    found = []
    for path in sorted((ROOT / "marketplace").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            calls = _calls(function, ("notify", "tell", "tell_sides"))
            said = [word.value for call in calls for word in call.keywords if word.arg == "name"]
            for node in ast.walk(function) if calls else ():
                if isinstance(node, ast.Dict):
                    pairs = zip(node.keys, node.values, strict=True)
                    said += [value for key, value in pairs if getattr(key, "value", None) == "name"]
            found += [f"{path.name}: {function.name}" for value in said if _is_a_bare_name(value)]
    assert found == []

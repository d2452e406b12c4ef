"""Asking for somebody to meet between two flights, as a visitor does it; vouchers at the counter."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings.models import Request
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.identity.models import Identity
from tests import world as w
from tests.bookings.conftest import SignIn

LANDS = datetime.fromisoformat("2026-11-26T08:00")
FLIGHTS = {"arrival_flight": "kl 602", "arrives_local": LANDS.isoformat(), "departure_flight": "kl 871"}


@pytest.fixture
def club(pages: Flask) -> w.World:
    """A city club in Amsterdam with one local."""

    def make() -> w.World:
        world = w.make_world("layover", shop=w.CITY_CLUB, terms="volunteer_with_perks")
        w.add_fan(world, "Femke", languages={"nl": 5, "en": 5}, interests=("history",), at_m=300)
        return world

    return edge.write(make)


def _path(club: w.World) -> str:
    return f"/layovers/new?programme={club.programmes['layover'].public_id}"


def _flights(hours: float) -> dict[str, str]:
    return FLIGHTS | {"departs_local": (LANDS + timedelta(hours=hours)).isoformat()}


def _asked() -> list[str]:
    return w.look(lambda: list(db.session.scalars(sa.select(Identity.email).join(Request))))


def test_the_free_hours_are_reckoned_before_anybody_is_asked(club: w.World, sign_in: SignIn) -> None:
    visitor = sign_in(None)

    assert visitor.get(_path(club)).status_code == 200
    ref = club.programmes["layover"].public_id
    enough, short = (
        visitor.get("/layovers/new", query_string=_flights(hours) | {"programme": ref}) for hours in (10, 4)
    )

    assert (enough.status_code, short.status_code) == (200, 422)
    assert 'name="born_on"' in enough.text
    assert 'name="born_on"' not in short.text, "who has no time is not asked for more"
    assert _asked() == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"born_on": "2010-01-01"}, "born_on"), ({"email": "nobody"}, "email"), ({"party": "9"}, "party")],
)
def test_what_cannot_be_is_refused_at_its_field(
    club: w.World, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = sign_in(None).post(_path(club), data=_guest() | changes)

    assert answer.status_code == 422
    assert f'id="{field}-error' in answer.text
    assert _asked() == []


def _guest() -> dict[str, str]:
    return _flights(10) | {
        "wanted_language": "en", "party": "1", "born_on": date(1990, 1, 1).isoformat(), "name": "Tara Traveller",
        "email": "tara@example.org", "words": "Old houses",
    }  # fmt: skip


def test_a_guest_asks_and_follows_it(club: w.World, sign_in: SignIn) -> None:
    visitor = sign_in(None)

    answer = visitor.post(_path(club), data=_guest())

    assert answer.status_code == 303
    assert _asked() == ["tara@example.org"]
    w.run_due()
    assert "Femke" in visitor.get(answer.location).text


def test_a_programme_of_another_kind_has_no_such_page(pages: Flask, sign_in: SignIn) -> None:
    world = edge.write(lambda: w.make_world("experience"))
    ref = world.programmes["experience"].public_id
    assert sign_in(None).get(f"/layovers/new?programme={ref}").status_code == 404

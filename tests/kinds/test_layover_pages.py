"""Asking for somebody to meet between two flights, as a visitor does it; vouchers at the counter."""

from __future__ import annotations

import html
import re
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings.models import Request
from marketplace.businesses.models import Business, Programme
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.geo.distance import great_circle_m
from marketplace.identity.models import Identity
from marketplace.superfans import packing
from marketplace.superfans.models import AvailabilityRule, Membership, Superfan
from tests import world as w
from tests.bookings.conftest import SignIn
from tests.form_values import form_values

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
    page = visitor.get(answer.location).text
    assert "Femke" in page
    choose = re.search(r'action="(/proposals/[^"]+/choice)"', page)
    assert choose, page
    booked = visitor.post(choose.group(1))
    assert booked.status_code == 303
    w.run_due()
    assert "Free" in visitor.get(booked.location).text, "what costs nothing has a page like any other"


def test_a_programme_of_another_kind_has_no_such_page(pages: Flask, sign_in: SignIn) -> None:
    world = edge.write(lambda: w.make_world("experience"))
    ref = world.programmes["experience"].public_id
    assert sign_in(None).get(f"/layovers/new?programme={ref}").status_code == 404


def test_an_owner_anywhere_begins_with_the_airport_and_the_place_at_hand(
    club: w.World, sign_in: SignIn
) -> None:
    """A club that opens in Mexico City: nothing of another city, no degrees to type, and money as people write it."""
    there = {"lat": 19.3467, "lon": -99.1617, "place_name": "Coyoacán, Ciudad de México", "currency": "MXN"}
    edge.write(lambda: db.session.execute(sa.update(Business).values(**there)))
    owner = sign_in(club.owner)
    address = f"/desk/{club.business.slug}/programmes/new/layover"
    asked = form_values(owner.get(address))
    assert asked["setting_airport"] == ["MEX"]
    assert asked["setting_meeting_point"] == [""]
    assert asked["setting_voucher_train_minor"] == ["72.00"]
    assert asked["setting_meeting_lat"] == asked["setting_meeting_lon"] == [""]

    asked |= {"setting_meeting_point": "Jardín Hidalgo, Coyoacán"}
    for name, value, words in (
        ("setting_airport", "XQX", "It has three letters"),
        ("setting_airport", "", "Please give the three letters of the airport"),
        ("setting_meeting_point", "", "Please name a public place"),
    ):
        wrong = owner.post(address, data=asked | {name: value})
        assert wrong.status_code == 422
        assert words in wrong.text

    made = owner.post(
        address, data=asked | {"setting_airport": " mex ", "setting_voucher_train_minor": "60.5"}
    )
    assert made.status_code == 303, made.text
    ref = made.location.rsplit("/", 1)[-1]

    def kept() -> dict[str, object]:
        return db.session.scalars(sa.select(Programme).where(Programme.public_id == ref)).one().settings

    settings = w.look(kept)
    assert settings["airport"] == "MEX"
    assert settings["voucher_train_minor"] == 6050
    where = (float(settings["meeting_lat"]), float(settings["meeting_lon"]))
    assert great_circle_m(where, (there["lat"], there["lon"])) < 5_000


def test_the_town_of_the_airport_is_named_in_the_readers_language(club: w.World, sign_in: SignIn) -> None:
    visitor = sign_in(None)
    visitor.set_cookie("muster_locale", "es")
    assert "vive en Ámsterdam" in visitor.get(_path(club)).text, (
        "also where the airport bears the town's name"
    )
    assert '<span lang="en">Stationsplein, under the clock</span>' in visitor.get(_path(club)).text
    settings = w.LAYOVER_SETTINGS | {"airport": "MEX"}
    edge.write(lambda: db.session.execute(sa.update(Programme).values(settings=settings)))

    page = visitor.get(_path(club)).text

    assert "Ciudad de México" in page
    assert "Mexico City" not in page


def test_a_traveller_who_is_free_all_day_meets_whoever_is_free_later(club: w.World, sign_in: SignIn) -> None:
    """The hours between the flights begin at nine, the only local is free from eleven."""

    def narrow() -> None:
        for rule in db.session.scalars(sa.select(AvailabilityRule)):
            db.session.delete(rule)
        db.session.flush()
        fan = db.session.scalars(sa.select(Superfan)).one()
        fan.rules = [AvailabilityRule(weekday=3, opens_local=time(11), closes_local=time(17))]
        db.session.flush()
        packing.repack(fan, clock.now())

    edge.write(narrow)
    visitor = sign_in(None)

    page = visitor.post(_path(club), data=_guest(), follow_redirects=True)
    w.run_due()

    assert "Femke" in visitor.get(page.request.path).text
    asked = w.look(lambda: db.session.scalars(sa.select(Request)).one())
    assert datetime.fromisoformat(asked.starts_local).hour >= 11
    assert asked.state == "answered"


def test_who_joins_a_programme_of_adults_says_when_they_were_born(club: w.World, sign_in: SignIn) -> None:
    """Nobody whose age is not known is ever asked; before, nothing on the way to joining asked for it."""

    def ready() -> Identity:
        fan = w.add_fan(club, "Noor", languages={"nl": 5}, at_m=300)
        db.session.flush()
        db.session.execute(sa.delete(Membership).where(Membership.fan_id == fan.id))
        fan.identity.born_on = None
        return fan.identity

    noor = edge.write(ready)
    browser, ref = sign_in(noor), club.programmes["layover"].public_id
    address = f"/fan/application?programme={ref}"
    assert 'name="born_on"' in browser.get(address).text

    for born_on, words in (("", "please say when you were born"), ("2012-01-01", "people of 18 and older")):
        wrong = browser.post(address, data={"motive": "share", "born_on": born_on})
        assert wrong.status_code == 422
        assert words in wrong.text
    assert browser.post(address, data={"motive": "share", "born_on": "1990-02-03"}).status_code == 303

    said = sa.select(Identity.born_on).where(Identity.public_id == noor.public_id)
    assert w.look(lambda: db.session.scalar(said)) == date(1990, 2, 3)


def test_a_member_whose_age_is_not_known_reads_it_and_the_customer_what_is_lacking(
    club: w.World, sign_in: SignIn
) -> None:
    def forget() -> Identity:
        fan = db.session.scalars(sa.select(Superfan)).one()
        fan.identity.born_on = None
        db.session.flush()
        packing.repack(fan, clock.now())
        return fan.identity

    femke = edge.write(forget)
    visitor = sign_in(None)
    page = visitor.post(_path(club), data=_guest(), follow_redirects=True)
    w.run_due()

    assert "Have not said when they were born" in visitor.get(page.request.path).text
    assert "/fan/profile/birth" in sign_in(femke).get("/fan").text


def test_who_finds_nobody_changes_the_flights_and_keeps_the_rest(club: w.World, sign_in: SignIn) -> None:
    visitor = sign_in(None)
    asked = visitor.post(_path(club), data=_guest() | {"wanted_language": "it", "interests": ["history"]})
    w.run_due()

    page = visitor.get(asked.location).text
    assert "Nobody fits yet" in page
    change = re.search(r'href="(/layovers/new[^"]+earlier=[^"]+)"', page)
    assert change, page
    again = form_values(visitor.get(html.unescape(change.group(1))))
    assert again["arrival_flight"] == ["KL 602"]
    assert again["arrives_local"] == ["2026-11-26 08:00:00"]
    later = _flights(12) | {"programme": again["programme"][0], "earlier": again["earlier"][0]}
    whom = form_values(visitor.get("/layovers/new", query_string=later))
    assert whom["wanted_language"] == ["it"]
    assert whom["interests"] == ["history"]
    assert whom["words"] == ["Old houses"]
    assert sign_in(None).get(html.unescape(change.group(1))).status_code == 404, (
        "another's flights are private"
    )


def test_a_meeting_point_of_which_only_the_quarter_is_known_is_put_right(
    club: w.World, sign_in: SignIn
) -> None:
    """Before, words that no list of places knows meant the shop's own door, and nobody was told."""
    owner, ref = sign_in(club.owner), club.programmes["layover"].public_id
    desk = f"/desk/{club.business.slug}"
    rules = f"{desk}/programmes/{ref}/edit/rules"

    def kept() -> dict[str, object]:
        return db.session.scalars(sa.select(Programme.settings).where(Programme.public_id == ref)).one()

    asked = form_values(owner.get(rules)) | {"setting_meeting_point": "By the stone lions"}
    asked |= {"setting_meeting_lat": "", "setting_meeting_lon": ""}
    assert owner.post(rules, data=asked).status_code == 303
    assert w.look(kept)["meeting_is_rough"]
    there = f'href="{rules}#setting_meeting_point"'
    assert there in owner.get(desk).text, "the desk says what is left to do, and leads to its field"

    page = owner.get(rules)
    assert '<details class="more-options" open>' in page.text, "where it is to be put stands open"
    shown = form_values(page)
    assert shown["setting_meeting_lat"] == [""], "the middle of a town is not shown as if it were the place"
    half = owner.post(rules, data=shown | {"setting_meeting_lat": "52.3791"})
    assert half.status_code == 422
    assert "Give both degrees" in half.text
    exact = shown | {"setting_meeting_lat": "52.3791", "setting_meeting_lon": "4.9003"}
    assert owner.post(rules, data=exact).status_code == 303
    again = form_values(owner.get(rules))
    assert owner.post(rules, data=again | {"setting_meeting_point": "By the stone lion"}).status_code == 303
    now = w.look(kept)
    assert (now["meeting_lat"], now["meeting_lon"], now["meeting_is_rough"]) == (52.3791, 4.9003, False)
    assert "Put the meeting point where it is" not in owner.get(desk).text

"""Calendar feeds: whole, in the zone of the place, and only for whoever holds the address."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from icalendar import Calendar

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.superfans.service_profile import rotate_feed_key
from tests import world as w
from tests.api.conftest import Scene
from tests.meta.two_worlds import browser


def _book_and_take(scene: Scene) -> tuple[str, str]:
    ref = scene.customer.post(f"/sessions/{scene.session_ref}/bookings", {"party": 2}).json["id"]
    scene.customer.post(f"/bookings/{ref}/payment", {"payment_method": "pm_card_visa"})
    (assignment,) = w.accept_all()
    return ref, assignment


def _feed_key() -> str:
    return w.look(lambda: db.session.scalars(sa.select(Superfan.feed_key)).one())


def _make_key() -> str:
    return w.do(lambda at: rotate_feed_key(db.session.scalars(sa.select(Superfan)).one(), at))


def test_a_fans_calendar_holds_what_they_took(scene: Scene, app: Flask) -> None:
    _ref, assignment = _book_and_take(scene)
    answer = app.test_client().get(f"/calendars/{_make_key()}.ics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == f"{assignment}@muster"
    assert event["summary"] == "Murals of the Mission"
    start = event["dtstart"].dt
    assert start.astimezone(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None) == w.SATURDAY
    assert event["dtend"].dt - start == timedelta(hours=2)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == event["dtstart"].params["TZID"] == "America/Los_Angeles"
    assert event["url"].endswith(f"/assignments/{assignment}")
    assert b"Carla" not in answer.data, "an address that is shared tells nobody's name"


def test_a_gig_handed_back_leaves_the_calendar(shop: Scene, site: Flask) -> None:
    _ref, assignment = _book_and_take(shop)
    assert shop.fan.post(f"/assignments/{assignment}/forfeit", {"reason": "ill"}).status_code == 200
    calendar = Calendar.from_ical(site.test_client().get(f"/calendars/{_make_key()}.ics").data)
    assert calendar.walk("VEVENT") == []


def test_what_is_long_over_leaves_the_calendar(shop: Scene, site: Flask, clock: SteppedClock) -> None:
    _book_and_take(shop)
    clock.advance(days=120)
    calendar = Calendar.from_ical(site.test_client().get(f"/calendars/{_make_key()}.ics").data)
    assert calendar.walk("VEVENT") == []


@pytest.mark.parametrize("key", ["x", "x" * 32, "%00"])
def test_a_wrong_key_is_not_found(shop: Scene, site: Flask, key: str) -> None:
    assert site.test_client().get(f"/calendars/{key}.ics").status_code == 404


def test_a_closed_account_has_no_calendar(shop: Scene, site: Flask) -> None:
    _book_and_take(shop)
    key = _make_key()

    def close() -> None:
        db.session.scalars(sa.select(Superfan)).one().identity.active = False

    edge.write(close)
    assert site.test_client().get(f"/calendars/{key}.ics").status_code == 404


def test_a_fan_makes_and_changes_the_address(shop: Scene, site: Flask) -> None:
    site.config["WTF_CSRF_ENABLED"] = False
    guide = browser(site, w.look(lambda: shop.world.fans[0].identity))
    assert "/calendars/" not in guide.get("/fan/calendar/address").text
    assert guide.post("/fan/calendar/address").status_code == 303
    before = _feed_key()
    assert f"/calendars/{before}.ics" in guide.get("/fan/calendar/address").text
    guide.post("/fan/calendar/address")
    assert site.test_client().get(f"/calendars/{before}.ics").status_code == 404
    assert site.test_client().get(f"/calendars/{_feed_key()}.ics").status_code == 200
    assert browser(site, shop.world.owner).get("/fan/calendar/address").status_code == 404


def test_a_bookings_own_calendar_is_its_customers_alone(shop: Scene, site: Flask) -> None:
    ref, _assignment = _book_and_take(shop)
    customer = w.look(
        lambda: db.session.scalars(sa.select(Identity).where(Identity.name == "Carla Customer")).one()
    )
    mine = browser(site, customer).get(f"/bookings/{ref}/calendar.ics")
    (event,) = Calendar.from_ical(mine.data).walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "America/Los_Angeles"
    assert Calendar.from_ical(mine.data).walk("VTIMEZONE")
    assert site.test_client().get(f"/bookings/{ref}/calendar.ics").status_code == 404
    assert browser(site, shop.world.owner).get(f"/bookings/{ref}/calendar.ics").status_code == 404

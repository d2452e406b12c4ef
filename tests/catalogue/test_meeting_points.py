"""Where a listing and a journey's stages are met: what is rough is said, put right, and kept."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import Experience, JourneyTemplate
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.geo.spots import ROUGH_CIRCLE_M
from marketplace.gigs.models import Gig
from tests import world as w
from tests.bookings.conftest import SignIn
from tests.catalogue.test_own_listings import WORDS
from tests.form_values import form_values

DOOR = {"lat": "37.7601", "lon": "-122.4142"}


@pytest.fixture
def shop(pages: Flask) -> w.World:
    """A bookshop with experiences and journeys, and one guide."""

    def make() -> w.World:
        world = w.make_world("experience", "journey")
        w.add_fan(world, "Tess Typewriter")
        return world

    return edge.write(make)


def _listing() -> Experience:
    return w.look(lambda: db.session.scalars(sa.select(Experience)).one())


def _gig() -> Gig:
    return w.look(lambda: db.session.scalars(sa.select(Gig)).one())


def test_a_rough_meeting_point_is_said_put_right_and_moves_the_dates(shop: w.World, sign_in: SignIn) -> None:
    """Before, the middle of the town was the meeting point on every map, and whoever stood there could check in."""
    olive, desk = sign_in(shop.owner), f"/desk/{shop.business.slug}/listings"
    assert olive.post(f"{desk}/new", data=WORDS).status_code == 303
    listing = f"{desk}/{_listing().public_id}"
    edit = f"{listing}/words"
    assert _listing().is_rough
    page = olive.get(listing).text
    assert "Where exactly do people meet?" in page
    assert f'href="{edit}#lat"' in page
    assert form_values(olive.get(edit))["lat"] == [""]
    olive.post(f"{listing}/publication")
    olive.post(
        f"{listing}/sessions",
        data={"starts_local": "2026-11-28T10:00", "language": "en", "repeat_weeks": "1"},
    )
    assert _gig().detail["checkin_circle_m"] == ROUGH_CIRCLE_M
    shown = sign_in(None).get(f"/experiences/{_listing().public_id}").text
    assert "The map shows only about where it is" in shown
    assert "The map shows only about where it is" in olive.get(f"{desk[:-9]}/gigs/{_gig().public_id}").text

    half = olive.post(edit, data=WORDS | {"lat": DOOR["lat"], "lon": ""})
    assert half.status_code == 422
    assert "Give both degrees" in html.unescape(half.text)
    assert olive.post(edit, data=WORDS | DOOR).status_code == 303

    gig = _gig()
    assert (gig.lat, gig.lon) == (37.7601, -122.4142), "dates to come are met where it really is"
    assert "checkin_circle_m" not in gig.detail
    assert "Where exactly do people meet?" not in olive.get(listing).text
    again = form_values(olive.get(edit)) | {"price": "30"}
    assert olive.post(edit, data=again).status_code == 303
    assert (_listing().lat, _listing().lon, _listing().is_rough) == (37.7601, -122.4142, False)


def test_a_fan_puts_an_own_meeting_point_right(shop: w.World, sign_in: SignIn) -> None:
    tess = sign_in(shop.fans[0].identity)
    ref = shop.programmes["experience"].public_id
    assert tess.post(f"/fan/experiences/new?programme={ref}", data=WORDS).status_code == 303
    mine = f"/fan/experiences/{_listing().public_id}"
    assert "Where exactly do people meet?" in tess.get(mine).text

    assert tess.post(f"{mine}/words", data=WORDS | DOOR).status_code == 303

    assert "Where exactly do people meet?" not in tess.get(mine).text


def test_stages_of_a_journey_stay_where_they_were_put(shop: w.World, sign_in: SignIn) -> None:
    """Before, whoever changed a journey's price sent its guests to the middle of the town."""
    edge.write(lambda: w.add_journey(shop))
    olive = sign_in(shop.owner)
    ref = w.look(lambda: db.session.scalars(sa.select(JourneyTemplate.public_id)).one())
    address = f"/desk/{shop.business.slug}/journeys/{ref}"

    def stages() -> list[tuple[float, float, bool]]:
        found = db.session.scalars(sa.select(JourneyTemplate)).one().stages
        return [(one["lat"], one["lon"], one.get("is_rough", False)) for one in found]

    before = w.look(stages)
    asked = form_values(olive.get(address))
    assert olive.post(address, data=asked | {"price": "310"}).status_code == 303
    assert w.look(stages) == before

    moved = asked | {"stages-0-place_name": "Behind the blue gate", "stages-0-lat": "", "stages-0-lon": ""}
    assert olive.post(address, data=moved).status_code == 303
    assert w.look(stages)[0][2]
    page = olive.get(address)
    assert re.search(r"Of this place we know only the quarter", page.text)
    assert page.text.count('<details class="more-options" open>') == 1, "where it is to be put stands open"
    exact = form_values(page) | {"stages-0-lat": DOOR["lat"], "stages-0-lon": DOOR["lon"]}
    assert olive.post(address, data=exact).status_code == 303
    assert w.look(stages)[0] == (37.7601, -122.4142, False)

"""Matching walked in a real browser: an owner runs a round and replaces a person, a fan makes the suggested change."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.demo.loop import BEGINS_AT
from marketplace.gigs import engine, queries
from marketplace.gigs.models import Gig
from marketplace.gigs.service_gigs import cancel_gig, make_gig
from marketplace.identity.models import Identity
from marketplace.superfans.models import Membership, Superfan
from tests.browser.conftest import Served, follow, press
from tests.browser.test_paths import work

pytestmark = pytest.mark.browser
PHONE = 390
WHEN = tuple(f"2026-12-{day:02d}T{hour}:00:00" for day in (5, 6, 3, 4) for hour in (11, 15, 19))


def make_some(served: Served, title: str, count: int = 1, **changes: Any) -> list[str]:
    """Gigs of the shop's first programme, ten days ahead, for which nobody has been looked yet."""

    def make() -> list[str]:
        business = db.session.scalars(sa.select(Business).where(Business.slug == "foglamp")).one()
        programme = db.session.scalars(
            sa.select(Programme).where(
                Programme.business_id == business.id,
                Programme.kind == "experience",
                Programme.state == "open",
            )
        ).first()
        assert programme is not None
        at = BEGINS_AT
        starts = (at + timedelta(days=10)).replace(hour=0, minute=0, second=0, microsecond=0)
        values = {
            "programme": programme, "kind": programme.kind, "title": title, "language": "en",
            "starts_local": datetime.fromisoformat(f"{starts:%Y-%m-%d}T11:00:00"), "timezone": business.timezone,
            "duration_minutes": 60, "place_name": "Ferry Building", "lat": business.lat, "lon": business.lon,
            "matched": False, "at": at,
        }  # fmt: skip
        return [make_gig(**(values | changes)).public_id for _ in range(count)]

    with served.app.app_context():
        return edge.write(make)


@pytest.mark.parametrize(("width", "script"), [(1280, True), (PHONE, False)])
def test_an_owner_runs_a_round_reads_it_and_replaces_a_person(
    served: Served, browse: Any, width: int, script: bool
) -> None:
    title = f"Lantern tour {width}"
    gig, *_rest = make_some(served, title, 2)
    page = browse("owner Foglamp", width=width, script=script)
    page.goto("/desk/foglamp/rounds")
    programme = page.get_by_label("Programme").first
    with served.app.app_context():
        ref = edge.read(
            lambda: db.session.scalars(
                sa.select(Programme.public_id).join(Gig).where(Gig.public_id == gig)
            ).one()
        )
    programme.select_option(ref)
    press(page, "Match now")
    assert page.get_by_text("A round is under way.").is_visible()
    work(served)
    page.goto(f"/desk/foglamp/gigs/{gig}")
    follow(page, page.locator("main").get_by_role("link", name=re.compile("AM|PM")).first)
    text = page.locator("main").inner_text()
    assert title in text
    assert "Who was asked, and why" in text

    page.goto(f"/desk/foglamp/gigs/{gig}")
    asked = page.locator("main section[aria-labelledby=asked] h3").first.inner_text()
    press(page, "Replace")
    assert f"Replace {asked}" in page.locator("h1").first.inner_text()
    page.locator('input[name="fan"]').first.check()
    page.get_by_label("Knows the place or the people").check()
    press(page, "Replace and ask")
    assert "Please give a reason" in page.locator("main").inner_text()
    page.get_by_label(re.compile(f"^What you tell {re.escape(asked)}")).fill("Kai has the lantern keys.")
    press(page, "Replace and ask")
    told = page.locator("main").inner_text()
    assert "Withdrawn" in told
    assert "Was asked by the team." in told


def test_a_fan_makes_the_suggested_change_and_becomes_eligible(served: Served, browse: Any) -> None:
    """Too far for how far they go: the way leads to where they say so, and then the gig fits."""
    title = "Lighthouse picnic"
    person, gig = _too_far_for(served, title)
    page = browse(width=PHONE, script=False)
    page.goto("/demo/sign-in")
    follow(page, page.locator(f'button[value="{person}"]'))
    page.goto(f"/fan/board/{gig}")
    assert "and you travel up to" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Take it").count() == 0

    follow(page, page.locator("main a[href='/fan/profile/travel']").first)
    assert page.url.endswith("/fan/profile/travel")
    farthest = page.get_by_label("How far would you go?").locator("option").last.get_attribute("value")
    page.get_by_label("How far would you go?").select_option(farthest)
    follow(page, page.locator("main form button[type=submit]").last)

    page.goto(f"/fan/board/{gig}")
    assert page.get_by_role("button", name="Take it").is_visible()


def _too_far_for(served: Served, title: str) -> tuple[str, str]:
    """Make a gig just beyond where one of the people go, against which nothing else stands; who it is, and the gig."""
    with served.app.test_client() as client:
        offered = client.get("/demo/sign-in", base_url=served.address).text
    tried: list[tuple[str, list[str]]] = []
    for name, person in served.people.items():
        if "superfan" not in name.lower() or f'value="{person}"' not in offered:
            continue
        with served.app.app_context():
            home = edge.read(lambda person=person: _home(person))
        if home is None:
            continue
        for day_and_hour in WHEN:
            (gig,) = make_some(
                served,
                title,
                lat=home[0] - (home[2] + 1500) / 111_195,
                lon=home[1],
                starts_local=datetime.fromisoformat(day_and_hour),
            )
            with served.app.app_context():
                against = edge.read(lambda person=person, gig=gig: _against(person, gig))
                if against == ["cannot.too_far"]:
                    return person, gig
                edge.write(lambda gig=gig: _call_off(gig))
                tried.append((name, against))
    raise AssertionError(f"nobody is kept away by the way alone: {tried}")


def _fan(person: str) -> Superfan | None:
    return db.session.scalar(
        sa.select(Superfan)
        .join(Identity, Identity.id == Superfan.identity_id)
        .where(Identity.public_id == person)
    )


def _home(person: str) -> tuple[float, float, int] | None:
    fan = _fan(person)
    if fan is None or fan.home_lat is None or fan.home_lon is None:
        return None
    member = sa.select(Membership.id).join(Programme).join(Business).where(
        Membership.fan_id == fan.id, Membership.state == "active",
        Business.slug == "foglamp", Programme.kind == "experience",
    )  # fmt: skip
    return (fan.home_lat, fan.home_lon, fan.radius_m) if db.session.scalar(member) else None


def _gig(ref: str) -> Gig:
    return db.session.scalars(sa.select(Gig).where(Gig.public_id == ref)).one()


def _against(person: str, gig: str) -> list[str]:
    fan = _fan(person)
    assert fan is not None
    if not queries.is_member(fan, _gig(gig).programme_id):
        return ["cannot.not_member"]
    return [row["code"] for row in engine.why_not(_gig(gig), fan, BEGINS_AT)[0]]


def _call_off(gig: str) -> None:
    cancel_gig(_gig(gig), Actor.STAFF, {"code": "cancelled_by_business"}, BEGINS_AT)

"""Busy times are the programme's, in every kind: what begins at one earns the bonus that was set for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Programme
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.kinds import Kind
from tests.gigs.worlds import World, make_fan, make_work, make_world, offer_to, paid_scheme
from tests.rewards.worlds import browse_as

BONUS = 500
PEAK = {
    "code": "peak", "type": "bonus", "amount_minor": BONUS, "when": [{"fact": "is_peak", "op": "eq", "value": True}],
}  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    """A shop whose reward pays more at busy times."""
    plain = paid_scheme()
    return edge.write(lambda: make_world(document=plain | {"components": [*plain["components"], PEAK]}))


@pytest.mark.parametrize(
    ("begins", "settings", "is_busy"),
    [
        ("2026-11-27T10:00", {}, False),
        ("2026-11-27T17:00", {}, True),
        ("2026-11-27T19:59", {}, True),
        ("2026-11-27T20:00", {}, False),
        ("2026-11-28T10:00", {}, False),
        ("2026-11-28T10:00", {"busy_weekends": True}, True),
        ("2026-11-27T10:00", {"busy_weekends": True}, False),
        ("2026-11-27T01:00", {"busy_from_hour": 22, "busy_until_hour": 2}, True),
        ("2026-11-27T02:00", {"busy_from_hour": 22, "busy_until_hour": 2}, False),
        ("2026-11-27T17:00", {"busy_from_hour": 17, "busy_until_hour": 17}, False),
    ],
)
def test_what_begins_at_a_busy_time_is_quoted_and_reserved_with_its_bonus(
    world: World, begins: str, settings: dict[str, Any], is_busy: bool
) -> None:
    def offered() -> tuple[int, int]:
        world.programme.settings = settings
        gig = make_work(world, starts_local=begins)
        offer = offer_to(gig, make_fan(world, "Ana"))
        return offer.quote["total_minor"], gig.reserved_minor

    def plain() -> tuple[int, int]:
        world.programme.settings = {"busy_from_hour": 0, "busy_until_hour": 0}
        gig = make_work(world, starts_local="2026-12-04T12:00")
        return offer_to(gig, make_fan(world, "Bo")).quote["total_minor"], gig.reserved_minor

    quoted, reserved = edge.write(offered)
    usual, usually = edge.write(plain)
    assert quoted - usual == (BONUS if is_busy else 0)
    assert (reserved - usually >= BONUS) == is_busy


def test_every_kind_asks_for_its_busy_times() -> None:
    codes = [one.code for one in Kind().all_settings]
    assert codes == ["busy_from_hour", "busy_until_hour", "busy_weekends"]
    programme = type("Programme", (), {"settings": {}})()
    assert Kind().is_busy(programme, datetime.fromisoformat("2026-11-27T18:00"))


def test_an_owner_sets_them_among_the_rules(site: Flask) -> None:
    def prepared() -> World:
        world = make_world()
        world.programme.state = "draft"
        return world

    world = edge.write(prepared)
    page = f"/desk/{world.business.slug}/programmes/{world.programme.public_id}/edit/rules"
    desk = browse_as(site, world.owner)
    assert 'name="setting_busy_weekends"' in desk.get(page).text
    rules = {"offer_mode": "reserved", "accept_hours": "2", "cancellation": "single_day_24h"}
    busy = {"setting_busy_from_hour": "18", "setting_busy_until_hour": "20", "setting_busy_weekends": "y"}
    assert desk.post(page, data=rules | busy | {"setting_busy_until_hour": "25"}).status_code == 422
    assert desk.post(page, data=rules | busy).status_code == 303
    kept = edge.read(lambda: db.session.scalars(sa.select(Programme.settings)).one())
    assert kept == {"busy_from_hour": 18, "busy_weekends": True}

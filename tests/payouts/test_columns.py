"""Instants survive a round trip through each database as aware UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from payouts.tables import hold
from tests.payouts.worlds import SHOP, World


def _store(world: World, instant: dt.datetime) -> dt.datetime:
    with world.transaction() as session:
        values = {
            "business_ref": SHOP,
            "key": "h",
            "subject_ref": "s",
            "reason": "case",
            "opened_at": instant,
        }
        session.execute(sa.insert(hold).values(values))  # type: ignore[attr-defined]
        found: dt.datetime = session.execute(sa.select(hold.c.opened_at)).scalar_one()  # type: ignore[attr-defined]
    return found


def test_an_instant_of_another_zone_comes_back_in_utc(world: World) -> None:
    local = dt.datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)
    found = _store(world, local)
    # Aware instants of an ambiguous hour compare equal only when brought to one zone.
    assert found == local.astimezone(dt.UTC)
    assert found.tzinfo == dt.UTC


def test_a_naive_instant_is_refused(world: World) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        _store(world, dt.datetime(2026, 1, 1))  # noqa: DTZ001

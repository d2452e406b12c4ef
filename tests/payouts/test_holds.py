"""Holds open, end by themselves or by hand, and repeat harmlessly."""

from __future__ import annotations

import datetime as dt

import pytest

from payouts.errors import KeyConflict, NotFound
from payouts.holds import holds_on_subject, open_hold, open_holds, release_hold
from tests.payouts.worlds import NOON, SHOP, World

TOMORROW = NOON + dt.timedelta(days=1)


def test_a_hold_with_an_end_ends_by_itself(world: World) -> None:
    with world.transaction() as session:
        found = open_hold(
            session, SHOP, key="h", reason="hold_time", at=NOON, subject_ref="ern", until_at=TOMORROW
        )
    assert found.is_open(NOON)
    assert found.is_open(TOMORROW - dt.timedelta(seconds=1))
    assert not found.is_open(TOMORROW)


def test_a_hold_without_an_end_lasts_until_it_is_released(world: World) -> None:
    with world.transaction() as session:
        open_hold(session, SHOP, key="h", reason="case", at=NOON, owner_ref="fan")
        assert [h.reason for h in open_holds(session, SHOP, "fan", TOMORROW)] == ["case"]
        released = release_hold(session, SHOP, key="h", at=TOMORROW)
        assert release_hold(session, SHOP, key="h", at=TOMORROW + dt.timedelta(days=1)) == released
        assert open_holds(session, SHOP, "fan", TOMORROW) == []


def test_opening_the_same_hold_again_changes_nothing(world: World) -> None:
    with world.transaction() as session:
        first = open_hold(session, SHOP, key="h", reason="case", at=NOON, subject_ref="ern")
        assert open_hold(session, SHOP, key="h", reason="case", at=TOMORROW, subject_ref="ern") == first
        assert holds_on_subject(session, SHOP, "ern") == [first]


def test_a_key_that_holds_something_else_is_a_conflict(world: World) -> None:
    with world.transaction() as session:
        open_hold(session, SHOP, key="h", reason="case", at=NOON, subject_ref="ern")
        with pytest.raises(KeyConflict):
            open_hold(session, SHOP, key="h", reason="case", at=NOON, subject_ref="other")


def test_releasing_what_is_not_held_is_named(world: World) -> None:
    with world.transaction() as session, pytest.raises(NotFound):
        release_hold(session, SHOP, key="nothing", at=NOON)


def test_holds_of_another_business_do_not_count(world: World) -> None:
    with world.transaction() as session:
        open_hold(session, "biz_other", key="h", reason="case", at=NOON, owner_ref="fan")
        assert open_holds(session, SHOP, "fan", NOON) == []

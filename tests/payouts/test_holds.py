"""Holds open, end by themselves or by hand, and repeat harmlessly."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest

from payouts.due import unpaid_items
from payouts.errors import HeldBack, KeyConflict, NotFound
from payouts.holds import holds_on_subject, open_hold, open_holds, release_hold
from payouts.operations import begin, operations_on
from payouts.payout_planning import plan_payouts
from tests.payouts.worlds import NOON, SHOP, World, usd

TOMORROW = NOON + dt.timedelta(days=1)


def test_a_hold_with_an_end_ends_by_itself(world: World) -> None:
    with world.transaction() as session:
        found = open_hold(
            session, SHOP, key="h", reason="hold_time", at=NOON, subject_ref="ern", until_at=TOMORROW
        )
    assert found.is_open(NOON)
    assert found.is_open(TOMORROW - dt.timedelta(seconds=1))
    assert not found.is_open(TOMORROW)


def test_what_is_due_is_held_until_the_very_instant_at_which_a_hold_ends(world: World) -> None:
    world.earning("ern", "fan", usd(1000))
    with world.transaction() as session:
        open_hold(session, SHOP, key="h", reason="hold_time", at=NOON, subject_ref="ern", until_at=TOMORROW)
        before, then = (
            [one.is_held for one in unpaid_items(session, SHOP, "fan", at)]
            for at in (TOMORROW - dt.timedelta(microseconds=1), TOMORROW)
        )
    assert (before, then) == ([True], [False])


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


@pytest.mark.parametrize("held", [{"owner_ref": "fan_1"}, {"subject_ref": "ern"}], ids=["person", "earning"])
def test_sending_waits_for_a_hold_that_is_being_opened(world: World, held: dict[str, Any]) -> None:
    world.fund(usd(10_000))
    world.fan("fan_1")
    world.earning("ern", "fan_1", usd(500))
    with world.transaction() as session:
        (planned,) = plan_payouts(session, SHOP, "fan_1", run_ref="r", on=NOON.date(), at=NOON)
        (transfer,) = operations_on(session, SHOP, planned.public_id)
    answers: list[str] = []

    def send() -> None:
        try:
            with world.transaction() as session:
                answers.append(begin(session, transfer.id, at=NOON).state)
        except HeldBack:
            answers.append("held")

    sender = threading.Thread(target=send)
    with world.engine.begin() as connection:
        open_hold(connection, SHOP, key="h", reason="case", at=NOON, **held)
        sender.start()
        sender.join(0.4)
        assert answers == []
    sender.join()
    assert answers == ["held"]

"""Chosen days come on their day, and a missed one is made up for."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import InvalidSchedule, NotFound
from payouts.recipients import (
    get_recipient,
    is_due,
    mark_served,
    recipients_due,
    set_account,
    set_recipient,
)
from tests.payouts.worlds import SHOP, World

FRIDAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("schedule", "served", "on", "due"),
    [
        ("daily", "2026-11-19", "2026-11-20", True),
        ("daily", "2026-11-20", "2026-11-20", False),
        ("weekly:4", "2026-11-13", "2026-11-20", True),
        ("weekly:4", "2026-11-13", "2026-11-19", False),
        ("weekly:4", "2026-11-13", "2026-11-22", True),
        ("weekly:4", "2026-11-20", "2026-11-26", False),
        ("monthly:31", "2026-11-29", "2026-11-30", True),
        ("monthly:31", "2027-02-27", "2027-02-28", True),
        ("monthly:15", "2026-11-15", "2026-12-14", False),
        ("monthly:1", "2026-05-05", "2026-11-20", True),
        ("on_demand", "2020-01-01", "2026-11-20", False),
    ],
)
def test_a_chosen_day_comes(schedule: str, served: str, on: str, due: bool) -> None:
    assert is_due(schedule, dt.date.fromisoformat(served), dt.date.fromisoformat(on)) is due


@given(st.integers(0, 6), st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)))
def test_a_weekly_day_comes_once_in_seven_daily_runs(weekday: int, start: dt.date) -> None:
    served, times = start, 0
    for _ in range(7):
        today = served + dt.timedelta(days=1)
        times += is_due(f"weekly:{weekday}", served, today)
        served = today
    assert times == 1


@given(st.integers(1, 31), st.integers(2024, 2030))
def test_a_monthly_day_comes_twelve_times_a_year(day: int, year: int) -> None:
    served, times = dt.date(year - 1, 12, 31), 0
    while served < dt.date(year, 12, 31):
        today = served + dt.timedelta(days=1)
        times += is_due(f"monthly:{day}", served, today)
        served = today
    assert times == 12


def test_settings_change_without_losing_the_account(world: World) -> None:
    with world.transaction() as session:
        set_recipient(session, SHOP, "fan", schedule="daily", on=FRIDAY)
        set_account(session, SHOP, "fan", "acct_1")
        changed = set_recipient(session, SHOP, "fan", schedule="weekly:2", on=FRIDAY, least_minor=500)
    assert (changed.account_id, changed.schedule, changed.least_minor) == ("acct_1", "weekly:2", 500)
    assert changed.served_through_on == FRIDAY


def test_only_people_with_an_account_and_a_day_are_due(world: World) -> None:
    with world.transaction() as session:
        for owner, schedule in [("b", "daily"), ("a", "daily"), ("c", "weekly:0"), ("d", "daily")]:
            set_recipient(session, SHOP, owner, schedule=schedule, on=FRIDAY)
            if owner != "d":
                set_account(session, SHOP, owner, f"acct_{owner}")
        saturday = FRIDAY + dt.timedelta(days=1)
        assert [r.owner_ref for r in recipients_due(session, SHOP, saturday)] == ["a", "b"]
        mark_served(session, SHOP, "a", saturday)
        mark_served(session, SHOP, "a", FRIDAY)
        assert [r.owner_ref for r in recipients_due(session, SHOP, saturday)] == ["b"]


@pytest.mark.parametrize("schedule", ["", "hourly", "weekly:7", "monthly:0", "monthly:32", "weekly"])
def test_an_unknown_schedule_is_refused(world: World, schedule: str) -> None:
    with world.transaction() as session, pytest.raises(InvalidSchedule):
        set_recipient(session, SHOP, "fan", schedule=schedule, on=FRIDAY)


def test_a_negative_least_amount_is_refused(world: World) -> None:
    with world.transaction() as session, pytest.raises(InvalidSchedule):
        set_recipient(session, SHOP, "fan", schedule="daily", on=FRIDAY, least_minor=-1)


def test_somebody_unknown_is_named(world: World) -> None:
    with world.transaction() as session, pytest.raises(NotFound):
        get_recipient(session, SHOP, "nobody")

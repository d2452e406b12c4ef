"""Free intervals against a slow oracle that asks the clock on the wall minute by minute."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.superfans.availability import (
    DatedChange,
    Rule,
    free_intervals,
    subtract,
    union,
    weekly_minutes,
)

MINUTE = timedelta(minutes=1)
# Half-hour and quarter-hour zones, both hemispheres, a half-hour clock change, midnight changes, no change at all.
ZONES = (
    "Europe/Amsterdam", "America/Los_Angeles", "America/Mexico_City", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Africa/Cairo", "America/Santiago", "Asia/Kolkata", "UTC",
)  # fmt: skip
# Around the clock changes of 2026 and 2027 in those zones, and an ordinary week.
STARTS = tuple(
    datetime(*day, tzinfo=UTC)
    for day in ((2026, 3, 7), (2026, 3, 28), (2026, 4, 4), (2026, 4, 23), (2026, 9, 5), (2026, 10, 3), (2026, 10, 24),
                (2026, 10, 29), (2026, 10, 31), (2026, 11, 23), (2027, 3, 13), (2027, 3, 27))
)  # fmt: skip


def is_free(rules: list[Rule], changes: list[DatedChange], zone: str, at: datetime) -> bool:
    """The oracle: look at the clock on the wall at one instant, and ask each rule and change in turn."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    minute, today, yesterday = local.hour * 60 + local.minute, local.date(), local.date() - timedelta(days=1)

    def covers(day: date, opens: int, closes: int) -> bool:
        if closes > opens:
            return day == today and opens <= minute < closes
        return (day == today and minute >= opens) or (day == yesterday and minute < closes)

    def changed(is_open: bool) -> bool:
        return any(
            change.on_date == today
            if change.opens_minute is None or change.closes_minute is None
            else covers(change.on_date, change.opens_minute, change.closes_minute)
            for change in changes
            if change.is_open is is_open
        )

    weekly = any(
        covers(day, rule.opens_minute, rule.closes_minute)
        for rule in rules
        for day in (today, yesterday)
        if rule.weekday == day.weekday()
    )
    return changed(is_open=True) or (weekly and not changed(is_open=False))


minutes = st.one_of(st.sampled_from([0, 60, 90, 120, 150, 180, 720, 1320, 1439]), st.integers(0, 1439))
rules_strategy = st.lists(st.builds(Rule, st.integers(0, 6), minutes, minutes), max_size=6)


@st.composite
def cases(draw):
    start = draw(st.sampled_from(STARTS)) + timedelta(minutes=draw(st.integers(0, 1440)))
    days = st.integers(-1, 3).map(lambda n: start.date() + timedelta(days=n))
    times = st.one_of(st.just((None, None)), st.tuples(minutes, minutes))
    change = st.tuples(days, st.booleans(), times).map(lambda c: DatedChange(c[0], c[1], *c[2]))
    length = timedelta(minutes=draw(st.integers(1, 3 * 1440)))
    changes = draw(st.lists(change, max_size=4))
    return draw(rules_strategy), changes, draw(st.sampled_from(ZONES)), start, start + length


@settings(max_examples=120, deadline=None)
@given(cases())
def test_free_intervals_agree_with_the_clock_on_the_wall(case):
    rules, changes, zone, start, end = case

    found = free_intervals(rules, changes, zone, start, end)

    expected = set()
    at = start
    while at < end:
        if is_free(rules, changes, zone, at):
            expected.add(at)
        at += MINUTE
    covered = {a + MINUTE * n for a, b in found for n in range(int((b - a) / MINUTE))}
    assert covered == expected
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(found)), "sorted and apart"
    assert all(start <= a < b <= end for a, b in found)


def test_a_night_shift_runs_over_midnight():
    friday_night = [Rule(4, 22 * 60, 2 * 60)]

    found = free_intervals(
        friday_night,
        [],
        "America/Mexico_City",
        datetime(2026, 11, 27, tzinfo=UTC),
        datetime(2026, 11, 30, tzinfo=UTC),
    )

    assert found == [(datetime(2026, 11, 28, 4, tzinfo=UTC), datetime(2026, 11, 28, 8, tzinfo=UTC))]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 2), (date(2026, 10, 25), 4), (date(2026, 11, 1), 3)],
    ids=["spring", "autumn", "plain"],
)
def test_a_sunday_morning_shrinks_in_spring_and_stretches_in_autumn(day, hours):
    one_to_four = [Rule(6, 60, 240)]
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Europe/Amsterdam"))

    found = free_intervals(one_to_four, [], "Europe/Amsterdam", start, start + timedelta(hours=12))

    assert len(found) == 1
    assert found[0][1] - found[0][0] == timedelta(hours=hours)


def test_an_opening_holds_inside_a_closed_day():
    weekdays = [Rule(day, 9 * 60, 17 * 60) for day in range(5)]
    changes = [DatedChange(date(2026, 12, 24), False), DatedChange(date(2026, 12, 24), True, 600, 720)]

    found = free_intervals(
        weekdays, changes, "UTC", datetime(2026, 12, 24, tzinfo=UTC), datetime(2026, 12, 25, tzinfo=UTC)
    )

    assert found == [(datetime(2026, 12, 24, 10, tzinfo=UTC), datetime(2026, 12, 24, 12, tzinfo=UTC))]


def test_an_empty_window_has_no_free_time():
    always = [Rule(day, 0, 0) for day in range(7)]
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)

    assert free_intervals(always, [], "UTC", noon, noon) == []
    assert free_intervals(always, [], "UTC", noon, noon + MINUTE) == [(noon, noon + MINUTE)]


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        free_intervals([], [], "UTC", datetime(2026, 1, 1), datetime(2026, 1, 2))  # noqa: DTZ001


@given(rules_strategy)
def test_weekly_minutes_count_each_minute_once(rules):
    monday = datetime(2026, 11, 23, tzinfo=UTC)

    found = free_intervals(rules, [], "UTC", monday, monday + timedelta(days=7))

    assert weekly_minutes(rules) == sum(int((b - a) / MINUTE) for a, b in found)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


@given(spans, spans)
def test_subtract_leaves_what_is_in_one_and_not_in_the_other(some, others):
    left, right = union(some), union(others)

    kept = {n for a, b in subtract(left, right) for n in range(a, b)}

    assert kept == {n for a, b in some for n in range(a, b)} - {n for a, b in others for n in range(a, b)}

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.geo.windows import (
    REFUSAL_CODES,
    LayoverWindow,
    WindowRefusal,
    WindowRules,
    layover_window,
    layover_window_local,
)

AMSTERDAM = "Europe/Amsterdam"
ARRIVAL = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)

minutes = st.integers(0, 240)
rules = st.builds(
    WindowRules,
    layover_least_minutes=st.integers(0, 480),
    layover_most_minutes=st.integers(480, 3_000),
    deplaning_minutes=minutes,
    border_minutes=minutes,
    ride_out_minutes=minutes,
    ride_back_minutes=minutes,
    return_margin_minutes=minutes,
    usable_least_minutes=minutes,
)
instants = st.datetimes(
    datetime.fromisoformat("2026-01-01T00:00"),
    datetime.fromisoformat("2027-12-31T00:00"),
    timezones=st.sampled_from([UTC, ZoneInfo(AMSTERDAM)]),
)


def window(layover_minutes: float, **changes: int) -> LayoverWindow | WindowRefusal:
    return layover_window(ARRIVAL, ARRIVAL + timedelta(minutes=layover_minutes), WindowRules(**changes))


def test_a_day_in_town_line_by_line() -> None:
    found = window(8 * 60)

    assert isinstance(found, LayoverWindow)
    assert [tuple(line) for line in found.lines] == [
        ("layover", 480),
        ("deplaning", -20),
        ("border", -30),
        ("ride_out", -20),
        ("ride_back", -20),
        ("return_margin", -120),
    ]
    assert found.usable_minutes == 270
    assert found.opens_local(AMSTERDAM).isoformat() == "2026-11-24T10:20:00+01:00"
    assert found.closes_local(AMSTERDAM).isoformat() == "2026-11-24T14:50:00+01:00"
    assert found.back_at_airport_at == datetime(2026, 11, 24, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("layover_minutes", "code", "numbers"),
    [
        (0, "layover_departs_before_arrival", {"layover_minutes": 0}),
        (-90, "layover_departs_before_arrival", {"layover_minutes": -90}),
        (359, "layover_too_short", {"layover_minutes": 359, "least_minutes": 360}),
        (24 * 60 + 1, "layover_too_long", {"layover_minutes": 1441, "most_minutes": 1440}),
    ],
)
def test_a_refusal_names_its_numbers(layover_minutes: int, code: str, numbers: dict[str, int]) -> None:
    refused = window(layover_minutes)

    assert isinstance(refused, WindowRefusal)
    assert (refused.code, dict(refused.numbers)) == (code, numbers)


@pytest.mark.parametrize("layover_minutes", [360, 24 * 60])
def test_the_limits_themselves_are_allowed(layover_minutes: int) -> None:
    assert isinstance(window(layover_minutes), LayoverWindow)


def test_half_a_minute_short_of_the_least_is_too_short() -> None:
    assert isinstance(window(359.9), WindowRefusal)


def test_a_long_way_out_leaves_nothing() -> None:
    refused = window(360, ride_out_minutes=80, ride_back_minutes=80)

    assert isinstance(refused, WindowRefusal)
    assert refused.code == "layover_window_too_short"
    assert refused.numbers == {"usable_minutes": 30, "least_minutes": 60}
    assert sum(line.minutes for line in refused.lines) == 30


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    found = layover_window_local(
        datetime.fromisoformat("2026-10-24T23:00"), datetime.fromisoformat("2026-10-25T07:00"), AMSTERDAM
    )

    assert isinstance(found, LayoverWindow)
    assert found.layover_minutes == 9 * 60


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    refused = layover_window_local(
        datetime.fromisoformat("2026-03-28T23:30"), datetime.fromisoformat("2026-03-29T06:00"), AMSTERDAM
    )

    assert isinstance(refused, WindowRefusal)
    assert refused.numbers == {"layover_minutes": 330, "least_minutes": 360}


def test_a_time_the_clocks_skip_is_refused() -> None:
    refused = layover_window_local(
        datetime.fromisoformat("2026-03-29T02:30"), datetime.fromisoformat("2026-03-29T12:00"), AMSTERDAM
    )

    assert isinstance(refused, WindowRefusal)
    assert (refused.code, dict(refused.numbers)) == ("layover_no_such_time", {"hour": 2, "minute": 30})


def test_a_doubled_time_counts_for_the_shorter_window() -> None:
    arriving = layover_window_local(
        datetime.fromisoformat("2026-10-25T02:30"), datetime.fromisoformat("2026-10-25T12:30"), AMSTERDAM
    )
    departing = layover_window_local(
        datetime.fromisoformat("2026-10-24T16:30"), datetime.fromisoformat("2026-10-25T02:30"), AMSTERDAM
    )

    assert isinstance(arriving, LayoverWindow)
    assert isinstance(departing, LayoverWindow)
    assert arriving.layover_minutes == departing.layover_minutes == 10 * 60


def test_naive_flight_times_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        layover_window(datetime.fromisoformat("2026-01-01T00:00"), datetime.fromisoformat("2026-01-02T00:00"))


def test_rules_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="below"):
        WindowRules(layover_least_minutes=600, layover_most_minutes=300)
    with pytest.raises(ValueError, match="negative"):
        WindowRules(border_minutes=-1)


@given(instants, st.integers(-600, 3_600 * 60), rules)
def test_the_lines_always_add_up(arrives_at: datetime, layover_s: int, given_rules: WindowRules) -> None:
    departs_at = (arrives_at.astimezone(UTC) + timedelta(seconds=layover_s)).astimezone(arrives_at.tzinfo)
    found = layover_window(arrives_at, departs_at, given_rules)

    if isinstance(found, WindowRefusal):
        assert found.code in REFUSAL_CODES
        return
    assert found.usable_minutes == sum(line.minutes for line in found.lines)
    assert (found.closes_at - found.opens_at) == timedelta(minutes=found.usable_minutes)
    assert found.usable_minutes >= max(1, given_rules.usable_least_minutes)
    in_order = [
        found.arrives_at, found.leaves_airport_at, found.opens_at,
        found.closes_at, found.back_at_airport_at, found.departs_at,
    ]  # fmt: skip
    assert in_order == sorted(in_order)
    # Never earlier than the aeroplane that comes, never later than the one that goes.
    assert found.arrives_at >= arrives_at
    assert found.departs_at <= departs_at


@given(instants, st.integers(360, 1_440), st.sampled_from(["Asia/Kolkata", "America/Mexico_City", "UTC"]))
def test_the_window_is_the_same_whatever_zone_the_times_are_written_in(
    arrives_at: datetime, layover_minutes: int, zone: str
) -> None:
    arrives_at = arrives_at.astimezone(UTC)
    departs_at = arrives_at + timedelta(minutes=layover_minutes)
    elsewhere = ZoneInfo(zone)

    assert layover_window(arrives_at, departs_at) == layover_window(
        arrives_at.astimezone(elsewhere), departs_at.astimezone(elsewhere)
    )


@given(
    st.integers(360, 1_440), minutes, st.sampled_from(["border", "ride_out", "ride_back", "return_margin"])
)
def test_more_to_do_never_leaves_more_time(layover_minutes: int, extra: int, what: str) -> None:
    usual = WindowRules(usable_least_minutes=0)
    more = WindowRules(
        usable_least_minutes=0, **{f"{what}_minutes": getattr(usual, f"{what}_minutes") + extra}
    )

    departs_at = ARRIVAL + timedelta(minutes=layover_minutes)
    found, less = layover_window(ARRIVAL, departs_at, usual), layover_window(ARRIVAL, departs_at, more)

    assert isinstance(found, LayoverWindow)
    assert isinstance(less, WindowRefusal) or less.usable_minutes == found.usable_minutes - extra

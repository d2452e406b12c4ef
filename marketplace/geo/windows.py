"""How much of a layover can be spent in the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from marketplace.geo.zones import NoSuchLocalTime, instant_of

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WindowRules:
    """What is taken off a layover, in minutes; the owner's settings."""

    layover_least_minutes: int = 6 * 60
    # Beyond a day it is a stay, and a stay is planned as a journey.
    layover_most_minutes: int = 24 * 60
    deplaning_minutes: int = 20
    border_minutes: int = 30
    ride_out_minutes: int = 20
    ride_back_minutes: int = 20
    # Back inside the terminal this long before departure: security, passport control, the walk to the gate.
    return_margin_minutes: int = 120
    usable_least_minutes: int = 60

    def __post_init__(self) -> None:
        for name in self.__slots__:
            if getattr(self, name) < 0:
                raise ValueError(f"{name} cannot be negative")
        if self.layover_most_minutes < self.layover_least_minutes:
            raise ValueError("layover_most_minutes is below layover_least_minutes")


class WindowLine(NamedTuple):
    """One line of the sum: a code for the reader's own words, and signed minutes."""

    code: str
    minutes: int


@dataclass(frozen=True, slots=True)
class LayoverWindow:
    """The usable part of a layover: UTC instants, and the sum that led to it line by line."""

    arrives_at: datetime
    leaves_airport_at: datetime
    opens_at: datetime
    closes_at: datetime
    back_at_airport_at: datetime
    departs_at: datetime
    lines: tuple[WindowLine, ...]
    layover_minutes: int
    usable_minutes: int

    def opens_local(self, zone: str) -> datetime:
        """When the traveller can be met in the city, on the city's clock."""
        return self.opens_at.astimezone(ZoneInfo(zone))

    def closes_local(self, zone: str) -> datetime:
        """When the traveller must leave the city, on the city's clock."""
        return self.closes_at.astimezone(ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class WindowRefusal:
    """Why there is no usable window: a reason code with its numbers, and the sum as far as it went."""

    code: str
    numbers: Mapping[str, int]
    lines: tuple[WindowLine, ...] = ()


REFUSAL_CODES = (
    "layover_no_such_time",
    "layover_departs_before_arrival",
    "layover_too_short",
    "layover_too_long",
    "layover_window_too_short",
)


def layover_window(
    arrives_at: datetime, departs_at: datetime, rules: WindowRules | None = None
) -> LayoverWindow | WindowRefusal:
    """Usable window between two aware instants at one airport, or the reason why there is none.

    Parts of a minute count for safety: the arrival is rounded up and the departure down.
    """
    rules = rules or WindowRules()
    if arrives_at.tzinfo is None or departs_at.tzinfo is None:
        raise ValueError("flight times are aware instants")
    arrives_at, departs_at = _ceil_minute(arrives_at), _floor_minute(departs_at)
    layover_minutes = (departs_at - arrives_at) // MINUTE
    refusal = _refuse_length(layover_minutes, rules)
    if refusal is not None:
        return refusal
    lines = _lines(layover_minutes, rules)
    usable_minutes = sum(line.minutes for line in lines)
    if usable_minutes < max(1, rules.usable_least_minutes):
        numbers = {"usable_minutes": usable_minutes, "least_minutes": max(1, rules.usable_least_minutes)}
        return WindowRefusal("layover_window_too_short", numbers, lines)
    leaves_airport_at = arrives_at + (rules.deplaning_minutes + rules.border_minutes) * MINUTE
    back_at_airport_at = departs_at - rules.return_margin_minutes * MINUTE
    return LayoverWindow(
        arrives_at=arrives_at,
        leaves_airport_at=leaves_airport_at,
        opens_at=leaves_airport_at + rules.ride_out_minutes * MINUTE,
        closes_at=back_at_airport_at - rules.ride_back_minutes * MINUTE,
        back_at_airport_at=back_at_airport_at,
        departs_at=departs_at,
        lines=lines,
        layover_minutes=layover_minutes,
        usable_minutes=usable_minutes,
    )


def layover_window_local(
    arrives_local: datetime, departs_local: datetime, zone: str, rules: WindowRules | None = None
) -> LayoverWindow | WindowRefusal:
    """The same from two naive clock times of the airport, as a timetable prints them.

    When clocks go back a printed time can mean two instants: the later arrival and the earlier departure are
    taken, so that the window is never longer than it may turn out to be.
    """
    try:
        arrives_at = instant_of(arrives_local.replace(fold=1), zone)
        departs_at = instant_of(departs_local.replace(fold=0), zone)
    except NoSuchLocalTime as skipped:
        numbers = {"hour": skipped.local.hour, "minute": skipped.local.minute}
        return WindowRefusal("layover_no_such_time", numbers)
    return layover_window(arrives_at, departs_at, rules)


def _refuse_length(layover_minutes: int, rules: WindowRules) -> WindowRefusal | None:
    if layover_minutes <= 0:
        return WindowRefusal("layover_departs_before_arrival", {"layover_minutes": layover_minutes})
    if layover_minutes < rules.layover_least_minutes:
        numbers = {"layover_minutes": layover_minutes, "least_minutes": rules.layover_least_minutes}
        return WindowRefusal("layover_too_short", numbers)
    if layover_minutes > rules.layover_most_minutes:
        numbers = {"layover_minutes": layover_minutes, "most_minutes": rules.layover_most_minutes}
        return WindowRefusal("layover_too_long", numbers)
    return None


def _lines(layover_minutes: int, rules: WindowRules) -> tuple[WindowLine, ...]:
    return (
        WindowLine("layover", layover_minutes),
        WindowLine("deplaning", -rules.deplaning_minutes),
        WindowLine("border", -rules.border_minutes),
        WindowLine("ride_out", -rules.ride_out_minutes),
        WindowLine("ride_back", -rules.ride_back_minutes),
        WindowLine("return_margin", -rules.return_margin_minutes),
    )


def _floor_minute(instant: datetime) -> datetime:
    # In UTC first: arithmetic between two clock times of one zone would ignore a change of its clocks.
    return instant.astimezone(UTC).replace(second=0, microsecond=0)


def _ceil_minute(instant: datetime) -> datetime:
    floored = _floor_minute(instant)
    return floored if floored == instant.astimezone(UTC) else floored + MINUTE

"""How long a budget lasts at the pace of the last weeks: pure arithmetic over what went in and out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

PACE_DAYS = 28
AHEAD_DAYS = 28
LASTS_LONG_DAYS = 366


@dataclass(frozen=True)
class Forecast:
    """A budget's past and likely future, in minor units.

    `past` and `ahead` give what is left at the end of each day; `runs_out_on` is None where nothing was spent lately or
    the money lasts for more than a year.
    """

    left_minor: int
    spent_minor: int
    past: tuple[tuple[date, int], ...]
    ahead: tuple[tuple[date, int], ...]
    runs_out_on: date | None

    @property
    def lasts_long(self) -> bool:
        """True when money is spent and still lasts for more than a year."""
        return self.spent_minor > 0 and self.left_minor > 0 and self.runs_out_on is None


def forecast(left_minor: int, moves: Sequence[tuple[date, int]], today: date) -> Forecast:
    """Look back over the pace's days and ahead at the same pace.

    `left_minor` is what is funded and not spent; `moves` are changes by day within the pace's days, spending below zero.
    """
    first = today - timedelta(days=PACE_DAYS)
    within = [(on, minor) for on, minor in moves if first < on <= today]
    spent = -sum(minor for _on, minor in within if minor < 0)
    by_day: dict[date, int] = {}
    for on, minor in within:
        by_day[on] = by_day.get(on, 0) + minor
    past, left = [(today, left_minor)], left_minor
    for back in range(PACE_DAYS - 1):
        on = today - timedelta(days=back)
        left -= by_day.get(on, 0)
        past.append((on - timedelta(days=1), left))
    ahead = tuple(
        (today + timedelta(days=day), max(left_minor - spent * day // PACE_DAYS, 0))
        for day in range(AHEAD_DAYS + 1)
    )
    return Forecast(left_minor, spent, tuple(reversed(past)), ahead, _end(left_minor, spent, today))


def _end(left_minor: int, spent_minor: int, today: date) -> date | None:
    if left_minor <= 0:
        return today
    if spent_minor <= 0:
        return None
    days = left_minor * PACE_DAYS // spent_minor
    return today + timedelta(days=days) if days <= LASTS_LONG_DAYS else None

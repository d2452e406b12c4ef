"""When many fans are free: the same answers as `availability.free_intervals`, by arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from marketplace.superfans.availability import DAY_MINUTES, DAY_S, MINUTE_S, stretches

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Spans:
    """Half-open intervals of UTC seconds since 1970, each with its fan; neither sorted nor merged."""

    fans: Whole
    starts: Whole
    ends: Whole


def weekly_hours(
    rules: Whole, zones: Whole, zone_names: Sequence[str], starts_at: datetime, ends_at: datetime
) -> Spans:
    """The weekly rules of many fans inside [starts_at, ends_at).

    `rules` has a row for each rule: position of the fan, weekday (0 is Monday), minute of opening, minute of closing.
    `zones` has, for each fan, the position of the zone's name. Dated changes are not known here: fans who have one in
    the window are asked about one by one.
    """
    lo, hi = int(starts_at.timestamp()), int(ends_at.timestamp())
    found: list[tuple[Whole, Whole, Whole]] = []
    zone_of_rule = zones[rules[:, 0]] if len(rules) else np.empty(0, dtype=np.int64)
    for zone, name in enumerate(zone_names):
        mine = rules[zone_of_rule == zone]
        if len(mine) and lo < hi:
            found += _in_zone(mine, name, lo, hi)
    if not found:
        nothing = np.empty(0, dtype=np.int64)
        return Spans(nothing, nothing, nothing)
    fans, starts, ends = (np.concatenate(column) for column in zip(*found, strict=True))
    return Spans(fans, starts, ends)


def _in_zone(rules: Whole, zone: str, lo: int, hi: int) -> list[tuple[Whole, Whole, Whole]]:
    fans, opens, closes = rules[:, 0], rules[:, 2] * MINUTE_S, rules[:, 3]
    closes = np.where(closes > rules[:, 2], closes, closes + DAY_MINUTES) * MINUTE_S
    on = [np.flatnonzero(rules[:, 1] == weekday) for weekday in range(7)]
    found = []
    for begins, ends, offset in stretches(zone, lo // DAY_S, -(-hi // DAY_S)):
        first, last = max(lo, begins) + offset, min(hi, ends) + offset
        if first >= last:
            continue
        for day in range(first // DAY_S - 1, (last - 1) // DAY_S + 1):  # the day before may run past midnight
            which = on[(day + 3) % 7]  # 1 January 1970 was a Thursday
            start = np.maximum(day * DAY_S + opens[which], first)
            end = np.minimum(day * DAY_S + closes[which], last)
            kept = start < end
            found.append((fans[which][kept], start[kept] - offset, end[kept] - offset))
    return found

"""When many fans are free: the same answers as `availability.free_intervals`, by arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from marketplace.superfans.availability import DAY_MINUTES, DAY_S, MINUTE_S, stretches

Whole = npt.NDArray[np.int64]
WHOLE_DAY = -1


@dataclass(frozen=True)
class Spans:
    """Half-open intervals of UTC seconds since 1970, each with its fan; neither sorted nor merged."""

    fans: Whole
    starts: Whole
    ends: Whole


_NOTHING = Spans(*(np.empty(0, dtype=np.int64),) * 3)


def open_hours(
    rules: Whole,
    changes: Whole,
    zones: Whole,
    zone_names: Sequence[str],
    starts_at: datetime,
    ends_at: datetime,
) -> Spans:
    """When many fans are open inside [starts_at, ends_at).

    `rules` has a row for each rule: position of the fan, weekday (0 is Monday), minute of opening, minute of closing.
    `changes` has a row for each dated change that may touch the window: position of the fan, day since 1970, 1 for an
    opening and 0 for a closing, minute of opening, minute of closing; `WHOLE_DAY` for both where it has no minutes.
    `zones` has, for each fan, the position of the zone's name.
    """
    lo, hi = int(starts_at.timestamp()), int(ends_at.timestamp())
    found = []
    for zone, name in enumerate(zone_names):
        mine, theirs = rules[zones[rules[:, 0]] == zone], changes[zones[changes[:, 0]] == zone]
        if lo < hi and len(mine) + len(theirs):
            found += _in_zone(mine, theirs, name, lo, hi)
    return _joined(found)


def _in_zone(rules: Whole, changes: Whole, zone: str, lo: int, hi: int) -> list[Spans]:
    weekly = [_weekly(rules[rules[:, 1] == weekday]) for weekday in range(7)]
    opened, closed = (_dated(changes[changes[:, 2] == is_open]) for is_open in (1, 0))
    found = []
    for begins, ends, offset in stretches(zone, lo // DAY_S, -(-hi // DAY_S)):
        first, last = max(lo, begins) + offset, min(hi, ends) + offset
        if first >= last:
            continue
        days = range(first // DAY_S - 1, (last - 1) // DAY_S + 1)  # the day before may run past midnight
        usual = [_moved(weekly[(day + 3) % 7], day * DAY_S) for day in days]  # 1 January 1970 was a Thursday
        left = _cut(_clipped(_joined(usual), first, last), _clipped(closed, first, last))
        found += [_moved(part, -offset) for part in (left, _clipped(opened, first, last))]
    return found


def _weekly(rules: Whole) -> Spans:
    """Rules of one weekday in seconds of the day."""
    closes = np.where(rules[:, 3] > rules[:, 2], rules[:, 3], rules[:, 3] + DAY_MINUTES)
    return Spans(rules[:, 0], rules[:, 2] * MINUTE_S, closes * MINUTE_S)


def _dated(changes: Whole) -> Spans:
    """Changes in wall-clock seconds since 1970."""
    is_whole, opens, closes = changes[:, 3] == WHOLE_DAY, changes[:, 3], changes[:, 4]
    opens = np.where(is_whole, 0, opens)
    closes = np.where(is_whole, DAY_MINUTES, np.where(closes > opens, closes, closes + DAY_MINUTES))
    days = changes[:, 1] * DAY_S
    return Spans(changes[:, 0], days + opens * MINUTE_S, days + closes * MINUTE_S)


def _joined(parts: Sequence[Spans]) -> Spans:
    columns = zip(*((part.fans, part.starts, part.ends) for part in (_NOTHING, *parts)), strict=True)
    return Spans(*(np.concatenate(column) for column in columns))


def _moved(spans: Spans, by: int) -> Spans:
    return Spans(spans.fans, spans.starts + by, spans.ends + by)


def _clipped(spans: Spans, lo: int, hi: int) -> Spans:
    return _kept(spans.fans, np.maximum(spans.starts, lo), np.minimum(spans.ends, hi))


def _kept(fans: Whole, starts: Whole, ends: Whole) -> Spans:
    kept = starts < ends
    return Spans(fans[kept], starts[kept], ends[kept])


def _cut(spans: Spans, cuts: Spans) -> Spans:
    """What is left of each fan's spans outside that fan's cuts: everybody's first cut at once, then the second, and so on."""
    order = np.argsort(cuts.fans, kind="stable")
    fans, before = np.unique(cuts.fans[order], return_index=True)
    turns = np.arange(len(order)) - np.repeat(before, np.diff(np.append(before, len(order))))
    touched = np.isin(spans.fans, fans)
    whole = Spans(spans.fans[~touched], spans.starts[~touched], spans.ends[~touched])
    left = Spans(spans.fans[touched], spans.starts[touched], spans.ends[touched])
    for turn in range(int(turns.max(initial=-1)) + 1):
        mine = order[turns == turn]
        where = np.minimum(np.searchsorted(cuts.fans[mine], left.fans), len(mine) - 1)
        is_cut = cuts.fans[mine][where] == left.fans
        one = np.where(is_cut, cuts.starts[mine][where], left.ends)
        other = np.where(is_cut, cuts.ends[mine][where], left.ends)
        earlier = _kept(left.fans, left.starts, np.minimum(left.ends, one))
        later = _kept(left.fans, np.maximum(left.starts, other), left.ends)
        left = _joined([earlier, later])
    return _joined([whole, left])

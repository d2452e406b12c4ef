"""When a fan is free: weekly rules and dated exceptions turned into half-open UTC intervals.

Times are wall-clock times in the fan's zone. A fan is free exactly when the clock on the wall shows a time that the
rules and exceptions leave open: an hour that is shown twice in autumn is open twice, one that spring skips never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

MINUTE_S = 60
DAY_MINUTES = 1440
DAY_S = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Span = tuple[int, int]  # half-open, in seconds: of wall-clock time since 1970, or of UTC since 1970


class Rule(NamedTuple):
    """A weekly window; one that closes at or before it opens runs into the next day."""

    weekday: int  # 0 is Monday
    opens_minute: int  # of the local day
    closes_minute: int


class DatedChange(NamedTuple):
    """An opening or closing of one date; without minutes it covers the whole day."""

    on_date: date
    is_open: bool
    opens_minute: int | None = None
    closes_minute: int | None = None


def free_intervals(
    rules: Sequence[Rule], changes: Sequence[DatedChange], zone: str, starts_at: datetime, ends_at: datetime
) -> list[tuple[datetime, datetime]]:
    """The intervals inside [starts_at, ends_at) in which the fan is free: sorted, apart from each other, in UTC.

    Closings cut the weekly rules, then openings add: "closed on the 24th, but open from ten to noon" means that.
    """
    lo, hi = _seconds(starts_at), _seconds(ends_at)
    if lo >= hi:
        return []
    free: list[Span] = []
    for starts_s, ends_s, offset_s in stretches(zone, lo // DAY_S, -(-hi // DAY_S)):
        start, end = max(lo, starts_s), min(hi, ends_s)
        if start >= end:
            continue
        shown = (start + offset_s, end + offset_s)
        free += [(a - offset_s, b - offset_s) for a, b in wall_spans(rules, changes, *shown)]
    return [(_instant(a), _instant(b)) for a, b in union(free)]


def wall_spans(rules: Sequence[Rule], changes: Sequence[DatedChange], lo: int, hi: int) -> list[Span]:
    """The open spans of wall-clock seconds inside [lo, hi), sorted and merged."""
    first, last = lo // DAY_S - 1, (hi - 1) // DAY_S  # the day before may run past midnight
    by_weekday: dict[int, list[Rule]] = {}
    for rule in rules:
        by_weekday.setdefault(rule.weekday, []).append(rule)
    weekly = [
        _span(day, rule.opens_minute, rule.closes_minute)
        for day in range(first, last + 1)
        for rule in by_weekday.get((day + 3) % 7, ())  # 1 January 1970 was a Thursday
    ]
    openings: list[Span] = []
    closings: list[Span] = []
    for change in changes:
        day = change.on_date.toordinal() - EPOCH_ORDINAL
        if first <= day <= last:
            (openings if change.is_open else closings).append(_change_span(day, change))
    return clip(union([*subtract(union(weekly), union(closings)), *openings]), lo, hi)


def union(spans: Iterable[Span]) -> list[Span]:
    """Sorted spans that neither overlap nor touch; empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def subtract(spans: Sequence[Span], cuts: Sequence[Span]) -> list[Span]:
    """What is left of sorted, merged spans when sorted, merged cuts are taken out."""
    left: list[Span] = []
    for span_start, end in spans:
        start = span_start
        for cut_start, cut_end in cuts:
            if cut_end <= start or cut_start >= end:
                continue
            if cut_start > start:
                left.append((start, cut_start))
            start = cut_end
        if start < end:
            left.append((start, end))
    return left


def clip(spans: Iterable[Span], lo: int, hi: int) -> list[Span]:
    """What of the spans lies inside [lo, hi)."""
    return [(max(a, lo), min(b, hi)) for a, b in spans if a < hi and b > lo]


def weekly_minutes(rules: Sequence[Rule]) -> int:
    """How many minutes of an ordinary week are declared free, each counted once."""
    spans = [_span(rule.weekday, rule.opens_minute, rule.closes_minute) for rule in rules]
    week_s = 7 * DAY_S
    wrapped = [s for a, b in spans for s in ((a, min(b, week_s)), (0, b - week_s))]
    return sum(b - a for a, b in union(wrapped)) // MINUTE_S


def from_document(document: Mapping[str, Any]) -> tuple[list[Rule], list[DatedChange], str]:
    """Rules, changes and zone of a packed profile's document."""
    rules = [Rule(*row) for row in document["rules"]]
    changes = [DatedChange(date.fromisoformat(row[0]), *row[1:]) for row in document["exceptions"]]
    return rules, changes, str(document["zone"])


def minute_of(local: time) -> int:
    """The minute of the day that a local time names."""
    return local.hour * 60 + local.minute


def _change_span(day: int, change: DatedChange) -> Span:
    if change.opens_minute is None or change.closes_minute is None:
        return day * DAY_S, (day + 1) * DAY_S
    return _span(day, change.opens_minute, change.closes_minute)


def _span(day: int, opens_minute: int, closes_minute: int) -> Span:
    closes = closes_minute if closes_minute > opens_minute else closes_minute + DAY_MINUTES
    return day * DAY_S + opens_minute * MINUTE_S, day * DAY_S + closes * MINUTE_S


@lru_cache(maxsize=1024)
def stretches(zone: str, first_day: int, last_day: int) -> tuple[tuple[int, int, int], ...]:
    """Stretches of UTC seconds with one offset each, from the first day to the last: (start, end, offset)."""
    return tuple(_changes(ZoneInfo(zone), first_day * DAY_S, last_day * DAY_S))


def _changes(zone: ZoneInfo, lo: int, hi: int) -> Iterator[tuple[int, int, int]]:
    start, offset = lo, _offset_s(zone, lo)
    for probe in range(lo + DAY_S, hi + DAY_S, DAY_S):
        end = min(probe, hi)
        if _offset_s(zone, end) != offset:
            change = _first_change(zone, max(start, end - DAY_S), end, offset)
            yield start, change, offset
            start, offset = change, _offset_s(zone, change)
    if start < hi:
        yield start, hi, offset


def _first_change(zone: ZoneInfo, before: int, after: int, offset: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if _offset_s(zone, middle) == offset else (before, middle)
    return after


def _offset_s(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def _seconds(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return int(at.timestamp())


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)

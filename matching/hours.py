"""Hour caps: work per local day and per rolling seven days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from matching.intervals import Interval, shared

WEEK = timedelta(days=7)


def local_days(window: Interval, zone: ZoneInfo) -> Iterator[tuple[date, Interval]]:
    """Yield each local day that a window touches, with the interval the day spans.

    Parameters
    ----------
    window : Interval
        UTC instants.
    zone : ZoneInfo
        Zone in which days begin and end; a day of a clock change has 23 or 25 hours.

    Yields
    ------
    tuple of date and Interval
        In order.
    """
    day = window.starts_at.astimezone(zone).date()
    while True:
        begins = midnight(day, zone)
        if begins >= window.ends_at:
            return
        following = day + timedelta(days=1)
        yield day, Interval(begins, midnight(following, zone))
        day = following


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which a local day begins."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def fullest_day(window: Interval, work: Iterable[Interval], zone: ZoneInfo) -> tuple[date, timedelta]:
    """Return the local day of the window on which most work would fall, and that work.

    Parameters
    ----------
    window : Interval
        New work.
    work : iterable of Interval
        Work already committed to; must not overlap the window.
    zone : ZoneInfo
        Zone of the fan.

    Returns
    -------
    tuple of date and timedelta
        The earliest such day; work includes the window.
    """
    fixed = list(work)
    totals = [
        (day, sum((shared(span, item) for item in fixed), shared(span, window)))
        for day, span in local_days(window, zone)
    ]
    return max(totals, key=lambda entry: entry[1])


def fullest_week(window: Interval, work: Iterable[Interval]) -> tuple[datetime, timedelta]:
    """Return the start of the rolling seven days with most work, among those that touch the window.

    The work inside a sliding span is piecewise linear in its start, so that its maximum lies where the span
    begins with some work or ends with some work.

    Parameters
    ----------
    window : Interval
        New work.
    work : iterable of Interval
        Work already committed to; must not overlap the window.

    Returns
    -------
    tuple of datetime and timedelta
        Start of the earliest such span; work includes the window.
    """
    fixed = list(work)
    everything = [*fixed, window]
    starts = {item.starts_at for item in everything} | {item.ends_at - WEEK for item in everything}
    spans = [Interval(start, start + WEEK) for start in sorted(starts)]
    totals = [
        (span.starts_at, sum((shared(span, item) for item in fixed), shared(span, window)))
        for span in spans
        if span.overlaps(window)
    ]
    return max(totals, key=lambda entry: entry[1])

"""Half-open intervals of time: an interval holds its start and not its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from matching.checks import check_instant, check_items
from matching.errors import InvalidProblem


class Interval(NamedTuple):
    """Half-open interval of UTC instants, ``[starts_at, ends_at)``.

    Two intervals that only touch do not overlap, and together they cover their union without a gap.
    """

    starts_at: datetime
    ends_at: datetime

    @property
    def duration(self) -> timedelta:
        """Length of the interval."""
        return self.ends_at - self.starts_at

    def overlaps(self, other: Interval) -> bool:
        """Return whether some instant lies in both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def contains(self, instant: datetime) -> bool:
        """Return whether the instant lies in the interval."""
        return self.starts_at <= instant < self.ends_at


def check_interval(field: str, value: object) -> Interval:
    """Return a pair of instants as an interval.

    Parameters
    ----------
    field : str
        Name used in the refusal.
    value : object
        Pair of aware instants.

    Returns
    -------
    Interval
        The same pair in UTC.

    Raises
    ------
    InvalidProblem
        If it is no pair, an instant is naive, or the end is not after the start.
    """
    items = check_items(field, value)
    if len(items) != 2:
        raise InvalidProblem(field, "must be a pair of instants")
    starts_at = check_instant(f"{field}.starts_at", items[0])
    ends_at = check_instant(f"{field}.ends_at", items[1])
    if ends_at <= starts_at:
        raise InvalidProblem(f"{field}.ends_at", "must be after the start")
    return Interval(starts_at, ends_at)


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union as sorted intervals that neither overlap nor touch.

    Parameters
    ----------
    intervals : iterable of Interval
        In any order.

    Returns
    -------
    tuple of Interval
        The same set of instants, in as few intervals as possible.
    """
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.starts_at <= merged[-1].ends_at:
            if interval.ends_at > merged[-1].ends_at:
                merged[-1] = Interval(merged[-1].starts_at, interval.ends_at)
        else:
            merged.append(interval)
    return tuple(merged)


def missing(window: Interval, covered: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the parts of a window that merged intervals leave uncovered.

    Parameters
    ----------
    window : Interval
        What should be covered.
    covered : sequence of Interval
        Sorted and merged, as `merge` returns them.

    Returns
    -------
    tuple of Interval
        Sorted gaps inside the window; empty if it is covered.
    """
    gaps: list[Interval] = []
    cursor = window.starts_at
    for interval in covered:
        if interval.ends_at <= cursor:
            continue
        if interval.starts_at >= window.ends_at:
            break
        if interval.starts_at > cursor:
            gaps.append(Interval(cursor, interval.starts_at))
        cursor = interval.ends_at
        if cursor >= window.ends_at:
            return tuple(gaps)
    gaps.append(Interval(cursor, window.ends_at))
    return tuple(gaps)


def shared(first: Interval, second: Interval) -> timedelta:
    """Return the length of time that lies in both intervals."""
    length = min(first.ends_at, second.ends_at) - max(first.starts_at, second.starts_at)
    return max(length, timedelta(0))


def whole_minutes(length: timedelta) -> int:
    """Return a length of time in minutes, rounded up."""
    return -(-length // timedelta(minutes=1))

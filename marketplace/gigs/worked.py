"""How long somebody worked: from check-in to the word that it is done, where that word says anything about the time."""

from __future__ import annotations

from datetime import datetime, timedelta

WORD_WITHIN = timedelta(hours=4)
"""After the planned end. A word that comes later was forgotten before: it says nothing about how long the work took."""


def is_forgotten(ends_at: datetime | None, at: datetime) -> bool:
    """True when it is too late for the word that work is done to say how long it took: what was planned counts."""
    return ends_at is not None and at > ends_at + WORD_WITHIN


def until(ends_at: datetime | None, at: datetime, *, is_said: bool = True) -> datetime:
    """Until when time counts; `is_said` is False where nobody said that it is done at `at`."""
    return ends_at if ends_at is not None and (not is_said or is_forgotten(ends_at, at)) else at


def minutes(
    checked_in_at: datetime, starts_at: datetime, ends_at: datetime | None, at: datetime, *, is_said: bool
) -> int:
    """Whole minutes worked, never from before the start."""
    worked = until(ends_at, at, is_said=is_said) - max(checked_in_at, starts_at)
    return max(0, int(worked.total_seconds() // 60))

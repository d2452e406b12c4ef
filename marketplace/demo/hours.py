"""Weekly hours that go with ways of life."""

from __future__ import annotations

from datetime import time
from types import MappingProxyType
from typing import NamedTuple


class WeeklyWindow(NamedTuple):
    """A weekly window on the fan's own clock; one that closes at or before it opens runs into the next day."""

    weekday: int  # 0 is Monday
    opens_local: time
    closes_local: time


# Each line is one person's week: days and hours, several parted by a semicolon. Monday is 1, Sunday 7.
_PATTERNS = {
    "retired": """
        12345 09:30-17:00
        1345 09:00-13:00; 245 14:30-18:00
        23456 10:00-16:30
        12345 08:00-12:30; 7 10:00-14:00
    """,
    "weekdays": """
        12345 10:00-18:00
        1234 09:00-15:00
        245 11:00-19:00; 6 10:00-14:00
    """,
    "evenings": """
        12345 18:00-22:00
        1345 18:30-22:00; 6 11:00-19:00
        24 18:00-22:30; 67 10:00-18:00
        135 17:30-21:30; 7 09:00-15:00
    """,
    "weekends": """
        67 09:00-19:00
        6 08:00-20:00; 7 10:00-16:00
        5 17:00-22:00; 67 10:00-20:00
        6 09:00-14:00; 7 09:00-20:00
    """,
    "mornings": """
        12345 07:00-12:00
        135 06:30-11:30; 67 08:00-13:00
        12456 08:00-13:00
    """,
    "afternoons": """
        12345 13:00-19:00
        2345 14:00-20:00; 6 12:00-18:00
        134 12:30-18:30; 67 13:00-19:00
    """,
    "school_hours": """
        12345 09:00-13:30
        1245 08:30-14:00
        12345 09:15-12:45; 7 10:00-13:00
    """,
    "student": """
        24 12:00-18:00; 6 10:00-20:00; 7 12:00-20:00
        135 15:00-21:00; 67 11:00-19:00
        1 09:00-13:00; 3 13:00-20:00; 567 12:00-21:00
    """,
    "shifts": """
        123 08:00-20:00
        567 09:00-21:00
        2 08:00-20:00; 4 08:00-20:00; 7 10:00-18:00
    """,
    "nights": """
        12 12:00-19:00; 67 13:00-21:00
        345 21:00-02:00; 6 14:00-22:00
        237 14:00-20:30
    """,
    "late": """
        2345 16:00-00:00; 6 15:00-01:00
        456 17:00-02:00; 7 14:00-22:00
        1234 15:00-23:00
    """,
    "mondays": """
        1 09:00-21:00; 2 09:00-14:00
        12 10:00-20:00; 7 15:00-20:00
        1 08:00-18:00; 3 15:00-20:00; 7 08:00-12:00
    """,
    "freelance": """
        1235 10:00-16:00; 6 10:00-14:00
        24 09:00-19:00; 67 11:00-17:00
        12345 11:00-15:00; 24 17:00-21:00
    """,
    "couriers": """
        12345 08:00-18:00; 6 09:00-15:00
        123456 10:00-16:00
        135 09:00-20:00; 24 14:00-20:00; 6 09:00-19:00
    """,
}


def _week(line: str) -> tuple[WeeklyWindow, ...]:
    windows = []
    for part in line.split(";"):
        days, hours = part.split()
        opens, closes = (time.fromisoformat(clock) for clock in hours.split("-"))
        windows += [WeeklyWindow(int(day) - 1, opens, closes) for day in days]
    return tuple(sorted(windows))


# Weeks by the name of their pattern.
WEEKS = MappingProxyType(
    {name: tuple(_week(line) for line in lines.strip().splitlines()) for name, lines in _PATTERNS.items()}
)


def open_minutes(week: tuple[WeeklyWindow, ...]) -> int:
    """Minutes that a week is open in all."""
    total = 0
    for window in week:
        opens = window.opens_local.hour * 60 + window.opens_local.minute
        closes = window.closes_local.hour * 60 + window.closes_local.minute
        total += closes - opens + (24 * 60 if closes <= opens else 0)
    return total

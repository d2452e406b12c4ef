"""The time zones there are, read from the tables once."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known() -> frozenset[str]:
    """Every zone name that can be used."""
    return frozenset(available_timezones())


@cache
def choices() -> tuple[tuple[str, str], ...]:
    """Code and words of every zone that is a place, UTC first."""
    places = sorted(
        name for name in known() if "/" in name and not name.startswith(("Etc/", "SystemV/", "posix/"))
    )
    return (("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places))

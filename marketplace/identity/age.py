"""Whether somebody is of age on a day; asked only where it matters, such as layovers."""

from __future__ import annotations

from datetime import date

ADULT_YEARS = 18


def years_on(born_on: date, on: date) -> int:
    """Completed years on a day; somebody born on 29 February has their birthday on 1 March in other years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_adult(born_on: date | None, on: date) -> bool:
    """True when known to be 18 or older; False while unknown."""
    return born_on is not None and years_on(born_on, on) >= ADULT_YEARS

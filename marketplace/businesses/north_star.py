"""The one number a programme is judged by: metrics that higher areas register."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from marketplace.businesses.models import Programme

PERIOD_DAYS = 28


@dataclass(frozen=True)
class NorthStar:
    """A metric: what it counts, in which unit, and how it is measured over [from, to).

    `unit` is count, minor (money in the programme's currency), minutes or percent.
    """

    code: str
    label: Any  # lazily translated: "Gigs done"
    unit: str
    measure: Callable[[Programme, datetime, datetime], int]
    meaning: Any = ""  # lazily translated: what success by it looks like


@dataclass(frozen=True)
class Reading:
    """A metric of one programme over the last period and the one before."""

    star: NorthStar
    value: int
    before: (
        int | None
    )  # None: the programme was not open for the whole of that period, and nothing happened in it
    target: int | None

    @property
    def change(self) -> int | None:
        """How much more than in the period before, where there is anything to compare with."""
        return None if self.before is None else self.value - self.before


METRICS: dict[str, NorthStar] = {}


def register(star: NorthStar) -> NorthStar:
    """Add a metric; the same code replaces it."""
    METRICS[star.code] = star
    return star


def read(programme: Programme, at: datetime) -> Reading | None:
    """The programme's number over the last 28 days; None while it has none."""
    star = METRICS.get(programme.north_star)
    if star is None:
        return None
    since = at - timedelta(days=PERIOD_DAYS)
    earlier = since - timedelta(days=PERIOD_DAYS)
    value, before = star.measure(programme, since, at), star.measure(programme, earlier, since)
    was_open = programme.opened_at is not None and programme.opened_at <= earlier
    return Reading(
        star,
        value=value,
        before=before if before or was_open else None,
        target=programme.north_star_target,
    )


def choices() -> list[tuple[str, Any]]:
    """Metrics as WTForms wants them."""
    return [(star.code, star.label) for star in METRICS.values()]

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
    before: int
    target: int | None

    @property
    def change(self) -> int:
        """How much more than in the period before."""
        return self.value - self.before


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
    return Reading(
        star,
        value=star.measure(programme, since, at),
        before=star.measure(programme, since - timedelta(days=PERIOD_DAYS), since),
        target=programme.north_star_target,
    )


def choices() -> list[tuple[str, Any]]:
    """Metrics as WTForms wants them."""
    return [(star.code, star.label) for star in METRICS.values()]

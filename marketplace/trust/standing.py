"""What events are worth and which label they add up to: published, the same for everybody, and pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

RELIABILITY, QUALITY = "reliability", "quality"
NEW, STEADY, TRUSTED, OUTSTANDING, AT_RISK = "new", "steady", "trusted", "outstanding", "at_risk"
WINDOW_DAYS = 365  # what is older counts no more
COMPLETED_MIN = 3  # gigs before a label says more than that somebody is new
STARS_NEUTRAL = 3

LABELS: dict[str, Any] = {
    NEW: _l("New here"),
    STEADY: _l("Steady"),
    TRUSTED: _l("Trusted"),
    OUTSTANDING: _l("Outstanding"),
    AT_RISK: _l("At risk"),
}


@dataclass(frozen=True)
class EventKind:
    """One thing that can move standing: in which part, and by how many points."""

    code: str
    part: str
    points: int


EVENTS: dict[str, EventKind] = {
    kind.code: kind
    for kind in (
        EventKind("completed", RELIABILITY, 2),
        EventKind("on_time", RELIABILITY, 1),
        EventKind("late", RELIABILITY, -1),
        EventKind("cancelled", RELIABILITY, 0),  # in time, as the kind allows: it costs nothing
        EventKind("cancelled_late", RELIABILITY, -4),
        EventKind("no_show", RELIABILITY, -10),
        EventKind("review", QUALITY, 0),  # by its stars, see below
        EventKind("delivered", QUALITY, 1),
        EventKind("not_received", QUALITY, -3),
    )
}


@dataclass(frozen=True)
class Threshold:
    """A label and the least it takes: points, and gigs completed."""

    label: str
    points_min: int
    completed_min: int


THRESHOLDS = (
    Threshold(OUTSTANDING, 80, 20),
    Threshold(TRUSTED, 30, 8),
    Threshold(STEADY, 0, COMPLETED_MIN),
)


@dataclass(frozen=True)
class Reliability:
    """What a customer may know of a fan beforehand; only what counts is in it."""

    completed: int = 0
    on_time: int = 0
    late: int = 0
    cancelled: int = 0  # late, or without a word in time
    no_show: int = 0
    stars_mean: float | None = None
    stars_count: int = 0
    label: str = NEW

    @property
    def on_time_pct(self) -> int | None:
        """How many of a hundred gigs began on time, of those of which it is known; nothing before the first.

        Not every kind of gig checks people in, and staff may note by hand that one was done: neither is a late beginning.
        """
        known = self.on_time + self.late
        return round(100 * self.on_time / known) if known else None


def points_of(code: str, *, stars: int | None = None) -> int:
    """What an event is worth; a review, by its stars above or below three."""
    if code == "review" and stars is not None:
        return stars - STARS_NEUTRAL
    return EVENTS[code].points


def is_fall(points: int) -> bool:
    """True when an event takes standing down, which only a person can let happen."""
    return points < 0


def label(points: int, completed: int) -> str:
    """The label for a sum of points and a number of completed gigs."""
    if points < 0:
        return AT_RISK
    return next((t.label for t in THRESHOLDS if points >= t.points_min and completed >= t.completed_min), NEW)


def reliability(counts: Mapping[str, int], points: int, stars_sum: int, stars_count: int) -> Reliability:
    """Reliability from counted events by code, the sum of their points, and the sum and number of stars of shown reviews."""
    completed = counts.get("completed", 0)
    return Reliability(
        completed=completed,
        on_time=counts.get("on_time", 0),
        late=counts.get("late", 0),
        cancelled=counts.get("cancelled_late", 0),
        no_show=counts.get("no_show", 0),
        stars_mean=round(stars_sum / stars_count, 1) if stars_count else None,
        stars_count=stars_count,
        label=label(points, completed),
    )

"""Whether somebody may check in here and now: the circle around the place and the window around the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.geo.distance import great_circle_m

ACCURACY_M_MAX = 100.0  # how much of a device's own uncertainty is granted beside the circle


@dataclass(frozen=True)
class Window:
    """From when one may check in, from when it is late, and until when at all."""

    opens_at: datetime
    late_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class Verdict:
    """The answer: allowed, late, and if refused the code with its figures."""

    is_allowed: bool
    is_late: bool = False
    code: str = ""
    distance_m: float | None = None


def window(
    starts_at: datetime | None, ends_at: datetime | None, *, early_minutes: int, grace_minutes: int
) -> Window | None:
    """The check-in window of a gig; None for work without a start."""
    if starts_at is None or ends_at is None:
        return None
    return Window(
        starts_at - timedelta(minutes=early_minutes), starts_at + timedelta(minutes=grace_minutes), ends_at
    )


def by_time(opening: Window | None, at: datetime) -> Verdict:
    """Judge the time alone: from the opening on, late after the grace, over once the gig has ended."""
    if opening is None:
        return Verdict(is_allowed=True)
    if at < opening.opens_at:
        return Verdict(is_allowed=False, code="checkin_too_early")
    if at >= opening.closes_at:
        return Verdict(is_allowed=False, code="checkin_too_late")
    return Verdict(is_allowed=True, is_late=at > opening.late_at)


def by_place(
    opening: Window | None,
    at: datetime,
    place: tuple[float, float],
    here: tuple[float, float],
    *,
    circle_m: int,
    accuracy_m: float,
) -> Verdict:
    """Judge time and place: inside the circle, a device's stated uncertainty granted up to a limit."""
    verdict = by_time(opening, at)
    if not verdict.is_allowed:
        return verdict
    distance_m = great_circle_m(place, here)
    if distance_m > circle_m + min(max(accuracy_m, 0.0), ACCURACY_M_MAX):
        return Verdict(is_allowed=False, code="checkin_too_far", distance_m=distance_m)
    return Verdict(is_allowed=True, is_late=verdict.is_late, distance_m=distance_m)


def by_code(opening: Window | None, at: datetime, expected: str, said: str) -> Verdict:
    """Judge time and the code that the other side reads out; case and spaces do not matter."""
    verdict = by_time(opening, at)
    if not verdict.is_allowed:
        return verdict
    if not expected or "".join(said.split()).upper() != expected:
        return Verdict(is_allowed=False, code="checkin_code_wrong")
    return verdict

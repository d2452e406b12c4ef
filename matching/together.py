"""Rules between several gigs of one fan, and between several fans of one gig."""

from __future__ import annotations

from collections.abc import Sequence

from matching.fans import Fan, zone_named
from matching.gigs import Gig
from matching.hours import fullest_day, fullest_week
from matching.intervals import whole_minutes
from matching.params import Params
from matching.predicates import caps_minutes
from matching.travel import time_between


def gigs_clash(first: Gig, second: Gig, *, speed_kmh: int, params: Params) -> bool:
    """Return whether one person cannot do both, travel and changeover between them included.

    Parameters
    ----------
    first, second : Gig
        Two gigs in either order; a gig that occupies no time clashes with nothing.
    speed_kmh : int
        Speed of the person's travel mode.
    params : Params
        Detour and changeover.

    Returns
    -------
    bool
        Symmetric in the gigs.
    """
    if first.ends_at is None or second.ends_at is None:
        return False
    gap = max(second.starts_at - first.ends_at, first.starts_at - second.ends_at)
    if gap.total_seconds() < 0:
        return True
    return gap < time_between(first.location, second.location, speed_kmh=speed_kmh, params=params)


def hours_hold(fan: Fan, gigs: Sequence[Gig], params: Params) -> bool:
    """Return whether a fan's hour caps hold when all of these gigs are done, none of them clashing.

    Parameters
    ----------
    fan : Fan
        With what is already committed.
    gigs : sequence of Gig
        Work to be added.
    params : Params
        General caps.

    Returns
    -------
    bool
        True if no local day and no rolling seven days touched by the gigs exceed their cap.
    """
    windows = [gig.window for gig in gigs if gig.window is not None]
    day_cap, week_cap = caps_minutes(fan, params)
    if fan.work_minutes + sum(whole_minutes(window.duration) for window in windows) <= min(day_cap, week_cap):
        return True
    fixed = [item.interval for item in fan.committed if item.is_work]
    zone = zone_named(fan.zone)
    for index, window in enumerate(windows):
        work = fixed + windows[:index] + windows[index + 1 :]
        if whole_minutes(fullest_day(window, work, zone)[1]) > day_cap:
            return False
        if whole_minutes(fullest_week(window, work)[1]) > week_cap:
            return False
    return True


def fans_clash(first: Fan, second: Fan) -> bool:
    """Return whether two fans shall not share a gig because one blocks the other."""
    return first.id in second.blocked or second.id in first.blocked

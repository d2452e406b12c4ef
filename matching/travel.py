"""The time one person needs between two pieces of work."""

from __future__ import annotations

from datetime import timedelta

from matching.geometry import Place, distance_m, travel_time
from matching.params import Params

NO_TIME = timedelta(0)


def time_between(first: Place | None, second: Place | None, *, speed_kmh: int, params: Params) -> timedelta:
    """Return how long after the end of one piece of work the next may start.

    Parameters
    ----------
    first, second : Place or None
        Where the two happen; None if anywhere.
    speed_kmh : int
        Speed of the travel mode.
    params : Params
        Detour and changeover.

    Returns
    -------
    timedelta
        Travel plus changeover; nothing between gigs at one place, or when one may be done from anywhere.
    """
    if first is None or second is None or first == second:
        return NO_TIME
    metres = distance_m(first, second)
    travel = travel_time(metres, speed_kmh=speed_kmh, detour_permille=params.detour_permille)
    return travel + timedelta(minutes=params.changeover_minutes)

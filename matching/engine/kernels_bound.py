"""Compiled bound of a plan with journeys: what no choice gives more than, at any prices of fans."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

FAR = 1 << 62


@njit(cache=True)
def _dearest(gains: Any, count: int, places: int, must: bool) -> int:
    """Return the sum of the most gainful; those below 0 only if all places must be filled."""
    if must and count < places:
        return -FAR
    total = 0
    best = np.sort(gains[:count])
    for at in range(min(places, count)):
        gain = best[count - 1 - at]
        if gain > 0 or must:
            total += gain
    return int(total)


@njit(cache=True)
def bound_of(
    starts: Any, fans: Any, scores: Any, places: Any, room: Any,
    journey_of_gig: Any, values: Any, prices: Any, scale: int,
) -> int:  # fmt: skip
    """Return the bound in points times scale: each journey counts wholly, or not at all."""
    total = np.int64(0)
    for fan in range(len(room)):
        total += np.int64(room[fan]) * prices[fan]
    worth = values * scale
    gains = np.empty(max(1, np.max(np.diff(starts))), dtype=np.int64)
    for gig in range(len(places)):
        count: Any = np.int64(0)
        for pair in range(starts[gig], starts[gig + 1]):
            if room[fans[pair]] > 0:
                gains[count] = np.int64(scores[pair]) * scale - prices[fans[pair]]
                count += 1
        journey = journey_of_gig[gig]
        part = _dearest(gains, count, places[gig], journey >= 0)
        if journey < 0:
            total += part
        elif worth[journey] > -FAR:
            worth[journey] = -FAR if part == -FAR else worth[journey] + part
    for journey in range(len(worth)):
        total += max(0, worth[journey])
    return int(total)

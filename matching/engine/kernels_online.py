"""Compiled answers to gigs in order of arrival."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True)
def answer_in_order(
    starts: Any, fans: Any, scores: Any, places: Any, room: Any, prices: Any, part: int,
    first: int, last: int, taken: Any,
) -> Any:  # fmt: skip
    """Give each gig from ``first`` to ``last`` the fans with the most points beside their price; room is used up.

    Prices are thousandths of a point, ``part`` is thousandths of them. Of equals the first fan is taken; a pair that
    gains nothing beside the price of its fan is not.
    """
    total = np.int64(0)
    for gig in range(first, last):
        for _ in range(places[gig]):
            most, chosen = np.int64(0), np.int64(-1)
            for pair in range(starts[gig], starts[gig + 1]):
                fan = fans[pair]
                if room[fan] > 0 and not taken[pair]:
                    gain = np.int64(scores[pair]) * 1000 - part * prices[fan] // 1000
                    if gain > most:
                        most, chosen = gain, np.int64(pair)
            if chosen < 0:
                break
            taken[chosen] = True
            room[fans[chosen]] -= 1
            total += scores[chosen]
    return total

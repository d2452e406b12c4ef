"""Compiled steps over an optimal assignment that stays optimal while gigs are made to be filled or let go.

Positions of gigs come first among the nodes, those of fans after them. Prices fulfil, for every gig that counts: a pair
not taken gains nothing (score <= place + fan), a pair taken loses nothing (score >= place + fan), a fan with room left
and a gig that need not be filled and is not full have price 0. Each step is a shortest path over what a pair falls
short of that (never below nothing), ended as soon as the nearest end is known, so that its cost is local.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.engine.kernels_steps import drop, inner, pop, push, set_price, take
from matching.engine.motion import FAR, HEAP, WORK


@inner
def reach(motion: Any, here: int, node: int, pair: int, lack: int, found: int, nearest: int) -> int:
    """Note a way to a node if it is the shortest yet; return how many nodes were reached."""
    far = here + max(lack, 0)
    if far >= nearest or far >= motion.dist[node]:
        return found
    if motion.dist[node] == FAR:
        motion.seen[found] = node
        found += 1
    motion.dist[node], motion.via[node] = far, pair
    push(motion, far, node)
    return found


@inner
def look_around(
    motion: Any, here: int, node: int, is_filling: bool, found: int, nearest: int, scale: int
) -> int:
    """Follow the pairs of a node: filling, a gig takes and a fan lets go; freeing, the other way round."""
    gigs, price = len(motion.fill), motion.price
    if node < gigs:
        motion.counts[WORK] += motion.starts[node + 1] - motion.starts[node]
        for pair in range(motion.starts[node], motion.starts[node + 1]):
            if motion.taken[pair] != is_filling:
                other = gigs + motion.fans[pair]
                lack = price[node] + price[other] - np.int64(motion.scores[pair]) * scale
                found = reach(motion, here, other, pair, lack if is_filling else -lack, found, nearest)
        return found
    fan = node - gigs
    if is_filling:
        for slot in range(motion.slots[fan], motion.slots[fan] + motion.load[fan]):
            pair = motion.held[slot]
            lack = np.int64(motion.scores[pair]) * scale - price[node] - price[motion.gig_of[pair]]
            found = reach(motion, here, motion.gig_of[pair], pair, lack, found, nearest)
        return found
    motion.counts[WORK] += motion.fan_starts[fan + 1] - motion.fan_starts[fan]
    for at in range(motion.fan_starts[fan], motion.fan_starts[fan + 1]):
        pair = motion.fan_pairs[at]
        gig = motion.gig_of[pair]
        if not motion.taken[pair] and motion.limit[gig] > 0:
            lack = price[node] + price[gig] - np.int64(motion.scores[pair]) * scale
            found = reach(motion, here, gig, pair, lack, found, nearest)
    return found


@inner
def end_cost(motion: Any, node: int, is_filling: bool) -> int:
    """What ending at a node costs: somebody has room, or a gig goes without; a fan stays free, or a gig gains one."""
    gigs = len(motion.fill)
    if node >= gigs:
        has_room = motion.load[node - gigs] < motion.room[node - gigs]
        return motion.price[node] if has_room or not is_filling else FAR
    if is_filling:
        return FAR if motion.must[node] else motion.price[node]
    return motion.price[node] if motion.fill[node] < motion.limit[node] else FAR


@inner
def shift(motion: Any, source: int, scale: int) -> tuple[bool, int]:
    """Fill a gig one place more, or free a fan, by the shortest way; return whether there is one, and points gained."""
    gigs = len(motion.fill)
    is_filling = source < gigs
    motion.counts[HEAP] = 0
    # A plain constant would have all that is called with it compiled once more.
    begin: Any = np.int64(0)
    found, nearest, end = begin + 1, begin + FAR, -1
    motion.dist[source], motion.via[source], motion.seen[0] = 0, -1, source
    push(motion, begin, source)
    while motion.counts[HEAP] > 0 and motion.keys[0] < nearest:
        here, node = motion.keys[0], motion.items[0]
        pop(motion)
        if here > motion.dist[node]:
            continue
        cost = end_cost(motion, node, is_filling)
        if cost < FAR and here + max(cost, 0) < nearest:
            nearest, end = here + max(cost, 0), node
        found = look_around(motion, here, node, is_filling, found, nearest, scale)
    for at in range(found):
        node = motion.seen[at]
        if end >= 0 and motion.dist[node] < nearest:
            rise = nearest - motion.dist[node]
            is_up = (node >= gigs) == is_filling
            set_price(motion, node, motion.price[node] + (rise if is_up else -rise))
        motion.dist[node] = FAR
    points, node = 0, end
    while node >= 0 and motion.via[node] >= 0:
        pair = motion.via[node]
        points += drop(motion, pair) if motion.taken[pair] else take(motion, pair)
        node = gigs + motion.fans[pair] if node < gigs else motion.gig_of[pair]
    return end >= 0, points


@inner
def let_go(motion: Any, legs: Any, scale: int) -> int:
    """Empty the legs of a journey and offer their fans to all others; return the points gained."""
    points = 0
    for leg in legs:
        motion.limit[leg] = 0
    for leg in legs:
        for pair in range(motion.starts[leg], motion.starts[leg + 1]):
            if motion.taken[pair]:
                points += drop(motion, pair)
                points += shift(motion, len(motion.fill) + motion.fans[pair], scale)[1]
    return points


@inner
def fill_up(motion: Any, legs: Any, places: Any, scale: int) -> tuple[bool, int]:
    """Fill all legs of a journey, whatever it costs others; return whether it can be done, and points gained."""
    points = 0
    for leg in legs:
        most = -FAR
        for pair in range(motion.starts[leg], motion.starts[leg + 1]):
            worth = np.int64(motion.scores[pair]) * scale - motion.price[len(motion.fill) + motion.fans[pair]]
            most = max(most, worth)
        if places[leg] > motion.starts[leg + 1] - motion.starts[leg]:
            return False, points
        if places[leg] > 0:
            set_price(motion, leg, most)
        motion.limit[leg] = places[leg]
        for _ in range(places[leg]):
            is_done, gained = shift(motion, leg, scale)
            points += gained
            if not is_done:
                return False, points
    return True, points


@inner
def worth_of(motion: Any, legs: Any, places: Any, value: int, scale: int) -> int:
    """Return what filling all legs is worth at the prices of fans, or ``-FAR`` if there are too few fans."""
    total = value * scale
    for leg in legs:
        first, last = motion.starts[leg], motion.starts[leg + 1]
        worth = np.empty(last - first, dtype=np.int64)
        count = 0
        for pair in range(first, last):
            fan = motion.fans[pair]
            if motion.room[fan] > 0:
                worth[count] = np.int64(motion.scores[pair]) * scale - motion.price[len(motion.fill) + fan]
                count += 1
        if count < places[leg]:
            return -FAR
        best = np.sort(worth[:count])
        for at in range(places[leg]):
            total += best[count - 1 - at]
    return total

"""Compiled loops of journeys: an optimal assignment that stays optimal while gigs are made to be filled or let go.

Positions of gigs come first among the nodes, those of fans after them. Prices fulfil, for every gig that counts: a pair
not taken gains nothing (score <= place + fan), a pair taken loses nothing (score >= place + fan), a fan with room left
and a gig that need not be filled and is not full have price 0. Each step is a shortest path over what a pair falls
short of that (never below nothing), ended as soon as the nearest end is known, so that its cost is local.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from matching.engine.motion import FAR, HEAP, NODES, PAIRS, STAMP, WORK

Function = TypeVar("Function", bound=Callable[..., Any])


def _inner(function: Function) -> Function:
    # Called from compiled loops only: without what Python would need to call them, they compile a quarter sooner.
    njit_with: Any = njit
    return cast(Function, njit_with(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function))


@_inner
def _push(motion: Any, key: int, node: int) -> None:
    keys, items, at = motion.keys, motion.items, motion.counts[HEAP]
    motion.counts[HEAP] += 1
    while at > 0:
        parent = (at - 1) // 2
        if keys[parent] <= key:
            break
        keys[at], items[at] = keys[parent], items[parent]
        at = parent
    keys[at], items[at] = key, node


@_inner
def _pop(motion: Any) -> None:
    motion.counts[HEAP] -= 1
    keys, items, size = motion.keys, motion.items, motion.counts[HEAP]
    key, node, at = keys[size], items[size], 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[at], items[at] = keys[child], items[child]
        at = child
    keys[at], items[at] = key, node


@_inner
def _note_pair(motion: Any, pair: int) -> None:
    if motion.pair_stamp[pair] != motion.counts[STAMP]:
        motion.pair_stamp[pair] = motion.counts[STAMP]
        motion.pairs_changed[motion.counts[PAIRS]] = pair
        motion.counts[PAIRS] += 1


@_inner
def _set_price(motion: Any, node: int, value: int) -> None:
    if motion.node_stamp[node] != motion.counts[STAMP]:
        at = motion.counts[NODES]
        motion.node_stamp[node] = motion.counts[STAMP]
        motion.nodes_changed[at], motion.old_price[at] = node, motion.price[node]
        motion.counts[NODES] += 1
    motion.price[node] = value


@_inner
def _take(motion: Any, pair: int) -> Any:
    _note_pair(motion, pair)
    fan = motion.fans[pair]
    motion.held[motion.slots[fan] + motion.load[fan]] = pair
    motion.load[fan] += 1
    motion.fill[motion.gig_of[pair]] += 1
    motion.taken[pair] = True
    return np.int64(motion.scores[pair])


@_inner
def _drop(motion: Any, pair: int) -> Any:
    _note_pair(motion, pair)
    fan = motion.fans[pair]
    last = motion.slots[fan] + motion.load[fan] - 1
    for slot in range(motion.slots[fan], last):
        if motion.held[slot] == pair:
            motion.held[slot] = motion.held[last]
            break
    motion.load[fan] -= 1
    motion.fill[motion.gig_of[pair]] -= 1
    motion.taken[pair] = False
    return -np.int64(motion.scores[pair])


@_inner
def mark(motion: Any) -> None:
    """Begin steps that `undo` takes back."""
    motion.counts[STAMP] += 1
    motion.counts[NODES] = 0
    motion.counts[PAIRS] = 0


@_inner
def undo(motion: Any, was_taken: Any) -> None:
    """Take back every step since `mark`; ``was_taken`` is the assignment there was then."""
    count = motion.counts[PAIRS]
    for at in range(count):
        pair = motion.pairs_changed[at]
        if motion.taken[pair] and not was_taken[pair]:
            _drop(motion, pair)
    for at in range(count):
        pair = motion.pairs_changed[at]
        if was_taken[pair] and not motion.taken[pair]:
            _take(motion, pair)
    for at in range(motion.counts[NODES]):
        motion.price[motion.nodes_changed[at]] = motion.old_price[at]


@_inner
def keep(motion: Any, was_taken: Any) -> None:
    """Let every step since `mark` stand."""
    for at in range(motion.counts[PAIRS]):
        pair = motion.pairs_changed[at]
        was_taken[pair] = motion.taken[pair]


@_inner
def _reach(motion: Any, here: int, node: int, pair: int, lack: int, found: int, nearest: int) -> int:
    """Note a way to a node if it is the shortest yet; return how many nodes were reached."""
    far = here + max(lack, 0)
    if far >= nearest or far >= motion.dist[node]:
        return found
    if motion.dist[node] == FAR:
        motion.seen[found] = node
        found += 1
    motion.dist[node], motion.via[node] = far, pair
    _push(motion, far, node)
    return found


@_inner
def _look_around(
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
                found = _reach(motion, here, other, pair, lack if is_filling else -lack, found, nearest)
        return found
    fan = node - gigs
    if is_filling:
        for slot in range(motion.slots[fan], motion.slots[fan] + motion.load[fan]):
            pair = motion.held[slot]
            lack = np.int64(motion.scores[pair]) * scale - price[node] - price[motion.gig_of[pair]]
            found = _reach(motion, here, motion.gig_of[pair], pair, lack, found, nearest)
        return found
    motion.counts[WORK] += motion.fan_starts[fan + 1] - motion.fan_starts[fan]
    for at in range(motion.fan_starts[fan], motion.fan_starts[fan + 1]):
        pair = motion.fan_pairs[at]
        gig = motion.gig_of[pair]
        if not motion.taken[pair] and motion.limit[gig] > 0:
            lack = price[node] + price[gig] - np.int64(motion.scores[pair]) * scale
            found = _reach(motion, here, gig, pair, lack, found, nearest)
    return found


@_inner
def _end_cost(motion: Any, node: int, is_filling: bool) -> int:
    """What ending at a node costs: somebody has room, or a gig goes without; a fan stays free, or a gig gains one."""
    gigs = len(motion.fill)
    if node >= gigs:
        has_room = motion.load[node - gigs] < motion.room[node - gigs]
        return motion.price[node] if has_room or not is_filling else FAR
    if is_filling:
        return FAR if motion.must[node] else motion.price[node]
    return motion.price[node] if motion.fill[node] < motion.limit[node] else FAR


@_inner
def _shift(motion: Any, source: int, is_filling: bool, scale: int) -> tuple[bool, int]:
    """Find the nearest end from a source and move along the way; return whether there is one, and points gained."""
    gigs = len(motion.fill)
    motion.counts[HEAP] = 0
    motion.dist[source], motion.via[source], motion.seen[0] = 0, -1, source
    _push(motion, 0, source)
    found, nearest, end = 1, FAR, -1
    while motion.counts[HEAP] > 0 and motion.keys[0] < nearest:
        here, node = motion.keys[0], motion.items[0]
        _pop(motion)
        if here > motion.dist[node]:
            continue
        cost = _end_cost(motion, node, is_filling)
        if cost < FAR and here + max(cost, 0) < nearest:
            nearest, end = here + max(cost, 0), node
        found = _look_around(motion, here, node, is_filling, found, nearest, scale)
    for at in range(found):
        node = motion.seen[at]
        if end >= 0 and motion.dist[node] < nearest:
            rise = nearest - motion.dist[node]
            is_up = (node >= gigs) == is_filling
            _set_price(motion, node, motion.price[node] + (rise if is_up else -rise))
        motion.dist[node] = FAR
    points, node = 0, end
    while node >= 0 and motion.via[node] >= 0:
        pair = motion.via[node]
        points += _drop(motion, pair) if motion.taken[pair] else _take(motion, pair)
        node = gigs + motion.fans[pair] if node < gigs else motion.gig_of[pair]
    return end >= 0, points


@_inner
def let_go(motion: Any, legs: Any, scale: int) -> int:
    """Empty the legs of a journey and offer their fans to all others; return the points gained."""
    points = 0
    for leg in legs:
        motion.limit[leg] = 0
    for leg in legs:
        for pair in range(motion.starts[leg], motion.starts[leg + 1]):
            if motion.taken[pair]:
                points += _drop(motion, pair)
                points += _shift(motion, len(motion.fill) + motion.fans[pair], False, scale)[1]
    return points


@_inner
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
            _set_price(motion, leg, most)
        motion.limit[leg] = places[leg]
        for _ in range(places[leg]):
            is_done, gained = _shift(motion, leg, True, scale)
            points += gained
            if not is_done:
                return False, points
    return True, points


@_inner
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


@_inner
def _legs(journeys: Any, journey: int) -> Any:
    return journeys.legs[journeys.starts[journey] : journeys.starts[journey + 1]]


@_inner
def regret(motion: Any, journeys: Any, is_in: Any, journey: int, scale: int) -> int:
    """Return what turning a journey could gain at most, at the prices of fans, in points times scale."""
    worth = worth_of(motion, _legs(journeys, journey), journeys.places, journeys.values[journey], scale)
    return -worth if is_in[journey] else worth


@njit(cache=True)
def regrets(motion: Any, journeys: Any, is_in: Any, scale: int) -> Any:
    """Return the regret of each journey; one that is not above 0 cannot gain by being turned alone."""
    found = np.empty(len(is_in), dtype=np.int64)
    for journey in range(len(is_in)):
        found[journey] = regret(motion, journeys, is_in, journey, scale)
    return found


@_inner
def _turn(motion: Any, journeys: Any, is_in: Any, journey: int, scale: int) -> tuple[bool, int]:
    """Let one journey go that is in, or fill one that is out."""
    legs, value = _legs(journeys, journey), journeys.values[journey]
    is_in[journey] = not is_in[journey]
    if not is_in[journey]:
        return True, let_go(motion, legs, scale) - value
    can, points = fill_up(motion, legs, journeys.places, scale)
    return can, points + value


@_inner
def _turn_with_others(
    motion: Any, journeys: Any, trial: Any, journey: int, depth: int, scale: int
) -> tuple[bool, int]:
    """Turn a journey, and while that gains nothing, up to ``depth - 1`` others that then look wrong."""
    can, points = _turn(motion, journeys, trial, journey, scale)
    step = 1
    while can and points <= 0 and step < depth:
        wrong = regrets(motion, journeys, trial, scale)
        wrong[journey] = -FAR
        follow = int(np.argmax(wrong))
        if wrong[follow] <= -points * scale:
            break
        can, more = _turn(motion, journeys, trial, follow, scale)
        points, step = points + more, step + 1
    return can, points


@_inner
def _reset_limits(motion: Any, journeys: Any, is_in: Any) -> None:
    for journey in range(len(is_in)):
        for leg in _legs(journeys, journey):
            motion.limit[leg] = journeys.places[leg] if is_in[journey] else 0


@njit(cache=True)
def improve(
    motion: Any, journeys: Any, was_taken: Any, is_in: Any, order: Any, depth: int, scale: int, budget: int
) -> int:
    """Turn journeys in an order, as far as points are gained; return the points gained.

    ``was_taken`` and ``is_in`` are brought up to date. No journey is begun once the work has passed the budget.
    """
    gained = 0
    trial = is_in.copy()
    for journey in order:
        if motion.counts[WORK] >= budget:
            break
        if regret(motion, journeys, is_in, journey, scale) <= 0:
            continue
        mark(motion)
        can, points = _turn_with_others(motion, journeys, trial, journey, depth, scale)
        if can and points > 0:
            keep(motion, was_taken)
            is_in[:] = trial
            gained += points
        else:
            undo(motion, was_taken)
            trial[:] = is_in
            _reset_limits(motion, journeys, is_in)
    return gained


@njit(cache=True)
def load_up(motion: Any, taken: Any) -> None:
    """Take the pairs of an assignment."""
    mark(motion)
    for pair in range(len(taken)):
        if taken[pair]:
            _take(motion, pair)


@njit(cache=True)
def leave_out(motion: Any, journeys: Any, is_in: Any, scale: int) -> None:
    """Let go of every journey that is not in, and offer its fans to all others."""
    mark(motion)
    _reset_limits(motion, journeys, is_in)
    for journey in range(len(is_in)):
        if not is_in[journey]:
            let_go(motion, _legs(journeys, journey), scale)

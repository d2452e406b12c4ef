"""Compiled passes over pairs that make, change or use prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.engine.compiled import compiled, inlined, lean

FEW = 32
"""Up to so many numbers are kept in order by moving them along; more are kept as a heap."""
NEVER = np.int64(1 << 62)
"""More than any pair is worth."""


@compiled
def degrees_of_fans(fans: Any, fan_count: int) -> Any:
    """Return how many pairs each fan has."""
    degrees = np.zeros(fan_count, dtype=np.int32)
    for pair in range(len(fans)):
        degrees[fans[pair]] += 1
    return degrees


@compiled
def turned(starts: Any, fans: Any, scores: Any, fan_count: int) -> Any:
    """Return the pairs fan by fan, and for each of them its position gig by gig."""
    turned_starts = np.zeros(fan_count + 1, dtype=np.int64)
    for pair in range(len(fans)):
        turned_starts[fans[pair] + 1] += 1
    for fan in range(fan_count):
        turned_starts[fan + 1] += turned_starts[fan]
    gigs = np.empty(len(fans), dtype=np.int32)
    turned_scores = np.empty(len(fans), dtype=np.int32)
    origins = np.empty(len(fans), dtype=np.int32)
    at = turned_starts[:-1].copy()
    for gig in range(len(starts) - 1):
        for pair in range(starts[gig], starts[gig + 1]):
            to = at[fans[pair]]
            at[fans[pair]] += 1
            gigs[to], turned_scores[to], origins[to] = gig, scores[pair], pair
    return turned_starts, gigs, turned_scores, origins


@inlined
def _insert(keys: Any, size: int, most: int, key: Any) -> None:
    """Put a number in upward order into a short row; the least gives way if there are ``most``."""
    if size < most:
        at = size
        while at > 0 and keys[at - 1] > key:
            keys[at] = keys[at - 1]
            at -= 1
    else:
        at = 0
        while at + 1 < size and keys[at + 1] < key:
            keys[at] = keys[at + 1]
            at += 1
    keys[at] = key


@inlined
def _replace_least(keys: Any, size: int, most: int, key: Any) -> None:
    """Put a number on a heap with the least on top; the least gives way if there are ``most``."""
    if size < most:
        at = size
        while at > 0 and keys[(at - 1) // 2] > key:
            keys[at] = keys[(at - 1) // 2]
            at = (at - 1) // 2
    else:
        at = 0
        while 2 * at + 1 < size:
            child = 2 * at + 1
            if child + 1 < size and keys[child + 1] < keys[child]:
                child += 1
            if keys[child] >= key:
                break
            keys[at] = keys[child]
            at = child
    keys[at] = key


@inlined
def _level(worth: Any, taken: Any, first: int, count: int, most: int) -> Any:
    """Return what the least of the pairs taken is worth, or nothing while places are vacant."""
    least, held = NEVER, 0
    for k in range(count):
        if taken[first + k]:
            least = min(least, worth[k])
            held += 1
    return max(0, least) if held == most else 0


@inlined
def _above(worth: Any, count: int, most: int, level: int) -> Any:
    """Return the sum of the ``most`` best that are worth anything, or -1 if ``level`` is not what the last of them is worth."""
    total, over, reached = np.int64(0), 0, 0
    for k in range(count):
        total += max(0, worth[k] - level)
        over += worth[k] > level
        reached += worth[k] >= level
    if over > most or (level > 0 and reached < most):
        return -1
    return total + most * level


@inlined
def _selected(worth: Any, count: int, most: int, scale: int, best: Any) -> Any:
    """Return the sum of the ``most`` best that are worth anything, as quotient and rest."""
    size, least = 0, np.int64(0)
    for k in range(count):
        if worth[k] <= least:
            continue
        if most <= FEW:
            _insert(best, size, most, worth[k])
        else:
            _replace_least(best, size, most, worth[k])
        size = min(size + 1, most)
        if size == most:
            least = best[0]
    quotient, rest = np.int64(0), np.int64(0)
    for k in range(size):
        quotient += best[k] // scale
        rest += best[k] % scale
    return quotient, rest


@lean
def gains_of_gigs(
    starts: Any,
    fans: Any,
    scores: Any,
    places: Any,
    taken: Any,
    prices: Any,
    scale: int,
    quotient: Any,
    rest: Any,
    worth: Any,
    best: Any,
    summed: int,
) -> None:
    """Write what each gig gains by the best fans it has places for, as ``quotient * scale + rest``.

    What is taken says where the best end, most often rightly: then a sum without a branch is enough, and where it is not
    right they are sought. ``worth`` and ``best`` are room to work in; gains of ``summed`` places add up below 2**63.
    """
    for gig in range(len(places)):
        first, count = starts[gig], starts[gig + 1] - starts[gig]
        most = min(places[gig], count)
        if most == 0:
            continue
        for k in range(count):
            worth[k] = np.int64(scores[first + k]) * scale - prices[fans[first + k]]
        gain: Any = np.int64(-1)
        if most <= summed:
            gain = _above(worth, count, most, _level(worth, taken, first, count, most))
        if gain >= 0:
            quotient[gig] = gain // scale
            rest[gig] = gain - quotient[gig] * scale
        else:
            quotient[gig], rest[gig] = _selected(worth, count, most, scale, best)


@lean
def score_of(scores: Any, taken: Any) -> Any:
    """Return the sum of the scores taken."""
    total = np.int64(0)
    for pair in range(len(scores)):
        total += scores[pair] * taken[pair]
    return total


@lean
def prices_of_full(
    starts: Any, fans: Any, scores: Any, gain: Any, scale: int, is_shut: Any, prices: Any
) -> None:
    """Write for fans who take nothing at all what one such fan would be worth, given what gigs gain already."""
    for gig in range(len(starts) - 1):
        for pair in range(starts[gig], starts[gig + 1]):
            fan = fans[pair]
            if is_shut[fan]:
                prices[fan] = max(prices[fan], np.int64(scores[pair]) * scale - gain[gig])


@compiled
def prices_of_flow(starts: Any, fans: Any, scores: Any, taken: Any, free_room: Any, turned_pairs: Any) -> Any:
    """Return fan prices that prove a best assignment: longest paths over what could be changed.

    A gig's gain is at least what a pair not taken is worth; a fan's price is at most what a pair taken is worth less
    the gig's gain. Gains begin at nothing and prices at the most, or at nothing where a fan has room left.
    """
    gigs_starts, gigs, gig_scores, origins = turned_pairs
    gain = np.zeros(len(starts) - 1, dtype=np.int64)
    prices = np.zeros(len(free_room), dtype=np.int64)
    line = np.empty(len(free_room) + 1, dtype=np.int64)
    waits = np.ones(len(free_room), dtype=np.bool_)
    for fan in range(len(prices)):
        line[fan] = fan
        if not free_room[fan]:
            for at in range(gigs_starts[fan], gigs_starts[fan + 1]):
                prices[fan] = max(prices[fan], gig_scores[at])
            for at in range(gigs_starts[fan], gigs_starts[fan + 1]):
                if taken[origins[at]]:
                    prices[fan] = min(prices[fan], gig_scores[at])
    head, size = 0, len(prices)
    while size > 0:
        fan = line[head]
        head = (head + 1) % len(line)
        size -= 1
        waits[fan] = False
        for at in range(gigs_starts[fan], gigs_starts[fan + 1]):
            gig = gigs[at]
            if taken[origins[at]] or gig_scores[at] - prices[fan] <= gain[gig]:
                continue
            gain[gig] = gig_scores[at] - prices[fan]
            for pair in range(starts[gig], starts[gig + 1]):
                other = fans[pair]
                if taken[pair] and scores[pair] - gain[gig] < prices[other]:
                    # Never below nothing if the assignment is best; a worse one must not run without end.
                    prices[other] = max(0, scores[pair] - gain[gig])
                    if not waits[other]:
                        waits[other] = True
                        line[(head + size) % len(line)] = other
                        size += 1
    return prices

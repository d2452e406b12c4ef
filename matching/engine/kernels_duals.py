"""Compiled passes over pairs that make, change or use prices."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.engine.compiled import compiled, inlined, lean

FEW = 32
"""Up to so many numbers are kept in order by moving them along; more are kept as a heap."""


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


@lean
def gains_of_gigs(
    starts: Any,
    fans: Any,
    scores: Any,
    places: Any,
    prices: Any,
    scale: int,
    quotient: Any,
    rest: Any,
    best: Any,
) -> None:
    """Write what each gig gains by the best fans it has places for, as ``quotient * scale + rest``; ``best`` is room to work in."""
    for gig in range(len(places)):
        most, size, least = min(places[gig], starts[gig + 1] - starts[gig]), 0, np.int64(0)
        if most == 0:
            continue
        for pair in range(starts[gig], starts[gig + 1]):
            worth = np.int64(scores[pair]) * scale - prices[fans[pair]]
            if worth <= least:
                continue
            if most <= FEW:
                _insert(best, size, most, worth)
            else:
                _replace_least(best, size, most, worth)
            size = min(size + 1, most)
            if size == most:
                least = best[0]
        for k in range(size):
            quotient[gig] += best[k] // scale
            rest[gig] += best[k] % scale


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

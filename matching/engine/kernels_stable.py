"""Compiled loops of deferred acceptance over arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.engine.compiled import compiled, inlined, lean


@inlined
def add_held(slots: Any, first: int, size: int, pair: int, ranks: Any) -> None:
    """Add a pair to a fan's heap, the least dear on top."""
    at = size
    while at > 0 and ranks[slots[first + (at - 1) // 2]] < ranks[pair]:
        slots[first + at] = slots[first + (at - 1) // 2]
        at = (at - 1) // 2
    slots[first + at] = pair


@inlined
def replace_top(slots: Any, first: int, size: int, pair: int, ranks: Any) -> None:
    """Put a pair where the least dear of a fan's heap was."""
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and ranks[slots[first + child + 1]] > ranks[slots[first + child]]:
            child += 1
        if ranks[slots[first + child]] <= ranks[pair]:
            break
        slots[first + at] = slots[first + child]
        at = child
    slots[first + at] = pair


@lean
def propose(
    starts: Any,
    order: Any,
    fans: Any,
    gig_of: Any,
    vacant: Any,
    room: Any,
    fan_ranks: Any,
    slot_starts: Any,
    slots: Any,
    used: Any,
    asked: Any,
    line: Any,
    waits: Any,
    taken: Any,
) -> int:
    """Let gigs ask fans, best first; fans keep the best they have room for. Return how often somebody was asked.

    ``order`` holds the pairs of each gig by the gig's taste; a lower number in ``fan_ranks`` is dearer to the fan.
    ``vacant`` counts down; ``slots`` is a heap for each fan with the least dear pair on top.
    """
    waiting, proposals = len(line), 0
    while waiting > 0:
        gig = line[waiting - 1]
        if vacant[gig] == 0 or asked[gig] == starts[gig + 1]:
            waiting -= 1
            waits[gig] = False
            continue
        pair = order[asked[gig]]
        asked[gig] += 1
        fan = fans[pair]
        if room[fan] == 0:
            continue
        proposals += 1
        first = slot_starts[fan]
        if used[fan] < room[fan]:
            add_held(slots, first, used[fan], pair, fan_ranks)
            used[fan] += 1
        else:
            lost = slots[first]
            if fan_ranks[lost] < fan_ranks[pair]:
                continue
            taken[lost] = False
            loser = gig_of[lost]
            vacant[loser] += 1
            if not waits[loser]:
                waits[loser] = True
                line[waiting] = loser
                waiting += 1
            replace_top(slots, first, used[fan], pair, fan_ranks)
        taken[pair] = True
        vacant[gig] -= 1
    return proposals


@compiled
def count_blocking(
    starts: Any, fans: Any, places: Any, room: Any, gig_ranks: Any, fan_ranks: Any, taken: Any
) -> int:
    """Return how many pairs are not taken although gig and fan would both rather be together."""
    gig_used, gig_worst = np.zeros(len(places), dtype=np.int64), np.full(len(places), -1, dtype=np.int64)
    fan_used, fan_worst = np.zeros(len(room), dtype=np.int64), np.full(len(room), -1, dtype=np.int64)
    for gig in range(len(places)):
        for pair in range(starts[gig], starts[gig + 1]):
            if taken[pair]:
                fan = fans[pair]
                gig_used[gig] += 1
                fan_used[fan] += 1
                gig_worst[gig] = max(gig_worst[gig], gig_ranks[pair])
                fan_worst[fan] = max(fan_worst[fan], fan_ranks[pair])
    blocking = 0
    for gig in range(len(places)):
        if places[gig] == 0:
            continue
        for pair in range(starts[gig], starts[gig + 1]):
            fan = fans[pair]
            if taken[pair] or room[fan] == 0:
                continue
            gig_would = gig_used[gig] < places[gig] or gig_ranks[pair] < gig_worst[gig]
            fan_would = fan_used[fan] < room[fan] or fan_ranks[pair] < fan_worst[fan]
            blocking += gig_would and fan_would
    return blocking

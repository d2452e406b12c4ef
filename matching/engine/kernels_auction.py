"""Compiled loops of the auction: bidders want places at things, and outbid one another for them.

A thing that is full costs what the least bid held there is; one with free slots costs nothing. Scores are multiplied by
``scale`` and bids rise by ``step`` at least, so that everything is a whole number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matching.engine.compiled import inlined, lean
from matching.engine.kernels_heap import rise, sink

CALLED = "c5368cf2252adba9"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
FEW = 32
"""Up to so many pairs are kept in order by moving them along; more are kept as a heap."""


class Pairs(NamedTuple):
    """Pairs bidder by bidder; ``rows`` names the bidder of each."""

    starts: Any
    things: Any
    scores: Any
    rows: Any
    scale: int
    step: int


class Slots(NamedTuple):
    """What each thing holds: a heap of bids with the least on top, in ``starts[t]`` up to ``starts[t] + used[t]``."""

    starts: Any
    bid: Any
    pair: Any
    used: Any
    price: Any


class Bidders(NamedTuple):
    """Places still vacant, what each bidder gains at least by all that is held, and whether each pair is held."""

    vacant: Any
    gain: Any
    held: Any


class Shortlist(NamedTuple):
    """Best pairs of each bidder when it last looked, and the most that any other was worth then."""

    starts: Any
    pair: Any
    size: Any
    beyond: Any


class Line(NamedTuple):
    """Bidders who wait, first come first served: a ring, and its head and length in ``at``."""

    ring: Any
    waits: Any
    at: Any


@inlined
def _wait(line: Line, row: int) -> None:
    if line.waits[row]:
        return
    line.waits[row] = True
    tail = line.at[0] + line.at[1]
    if tail >= len(line.ring):
        tail -= len(line.ring)
    line.ring[tail] = row
    line.at[1] += 1


@inlined
def _next(line: Line) -> int:
    row = line.ring[line.at[0]]
    line.at[0] += 1
    if line.at[0] == len(line.ring):
        line.at[0] = 0
    line.at[1] -= 1
    line.waits[row] = False
    return int(row)


@inlined
def _insert(keys: Any, items: Any, first: int, size: int, most: int, key: Any, item: Any) -> None:
    """Put an item in upward order into a short row of ``size``; the least gives way if there are ``most``."""
    if size < most:
        at = size
        while at > 0 and keys[at - 1] > key:
            keys[at], items[first + at] = keys[at - 1], items[first + at - 1]
            at -= 1
    else:
        at = 0
        while at + 1 < size and keys[at + 1] < key:
            keys[at], items[first + at] = keys[at + 1], items[first + at + 1]
            at += 1
    keys[at], items[first + at] = key, item


@inlined
def _look(row: int, pairs: Pairs, price: Any, short: Shortlist, worths: Any) -> None:
    """Keep the best pairs of a bidder at today's prices, and what the best pair left out is worth at most."""
    first = short.starts[row]
    most = short.starts[row + 1] - first
    size, out, least = 0, np.int64(0), np.int64(0)
    for pair in range(pairs.starts[row], pairs.starts[row + 1]):
        worth = np.int64(pairs.scores[pair]) * pairs.scale - price[pairs.things[pair]]
        if worth <= least:
            out = max(out, worth)
            continue
        if most <= FEW:
            _insert(worths, short.pair, first, size, most, worth, pair)
        elif size < most:
            rise(worths, short.pair[first:], 0, size, worth, pair)
        else:
            worths[0], short.pair[first] = worth, pair
            sink(worths, short.pair[first:], 0, size)
        if size == most:
            out = max(out, least)
        else:
            size += 1
        if size == most:
            least = worths[0]
    short.size[row] = size
    short.beyond[row] = out


@inlined
def _choose(
    row: int, pairs: Pairs, price: Any, held: Any, short: Shortlist, best: Any, chosen: Any, most: int
) -> int:
    """Put the best pairs of the shortlist that are not held on a heap with the least of them on top."""
    size = 0
    first = short.starts[row]
    for k in range(first, first + short.size[row]):
        pair = short.pair[k]
        if held[pair]:
            continue
        worth = np.int64(pairs.scores[pair]) * pairs.scale - price[pairs.things[pair]]
        if worth <= 0:
            continue
        if size < most:
            rise(best, chosen, 0, size, worth, pair)
            size += 1
        elif worth > best[0]:
            best[0], chosen[0] = worth, pair
            sink(best, chosen, 0, size)
    return size


@inlined
def _freshen(thing: int, pairs: Pairs, slots: Slots, gain: Any) -> None:
    """Raise the least bid to what its bidder would bid today, until the least one is of today."""
    first = slots.starts[thing]
    room = slots.starts[thing + 1] - first
    while True:
        pair = slots.pair[first]
        bid = np.int64(pairs.scores[pair]) * pairs.scale - gain[pairs.rows[pair]]
        if bid <= slots.bid[first]:
            break
        slots.bid[first] = bid
        sink(slots.bid, slots.pair, first, room)


@inlined
def _bid(pair: int, level: int, pairs: Pairs, slots: Slots, bidders: Bidders, line: Line) -> None:
    """Bid so much for a thing that ``level`` is gained; put out whoever bid least if it is full."""
    thing = pairs.things[pair]
    bid = np.int64(pairs.scores[pair]) * pairs.scale - level
    first = slots.starts[thing]
    room = slots.starts[thing + 1] - first
    used = slots.used[thing]
    if used < room:
        rise(slots.bid, slots.pair, first, used, bid, pair)
        slots.used[thing] = used + 1
        if used + 1 == room:
            slots.price[thing] = slots.bid[first]
    else:
        _freshen(thing, pairs, slots, bidders.gain)
        if bid <= slots.bid[first]:
            slots.price[thing] = slots.bid[first]
            return
        lost = slots.pair[first]
        bidders.held[lost] = False
        bidders.vacant[pairs.rows[lost]] += 1
        _wait(line, pairs.rows[lost])
        slots.bid[first], slots.pair[first] = bid, pair
        sink(slots.bid, slots.pair, first, room)
        slots.price[thing] = slots.bid[first]
    bidders.held[pair] = True
    bidders.vacant[pairs.rows[pair]] -= 1


@lean
def freshen_all(pairs: Pairs, slots: Slots, bidders: Bidders) -> None:
    """Make every price one of today, so that no pair given up gains more than one still held."""
    for thing in range(len(slots.price)):
        room = slots.starts[thing + 1] - slots.starts[thing]
        if room > 0 and slots.used[thing] == room:
            _freshen(thing, pairs, slots, bidders.gain)
            slots.price[thing] = slots.bid[slots.starts[thing]]


@lean
def auction(
    pairs: Pairs,
    slots: Slots,
    bidders: Bidders,
    line: Line,
    short: Shortlist,
    worths: Any,
    best: Any,
    chosen: Any,
    budget: int,
) -> int:
    """Let bidders bid until nobody waits or the budget of bids and looks is spent; return what was spent.

    ``worths``, ``best`` and ``chosen`` are room to work in, two longer than the longest shortlist.
    """
    work = 0
    while line.at[1] > 0 and work < budget:
        row = _next(line)
        most = bidders.vacant[row] + 1
        size = _choose(row, pairs, slots.price, bidders.held, short, best, chosen, most)
        # Prices only rise: what was left out is worth no more today than when the bidder looked.
        if short.beyond[row] > (best[0] if size == most else 0):
            _look(row, pairs, slots.price, short, worths)
            work += 1
            size = _choose(row, pairs, slots.price, bidders.held, short, best, chosen, most)
        instead = 0
        if size == most:
            instead = best[0]
            size -= 1
            best[0], chosen[0] = best[size], chosen[size]
        level = max(0, instead - pairs.step)
        bidders.gain[row] = min(bidders.gain[row], level)
        for k in range(size):
            _bid(chosen[k], level, pairs, slots, bidders, line)
        work += size
        if size > 0 and bidders.vacant[row] > 0:
            _wait(line, row)
    return work


@lean
def fill(pairs: Pairs, slots: Slots, bidders: Bidders) -> None:
    """Give bidders with vacant places the best things that are free, without any bidding."""
    for row in range(len(bidders.vacant)):
        while bidders.vacant[row] > 0:
            best, found = 0, -1
            for pair in range(pairs.starts[row], pairs.starts[row + 1]):
                thing = pairs.things[pair]
                is_free = slots.used[thing] < slots.starts[thing + 1] - slots.starts[thing]
                if is_free and not bidders.held[pair] and pairs.scores[pair] > best:
                    best, found = pairs.scores[pair], pair
            if found < 0:
                break
            thing = pairs.things[found]
            slots.pair[slots.starts[thing] + slots.used[thing]] = found
            slots.used[thing] += 1
            bidders.held[found] = True
            bidders.vacant[row] -= 1

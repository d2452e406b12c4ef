"""Compiled search for shortest augmenting paths: places the few bidders who would outbid one another for long."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matching.engine.compiled import compiled, inlined, lean
from matching.engine.kernels_auction import Bidders, Pairs, Slots
from matching.engine.kernels_heap import rise, take_top

CALLED = "c5368cf2252adba9"
"""Digest of the files compiled into this one: machine code is kept until this file changes, see `compiled`."""
FAR = 1 << 62
KEYS, NODES = 0, 1


class Tree(NamedTuple):
    """Paths from one bidder: nodes are bidders, then things.

    ``via`` is the slot a bidder was put out of, or the pair by which a thing was reached; ``seen`` lists the nodes
    with a distance; ``count`` is how many are seen, how many wait on the heap, and the pairs looked at so far.
    """

    dist: Any
    via: Any
    seen: Any
    count: Any


@inlined
def _reach(tree: Tree, node: int, far: int, via: int) -> None:
    if tree.dist[node] == FAR:
        tree.seen[tree.count[0]] = node
        tree.count[0] += 1
    tree.dist[node], tree.via[node] = far, via


@lean
def gains(pairs: Pairs, price: Any, held: Any, gain: Any) -> None:
    """Write what each bidder must gain by every pair held so that none not held is better by over a step."""
    for row in range(len(gain)):
        for pair in range(pairs.starts[row], pairs.starts[row + 1]):
            if not held[pair]:
                worth = np.int64(pairs.scores[pair]) * pairs.scale - price[pairs.things[pair]] - pairs.step
                gain[row] = max(gain[row], worth)


@inlined
def _from_bidder(
    row: Any,
    here: Any,
    pairs: Pairs,
    slots: Slots,
    bidders: Bidders,
    tree: Tree,
    keys: Any,
    nodes: Any,
    end: Any,
) -> None:
    """Reach the things a bidder could take; ``end`` is the nearest place where a path may end, and how far it is."""
    rows = len(bidders.vacant)
    tree.count[2] += pairs.starts[row + 1] - pairs.starts[row]
    base = here + bidders.gain[row] + pairs.step
    for pair in range(pairs.starts[row], pairs.starts[row + 1]):
        if bidders.held[pair]:
            continue
        thing = pairs.things[pair]
        far = base - np.int64(pairs.scores[pair]) * pairs.scale + slots.price[thing]
        if far >= end[1] or far >= tree.dist[rows + thing]:
            continue
        _reach(tree, rows + thing, far, pair)
        if slots.used[thing] < slots.starts[thing + 1] - slots.starts[thing]:
            end[0], end[1] = rows + thing, far
        else:
            rise(keys, nodes, 0, tree.count[1], far, rows + thing)
            tree.count[1] += 1


@inlined
def _from_thing(
    thing: Any,
    here: Any,
    pairs: Pairs,
    slots: Slots,
    bidders: Bidders,
    tree: Tree,
    keys: Any,
    nodes: Any,
    end: Any,
) -> None:
    """Reach the bidders who could be put out; a path may end with one of them, who then has a place less."""
    tree.count[2] += slots.used[thing]
    for slot in range(slots.starts[thing], slots.starts[thing] + slots.used[thing]):
        pair = slots.pair[slot]
        row = pairs.rows[pair]
        far = here + np.int64(pairs.scores[pair]) * pairs.scale - slots.price[thing] - bidders.gain[row]
        if far >= end[1] or far >= tree.dist[row]:
            continue
        _reach(tree, row, far, slot)
        rise(keys, nodes, 0, tree.count[1], far, row)
        tree.count[1] += 1
        if far + bidders.gain[row] < end[1]:
            end[0], end[1] = row, far + bidders.gain[row]


@compiled
def _grown(old: Any, size: int) -> Any:
    new = np.empty(size, dtype=old.dtype)
    new[: len(old)] = old
    return new


@inlined
def _settle(tree: Tree, nearest: int, gain: Any, price: Any) -> None:
    """Change prices and gains so that the path costs nothing, and forget the distances."""
    for k in range(tree.count[0]):
        node = tree.seen[k]
        short = nearest - tree.dist[node]
        if short > 0 and node < len(gain):
            gain[node] -= short
        elif short > 0:
            price[node - len(gain)] += short
        tree.dist[node] = FAR


@inlined
def _augment(source: int, end: int, pairs: Pairs, slots: Slots, bidders: Bidders, via: Any) -> None:
    """Move everybody along the path to ``end``."""
    rows = len(bidders.vacant)
    row = end
    if end >= rows:
        thing, pair = end - rows, via[end]
        slots.pair[slots.starts[thing] + slots.used[thing]] = pair
        slots.used[thing] += 1
        bidders.held[pair] = True
        row = pairs.rows[pair]
    else:
        bidders.vacant[row] += 1
    while row != source:
        lost = slots.pair[via[row]]
        pair = via[rows + pairs.things[lost]]
        slots.pair[via[row]] = pair
        bidders.held[lost], bidders.held[pair] = False, True
        row = pairs.rows[pair]
    bidders.vacant[source] -= 1


@compiled
def _search(
    source: Any,
    pairs: Pairs,
    slots: Slots,
    bidders: Bidders,
    tree: Tree,
    keys: Any,
    nodes: Any,
    end: Any,
    widest: int,
) -> Any:
    """Find the nearest place where a path from a bidder may end; return the heap's arrays, which may have grown."""
    tree.count[0], tree.count[1] = 0, 0
    _reach(tree, source, 0, -1)
    end[0], end[1] = source, bidders.gain[source]
    here, node, rows = 0, np.int64(source), len(bidders.vacant)
    while here < end[1]:
        if tree.count[1] + widest >= len(keys):
            keys, nodes = _grown(keys, 2 * len(keys) + widest), _grown(nodes, 2 * len(keys) + widest)
        if here == tree.dist[node] and node < rows:
            _from_bidder(node, here, pairs, slots, bidders, tree, keys, nodes, end)
        elif here == tree.dist[node]:
            _from_thing(node - rows, here, pairs, slots, bidders, tree, keys, nodes, end)
        if tree.count[1] == 0:
            break
        here, node = keys[0], nodes[0]
        take_top(keys, nodes, tree.count[1])
        tree.count[1] -= 1
    return keys, nodes


@compiled
def place_rest(pairs: Pairs, slots: Slots, bidders: Bidders, waiting: Any, widest: int, budget: int) -> Any:
    """Place waiting bidders one unit after the other; return the pairs looked at, and whether all were placed.

    ``bidders.gain`` must be as by `gains`. Shortest augmenting paths keep what the auction keeps: nothing held gains
    less than the bidder's gain, nothing not held gains more than a step above it.
    """
    count = len(bidders.vacant) + len(slots.price)
    tree = Tree(
        np.full(count, FAR, dtype=np.int64),
        np.empty(count, dtype=np.int64),
        np.empty(count, dtype=np.int64),
        np.zeros(3, dtype=np.int64),
    )
    keys, nodes = np.empty(1024, dtype=np.int64), np.empty(1024, dtype=np.int64)
    end = np.empty(2, dtype=np.int64)
    for source in waiting:
        while bidders.vacant[source] > 0 and bidders.gain[source] > 0:
            if tree.count[2] > budget:
                return tree.count[2], False
            keys, nodes = _search(source, pairs, slots, bidders, tree, keys, nodes, end, widest)
            _settle(tree, end[1], bidders.gain, slots.price)
            if end[0] == source:
                break  # one more would gain it nothing
            _augment(source, end[0], pairs, slots, bidders, tree.via)
    return tree.count[2], True

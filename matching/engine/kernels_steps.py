"""Compiled single changes of an assignment and its prices, each of which can be taken back, and the heap that searches use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from matching.engine.kernels_heap import rise, take_top
from matching.engine.motion import HEAP, NODES, PAIRS, STAMP

Function = TypeVar("Function", bound=Callable[..., Any])


def inner(function: Function) -> Function:
    """Compile a step that only compiled loops take; ``motion`` is a `matching.engine.motion.Motion` in all of them."""
    # Called from compiled loops only: without what Python would need to call them, they compile a quarter sooner.
    njit_with: Any = njit
    return cast(Function, njit_with(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function))


@inner
def push(motion: Any, key: int, node: int) -> None:
    """Put a node onto the heap, the smallest key first."""
    rise(motion.keys, motion.items, 0, motion.counts[HEAP], key, node)
    motion.counts[HEAP] += 1


@inner
def pop(motion: Any) -> None:
    """Take the node with the smallest key off the heap."""
    take_top(motion.keys, motion.items, motion.counts[HEAP])
    motion.counts[HEAP] -= 1


@inner
def note_pair(motion: Any, pair: int) -> None:
    """Note a pair as changed since `mark`, once."""
    if motion.pair_stamp[pair] != motion.counts[STAMP]:
        motion.pair_stamp[pair] = motion.counts[STAMP]
        motion.pairs_changed[motion.counts[PAIRS]] = pair
        motion.counts[PAIRS] += 1


@inner
def set_price(motion: Any, node: int, value: int) -> None:
    """Give a fan or gig a price, points times the scale; the one before is noted for `undo`."""
    if motion.node_stamp[node] != motion.counts[STAMP]:
        at = motion.counts[NODES]
        motion.node_stamp[node] = motion.counts[STAMP]
        motion.nodes_changed[at], motion.old_price[at] = node, motion.price[node]
        motion.counts[NODES] += 1
    motion.price[node] = value


@inner
def take(motion: Any, pair: int) -> Any:
    """Take a pair that was not taken, and return the points won."""
    note_pair(motion, pair)
    fan = motion.fans[pair]
    motion.held[motion.slots[fan] + motion.load[fan]] = pair
    motion.load[fan] += 1
    motion.fill[motion.gig_of[pair]] += 1
    motion.taken[pair] = True
    return np.int64(motion.scores[pair])


@inner
def drop(motion: Any, pair: int) -> Any:
    """Give up a pair that was taken, and return the points lost, below 0."""
    note_pair(motion, pair)
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


@inner
def mark(motion: Any) -> None:
    """Begin steps that `undo` takes back."""
    motion.counts[STAMP] += 1
    motion.counts[NODES] = 0
    motion.counts[PAIRS] = 0


@inner
def undo(motion: Any, was_taken: Any) -> None:
    """Take back every step since `mark`; ``was_taken`` is the assignment there was then."""
    count = motion.counts[PAIRS]
    for at in range(count):
        pair = motion.pairs_changed[at]
        if motion.taken[pair] and not was_taken[pair]:
            drop(motion, pair)
    for at in range(count):
        pair = motion.pairs_changed[at]
        if was_taken[pair] and not motion.taken[pair]:
            take(motion, pair)
    for at in range(motion.counts[NODES]):
        motion.price[motion.nodes_changed[at]] = motion.old_price[at]


@inner
def keep(motion: Any, was_taken: Any) -> None:
    """Let every step since `mark` stand."""
    for at in range(motion.counts[PAIRS]):
        pair = motion.pairs_changed[at]
        was_taken[pair] = motion.taken[pair]

"""The heap of compiled loops: keys with the least on top, in two arrays side by side, from a first position on."""

from __future__ import annotations

from typing import Any

from matching.engine.compiled import inlined


@inlined
def sink(keys: Any, items: Any, first: int, size: int) -> None:
    """Restore a heap of ``size`` after its top was replaced."""
    at = 0
    key, item = keys[first], items[first]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and keys[first + child + 1] < keys[first + child]:
            child += 1
        if keys[first + child] >= key:
            break
        keys[first + at], items[first + at] = keys[first + child], items[first + child]
        at = child
    keys[first + at], items[first + at] = key, item


@inlined
def rise(keys: Any, items: Any, first: int, size: int, key: Any, item: Any) -> None:
    """Put one more item on a heap of ``size``."""
    at = size
    while at > 0:
        parent = (at - 1) // 2
        if keys[first + parent] <= key:
            break
        keys[first + at], items[first + at] = keys[first + parent], items[first + parent]
        at = parent
    keys[first + at], items[first + at] = key, item


@inlined
def take_top(keys: Any, items: Any, size: int) -> None:
    """Take the top off a heap of ``size`` that begins at 0."""
    keys[0], items[0] = keys[size - 1], items[size - 1]
    sink(keys, items, 0, size - 1)

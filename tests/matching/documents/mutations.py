"""A document changed in one place at a time, in every place."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

JUNK: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**15,
    1.5,
    "",
    "x",
    "2026-12-05",
    [],
    [1],
    [["a", "b", "c"]],
    {},
    {"a": 1},
    "a" * 300,
)
Path = tuple[str | int, ...]


def mutated(document: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield copies with one place replaced by junk or left out, and the place; the first two rows of every list."""
    for path in _paths(document, ()):
        for junk in JUNK:
            yield path, _with(document, path, junk)
        if isinstance(path[-1], str):
            yield path, _without(document, path)


def _paths(value: Any, path: Path) -> Iterator[Path]:
    inner = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    for key, item in inner:
        yield (*path, key)
        yield from _paths(item, (*path, key))


def _with(document: dict[str, Any], path: Path, junk: Any) -> dict[str, Any]:
    changed, holder = _opened(document, path)
    holder[path[-1]] = junk
    return changed


def _without(document: dict[str, Any], path: Path) -> dict[str, Any]:
    changed, holder = _opened(document, path)
    del holder[path[-1]]
    return changed


def _opened(document: dict[str, Any], path: Path) -> tuple[dict[str, Any], Any]:
    changed = copy.deepcopy(document)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    return changed, holder

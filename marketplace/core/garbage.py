"""How often a process looks for garbage that refers to itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG_OBJECTS = (
    50_000  # Python's 700 make it look many times for each page, through everything that stays anyway
)


def collect_seldom() -> None:
    """Leave what is loaded by now alone for good, and look through what is new in larger heaps.

    A tenth of the processor time of a page or a command; what refers to nothing of itself is freed at once as ever.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)


@contextmanager
def paused() -> Iterator[None]:
    """Do not look while millions of objects are made that are all still needed."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

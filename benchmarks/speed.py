"""How fast the machine is just now: figures of different hours and machines compare only beside it."""

from __future__ import annotations

import time


def plain_seconds() -> float:
    """Return the processor seconds of ten million multiplications in plain Python."""
    begun, number = time.process_time(), 1
    for _ in range(10_000_000):
        number = number * 3 & 0xFFFF
    return time.process_time() - begun

"""What is told beside an answer: how far it is from its bound, and what it took."""

from __future__ import annotations

import sys


def gap_percent(objective: float, bound: float) -> float:
    """Return how far apart objective and bound are, in percent of the larger, rounded to thousandths."""
    most = max(abs(bound), abs(objective))
    return round(100 * abs(bound - objective) / most, 3) if most else 0.0


def peak_mb() -> float | None:
    """Return the most memory that the process has had, in megabytes; None where the system does not tell."""
    try:
        import resource
    except ImportError:  # not on every system
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)

"""What an open programme still needs before anything can happen in it: steps to which higher areas add their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace.businesses.models import Programme
from marketplace.core.kinds import Kind, registry


@dataclass(frozen=True)
class NextStep:
    """One step: for which kinds it counts, whether it is done, and where it is done."""

    code: str
    rank: int  # lower comes first
    label: Any  # lazily translated, as something to do: "Name a pick-up point"
    note: Any  # lazily translated: why, or how
    counts_for: Callable[[Kind], bool]
    is_done: Callable[[Programme], bool]
    address: Callable[[Programme], str]


STEPS: dict[str, NextStep] = {}


def register(step: NextStep) -> NextStep:
    """Add a step; the same code replaces it."""
    STEPS[step.code] = step
    return step


def steps_of(programme: Programme) -> list[tuple[NextStep, bool]]:
    """Each step of an open programme with whether it is done; none once all are, or while it is not open."""
    if programme.state != "open":
        return []
    kind = registry.get(programme.kind)
    mine = sorted((s for s in STEPS.values() if s.counts_for(kind)), key=lambda s: (s.rank, s.code))
    found = [(step, step.is_done(programme)) for step in mine]
    return [] if all(done for _step, done in found) else found

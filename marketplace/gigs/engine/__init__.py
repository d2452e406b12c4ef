"""The bridge to `matching`: the only part of the marketplace that knows the engine."""

from __future__ import annotations

from marketplace.gigs.engine.answers import (
    RankedFan,
    RoundAnswer,
    Standing,
    assess,
    assess_all,
    line_up,
    problem_for,
    rank,
    refusals,
    why_not,
    with_particulars,
)

__all__ = [
    "RankedFan",
    "RoundAnswer",
    "Standing",
    "assess",
    "assess_all",
    "line_up",
    "problem_for",
    "rank",
    "refusals",
    "why_not",
    "with_particulars",
]

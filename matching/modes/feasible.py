"""Every feasible pair by name, for whoever wants to choose among them otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from matching.candidates import candidates
from matching.problem import Problem


@dataclass(frozen=True, slots=True)
class FeasiblePair:
    """One fan who may take one gig, and the points that the pair would score."""

    gig_id: str
    fan_id: str
    score: int


@dataclass(frozen=True, slots=True)
class FeasiblePairs:
    """Answer of `feasible_pairs`.

    Parameters
    ----------
    pairs : tuple of FeasiblePair
        All of them, sorted by gig, then fan.
    """

    pairs: tuple[FeasiblePair, ...]


def feasible_pairs(problem: Problem) -> FeasiblePairs:
    """Return every pair that keeps every hard rule and reaches the policy's least score.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and parameters.

    Returns
    -------
    FeasiblePairs
        None is left out; rules between pairs (places, clashes, caps) are for whoever chooses.
    """
    return FeasiblePairs(
        tuple(
            FeasiblePair(problem.gigs[item.gig].id, problem.fans[item.fan].id, item.score)
            for item in candidates(problem)
        )
    )

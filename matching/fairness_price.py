"""What fairness costs in rounds of an owner's own data: total score against evenness, strength by strength."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matching.fairness_measures import FairnessMeasures
from matching.fairness_rules import WEEK_MINUTES
from matching.problem import Problem
from matching.rehearsal import rehearse


@dataclass(frozen=True, slots=True)
class PricePoint:
    """What one strength gives.

    Parameters
    ----------
    strength : int
        ``weight_fairness``, points.
    score : int
        Sum of scores without the points of fairness.
    filled : int
        Places filled.
    measures : FairnessMeasures
        Of gigs served before and given now, by counted minutes; value is that of the gigs given now.
    is_optimal : bool
        Whether every round behind it is proved best.
    """

    strength: int
    score: int
    filled: int
    measures: FairnessMeasures
    is_optimal: bool


def fairness_price(
    rounds: Sequence[Problem],
    strengths: Sequence[int],
    *,
    span_minutes: int,
    elapsed_minutes: int = WEEK_MINUTES,
) -> tuple[PricePoint, ...]:
    """Return total score and evenness of rounds, one after another, for several strengths of fairness.

    Parameters
    ----------
    rounds : sequence of Problem
        In order of time, about the same fans; their own ``weight_fairness`` does not matter.
    strengths : sequence of int
        Weights to try, each within the range of ``weight_fairness``.
    span_minutes, elapsed_minutes : int
        See `matching.rehearsal.rehearse`.

    Returns
    -------
    tuple of PricePoint
        In the order of the strengths, what a strength takes from one round to the next included. For large markets see
        `matching.engine.fairness_curve`.

    Raises
    ------
    InvalidProblem
        If a strength is out of range, or rounds are about different fans.
    """
    found = []
    for strength in strengths:
        tried = [replace(one, params=replace(one.params, weight_fairness=strength)) for one in rounds]
        told = rehearse(tried, span_minutes=span_minutes, elapsed_minutes=elapsed_minutes)
        found.append(
            PricePoint(strength, told.without_fairness, len(told.pairs), told.measures, told.is_optimal)
        )
    return tuple(found)

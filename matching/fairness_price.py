"""What fairness costs in one round of an owner's own data: total score against evenness, strength by strength."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.fairness import counted_minutes
from matching.fairness_measures import FairnessMeasures, measured
from matching.modes.assign import assign
from matching.problem import Problem


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
        Whether the round behind it is proved best.
    """

    strength: int
    score: int
    filled: int
    measures: FairnessMeasures
    is_optimal: bool


def fairness_price(problem: Problem, strengths: Sequence[int]) -> tuple[PricePoint, ...]:
    """Return total score and evenness of a round for several strengths of fairness.

    Parameters
    ----------
    problem : Problem
        A round; its own ``weight_fairness`` does not matter.
    strengths : sequence of int
        Weights to try, each within the range of ``weight_fairness``.

    Returns
    -------
    tuple of PricePoint
        In the order of the strengths. For rounds of a large market, and for several one after the other, see
        `matching.engine.fairness_curve`.

    Raises
    ------
    InvalidProblem
        If a strength is out of range.
    """
    tried = [replace(problem.params, weight_fairness=strength) for strength in strengths]
    return tuple(_point(replace(problem, params=params)) for params in tried)


def _point(problem: Problem) -> PricePoint:
    solution = assign(problem)
    gigs = {fan.id: fan.served for fan in problem.fans}
    value = dict.fromkeys(gigs, 0)
    score = 0
    for pair in solution.pairs:
        gigs[pair.fan_id] += 1
        value[pair.fan_id] += problem.gig_by_id[pair.gig_id].value_minor
        score += sum(line.points for line in pair.terms if line.term != "fairness")
    rows = [(gigs[fan.id], value[fan.id], counted_minutes(fan)) for fan in problem.fans]
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return PricePoint(
        strength=problem.params.weight_fairness,
        score=score,
        filled=len(solution.pairs),
        measures=measured(columns[:, 0], columns[:, 1], columns[:, 2]),
        is_optimal=solution.is_optimal,
    )

"""What fairness costs: total score against evenness for several strengths, over the same rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.checks import check_whole
from matching.engine.edges import MOST_SCORE, Assigned, Edges, Flags, Int64
from matching.fairness_measures import FairnessMeasures, measured
from matching.fairness_round import RoundOutcome, amounts_got
from matching.fairness_rules import FULL, FairnessRules
from matching.fairness_state import FairnessState, carry_over, grades


@dataclass(frozen=True, slots=True)
class MarketRound:
    """One round over the same fans.

    Parameters
    ----------
    edges : Edges
        Feasible pairs, scored without fairness.
    minutes : int64[n]
        Declared minutes that count; 0 for who is away.
    gig_minutes, gig_values : int64[m]
        Length and value (minor units) of each gig.
    is_newcomer : bool[n]
        Who joined since the round before.
    elapsed_minutes : int
        Time since the round before.
    """

    edges: Edges
    minutes: Int64
    gig_minutes: Int64
    gig_values: Int64
    is_newcomer: Flags
    elapsed_minutes: int


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What one strength gives over all rounds.

    Parameters
    ----------
    strength : int
        Points of a full fairness grade.
    score : int
        Sum of scores without the fairness points.
    filled : int
        Places filled.
    measures : FairnessMeasures
        Over all rounds together.
    """

    strength: int
    score: int
    filled: int
    measures: FairnessMeasures


def with_fairness(edges: Edges, state: FairnessState, *, strength: int, rules: FairnessRules) -> Edges:
    """Return the pairs with the points of fairness added, 0 to ``strength`` each.

    Parameters
    ----------
    edges : Edges
        Scored without fairness.
    state : FairnessState
        Shortfalls of the fans.
    strength : int
        Points of a full grade.
    rules : FairnessRules
        ``presumed_share``.

    Returns
    -------
    Edges
        No pair has fewer points than before, so that no place is worth less filled than it was.

    Raises
    ------
    InvalidProblem
        If scores would pass `matching.engine.edges.MOST_SCORE`.
    """
    most = MOST_SCORE - int(edges.scores.max(initial=0))
    check_whole("strength", strength, 0, most)
    points = strength * grades(state, rules) // FULL
    scores = edges.scores + points[edges.fans]
    return replace(edges, scores=scores.astype(np.int32))


def fairness_curve(
    rounds: Sequence[MarketRound],
    strengths: Sequence[int],
    *,
    rules: FairnessRules | None = None,
    solve: Callable[[Edges], Assigned] | None = None,
) -> tuple[CurvePoint, ...]:
    """Return total score and evenness for several strengths of fairness, for an owner to choose from.

    Parameters
    ----------
    rounds : sequence of MarketRound
        Such as those of the last month, in order of time.
    strengths : sequence of int
        Points of a full fairness grade; 0 shows what is given up.
    rules : FairnessRules or None
        The defaults if None.
    solve : callable or None
        Assignment of one round; `matching.engine.assignment.best` if None.

    Returns
    -------
    tuple of CurvePoint
        In the order of the strengths.

    Raises
    ------
    InvalidProblem
        If a strength is out of range, or rounds are about different fans.
    """
    return tuple(_point(rounds, strength, rules or FairnessRules(), solve or _best) for strength in strengths)


def _best(edges: Edges) -> Assigned:
    from matching.engine.assignment import best

    return best(edges)


def _point(
    rounds: Sequence[MarketRound], strength: int, rules: FairnessRules, solve: Callable[[Edges], Assigned]
) -> CurvePoint:
    fans = len(rounds[0].minutes) if rounds else 0
    state = FairnessState.fresh(fans)
    gigs, value, minutes = (np.zeros(fans, dtype=np.int64) for _ in range(3))
    score = filled = 0
    for one in rounds:
        edges = one.edges
        taken = solve(with_fairness(edges, state, strength=strength, rules=rules)).taken
        gig_of = np.repeat(np.arange(edges.gig_count), np.diff(edges.starts))[taken]
        who = edges.fans[taken].astype(np.int64)
        got = amounts_got(who, one.gig_minutes[gig_of], one.gig_values[gig_of], fan_count=fans, rules=rules)
        outcome = RoundOutcome(one.minutes, got, one.is_newcomer)
        state = carry_over(state, outcome, elapsed_minutes=one.elapsed_minutes, rules=rules)
        gigs += np.bincount(who, minlength=fans)
        np.add.at(value, who, one.gig_values[gig_of])
        minutes += one.minutes
        score += int(edges.scores[taken].sum(dtype=np.int64))
        filled += len(who)
    return CurvePoint(strength, score, filled, measured(gigs, value, minutes))

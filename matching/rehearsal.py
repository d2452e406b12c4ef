"""Rounds one after another, with shortfalls carried between them as they would have been."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.errors import InvalidProblem
from matching.fairness import counted_minutes
from matching.fairness_measures import FairnessMeasures, measured
from matching.fairness_round import RoundOutcome, amounts_got
from matching.fairness_rules import FULL, WEEK_MINUTES, FairnessRules, Int64
from matching.fairness_state import FairnessState, carry_over, grades
from matching.fans import Commitment, Fan
from matching.gigs import Gig
from matching.modes.assign import assign
from matching.problem import Problem
from matching.terms import Standpoint, score_terms

RULES = FairnessRules()
USUAL_MINUTES = 60
"""Length of a gig that has no window."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What rounds came to.

    Parameters
    ----------
    pairs : tuple of (str, str)
        Gig and fan, round by round.
    score : int
        Sum of scores, each as it was in its round.
    without_fairness : int
        The same without the points of fairness.
    gigs : mapping of str to int
        By fan, with those served before.
    measures : FairnessMeasures
        Of gigs served before and given now, by counted minutes; value is that of the gigs given now.
    is_optimal : bool
        Whether every round is proved best; False where the pairs were given.
    """

    pairs: tuple[tuple[str, str], ...]
    score: int
    without_fairness: int
    gigs: Mapping[str, int]
    measures: FairnessMeasures
    is_optimal: bool


def rehearse(
    rounds: Sequence[Problem],
    *,
    span_minutes: int,
    elapsed_minutes: int = WEEK_MINUTES,
    given: Mapping[str, Collection[str]] | None = None,
) -> Rehearsal:
    """Assign rounds one after another, each knowing what those before it gave to whom.

    Parameters
    ----------
    rounds : sequence of Problem
        In order of time, about the same fans. Their counts (declared minutes, served, offers) are those before the
        first round.
    span_minutes : int
        The time that these counts are about.
    elapsed_minutes : int
        From one round to the next.
    given : mapping of str to collection of str or None
        Fans by gig as it really went, which are then scored instead of solved.

    Returns
    -------
    Rehearsal
        All of it together. A fan is busy with what an earlier round gave, and graded by `matching.fairness_state`.

    Raises
    ------
    InvalidProblem
        If the rounds are about different fans.
    """
    fans = rounds[0].fans if rounds else ()
    if any(one.fans != fans for one in rounds):
        raise InvalidProblem("rounds", "must be about the same fans")
    state = _state_before(fans, span_minutes)
    counted = np.array([counted_minutes(fan) for fan in fans], dtype=np.int64)
    minutes = counted * elapsed_minutes // span_minutes
    busy: dict[str, list[Commitment]] = defaultdict(list)
    told = _Told(fans)
    for one in rounds:
        problem = replace(one, fans=_as_they_stand(fans, state, busy))
        pairs = _solved(problem, told) if given is None else _given(problem, given)
        told.add(problem, pairs)
        for gig_id, fan_id in pairs:
            busy[fan_id] += _commitments(problem.gig_by_id[gig_id])
        outcome = RoundOutcome(minutes, told.amounts(problem, pairs), np.zeros(len(fans), dtype=np.bool_))
        state = carry_over(state, outcome, elapsed_minutes=elapsed_minutes, rules=RULES)
    return told.rehearse(counted, is_given=given is not None)


class _Told:
    """What the rounds came to so far."""

    def __init__(self, fans: Sequence[Fan]) -> None:
        self.place = {fan.id: place for place, fan in enumerate(fans)}
        self.gigs = Counter({fan.id: fan.served for fan in fans})
        self.value: Counter[str] = Counter()
        self.pairs: list[tuple[str, str]] = []
        self.score = self.without = 0
        self.is_optimal = True

    def add(self, problem: Problem, pairs: Sequence[tuple[str, str]]) -> None:
        for gig_id, fan_id in pairs:
            fan, gig = problem.fan_by_id[fan_id], problem.gig_by_id[gig_id]
            grade = fan.fairness_grade
            for line in score_terms(
                fan, gig, problem.params, Standpoint(FULL // 2 if grade is None else grade)
            ):
                self.score += line.points
                self.without += line.points if line.term != "fairness" else 0
            self.gigs[fan_id] += 1
            self.value[fan_id] += gig.value_minor
        self.pairs += pairs

    def amounts(self, problem: Problem, pairs: Sequence[tuple[str, str]]) -> Int64:
        gigs = [problem.gig_by_id[gig_id] for gig_id, _ in pairs]
        columns = (
            [self.place[fan_id] for _, fan_id in pairs],
            [_minutes(gig) for gig in gigs],
            [gig.value_minor for gig in gigs],
        )
        who, minutes, values = (np.array(column, dtype=np.int64) for column in columns)
        return amounts_got(who, minutes, values, fan_count=len(self.place), rules=RULES)

    def rehearse(self, counted: Int64, *, is_given: bool) -> Rehearsal:
        rows = [(self.gigs[fan_id], self.value[fan_id]) for fan_id in self.place]
        gigs, value = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        return Rehearsal(
            pairs=tuple(self.pairs),
            score=self.score,
            without_fairness=self.without,
            gigs={fan_id: self.gigs[fan_id] for fan_id in self.place},
            measures=measured(gigs, value, counted),
            is_optimal=self.is_optimal and not is_given,
        )


def _solved(problem: Problem, told: _Told) -> list[tuple[str, str]]:
    solution = assign(problem)
    told.is_optimal = told.is_optimal and solution.is_optimal
    return [(pair.gig_id, pair.fan_id) for pair in solution.pairs]


def _given(problem: Problem, given: Mapping[str, Collection[str]]) -> list[tuple[str, str]]:
    known = problem.fan_by_id
    return [(gig.id, fan) for gig in problem.gigs for fan in sorted(given.get(gig.id, ())) if fan in known]


def _as_they_stand(
    fans: Sequence[Fan], state: FairnessState, busy: Mapping[str, list[Commitment]]
) -> list[Fan]:
    graded = zip(fans, grades(state, RULES).tolist(), strict=True)
    return [
        replace(fan, fairness_grade=grade, committed=(*fan.committed, *busy.get(fan.id, ())))
        for fan, grade in graded
    ]


def _state_before(fans: Sequence[Fan], span_minutes: int) -> FairnessState:
    """The whole span before as one round, in which nobody is new."""
    minutes = np.array([counted_minutes(fan) for fan in fans], dtype=np.int64)
    served = np.array([FULL * fan.served for fan in fans], dtype=np.int64)
    before = RoundOutcome(minutes, served, np.zeros(len(fans), dtype=np.bool_))
    return carry_over(FairnessState.fresh(len(fans)), before, elapsed_minutes=span_minutes, rules=RULES)


def _minutes(gig: Gig) -> int:
    if gig.ends_at is None:
        return USUAL_MINUTES
    return max(1, int((gig.ends_at - gig.starts_at).total_seconds()) // 60)


def _commitments(gig: Gig) -> list[Commitment]:
    return [] if gig.ends_at is None else [Commitment(gig.starts_at, gig.ends_at, gig.location)]

"""An independent check of a stable matching: the rulebook for its pairs, wishes, sums, and no pair that blocks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.fairness import fairness_grades
from matching.modes.mutual import MutualSolution, blocking_pairs
from matching.problem import Problem
from matching.rulebook import Violation
from matching.solution import Pair
from matching.terms import Standpoint, score_terms
from matching.verifier import is_known, verify_pairs


def verify_mutual(
    problem: Problem, solution: MutualSolution, wishes: Mapping[str, Sequence[str]] | None = None
) -> list[Violation]:
    """Return everything that is wrong with a stable matching.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : MutualSolution
        What was answered.
    wishes : mapping or None
        As given to `matching.mutual`.

    Returns
    -------
    list of Violation
        Empty if every pair may be made and is wanted, the objective is right, and no pair blocks. Blocking pairs are
        looked for only where the pairs themselves may stand.
    """
    strange = [
        Violation("unknown_pair", gig_id, fan_id)
        for gig_id, fan_id in solution.pairs
        if not is_known(problem, gig_id, fan_id)
    ]
    if strange:
        return strange
    grades = fairness_grades(problem.fans, problem.params)
    pairs = [
        Pair(gig_id, fan_id, _score(problem, gig_id, fan_id, grades[fan_id]))
        for gig_id, fan_id in solution.pairs
    ]
    violations = verify_pairs(problem, pairs)
    violations += [
        Violation("unwanted", pair.gig_id, pair.fan_id)
        for pair in pairs
        if pair.gig_id not in (wishes or {}).get(pair.fan_id, (pair.gig_id,))
    ]
    violations += [
        Violation("least_score", pair.gig_id, pair.fan_id, {"score": pair.score})
        for pair in pairs
        if pair.score < problem.policy.least_score
    ]
    if not violations:
        blocking = blocking_pairs(problem, solution, wishes)
        violations += [Violation("blocking_pair", gig_id, fan_id) for gig_id, fan_id in blocking]
    total = sum(pair.score for pair in pairs)
    if solution.objective != total:
        violations.append(Violation("objective", None, None, {"stated": solution.objective, "found": total}))
    return violations


def _score(problem: Problem, gig_id: str, fan_id: str, grade: int) -> int:
    fan, gig = problem.fan_by_id[fan_id], problem.gig_by_id[gig_id]
    return sum(line.points for line in score_terms(fan, gig, problem.params, Standpoint(grade)))

"""An independent check of a solution, written without the code that solves.

It restates the rules plainly (`matching.rulebook`) and shares with the solvers only the data classes and the terms
that define a score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.gigs import Gig
from matching.problem import Problem
from matching.rulebook import Violation, fan_violations, gig_violations, pair_violations, too_close
from matching.solution import Pair, Solution
from matching.terms import Standpoint, score_terms


def verify(problem: Problem, solution: Solution) -> list[Violation]:
    """Return everything that is wrong with a solution.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        What was answered.

    Returns
    -------
    list of Violation
        Empty if the solution keeps every rule and its sums are right.
    """
    known = [pair for pair in solution.pairs if is_known(problem, pair.gig_id, pair.fan_id)]
    violations = [
        Violation("unknown_pair", pair.gig_id, pair.fan_id)
        for pair in solution.pairs
        if not is_known(problem, pair.gig_id, pair.fan_id)
    ]
    violations += verify_pairs(problem, known)
    violations += _scores(problem, known)
    violations += _sums(problem, solution, known)
    violations += _certificate(problem, solution, known)
    return violations


def is_known(problem: Problem, gig_id: str, fan_id: str) -> bool:
    """Return whether a problem has a gig and a fan of these ids."""
    return gig_id in problem.gig_by_id and fan_id in problem.fan_by_id


def verify_pairs(problem: Problem, pairs: Sequence[Pair]) -> list[Violation]:
    """Return the hard rules that a set of pairs breaks, whatever mode made it.

    Parameters
    ----------
    problem : Problem
        Fans, gigs, policy and limits.
    pairs : sequence of Pair
        All of them known to the problem.

    Returns
    -------
    list of Violation
        Empty if each pair is feasible, and all of them together.
    """
    violations = [*_repeated(pairs)]
    for pair in pairs:
        violations += pair_violations(
            problem.fan_by_id[pair.fan_id], problem.gig_by_id[pair.gig_id], problem.params
        )
    return [*violations, *gig_violations(problem, pairs), *fan_violations(problem, pairs)]


def _repeated(pairs: Sequence[Pair]) -> Iterator[Violation]:
    for (gig_id, fan_id), count in Counter((pair.gig_id, pair.fan_id) for pair in pairs).items():
        if count > 1:
            yield Violation("repeated_pair", gig_id, fan_id, {"count": count})


def _scores(problem: Problem, pairs: Sequence[Pair]) -> Iterator[Violation]:
    grades = fairness_grades(problem.fans, problem.params)
    for pair in pairs:
        fan, gig = problem.fan_by_id[pair.fan_id], problem.gig_by_id[pair.gig_id]
        lines = score_terms(fan, gig, problem.params, Standpoint(grades[fan.id]))
        if tuple(pair.terms) != lines or pair.score != sum(line.points for line in lines):
            yield Violation("score", pair.gig_id, pair.fan_id, {"score": pair.score})
        if pair.score < problem.policy.least_score:
            yield Violation("least_score", pair.gig_id, pair.fan_id, {"score": pair.score})


def _sums(problem: Problem, solution: Solution, pairs: Sequence[Pair]) -> Iterator[Violation]:
    total = sum(pair.score for pair in solution.pairs)
    if solution.objective != total:
        yield Violation("objective", None, None, {"stated": solution.objective, "found": total})
    if not solution.objective <= solution.bound <= solution.price_bound:
        yield Violation("bound", None, None, {"bound": solution.bound, "objective": solution.objective})
    filled = Counter(pair.gig_id for pair in pairs)
    left = {gig.id: gig.places - filled[gig.id] for gig in problem.gigs if filled[gig.id] < gig.places}
    if {row.gig_id: row.places_left for row in solution.unfilled} != left:
        yield Violation("unfilled")
    idle = {fan.id for fan in problem.fans} - {pair.fan_id for pair in pairs}
    if {row.fan_id for row in solution.unused} != idle:
        yield Violation("unused")


def _certificate(problem: Problem, solution: Solution, pairs: Sequence[Pair]) -> Iterator[Violation]:
    """Recompute what the gig prices prove, over every pair that the rulebook allows."""
    if any(price < 0 or gig_id not in problem.gig_by_id for gig_id, price in solution.gig_prices.items()):
        yield Violation("prices")
        return
    pinned = [pair for pair in pairs if pair.is_pinned]
    for pair in pinned:
        if pair.fan_id not in problem.gig_by_id[pair.gig_id].pinned:
            yield Violation("pinned", pair.gig_id, pair.fan_id)
    grades = fairness_grades(problem.fans, problem.params)
    filled = Counter(pair.gig_id for pair in pinned)
    places = {gig.id: gig.places - filled[gig.id] for gig in problem.gigs}
    total = sum(pair.score for pair in pinned)
    total += sum(places[gig_id] * price for gig_id, price in solution.gig_prices.items())
    # A gig that pins alone fill costs whatever one likes, as nothing is left to pay for.
    open_gigs = [gig for gig in problem.gigs if places[gig.id] > 0]
    for fan in problem.fans:
        kept = [problem.gig_by_id[pair.gig_id] for pair in pinned if pair.fan_id == fan.id]
        total += _best_gain(problem, solution, fan, open_gigs, kept, Standpoint(grades[fan.id]))
    if solution.price_bound < total:
        yield Violation("price_bound", None, None, {"stated": solution.price_bound, "found": total})


def _best_gain(
    problem: Problem, solution: Solution, fan: Fan, open_gigs: list[Gig], kept: list[Gig], view: Standpoint
) -> int:
    gains: list[tuple[Gig, int]] = []
    for gig in open_gigs:
        if next(pair_violations(fan, gig, problem.params), None) is not None or gig in kept:
            continue
        points = sum(line.points for line in score_terms(fan, gig, problem.params, view))
        gain = points - solution.gig_prices.get(gig.id, 0)
        clear = not any(_clash(problem, fan, gig, other) for other in kept)
        if gain > 0 and points >= problem.policy.least_score and clear:
            gains.append((gig, gain))
    gains.sort(key=lambda item: (item[0].ends_at is not None, item[0].starts_at))
    most = min(problem.policy.most_gigs - len(kept), len(gains))
    # Best total of a chain of so many gigs that ends with a given one, built up one gig at a time.
    totals = [0] * len(gains) if most <= 0 else [gain for _, gain in gains]
    for _ in range(most - 1):
        totals = [
            gain + max((totals[i] for i in range(k) if not _clash(problem, fan, gains[i][0], gig)), default=0)
            for k, (gig, gain) in enumerate(gains)
        ]
    return max(totals, default=0)


def _clash(problem: Problem, fan: Fan, first: Gig, second: Gig) -> bool:
    return first.window is not None and too_close(first.window, first.location, second, fan, problem.params)

"""Independent checks of rankings and of lists of feasible pairs, by asking the rulebook about everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.forecast import Forecast
from matching.gigs import Gig
from matching.modes.feasible import FeasiblePairs
from matching.modes.rank import Ranked, Ranking
from matching.problem import Problem
from matching.rulebook import Violation, pair_violations
from matching.terms import Standpoint, TermScore, score_terms
from matching.verifier import is_known


def verify_feasible_pairs(problem: Problem, found: FeasiblePairs) -> list[Violation]:
    """Return everything that is wrong with a list of feasible pairs.

    Parameters
    ----------
    problem : Problem
        What was asked.
    found : FeasiblePairs
        What was answered.

    Returns
    -------
    list of Violation
        Empty if each pair is feasible with its score, none is named twice, and none is missing. A pair within a metre
        of the edge of a radius may be there or not.
    """
    told = {(pair.gig_id, pair.fan_id): pair.score for pair in found.pairs}
    counts = Counter((pair.gig_id, pair.fan_id) for pair in found.pairs)
    violations = [
        Violation("repeated_pair", *pair, {"count": count}) for pair, count in counts.items() if count > 1
    ]
    violations += [Violation("unknown_pair", *pair) for pair in told if not is_known(problem, *pair)]
    grades = fairness_grades(problem.fans, problem.params)
    for fan in problem.fans:
        near = replace(fan, radius_m=max(0, fan.radius_m - 1))  # the rulebook itself allows a metre more
        for gig in problem.gigs:
            points = sum(line.points for line in _lines(problem, fan, gig, grades[fan.id]))
            score = told.get((gig.id, fan.id))
            if score is not None:
                violations += _told(problem, fan, gig, points, score)
            elif points >= problem.policy.least_score and _is_feasible(problem, near, gig):
                violations.append(Violation("missing_pair", gig.id, fan.id))
    return violations


def verify_ranking(
    problem: Problem,
    ranking: Ranking,
    *,
    count: int = 3,
    prices: Mapping[str, int] | None = None,
    forecast: Forecast | None = None,
) -> list[Violation]:
    """Return everything that is wrong with a ranking.

    Parameters
    ----------
    problem : Problem
        The fans, and the gigs that are alternatives of one piece of work.
    ranking : Ranking
        What was answered.
    count, prices, forecast
        As given to `matching.rank`.

    Returns
    -------
    list of Violation
        Empty if everybody proposed may take what they are proposed for, with the score stated, nobody better is left
        out, and the number of those who fit is right.
    """
    asked, part = prices or {}, problem.params.price_permille
    grades = fairness_grades(problem.fans, problem.params)
    worth = {
        fan.id: {
            gig.id: (sum(line.points for line in lines) - asked.get(fan.id, 0) * part // 1000, lines)
            for gig in problem.gigs
            if _is_feasible(problem, fan, gig)
            for lines in [_lines(problem, fan, gig, grades[fan.id])]
        }
        for fan in problem.fans
    }
    best = {fan_id: max(net for net, _ in values.values()) for fan_id, values in worth.items() if values}
    violations = [
        Violation("ranked", row.gig_id, row.fan_id, {"net_score": row.net_score})
        for row in ranking.best
        if not _is_right(row, worth.get(row.fan_id, {}))
    ]
    expected = sorted(best, key=lambda fan_id: (-best[fan_id], fan_id))[:count]
    if [row.fan_id for row in ranking.best] != expected:
        violations.append(Violation("best"))
    if ranking.eligible != len(best):
        violations.append(Violation("eligible", None, None, {"stated": ranking.eligible, "found": len(best)}))
    waits = forecast is not None and bool(expected) and forecast.advises_waiting(best[expected[0]])
    if ranking.is_withheld != waits:
        violations.append(Violation("is_withheld"))
    if problem.gigs and sum(ranking.refused.values()) != len(problem.fans) - len(best):
        violations.append(Violation("refused"))
    return violations


def _told(problem: Problem, fan: Fan, gig: Gig, points: int, score: int) -> Iterator[Violation]:
    yield from pair_violations(fan, gig, problem.params)
    if score != points:
        yield Violation("score", gig.id, fan.id, {"score": score})
    if points < problem.policy.least_score:
        yield Violation("least_score", gig.id, fan.id, {"score": score})


def _is_right(row: Ranked, values: Mapping[str, tuple[int, tuple[TermScore, ...]]]) -> bool:
    """Whether somebody proposed may take the work, with this score, and no alternative is worth more to them."""
    if row.gig_id not in values:
        return False
    net, lines = values[row.gig_id]
    is_best = net == max(other for other, _ in values.values())
    return is_best and (row.net_score, row.terms, row.score) == (net, lines, sum(one.points for one in lines))


def _is_feasible(problem: Problem, fan: Fan, gig: Gig) -> bool:
    return next(pair_violations(fan, gig, problem.params), None) is None


def _lines(problem: Problem, fan: Fan, gig: Gig, grade: int) -> tuple[TermScore, ...]:
    return score_terms(fan, gig, problem.params, Standpoint(grade))

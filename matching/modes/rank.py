"""One piece of work, many people: the best few, each with the reasons, and what becomes of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.candidates import FanTable, home_to_gig_m, rules_that_apply
from matching.eligibility import broken_rules
from matching.errors import InvalidProblem
from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.forecast import Forecast
from matching.gigs import Gig
from matching.params import Params
from matching.problem import Problem
from matching.reasons import Reason, Reasons
from matching.terms import Standpoint, TermScore, score_terms, scorer
from matching.why import reasons_for


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person proposed.

    Parameters
    ----------
    fan_id, gig_id : str
        The person, and the option of the work they are proposed for.
    score : int
        Points.
    net_score : int
        Points less the part of the fan's last price; the order follows it.
    terms : tuple of TermScore
        Lines of the score.
    reasons : tuple of Reason
        Why this person, strongest first.
    """

    fan_id: str
    gig_id: str
    score: int
    net_score: int
    terms: tuple[TermScore, ...]
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Ranking:
    """Answer of `rank`.

    Parameters
    ----------
    best : tuple of Ranked
        Distinct people, best first.
    eligible : int
        People who could take at least one option.
    refused : mapping of str to int
        For the others, how many first failed by each reason code; empty when everyone fits.
    is_withheld : bool
        Nobody is to be asked yet, for somebody clearly better is expected in time; ``best`` are those of now.
    """

    best: tuple[Ranked, ...]
    eligible: int
    refused: Mapping[str, int]
    is_withheld: bool = False


def rank(
    options: Gig | Sequence[Gig],
    fans: Sequence[Fan],
    params: Params | None = None,
    *,
    count: int = 3,
    prices: Mapping[str, int] | None = None,
    forecast: Forecast | None = None,
) -> Ranking:
    """Return the best distinct people for one piece of work.

    Parameters
    ----------
    options : Gig or sequence of Gig
        The work; several gigs are alternatives of one request (other times or places), of which each person
        is proposed for the one that suits best.
    fans : sequence of Fan
        In any order; the fairness grade compares them with one another.
    params : Params or None
        Weights and limits; the defaults if None.
    count : int
        Most people returned, at least 1.
    prices : mapping of str to int or None
        Fan prices of the last `matching.assign`; part of a price (``price_permille``) is taken off the score, so
        that somebody needed elsewhere is not spent here.
    forecast : Forecast or None
        What waiting until the deadline is expected to bring; None if people are to be asked now.

    Returns
    -------
    Ranking
        Sorted by net score, then fan id.

    Raises
    ------
    InvalidProblem
        If two ids are equal or the count is below 1.
    """
    gigs = (options,) if isinstance(options, Gig) else tuple(options)
    problem = Problem(fans=fans, gigs=gigs, params=params or Params())
    if count < 1:
        raise InvalidProblem("count", "must be at least 1")
    grades = fairness_grades(problem.fans, problem.params)
    best = _best_option(problem, grades, prices or {})
    ordered = sorted(best, key=lambda entry: (-entry[0], entry[1].id))
    chosen = []
    for net, fan, gig in ordered[:count]:
        lines = score_terms(fan, gig, problem.params, Standpoint(grades[fan.id]))
        total = sum(line.points for line in lines)
        chosen.append(Ranked(fan.id, gig.id, total, net, lines, reasons_for(fan, gig, lines)))
    fitting = {fan.id for _, fan, _ in best}
    waits = forecast is not None and bool(chosen) and forecast.advises_waiting(chosen[0].net_score)
    return Ranking(tuple(chosen), len(best), _refusals(problem, fitting), waits)


def _best_option(
    problem: Problem, grades: Mapping[str, int], prices: Mapping[str, int]
) -> list[tuple[int, Fan, Gig]]:
    table = FanTable(problem.fans)
    best: dict[str, tuple[int, Fan, Gig]] = {}
    total = scorer(problem.params)
    for gig in problem.gigs:
        rules = rules_that_apply(gig)
        for index in table.may_take(gig).tolist():
            fan = problem.fans[index]
            metres = home_to_gig_m(fan, gig)
            if metres > fan.radius_m or any(rule(fan, gig, problem.params) for rule in rules):
                continue
            points = total(fan, gig, Standpoint(grades[fan.id], metres))
            net = points - prices.get(fan.id, 0) * problem.params.price_permille // 1000
            if fan.id not in best or net > best[fan.id][0]:
                best[fan.id] = net, fan, gig
    return list(best.values())


def _refusals(problem: Problem, fitting: set[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for fan in problem.fans:
        if fan.id in fitting or not problem.gigs:
            continue
        reasons: list[Reason] = list(broken_rules(fan, problem.gigs[0], problem.params))
        if reasons:
            counts[reasons[0].code] += 1
    return dict(sorted(counts.items()))

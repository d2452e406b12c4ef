"""Why a fan has a gig, or has it not: for the fan with all numbers, for others without what is private."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from matching.eligibility import eligibility
from matching.fairness import fairness_grades
from matching.fans import Fan
from matching.gigs import Gig
from matching.problem import Problem
from matching.reasons import Changes, Reason, Reasons
from matching.solution import Solution
from matching.terms import Standpoint, TermScore, score_terms
from matching.together import fans_clash, gigs_clash, hours_hold
from matching.why import reasons_for

HIDDEN_AS_UNAVAILABLE = frozenset(
    {
        "unavailable",
        "overlap",
        "travel_between",
        "hours_day",
        "hours_week",
        "busy_in_round",
        "hours_in_round",
        "offline",
    }
)
HIDDEN_AS_UNSUITABLE = frozenset(
    {"blocked", "excluded", "age_unknown", "too_young", "no_home", "standing_low", "not_with_others"}
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Answer of `explain`.

    Parameters
    ----------
    fan_id, gig_id : str
        The pair asked about.
    is_chosen : bool
        Whether the solution has it.
    is_eligible : bool
        Whether every hard rule holds.
    score : int
        Points the pair has or would have.
    terms : tuple of TermScore
        Lines of the score.
    for_fan : tuple of Reason
        Everything, with numbers.
    for_others : tuple of Reason
        The same for business and customer; calendars, blocks and age show only as ``unavailable_then`` and
        ``not_suitable``.
    changes : tuple of Change
        What would make an ineligible pair feasible; empty if nothing would, or nothing need.
    """

    fan_id: str
    gig_id: str
    is_chosen: bool
    is_eligible: bool
    score: int
    terms: tuple[TermScore, ...]
    for_fan: Reasons
    for_others: Reasons
    changes: Changes


@dataclass(frozen=True, slots=True)
class Shortage:
    """Answer of `why_unfilled`.

    Parameters
    ----------
    gig_id : str
        The gig.
    places_left : int
        In the solution.
    refused : mapping of str to int
        How many fans each reason code keeps out; a fan counts once for each of theirs.
    only : mapping of str to int
        How many fans are kept out by that code alone: what would fill the gig soonest.
    nearest : tuple of (str, tuple of Change)
        The fans with the fewest changes to make, at most five.
    """

    gig_id: str
    places_left: int
    refused: Mapping[str, int]
    only: Mapping[str, int]
    nearest: tuple[tuple[str, Changes], ...]


def explain(problem: Problem, solution: Solution, fan_id: str, gig_id: str) -> Explanation:
    """Tell why a fan was or was not chosen for a gig.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        What was answered.
    fan_id, gig_id : str
        Any pair of the problem.

    Returns
    -------
    Explanation
        Computed from the problem and the solution when asked; nothing is stored for it.

    Raises
    ------
    InvalidProblem
        If the problem has no such fan or gig, or the solution names one that it does not have.
    """
    fan, gig = problem.fan(fan_id), problem.gig(gig_id)
    asked = eligibility(fan, gig, problem.params)
    grade = fairness_grades(problem.fans, problem.params)[fan.id]
    lines = score_terms(fan, gig, problem.params, Standpoint(grade))
    total = sum(line.points for line in lines)
    is_chosen = fan.id in solution.fans_of(gig.id)
    if is_chosen:
        reasons = reasons_for(fan, gig, lines)
    else:
        reasons = asked.reasons or _passed_over(problem, solution, fan, gig, total)
    return Explanation(
        fan_id=fan.id,
        gig_id=gig.id,
        is_chosen=is_chosen,
        is_eligible=asked.ok,
        score=total,
        terms=lines,
        for_fan=reasons,
        for_others=_without_private(reasons),
        changes=() if is_chosen else asked.changes,
    )


def why_unfilled(problem: Problem, solution: Solution, gig_id: str, *, most: int = 5) -> Shortage:
    """Tell what keeps a gig unfilled and what would fill it.

    Parameters
    ----------
    problem : Problem
        What was asked.
    solution : Solution
        What was answered.
    gig_id : str
        A gig of the problem.
    most : int
        Most fans named as nearest.

    Returns
    -------
    Shortage
        Counts over all fans who are not on the gig.

    Raises
    ------
    InvalidProblem
        If the problem has no such gig.
    """
    gig = problem.gig(gig_id)
    here = set(solution.fans_of(gig.id))
    refused: Counter[str] = Counter()
    only: Counter[str] = Counter()
    near: list[tuple[int, str, Changes]] = []
    for fan in problem.fans:
        if fan.id in here:
            continue
        asked = eligibility(fan, gig, problem.params)
        codes = {reason.code for reason in asked.reasons}
        refused.update(codes)
        if len(codes) == 1:
            only.update(codes)
        if asked.changes:
            near.append((len(asked.changes), fan.id, asked.changes))
    nearest = tuple(
        (fan_id, changes) for _, fan_id, changes in sorted(near, key=lambda item: item[:2])[:most]
    )
    counts = dict(sorted(refused.items())), dict(sorted(only.items()))
    return Shortage(gig.id, gig.places - len(here), *counts, nearest)


def _passed_over(problem: Problem, solution: Solution, fan: Fan, gig: Gig, total: int) -> Reasons:
    has = [problem.gig(other) for other in solution.gigs_of(fan.id)]
    for other in has:
        if gigs_clash(other, gig, speed_kmh=fan.speed_kmh, params=problem.params):
            return (Reason("busy_in_round", {"gig_id": other.id}),)
    if len(has) >= problem.policy.most_gigs:
        return (Reason("most_gigs", {"most_gigs": problem.policy.most_gigs}),)
    if not hours_hold(fan, [*has, gig], problem.params):
        return (Reason("hours_in_round"),)
    if total < problem.policy.least_score:
        return (Reason("below_least_score", {"score": total, "least_score": problem.policy.least_score}),)
    chosen = [pair for pair in solution.pairs if pair.gig_id == gig.id]
    if any(fans_clash(fan, problem.fan(pair.fan_id)) for pair in chosen):
        return (Reason("not_with_others"),)
    if len(chosen) < gig.places:
        return (Reason("left_out", {"score": total}),)
    least = min(pair.score for pair in chosen)
    return (Reason("outscored_here", {"score": total, "least_chosen": least, "places": gig.places}),)


def _without_private(reasons: Reasons) -> Reasons:
    shown: list[Reason] = []
    for reason in reasons:
        if reason.code in HIDDEN_AS_UNAVAILABLE:
            public = Reason("unavailable_then")
        elif reason.code in HIDDEN_AS_UNSUITABLE:
            public = Reason("not_suitable")
        elif reason.code == "too_far":
            public = Reason("lives_too_far")
        else:
            public = reason
        if public not in shown:
            shown.append(public)
    return tuple(shown)

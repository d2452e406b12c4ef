"""An independent check of a plan: the journey's own rules restated, and those of `matching.rulebook` for its pairs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from matching.fairness import fairness_grades
from matching.gigs import Gig
from matching.journeys import Itinerary, Journey, Plan, StagePick
from matching.problem import Problem
from matching.rulebook import Violation, moves_in_time
from matching.solution import Pair
from matching.terms import Standpoint, score_terms
from matching.verifier import is_known, verify_pairs


def verify_plan(
    problem: Problem, journey: Journey, plan: Plan, *, differ: int | None = None
) -> list[Violation]:
    """Return everything that is wrong with a plan.

    Parameters
    ----------
    problem : Problem
        Fans and the gigs that stages may become.
    journey : Journey
        What was asked.
    plan : Plan
        What was answered.
    differ : int or None
        As given to `matching.plan`.

    Returns
    -------
    list of Violation
        Empty if every itinerary fills every stage by the rules, its sums are right, and the best of them comes first
        and differs from the others; ``params`` holds the itinerary's place in the plan. That none would score more
        is not checked.
    """
    violations = [] if plan.journey_id == journey.id else [Violation("journey")]
    if not plan.itineraries and not plan.reasons:
        violations.append(Violation("no_reason"))
    for place, itinerary in enumerate(plan.itineraries):
        violations += [
            Violation(found.code, found.gig_id, found.fan_id, {**found.params, "itinerary": place})
            for found in _itinerary(problem, journey, itinerary)
        ]
    scores = [itinerary.score for itinerary in plan.itineraries]
    if scores != sorted(scores, reverse=True):
        violations.append(Violation("order"))
    least = -(-len(journey.stages) // 3) if differ is None else differ
    for one, other in combinations(plan.itineraries, 2):
        rows = zip(one.picks, other.picks, strict=False)
        if sum((a.gig_id, set(a.fan_ids)) != (b.gig_id, set(b.fan_ids)) for a, b in rows) < least:
            violations.append(Violation("alike"))
    return violations


def _itinerary(problem: Problem, journey: Journey, itinerary: Itinerary) -> Iterator[Violation]:
    if [pick.stage_id for pick in itinerary.picks] != [stage.id for stage in journey.stages]:
        yield Violation("stages")
        return
    strange = [
        Violation("unknown_pair", pick.gig_id, fan_id)
        for stage, pick in zip(journey.stages, itinerary.picks, strict=True)
        for fan_id in pick.fan_ids or ("",)
        if pick.gig_id not in stage.options or not is_known(problem, pick.gig_id, fan_id)
    ]
    yield from strange
    if not strange:
        gigs = [problem.gig_by_id[pick.gig_id] for pick in itinerary.picks]
        yield from verify_pairs(
            problem, [Pair(pick.gig_id, fan_id, 0) for pick in itinerary.picks for fan_id in pick.fan_ids]
        )
        yield from _sums(problem, journey, itinerary, gigs)
        yield from _party(problem, journey, gigs)
        yield from _people(journey, itinerary.picks)


def _sums(
    problem: Problem, journey: Journey, itinerary: Itinerary, gigs: Sequence[Gig]
) -> Iterator[Violation]:
    grades = fairness_grades(problem.fans, problem.params)
    for pick, gig in zip(itinerary.picks, gigs, strict=True):
        if len(pick.fan_ids) != gig.places:
            yield Violation("places", gig.id, None, {"assigned": len(pick.fan_ids), "places": gig.places})
        lines = tuple(
            score_terms(problem.fan_by_id[fan_id], gig, problem.params, Standpoint(grades[fan_id]))
            for fan_id in pick.fan_ids
        )
        totals = [sum(line.points for line in each) for each in lines]
        if pick.terms != lines or pick.score != sum(totals):
            yield Violation("score", gig.id, None, {"score": pick.score})
        if min(totals) < problem.policy.least_score:
            yield Violation("least_score", gig.id)
    if itinerary.score != sum(pick.score for pick in itinerary.picks):
        yield Violation("score", None, None, {"score": itinerary.score})
    cost = sum(gig.value_minor * gig.places for gig in gigs)
    if itinerary.cost_minor != cost:
        yield Violation("cost", None, None, {"stated": itinerary.cost_minor, "found": cost})
    if journey.budget_minor is not None and cost > journey.budget_minor:
        yield Violation("budget", None, None, {"cost_minor": cost, "budget_minor": journey.budget_minor})


def _party(problem: Problem, journey: Journey, gigs: Sequence[Gig]) -> Iterator[Violation]:
    for before, after in pairwise(gigs):
        if not moves_in_time(before, after, journey.speed_kmh, problem.params):
            yield Violation("party_travel", after.id)
    if len({gig.id for gig in gigs}) < len(gigs):
        yield Violation("repeated_gig")


def _people(journey: Journey, picks: Sequence[StagePick]) -> Iterator[Violation]:
    for one, other in combinations(picks, 2):
        group = journey.group_of(one.stage_id)
        if group is not None and group == journey.group_of(other.stage_id):
            if set(one.fan_ids) != set(other.fan_ids):
                yield Violation("same_fan", other.gig_id)
        elif journey.different_fans and set(one.fan_ids) & set(other.fan_ids):
            yield Violation("different_fans", other.gig_id)

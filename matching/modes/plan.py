"""Journeys: every stage filled or none, with alternatives worth showing."""

from __future__ import annotations

from matching.errors import InvalidProblem
from matching.fairness import fairness_grades
from matching.journeys import Itinerary, Journey, Plan, StagePick, check_journey
from matching.optimise.itineraries import ItinerarySearch, Team
from matching.problem import Problem
from matching.terms import Standpoint, score_terms


def plan(problem: Problem, journey: Journey, *, alternatives: int = 3, differ: int | None = None) -> Plan:
    """Fill every stage of a journey, or tell why it cannot be done.

    Parameters
    ----------
    problem : Problem
        Fans and the gigs that stages may become.
    journey : Journey
        Stages in order, with what binds them.
    alternatives : int
        Most itineraries returned.
    differ : int or None
        In how many stages, at least, gig or people of two itineraries differ; None means a third of the stages,
        rounded up.

    Returns
    -------
    Plan
        The best itinerary by total score, then the best that differs from it, and so on.

    Raises
    ------
    InvalidProblem
        If a stage names an unknown gig, or a number is below 1.

    Notes
    -----
    Depth-first branch and bound: stages in order, people best first, bounded by the best of every stage left.
    """
    check_journey(problem, journey)
    if alternatives < 1:
        raise InvalidProblem("alternatives", "must be at least 1")
    least = -(-len(journey.stages) // 3) if differ is None else differ
    if least < 1:
        raise InvalidProblem("differ", "must be at least 1")
    search = ItinerarySearch(problem, journey, least)
    reasons = search.lacking()
    found: list[tuple[Team, ...]] = []
    is_optimal = True
    while not reasons and len(found) < alternatives:
        best = search.best(found)
        is_optimal = is_optimal and (bool(found) or not search.is_cut)
        if best is None:
            reasons = search.why_none(found)
            break
        found.append(best)
    # Where the budget of work ended a search, a later one may have found a better itinerary.
    itineraries = sorted(
        (_itinerary(problem, journey, teams) for teams in found), key=lambda each: -each.score
    )
    return Plan(journey.id, tuple(itineraries), reasons, is_optimal, search.work)


def _itinerary(problem: Problem, journey: Journey, teams: tuple[Team, ...]) -> Itinerary:
    grades = fairness_grades(problem.fans, problem.params)
    picks = []
    cost = 0
    for stage, team in zip(journey.stages, teams, strict=True):
        gig = problem.gigs[team[0].gig]
        ordered = sorted(team, key=lambda item: item.fan)
        people = [problem.fans[item.fan] for item in ordered]
        lines = tuple(score_terms(fan, gig, problem.params, Standpoint(grades[fan.id])) for fan in people)
        total = sum(line.points for each in lines for line in each)
        picks.append(StagePick(stage.id, gig.id, tuple(fan.id for fan in people), total, lines))
        cost += gig.value_minor * gig.places
    return Itinerary(tuple(picks), sum(pick.score for pick in picks), cost)

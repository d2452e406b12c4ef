"""Jobs that a search left out, put where they add least way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matching.routing.bounds import Int64
from matching.routing.fleet import FleetProblem

Route = tuple[int, ...]


def repair(
    problem: FleetProblem, ways: Int64, unit: int, jobs: Sequence[Route], routes: Sequence[Route]
) -> list[Route]:
    """Return routes with every job that still fits put in.

    Parameters
    ----------
    problem : FleetProblem
        Windows, loads and the number of vehicles.
    ways : int64[n, n]
        Distances in units of the search.
    unit : int
        Units of the search in one unit of time.
    jobs : sequence of tuple of int
        Points of each job in order.
    routes : sequence of tuple of int
        Feasible routes to begin with.

    Returns
    -------
    list of tuple of int
        Feasible; a job that fits no route, with no vehicle left, is in none.
    """
    made = list(routes)
    served = {point for route in made for point in route}
    for job in sorted(jobs, key=lambda job: (problem.points[job[0]].closes, job)):
        if job[0] in served:
            continue
        options = [
            (_added(ways, made[index], longer), index, longer)
            for index in range(len(made))
            for longer in _insertions(made[index], job)
            if fits(problem, ways, unit, longer)
        ]
        if len(made) < problem.vehicles and fits(problem, ways, unit, job):
            options.append((_added(ways, (), job), len(made), job))
        if options:
            _, index, longer = min(options)
            made[index : index + 1] = [longer]
    return made


def fits(problem: FleetProblem, ways: Int64, unit: int, route: Route) -> bool:
    """Return whether one vehicle can drive a route, from the opening of the depot to its closing."""
    points = problem.points
    aboard = 0 if problem.pairs else sum(points[stop].load for stop in route)
    if aboard > problem.capacity:
        return False
    clock, here = points[0].opens * unit, 0
    for stop in (*route, 0):
        clock = max(clock + int(ways[here, stop]), points[stop].opens * unit)
        if clock > points[stop].closes * unit:
            return False
        clock += points[stop].service * unit
        aboard += points[stop].load if problem.pairs else 0
        if aboard > problem.capacity:
            return False
        here = stop
    return True


def _insertions(route: Route, job: Route) -> Iterator[Route]:
    for first in range(len(route) + 1):
        begun = (*route[:first], job[0])
        if len(job) == 1:
            yield (*begun, *route[first:])
            continue
        for second in range(first, len(route) + 1):
            yield (*begun, *route[first:second], job[1], *route[second:])


def _added(ways: Int64, before: Route, after: Route) -> int:
    return _way(ways, after) - _way(ways, before)


def _way(ways: Int64, route: Route) -> int:
    return sum(int(ways[a, b]) for a, b in zip((0, *route), (*route, 0), strict=True))

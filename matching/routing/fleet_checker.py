"""An independent check of fleet routes, written without the code that makes them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from matching.routing.fleet import Convention, FleetProblem, FleetSolution, Point
from matching.rulebook import Violation

TOLERANCE = 1e-6


def verify_fleet(problem: FleetProblem, solution: FleetSolution, convention: Convention) -> list[Violation]:
    """Return everything that is wrong with fleet routes.

    Parameters
    ----------
    problem : FleetProblem
        What was asked.
    solution : FleetSolution
        What was answered.
    convention : Convention
        How distances are measured.

    Returns
    -------
    list of Violation
        Empty if every point is on one route or listed as unserved, pairs share a route in order, windows, loads and
        the number of vehicles are kept, and distance and bounds agree; ``gig_id`` holds the route's position.
    """
    seen = Counter(point for route in solution.routes for point in route)
    seen.update(point for point, _ in solution.unserved)
    violations = [
        Violation("point_count", None, None, {"point": point, "count": seen[point]})
        for point in sorted({*range(1, len(problem.points)), *seen})
        if not 1 <= point < len(problem.points) or seen[point] != 1
    ]
    if violations:
        return violations
    total = 0.0
    for number, route in enumerate(solution.routes):
        stops = [problem.points[point] for point in (0, *route, 0)]
        total += sum(_way(a, b, convention) for a, b in pairwise(stops))
        violations += (Violation(code, str(number)) for code in _route(problem, route, stops, convention))
    tests = {
        "vehicles": len(solution.routes) == solution.vehicles <= problem.vehicles,
        "distance": abs(total - solution.distance) <= 0.005 + TOLERANCE,
        "bound": bool(solution.unserved) or solution.bound <= solution.distance + TOLERANCE,
        "vehicles_bound": bool(solution.unserved) or solution.vehicles_bound <= solution.vehicles,
    }
    violations += (Violation(code) for code, holds in tests.items() if not holds)
    return violations


def _route(
    problem: FleetProblem, route: Sequence[int], stops: Sequence[Point], convention: Convention
) -> Iterator[str]:
    if not route:
        yield "empty"
    place = {point: index for index, point in enumerate(route)}
    for taken, left in problem.pairs:
        if (taken in place) != (left in place) or place.get(taken, -1) > place.get(left, 0):
            yield "pair"
    aboard = 0 if problem.pairs else sum(stop.load for stop in stops)
    if aboard > problem.capacity:
        yield "capacity"
    clock: float = stops[0].opens
    for here, there in pairwise(stops):
        clock = max(clock + _way(here, there, convention), there.opens)
        if clock > there.closes + TOLERANCE:
            yield "window"
        clock += there.service
        if problem.pairs:
            aboard += there.load
            if not 0 <= aboard <= problem.capacity:
                yield "capacity"


def _way(first: Point, second: Point, convention: Convention) -> float:
    if convention is Convention.CLASSIC:
        return math.hypot(first.x - second.x, first.y - second.y)
    square = Decimal((first.x - second.x) ** 2 + (first.y - second.y) ** 2)
    return float(square.sqrt().quantize(Decimal("0.1"), rounding=ROUND_DOWN))

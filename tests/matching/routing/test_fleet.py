"""Routes of a fleet: against brute force, checked by the independent checker, bounded from below."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import InvalidProblem
from matching.readers import lilim, solomon
from matching.routing.bounds import bounds
from matching.routing.fleet import Convention, FleetProblem, FleetSolution, Point, leg, length
from matching.routing.fleet_checker import verify_fleet
from matching.routing.fleet_solver import solve_fleet
from matching.routing.partition import partition
from tests.matching.readers.files import LILIM, SOLOMON

DIMACS, CLASSIC = Convention.DIMACS, Convention.CLASSIC
ROUNDED = 0.031  # brute force adds up to five routes, each to half a hundredth; the solver rounds its sum
DEPOT = Point(x=0, y=0, load=0, opens=0, closes=500, service=0)


def test_the_little_instances_are_solved_to_the_optimum() -> None:
    customers = solve_fleet(solomon.read(SOLOMON.encode()), DIMACS, iterations=50)
    shipments = solve_fleet(lilim.read(LILIM.encode()), CLASSIC, iterations=50)

    assert (customers.distance, customers.vehicles) == (40.0, 2)
    assert (shipments.distance, shipments.vehicles) == (34.85, 1)
    assert shipments.routes in {((1, 2, 3, 4),), ((3, 4, 1, 2),)}


@st.composite
def fleets(draw: st.DrawFn) -> FleetProblem:
    """Up to five customers or two shipments, with windows of all widths; some fit no vehicle."""
    is_paired = draw(st.booleans())
    count = draw(st.integers(0, 2)) * 2 if is_paired else draw(st.integers(0, 5))
    points = [DEPOT]
    for index in range(count):
        opens = draw(st.sampled_from([0, 0, 40, 100]))
        load = draw(st.sampled_from([1, 2, 3, 7]))
        points.append(
            Point(
                x=draw(st.integers(-40, 40)),
                y=draw(st.integers(-40, 40)),
                load=-points[-1].load if is_paired and index % 2 else load,
                opens=opens,
                closes=opens + draw(st.sampled_from([10, 60, 300])),
                service=draw(st.sampled_from([0, 10])),
            )
        )
    pairs = [(index, index + 1) for index in range(1, count, 2)] if is_paired else []
    return FleetProblem("drawn", draw(st.sampled_from([1, 4])), 6, points, pairs)


def is_route(problem: FleetProblem, route: tuple[int, ...], convention: Convention) -> bool:
    """Whether the checker accepts a route by itself."""
    left = tuple((p, "") for p in range(1, len(problem.points)) if p not in route)
    alone = FleetSolution((route,), length(problem, [route], convention), 1, 0, 0, left, 0)
    return verify_fleet(problem, alone, convention) == []


def best_of_all(problem: FleetProblem, convention: Convention) -> tuple[int, float] | None:
    """Fewest vehicles and least distance (classic), or only least distance (dimacs), by trying every plan."""
    points = range(1, len(problem.points))
    least: dict[frozenset[int], float] = {frozenset(): 0.0}
    for size in range(1, len(problem.points)):
        for group in combinations(points, size):
            ways = [
                length(problem, [order], convention)
                for order in permutations(group)
                if is_route(problem, order, convention)
            ]
            if ways:
                least[frozenset(group)] = min(ways)
    plans: dict[frozenset[int], set[tuple[int, float]]] = {frozenset(): {(0, 0.0)}}
    for point in points:
        for done, values in list(plans.items()):
            if point in done:
                continue
            for group, way in least.items():
                if point in group and not group & done:
                    plans.setdefault(done | group, set()).update((v + 1, d + way) for v, d in values)
    found = [plan for plan in plans.get(frozenset(points), set()) if plan[0] <= problem.vehicles]
    return min(found, key=lambda plan: plan if convention is CLASSIC else (plan[1],), default=None)


@settings(max_examples=40, deadline=None)
@given(fleets(), st.sampled_from([DIMACS, CLASSIC]))
def test_small_fleets_are_sound_never_beat_brute_force_and_keep_the_bounds(
    problem: FleetProblem, convention: Convention
) -> None:
    found = solve_fleet(problem, convention, iterations=120)

    assert verify_fleet(problem, found, convention) == []
    best = best_of_all(problem, convention)
    if best is None:
        assert found.unserved
        return
    vehicles, way = bounds(problem, convention)
    assert vehicles <= best[0]
    assert way <= best[1] + ROUNDED
    if not found.unserved:  # a search may end a little short of the best, never beyond
        assert found.vehicles >= best[0] or convention is DIMACS
        assert found.distance >= best[1] - ROUNDED or found.vehicles > best[0]


@settings(max_examples=10, deadline=None)
@given(fleets())
def test_the_same_seed_gives_the_same_routes(problem: FleetProblem) -> None:
    assert solve_fleet(problem, CLASSIC, iterations=30) == solve_fleet(problem, CLASSIC, iterations=30)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 5), min_size=1, max_size=4), st.integers(1, 30)),
        min_size=1,
        max_size=12,
    )
)
def test_the_cheapest_partition_is_found(rows: list[tuple[set[int], int]]) -> None:
    members, costs = [sorted(row[0]) for row in rows], [row[1] for row in rows]
    choices = [
        pick
        for size in range(1, len(rows) + 1)
        for pick in combinations(range(len(rows)), size)
        if sorted(job for row in pick for job in members[row]) == list(range(6))
    ]
    least = min((sum(costs[row] for row in pick) for pick in choices), default=None)

    found = partition(members, costs, 6, below=10_000, programmes=10_000)

    assert (None if found is None else sum(costs[row] for row in found)) == least
    if least is not None:
        assert partition(members, costs, 6, below=least) is None


@given(*[st.integers(-1000, 1000)] * 4)
def test_legs_are_truncated_or_rounded_up(a: int, b: int, c: int, d: int) -> None:
    first, second = (replace(DEPOT, x=x, y=y) for x, y in ((a, b), (c, d)))
    square = (a - c) ** 2 + (b - d) ** 2

    tenths, thousandths = leg(first, second, DIMACS), leg(first, second, CLASSIC)

    assert tenths**2 <= square * 100 < (tenths + 1) ** 2
    assert (max(thousandths, 1) - 1) ** 2 <= square * 10**6 <= thousandths**2


def test_what_fits_no_vehicle_has_a_reason() -> None:
    heavy = replace(DEPOT, x=1, load=9)
    late = replace(DEPOT, x=400, load=1, closes=100)
    near = replace(DEPOT, x=2, load=1)
    problem = FleetProblem("left", 1, 8, [DEPOT, heavy, late, near])

    found = solve_fleet(problem, DIMACS, iterations=20)

    assert found.unserved == ((1, "too_large"), (2, "window_unreachable"))
    assert found.routes == ((3,),)
    assert verify_fleet(problem, found, DIMACS) == []


def test_points_beyond_the_last_vehicle_have_a_reason() -> None:
    full = [replace(DEPOT, x=x, load=5) for x in (1, 2)]
    problem = FleetProblem("full", 1, 8, [DEPOT, *full])

    found = solve_fleet(problem, DIMACS, iterations=20)

    assert "no_vehicle_left" in {code for _, code in found.unserved}
    assert verify_fleet(problem, found, DIMACS) == []


@settings(max_examples=15, deadline=None)
@given(fleets(), st.sampled_from([DIMACS, CLASSIC]))
def test_the_least_budget_still_gives_sound_routes(problem: FleetProblem, convention: Convention) -> None:
    assert verify_fleet(problem, solve_fleet(problem, convention, iterations=1), convention) == []


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("point_count", {"routes": ((1, 2),)}),
    ("point_count", {"routes": ((1, 2), (3, 4, 4))}),
    ("point_count", {"routes": ((1, 2), (3, 4, 9))}),
    ("capacity", {"routes": ((1, 2, 3, 4),)}),
    ("window", {"routes": ((1, 2), (4, 3)), "vehicles": 2}),
    ("vehicles", {"vehicles": 1}),
    ("distance", {"distance": 39.0}),
    ("bound", {"bound": 41.0}),
    ("vehicles_bound", {"vehicles_bound": 3}),
    ("empty", {"routes": ((1, 2), (3, 4), ())}),
]


@pytest.mark.parametrize(("code", "changes"), WRONG)
def test_the_fleet_checker_names_what_is_wrong(code: str, changes: dict[str, Any]) -> None:
    problem = solomon.read(SOLOMON.replace("50         90", " 0          9").encode())
    sound = FleetSolution(((1, 2), (3, 4)), 40.0, 2, 0.0, 0, (), 0)
    assert verify_fleet(problem, sound, DIMACS) == []

    found = {violation.code for violation in verify_fleet(problem, replace(sound, **changes), DIMACS)}

    assert code in found


@pytest.mark.parametrize("routes", [((2, 1), (3, 4)), ((1, 4), (3, 2))])
def test_a_broken_pair_is_named(routes: tuple[tuple[int, ...], ...]) -> None:
    problem = lilim.read(LILIM.encode())
    wrong = FleetSolution(routes, length(problem, routes, CLASSIC), 2, 0.0, 0, (), 0)

    assert "pair" in {violation.code for violation in verify_fleet(problem, wrong, CLASSIC)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"points": []}, "points"),
        ({"points": [replace(DEPOT, load=1)]}, "points[0].load"),
        ({"points": [DEPOT, replace(DEPOT, load=-1)]}, "points[1].load"),
        ({"vehicles": 0}, "vehicles"),
        ({"capacity": -1}, "capacity"),
        ({"points": [DEPOT, DEPOT, DEPOT], "pairs": [(1, 1)]}, "pairs"),
        ({"points": [DEPOT, replace(DEPOT, load=1), DEPOT], "pairs": [(1, 2)]}, "pairs[0]"),
    ],
)
def test_a_bad_fleet_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        replace(FleetProblem("one", 1, 1, [DEPOT]), **changes)

    assert refusal.value.field == field


@pytest.mark.parametrize(("wish", "value"), [("iterations", 0), ("seed", -1), ("seed", 2**40)])
def test_bad_budgets_are_refused(wish: str, value: int) -> None:
    wishes: dict[str, Any] = {wish: value}
    with pytest.raises(InvalidProblem) as refusal:
        solve_fleet(FleetProblem("one", 1, 1, [DEPOT]), DIMACS, **wishes)

    assert refusal.value.field == wish

"""Routes of a fleet: PyVRP's local search, and the best choice among the routes it saw."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matching.checks import check_whole
from matching.routing.bounds import Int64, bounds, legs
from matching.routing.fleet import Convention, FleetProblem, FleetSolution, length, units
from matching.routing.fleet_data import fleet_data
from matching.routing.partition import partition
from matching.routing.pool import Pool
from matching.routing.repair import fits, repair

if TYPE_CHECKING:
    import pyvrp

ITERATIONS = 2000
MOST_ITERATIONS = 100_000_000
MOST_SEED = 2**31 - 1
VEHICLE_LEGS = 20
"""What a vehicle costs when vehicles come first, in longest legs: far more than emptying a route could add."""
MOST_ROUTES = 1200


@dataclass(frozen=True, slots=True)
class Tuning:
    """Most jobs shaken in each phase, iterations remembered, and what a unit of load or time too much costs at first."""

    shakes: tuple[int, ...]
    history: int
    penalty: int


TUNING = {
    Convention.DIMACS: Tuning(shakes=(25, 25, 25, 25), history=300, penalty=150),
    Convention.CLASSIC: Tuning(shakes=(25, 8, 25, 8), history=50, penalty=1500),
}


class Budget:
    """How much of the work is done: iterations, or what a benchmark's clock says."""

    def __init__(self, iterations: int, spent: Callable[[], float] | None) -> None:
        self.work = 0
        self._iterations = iterations
        self._spent = spent

    def until(self, share: float) -> Callable[[int], bool]:
        """Return a criterion that stops once this share of the whole is spent, and counts each iteration before."""

        def stop(best_cost: int) -> bool:
            spent = self.work / self._iterations if self._spent is None else self._spent()
            if spent >= share:
                return True
            self.work += 1
            return False

        return stop


def solve_fleet(
    problem: FleetProblem,
    convention: Convention,
    *,
    iterations: int = ITERATIONS,
    seed: int = 1,
    spent: Callable[[], float] | None = None,
) -> FleetSolution:
    """Return routes that serve every point at least distance, or with fewest vehicles first.

    Parameters
    ----------
    problem : FleetProblem
        Vehicles and points.
    convention : Convention
        How distances are measured and what is least.
    iterations : int
        Work budget, 1 to 100,000,000 iterations of the local search.
    seed : int
        Seed of the search.
    spent : callable or None
        For benchmarks only: share of the budget that is spent, from 0 to 1, in place of counting iterations.

    Returns
    -------
    FleetSolution
        Points that fit no vehicle, or for which the search found none, are listed with a reason.

    Raises
    ------
    InvalidProblem
        If the budget or the seed is out of range.

    Notes
    -----
    Iterated local search (PyVRP; Wouda, Lan and Kool, INFORMS Journal on Computing 2024) in phases; after each, the
    cheapest partition of the jobs into routes seen so far is where the next one starts (Rochat and Taillard 1995).
    """
    check_whole("iterations", iterations, 1, MOST_ITERATIONS)
    check_whole("seed", seed, 0, MOST_SEED)
    ways = legs(problem, convention)
    refused = {job: code for job in problem.jobs if (code := _why_not(problem, ways, units(convention), job))}
    jobs = [job for job in problem.jobs if job not in refused]
    budget = Budget(iterations, spent)
    routes = Search(problem, convention, ways, jobs, seed).run(budget) if jobs else []
    routes = repair(problem, ways, units(convention), jobs, routes)  # adds nothing to a complete plan
    served = {point for route in routes for point in route}
    left = {job: "no_vehicle_left" for job in jobs if job[0] not in served}
    vehicles_bound, bound = (0, 0.0) if refused else bounds(problem, convention)
    return FleetSolution(
        routes=tuple(sorted(routes)),
        distance=length(problem, routes, convention),
        vehicles=len(routes),
        bound=bound,
        vehicles_bound=vehicles_bound,
        unserved=tuple(sorted((p, code) for job, code in {**refused, **left}.items() for p in job)),
        work=budget.work,
    )


def _why_not(problem: FleetProblem, ways: Int64, unit: int, job: tuple[int, ...]) -> str | None:
    if problem.points[job[0]].load > problem.capacity:
        return "too_large"
    return None if fits(problem, ways, unit, job) else "window_unreachable"


class Search:
    """One problem as PyVRP takes it, and the phases of its search."""

    def __init__(
        self,
        problem: FleetProblem,
        convention: Convention,
        ways: Int64,
        jobs: Sequence[tuple[int, ...]],
        seed: int,
    ) -> None:
        self.problem, self.ways, self.unit = problem, ways, units(convention)
        self.jobs = jobs
        self.seed = seed
        self.tuning = TUNING[convention]
        self.vehicle_cost = VEHICLE_LEGS * int(ways.max()) if convention is Convention.CLASSIC else 0
        self.data = fleet_data(problem, convention, ways, jobs, self.vehicle_cost)
        self.pool = Pool()

    def run(self, budget: Budget) -> list[tuple[int, ...]]:
        """Return routes as positions of points."""
        best: pyvrp.Solution | None = None
        phases = len(self.tuning.shakes)
        for phase in range(phases):
            best = self._better(self._phase(phase, budget.until((phase + 1) / phases), best), best)
            chosen = self._chosen(best)
            best = self._better(chosen, best) if chosen is not None else best
            best = best if best.is_feasible() else self._repaired(best)
        return self.routes_of(best) if best is not None else []

    def _repaired(self, broken: pyvrp.Solution) -> pyvrp.Solution:
        import pyvrp

        routes = repair(self.problem, self.ways, self.unit, self.jobs, self.routes_of(broken))
        made = [pyvrp.Route(self.data, self._visits(route), 0) for route in routes]
        return pyvrp.Solution(self.data, made)

    def routes_of(self, solution: pyvrp.Solution) -> list[tuple[int, ...]]:
        """Return the feasible routes of a solution as positions of points."""
        rows = (self._points(route) for route in solution.routes() if route.is_feasible())
        return [row for row in rows if row]

    def _phase(self, phase: int, stop: Callable[[int], bool], start: pyvrp.Solution | None) -> pyvrp.Solution:
        import pyvrp
        from pyvrp.exceptions import PenaltyBoundWarning
        from pyvrp.search import PerturbationParams

        listener: Any = self.pool  # it has the methods that are called; their base class would load PyVRP
        criterion: Any = stop
        params = pyvrp.SolveParams(
            ils=pyvrp.IteratedLocalSearchParams(history_length=self.tuning.history, callbacks=listener),
            penalty=self._penalties(),
            perturbation=PerturbationParams(max_perturbations=self.tuning.shakes[phase]),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            return pyvrp.solve(
                self.data,
                criterion,
                seed=self.seed * 100 + phase,
                collect_stats=False,
                display=False,
                params=params,
                initial_solution=start,
            ).best

    def _penalties(self) -> pyvrp.PenaltyParams:
        import pyvrp

        params: Any = pyvrp.PenaltyParams(
            max_penalty=max(100_000, 2 * self.vehicle_cost), solutions_between_updates=50
        )
        first = float(self.tuning.penalty)  # halfway to the most would keep a short search from any detour
        params.midpoint_penalties = lambda data: ([first] * data.num_load_dimensions, first, first)
        made: pyvrp.PenaltyParams = params
        return made

    def _better(self, new: pyvrp.Solution, old: pyvrp.Solution | None) -> pyvrp.Solution:
        if old is None or not old.is_feasible():
            return new
        return new if new.is_feasible() and self._cost(new) < self._cost(old) else old

    def _cost(self, solution: pyvrp.Solution) -> int:
        return int(solution.distance() + solution.fixed_vehicle_cost())

    def _chosen(self, best: pyvrp.Solution) -> pyvrp.Solution | None:
        import pyvrp

        rows = self.pool.best(MOST_ROUTES)
        members = [sorted({activity.idx for activity in row if not activity.is_depot()}) for row in rows]
        costs = [row.distance() + self.vehicle_cost for row in rows]
        below = self._cost(best) if best.is_feasible() else sum(costs) + 1
        taken = partition(members, costs, len(self.jobs), below=below)
        if taken is None or len(taken) > self.data.num_vehicles:
            return None
        return pyvrp.Solution(self.data, [rows[index] for index in taken])

    def _points(self, route: pyvrp.Route) -> tuple[int, ...]:
        visits = (activity for activity in route if not activity.is_depot())
        return tuple(self.jobs[visit.idx][1 if visit.is_delivery() else 0] for visit in visits)

    def _visits(self, points: Sequence[int]) -> list[pyvrp.Activity]:
        from pyvrp import Activity, ActivityType

        kinds = (ActivityType.PICKUP, ActivityType.DELIVERY) if self.problem.pairs else (ActivityType.CLIENT,)
        made = {
            point: Activity(kind, index)
            for index, job in enumerate(self.jobs)
            for kind, point in zip(kinds, job, strict=True)
        }
        return [made[point] for point in points]

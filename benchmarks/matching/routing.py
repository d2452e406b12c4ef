"""Vehicle routing on published instances: own search, plain PyVRP and VROOM, against the best values known.

``python -m benchmarks.matching.routing --instances PATH`` reads ``PATH/solomon/*.txt`` and ``PATH/lilim/*.txt`` and
prints JSON. Seconds are CPU time of this process on one core, budgets too, so that a busy machine changes nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matching.readers import lilim, solomon
from matching.routing.bounds import legs
from matching.routing.fleet import Convention, FleetProblem, FleetSolution, Point, length, units
from matching.routing.fleet_checker import verify_fleet
from matching.routing.fleet_solver import Search, solve_fleet

BEST_DIMACS = {"C101": 827.3, "C201": 589.1, "R101": 1637.7, "R208": 701.0, "RC105": 1513.7, "RC206": 1051.1}
"""Distance only, legs truncated to one decimal (PyVRP/Instances)."""
BEST_CLASSIC = {
    "lc101": (10, 828.94),
    "lc205": (3, 588.88),
    "lr104": (9, 1013.39),
    "lr208": (2, 734.85),
    "lrc106": (11, 1424.73),
    "lrc203": (3, 1089.07),
}
"""Vehicles first, two decimals (VROOM-Project/vroom-scripts)."""
SECONDS = {"solomon": 8.0, "lilim": 2.0}
SEARCH_SHARE = {"solomon": 0.86, "lilim": 0.9}
"""Part of the seconds that the local search has; the rest is for choosing among routes, bounds and the last round."""
Solver = Callable[[FleetProblem, Convention, float, int], list[tuple[int, ...]]]


def own(problem: FleetProblem, convention: Convention, seconds: float, seed: int) -> list[tuple[int, ...]]:
    """Return routes of `solve_fleet` within CPU seconds."""
    begun = time.process_time()
    share = SEARCH_SHARE["lilim" if problem.pairs else "solomon"]
    found = solve_fleet(
        problem, convention, seed=seed, spent=lambda: (time.process_time() - begun) / (seconds * share)
    )
    return list(found.routes)


def plain_pyvrp(
    problem: FleetProblem, convention: Convention, seconds: float, seed: int
) -> list[tuple[int, ...]]:
    """Return routes of PyVRP as it comes, on the same data."""
    import pyvrp

    begun = time.process_time()
    search = Search(problem, convention, legs(problem, convention), problem.jobs, seed)
    stop: Any = lambda cost: time.process_time() - begun >= seconds * 0.97  # noqa: E731
    found = pyvrp.solve(search.data, stop, seed=seed, collect_stats=False, display=False)
    return search.routes_of(found.best)


def vroom_level(level: int) -> Solver:
    """Return a solver: VROOM at an exploration level, with one thread."""

    def solve(
        problem: FleetProblem, convention: Convention, seconds: float, seed: int
    ) -> list[tuple[int, ...]]:
        found = vroom_input(problem, convention).solve(exploration_level=level, nb_threads=1).routes
        routes: dict[int, list[int]] = {}
        for vehicle, kind, place in zip(found.vehicle_id, found.type, found.location_index, strict=True):
            if kind not in ("start", "end"):
                routes.setdefault(int(vehicle), []).append(int(place))
        return [tuple(route) for route in routes.values()]

    return solve


def vroom_input(problem: FleetProblem, convention: Convention) -> Any:
    """Return a problem as VROOM takes it; a vehicle that comes first costs twenty longest legs, as in own search."""
    import vroom

    ways = legs(problem, convention)
    made = vroom.Input()
    made.set_durations_matrix("car", ways.astype("uint32"))
    made.set_costs_matrix("car", ways.astype("uint32"))
    steps = [_vroom_step(at, point, units(convention)) for at, point in enumerate(problem.points)]
    costs = vroom.VehicleCosts(fixed=20 * int(ways.max()) if convention is Convention.CLASSIC else 0)
    vehicle = {"start": 0, "end": 0, "capacity": [problem.capacity], "costs": costs}
    for number in range(1, problem.vehicles + 1):
        made.add_vehicle(vroom.Vehicle(number, **vehicle, time_window=steps[0]["time_windows"][0]))
    for job in problem.jobs:
        amount = vroom.Amount([problem.points[job[0]].load])
        if len(job) == 1:
            made.add_job(vroom.Job(job[0], **steps[job[0]], delivery=amount))
        else:
            made.add_shipment(*(vroom.ShipmentStep(at, **steps[at]) for at in job), amount=amount)
    return made


def _vroom_step(at: int, point: Point, unit: int) -> dict[str, Any]:
    import vroom

    window = vroom.TimeWindow(point.opens * unit, point.closes * unit)
    return {"location": at, "default_service": point.service * unit, "time_windows": [window]}


SOLVERS: dict[str, Solver] = {
    "muster": own,
    "pyvrp": plain_pyvrp,
    **{f"vroom_{level}": vroom_level(level) for level in (0, 3, 5)},
}


def row(solver: str, family: str, path: Path, seed: int) -> dict[str, Any]:
    """Return one line: instance, solver, vehicles, distance, gap to the best known, seconds, violations."""
    convention = Convention.CLASSIC if family == "lilim" else Convention.DIMACS
    problem = (lilim if family == "lilim" else solomon).read(path.read_bytes())
    begun = time.process_time()
    routes = SOLVERS[solver](problem, convention, SECONDS[family], seed)
    seconds = time.process_time() - begun
    way = length(problem, routes, convention)
    served = {point for route in routes for point in route}
    left = tuple((p, "left") for p in range(1, len(problem.points)) if p not in served)
    answer = FleetSolution(tuple(routes), way, len(routes), 0.0, 0, left, 0)
    best = (
        BEST_CLASSIC.get(path.stem, (None, None)) if family == "lilim" else (None, BEST_DIMACS.get(path.stem))
    )
    return {
        "instance": path.stem,
        "solver": solver,
        "seed": seed,
        "vehicles": len(routes),
        "extra_vehicles": None if best[0] is None else len(routes) - best[0],
        "distance": way,
        "gap_percent": None if best[1] is None else round(100 * (way / best[1] - 1), 3),
        "seconds": round(seconds, 3),
        "unserved": len(left),
        "violations": len(verify_fleet(problem, answer, convention)),
    }


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return mean gap, extra vehicles and longest time of one solver on one family."""
    gaps = [line["gap_percent"] for line in rows if line["gap_percent"] is not None]
    extra = [line["extra_vehicles"] for line in rows if line["extra_vehicles"] is not None]
    return {
        "mean_gap_percent": round(statistics.fmean(gaps), 3) if gaps else None,
        "extra_vehicles": sum(extra) if extra else None,
        "most_seconds": max(line["seconds"] for line in rows),
        "violations": sum(line["violations"] for line in rows),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=Path, required=True, help="folder with solomon/ and lilim/")
    parser.add_argument("--solvers", default=",".join(SOLVERS))
    parser.add_argument("--families", default="solomon,lilim")
    parser.add_argument("--seeds", default="1")
    options = parser.parse_args()
    import pyvrp  # noqa: F401  # loaded before anything is measured
    import scipy.optimize
    import scipy.sparse  # noqa: F401

    table, totals = [], {}
    for family in options.families.split(","):
        paths = sorted((options.instances / family).glob("*.txt"))
        for solver in options.solvers.split(","):
            seeds = [1] if solver.startswith("vroom") else [int(seed) for seed in options.seeds.split(",")]
            rows = [row(solver, family, path, seed) for seed in seeds for path in paths]
            table += rows
            totals[f"{family}.{solver}"] = summary(rows) if rows else None
    json.dump({"summary": totals, "rows": table}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()

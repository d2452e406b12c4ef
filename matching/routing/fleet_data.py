"""A fleet as PyVRP takes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matching.routing.bounds import Int64
from matching.routing.fleet import SCALE, Convention, FleetProblem, units

if TYPE_CHECKING:
    import pyvrp


def fleet_data(
    problem: FleetProblem,
    convention: Convention,
    ways: Int64,
    jobs: Sequence[Sequence[int]],
    vehicle_cost: int,
) -> pyvrp.ProblemData:
    """Return the data of a search.

    Parameters
    ----------
    problem : FleetProblem
        Vehicles and points.
    convention : Convention
        How distances are measured.
    ways : int64[n, n]
        Distances, which are times too, in units of the search.
    jobs : sequence of sequence of int
        Points of each job, all with one point or all with two; a job's position is the index of its client or shipment.
    vehicle_cost : int
        What a vehicle costs, in units of the search.

    Returns
    -------
    pyvrp.ProblemData
        Locations are the points of the problem.
    """
    import pyvrp

    # Penalties are for units of load and of time alike; loads grow with the distances so that both weigh the same.
    grain = max(1, SCALE // 100) if convention is Convention.CLASSIC else 1
    unit, points = units(convention), problem.points
    windows = [(p.opens * unit, p.closes * unit, p.service * unit) for p in points]
    loads = [point.load * grain for point in points]
    vehicle = pyvrp.VehicleType(
        problem.vehicles,
        [problem.capacity * grain],
        fixed_cost=vehicle_cost,
        tw_early=windows[0][0],
        tw_late=windows[0][1],
    )
    matrix: Any = ways
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(p.x, p.y) for p in points],
        clients=[_client(job[0], windows, loads) for job in jobs if len(job) == 1],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[vehicle],
        distance_matrices=[matrix],
        duration_matrices=[matrix],
        shipments=[
            pyvrp.Shipment(job[0], job[1], *windows[job[0]], *windows[job[1]], [loads[job[0]]])
            for job in jobs
            if len(job) == 2
        ],
    )


def _client(point: int, windows: Sequence[tuple[int, int, int]], loads: Sequence[int]) -> pyvrp.Client:
    import pyvrp

    opens, closes, service = windows[point]
    return pyvrp.Client(
        point, delivery=[loads[point]], tw_early=opens, tw_late=closes, service_duration=service
    )

"""Blocks by search: PyVRP with a fixed number of iterations and a seed, so that the answer is the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matching.routing.answer import RouteSolution
from matching.routing.insertion import Orders, collect, inserted, split
from matching.routing.model import RouteProblem
from matching.routing.schedule import Depot, cost_of, shortest

if TYPE_CHECKING:
    import pyvrp


def route(problem: RouteProblem) -> RouteSolution:
    """Return blocks that carry parcels at low cost.

    Parameters
    ----------
    problem : RouteProblem
        Parcels, pick-up points and limits.

    Returns
    -------
    RouteSolution
        Keeps capacity, windows and block length; parcels that fit nowhere are listed with their reasons. Never
        worse than `matching.routing.preview` on the same problem.

    Notes
    -----
    Each pick-up point is solved by itself with PyVRP's iterated local search (Wouda, Lan and Kool, INFORMS Journal
    on Computing 2024), started from the insertion heuristic.
    """
    parts, refused = split(problem)
    orders = [(depot, _better(depot, inserted(depot))) for depot in parts]
    return collect(problem, orders, refused)


def _better(depot: Depot, start: Orders) -> Orders:
    if len(depot.parcels) < 2:
        return start
    found = _searched(depot, start)
    return min((found, start), key=lambda orders: _loss(depot, orders)) if found is not None else start


def _loss(depot: Depot, orders: Orders) -> int:
    carried = {stop for order in orders for stop in order}
    left = sum(p.prize for stop, p in enumerate(depot.parcels, start=1) if stop not in carried)
    total = left
    for order in orders:
        times = shortest(depot, order)
        if times is None:
            return 1 << 62
        total += cost_of(depot, order, times)
    return total


def _searched(depot: Depot, start: Orders) -> Orders | None:
    import pyvrp
    from pyvrp.stop import MaxIterations

    data = _data(depot)
    first = pyvrp.Solution(data, [[stop - 1 for stop in order] for order in start])
    result = pyvrp.solve(
        data,
        MaxIterations(depot.limits.iterations),
        seed=depot.limits.seed,
        collect_stats=False,
        display=False,
        initial_solution=first,
    )
    if not result.is_feasible():
        return None
    return [
        tuple(activity.idx + 1 for activity in trip if activity.is_client()) for trip in result.best.routes()
    ]


def _data(depot: Depot) -> pyvrp.ProblemData:
    import numpy as np
    import pyvrp

    limits = depot.limits
    # The search minimises distance and duration; what it takes for distance is the cost of each leg's way.
    costs: Any = np.array(depot.leg_costs, dtype=np.int64)
    seconds: Any = np.array(depot.seconds, dtype=np.int64)
    places = [depot.pick_up.location, *(parcel.location for parcel in depot.parcels)]
    vehicle: dict[str, Any] = {
        "num_available": min(limits.most_blocks, len(depot.parcels)),
        "capacity": [limits.capacity],
        "fixed_cost": limits.block_cost_seconds,
        "shift_duration": depot.longest_seconds,
        "unit_distance_cost": 1,
        "unit_duration_cost": 1,
        "tw_late": depot.horizon,
        "start_late": depot.last[0],
        "tw_early": depot.opens[0],
    }
    clients = [
        pyvrp.Client(
            location=stop,
            delivery=[depot.sizes[stop]],
            service_duration=depot.service[stop],
            tw_early=depot.opens[stop],
            tw_late=depot.last[stop],
            prize=parcel.prize,
            required=False,
        )
        for stop, parcel in enumerate(depot.parcels, start=1)
    ]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(place.lat, place.lon) for place in places],
        clients=clients,
        depots=[pyvrp.Depot(location=0, service_duration=depot.service[0])],
        vehicle_types=[pyvrp.VehicleType(**vehicle)],
        distance_matrices=[costs],
        duration_matrices=[seconds],
    )

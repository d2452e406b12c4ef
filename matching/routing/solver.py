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
    if len(orders) > depot.limits.most_blocks:
        return 1 << 62
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
    kinds = data.num_vehicle_types - 1  # where there are two, the second comes back
    routes = [
        pyvrp.Route(data, [stop - 1 for stop in order], kinds if depot.comes_back(order) else 0)
        for order in start
    ]
    result = pyvrp.solve(
        data,
        MaxIterations(depot.limits.iterations),
        seed=depot.limits.seed,
        collect_stats=False,
        display=False,
        initial_solution=pyvrp.Solution(data, routes),
    )
    if not result.is_feasible():
        return None
    trips = (
        tuple(activity.idx + 1 for activity in trip if activity.is_client()) for trip in result.best.routes()
    )
    return [trip for trip in trips if trip]


def _data(depot: Depot) -> pyvrp.ProblemData:
    import pyvrp

    places = [depot.pick_up.location, *(parcel.location for parcel in depot.parcels)]
    clients = [
        pyvrp.Client(
            location=stop,
            delivery=[0 if parcel.is_return else parcel.size],
            pickup=[parcel.size if parcel.is_return else 0],
            service_duration=depot.service[stop],
            tw_early=depot.opens[stop],
            tw_late=depot.last[stop],
            prize=parcel.prize,
            required=False,
        )
        for stop, parcel in enumerate(depot.parcels, start=1)
    ]
    ways = _ways(depot)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(place.lat, place.lon) for place in places],
        clients=clients,
        depots=[pyvrp.Depot(location=0, service_duration=depot.service[0])],
        vehicle_types=[_vehicle(depot, profile) for profile in range(len(ways))],
        # The search minimises distance and duration; what it takes for distance is the cost of each leg's way.
        distance_matrices=[costs for costs, _ in ways],
        duration_matrices=[seconds for _, seconds in ways],
    )


def _ways(depot: Depot) -> list[tuple[Any, Any]]:
    """Costs and seconds by kind of vehicle: one that ends at its last stop and fetches nothing, one that comes back."""
    import numpy as np

    back = np.array(depot.leg_costs, dtype=np.int64), np.array(depot.seconds, dtype=np.int64)
    fetched = [stop for stop, is_return in enumerate(depot.is_return) if is_return]
    # PyVRP counts the vehicles of each kind by themselves: where blocks are few, all come back, so that none is too many.
    is_scarce = depot.limits.most_blocks < len(depot.parcels)
    if depot.problem.must_return or (fetched and is_scarce):
        return [back]
    stays = back[0].copy(), back[1].copy()
    for matrix in stays:
        matrix[:, 0] = 0
        matrix[:, fetched] = 2 * depot.horizon  # later than everything
        np.fill_diagonal(matrix, 0)
    return [stays, back] if fetched else [stays]


def _vehicle(depot: Depot, profile: int) -> pyvrp.VehicleType:
    import pyvrp

    limits = depot.limits
    return pyvrp.VehicleType(
        num_available=min(limits.most_blocks, len(depot.parcels)),
        capacity=[limits.capacity],
        fixed_cost=limits.block_cost_seconds,
        shift_duration=depot.longest_seconds,
        unit_distance_cost=1,
        unit_duration_cost=1,
        tw_early=depot.opens[0],
        tw_late=depot.horizon,
        start_late=depot.last[0],
        profile=profile,
    )

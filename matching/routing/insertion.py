"""A quick preview of blocks by cheapest insertion, and a late parcel put into blocks that stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from matching.geometry import distance_m
from matching.reasons import Reason
from matching.routing.answer import Block, RouteSolution, Undelivered
from matching.routing.model import Parcel, RouteProblem
from matching.routing.schedule import (
    SECOND,
    Depot,
    Times,
    block_at,
    block_of,
    cost_of,
    run,
    shortest,
    way_of,
    why_not,
)

Orders = list[tuple[int, ...]]


def preview(problem: RouteProblem) -> RouteSolution:
    """Return feasible blocks at once, without a search.

    Parameters
    ----------
    problem : RouteProblem
        Parcels, pick-up points and limits.

    Returns
    -------
    RouteSolution
        Feasible, though usually some percent longer than what `matching.routing.route` finds.
    """
    parts, refused = split(problem)
    orders = [(depot, inserted(depot)) for depot in parts]
    return collect(problem, orders, refused)


def split(problem: RouteProblem) -> tuple[list[Depot], list[Undelivered]]:
    """Return a part for each pick-up point with parcels that fit some block, and the parcels that fit none."""
    groups: dict[str, list[Parcel]] = {pick_up.id: [] for pick_up in problem.pick_ups}
    for parcel in problem.parcels:
        groups[parcel.pick_up_id or nearest_pick_up(problem, parcel)].append(parcel)
    parts: list[Depot] = []
    refused: list[Undelivered] = []
    for pick_up in problem.pick_ups:
        alone = Depot(problem, pick_up, groups[pick_up.id])
        fitting = []
        for stop, parcel in enumerate(alone.parcels, start=1):
            reason = why_not(alone, stop)
            if reason is None:
                fitting.append(parcel)
            else:
                refused.append(Undelivered(parcel.id, (reason,)))
        if fitting:
            parts.append(alone if len(fitting) == len(alone.parcels) else Depot(problem, pick_up, fitting))
    return parts, refused


def nearest_pick_up(problem: RouteProblem, parcel: Parcel) -> str:
    """Return the id of the pick-up point nearest to a parcel; ties go to the lower id."""
    return min(
        problem.pick_ups, key=lambda pick_up: (distance_m(pick_up.location, parcel.location), pick_up.id)
    ).id


def inserted(depot: Depot) -> Orders:
    """Return orders built by sweeping round the pick-up point and putting each parcel where it adds least cost."""
    orders: Orders = []
    swept = sorted(range(1, len(depot.parcels) + 1), key=lambda stop: (_bearing(depot, stop), stop))
    for stop in swept:
        new = _cheapest(depot, orders, stop)
        if new is None:
            continue
        index, order = new
        if index == len(orders):
            orders.append(order)
        else:
            orders[index] = order
    return orders


def _bearing(depot: Depot, stop: int) -> float:
    home, place = depot.pick_up.location, depot.parcels[stop - 1].location
    return math.atan2(place.lat - home.lat, (place.lon - home.lon) * math.cos(math.radians(home.lat)))


def _cheapest(depot: Depot, orders: Orders, stop: int) -> tuple[int, tuple[int, ...]] | None:
    best: tuple[int, int, tuple[int, ...]] | None = None
    for index, order in enumerate(orders):
        before = cost_of(depot, order, _known(shortest(depot, order)))
        for place in range(len(order) + 1):
            longer = (*order[:place], stop, *order[place:])
            times = shortest(depot, longer)
            if times is None:
                continue
            added = cost_of(depot, longer, times) - before
            if best is None or added < best[0]:
                best = added, index, longer
    if len(orders) < depot.limits.most_blocks:
        added = cost_of(depot, (stop,), _known(shortest(depot, (stop,))))
        if best is None or added < best[0]:
            best = added, len(orders), (stop,)
    if best is None or best[0] > depot.parcels[stop - 1].prize:
        return None
    return best[1], best[2]


def _known(times: Times | None) -> Times:
    if times is None:
        raise AssertionError("an order in use must be feasible")
    return times


def collect(
    problem: RouteProblem, orders: Sequence[tuple[Depot, Orders]], refused: Sequence[Undelivered]
) -> RouteSolution:
    """Return the solution made of orders by pick-up point, with the reasons for parcels in none."""
    blocks: list[Block] = []
    undelivered = list(refused)
    cost = 0
    for depot, routes in orders:
        carried = {stop for order in routes for stop in order}
        for order in routes:
            times = _known(shortest(depot, order))
            blocks.append(block_of(depot, order, times))
            cost += cost_of(depot, order, times)
        for stop, parcel in enumerate(depot.parcels, start=1):
            if stop not in carried:
                undelivered.append(Undelivered(parcel.id, (_why_left(depot, stop, len(routes)),)))
    blocks.sort(key=lambda block: (block.starts_at, block.pick_up_id, block.stops[0].parcel_id))
    named = tuple(_numbered(block, number) for number, block in enumerate(blocks, start=1))
    return RouteSolution(
        blocks=named,
        undelivered=tuple(sorted(undelivered, key=lambda row: row.parcel_id)),
        distance_m=sum(block.distance_m for block in named),
        cost=cost,
    )


def _why_left(depot: Depot, stop: int, block_count: int) -> Reason:
    if block_count >= depot.limits.most_blocks:
        return Reason("no_block_left", {"most_blocks": depot.limits.most_blocks})
    alone = cost_of(depot, (stop,), _known(shortest(depot, (stop,))))
    return Reason("not_worth_it", {"prize": depot.parcels[stop - 1].prize, "cost": alone})


def _numbered(block: Block, number: int) -> Block:
    return replace(block, id=f"block-{number}")


def insert(problem: RouteProblem, blocks: Sequence[Block], parcel_id: str) -> Block | None:
    """Return one of the blocks with a late parcel put in where it adds least way; its time stays as offered.

    Parameters
    ----------
    problem : RouteProblem
        With every parcel of the blocks and the late one.
    blocks : sequence of Block
        Blocks that may still be changed.
    parcel_id : str
        The late parcel.

    Returns
    -------
    Block or None
        The changed block, with the same id, start and end; None if it fits none.
    """
    parcels = {parcel.id: parcel for parcel in problem.parcels}
    pick_ups = {pick_up.id: pick_up for pick_up in problem.pick_ups}
    late = parcels[parcel_id]
    wanted = late.pick_up_id or nearest_pick_up(problem, late)
    best: tuple[int, Block] | None = None
    for block in sorted(blocks, key=lambda row: row.id):
        if block.pick_up_id != wanted:
            continue
        depot = Depot(problem, pick_ups[wanted], [*(parcels[stop.parcel_id] for stop in block.stops), late])
        changed = _with_last_inserted(depot, block)
        if changed is not None and (best is None or changed.distance_m - block.distance_m < best[0]):
            best = changed.distance_m - block.distance_m, changed
    return None if best is None else best[1]


def _with_last_inserted(depot: Depot, block: Block) -> Block | None:
    old, late = tuple(range(1, len(depot.parcels))), len(depot.parcels)
    start = (block.starts_at - depot.problem.starts_at) // SECOND
    best: tuple[int, Block] | None = None
    for place in range(len(old) + 1):
        order = (*old[:place], late, *old[place:])
        times = run(depot, order, start) if depot.loads(order)[2] <= depot.limits.capacity else None
        if times is None or depot.problem.starts_at + times.done * SECOND > block.ends_at:
            continue
        way = way_of(depot, order)
        if best is None or way < best[0]:
            made = block_at(depot, order, times)
            best = way, replace(made, id=block.id, starts_at=block.starts_at, ends_at=block.ends_at)
    return None if best is None else best[1]

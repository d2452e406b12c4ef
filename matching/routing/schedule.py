"""Times along a given order of stops: when to start, when to be where, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from matching.geometry import distance_m, travel_time
from matching.reasons import Reason
from matching.routing.answer import Block, Stop
from matching.routing.model import Parcel, PickUp, RouteLimits, RouteProblem

SECOND = timedelta(seconds=1)


class Depot:
    """One pick-up point with its parcels, as whole seconds and metres.

    Parameters
    ----------
    problem : RouteProblem
        Bounds and limits.
    pick_up : PickUp
        Position 0 of the matrices.
    parcels : sequence of Parcel
        Positions 1 and up.
    """

    def __init__(self, problem: RouteProblem, pick_up: PickUp, parcels: Sequence[Parcel]) -> None:
        self.problem = problem
        self.limits: RouteLimits = problem.limits
        self.pick_up = pick_up
        self.parcels = tuple(parcels)
        self._rows: tuple[PickUp | Parcel, ...] = (pick_up, *parcels)
        places = [pick_up.location, *(parcel.location for parcel in parcels)]
        self.metres = [[0 if a == b else self._way(distance_m(a, b)) for b in places] for a in places]
        self.seconds = [[self._time(metres) for metres in row] for row in self.metres]
        self.leg_costs = [
            [metres * self.limits.km_cost_seconds // 1000 for metres in row] for row in self.metres
        ]
        self.opens = [self._offset(row.opens_at, 0) for row in self._rows]
        horizon = -((problem.starts_at - problem.ends_at) // SECOND)
        self.last = [
            horizon - 1 if row.closes_at is None else min(horizon, self._offset(row.closes_at, horizon)) - 1
            for row in self._rows
        ]
        self.horizon = horizon
        self.service = [self.limits.loading_minutes * 60, *(parcel.service_seconds for parcel in parcels)]
        self.sizes = [0, *(parcel.size for parcel in parcels)]
        self.is_return = [False, *(parcel.is_return for parcel in parcels)]

    @property
    def longest_seconds(self) -> int:
        """Longest time under way that still fits a block whose start is rounded down."""
        return (self.limits.block_max_minutes - self.limits.start_step_minutes) * 60

    def comes_back(self, order: Sequence[int]) -> bool:
        """Return whether an order ends at the pick-up point: always if it must, and with anything fetched."""
        return self.problem.must_return or any(self.is_return[stop] for stop in order)

    def loads(self, order: Sequence[int]) -> tuple[int, int, int]:
        """Return the units carried at the start, at the end, and the most at any time between."""
        aboard = start = sum(self.sizes[stop] for stop in order if not self.is_return[stop])
        most = start
        for stop in order:
            aboard += self.sizes[stop] if self.is_return[stop] else -self.sizes[stop]
            most = max(most, aboard)
        return start, aboard, most

    def _way(self, metres: int) -> int:
        return -(-metres * self.limits.detour_permille // 1000)

    def _time(self, metres: int) -> int:
        return travel_time(metres, speed_kmh=self.limits.speed_kmh, detour_permille=1000) // SECOND

    def _offset(self, instant: datetime | None, default: int) -> int:
        if instant is None:
            return default
        return max(0, -((self.problem.starts_at - instant) // SECOND))


@dataclass(frozen=True, slots=True)
class Times:
    """Times along an order, in seconds from the problem's start.

    Parameters
    ----------
    start, done : int
        Begin of loading and end of everything.
    arrives, begins, leaves : tuple of int
        By stop.
    """

    start: int
    done: int
    arrives: tuple[int, ...]
    begins: tuple[int, ...]
    leaves: tuple[int, ...]


def run(depot: Depot, order: Sequence[int], start: int) -> Times | None:
    """Return the times of an order that starts at a given second.

    Parameters
    ----------
    depot : Depot
        Matrices and windows.
    order : sequence of int
        Positions of parcels, 1 and up.
    start : int
        Begin of loading.

    Returns
    -------
    Times or None
        None if a window or the span is missed.
    """
    if start > depot.last[0]:
        return None
    clock, here = start + depot.service[0], 0
    arrives, begins, leaves = [], [], []
    for stop in order:
        clock += depot.seconds[here][stop]
        arrives.append(clock)
        clock = max(clock, depot.opens[stop])
        if clock > depot.last[stop]:
            return None
        begins.append(clock)
        clock += depot.service[stop]
        leaves.append(clock)
        here = stop
    clock += depot.seconds[here][0] if depot.comes_back(order) else 0
    if clock > depot.horizon:
        return None
    return Times(start, clock, tuple(arrives), tuple(begins), tuple(leaves))


def shortest(depot: Depot, order: Sequence[int]) -> Times | None:
    """Return the times of an order that starts as late as ends no later, so that least time is spent waiting.

    Parameters
    ----------
    depot : Depot
        Matrices and windows.
    order : sequence of int
        Positions of parcels.

    Returns
    -------
    Times or None
        None if the order is infeasible, or longer than a block, or heavier than a vehicle.

    Notes
    -----
    The start may move by the forward time slack: the least, over the stops, of the waiting so far plus what is left
    of the window (Savelsbergh 1992).
    """
    if depot.loads(order)[2] > depot.limits.capacity:
        return None
    times = run(depot, order, depot.opens[0])
    if times is None:
        return None
    waited, slack = 0, depot.last[0] - times.start
    for stop, arrives, begins in zip(order, times.arrives, times.begins, strict=True):
        waited += begins - arrives
        slack = min(slack, waited + depot.last[stop] - begins)
    later = run(depot, order, times.start + min(slack, waited))
    if later is None or later.done - later.start > depot.longest_seconds:
        return None
    return later


def cost_of(depot: Depot, order: Sequence[int], times: Times) -> int:
    """Return what an order costs: time, way and the block itself, in seconds of work."""
    way = sum(depot.leg_costs[here][there] for here, there in _legs(depot, order))
    return depot.limits.block_cost_seconds + way + times.done - times.start


def way_of(depot: Depot, order: Sequence[int]) -> int:
    """Return the way travelled along an order, in metres."""
    return sum(depot.metres[here][there] for here, there in _legs(depot, order))


def _legs(depot: Depot, order: Sequence[int]) -> list[tuple[int, int]]:
    back = (0,) if depot.comes_back(order) else ()
    return list(pairwise((0, *order, *back)))


def block_of(depot: Depot, order: Sequence[int], times: Times) -> Block:
    """Return the block that offers an order: start rounded down, length rounded up to the block step."""
    step = depot.limits.start_step_minutes * 60
    rounded = run(depot, order, max(depot.opens[0], times.start // step * step)) or times
    return block_at(depot, order, rounded)


def block_at(depot: Depot, order: Sequence[int], rounded: Times) -> Block:
    """Return the block of an order at exactly these times: only its length is rounded up to the block step."""
    limits = depot.limits
    minutes = -(-(rounded.done - rounded.start) // 60)
    length = max(
        limits.block_min_minutes, -(-minutes // limits.block_step_minutes) * limits.block_step_minutes
    )
    origin = depot.problem.starts_at
    at = [origin + second * SECOND for second in (*rounded.arrives, *rounded.begins, *rounded.leaves)]
    count = len(order)
    legs = [depot.metres[here][there] for here, there in zip((0, *order), order, strict=False)]
    stops = tuple(
        Stop(depot.parcels[stop - 1].id, at[index], at[count + index], at[2 * count + index], legs[index])
        for index, stop in enumerate(order)
    )
    starts_at = origin + rounded.start * SECOND
    return Block(
        id="",
        pick_up_id=depot.pick_up.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=min(length, limits.block_max_minutes)),
        done_at=origin + rounded.done * SECOND,
        stops=stops,
        load=depot.loads(order)[0],
        distance_m=way_of(depot, order),
        returned=depot.loads(order)[1],
    )


def why_not(depot: Depot, stop: int) -> Reason | None:
    """Return why a parcel fits no block even alone, or None if it does."""
    limits = depot.limits
    if depot.sizes[stop] > limits.capacity:
        return Reason("too_large", {"size": depot.sizes[stop], "capacity": limits.capacity})
    if run(depot, [stop], depot.opens[0]) is None:
        return Reason("window_unreachable")
    if shortest(depot, [stop]) is None:
        back = depot.seconds[stop][0] if depot.comes_back([stop]) else 0
        needed = depot.service[0] + depot.service[stop] + depot.seconds[0][stop] + back
        minutes = {"needed_minutes": -(-needed // 60), "block_max_minutes": limits.block_max_minutes}
        return Reason("too_far_for_block", minutes)
    return None

"""An independent check of blocks, written without the code that makes them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate

from matching.routing.answer import Block, RouteSolution
from matching.routing.model import Parcel, RouteProblem
from matching.rulebook import Violation

TOLERANCE = timedelta(seconds=2)
ROUNDING_M = 4
"""By so much a way told in metres may differ from one reckoned by another formula."""


def verify_route(problem: RouteProblem, solution: RouteSolution) -> list[Violation]:
    """Return everything that is wrong with a routing.

    Parameters
    ----------
    problem : RouteProblem
        What was asked.
    solution : RouteSolution
        What was answered.

    Returns
    -------
    list of Violation
        Empty if every parcel is in one block or listed as undelivered, every block keeps windows, capacity, travel
        times and length, and the ways add up; ``gig_id`` holds the block's id.
    """
    parcels = {parcel.id: parcel for parcel in problem.parcels}
    seen = Counter(stop.parcel_id for block in solution.blocks for stop in block.stops)
    seen.update(row.parcel_id for row in solution.undelivered)
    violations = [
        Violation("parcel_count", None, None, {"parcel_id": parcel_id, "count": seen[parcel_id]})
        for parcel_id in sorted({*parcels, *seen})
        if parcel_id not in parcels or seen[parcel_id] != 1
    ]
    for block in solution.blocks:
        if all(stop.parcel_id in parcels for stop in block.stops):
            violations += _block(problem, block, parcels)
    total = sum(block.distance_m for block in solution.blocks)
    if solution.distance_m != total:
        violations.append(Violation("distance", None, None, {"stated": solution.distance_m, "found": total}))
    return violations


def _block(problem: RouteProblem, block: Block, parcels: dict[str, Parcel]) -> Iterator[Violation]:
    limits = problem.limits
    pick_up = next((row for row in problem.pick_ups if row.id == block.pick_up_id), None)
    if pick_up is None or not block.stops:
        yield Violation("pick_up", block.id)
        return
    rows = [parcels[stop.parcel_id] for stop in block.stops]
    load = sum(parcel.size for parcel in rows if not parcel.is_return)
    aboard = list(accumulate((p.size if p.is_return else -p.size for p in rows), initial=load))
    minutes = (block.ends_at - block.starts_at) / timedelta(minutes=1)
    begins = pick_up.opens_at or problem.starts_at
    tests = {
        "capacity": max(aboard) <= limits.capacity and (load, aboard[-1]) == (block.load, block.returned),
        "length": limits.block_min_minutes <= minutes <= limits.block_max_minutes,
        "overrun": block.done_at <= block.ends_at,
        "pick_up_hours": begins <= block.starts_at < (pick_up.closes_at or problem.ends_at),
        "span": problem.starts_at <= block.starts_at and block.done_at <= problem.ends_at,
        "pick_up": all(parcels[s.parcel_id].pick_up_id in (None, pick_up.id) for s in block.stops),
    }
    for code, holds in tests.items():
        if not holds:
            yield Violation(code, block.id)
    yield from _stops(problem, block, parcels, pick_up.location)


def _stops(
    problem: RouteProblem, block: Block, parcels: dict[str, Parcel], origin: tuple[float, float]
) -> Iterator[Violation]:
    here, way_m = origin, 0.0
    ready = block.starts_at + timedelta(minutes=problem.limits.loading_minutes)
    for stop in block.stops:
        parcel = parcels[stop.parcel_id]
        leg_m = _metres(here, parcel.location, problem)
        ready += _travel(leg_m, problem)
        way_m += leg_m
        opens = parcel.opens_at or problem.starts_at
        closes: datetime = parcel.closes_at or problem.ends_at
        tests = {
            "travel": stop.arrives_at >= ready - TOLERANCE,
            "leg": abs(stop.leg_m - leg_m) <= ROUNDING_M,
            "order": stop.arrives_at <= stop.begins_at <= stop.leaves_at,
            "window": opens <= stop.begins_at < closes,
            "service": stop.leaves_at - stop.begins_at >= timedelta(seconds=parcel.service_seconds),
        }
        for code, holds in tests.items():
            if not holds:
                yield Violation(code, block.id, None, {"parcel_id": parcel.id})
        here, ready = parcel.location, stop.leaves_at
    if problem.must_return or any(parcels[stop.parcel_id].is_return for stop in block.stops):
        ready += _travel(_metres(here, origin, problem), problem)
        way_m += _metres(here, origin, problem)
    if block.done_at < ready - TOLERANCE:
        yield Violation("done", block.id)
    if abs(block.distance_m - way_m) > ROUNDING_M * (len(block.stops) + 1):
        yield Violation("way", block.id, None, {"stated": block.distance_m, "found": round(way_m)})


def _metres(first: tuple[float, float], second: tuple[float, float], problem: RouteProblem) -> float:
    a, b = math.radians(first[0]), math.radians(second[0])
    turn = math.radians(second[1] - first[1])
    across = math.hypot(
        math.cos(b) * math.sin(turn), math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    )
    along = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(turn)
    return 6_371_008.8 * math.atan2(across, along) * problem.limits.detour_permille / 1000


def _travel(metres: float, problem: RouteProblem) -> timedelta:
    return timedelta(seconds=metres / (problem.limits.speed_kmh / 3.6))

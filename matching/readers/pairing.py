"""Workers and tasks of two tables brought together: greatest value within radius, window and capacity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.geometry import EARTH_RADIUS_M, distance_m, unit_vectors
from matching.optimise.transport import transport
from matching.readers.tables import Task, Worker

Int64 = npt.NDArray[np.int64]

FEW_PAIRS = 5000
"""Up to so many pairs are matched without loading a compiler; more too, and later, where there is none."""
NEAR_EDGE_M = 2.0
"""Within this of the radius the exact distance decides; beyond, straight lines through the earth do."""


def paired(workers: Sequence[Worker], tasks: Sequence[Task]) -> dict[str, Any]:
    """Return who takes which task, so that the sum of values is greatest, with a bound that proves it.

    Parameters
    ----------
    workers : sequence of Worker, length n
        Sorted by id.
    tasks : sequence of Task, length m
        Sorted by id; each is taken by one worker or none.

    Returns
    -------
    dict
        ``objective`` and ``bound`` (points), ``workers``, ``tasks`` and ``feasible_pairs`` (how many), ``pairs`` (task,
        worker, value), ``unfilled`` (ids of tasks with the reason ``nobody_eligible`` or ``taken_elsewhere``), and what
        proves the bound: ``prices`` above nothing by worker, in points times ``scale``.

    Notes
    -----
    A worker takes any tasks within the radius whose windows lie in the own window, up to the capacity in all; tasks of
    one worker may overlap. Without overlaps to heed this is a transport problem, and its prices prove the optimum.
    """
    options = list(feasible(workers, tasks))
    is_small = sum(map(len, options)) <= FEW_PAIRS or find_spec("numba") is None
    held, bound, prices, scale = (_transported if is_small else _assigned)(workers, tasks, options)
    pairs = [
        {"task": task.id, "worker": workers[worker].id, "value": task.value}
        for task, worker in zip(tasks, held, strict=True)
        if worker >= 0
    ]
    return {
        "objective": sum(task.value for task, worker in zip(tasks, held, strict=True) if worker >= 0),
        "bound": bound,
        "workers": len(workers),
        "tasks": len(tasks),
        "feasible_pairs": sum(map(len, options)),
        "pairs": pairs,
        "unfilled": [
            {"task": task.id, "reason": "taken_elsewhere" if len(row) else "nobody_eligible"}
            for task, row, worker in zip(tasks, options, held, strict=True)
            if worker < 0
        ],
        "prices": {worker.id: price for worker, price in zip(workers, prices, strict=True) if price},
        "scale": scale,
    }


def feasible(workers: Sequence[Worker], tasks: Sequence[Task]) -> Iterator[Int64]:
    """Yield, for each task, the positions of the workers who may take it, upwards, int64."""
    homes, places = (unit_vectors([row.place for row in rows]) for rows in (workers, tasks))
    radius = np.array([row.radius_m for row in workers], dtype=np.float64)
    opens, closes = (
        np.array([getattr(row, name).timestamp() for row in workers]) for name in ("opens_at", "closes_at")
    )
    has_room = np.array([row.capacity > 0 for row in workers], dtype=np.bool_)
    for task, place in zip(tasks, places, strict=True):
        metres = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1, np.linalg.norm(homes - place, axis=1) / 2))
        fits = has_room & (opens <= task.opens_at.timestamp()) & (closes >= task.closes_at.timestamp())
        near = np.flatnonzero(fits & (metres <= radius + NEAR_EDGE_M))
        for worker in near[np.abs(metres[near] - radius[near]) <= NEAR_EDGE_M].tolist():
            fits[worker] = distance_m(workers[worker].place, task.place) <= workers[worker].radius_m
        yield near[fits[near]]


Brought = tuple[list[int], int, list[int], int]
"""The worker of each task, -1 for nobody; the bound; the price of each worker, and what prices are multiplied by."""


def _transported(workers: Sequence[Worker], tasks: Sequence[Task], options: Sequence[Int64]) -> Brought:
    rows = [row.tolist() for row in options]
    copies, owner = _places(workers, rows)
    edges = [
        [(column, task.value) for worker in row for column in copies[worker]]
        for task, row in zip(tasks, rows, strict=True)
    ]
    found = transport(edges, len(owner), limit=1 << 62)
    held = [owner[column] if column >= 0 else -1 for column in found.held]
    # A task may always take the cheapest of a worker's places.
    prices = [min((found.column_prices[column] for column in columns), default=0) for columns in copies]
    return held, found.bound, prices, 1


def _assigned(workers: Sequence[Worker], tasks: Sequence[Task], options: Sequence[Int64]) -> Brought:
    """The same by compiled code, for many pairs."""
    from matching.engine.assignment import best
    from matching.engine.edges import Edges

    counts = [len(row) for row in options]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    fans = np.concatenate(options).astype(np.int32)
    found = best(
        Edges(
            starts=starts,
            fans=fans,
            scores=np.repeat([task.value for task in tasks], counts).astype(np.int32),
            places=np.ones(len(tasks), dtype=np.int32),
            room=np.array([worker.capacity for worker in workers], dtype=np.int32),
        )
    )
    held = np.full(len(tasks), -1)
    taken = np.flatnonzero(found.taken)
    held[np.searchsorted(starts, taken, side="right") - 1] = fans[taken]
    return held.tolist(), found.bound, found.fan_prices.tolist(), found.scale


def _places(workers: Sequence[Worker], options: Sequence[Sequence[int]]) -> tuple[list[range], list[int]]:
    """A column for each task a worker can take at most, and the worker of each column."""
    wanted = [0] * len(workers)
    for row in options:
        for worker in row:
            wanted[worker] += 1
    copies: list[range] = []
    owner: list[int] = []
    for position, count in enumerate(wanted):
        room = min(workers[position].capacity, count)
        copies.append(range(len(owner), len(owner) + room))
        owner.extend([position] * room)
    return copies, owner

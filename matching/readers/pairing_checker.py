"""An independent check of who takes which task, written without the code that brings them together."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.geometry import EARTH_RADIUS_M, distance_m
from matching.readers.tables import Task, Worker
from matching.rulebook import Violation


@dataclass(frozen=True, slots=True)
class Pairing:
    """What an answer states.

    Parameters
    ----------
    pairs : tuple of (str, str, int)
        Task, worker and value.
    objective, bound : int
        Points.
    prices : mapping of str to int
        By worker, points times ``scale``; 0 for who is not named.
    scale : int
        1 or more.
    """

    pairs: tuple[tuple[str, str, int], ...]
    objective: int
    bound: int
    prices: Mapping[str, int]
    scale: int


def verify_paired(workers: Sequence[Worker], tasks: Sequence[Task], told: Pairing) -> list[Violation]:
    """Return everything that is wrong with an answer; ``gig_id`` holds the task, ``fan_id`` the worker.

    Parameters
    ----------
    workers : sequence of Worker, length n
        Who may take tasks.
    tasks : sequence of Task, length m
        What is to be taken.
    told : Pairing
        The answer.

    Returns
    -------
    list of Violation
        Empty if every task is taken once at most, by a worker within radius, window and capacity, the objective is the
        sum of the values, and the prices prove the bound over all n times m pairs.
    """
    worker_by_id = {worker.id: worker for worker in workers}
    task_by_id = {task.id: task for task in tasks}
    violations = []
    for task_id, worker_id, value in told.pairs:
        if task_id not in task_by_id or worker_id not in worker_by_id:
            violations.append(Violation("unknown_pair", task_id, worker_id))
        elif not _may(worker_by_id[worker_id], task_by_id[task_id]):
            violations.append(Violation("rule", task_id, worker_id))
        elif task_by_id[task_id].value != value:
            violations.append(Violation("value", task_id, worker_id, {"value": value}))
    return [*violations, *_sums(worker_by_id, told), *_bound(workers, tasks, told)]


def _sums(workers: Mapping[str, Worker], told: Pairing) -> Iterator[Violation]:
    for task_id, count in Counter(task_id for task_id, _, _ in told.pairs).items():
        if count > 1:
            yield Violation("repeated_task", task_id, None, {"count": count})
    for worker_id, count in Counter(worker_id for _, worker_id, _ in told.pairs).items():
        if worker_id in workers and count > workers[worker_id].capacity:
            yield Violation("capacity", None, worker_id, {"count": count})
    total = sum(value for _, _, value in told.pairs)
    if told.objective != total:
        yield Violation("objective", None, None, {"stated": told.objective, "found": total})


def _bound(workers: Sequence[Worker], tasks: Sequence[Task], told: Pairing) -> Iterator[Violation]:
    """What prices prove: workers are paid for every task they could take, tasks keep what their value leaves."""
    if min(told.prices.values(), default=0) < 0 or not told.prices.keys() <= {row.id for row in workers}:
        yield Violation("prices")
        return
    could = [0] * len(workers)
    total = 0
    prices = [told.prices.get(worker.id, 0) for worker in workers]
    for task, able in zip(tasks, _able(workers, tasks), strict=True):
        for worker in able:
            could[worker] += 1
        cheapest = min((prices[worker] for worker in able), default=None)
        total += 0 if cheapest is None else max(0, task.value * told.scale - cheapest)
    total += sum(min(worker.capacity, could[i]) * prices[i] for i, worker in enumerate(workers))
    if told.bound != total // told.scale:
        yield Violation("bound", None, None, {"stated": told.bound, "found": total // told.scale})


def _able(workers: Sequence[Worker], tasks: Sequence[Task]) -> Iterator[list[int]]:
    """Yield the positions of the workers who may take each task: roughly by array, then one by one."""
    lat = np.radians([worker.place.lat for worker in workers])
    lon = np.radians([worker.place.lon for worker in workers])
    reach = np.array([worker.radius_m for worker in workers], dtype=np.float64) + 10
    for task in tasks:
        high, wide = math.radians(task.place.lat), math.radians(task.place.lon)
        half = np.sin((lat - high) / 2) ** 2 + np.cos(lat) * math.cos(high) * np.sin((lon - wide) / 2) ** 2
        near = np.flatnonzero(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1, half))) <= reach)
        yield [worker for worker in near.tolist() if _may(workers[worker], task)]


def _may(worker: Worker, task: Task) -> bool:
    has_time = worker.opens_at <= task.opens_at and task.closes_at <= worker.closes_at
    return worker.capacity > 0 and has_time and distance_m(worker.place, task.place) <= worker.radius_m

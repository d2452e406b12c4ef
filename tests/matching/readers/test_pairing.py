"""Workers and tasks of two tables: every feasible pair, the greatest value, and the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Place, distance_m
from matching.readers import pairing
from matching.readers.pairing_checker import Pairing, verify_paired
from matching.readers.tables import Task, Worker

EIGHT = datetime(2026, 12, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
WORKER = Worker("w", Place(52.37, 4.9), 3000, EIGHT, EIGHT + 10 * HOUR, 1)
TASK = Task("t", Place(52.37, 4.9), EIGHT + HOUR, EIGHT + 2 * HOUR, 5)


def somewhere(draw: st.DrawFn) -> Place:
    """A place within some kilometres."""
    return Place(
        52.37 + draw(st.integers(-30, 30)) / 1000,
        4.9 + draw(st.integers(-30, 30)) / 1000,
    )


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[Worker], list[Task]]:
    """Up to three workers and four tasks."""
    workers = [
        replace(
            WORKER,
            id=f"w{number}",
            place=somewhere(draw),
            opens_at=EIGHT + draw(st.integers(0, 3)) * HOUR,
            capacity=draw(st.integers(0, 3)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    tasks = [
        replace(
            TASK,
            id=f"t{number}",
            place=somewhere(draw),
            opens_at=EIGHT + (start := draw(st.integers(0, 9))) * HOUR,
            closes_at=EIGHT + (start + draw(st.integers(1, 3))) * HOUR,
            value=draw(st.integers(0, 9)),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return workers, tasks


def may(worker: Worker, task: Task) -> bool:
    """The rule as it is told."""
    return (
        worker.capacity > 0
        and distance_m(worker.place, task.place) <= worker.radius_m
        and worker.opens_at <= task.opens_at
        and task.closes_at <= worker.closes_at
    )


def best_value(workers: list[Worker], tasks: list[Task]) -> int:
    """Greatest value over every choice of a worker or nobody for each task."""
    most = 0
    for choice in product([*range(len(workers)), None], repeat=len(tasks)):
        pairs = [
            (workers[worker], task) for worker, task in zip(choice, tasks, strict=True) if worker is not None
        ]
        if all(may(*pair) for pair in pairs) and all(
            choice.count(index) <= worker.capacity for index, worker in enumerate(workers)
        ):
            most = max(most, sum(task.value for _, task in pairs))
    return most


@pytest.mark.parametrize("few", [0, 5000], ids=["compiled", "plain"])
@settings(max_examples=25, deadline=None)
@given(market=markets())
def test_the_greatest_value_is_found_and_proved(few: int, market: tuple[list[Worker], list[Task]]) -> None:
    workers, tasks = market
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pairing, "FEW_PAIRS", few)
        found = pairing.paired(workers, tasks)

    assert found["objective"] == found["bound"] == best_value(workers, tasks)
    by_id = {row.id: row for row in workers}
    taken = [(by_id[pair["worker"]], pair["task"]) for pair in found["pairs"]]
    values = {row.id: row for row in tasks}
    assert all(may(worker, values[task]) for worker, task in taken)
    assert sum(values[task].value for _, task in taken) == found["objective"]
    assert len({task for _, task in taken}) == len(taken)
    assert all(sum(w is worker for w, _ in taken) <= worker.capacity for worker in workers)
    assert found["feasible_pairs"] == sum(may(*pair) for pair in product(workers, tasks))
    told = Pairing(
        pairs=tuple((pair["task"], pair["worker"], pair["value"]) for pair in found["pairs"]),
        **{name: found[name] for name in ("objective", "bound", "prices", "scale")},
    )
    assert verify_paired(workers, tasks, told) == []
    assert verify_paired(workers, tasks, replace(told, bound=told.bound + 1))
    assert {row["task"] for row in found["unfilled"]} == set(values) - {task for _, task in taken}


def test_wrong_pairs_are_found_out() -> None:
    workers = [WORKER, replace(WORKER, id="far", place=Place(52.9, 4.9))]
    sound = Pairing((("t", "w", 5),), 5, 5, {}, 1)

    def codes(**changes: object) -> set[str]:
        told = replace(sound, **changes)  # type: ignore[arg-type]
        return {found.code for found in verify_paired(workers, [TASK], told)}

    assert codes() == set()
    assert codes(pairs=(("t", "far", 5),)) == {"rule"}
    assert codes(pairs=(("t", "w", 4),)) == {"value", "objective"}
    assert codes(pairs=(("t", "w", 5), ("t", "w", 5))) == {"repeated_task", "capacity", "objective"}
    assert codes(prices={"w": 9}) == {"bound"}
    assert codes(prices={"w": -1}) == {"prices"}


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_the_radius_is_kept_to_the_metre(step: int) -> None:
    task = replace(TASK, place=Place(52.39, 4.92))
    metres = distance_m(WORKER.place, task.place)

    (near,) = pairing.feasible([replace(WORKER, radius_m=metres + step)], [task])

    assert near.tolist() == ([] if step < 0 else [0])

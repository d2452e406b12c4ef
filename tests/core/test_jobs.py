"""Waiting work is claimed under a lock and finished once, whatever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge, jobs, jobs_done, sweeps
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.core.mail import Mail
from marketplace.core.sweeps import JobSlot
from tests.gigs.processes import killed_at

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def handler() -> Iterator[list[str]]:
    """A job that writes one row, and remembers in memory that it was called."""
    calls: list[str] = []

    @jobs.job("tests.write_row")
    def write_row(payload: dict[str, Any], at: datetime) -> None:
        calls.append(payload["name"])
        db.session.add(Mail(to_address="a@example.org", subject=payload["name"], text="", written_at=at))
        if payload.get("fails"):
            raise ValueError("cannot")

    yield calls
    del jobs.HANDLERS["tests.write_row"]


def rows() -> int:
    return int(edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Mail.id)))) or 0)


def stage(key: str, due_at: datetime = AT, **payload: Any) -> None:
    edge.write(lambda: jobs.stage("tests.write_row", key, due_at, {"name": key} | payload))


def test_due_work_runs_once(app: Flask, handler: list[str]) -> None:
    stage("one")

    assert jobs.run_due(AT, sweeps=False) == 1
    assert jobs.run_due(AT, sweeps=False) == 0
    assert rows() == 1


def test_work_staged_twice_is_one_piece_of_work(app: Flask, handler: list[str]) -> None:
    stage("same")
    stage("same")

    jobs.run_due(AT)

    assert handler == ["same"]


def test_work_waits_for_its_time(app: Flask, handler: list[str], clock: SteppedClock) -> None:
    stage("later", AT + timedelta(hours=1))

    assert jobs.run_due(AT + timedelta(minutes=59), sweeps=False) == 0
    assert jobs.run_due(AT + timedelta(hours=1), sweeps=False) == 1


def test_work_staged_in_a_rolled_back_transaction_never_was(app: Flask, handler: list[str]) -> None:
    def work() -> None:
        jobs.stage("tests.write_row", "ghost", AT, {"name": "ghost"})
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        edge.write(work)

    assert jobs.run_due(AT, sweeps=False) == 0


def test_a_failing_job_keeps_nothing_and_comes_back_later(app: Flask, handler: list[str]) -> None:
    stage("bad", fails=True)
    stage("good")

    jobs.run_due(AT)

    assert rows() == 1
    row = edge.read(
        lambda: db.session.execute(
            sa.select(Job.state, Job.due_at, Job.last_error).where(Job.key == "bad")
        ).one()
    )
    assert row.state == "due"
    assert row.due_at > AT
    assert "cannot" in row.last_error


def test_a_job_that_always_fails_ends_as_dead_and_visible(app: Flask, handler: list[str]) -> None:
    stage("bad", fails=True)

    for hours in range(jobs.TRIES_MAX + 2):
        jobs.run_due(AT + timedelta(hours=2 * hours))

    state = edge.read(lambda: db.session.scalar(sa.select(Job.state).where(Job.key == "bad")))
    assert state == "dead"
    assert len(handler) == jobs.TRIES_MAX


def test_a_sweep_runs_once_per_slot_however_many_look(app: Flask) -> None:
    runs: list[datetime] = []
    sweeps.every(60, "tests.sweep")(runs.append)
    try:
        threads = [threading.Thread(target=_look, args=(app,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        jobs.run_due(AT + timedelta(seconds=61))
    finally:
        del sweeps.SWEEPS["tests.sweep"]

    assert len(runs) == 2


def _look(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(AT)
        db.session.remove()


def test_kill_9_in_the_middle_of_a_batch_loses_and_doubles_nothing(app: Flask, handler: list[str]) -> None:
    for number in range(40):
        stage(f"row {number}")

    def work(die: Callable[[str], None]) -> None:
        write_row, counted = jobs.HANDLERS["tests.write_row"].handler, count(1)

        @jobs.job("tests.write_row")
        def write_and_die(payload: dict[str, Any], at: datetime) -> None:
            write_row(payload, at)
            db.session.flush()
            die(f"row {next(counted)}")

        jobs.run_due(AT)

    killed_at(app, work, "row 10")
    assert rows() == 9  # the tenth was written but not committed

    edge.write(lambda: db.session.execute(sa.update(Job).values(lease_until=AT - timedelta(days=3650))))
    jobs.run_due(AT)

    assert rows() == 40
    names = edge.read(lambda: set(db.session.scalars(sa.select(Mail.subject))))
    assert len(names) == 40


def test_jobs_left_out_wait(app: Flask, handler: list[str]) -> None:
    stage("waits")

    assert jobs.run_due(AT, sweeps=False, without={"tests.write_row"}) == 0
    assert jobs.run_due(AT, sweeps=False) == 1


def test_work_taken_back_while_it_was_claimed_keeps_nothing(app: Flask, handler: list[str]) -> None:
    @jobs.job("tests.take_back")
    def take_back(payload: dict[str, Any], at: datetime) -> None:
        jobs.unstage("second")

    edge.write(lambda: jobs.stage("tests.take_back", "first", AT))
    stage("second")
    try:
        jobs.run_due(AT, sweeps=False)
    finally:
        del jobs.HANDLERS["tests.take_back"]

    assert rows() == 0
    assert (
        edge.read(lambda: db.session.scalar(sa.select(Job.last_error).where(Job.last_error.is_not(None))))
        is None
    )


def test_a_lease_that_runs_is_left_alone(app: Flask, handler: list[str]) -> None:
    stage("leased")
    edge.write(lambda: jobs._claim(AT, "another worker"))

    assert jobs.run_due(AT, sweeps=False) == 0
    assert handler == []


def test_a_lease_of_a_clock_that_was_put_back_holds_nothing_up(app: Flask, handler: list[str]) -> None:
    """Somebody took it while the database's clock stood a year ahead, and died."""
    stage("leased")
    ahead = datetime.now(UTC) + timedelta(days=365)
    edge.write(lambda: db.session.execute(sa.update(Job).values(lease_by="dead", lease_until=ahead)))
    assert jobs.run_due(AT, sweeps=False) == 1
    assert handler == ["leased"]


def test_what_failed_while_the_clock_stood_ahead_is_brought_back(app: Flask, handler: list[str]) -> None:
    stage("failing", fails=True)
    stage("waiting", AT + timedelta(days=30))
    jobs.run_due(AT + timedelta(days=20), sweeps=False)
    assert jobs.run_due(AT, sweeps=False) == 0
    jobs_done.forget({}, AT)
    assert jobs.run_due(AT, sweeps=False) == 1
    assert handler == ["failing", "failing"]


def test_work_long_done_is_let_go_of_and_dead_work_stays(
    app: Flask, handler: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_done, "BATCH", 2)  # more than one batch
    for number in range(5):
        stage(f"old {number}")
    stage("dead", fails=True)
    for hours in range(jobs.TRIES_MAX):
        jobs.run_due(AT + timedelta(hours=2 * hours), sweeps=False)
    late = AT + timedelta(days=jobs_done.DONE_DAYS)
    stage("waits", late + timedelta(days=9))
    stage("of late", late - timedelta(days=1))
    jobs.run_due(late, sweeps=False)

    jobs_done.forget({}, late + timedelta(minutes=1))

    kept = edge.read(lambda: set(db.session.scalars(sa.select(Job.key))))
    assert kept == {"dead", "of late", "waits"}


def test_a_sweep_that_fails_holds_up_nothing_and_is_tried_again(app: Flask, handler: list[str]) -> None:
    runs: list[datetime] = []

    def fails_at_first(at: datetime) -> None:
        stage_row()
        if not runs:
            runs.append(at)
            raise ValueError("cannot")

    def stage_row() -> None:
        jobs.stage("tests.write_row", "of a sweep", AT, {"name": "of a sweep"})

    sweeps.every(60, "tests.bad")(fails_at_first)
    sweeps.every(60, "tests.good")(runs.append)
    stage("waits")
    try:
        with pytest.raises(ExceptionGroup) as told:
            jobs.run_due(AT)
        done_beside = (list(handler), len(runs))
        jobs.run_due(AT)
    finally:
        del sweeps.SWEEPS["tests.bad"], sweeps.SWEEPS["tests.good"]

    assert told.value.exceptions[0].__notes__ == ["in the sweep tests.bad"]
    assert done_beside == (["waits"], 2)
    assert handler == [
        "waits",
        "of a sweep",
    ]  # nothing of the failed one was kept, and its slot was still free


def test_sweeps_leave_two_days_of_slots_behind_them(app: Flask) -> None:
    sweeps.every(60, "tests.sweep")(lambda at: None)
    try:
        for at in (AT, AT + timedelta(days=1), AT + timedelta(days=2)):
            sweeps.sweep_all(at)
        edge.write(lambda: db.session.add(JobSlot(name="a sweep of an older version", slot=1)))
        jobs_done.forget({}, AT + timedelta(days=2, minutes=1))
        mine = sa.select(JobSlot.slot).where(JobSlot.name == "tests.sweep").order_by(JobSlot.slot)
        slots = edge.read(lambda: list(db.session.scalars(mine)))
        names = edge.read(lambda: set(db.session.scalars(sa.select(JobSlot.name))))
    finally:
        del sweeps.SWEEPS["tests.sweep"]

    assert slots == [int((AT + timedelta(days=days)).timestamp()) // 60 for days in (1, 2)]
    assert names <= sweeps.SWEEPS.keys() | {"tests.sweep"}

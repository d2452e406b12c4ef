"""Lets go of work long done and of the slots of sweeps: a shop that runs for years does not grow by the minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import edge, jobs
from marketplace.core.db import db
from marketplace.core.jobs import Job, JobSlot

NAME = "core.forget_done"
DAY_SECONDS = 24 * 3600
# Work done is kept for as long as somebody might ask what was done; dead work stays until somebody has looked at it.
DONE_DAYS = 100
# Far more than the clocks of two machines differ, or one is put back.
SLOT_DAYS = 2
BATCH = 2000


@jobs.every(DAY_SECONDS, NAME)
def stage_forgetting(at: datetime) -> None:
    """Stage one look a day."""
    jobs.stage(NAME, f"{NAME}:{at:%Y-%m-%d}", at)


@jobs.job(NAME, keeps_own_transactions=True)
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Delete in short transactions, so that nobody waits for it."""
    for name, (seconds, _sweep) in jobs.SWEEPS.items():
        first = int((at - timedelta(days=SLOT_DAYS)).timestamp()) // seconds
        _delete_in_batches(JobSlot.slot, JobSlot.name == name, JobSlot.slot < first)
    _delete_in_batches(JobSlot.slot, JobSlot.name.not_in(jobs.SWEEPS))
    _delete_in_batches(Job.id, Job.state == "done", Job.due_at < at - timedelta(days=DONE_DAYS))


def _delete_in_batches(key: Any, *which: Any) -> None:
    """Delete the rows that fit, some at a time."""
    some = sa.select(key).where(*which).order_by(key).limit(BATCH)
    statement = sa.delete(key.class_).where(*which, key.in_(some))
    while edge.write(lambda: db.session.execute(statement).rowcount):  # type: ignore[attr-defined]
        pass

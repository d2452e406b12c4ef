"""Lets go of work long done and of the slots of sweeps: a shop that runs for years does not grow by the minute.

Work that failed while the clock stood far ahead is brought back to now.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import edge, jobs, sweeps
from marketplace.core.db import db
from marketplace.core.jobs import Job
from marketplace.core.sweeps import JobSlot

NAME = "core.forget_done"
DAY_SECONDS = 24 * 3600
# Work done is kept for as long as somebody might ask what was done; dead work stays until somebody has looked at it.
DONE_DAYS = 100
# Far more than the clocks of two machines differ, or one is put back.
SLOT_DAYS = 2
# Nothing that failed is put off for longer.
PUT_OFF_MOST = timedelta(hours=2)
BATCH = 2000


@sweeps.every(DAY_SECONDS, NAME)
def stage_forgetting(at: datetime) -> None:
    """Stage one look a day."""
    jobs.stage(NAME, f"{NAME}:{at:%Y-%m-%d}", at)


@jobs.job(NAME, keeps_own_transactions=True)
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Look first, for most days there is little; delete in short transactions, so that nobody waits for it."""
    _delete_in_batches((JobSlot.name, JobSlot.slot), _is_old_slot(at))
    put_off = sa.and_(Job.state == "due", Job.tries > 0, Job.due_at > at + PUT_OFF_MOST)
    if edge.read(lambda: db.session.scalar(sa.select(sa.exists().where(put_off)))):
        edge.write(lambda: db.session.execute(sa.update(Job).where(put_off).values(due_at=at)))
    _delete_in_batches((Job.id,), sa.and_(Job.state == "done", Job.due_at < at - timedelta(days=DONE_DAYS)))


def _is_old_slot(at: datetime) -> sa.ColumnElement[bool]:
    """Slots of past days, and of sweeps that are no more."""
    until = int((at - timedelta(days=SLOT_DAYS)).timestamp())
    old = [
        sa.and_(JobSlot.name == name, JobSlot.slot < until // seconds)
        for name, (seconds, _) in sweeps.SWEEPS.items()
    ]
    return sa.or_(JobSlot.name.not_in(sweeps.SWEEPS), *old)


def _delete_in_batches(key: tuple[Any, ...], which: sa.ColumnElement[bool]) -> None:
    """Delete the rows that fit, some at a time."""
    some = sa.select(*key).where(which).order_by(*key).limit(BATCH)
    statement = sa.delete(key[0].class_).where(sa.tuple_(*key).in_(some))
    is_any = sa.select(sa.exists().where(which))
    while edge.read(lambda: db.session.scalar(is_any)):
        edge.write(lambda: db.session.execute(statement))

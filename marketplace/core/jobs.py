"""Work that waits: rows claimed under a lock and finished once; `scheduler` says when to look."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import clock, edge
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, db
from marketplace.core.sweeps import sweep_all

log = logging.getLogger(__name__)

BATCH = 25
LEASE_SECONDS = 120
TRIES_MAX = 8

Handler = Callable[[dict[str, Any], datetime], None]


class Job(Keyed, Base):
    """One piece of waiting work, staged in the transaction that needs it."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_due", "state", "due_at"),)

    name: Mapped[str] = mapped_column(sa.String(64))
    key: Mapped[str] = mapped_column(sa.String(96), unique=True)  # the same work staged twice is one row
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(sa.String(8), default="due")  # due, done, dead
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    lease_by: Mapped[str | None] = mapped_column(sa.String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(sa.Text)


_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_STAGE = {
    name: dialect.insert(Job.__table__).on_conflict_do_nothing(index_elements=["key"])  # type: ignore[attr-defined]
    for name, dialect in _DIALECTS.items()
}
# Built once, and against the table: this is what every job of every worker pays for.
_t = Job.__table__.c
_MINE = sa.and_(_t.id == sa.bindparam("job_id"), _t.lease_by == sa.bindparam("worker"), _t.state == "due")
_IS_LEASED = sa.select(sa.exists().where(_MINE))
_FINISH = sa.update(Job.__table__).where(_MINE).values(state="done", lease_by=None, lease_until=None)  # type: ignore[arg-type]
_NOW = sa.select(sa.type_coerce(sa.func.current_timestamp(), UTCDateTime))
_WAITING = (
    sa.select(_t.id, _t.name, _t.key, _t.payload)
    .where(_t.state == "due", _t.due_at <= sa.bindparam("at"))
    .where(
        sa.or_(
            _t.lease_until.is_(None),
            _t.lease_until < sa.bindparam("now"),
            _t.lease_until > sa.bindparam("never"),  # by a clock that has been put back since
        )
    )
    .where(_t.name.not_in(sa.bindparam("without", expanding=True)))
    .order_by(_t.due_at, _t.id)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_LEASE = (
    sa.update(Job.__table__)  # type: ignore[arg-type]
    .where(_t.id.in_(sa.bindparam("ids", expanding=True)))
    .values(lease_by=sa.bindparam("worker"), lease_until=sa.bindparam("until"), tries=_t.tries + 1)
)


@dataclass(frozen=True)
class Registered:
    """How one named job runs: inside the edge's transaction, or opening its own around a provider call."""

    handler: Handler
    keeps_own_transactions: bool


class Claimed(NamedTuple):
    """A row that this worker has leased."""

    id: int
    name: str
    key: str
    payload: dict[str, Any]


class LeaseLost(RuntimeError):
    """The work was taken back, or its lease ended and another worker has it."""


HANDLERS: dict[str, Registered] = {}


def job(name: str, *, keeps_own_transactions: bool = False) -> Callable[[Handler], Handler]:
    """Register the handler of one named job: `handler(payload, now)`; a second run must change nothing."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = Registered(handler, keeps_own_transactions)
        return handler

    return register


class Staged(NamedTuple):
    """Work to be staged: name, key, when it is due, and what it is about."""

    name: str
    key: str
    due_at: datetime
    payload: dict[str, Any] | None = None


def stage(name: str, key: str, due_at: datetime, payload: dict[str, Any] | None = None) -> None:
    """Stage work in the present transaction; the same key twice is one piece of work."""
    stage_all([Staged(name, key, due_at, payload)])


def stage_all(work: Sequence[Staged]) -> None:
    """Stage many pieces of work at once."""
    unknown = {one.name for one in work} - HANDLERS.keys()
    if unknown:
        raise KeyError(f"no job is called {sorted(unknown)[0]}")
    if not work:
        return
    rows = [
        {
            "name": one.name,
            "key": one.key,
            "payload": one.payload or {},
            "state": "due",
            "due_at": one.due_at,
            "tries": 0,
        }
        for one in work
    ]
    db.session.flush()
    db.session.execute(_STAGE[db.engine.dialect.name], rows)


def is_unstaged(key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Rows whose work was never staged: a sweep that takes some at a time asks for these, or what was staged before takes all its places."""
    return ~sa.exists().where(Job.key == key)


def unstage(key: str) -> None:
    """Take back work that is no longer wanted."""
    db.session.execute(sa.delete(Job).where(Job.key == key, Job.state == "due"))


def run_due(
    at: datetime | None = None,
    *,
    worker: str | None = None,
    sweeps: bool = True,
    without: Collection[str] = (),
) -> int:
    """Run the sweeps of this slot and everything due, to the last row; returns how many jobs ran.

    A sweep that fails stops nothing else: it is told of at the end, and begun again when next looked.
    For rehearsals that take weeks in seconds: without `sweeps` only what is staged already, and without jobs of the
    names in `without`, which wait.
    """
    instant, name = at or clock.now(), worker or secrets.token_hex(8)
    failed = sweep_all(instant) if sweeps else []
    count = 0
    while batch := edge.write(lambda: _claim(instant, name, without)):
        for claimed in batch:
            _run_one(claimed, name, instant)
            count += 1
    if failed:
        raise ExceptionGroup("sweeps failed", failed)
    return count


def _claim(at: datetime, worker: str, without: Collection[str] = ()) -> list[Claimed]:
    """Lease a batch of due rows; lease times are the database's own, so that machines need not agree on the time."""
    now = _database_now()
    never = now + timedelta(seconds=2 * LEASE_SECONDS)  # no lease that was just given ends so late
    asked = {"at": at, "now": now, "never": never, "without": list(without)}
    waiting = db.session.execute(_WAITING, asked)
    claimed = [Claimed(*row) for row in waiting]
    if claimed:
        ids, until = [one.id for one in claimed], now + timedelta(seconds=LEASE_SECONDS)
        db.session.execute(_LEASE, {"ids": ids, "worker": worker, "until": until})
    return claimed


def _database_now() -> datetime:
    """The database's clock: `CURRENT_TIMESTAMP` is UTC on SQLite and carries its zone on PostgreSQL."""
    value = db.session.scalar(_NOW)
    assert isinstance(value, datetime)
    return value


def _run_one(claimed: Claimed, worker: str, at: datetime) -> None:
    job_id = claimed.id
    try:
        registered = HANDLERS[claimed.name]
        if registered.keeps_own_transactions:
            if not edge.read(lambda: _is_leased(job_id, worker)):
                return
            registered.handler(dict(claimed.payload), at)
            edge.write(lambda: _finish(job_id, worker))
        else:
            edge.write(lambda: (registered.handler(dict(claimed.payload), at), _finish(job_id, worker)))
    except LeaseLost:
        return  # taken back, or another worker's: nothing of it was kept
    except Exception as error:  # the job edge: one bad row must not stop the rest
        log.exception("job %s %s failed", claimed.name, claimed.key)
        note = f"{type(error).__name__}: {error}"[:500]
        edge.write(lambda: _postpone(job_id, worker, at, note))


def _is_leased(job_id: int, worker: str) -> bool:
    return bool(db.session.scalar(_IS_LEASED, {"job_id": job_id, "worker": worker}))


def _finish(job_id: int, worker: str) -> None:
    db.session.flush()
    result = db.session.execute(_FINISH, {"job_id": job_id, "worker": worker})
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise LeaseLost


def _postpone(job_id: int, worker: str, at: datetime, note: str) -> None:
    row = db.session.get(Job, job_id, populate_existing=True)
    if row is None or row.lease_by != worker:
        return
    row.lease_by = row.lease_until = None
    row.last_error = note
    row.state = "dead" if row.tries >= TRIES_MAX else "due"
    row.due_at = at + timedelta(seconds=min(3600, 2**row.tries))

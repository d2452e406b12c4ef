"""What is done regularly: sweeps, each once for its slot of time, whichever process comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core import edge
from marketplace.core.db import Base, db

Sweep = Callable[[datetime], None]


class JobSlot(Base):
    """A regular sweep that has run for one slot of time: whoever inserts the row runs it."""

    __tablename__ = "job_slot"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    slot: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)


_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}
_OPEN = {
    name: dialect.insert(JobSlot.__table__).on_conflict_do_nothing().returning(JobSlot.slot)  # type: ignore[attr-defined]
    for name, dialect in _DIALECTS.items()
}
_BEGUN = sa.select(JobSlot.name, JobSlot.slot).where(
    JobSlot.name.in_(sa.bindparam("names", expanding=True)),
    JobSlot.slot.in_(sa.bindparam("slots", expanding=True)),
)

SWEEPS: dict[str, tuple[int, Sweep]] = {}


def every(seconds: int, name: str) -> Callable[[Sweep], Sweep]:
    """Register a regular sweep, run once per slot of so many seconds in one transaction: it stages jobs."""

    def register(sweep: Sweep) -> Sweep:
        SWEEPS[name] = (seconds, sweep)
        return sweep

    return register


def sweep_all(at: datetime) -> list[Exception]:
    """Run each sweep whose slot nobody has begun; one that fails holds up no other and is given back with its name."""
    slots = {name: int(at.timestamp()) // seconds for name, (seconds, _sweep) in SWEEPS.items()}
    asked = {"names": list(slots), "slots": list(set(slots.values()))}
    begun = edge.read(lambda: {(row.name, row.slot) for row in db.session.execute(_BEGUN, asked)})
    failed: list[Exception] = []
    for name, slot in slots.items():
        if (name, slot) in begun:
            continue
        try:
            edge.write(partial(_once, name, slot, at))
        except Exception as error:  # the edge of a sweep
            error.add_note(f"in the sweep {name}")
            failed.append(error)
    return failed


def _once(name: str, slot: int, at: datetime) -> None:
    """Sweep unless somebody has begun this slot meanwhile: they have inserted the row."""
    inserted = db.session.execute(_OPEN[db.engine.dialect.name], {"name": name, "slot": slot})
    if inserted.scalar() is not None:
        SWEEPS[name][1](at)

"""Writes many rows at once: for the mass of invented people, past what services taking one at a time can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from marketplace.core.db import Base, db

T = TypeVar("T")
Row = dict[str, Any]


def insert(model: type[Base], rows: list[Row]) -> None:
    """Insert rows that bear their own keys."""
    if rows:
        db.session.execute(sa.insert(model.__table__), rows)


def next_id(model: type[Base]) -> int:
    """The first key that is free."""
    return (db.session.scalar(sa.select(sa.func.max(model.__table__.c.id))) or 0) + 1


def keys_used(*models: type[Base]) -> None:
    """Tell PostgreSQL's sequences of the keys that were given out here; SQLite sees them itself."""
    if db.engine.dialect.name != "postgresql":
        return
    for model in models:
        table: Any = model.__table__
        last = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 1)).scalar_subquery()
        db.session.execute(
            sa.select(sa.func.setval(sa.func.pg_get_serial_sequence(f'"{table.name}"', "id"), last))
        )


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, so many at a time."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch

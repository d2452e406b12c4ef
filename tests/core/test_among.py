"""Rows by many keys, on both databases, with one parameter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import among, db
from marketplace.core.jobs import Job

MANY = 40_000  # more than either database takes as parameters of their own


@pytest.mark.parametrize("column", [Job.id, Job.key])
def test_rows_are_those_that_in_would_find(
    app: Flask, column: sa.orm.InstrumentedAttribute[int | str]
) -> None:
    at = datetime.now(UTC)
    rows = [
        {"name": "a", "key": f"it's “{n}”", "payload": {}, "state": "due", "due_at": at, "tries": 0}
        for n in range(5)
    ]
    edge.write(lambda: db.session.execute(sa.insert(Job.__table__), rows))

    def found(*keys: int | str) -> list[int | str]:
        return edge.read(
            lambda: list(db.session.scalars(sa.select(column).where(among(column, keys)).order_by(column)))
        )

    every = edge.read(lambda: list(db.session.scalars(sa.select(column).order_by(column))))
    assert len(every) == 5
    assert found() == []
    assert found(*every) == every
    assert found(every[3], every[1], every[1]) == [every[1], every[3]]
    others = [n + 1000 if column is Job.id else f"no {n}" for n in range(MANY)]
    assert found(*others, every[2]) == [every[2]]

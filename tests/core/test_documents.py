"""Documents in columns: the same as the standard library's JSON, whatever is stored, and no more than it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core import documents, edge
from marketplace.core.db import db
from marketplace.core.jobs import Job

WHOLE = st.integers(-(2**63), 2**63 - 1)
PLAIN = st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | st.text()
KEYS = st.text() | st.integers(-1000, 1000)
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


class Pair(NamedTuple):
    """Tuples are kept as lists."""

    one: int
    other: str


@given(ANY)
def test_what_is_kept_is_what_the_standard_library_keeps(value: Any) -> None:
    assert documents.loads(documents.dumps(value)) == json.loads(json.dumps(value))
    assert json.loads(documents.dumps(value)) == json.loads(json.dumps(value))


def test_tuples_are_lists_and_keys_can_be_sorted() -> None:
    assert documents.loads(documents.dumps({"a": Pair(1, "ñ"), "b": (2, 3)})) == {"a": [1, "ñ"], "b": [2, 3]}
    assert documents.dumps({"b": 1, "a": {"d": 2, "c": 3}}, sort_keys=True) == '{"a":{"c":3,"d":2},"b":1}'


@pytest.mark.parametrize("value", [datetime.now(UTC), Decimal(1), object(), b"bytes", {1, 2}, 2**64])
def test_what_json_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        documents.dumps({"value": value})


def test_columns_keep_every_letter(app: Flask) -> None:
    said = {"name": "Añil “Roasters” \\ 漢字 \U0001f600", "numbers": [0, -1, 2**53, 0.1]}

    def write() -> None:
        row = {
            "name": "a",
            "key": "a",
            "payload": said,
            "state": "due",
            "due_at": datetime.now(UTC),
            "tries": 0,
        }
        db.session.execute(sa.insert(Job.__table__), [row])

    edge.write(write)
    assert edge.read(lambda: db.session.scalar(sa.select(Job.payload).where(Job.key == "a"))) == said

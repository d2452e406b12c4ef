"""Takes somebody's name out of what was told to others about them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db

GONE = "–"


def take_out(table: sa.Table, columns: Sequence[str], name: str, about: sa.ColumnElement[bool]) -> int:
    """Put a dash wherever a name stands by itself in these columns; how many rows said it.

    Only in rows that are `about` the person: somebody else who is called the same keeps theirs.
    """
    name = name.strip()
    if not name:
        return 0
    # In documents quotes are escaped, and in those that SQLite kept before letters beyond ASCII are too.
    written = {name, *(json.dumps(name, ensure_ascii=is_old)[1:-1] for is_old in (False, True))}
    said = [
        sa.cast(table.c[one], sa.Text).contains(text, autoescape=True) for one in columns for text in written
    ]
    alone = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    rows = db.session.execute(
        sa.select(table.c.id, *(table.c[one] for one in columns)).where(about, sa.or_(*said))
    ).all()
    for key, *values in rows:
        changed = {
            one: _without(value, lambda text: alone.sub(GONE, text))
            for one, value in zip(columns, values, strict=True)
        }
        db.session.execute(sa.update(table).where(table.c.id == key).values(changed))
    return len(rows)


def _without(value: Any, take: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return take(value)
    if isinstance(value, dict):
        return {key: _without(one, take) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, take) for one in value]
    return value

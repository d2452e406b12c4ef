"""Adds a row that another transaction may be adding at the same moment; a unique constraint decides which one stays."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from marketplace.core.db import Base, db


def add_once(row: Base) -> bool:
    """Add and flush one row; False when its like is there already, and then nothing was added."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True

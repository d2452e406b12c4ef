"""Rows held against others until the transaction ends."""

from __future__ import annotations

from marketplace.core.db import Base, db


def lock_row(row: Base) -> None:
    """Read a row again under its lock: one at a time changes it, and sees what the one before did.

    The lock is on the row alone. What a page loaded along with it is joined again and may not be there, and PostgreSQL
    refuses to lock a side of a join that may be missing.
    """
    db.session.refresh(row, with_for_update={"of": type(row)})

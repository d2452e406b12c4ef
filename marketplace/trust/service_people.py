"""Blocks people from each other, and lifts it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.locking import lock_row
from marketplace.identity.models import Identity
from marketplace.trust.insert_once import add_once
from marketplace.trust.models import PersonBlock


def block_person(blocker: Identity, blocked: Identity, at: datetime) -> None:
    """From now on the two are not matched and cannot write to each other; the other is not told.

    Raises NotFound when one of them has gone meanwhile: nothing is to speak of them any more.
    """
    if blocker.id == blocked.id:
        raise Invalid("block_oneself")
    for person in sorted((blocker, blocked), key=lambda one: one.id):
        lock_row(person)
        if person.erased_at is not None:
            raise NotFound
    there = sa.select(PersonBlock.id).where(
        PersonBlock.blocker_id == blocker.id, PersonBlock.blocked_id == blocked.id
    )
    if db.session.scalar(there) is None:
        add_once(PersonBlock(blocker_id=blocker.id, blocked_id=blocked.id, at=at))


def unblock_person(blocker: Identity, blocked: Identity) -> None:
    """Lift the blocker's own block; one the other way round stays."""
    mine = sa.delete(PersonBlock).where(
        PersonBlock.blocker_id == blocker.id, PersonBlock.blocked_id == blocked.id
    )
    db.session.execute(mine)

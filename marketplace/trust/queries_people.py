"""Who has blocked whom."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.trust.models import PersonBlock


def blocked_with(identity_id: int) -> set[int]:
    """Ids of everybody an identity has blocked or was blocked by."""
    either = sa.select(PersonBlock.blocker_id, PersonBlock.blocked_id).where(
        sa.or_(PersonBlock.blocker_id == identity_id, PersonBlock.blocked_id == identity_id)
    )
    return {one for pair in db.session.execute(either) for one in pair} - {identity_id}


def is_blocked_between(identity_id: int, others: Collection[int]) -> bool:
    """True when somebody among the others has blocked the identity, or the other way round."""
    return bool(blocked_with(identity_id) & set(others))


def blocked_by(identity: Identity) -> list[Identity]:
    """The people somebody has blocked, in the order of their names: for the page that lists them."""
    theirs = sa.select(Identity).join(PersonBlock, PersonBlock.blocked_id == Identity.id)
    return list(
        db.session.scalars(theirs.where(PersonBlock.blocker_id == identity.id).order_by(Identity.name))
    )

"""What gigs mean to a person's account: a promise is kept or given back before somebody goes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses import queries as businesses
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan

BOUND = ("confirmed", "checked_in")


def register() -> None:
    """Tell the account."""
    erasure.lock_with(_lock)
    erasure.hinder(_has_promised)
    erasure.settle_at("gig_promised", "gigs.calendar")
    erasure.hinder(_is_relied_on)


def _lock(person: Identity) -> None:
    """The lock under which gigs are accepted."""
    db.session.execute(
        sa.select(Superfan.id)
        .where(Superfan.identity_id == person.id)
        .order_by(Superfan.id)
        .with_for_update(key_share=True)
    )


def _has_promised(person: Identity, at: datetime) -> MarketplaceError | None:
    """Somebody counts on this fan, and what is done is paid only once it is completed."""
    bound = sa.select(Gig.title).join(Assignment, Assignment.gig_id == Gig.id)
    bound = bound.join(Superfan, Superfan.id == Assignment.fan_id)
    mine = bound.where(Superfan.identity_id == person.id, Assignment.state.in_(BOUND))
    title = db.session.scalar(mine.order_by(Assignment.starts_at, Assignment.id).limit(1))
    return None if title is None else Refused("gig_promised", title=title)


def _is_relied_on(person: Identity, at: datetime) -> MarketplaceError | None:
    """Fans are bound to work for a business that nobody else could answer for."""
    for business in businesses.owned_alone(person):
        bound = sa.select(Gig.title).join(Assignment, Assignment.gig_id == Gig.id)
        theirs = bound.where(Gig.business_id == business.id, Assignment.state.in_(BOUND))
        title = db.session.scalar(theirs.limit(1))
        if title is not None:
            return Refused("business_engaged", business=business.name, title=title)
    return None

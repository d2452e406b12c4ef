"""Rows locked before they decide anything: fans first, then gigs, each in ascending id.

The locks leave keys alone, so that rows which only refer to a fan or a gig are written without waiting.
Offers and assignments change under the lock of their gig; binding a fan takes the fan's lock before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.models import Superfan

Row = TypeVar("Row", Superfan, Gig)


def lock_fans(fan_ids: Iterable[int]) -> None:
    """Wait for the fans' rows; what the session knew of them is read again."""
    _lock(Superfan, fan_ids)


def lock_gigs(gig_ids: Iterable[int]) -> Sequence[Gig]:
    """Wait for the gigs' rows, and give them as they stand now."""
    return _lock(Gig, gig_ids)


def lock_gig(gig: Gig) -> Gig:
    """Wait for one gig's row."""
    return lock_gigs([gig.id])[0]


def lock_assignment(assignment: Assignment) -> Assignment:
    """Wait for the gig of an assignment, under whose lock it changes, then read it as it stands now."""
    lock_gigs([assignment.gig_id])
    db.session.refresh(assignment)
    return assignment


def lock_offer(offer: Offer) -> Offer:
    """Wait for the gig of an offer, under whose lock it changes, then read it as it stands now."""
    lock_gigs([offer.gig_id])
    db.session.refresh(offer)
    return offer


def _lock(model: type[Row], ids: Iterable[int]) -> Sequence[Row]:
    db.session.flush()
    rows = (
        sa.select(model)
        .where(model.id.in_(sorted(set(ids))))
        .order_by(model.id)
        .with_for_update(of=model, key_share=True)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(rows).all()

"""Reviews as people read them: only what is shown and was not hidden."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust.models import Review, ReviewWindow

PAGE_REVIEWS = 20


@dataclass(frozen=True)
class WindowView:
    """A window as one side sees it: the other's words stay unread until both are shown."""

    window: ReviewWindow
    about: Identity
    own: Review | None
    other: Review | None


def about(identity: Identity, limit: int = PAGE_REVIEWS) -> list[Review]:
    """What others said of a person, newest first."""
    said = _shown().where(Review.about_id == identity.id)
    return list(db.session.scalars(said.order_by(Review.shown_at.desc(), Review.id.desc()).limit(limit)))


def about_fans(fan_refs: list[str], limit: int = PAGE_REVIEWS) -> list[Review]:
    """What customers said of the fans of a listing, newest first."""
    said = _shown().where(Review.fan_ref.in_(fan_refs))
    return list(db.session.scalars(said.order_by(Review.shown_at.desc(), Review.id.desc()).limit(limit)))


def said_by(author: Identity, subject: str) -> list[Review]:
    """What somebody said about one booking for everybody to read, oldest first."""
    said = _shown().where(Review.author_id == author.id, Review.subject == subject)
    return list(db.session.scalars(said.order_by(Review.id)))


def window_for(public_id: str, identity: Identity) -> WindowView:
    """A window for one of its two sides; NotFound to anybody else."""
    window = db.session.scalar(sa.select(ReviewWindow).where(ReviewWindow.public_id == public_id))
    if window is None or identity.id not in (window.customer_id, window.fan_id):
        raise NotFound
    own = next((r for r in window.reviews if r.author_id == identity.id), None)
    other = next((r for r in window.reviews if r.author_id != identity.id), None)
    is_readable = other is not None and other.shown_at is not None and other.hidden_at is None
    return WindowView(
        window=window,
        about=window.fan if identity.id == window.customer_id else window.customer,
        own=own,
        other=other if is_readable else None,
    )


def windows_of(subject: str, identity: Identity) -> list[ReviewWindow]:
    """The windows of a booking in which a person may write: for the links on its page."""
    theirs = sa.select(ReviewWindow).where(
        ReviewWindow.subject == subject,
        sa.or_(ReviewWindow.customer_id == identity.id, ReviewWindow.fan_id == identity.id),
    )
    return list(db.session.scalars(theirs.order_by(ReviewWindow.id)))


def reviews_of_business(business_ref: str, page: int = 1) -> tuple[list[Review], int]:
    """One page of shown reviews with their private words, for staff, newest first; and how many pages there are."""
    theirs = sa.and_(Review.business_ref == business_ref, Review.shown_at.is_not(None))
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Review).where(theirs)) or 0
    newest = (
        sa.select(Review)
        .where(theirs)
        .options(joinedload(Review.author), joinedload(Review.about), joinedload(Review.window))
        .order_by(Review.shown_at.desc(), Review.id.desc())
    )
    rows = db.session.scalars(newest.limit(PAGE_REVIEWS).offset((page - 1) * PAGE_REVIEWS))
    return list(rows), max(1, -(-count // PAGE_REVIEWS))


def _shown() -> sa.Select[Review]:
    readable = (Review.shown_at.is_not(None), Review.hidden_at.is_(None))
    return sa.select(Review).where(*readable).options(joinedload(Review.author), joinedload(Review.window))

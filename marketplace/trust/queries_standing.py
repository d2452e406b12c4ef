"""Standing as fans, customers and staff read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.trust import people, standing
from marketplace.trust.models import Review, ReviewWindow, StandingEvent
from marketplace.trust.standing import Reliability

_STARS = "*stars"
REFS_IN_QUERY_MAX = 5000


def reliability(
    fan_refs: Collection[str], *, programme_ref: str | None = None, at: datetime | None = None
) -> dict[str, Reliability]:
    """Reliability of each fan, by one grouped query; a fan without a past is new.

    Over all programmes unless one is named. With `at`, events older than the published window count no more.
    """
    refs = list(dict.fromkeys(fan_refs))
    found = _Found()
    for start in range(0, len(refs), REFS_IN_QUERY_MAX):
        found.add(_sums(refs[start : start + REFS_IN_QUERY_MAX], programme_ref, at))
    return {ref: found.reliability(ref) for ref in refs}


def reliability_in(programme_ref: str, at: datetime) -> dict[str, Reliability]:
    """Reliability in one programme of everybody who has a past there."""
    found = _Found()
    found.add(_sums(None, programme_ref, at))
    return {ref: found.reliability(ref) for ref in sorted({*found.counts, *found.stars})}


class _Found:
    """What the sums say, by fan."""

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, int]] = defaultdict(dict)
        self.points: dict[str, int] = defaultdict(int)
        self.stars: dict[str, tuple[int, int]] = {}

    def add(self, sums: sa.CompoundSelect) -> None:  # type: ignore[type-arg]
        for fan_ref, code, count, total in db.session.execute(sums):
            if code == _STARS:
                self.stars[fan_ref] = (int(total), int(count))
            else:
                self.counts[fan_ref][code] = int(count)
                self.points[fan_ref] += int(total)

    def reliability(self, ref: str) -> Reliability:
        return standing.reliability(
            self.counts.get(ref, {}), self.points.get(ref, 0), *self.stars.get(ref, (0, 0))
        )


def events_of(fan_ref: str, programme_ref: str | None = None, limit: int = 100) -> list[StandingEvent]:
    """Everything that moved, or may move, a fan's standing; newest first."""
    theirs = sa.select(StandingEvent).where(StandingEvent.fan_ref == fan_ref)
    if programme_ref is not None:
        theirs = theirs.where(StandingEvent.programme_ref == programme_ref)
    return list(
        db.session.scalars(theirs.order_by(StandingEvent.at.desc(), StandingEvent.id.desc()).limit(limit))
    )


def event_for(public_id: str, identity: Identity) -> StandingEvent:
    """One event, for its fan or staff of the business; NotFound to anybody else."""
    event = db.session.scalar(sa.select(StandingEvent).where(StandingEvent.public_id == public_id))
    if event is None:
        raise NotFound
    fan = people.identity_of(event.fan_ref)
    if (fan is None or fan.id != identity.id) and not people.is_staff(identity, event.business_ref):
        raise NotFound
    return event


def falls_awaiting(business_ref: str) -> list[StandingEvent]:
    """Falls that no person has looked at yet, oldest first."""
    return list(
        db.session.scalars(_awaiting(sa.select(StandingEvent), business_ref).order_by(StandingEvent.id))
    )


def falls_awaiting_count(business_ref: str) -> int:
    """How many falls no person has looked at yet."""
    counted = sa.select(sa.func.count()).select_from(StandingEvent)
    return db.session.scalar(_awaiting(counted, business_ref)) or 0


def _awaiting(query: sa.Select, business_ref: str) -> sa.Select:  # type: ignore[type-arg]
    return query.where(
        StandingEvent.business_ref == business_ref,
        StandingEvent.points < 0,
        StandingEvent.settled_at.is_(None),
    )


def _sums(refs: list[str] | None, programme_ref: str | None, at: datetime | None) -> sa.CompoundSelect:  # type: ignore[type-arg]
    events = sa.select(
        StandingEvent.fan_ref, StandingEvent.code, sa.func.count(), sa.func.sum(StandingEvent.points)
    ).where(StandingEvent.counts)
    reviews = sa.select(Review.fan_ref, sa.literal(_STARS), sa.func.count(), sa.func.sum(Review.stars)).where(
        Review.shown_at.is_not(None), Review.hidden_at.is_(None)
    )
    if refs is not None:
        events = events.where(StandingEvent.fan_ref.in_(refs))
        reviews = reviews.where(Review.fan_ref.in_(refs))
    if programme_ref is not None:
        events = events.where(StandingEvent.programme_ref == programme_ref)
        reviews = reviews.join(Review.window).where(ReviewWindow.programme_ref == programme_ref)
    if at is not None:
        since = at - timedelta(days=standing.WINDOW_DAYS)
        events = events.where(StandingEvent.at >= since)
        reviews = reviews.where(Review.written_at >= since)
    return sa.union_all(
        events.group_by(StandingEvent.fan_ref, StandingEvent.code), reviews.group_by(Review.fan_ref)
    )

"""What kinds that are put on dates have in common: a gig filled, lost or without anybody moves its session."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue import service_cutoffs, service_sessions
from marketplace.catalogue.models import Session
from marketplace.core.db import db
from marketplace.kinds.booked import BookedKind


class ListedKind(BookedKind):
    """A kind whose gigs are sessions of a listing."""

    listed_as = "session"

    def facts(self, assignment: Any) -> dict[str, Any]:
        """Guests and price as they were booked in the end."""
        session = session_of(assignment.gig)
        if session is None:
            return dict(assignment.gig.facts)
        return dict(assignment.gig.facts) | service_sessions.facts(session)

    def on_filled(self, gig: Any, at: datetime) -> None:
        """The session has its guide."""
        session = session_of(gig)
        if session is not None:
            service_cutoffs.guide_found(session, at)
        super().on_filled(gig, at)

    def on_lost(self, assignment: Any, at: datetime) -> None:
        """The session's guide is gone; until the cut-off another is sought."""
        session = session_of(assignment.gig)
        if session is not None:
            service_cutoffs.guide_lost(session, at)
        super().on_lost(assignment, at)

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """Nobody is left to guide it: at the cut-off, or after it, everybody gets their money back."""
        session = session_of(gig)
        if session is not None:
            service_cutoffs.nobody_left(session, at)


def session_of(gig: Any) -> Session | None:
    """The session a gig is for."""
    return db.session.scalar(sa.select(Session).where(Session.gig_id == gig.id))

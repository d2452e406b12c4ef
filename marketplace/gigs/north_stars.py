"""The numbers by which programmes whose members do gigs may be judged."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.businesses import north_star
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig


def gigs_completed(programme: Programme, since: datetime, until: datetime) -> int:
    """Gigs of which the work was done in a time, however many people did it together."""
    query = (
        sa.select(sa.func.count(sa.distinct(Assignment.gig_id)))
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == programme.id, Assignment.state == "completed")
        .where(Assignment.completed_at >= since, Assignment.completed_at < until)
    )
    return db.session.scalar(query) or 0


def register() -> None:
    """Add them."""
    label, meaning = _l("Gigs done"), _l("Work that took place and was proven done.")
    north_star.register(north_star.NorthStar("gigs_completed", label, "count", gigs_completed, meaning))

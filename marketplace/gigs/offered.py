"""What gigs add to other areas: the fan's places in the navigation, and the gigs in what a person takes away
and behind what they earned."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g

from marketplace.core.db import db
from marketplace.gigs import queries
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity import personal_data
from marketplace.identity.models import Identity
from marketplace.rewards import work
from marketplace.superfans import home
from marketplace.superfans.models import Superfan

HOME_SHOWN = 3


def is_fan(person: Identity | None) -> bool:
    """True when whoever reads the page has a supply side."""
    if person is None:
        return False
    if "is_fan" not in g:  # every page asks
        g.is_fan = bool(db.session.scalar(sa.select(sa.exists().where(Superfan.identity_id == person.id))))
    return bool(g.is_fan)


def gigs_done(person: Identity) -> list[dict[str, Any]]:
    """The gigs a person took, with their titles, for the copy they take away."""
    query = (
        sa.select(
            Gig.title,
            Gig.starts_at,
            Gig.deadline_at,
            Gig.place_name,
            Assignment.state,
            Assignment.completed_at,
        )
        .join(Assignment, Assignment.gig_id == Gig.id)
        .join(Superfan, Superfan.id == Assignment.fan_id)
        .where(Superfan.identity_id == person.id)
        .order_by(Assignment.id)
    )
    return [
        {
            "title": title,
            "when": (starts_at or deadline_at).isoformat() if starts_at or deadline_at else None,
            "where": place_name,
            "state": state,
            "completed_at": completed_at.isoformat() if completed_at else None,
        }
        for title, starts_at, deadline_at, place_name, state, completed_at in db.session.execute(query)
    ]


def home_part(fan: Superfan, at: datetime) -> dict[str, Any] | None:
    """What a fan comes back for: who asks, and what they have said yes to, soonest first."""
    asked, coming = queries.open_offers_of(fan, at), queries.calendar_of(fan, at)
    if not asked and not coming:
        return None
    return {
        "asked": asked[:HOME_SHOWN], "asked_count": len(asked),
        "coming": coming[:HOME_SHOWN], "coming_count": len(coming),
    }  # fmt: skip


def register() -> None:
    """Add them."""
    home.register(home.Part("gigs", 10, "gigs/_home.html", home_part))
    personal_data.exporter("gigs", gigs_done)
    work.register(queries.work_of)

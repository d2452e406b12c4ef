"""What one fan is promised for one gig: the scheme evaluated on the gig's facts and on the way there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.geo.distance import great_circle_m, travel_minutes
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.gigs.had import had_before
from marketplace.gigs.models import Assignment, Gig
from marketplace.rewards import treasury
from marketplace.superfans.models import Membership, Superfan

ENDED = ("completed", "no_show", "forfeited")


def quote_for(gig: Gig, fan: Superfan, at: datetime) -> dict[str, Any]:
    """The whole reward of a gig for a fan, line by line."""
    return treasury.quote(gig.scheme_version, facts_for(gig, fan, at))


def facts_for(gig: Gig, fan: Superfan, at: datetime) -> dict[str, Any]:
    """The gig's facts with those that depend on the fan; looked up only where the scheme asks for them."""
    facts = dict(gig.facts)
    if gig.lat is not None and gig.lon is not None and fan.home_lat is not None and fan.home_lon is not None:
        way_m = great_circle_m((fan.home_lat, fan.home_lon), (gig.lat, gig.lon))
        facts.setdefault("travel_minutes", 2 * travel_minutes(fan.travel_mode, way_m))
    asked = treasury.conditions_of(gig.scheme_version)
    if asked & {"streak", "is_first_gig"}:
        facts["streak"], facts["is_first_gig"] = _record_of(gig, fan)
    if "is_newcomer" in asked:
        facts["is_newcomer"] = _is_newcomer(gig, fan, at)
    return facts | had_before(gig, fan, at)


def _record_of(gig: Gig, fan: Superfan) -> tuple[int, bool]:
    """Gigs kept in a row in this programme, and whether this is the first."""
    states = db.session.scalars(
        sa.select(Assignment.state)
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == gig.programme_id, Assignment.fan_id == fan.id, Assignment.state.in_(ENDED))
        .order_by(Assignment.id.desc())
        .limit(100)
    ).all()
    streak = next((n for n, state in enumerate(states) if state != "completed"), len(states))
    return streak, "completed" not in states


def _is_newcomer(gig: Gig, fan: Superfan, at: datetime) -> bool:
    joined_at = db.session.scalar(
        sa.select(sa.func.coalesce(Membership.decided_at, Membership.applied_at)).where(
            Membership.programme_id == gig.programme_id, Membership.fan_id == fan.id
        )
    )
    return joined_at is not None and (at - joined_at).days < FAIRNESS_DAYS

"""What somebody had before from parts of a reward that are limited per person or period: earned, or promised and ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig
from marketplace.rewards import treasury
from marketplace.rewards.queries import rewards_given
from marketplace.superfans.models import Superfan

AHEAD = ("confirmed", "checked_in")


def had_before(gig: Gig, fan: Superfan, at: datetime, *, upto: Assignment | None = None) -> dict[str, Any]:
    """The facts about the past that the gig's reward asks for; none where nothing is limited.

    With `upto` the work is done and is being paid: what was promised for later assignments does not count, and
    the fan is locked, so that two that end at once do not both take what is left.
    """
    limits = treasury.limits_of(gig.scheme_version)
    if not limits:
        return {}
    if upto is not None:
        found = sa.select(Superfan.id).where(Superfan.id == fan.id)
        db.session.execute(found.with_for_update(key_share=True))
    zone, ever, in_period = ZoneInfo(gig.business.timezone), Counter[str](), Counter[str]()
    today = _day(gig, zone, at)
    for day, line in _lines(gig, fan, zone, upto):
        code, amount = line["code"], int(line["amount_minor"])
        if code in limits:
            ever[code] += amount
            period = limits[code]
            if period and treasury.starts_of_period(day, period) == treasury.starts_of_period(today, period):
                in_period[code] += amount
    return {"had_minor": dict(ever), "had_in_period_minor": dict(in_period)}


def _lines(
    gig: Gig, fan: Superfan, zone: ZoneInfo, upto: Assignment | None
) -> Iterable[tuple[date, Mapping[str, Any]]]:
    """Every line earned in the programme, then every line promised for what is ahead."""
    for earned_at, lines in rewards_given(gig.programme.public_id, fan.public_id):
        yield from ((earned_at.astimezone(zone).date(), line) for line in lines)
    ahead = (
        sa.select(Assignment, Gig)
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == gig.programme_id, Assignment.fan_id == fan.id, Assignment.state.in_(AHEAD))
    )
    if upto is not None:
        ahead = ahead.where(Assignment.id < upto.id)
    for assignment, other in db.session.execute(ahead):
        day = _day(other, zone, assignment.accepted_at)
        yield from ((day, line) for line in assignment.quote.get("lines", ()))


def _day(gig: Gig, zone: ZoneInfo, otherwise: datetime) -> date:
    return (gig.starts_at or gig.deadline_at or otherwise).astimezone(zone).date()

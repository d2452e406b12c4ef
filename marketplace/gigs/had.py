"""What somebody had before from parts of a reward that are limited per person or period: earned, or promised and ahead."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
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
KEYS_IN_QUERY_MAX = 5_000
Pair = tuple[Gig, Superfan]
Lines = list[tuple[date, Mapping[str, Any]]]


def had_before(gig: Gig, fan: Superfan, at: datetime, *, upto: Assignment | None = None) -> dict[str, Any]:
    """The facts about the past that the gig's reward asks for; none where nothing is limited.

    With `upto` the work is done and is being paid: what was promised for later assignments does not count, and
    the fan is locked, so that two that end at once do not both take what is left.
    """
    if not treasury.limits_of(gig.scheme_version):
        return {}
    if upto is not None:
        found = sa.select(Superfan.id).where(Superfan.id == fan.id)
        db.session.execute(found.with_for_update(key_share=True))
    return _summed(gig, _lines(gig, [fan], upto)[fan.id], at)


def had_before_of_all(pairs: Sequence[Pair], at: datetime) -> list[dict[str, Any]]:
    """`had_before` of each gig for its fan, read for everybody at once."""
    limited = {version for version in {gig.scheme_version for gig, _ in pairs} if treasury.limits_of(version)}
    if not limited:
        return [{} for _ in pairs]
    of_programme: dict[int, list[Pair]] = defaultdict(list)
    for gig, fan in pairs:
        if gig.scheme_version in limited:
            of_programme[gig.programme_id].append((gig, fan))
    lines: dict[tuple[int, int], Lines] = {}
    for programme_id, some in of_programme.items():
        for first in range(0, len(some), KEYS_IN_QUERY_MAX):
            fans = [fan for _, fan in some[first : first + KEYS_IN_QUERY_MAX]]
            found = _lines(some[0][0], fans, None)
            lines.update({(programme_id, fan.id): found[fan.id] for fan in fans})
    return [
        _summed(gig, lines[gig.programme_id, fan.id], at) if gig.scheme_version in limited else {}
        for gig, fan in pairs
    ]


def _summed(gig: Gig, lines: Lines, at: datetime) -> dict[str, Any]:
    limits, ever, in_period = treasury.limits_of(gig.scheme_version), Counter[str](), Counter[str]()
    today = _day(gig, ZoneInfo(gig.business.timezone), at)
    for day, line in lines:
        code, amount = line["code"], int(line["amount_minor"])
        if code in limits:
            ever[code] += amount
            period = limits[code]
            if period and treasury.starts_of_period(day, period) == treasury.starts_of_period(today, period):
                in_period[code] += amount
    return {"had_minor": dict(ever), "had_in_period_minor": dict(in_period)}


def _lines(gig: Gig, fans: Sequence[Superfan], upto: Assignment | None) -> defaultdict[int, Lines]:
    """By key of the fan, every line earned in the gig's programme, then every line promised for what is ahead."""
    zone = ZoneInfo(gig.business.timezone)
    found: defaultdict[int, Lines] = defaultdict(list)
    given = rewards_given(gig.programme.public_id, {fan.public_id for fan in fans})
    for fan in {fan.id: fan for fan in fans}.values():
        for earned_at, lines in given.get(fan.public_id, ()):
            found[fan.id] += [(earned_at.astimezone(zone).date(), line) for line in lines]
    ahead = (
        sa.select(Assignment, Gig)
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == gig.programme_id, Assignment.state.in_(AHEAD))
        .where(Assignment.fan_id.in_({fan.id for fan in fans}))
    )
    if upto is not None:
        ahead = ahead.where(Assignment.id < upto.id)
    for assignment, other in db.session.execute(ahead):
        day = _day(other, zone, assignment.accepted_at)
        found[assignment.fan_id] += [(day, line) for line in assignment.quote.get("lines", ())]
    return found


def _day(gig: Gig, zone: ZoneInfo, otherwise: datetime) -> date:
    return (gig.starts_at or gig.deadline_at or otherwise).astimezone(zone).date()

"""What fans are promised for gigs: the scheme evaluated on a gig's facts, on the way there and on the fan's past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.geo.distance import great_circle_m, travel_minutes
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.gigs.had import KEYS_IN_QUERY_MAX, Pair, had_before_of_all
from marketplace.gigs.models import Assignment, Gig
from marketplace.rewards import treasury
from marketplace.superfans.models import Membership, Superfan

ENDED = ("completed", "no_show", "forfeited")
RECORD_MOST = 100  # gigs that are looked back upon
Facts = dict[str, Any]


def quote_for(gig: Gig, fan: Superfan, at: datetime) -> dict[str, Any]:
    """The whole reward of a gig for a fan, line by line."""
    return quotes_for([(gig, fan)], at)[0]


def quotes_for(pairs: Sequence[Pair], at: datetime) -> list[dict[str, Any]]:
    """The whole reward of each gig for its fan; the past is read for all at once, and only where a scheme asks for it."""
    past = _past(pairs, at)
    had = had_before_of_all(pairs, at)
    return [
        treasury.quote(gig.scheme_version, _way(gig, fan) | gig.facts | more | limited)
        for (gig, fan), more, limited in zip(pairs, past, had, strict=True)
    ]


def _way(gig: Gig, fan: Superfan) -> Facts:
    if gig.lat is None or gig.lon is None or fan.home_lat is None or fan.home_lon is None:
        return {}
    way_m = great_circle_m((fan.home_lat, fan.home_lon), (gig.lat, gig.lon))
    return {"travel_minutes": 2 * travel_minutes(fan.travel_mode, way_m)}


def _past(pairs: Sequence[Pair], at: datetime) -> list[Facts]:
    """Of each pair what the scheme asks of the fan's record and of when they joined."""
    asked = {v: treasury.conditions_of(v) for v in {gig.scheme_version for gig, _ in pairs}}
    recorded: dict[int, set[int]] = defaultdict(set)
    joining: dict[int, set[int]] = defaultdict(set)
    for gig, fan in pairs:
        if asked[gig.scheme_version] & {"streak", "is_first_gig"}:
            recorded[gig.programme_id].add(fan.id)
        if "is_newcomer" in asked[gig.scheme_version]:
            joining[gig.programme_id].add(fan.id)
    records = {programme: _records(programme, fans) for programme, fans in recorded.items()}
    joined = {programme: _joined(programme, fans) for programme, fans in joining.items()}
    return [_facts(gig, fan, asked[gig.scheme_version], records, joined, at) for gig, fan in pairs]


def _facts(
    gig: Gig,
    fan: Superfan,
    asked: Collection[str],
    records: Mapping[int, Mapping[int, Sequence[str]]],
    joined: Mapping[int, Mapping[int, datetime]],
    at: datetime,
) -> Facts:
    facts: Facts = {}
    if "streak" in asked or "is_first_gig" in asked:
        states = records[gig.programme_id].get(fan.id, ())
        kept = next((n for n, state in enumerate(states) if state != "completed"), len(states))
        facts |= {"streak": kept, "is_first_gig": "completed" not in states}
    if "is_newcomer" in asked:
        since = joined[gig.programme_id].get(fan.id)
        facts["is_newcomer"] = since is not None and (at - since).days < FAIRNESS_DAYS
    return facts


def _records(programme_id: int, fan_ids: Collection[int]) -> dict[int, list[str]]:
    """How the last gigs of fans in a programme ended, the last one first."""
    a = Assignment
    turn = sa.func.row_number().over(partition_by=a.fan_id, order_by=a.id.desc()).label("turn")
    found: dict[int, list[str]] = defaultdict(list)
    wanted = sorted(fan_ids)
    for first in range(0, len(wanted), KEYS_IN_QUERY_MAX):
        ended = (
            sa.select(a.fan_id, a.state, turn)
            .join(Gig, Gig.id == a.gig_id)
            .where(Gig.programme_id == programme_id, a.state.in_(ENDED))
            .where(a.fan_id.in_(wanted[first : first + KEYS_IN_QUERY_MAX]))
            .subquery()
        )
        last = sa.select(ended.c.fan_id, ended.c.state).where(ended.c.turn <= RECORD_MOST)
        for fan_id, state in db.session.execute(last.order_by(ended.c.fan_id, ended.c.turn)):
            found[fan_id].append(state)
    return found


def _joined(programme_id: int, fan_ids: Collection[int]) -> dict[int, datetime]:
    """When fans joined a programme."""
    m, found = Membership, {}
    wanted = sorted(fan_ids)
    for first in range(0, len(wanted), KEYS_IN_QUERY_MAX):
        query = sa.select(m.fan_id, sa.func.coalesce(m.decided_at, m.applied_at)).where(
            m.programme_id == programme_id, m.fan_id.in_(wanted[first : first + KEYS_IN_QUERY_MAX])
        )
        found.update({fan_id: at for fan_id, at in db.session.execute(query) if at is not None})
    return found

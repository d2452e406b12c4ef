"""Hours that members of a programme keep open, as far as they count towards a share of its gigs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.gigs.engine import people
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.superfans import facts_columns
from marketplace.superfans.availability import free_intervals, from_document
from marketplace.superfans.models import PackedProfile
from matching.fairness_round import counted_in_round

MINUTE = timedelta(minutes=1)
PERIOD = timedelta(days=1)
WEEK = timedelta(days=7)
WEEK_MINUTES = 10_080
KEYS_IN_QUERY_MAX = 5_000
Whole = npt.NDArray[np.int64]


def declared_and_counted(
    programme_id: int, joined: Mapping[int, datetime], keys: Sequence[int], since: datetime, at: datetime
) -> tuple[Whole, Whole]:
    """Minutes that each of `keys` declared for the time up to their cap, and as far as their answers let them count.

    `joined` says since when each active member has been one; whoever is none has no minutes.
    """
    elapsed = max(1, int((at - since) / MINUTE))
    offers = people.offers(programme_id, people.member_keys(programme_id), at - timedelta(days=FAIRNESS_DAYS))
    declared = _declared(programme_id, joined, since, at)
    table = [(*declared.get(key, (0, 0)), *offers.get(key, (0, 0))) for key in keys]
    minutes, cap, sent, answered = np.array(table, dtype=np.int64).reshape(-1, 4).T
    nothing = np.zeros_like(sent)
    up_to_cap = counted_in_round(minutes, cap, nothing, nothing, elapsed_minutes=elapsed)
    return up_to_cap, counted_in_round(minutes, cap, sent, answered, elapsed_minutes=elapsed)


def _declared(
    programme_id: int, active: Mapping[int, datetime], since: datetime, at: datetime
) -> dict[int, tuple[int, int]]:
    """Minutes open since then, or since joining, and the most minutes of a week, by key; who has dated changes one by one."""
    p = PackedProfile
    query = (
        sa.select(p.fan_id, p.facts).where(p.fan_id.in_(people.member_keys(programme_id))).order_by(p.fan_id)
    )
    rows = db.session.execute(query).all()
    head = facts_columns.read([row.facts for row in rows]).head
    low, high = (_day(one) for one in (since - PERIOD, at + PERIOD))
    changed = (head["first_change"] <= high) & (head["last_change"] >= low)
    documents = _documents([row.fan_id for row, is_changed in zip(rows, changed, strict=True) if is_changed])
    found = {}
    for row, weekly, hours in zip(
        rows, head["weekly_minutes"].tolist(), head["week_hours"].tolist(), strict=True
    ):
        begins = max(since, active.get(row.fan_id, since))
        if row.fan_id in documents:
            spans = free_intervals(*from_document(documents[row.fan_id]), begins, at)
            minutes = int(sum((b - a for a, b in spans), timedelta(0)) / MINUTE)
        else:
            minutes = int(weekly * max(timedelta(0), at - begins) / WEEK)
        found[row.fan_id] = minutes, min(hours * 60, WEEK_MINUTES)
    return found


def _documents(keys: Sequence[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for first in range(0, len(keys), KEYS_IN_QUERY_MAX):
        some = PackedProfile.fan_id.in_(keys[first : first + KEYS_IN_QUERY_MAX])
        found |= dict(
            db.session.execute(sa.select(PackedProfile.fan_id, PackedProfile.document).where(some)).all()
        )
    return found


def _day(instant: datetime) -> int:
    return int(f"{instant:%Y%m%d}")

"""Fairness carried from day to day: what each member of a programme is short of, as `matching.fairness_state` reckons it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.gigs.models import Assignment, FairnessCarried, FairnessShare, Gig
from marketplace.superfans.models import Membership
from matching.fairness_round import amounts_got
from matching.fairness_rules import FairnessRules
from matching.fairness_state import FairnessState, after_rest, grades

Whole = npt.NDArray[np.int64]
RULES = FairnessRules()
MINUTE = timedelta(minutes=1)
USUAL_MINUTES = 60  # length of work that is said by a deadline alone


@dataclass(frozen=True)
class Got:
    """Gigs that people took in a time: fan, minutes and worth of each."""

    fans: list[int]
    minutes: list[int]
    values: list[int]


def grades_of(programme_id: int, fan_ids: Any, at: datetime) -> dict[int, int] | None:
    """The grade of the fairness term of these fans, by key; None where nothing is carried yet, or only later than `at`.

    What the last carrying over knew fades until now, and gigs taken since are taken off. Whoever joined since is not here.
    """
    since = db.session.scalar(
        sa.select(FairnessCarried.at).where(FairnessCarried.programme_id == programme_id)
    )
    if since is None or since > at:
        return None
    query = (
        sa.select(Membership.fan_id, FairnessShare.short, FairnessShare.due, FairnessShare.lasting)
        .join(Membership, Membership.id == FairnessShare.membership_id)
        .where(
            Membership.programme_id == programme_id, Membership.fan_id.in_(fan_ids), FairnessShare.is_known
        )
    )
    table = np.array([tuple(row) for row in db.session.execute(query)], dtype=np.int64).reshape(-1, 4)
    keys, elapsed = table[:, 0], int((at - since) / MINUTE)
    got = amounts(got_between(programme_id, since, at), keys.tolist())
    known = FairnessState(*table[:, 1:].T, is_known=np.ones(len(keys), dtype=np.bool_))
    rested = after_rest(known, elapsed, RULES)
    state = replace(rested, short=rested.short - got)
    return dict(zip(keys.tolist(), grades(state, RULES).tolist(), strict=True))


def got_between(programme_id: int, since: datetime, until: datetime) -> Got:
    """The gigs of a programme that were accepted in (since, until] and not given back."""
    a = Assignment
    query = (
        sa.select(a.fan_id, a.starts_at, a.ends_at, a.quote)
        .join(Gig, Gig.id == a.gig_id)
        .where(Gig.programme_id == programme_id, a.is_live, a.accepted_at > since, a.accepted_at <= until)
        .order_by(a.id)
    )
    found = Got([], [], [])
    for fan_id, starts_at, ends_at, quote in db.session.execute(query):
        found.fans.append(fan_id)
        found.minutes.append(
            USUAL_MINUTES if starts_at is None else max(1, int((ends_at - starts_at) / MINUTE))
        )
        found.values.append(max(0, int(quote.get("total_minor", 0))))
    return found


def amounts(got: Got, keys: Sequence[int]) -> Whole:
    """What each of these fans got, in thousandths of a gig; what went to others is left out."""
    places = {key: place for place, key in enumerate(keys)}
    rows = [
        (places[fan], minutes, value)
        for fan, minutes, value in zip(got.fans, got.minutes, got.values, strict=True)
        if fan in places
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return amounts_got(table[:, 0], table[:, 1], table[:, 2], fan_count=len(keys), rules=RULES)

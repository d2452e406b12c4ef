"""Once a day everybody's share of a programme's gigs is reckoned, and what they are short of is carried over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import carried, hours
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.gigs.models import FairnessCarried, FairnessShare
from marketplace.superfans.models import Membership
from matching.fairness_round import RoundOutcome
from matching.fairness_rules import MOST_AMOUNT
from matching.fairness_state import FairnessState, carry_over

JOB = "gigs.carry_fairness"
PERIOD = timedelta(days=1)
EARLY = timedelta(hours=1)  # a sweep that comes a little before its time counts


def carry(programme: Programme, at: datetime) -> bool:
    """Carry over what happened since the last time, under a lock; False when that was less than a day ago.

    Who is away is due nothing: paused memberships, and the hours of dated closings. The first time looks back over the
    fairness span, in which nobody is new.
    """
    known = db.session.scalar(
        sa.select(FairnessCarried).where(FairnessCarried.programme_id == programme.id).with_for_update()
    )
    if known is not None and at - known.at < PERIOD - EARLY:
        return False
    since = known.at if known is not None else at - timedelta(days=FAIRNESS_DAYS)
    rows = _members(programme.id)
    if rows:
        _write(rows, _next(programme, rows, since, at, is_first=known is None))
    if known is None:
        db.session.add(FairnessCarried(programme_id=programme.id, at=at))
    else:
        known.at = at
    db.session.flush()
    return True


def _members(programme_id: int) -> Sequence[Any]:
    """Whoever is a member, or was while shares were carried: who comes back is no newcomer."""
    m, s = Membership, FairnessShare
    query = (
        sa.select(
            m.id, m.fan_id, m.state, sa.func.coalesce(m.decided_at, m.applied_at).label("joined_at"),
            s.short, s.due, s.lasting, s.is_known,
        )
        .outerjoin(s, s.membership_id == m.id)
        .where(m.programme_id == programme_id, sa.or_(m.state == "active", s.membership_id.is_not(None)))
        .order_by(m.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def _next(
    programme: Programme, rows: Sequence[Any], since: datetime, at: datetime, *, is_first: bool
) -> FairnessState:
    state = FairnessState(
        short=np.array([row.short or 0 for row in rows], dtype=np.int64),
        due=np.array([row.due or 0 for row in rows], dtype=np.int64),
        lasting=np.array([row.lasting or 0 for row in rows], dtype=np.int64),
        is_known=np.array([bool(row.is_known) for row in rows], dtype=np.bool_),
    )
    elapsed = max(1, int((at - since) / carried.MINUTE))
    keys = [row.fan_id for row in rows]
    got = carried.amounts(carried.got_between(programme.id, since, at), keys)
    joined = {row.fan_id: row.joined_at for row in rows if row.state == "active"}
    declared, counted = hours.declared_and_counted(programme.id, joined, keys, since, at)
    outcome = RoundOutcome(
        minutes=counted,
        got=np.clip(got, 0, MOST_AMOUNT),
        is_newcomer=np.full(len(rows), not is_first),
        declared=declared,
    )
    return carry_over(state, outcome, elapsed_minutes=elapsed, rules=carried.RULES)


def _write(rows: Sequence[Any], state: FairnessState) -> None:
    """Write every share: those there are anew, and those who came first."""
    values = [
        {"membership": row.id, "now_short": short, "now_due": due, "now_lasting": lasting, "known": known}
        for row, short, due, lasting, known in zip(
            rows,
            state.short.tolist(),
            state.due.tolist(),
            state.lasting.tolist(),
            state.is_known.tolist(),
            strict=True,
        )
    ]
    shares: Any = FairnessShare.__table__
    bound = {
        "short": sa.bindparam("now_short"),
        "due": sa.bindparam("now_due"),
        "lasting": sa.bindparam("now_lasting"),
        "is_known": sa.bindparam("known"),
    }
    there = [one for one, row in zip(values, rows, strict=True) if row.short is not None]
    new = [one for one, row in zip(values, rows, strict=True) if row.short is None]
    if there:
        change = sa.update(shares).where(shares.c.membership_id == sa.bindparam("membership"))
        db.session.execute(change.values(**bound), there)
    if new:
        db.session.execute(sa.insert(shares).values(membership_id=sa.bindparam("membership"), **bound), new)

"""Once a day everybody's share of a programme's gigs is reckoned, and what they are short of is carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import carried, people
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.gigs.models import FairnessCarried, FairnessShare
from marketplace.superfans import facts_columns
from marketplace.superfans.availability import free_intervals, from_document
from marketplace.superfans.models import Membership, PackedProfile
from matching.fairness_round import RoundOutcome, counted_in_round
from matching.fairness_rules import MOST_AMOUNT
from matching.fairness_state import FairnessState, carry_over

JOB = "gigs.carry_fairness"
PERIOD = timedelta(days=1)
EARLY = timedelta(hours=1)  # a sweep that comes a little before its time counts
WEEK = timedelta(days=7)
WEEK_MINUTES = 10_080
KEYS_IN_QUERY_MAX = 5_000
Whole = npt.NDArray[np.int64]


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
    declared, counted = _minutes(programme.id, rows, since, at, elapsed)
    outcome = RoundOutcome(
        minutes=counted,
        got=np.clip(got, 0, MOST_AMOUNT),
        is_newcomer=np.full(len(rows), not is_first),
        declared=declared,
    )
    return carry_over(state, outcome, elapsed_minutes=elapsed, rules=carried.RULES)


def _minutes(
    programme_id: int, rows: Sequence[Any], since: datetime, at: datetime, elapsed: int
) -> tuple[Whole, Whole]:
    """Minutes that each declared for the time up to their cap, and as far as their answers let them count."""
    active = {row.fan_id: row.joined_at for row in rows if row.state == "active"}
    offers = people.offers(programme_id, _active(programme_id), at - timedelta(days=FAIRNESS_DAYS))
    declared = _declared(programme_id, active, since, at)
    table = [(*declared.get(row.fan_id, (0, 0)), *offers.get(row.fan_id, (0, 0))) for row in rows]
    minutes, cap, sent, answered = np.array(table, dtype=np.int64).reshape(-1, 4).T
    nothing = np.zeros_like(sent)
    declared = counted_in_round(minutes, cap, nothing, nothing, elapsed_minutes=elapsed)
    return declared, counted_in_round(minutes, cap, sent, answered, elapsed_minutes=elapsed)


def _declared(
    programme_id: int, active: Mapping[int, datetime], since: datetime, at: datetime
) -> dict[int, tuple[int, int]]:
    """Minutes open since then, or since joining, and the most minutes of a week, by key; who has dated changes one by one."""
    p = PackedProfile
    query = sa.select(p.fan_id, p.facts).where(p.fan_id.in_(_active(programme_id))).order_by(p.fan_id)
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
            minutes = int(sum((b - a for a, b in spans), timedelta(0)) / carried.MINUTE)
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


def _active(programme_id: int) -> sa.Select[tuple[int]]:
    return sa.select(Membership.fan_id).where(
        Membership.programme_id == programme_id, Membership.state == "active"
    )

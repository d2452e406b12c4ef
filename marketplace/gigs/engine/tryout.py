"""Other weights tried on what a programme had to fill in the last weeks: nothing is asked, nothing is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import batch, people
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.engine.work import params_of, policy_of, work_of
from marketplace.gigs.models import Assignment, Gig
from marketplace.superfans.models import Superfan
from matching.fairness import gini_permille
from matching.fairness_price import PricePoint, fairness_price
from matching.rehearsal import Rehearsal, rehearse

WEEK = timedelta(days=7)
WEEKS = 4
BACK = WEEKS * WEEK
SPAN_MINUTES = people.FAIRNESS_DAYS * 24 * 60
GIGS_MAX = 60
STRENGTHS = (0, 500, 1000, 2000, 4000, 10_000)
WORK_BUDGET = 100_000


@dataclass(frozen=True)
class Month:
    """What there was to fill, week by week as one question each, and who really did it."""

    rounds: tuple[matching.Problem, ...]
    gigs: dict[str, Gig]
    done: dict[str, set[str]]  # fans by gig


@dataclass(frozen=True)
class Outcome:
    """One way in which the month could have gone."""

    score: int
    filled: int
    gini_permille: int


@dataclass(frozen=True)
class Tried:
    """What was done, what these weights would have done, where they differ, and what fairness costs."""

    done: Outcome
    other: Outcome
    differs: list[tuple[str, list[str], list[str]]]  # gig, fans who would come in, fans who would not
    curve: tuple[PricePoint, ...]


def month_of(programme: Programme, at: datetime) -> Month | None:
    """The gigs that began in the last four weeks with everybody in reach, as they stood before; None without any.

    They are matched week by week, as rounds are: what a week gave to whom counts in the next.
    """
    query = (
        sa.select(Gig)
        .options(joinedload(Gig.programme))
        .where(Gig.programme_id == programme.id, Gig.state != "cancelled", Gig.bundle.is_(None))
        .where(Gig.starts_at > at - BACK, Gig.starts_at <= at)
        .order_by(Gig.starts_at.desc(), Gig.id)
    )
    gigs = list(db.session.scalars(query.limit(GIGS_MAX)))
    if not gigs:
        return None
    rows = batch.in_reach(programme.id, gigs)
    first = min(gig.starts_at or at for gig in gigs)
    last = max(gig.ends_at or gig.starts_at or at for gig in gigs)
    done = _done([gig.id for gig in gigs])
    known = _before(programme, rows, gigs, done, first)
    elsewhere = _elsewhere([row.fan_id for row in rows], programme.id, first, last)
    fans = [people.person(row, first, last, elsewhere[row.fan_id], known[row.fan_id], first) for row in rows]
    params = replace(params_of(programme), work_budget=WORK_BUDGET)
    rounds = tuple(
        matching.Problem(
            fans=fans,
            gigs=[work_of(gig) for gig in gigs if _week_of(gig, at) == week],
            params=params,
            policy=policy_of(programme),
        )
        for week in range(WEEKS)
    )
    return Month(rounds, {gig.public_id: gig for gig in gigs}, done)


def try_weights(month: Month, weights: Mapping[str, int]) -> Tried:
    """Reckon the month anew; pure. Both sides are scored by these same weights."""
    rounds = [replace(one, params=replace(one.params, **dict(weights))) for one in month.rounds]
    other = rehearse(rounds, span_minutes=SPAN_MINUTES)
    done = rehearse(rounds, span_minutes=SPAN_MINUTES, given=month.done)
    would: dict[str, set[str]] = defaultdict(set)
    for gig_id, fan_id in other.pairs:
        would[gig_id].add(fan_id)
    differs = []
    for gig_id in month.gigs:
        new, did = would[gig_id], month.done.get(gig_id, set())
        if new != did:
            differs.append((gig_id, sorted(new - did), sorted(did - new)))
    filled = sum(len(fans) for fans in month.done.values())
    curve = fairness_price(rounds, STRENGTHS, span_minutes=SPAN_MINUTES)
    return Tried(_outcome(done, filled), _outcome(other, len(other.pairs)), differs, curve)


def _before(
    programme: Programme,
    rows: Sequence[Packed],
    gigs: Sequence[Gig],
    done: Mapping[str, set[str]],
    first: datetime,
) -> dict[int, History]:
    """What these people had before the month: what they did in it is taken off again."""
    fan_ids = [row.fan_id for row in rows]
    known = people.histories(programme.id, fan_ids, first)
    codes = {code for gig in gigs for code in gig.needs.get("credentials", ())}
    held = people.credentials(programme.business_id, fan_ids, codes)
    apart = batch.who_is_apart({ref for gig in gigs for ref in gig.needs.get("people", ())})
    did = Counter(fan for fans in done.values() for fan in fans)
    found = {}
    for row in rows:
        history = known.get(row.fan_id, History())
        found[row.fan_id] = replace(
            history,
            served=max(0, history.served - did[row.fan_ref]),
            credentials=held.get(row.fan_id, {}),
            blocked=tuple(sorted(apart.get(row.fan_id, ()))),
        )
    return found


def _week_of(gig: Gig, at: datetime) -> int:
    """Which of the weeks it began in, the earliest first."""
    return WEEKS - 1 - int((at - (gig.starts_at or at)) / WEEK)


def _outcome(told: Rehearsal, filled: int) -> Outcome:
    return Outcome(told.score, filled, gini_permille(list(told.gigs.values())))


def _done(gig_ids: Sequence[int]) -> dict[str, set[str]]:
    query = (
        sa.select(Gig.public_id, Superfan.public_id)
        .join(Assignment, Assignment.gig_id == Gig.id)
        .join(Superfan, Superfan.id == Assignment.fan_id)
        .where(Gig.id.in_(gig_ids), Assignment.is_live)
    )
    found: dict[str, set[str]] = defaultdict(set)
    for gig_ref, fan_ref in db.session.execute(query):
        found[gig_ref].add(fan_ref)
    return dict(found)


def _elsewhere(
    fan_ids: Sequence[int], programme_id: int, first: datetime, last: datetime
) -> dict[int, list[matching.Commitment]]:
    """What these fans had in other programmes: what they had in this one is what is tried anew."""
    a = Assignment
    query = (
        sa.select(a.fan_id, a.starts_at, a.ends_at, Gig.lat, Gig.lon)
        .join(Gig, Gig.id == a.gig_id)
        .where(a.fan_id.in_(fan_ids), a.is_live, a.occupies, Gig.programme_id != programme_id)
        .where(a.starts_at < last + people.HOURS_SPAN, a.ends_at > first - people.HOURS_SPAN)
    )
    found: dict[int, list[matching.Commitment]] = defaultdict(list)
    for fan_id, begins, ends, lat, lon in db.session.execute(query):
        found[fan_id].append(people.commitment(begins, ends, lat, lon))
    return found

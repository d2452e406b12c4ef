"""Reads of rounds of matching: what ran, for which gigs, whom a round names, and how the gigs of a programme fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.jobs import Job
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.gigs.engine import carried, hours
from marketplace.gigs.fairness_figures import SPAN, WEEK, WEEKS, Spread, spreads
from marketplace.gigs.models import Assignment, FairnessCarried, FairnessShare, Gig, MatchingRound, RoundGig
from marketplace.identity.models import Identity
from marketplace.superfans.models import Membership, Superfan
from matching.fairness_measures import FairnessMeasures, measured

SHOWN_MAX = 100
PARTS_ON_PAGE = 100
READ_AT_ONCE_MAX = 5000  # members whose hours are read while somebody waits for a page
A_GIG = 1000  # shares are kept in thousandths


@dataclass(frozen=True)
class RoundLine:
    """One round in a list; the problem and the answer stay where they are."""

    public_id: str
    at: datetime
    mode: str
    programme: Programme
    looked_at: int
    gigs: int
    wanted: int
    asked: int
    gig: Gig | None  # where there is one


def rounds_of(
    business: Business, programme: Programme | None = None, day: date | None = None
) -> list[RoundLine]:
    """The rounds of a business, or of one programme, or of one day of the business's own, the latest first."""
    r, part = MatchingRound, RoundGig
    query = (
        sa.select(
            r.public_id, r.at, r.mode, r.programme_ref, r.looked_at, sa.func.count(part.gig_ref),
            sa.func.coalesce(sa.func.sum(part.wanted), 0), sa.func.coalesce(sa.func.sum(part.asked), 0),
            sa.case((sa.func.count(part.gig_ref) == 1, sa.func.min(part.gig_ref))).label("only"),
        )
        .outerjoin(part, part.round_id == r.id)
        .where(r.business_ref == business.public_id)
        .group_by(r.id, r.public_id, r.at, r.mode, r.programme_ref, r.looked_at)
        .order_by(r.at.desc(), r.id.desc())
    )  # fmt: skip
    if programme is not None:
        query = query.where(r.programme_ref == programme.public_id)
    if day is not None:
        begins, ends = (_midnight(one, business.timezone) for one in (day, day + timedelta(days=1)))
        query = query.where(r.at >= begins, r.at < ends)
    rows = db.session.execute(query.limit(SHOWN_MAX)).all()
    programmes = _by_ref(Programme, {row.programme_ref for row in rows})
    only_gigs = _by_ref(Gig, {row.only for row in rows if row.only})
    return [
        RoundLine(ref, at, mode, programmes[of], looked_at, gigs, wanted, asked, only_gigs.get(only or ""))
        for ref, at, mode, of, looked_at, gigs, wanted, asked, only in rows
    ]


def _by_ref(model: Any, refs: set[str]) -> dict[str, Any]:
    return {
        one.public_id: one for one in db.session.scalars(sa.select(model).where(model.public_id.in_(refs)))
    }


def round_of(business: Business, public_id: str) -> MatchingRound:
    """One of a business's own rounds, without its problem."""
    query = (
        sa.select(MatchingRound)
        .options(defer(MatchingRound.problem))
        .where(MatchingRound.public_id == public_id, MatchingRound.business_ref == business.public_id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Tally:
    """How many gigs a round was about, for how many people, and how many were asked."""

    gigs: int
    wanted: int
    asked: int

    @property
    def pages(self) -> int:
        """Pages of its gigs."""
        return max(1, -(-self.gigs // PARTS_ON_PAGE))


def tally_of(round_: MatchingRound) -> Tally:
    """The parts of a round in numbers."""
    part = RoundGig
    wanted, asked = (sa.func.coalesce(sa.func.sum(column), 0) for column in (part.wanted, part.asked))
    query = sa.select(sa.func.count(), wanted, asked).where(part.round_id == round_.id)
    return Tally(*map(int, db.session.execute(query).one()))


def parts_of(round_: MatchingRound, page: int) -> list[RoundGig]:
    """The parts of a round, page by page, those first for which somebody is missing."""
    part = RoundGig
    query = sa.select(part).where(part.round_id == round_.id)
    query = query.order_by(sa.case((part.asked < part.wanted, 0), else_=1), part.gig_ref)
    return list(db.session.scalars(query.offset((page - 1) * PARTS_ON_PAGE).limit(PARTS_ON_PAGE)))


def part_of(round_: MatchingRound, gig_ref: str) -> RoundGig:
    """What a round says of one of its gigs."""
    found = db.session.get(RoundGig, (round_.id, gig_ref))
    if found is None:
        raise NotFound
    return found


def rounds_about(gig: Gig, limit: int = 10) -> list[tuple[MatchingRound, RoundGig]]:
    """The rounds in which a gig was asked for, the latest first, without their problems and answers."""
    query = (
        sa.select(MatchingRound, RoundGig)
        .options(defer(MatchingRound.problem), defer(MatchingRound.solution))
        .join(RoundGig, RoundGig.round_id == MatchingRound.id)
        .where(RoundGig.gig_ref == gig.public_id)
    )
    return [(r, p) for r, p in db.session.execute(query.order_by(MatchingRound.id.desc()).limit(limit))]


def gigs_named(business: Business, refs: Collection[str]) -> dict[str, Gig]:
    """A business's own gigs by public id."""
    query = (
        sa.select(Gig)
        .options(joinedload(Gig.programme))
        .where(Gig.public_id.in_(refs), Gig.business_id == business.id)
    )
    return {gig.public_id: gig for gig in db.session.scalars(query)}


def names(fan_refs: Collection[str]) -> dict[str, str]:
    """What fans are called, by public id."""
    query = sa.select(Superfan.public_id, Identity.name).join(Identity, Identity.id == Superfan.identity_id)
    return dict(db.session.execute(query.where(Superfan.public_id.in_(fan_refs))).all())


def is_under_way(job: str, programme_ref: str) -> bool:
    """True while a round of a programme waits to be run, or runs."""
    waiting = sa.exists().where(
        Job.name == job, Job.state == "due", Job.key.startswith(f"{job}:{programme_ref}:", autoescape=True)
    )
    return bool(db.session.scalar(sa.select(waiting)))


def spreads_of(programme: Programme, at: datetime) -> list[Spread]:
    """How the gigs of a programme fell on its active members, week by week."""
    since = at - SPAN - WEEK * WEEKS
    members = sa.select(
        Membership.fan_id, sa.func.coalesce(Membership.decided_at, Membership.applied_at)
    ).where(Membership.programme_id == programme.id, Membership.state == "active")
    taken = (
        sa.select(Assignment.fan_id, Assignment.accepted_at)
        .join(Gig, Gig.id == Assignment.gig_id)
        .where(Gig.programme_id == programme.id, Assignment.is_live, Assignment.accepted_at > since)
    )
    return spreads(
        dict(db.session.execute(members).all()),
        [(fan, taken_at) for fan, taken_at in db.session.execute(taken)],
        at,
    )


def by_hours_of(programme: Programme, at: datetime) -> FairnessMeasures | None:
    """How gigs and their pay fell on open hours in the last four weeks; None where there were no gigs or hours,
    or where there are very many people.
    """
    members = sa.select(
        Membership.fan_id, sa.func.coalesce(Membership.decided_at, Membership.applied_at)
    ).where(Membership.programme_id == programme.id, Membership.state == "active")
    joined = dict(db.session.execute(members.limit(READ_AT_ONCE_MAX + 1)).all())
    got = carried.got_between(programme.id, at - SPAN, at)
    if len(joined) > READ_AT_ONCE_MAX or joined.keys().isdisjoint(got.fans):
        return None
    keys = sorted(joined)
    minutes, _counted = hours.declared_and_counted(programme.id, joined, keys, at - SPAN, at)
    if not minutes.any():
        return None
    number, value = Counter(got.fans), Counter[int]()
    for fan, worth in zip(got.fans, got.values, strict=True):
        value[fan] += worth
    table = np.array([(number[key], value[key]) for key in keys], dtype=np.int64)
    return measured(table[:, 0], table[:, 1], minutes)


@dataclass(frozen=True)
class CarriedOver:
    """How many members are short of their share, and how many had more, as it was carried over last."""

    at: datetime
    people: int
    short: int  # by a gig or more
    beyond: int


def carried_of(programme: Programme) -> CarriedOver | None:
    """What is carried of fairness in a programme; None before the first time."""
    at = db.session.scalar(sa.select(FairnessCarried.at).where(FairnessCarried.programme_id == programme.id))
    if at is None:
        return None
    share = FairnessShare.short
    counts = (
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((share >= A_GIG, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((share <= -A_GIG, 1), else_=0)), 0),
        )
        .join(Membership, Membership.id == FairnessShare.membership_id)
        .where(Membership.programme_id == programme.id, Membership.state == "active")
    )
    return CarriedOver(at, *map(int, db.session.execute(counts).one()))


def _midnight(day: date, zone: str) -> datetime:
    """When a day begins there: at one where the clocks skip the hour before."""
    try:
        return instant_of(datetime.combine(day, time()), zone)
    except NoSuchLocalTime:
        return instant_of(datetime.combine(day, time(1)), zone)

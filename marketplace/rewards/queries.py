"""Reads of rewards: what fans earned and when it is theirs, what businesses fund and spend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards import treasury
from marketplace.rewards.models import Cause, Earning, EarningAddition, PerkClaim, TopUp
from marketplace.rewards.work import Work, work_of
from marketplace.superfans.models import Membership, Superfan

EARNINGS_SHOWN = 100
WORK_TRIED_MAX = 5000


def earnings_of(fan: Superfan, limit: int = EARNINGS_SHOWN) -> list[tuple[Earning, Programme, Work | None]]:
    """A fan's earnings with their programmes and what was done for them, newest first."""
    query = (
        sa.select(Earning, Programme)
        .join(Programme, Programme.public_id == Earning.programme_ref)
        .where(Earning.fan_ref == fan.public_id)
        .order_by(Earning.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(query).all()
    done = work_of([earning.assignment_ref for earning, _ in rows])
    return [(earning, programme, done.get(earning.assignment_ref)) for earning, programme in rows]


def payouts_of(fan: Superfan) -> list[object]:
    """A fan's payouts, newest first."""
    return list(treasury.payouts_of_fan(fan.public_id))


def earning_for(assignment_ref: str) -> Earning | None:
    """What was earned with one assignment."""
    return db.session.scalar(sa.select(Earning).where(Earning.assignment_ref == assignment_ref))


def top_ups_of(business: Business, limit: int = 20) -> list[TopUp]:
    """Money a business paid in, newest first."""
    query = sa.select(TopUp).where(TopUp.business_id == business.id).order_by(TopUp.id.desc())
    return list(db.session.scalars(query.limit(limit)))


def spend(programme: Programme, since: datetime, until: datetime) -> int:
    """What a programme's rewards came to in a time, in minor units: a number to be judged by."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Earning.amount_minor), 0)).where(
        Earning.programme_ref == programme.public_id, Earning.earned_at >= since, Earning.earned_at < until
    )
    return int(db.session.scalar(query) or 0)


def work_since(programme: Programme, since: datetime) -> list[tuple[str, date, Mapping[str, Any]]]:
    """The work of a programme that was rewarded since: who, on which day there, and the facts that were reckoned with."""
    query = (
        sa.select(Earning.fan_ref, Earning.earned_at, Earning.evaluation)
        .where(Earning.programme_ref == programme.public_id, Earning.earned_at >= since)
        .order_by(Earning.earned_at, Earning.id)
        .limit(WORK_TRIED_MAX)
    )
    zone = ZoneInfo(programme.business.timezone)
    return [
        (fan, at.astimezone(zone).date(), document["facts"])
        for fan, at, document in db.session.execute(query)
        if "facts" in document
    ]


def rewards_given(
    programme_ref: str, fan_refs: Collection[str]
) -> dict[str, list[tuple[datetime, list[dict[str, Any]]]]]:
    """By fan, when and line by line what they were given in a programme; what may still be claimed counts whole."""
    found: dict[str, list[tuple[datetime, list[dict[str, Any]]]]] = defaultdict(list)
    theirs = (Earning.programme_ref == programme_ref, Earning.fan_ref.in_(fan_refs))
    earned = sa.select(Earning.fan_ref, Earning.earned_at, Earning.evaluation).where(*theirs)
    added = (
        sa.select(Earning.fan_ref, EarningAddition.settled_at, EarningAddition.evaluation)
        .join(Earning, Earning.id == EarningAddition.earning_id)
        .where(*theirs, EarningAddition.state == "added")
    )
    for query in (earned, added):
        for fan_ref, at, document in db.session.execute(query):
            found[fan_ref].append((at, document["lines"]))
    claims = sa.select(PerkClaim).where(
        PerkClaim.programme_ref == programme_ref,
        PerkClaim.fan_ref.in_(fan_refs),
        PerkClaim.state.not_in(("lapsed", "withdrawn")),
    )
    for one in db.session.scalars(claims):
        amount_minor = one.cap_minor if one.paid_minor is None else one.paid_minor
        found[one.fan_ref].append((one.opened_at, [{"code": one.code, "amount_minor": amount_minor}]))
    return found


def members_to_tell(programme: Programme) -> list[tuple[Identity, str]]:
    """Everybody who belongs to a programme, with the public id of their membership."""
    query = (
        sa.select(Identity, Membership.public_id)
        .join(Superfan, Superfan.identity_id == Identity.id)
        .join(Membership, Membership.fan_id == Superfan.id)
        .where(Membership.programme_id == programme.id, Membership.state.in_(("active", "paused")))
        .where(Identity.erased_at.is_(None))
        .order_by(Membership.id)
    )
    return [(person, ref) for person, ref in db.session.execute(query)]


def names_of_fans(business: Business) -> dict[str, str]:
    """What the fans whom a business pays are called, by their public ids."""
    query = (
        sa.select(Superfan.public_id, Identity.name)
        .join(Identity, Identity.id == Superfan.identity_id)
        .where(
            Superfan.public_id.in_(
                sa.select(Earning.fan_ref).where(Earning.business_ref == business.public_id)
            )
        )
    )
    return dict(db.session.execute(query).all())


def business_names(refs: Collection[str]) -> dict[str, str]:
    """Names of businesses by their public ids."""
    query = sa.select(Business.public_id, Business.name).where(Business.public_id.in_(refs))
    return dict(db.session.execute(query).all())


def names_of_causes(business: Business) -> dict[str, str]:
    """What the causes that people give to through a business are called, by their public ids."""
    query = sa.select(Cause.public_id, Cause.name).where(Cause.business_id == business.id)
    return dict(db.session.execute(query).all())

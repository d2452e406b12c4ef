"""Reads of gigs, offers and assignments: for the fan they touch, and for the business whose they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import among, db
from marketplace.core.errors import NotFound
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.rewards.work import Work
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.models import Thread

SHOWN_MAX = 200
TABS = ("coming", "unfilled", "past")


def offer_for(public_id: str, fan: Superfan | None) -> Offer:
    """A fan's own offer with its gig; NotFound for anybody else's."""
    query = (
        sa.select(Offer)
        .options(
            joinedload(Offer.gig).joinedload(Gig.programme),
            joinedload(Offer.gig).joinedload(Gig.business),
            joinedload(Offer.fan).joinedload(Superfan.identity),
        )
        .where(Offer.public_id == public_id)
    )
    found = db.session.scalar(query)
    if found is None or fan is None or found.fan_id != fan.id:
        raise NotFound
    return found


def open_offers_of(fan: Superfan, at: datetime) -> list[Offer]:
    """What a fan is asked and may still answer, the first to end first."""
    query = (
        sa.select(Offer)
        .options(
            joinedload(Offer.gig).joinedload(Gig.programme), joinedload(Offer.gig).joinedload(Gig.business)
        )
        .where(Offer.fan_id == fan.id, Offer.state == "open", Offer.expires_at > at)
        .order_by(Offer.expires_at)
    )
    return list(db.session.scalars(query))


def assignment_for(public_id: str, fan: Superfan | None) -> Assignment:
    """A fan's own assignment with its gig and proofs; NotFound for anybody else's."""
    query = (
        sa.select(Assignment)
        .options(*_whole_assignment(), selectinload(Assignment.proofs))
        .where(Assignment.public_id == public_id)
    )
    found = db.session.scalar(query)
    if found is None or fan is None or found.fan_id != fan.id:
        raise NotFound
    return found


def work_of(refs: Collection[str]) -> dict[str, Work]:
    """What assignments were about, by their public ids."""
    query = sa.select(Assignment.public_id, Gig).join(Gig, Gig.id == Assignment.gig_id)
    rows = db.session.execute(query.where(Assignment.public_id.in_(refs)))
    return {ref: _as_work(gig) for ref, gig in rows}


def _as_work(gig: Gig) -> Work:
    return Work(
        gig.title, gig.text_language, gig.timezone, gig.starts_at, gig.ends_at, gig.deadline_at, gig.place_name,
        gig.translations,
    )  # fmt: skip


def bound_to(gig: Gig, fan: Superfan) -> Assignment | None:
    """A fan's live assignment to a gig."""
    mine = sa.select(Assignment).where(
        Assignment.gig_id == gig.id, Assignment.fan_id == fan.id, Assignment.is_live
    )
    return db.session.scalar(mine)


def is_member(fan: Superfan, programme_id: int) -> bool:
    """True when a fan may see what a programme has to give."""
    mine = sa.exists().where(
        Membership.fan_id == fan.id, Membership.programme_id == programme_id, Membership.state == "active"
    )
    return bool(db.session.scalar(sa.select(mine)))


def calendar_of(fan: Superfan, at: datetime, *, past: bool = False) -> list[Assignment]:
    """What a fan is bound to from a day ago on, or what lies behind; nearest first."""
    when = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    over = sa.func.coalesce(Gig.ends_at, Gig.deadline_at)
    going = Assignment.state.in_(("confirmed", "checked_in"))
    query = (
        sa.select(Assignment)
        .join(Assignment.gig)
        .options(contains_eager(Assignment.gig).joinedload(Gig.programme))
        .options(contains_eager(Assignment.gig).joinedload(Gig.business))
        .where(Assignment.fan_id == fan.id)
    )
    if past:
        query = query.where(sa.or_(~going, over < at - timedelta(days=14))).order_by(when.desc())
    else:
        query = query.where(going, over >= at - timedelta(days=14)).order_by(when)
    return list(db.session.scalars(query.limit(SHOWN_MAX)))


def feed_of(fan: Superfan, since: datetime) -> list[Assignment]:
    """Everything a fan is or was bound to from an instant on: for calendars that ask for it."""
    when = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    query = (
        sa.select(Assignment)
        .join(Assignment.gig)
        .options(contains_eager(Assignment.gig).joinedload(Gig.business))
        .where(Assignment.fan_id == fan.id, Assignment.is_live, when >= since)
        .order_by(when)
    )
    return list(db.session.scalars(query.limit(SHOWN_MAX)))


def gig_of(business: Business, public_id: str) -> Gig:
    """One of a business's own gigs."""
    query = (
        sa.select(Gig)
        .options(joinedload(Gig.programme), joinedload(Gig.business))
        .where(Gig.public_id == public_id, Gig.business_id == business.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def assignment_of(business: Business, public_id: str) -> Assignment:
    """An assignment to one of a business's own gigs."""
    query = (
        sa.select(Assignment)
        .join(Assignment.gig)
        .options(contains_eager(Assignment.gig), joinedload(Assignment.fan).joinedload(Superfan.identity))
        .where(Assignment.public_id == public_id, Gig.business_id == business.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def gigs_of(business: Business, tab: str, at: datetime) -> list[Gig]:
    """A business's gigs: those to come, those that nobody has taken, those behind."""
    when = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    over = sa.func.coalesce(Gig.ends_at, Gig.deadline_at)
    query = (
        sa.select(Gig)
        .options(
            joinedload(Gig.programme),
            selectinload(Gig.assignments).joinedload(Assignment.fan).joinedload(Superfan.identity),
        )
        .where(Gig.business_id == business.id)
    )
    if tab == "unfilled":
        query = query.where(Gig.state == "unfilled", over >= at).order_by(when)
    elif tab == "past":
        query = query.where(sa.or_(over < at, Gig.state.in_(("finished", "cancelled")))).order_by(when.desc())
    else:
        query = query.where(over >= at, Gig.state.in_(("open", "filled"))).order_by(when)
    return list(db.session.scalars(query.limit(SHOWN_MAX)))


def unfilled_count(business: Business) -> int:
    """How many gigs wait for the owner's attention."""
    query = sa.select(sa.func.count()).where(Gig.business_id == business.id, Gig.state == "unfilled")
    return db.session.scalar(query) or 0


def offers_of_gig(gig: Gig) -> list[Offer]:
    """Who was asked, in the order in which they were."""
    query = (
        sa.select(Offer)
        .options(joinedload(Offer.fan).joinedload(Superfan.identity))
        .where(Offer.gig_id == gig.id)
    )
    return list(db.session.scalars(query.order_by(Offer.sent_at, Offer.id)))


def assignments_of_gig(gig: Gig) -> list[Assignment]:
    """Everybody who is or was bound to a gig."""
    query = (
        sa.select(Assignment)
        .options(joinedload(Assignment.fan).joinedload(Superfan.identity), selectinload(Assignment.proofs))
        .where(Assignment.gig_id == gig.id)
    )
    return list(db.session.scalars(query.order_by(Assignment.id)))


def thread_about(refs: Collection[str]) -> Thread | None:
    """The conversation about one of these things, the first that there is."""
    found = {t.subject: t for t in db.session.scalars(sa.select(Thread).where(Thread.subject.in_(refs)))}
    return next((found[ref] for ref in refs if ref in found), None)


def live_counts(gig_ids: Collection[int]) -> dict[int, int]:
    """How many places of each gig are taken."""
    query = (
        sa.select(Assignment.gig_id, sa.func.count())
        .where(among(Assignment.gig_id, gig_ids), Assignment.is_live)
        .group_by(Assignment.gig_id)
    )
    return dict(db.session.execute(query).all())


def takeable_gigs(
    fan: Superfan, programme_ids: Collection[int], at: datetime, days: int, limit: int
) -> list[Gig]:
    """Gigs of these programmes that still look for people, soonest first; those the fan has taken are left out."""
    when = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    mine = sa.exists().where(Assignment.gig_id == Gig.id, Assignment.fan_id == fan.id, Assignment.is_live)
    query = (
        sa.select(Gig)
        .options(joinedload(Gig.programme), joinedload(Gig.business), joinedload(Gig.scheme_version))
        .join(Programme, Programme.id == Gig.programme_id)
        .where(
            Gig.programme_id.in_(programme_ids),
            Gig.state.in_(("open", "unfilled")),
            Programme.state == "open",
        )
        .where(when > at, when < at + timedelta(days=days), ~mine)
        .order_by(when, Gig.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _whole_assignment() -> tuple[sa.orm.interfaces.LoaderOption, ...]:
    return (
        joinedload(Assignment.gig).joinedload(Gig.programme),
        joinedload(Assignment.gig).joinedload(Gig.business),
        joinedload(Assignment.fan).joinedload(Superfan.identity),
    )

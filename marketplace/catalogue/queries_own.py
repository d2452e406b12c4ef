"""The listings that a fan has written, and the programmes to which they may offer one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Programme
from marketplace.catalogue.lifecycle import LISTING
from marketplace.catalogue.models import Experience, Session
from marketplace.catalogue.queries import found
from marketplace.catalogue.service_listings import own_page
from marketplace.core.db import db
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import StateChange
from marketplace.core.words import Written
from marketplace.gigs.models import Assignment, Gig
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust import queries_notices


def own_listings(fan: Superfan) -> list[Experience]:
    """What a fan has written, newest first."""
    query = (
        sa.select(Experience)
        .options(joinedload(Experience.business))
        .where(Experience.host_id == fan.id)
        .order_by(Experience.id.desc())
    )
    return list(db.session.scalars(query))


def own_listing(fan: Superfan, public_id: str) -> Experience:
    """One of them; somebody else's is not found."""
    query = sa.select(Experience).where(Experience.host_id == fan.id, Experience.public_id == public_id)
    return found(db.session.scalar(query))


def programmes_to_host(fan: Superfan) -> list[Programme]:
    """Open programmes of experiences that the fan is an active member of."""
    kinds = [kind.code for kind in registry.all() if kind.listed_as == "session"]
    query = (
        sa.select(Programme)
        .join(Membership, Membership.programme_id == Programme.id)
        .options(joinedload(Programme.business))
        .where(
            Membership.fan_id == fan.id,
            Membership.state == "active",
            Programme.state == "open",
            Programme.kind.in_(kinds),
        )
        .order_by(Programme.id)
    )
    return list(db.session.scalars(query))


def handed_in(listings: Collection[Experience]) -> dict[str, datetime]:
    """Since when each listing that waits for a look has waited."""
    waiting = [one.public_id for one in listings if one.state == "submitted"]
    query = (
        sa.select(StateChange.subject, sa.func.max(StateChange.at))
        .where(
            StateChange.aggregate == LISTING.name,
            StateChange.subject.in_(waiting),
            StateChange.to_state == "submitted",
        )
        .group_by(StateChange.subject)
    )
    return dict(db.session.execute(query).all())


def why_returned(listing: Experience) -> Written | None:
    """What the shop said when it sent a listing back; nothing of one that stands otherwise."""
    if listing.state != "returned" or listing.host is None:
        return None
    author, page = listing.host.identity, own_page(listing)
    return queries_notices.last_written(author, "catalogue.returned", page, "words")


def bound(fan: Superfan, sessions: Collection[Session]) -> dict[int, str]:
    """By session, the assignment of a fan who has said yes to it."""
    query = (
        sa.select(Session.id, Assignment.public_id)
        .join(Assignment, Assignment.gig_id == Session.gig_id)
        .where(Session.id.in_([one.id for one in sessions]), Assignment.fan_id == fan.id, Assignment.is_live)
    )
    return dict(db.session.execute(query).all())


def gigs_of(sessions: Collection[Session]) -> dict[int, str]:
    """By session, the gig whose page shows its reward."""
    query = sa.select(Session.id, Gig.public_id).join(Gig, Gig.id == Session.gig_id)
    wanted = query.where(Session.id.in_([one.id for one in sessions]))
    return dict(db.session.execute(wanted).all())

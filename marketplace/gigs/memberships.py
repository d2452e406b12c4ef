"""What gigs do when somebody comes into a programme or goes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_endings, service_gigs
from marketplace.gigs.lifecycle import OFFER
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.membership_hooks import leaving, when_ended, when_joined
from marketplace.superfans.models import Membership

LOOKED_AT_MAX = 50
SENT_AWAY = ("suspended", "removed")
BOUND = ("confirmed", "checked_in")


@when_joined
def ask_them_too(membership: Membership, at: datetime) -> None:
    """Look again for work that nobody has answered: somebody new is there to ask."""
    waiting = sa.exists().where(Offer.gig_id == Gig.id, Offer.state == "open")
    begins = sa.func.coalesce(Gig.starts_at, Gig.deadline_at)
    idle = (
        sa.select(Gig)
        .where(Gig.programme_id == membership.programme_id, Gig.state.in_(("open", "unfilled")))
        .where(begins > at, ~waiting)
        .order_by(begins)
    )
    for gig in db.session.scalars(idle.limit(LOOKED_AT_MAX)):
        service_gigs.stage_matching(gig, at, f"joined:{membership.public_id}")


@when_ended
def let_them_go(membership: Membership, at: datetime) -> None:
    """Withdraw what was offered; whoever was sent away is let go from work to come, whoever left keeps their word."""
    offers, promised = _offers(membership), _promised(membership).where(Assignment.state == "confirmed")
    ahead = promised.where(Assignment.starts_at > at)
    assignments = db.session.scalars(ahead).all() if membership.state in SENT_AWAY else []
    lock_gigs([o.gig_id for o in offers] + [a.gig_id for a in assignments])
    for offer in offers:
        db.session.refresh(offer)
        if offer.state == "open":
            move(OFFER, offer, "withdraw", Actor.SYSTEM, at, reason={"code": "membership_ended"})
            service_gigs.stage_matching(offer.gig, at, f"withdrawn:{offer.public_id}")
    for assignment in assignments:
        service_endings.release(assignment, Actor.STAFF, {"code": "membership_ended"}, at)


def foresee(membership: Membership, at: datetime) -> list[Consequence]:
    """What leaving means to a fan's work: nothing is offered any more, and what they promised they do."""
    offered, promised = len(_offers(membership)), len(db.session.scalars(_promised(membership)).all())
    found = [Consequence("offers_withdrawn", "now", offered)] if offered else []
    return [*found, Consequence("work_is_kept", "later", promised)] if promised else found


def _offers(membership: Membership) -> Sequence[Offer]:
    theirs = sa.select(Offer).join(Gig, Gig.id == Offer.gig_id)
    theirs = theirs.where(Gig.programme_id == membership.programme_id, Offer.fan_id == membership.fan_id)
    return db.session.scalars(theirs.where(Offer.state == "open")).all()


def _promised(membership: Membership) -> sa.Select[Assignment]:
    bound = sa.select(Assignment).join(Gig, Gig.id == Assignment.gig_id)
    mine = bound.where(Gig.programme_id == membership.programme_id)
    return mine.where(Assignment.fan_id == membership.fan_id, Assignment.state.in_(BOUND))


leaving.take_part("gigs", 10, foresee)

"""What becomes of a fan's own listings when they go out of the programme: nobody else may hold them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.catalogue import service_listings, service_sessions
from marketplace.catalogue.models import Experience, Session
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.superfans.membership_hooks import leaving, when_ended
from marketplace.superfans.models import Membership

SENT_AWAY = ("suspended", "removed")


@when_ended
def take_out_of_the_window(membership: Membership, at: datetime) -> None:
    """Pause what they offer, and call off their dates: of whoever leaves those to which they have not said yes.

    Whoever leaves keeps their word; whoever is sent away is let go from all of them.
    """
    for listing in _listings(membership):
        service_listings.pause_listing(listing, Actor.FAN, at)
    for session in _dates(membership, at):
        service_sessions.cancel_session(session, Actor.SYSTEM, "no_guide_found", at)


def foresee(membership: Membership, at: datetime) -> list[Consequence]:
    """The same, before they go."""
    listings, dates = len(_listings(membership)), len(_dates(membership, at))
    found = [Consequence("listings_paused", "now", listings)] if listings else []
    return [*found, Consequence("own_dates_called_off", "now", dates)] if dates else found


def _listings(membership: Membership) -> list[Experience]:
    mine = _own(sa.select(Experience), membership).where(Experience.state == "published")
    return list(db.session.scalars(mine.order_by(Experience.id)))


def _dates(membership: Membership, at: datetime) -> list[Session]:
    dates = sa.select(Session).join(Experience, Experience.id == Session.experience_id)
    states = ("scheduled", "guided") if membership.state in SENT_AWAY else ("scheduled",)
    ahead = _own(dates, membership).where(Session.state.in_(states), Session.starts_at > at)
    return list(db.session.scalars(ahead.order_by(Session.id)))


def _own(query: sa.Select[Experience] | sa.Select[Session], membership: Membership) -> sa.Select:  # type: ignore[type-arg]
    return query.where(
        Experience.programme_id == membership.programme_id, Experience.host_id == membership.fan_id
    )


leaving.take_part("catalogue", 20, foresee)

"""Bookings of a programme that closes: what is confirmed takes place, what is not goes back to whoever paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from marketplace.bookings import service_cancellation
from marketplace.bookings.models import Booking
from marketplace.bookings.work import own_gigs
from marketplace.businesses import endings
from marketplace.businesses.models import Programme
from marketplace.catalogue import service_sessions
from marketplace.catalogue.models import Experience, Session
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs.service_gigs import place_ref

OPEN, PROMISED = ("pending", "waiting"), ("confirmed",)
BY = "nobody"  # nobody had said yes to it, so nobody lets anybody down: everything goes back
Reckoned = Sequence[tuple[Booking, service_cancellation.Preview]]


def register() -> None:
    """Bookings first: what they free, gigs and budget see."""
    endings.take_part("bookings", 10, endings.Part(foresee, carry_out, stands, frees))


def foresee(programme: Programme, at: datetime) -> list[Consequence]:
    """What is called off and given back, and what still takes place."""
    called_off = [(one, service_cancellation.preview(one, BY, at)) for one in _of(programme, OPEN)]
    return _said(called_off, _of(programme, PROMISED), len(_idle_sessions(programme)))


def carry_out(programme: Programme, at: datetime) -> list[Consequence]:
    """Call off what nobody has said yes to: bookings, and then the dates that nobody guides and nobody comes to."""
    called_off = [
        (one, service_cancellation.cancel(one, BY, Actor.SYSTEM, None, at)) for one in _of(programme, OPEN)
    ]
    idle = _idle_sessions(programme)
    for session in idle:
        service_sessions.cancel_session(session, Actor.SYSTEM, "programme_closed", at)
    return _said(called_off, _of(programme, PROMISED), len(idle))


def stands(programme: Programme) -> bool:
    """True while a confirmed booking has not taken place."""
    return bool(_of(programme, PROMISED))


def frees(programme: Programme) -> set[str]:
    """Every place of what was made for bookings that are called off, taken or not."""
    gigs = [gig for one in _of(programme, OPEN) for gig in own_gigs(one)]
    return {place_ref(gig, number) for gig in gigs for number in range(1, gig.places + 1)}


def _of(programme: Programme, states: Sequence[str]) -> list[Booking]:
    query = sa.select(Booking).where(Booking.programme_id == programme.id, Booking.state.in_(states))
    return list(db.session.scalars(query.order_by(Booking.id)))


def _idle_sessions(programme: Programme) -> list[Session]:
    """Dates without a guide that no confirmed guest waits for: a gig of a session goes with its session."""
    promised = sa.exists().where(Booking.session_id == Session.id, Booking.state.in_(PROMISED))
    query = sa.select(Session).join(Experience, Experience.id == Session.experience_id)
    mine = query.where(Experience.programme_id == programme.id, Session.state == "scheduled", ~promised)
    return list(db.session.scalars(mine.order_by(Session.id)))


def _said(called_off: Reckoned, promised: Sequence[Booking], dates: int) -> list[Consequence]:
    found = []
    if dates:
        found.append(Consequence("dates_called_off", "now", dates))
    for currency in sorted({one.currency for one, _ in called_off}):
        mine = [reckoned for one, reckoned in called_off if one.currency == currency]
        card, credit = sum(r.card_refund_minor for r in mine), sum(r.credit_refund_minor for r in mine)
        found.append(Consequence("bookings_called_off", "now", len(mine), card, currency))
        if credit:
            found.append(Consequence("credit_given_back", "now", 0, credit, currency))
    for currency in sorted({one.currency for one in promised}):
        theirs = [one for one in promised if one.currency == currency]
        paid = sum(service_cancellation.at_stake_minor(one) for one in theirs)
        found.append(Consequence("bookings_take_place", "later", len(theirs), paid, currency))
    return found

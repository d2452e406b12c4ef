"""The work behind a booking: its gigs, who is bound to them, and the rows locked before anything is decided."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Session
from marketplace.core.db import db
from marketplace.gigs.locks import lock_fans, lock_gigs
from marketplace.gigs.models import Assignment, Gig

WORKED = ("confirmed", "checked_in", "completed")


def locked(booking_ref: str) -> Booking:
    """A booking under its lock, as it stands now."""
    query = sa.select(Booking).where(Booking.public_id == booking_ref).with_for_update(of=Booking)
    booking = db.session.scalar(query.execution_options(populate_existing=True))
    if booking is None:
        raise LookupError(booking_ref)
    return booking


def locked_with_gigs(booking: Booking) -> Booking:
    """The same with the gigs made for it and whoever is bound or asked, locked before it in the order of the house."""
    gig_ids = [gig.id for gig in own_gigs(booking)]
    bound = sa.select(Assignment.fan_id).where(Assignment.gig_id.in_(gig_ids), Assignment.is_live)
    lock_fans(db.session.scalars(bound))
    lock_gigs(gig_ids)
    return locked(booking.public_id)


def gigs_of(booking: Booking) -> list[Gig]:
    """The gigs that serve a booking: its session's, or its own."""
    subject = booking.session.public_id if booking.session is not None else booking.public_id
    query = (
        sa.select(Gig)
        .where(sa.or_(Gig.subject == subject, Gig.bundle == booking.public_id))
        .order_by(Gig.starts_at, Gig.id)
    )
    return list(db.session.scalars(query))


def own_gigs(booking: Booking) -> list[Gig]:
    """The gigs made for this booking alone; a session's gig serves others too."""
    return [] if booking.session_id is not None else gigs_of(booking)


def live_assignments(booking: Booking) -> list[Assignment]:
    """Who is bound to it now."""
    gig_ids = [gig.id for gig in gigs_of(booking)]
    query = (
        sa.select(Assignment)
        .where(Assignment.gig_id.in_(gig_ids), Assignment.is_live)
        .order_by(Assignment.starts_at, Assignment.id)
    )
    return list(db.session.scalars(query))


def has_everybody(booking: Booking) -> bool:
    """True when every gig of it is filled: a journey is confirmed whole or not at all."""
    gigs = [gig for gig in gigs_of(booking) if gig.state != "cancelled"]
    return bool(gigs) and all(gig.state in ("filled", "finished") for gig in gigs)


def bookings_served_by(gig: Gig) -> list[Booking]:
    """The bookings a gig serves, locked in their order: those of its session, or the one it was made for."""
    refs = [ref for ref in (gig.subject, gig.bundle) if ref]
    query = (
        sa.select(Booking)
        .outerjoin(Session, Session.id == Booking.session_id)
        .where(sa.or_(Booking.public_id.in_(refs), Session.public_id.in_(refs)))
        .where(Booking.state.in_(("waiting", "confirmed")))
        .order_by(Booking.id)
        .with_for_update(of=Booking)
    )
    found = list(db.session.scalars(query.execution_options(populate_existing=True)))
    return [booking for booking in found if booking.state in ("waiting", "confirmed")]


def bookings_of_session(session: Session) -> list[Booking]:
    """Who has booked a session and comes, in the order of booking."""
    query = (
        sa.select(Booking)
        .options(joinedload(Booking.customer))
        .where(Booking.session_id == session.id, Booking.state.in_(("waiting", "confirmed", "completed")))
        .order_by(Booking.id)
    )
    return list(db.session.scalars(query))


def fans_who_gave_their_word(booking: Booking) -> list[str]:
    """Public ids of everybody who had said yes and did not take it back, in the order in which they did."""
    states = ("released", *WORKED)
    rows = [a for gig in gigs_of(booking) for a in gig.assignments if a.state in states]
    return list(dict.fromkeys(a.fan.public_id for a in sorted(rows, key=lambda a: a.id)))

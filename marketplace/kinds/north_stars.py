"""The numbers that single kinds add for a programme to be judged by."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.bookings.north_stars import bookings_completed
from marketplace.businesses import north_star
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.core.lifecycle import StateChange
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel


def parcels_delivered(programme: Programme, since: datetime, until: datetime) -> int:
    """Parcels handed over in a time."""
    query = (
        sa.select(sa.func.count(sa.distinct(Parcel.id)))
        .join(
            StateChange,
            sa.and_(StateChange.aggregate == PARCEL.name, StateChange.subject == Parcel.public_id),
        )
        .where(Parcel.programme_id == programme.id, StateChange.to_state == "delivered")
        .where(StateChange.at >= since, StateChange.at < until)
    )
    return db.session.scalar(query) or 0


def register() -> None:
    """Add them."""
    for code, label, measure, meaning in (
        (
            "parcels_delivered",
            _l("Parcels delivered"),
            parcels_delivered,
            _l("Handed over, to the person who waited."),
        ),
        (
            "journeys_completed",
            _l("Journeys completed"),
            bookings_completed,
            _l("From the first stage to the last."),
        ),
        (
            "meetups_held",
            _l("Meet-ups held"),
            bookings_completed,
            _l("Travellers who met somebody who lives there."),
        ),
    ):
        north_star.register(north_star.NorthStar(code, label, "count", measure, meaning))

"""The rooms that single kinds add to the desk."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk
from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.permissions import Permission
from marketplace.kinds.models import Parcel


def register() -> None:
    """Add them."""
    desk.register_room(
        desk.Room(
            "parcels",
            _l("Parcels"),
            "kinds.desk_parcels",
            "box",
            "work",
            40,
            Permission.DESK_VIEW,
            _waiting_count,
        )
    )
    desk.register_room(
        desk.Room("vouchers", _l("Vouchers"), "kinds.redeem", "ticket", "money", 40, Permission.BOOKINGS_EDIT)
    )


def _waiting_count(business: Business) -> int:
    query = (
        sa.select(sa.func.count()).select_from(Parcel).join(Programme, Programme.id == Parcel.programme_id)
    )
    return (
        db.session.scalar(query.where(Programme.business_id == business.id, Parcel.state == "waiting")) or 0
    )

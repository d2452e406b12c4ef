"""The rooms that single kinds add to the desk of a business that uses them."""

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
            lambda business: _has(business, "delivery"),
        )
    )
    desk.register_room(
        desk.Room(
            "vouchers",
            _l("Vouchers"),
            "kinds.vouchers",
            "ticket",
            "money",
            22,
            Permission.BOOKINGS_EDIT,
            is_used=lambda business: _has(business, "layover"),
        )
    )


def _has(business: Business, kind: str) -> bool:
    query = sa.exists().where(Programme.business_id == business.id, Programme.kind == kind)
    return bool(db.session.scalar(sa.select(query)))


def _waiting_count(business: Business) -> int:
    query = (
        sa.select(sa.func.count()).select_from(Parcel).join(Programme, Programme.id == Parcel.programme_id)
    )
    mine = query.where(Programme.business_id == business.id, Parcel.state == "waiting")
    return db.session.scalar(mine) or 0

"""The rooms that single kinds add to the desk of a business that uses them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk, front, next_steps
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.next_steps import NextStep
from marketplace.core.db import db
from marketplace.core.kinds import registry
from marketplace.core.permissions import Permission
from marketplace.gigs.models import Gig
from marketplace.kinds.models import Parcel, PickupPoint


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
            holds=("blocks", "pickup-points"),
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
    _first_steps()
    front.register(front.Section("asked_for", 30, "kinds/_front.html", _asked_for))


def _first_steps() -> None:
    steps = (
        ("pickup_point", 10, _l("Name a pick-up point"), _l("Where parcels wait and fans check in."), PickupPoint, "kinds.pickup_points"),
        ("parcels", 20, _l("Enter parcels"), _l("One by one, or all in a file."), Parcel, "kinds.desk_parcels"),
        ("blocks", 30, _l("Build blocks"), _l("You see the rounds before anybody is asked."), Gig, "kinds.preview"),
    )  # fmt: skip
    for code, rank, label, note, model, endpoint in steps:
        next_steps.register(
            NextStep(
                code, rank, label, note, lambda kind: kind.code == "delivery", _holds(model),
                lambda programme, endpoint=endpoint: url_for(endpoint, business_slug=programme.business.slug),
            )
        )  # fmt: skip
    next_steps.register(
        NextStep(
            "meeting_spot", 10, _l("Put the meeting point where it is"),
            _l("Of its words we know only the quarter or the town, so locals may check in from far away."),
            lambda kind: kind.code == "layover", _is_met_exactly, _edit_rules,
        )
    )  # fmt: skip


def _is_met_exactly(programme: Programme) -> bool:
    return not registry.get(programme.kind).policy(programme).get("meeting_is_rough")


def _edit_rules(programme: Programme) -> str:
    slug, ref = programme.business.slug, programme.public_id
    return url_for(
        "businesses.edit_programme",
        business_slug=slug,
        programme_id=ref,
        section="rules",
        _anchor="setting_meeting_point",
    )


def _holds(model: Any) -> Callable[[Programme], bool]:
    return lambda programme: bool(
        db.session.scalar(sa.select(sa.exists().where(model.programme_id == programme.id)))
    )


def _asked_for(business: Business, at: datetime) -> dict[str, Any] | None:
    """The open programmes in which customers ask for what nobody lists, or for somebody to meet."""
    query = sa.select(Programme).where(Programme.business_id == business.id, Programme.state == "open")
    found = [p for p in db.session.scalars(query.order_by(Programme.id)) if registry.get(p.kind).is_asked_for]
    return {"programmes": found} if found else None


def _has(business: Business, kind: str) -> bool:
    query = sa.exists().where(Programme.business_id == business.id, Programme.kind == kind)
    return bool(db.session.scalar(sa.select(query)))


def _waiting_count(business: Business) -> int:
    query = (
        sa.select(sa.func.count()).select_from(Parcel).join(Programme, Programme.id == Parcel.programme_id)
    )
    mine = query.where(Programme.business_id == business.id, Parcel.state == "waiting")
    return db.session.scalar(mine) or 0

"""The invented people whom a visitor of the demo world may be: an owner of each business, some superfans, two customers."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from config import Settings
from marketplace.bookings.models import Booking
from marketplace.businesses.models import Business, Staff
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.gigs.models import Offer
from marketplace.identity.demo_people import DemoPerson
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan

FANS = (
    "Lina Molinari",
    "Desmond Gaines",
    "Itzel Robledo Tapia",
    "Julián Medrano Lara",
    "Wietske Roorda",
    "Federico Sartori",
)
ASKED_SHOWN = CUSTOMERS_SHOWN = 2


def people() -> list[DemoPerson]:
    """Everybody who may be signed in as; nobody while the world is empty."""
    return [*_owners(), *_fans(), *_customers()]


def printed() -> str:
    """The same for the terminal, with the page on which one presses their name."""
    settings: Settings = current_app.extensions["muster.settings"]
    rows = edge.read(people)
    if not rows:
        return ""
    width = max(len(person.name) for person in rows)
    lines = [f"  {person.name:<{width}}  {person.role}" for person in rows]
    return "\n".join(
        ["", f"Be one of these people, without a password: {settings.base_url}/demo/sign-in", *lines, ""]
    )


def _owners() -> list[DemoPerson]:
    query = (
        sa.select(Identity.public_id, Identity.name, Business.name, Business.slug)
        .join(Staff, Staff.identity_id == Identity.id)
        .join(Business, Business.id == Staff.business_id)
        .where(Staff.role == "owner")
        .order_by(Business.id, Staff.id)
    )
    return [
        DemoPerson(ref, name, _("Owner of %(business)s", business=business), f"/desk/{slug}")
        for ref, name, business, slug in db.session.execute(query)
    ]


def _fans() -> list[DemoPerson]:
    fans = sa.select(Identity.public_id, Identity.name, Superfan.home_name)
    fans = fans.join(Superfan, Superfan.identity_id == Identity.id).order_by(Superfan.id)
    is_named = Identity.name.in_(FANS)
    is_asked = sa.exists().where(Offer.fan_id == Superfan.id, Offer.state == "open")
    named = [
        DemoPerson(ref, name, _("Superfan, %(place)s", place=place), "/fan")
        for ref, name, place in db.session.execute(fans.where(is_named))
    ]
    asked = [
        DemoPerson(ref, name, _("Superfan, %(place)s, asked just now", place=place), "/fan/board")
        for ref, name, place in db.session.execute(fans.where(~is_named, is_asked).limit(ASKED_SHOWN))
    ]
    return [*named, *asked]


def _customers() -> list[DemoPerson]:
    """Those who book most."""
    booked = sa.func.count(Booking.id)
    query = (
        sa.select(Identity.public_id, Identity.name, booked)
        .join(Booking, Booking.customer_id == Identity.id)
        .group_by(Identity.public_id, Identity.name, Identity.id)
        .order_by(booked.desc(), Identity.id)
        .limit(CUSTOMERS_SHOWN)
    )
    return [
        DemoPerson(
            ref,
            name,
            ngettext("Customer with %(num)s booking", "Customer with %(num)s bookings", count),
            "/my/bookings",
        )
        for ref, name, count in db.session.execute(query)
    ]

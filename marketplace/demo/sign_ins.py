"""The invented people whom a visitor of the demo world may be: an owner of each business, some superfans, two customers."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from config import Settings
from marketplace.businesses.models import Business, Staff
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.demo.people import CUSTOMER_MAIL
from marketplace.identity.demo_people import DemoPerson
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan

FANS = ("Lina Molinari", "Desmond Gaines", "Itzel Robledo Tapia", "Julián Medrano Lara", "Wietske Roorda", "Federico Sartori")
CUSTOMERS_SHOWN = 2


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
    return "\n".join(["", f"Be one of these people, without a password: {settings.base_url}/demo/sign-in", *lines, ""])


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
    query = (
        sa.select(Identity.public_id, Identity.name, Superfan.home_name)
        .join(Superfan, Superfan.identity_id == Identity.id)
        .where(Identity.name.in_(FANS))
        .order_by(Superfan.id)
        .limit(len(FANS))
    )
    return [
        DemoPerson(ref, name, _("Superfan, %(home)s", home=home), "/fan/board")
        for ref, name, home in db.session.execute(query)
    ]


def _customers() -> list[DemoPerson]:
    query = sa.select(Identity.public_id, Identity.name).where(Identity.email.endswith(f"@{CUSTOMER_MAIL}"))
    rows = db.session.execute(query.order_by(Identity.id).limit(CUSTOMERS_SHOWN))
    return [DemoPerson(ref, name, _("Customer"), "/my/bookings") for ref, name in rows]

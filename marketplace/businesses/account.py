"""What the lower areas learn from this one: who acts for whom, what ids stand for, and where owners land."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import request, url_for

from marketplace.businesses import queries
from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.core.permissions import Permission
from marketplace.core.texts import in_language
from marketplace.identity import context, erasure
from marketplace.identity.context import MenuItem
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from marketplace.trust.subjects import Subject

MENU_ORDER = 10
LANDING_ORDER = 10  # somebody with a desk lands there


def register() -> None:
    """Tell them."""
    people.register_staff_resolver(
        queries.people_of,
        queries.acts_for,
        owners_of=queries.owners_of,
        deciders_of=_deciders_of,
        desk_of=queries.desk_of,
        house=queries.house_ref,
    )
    erasure.hinder(_is_last_owner)
    erasure.before_going(_step_back)
    subjects.register("prg", _programme)
    subjects.register("sch", _scheme)
    subjects.register("biz", _business)
    context.add_to_menu(MENU_ORDER, _menu)
    context.land_at(LANDING_ORDER, _landing)


def _deciders_of(business_ref: str) -> list[Identity]:
    return queries.people_of(business_ref, Permission.CASES_DECIDE)


def _is_last_owner(person: Identity, at: datetime) -> MarketplaceError | None:
    """A business that runs needs somebody who answers for it."""
    for business in queries.owned_alone(person):
        going = queries.programmes_of(business, "open", "paused")
        if going:
            return Refused(
                "business_open",
                business=business.name,
                programme=in_language(going[0], person.locale, "title"),
            )
    return None


def _step_back(person: Identity, at: datetime) -> None:
    """Nobody is sent any more to an address that is gone, nor to a person who is."""
    mine = sa.func.lower(Business.support_email) == person.email.lower()
    db.session.execute(sa.update(Business).where(mine).values(support_email=""))
    mine = sa.func.lower(Programme.support_contact) == person.email.lower()
    db.session.execute(sa.update(Programme).where(mine).values(support_contact=""))
    for programme in db.session.scalars(sa.select(Programme).where(Programme.responsible_id == person.id)):
        owners = queries.owners_of(programme.business.public_id)
        programme.responsible = next((one for one in owners if one.id != person.id), None)


def _programme(ref: str) -> Subject | None:
    found = db.session.scalar(sa.select(Programme).where(Programme.public_id == ref))
    if found is None:
        return None
    path = f"/desk/{found.business.slug}/programmes/{ref}"  # spelt out: jobs ask too, without a request
    return Subject(ref, found.business.public_id, found.title, path, ())


def _scheme(ref: str) -> Subject | None:
    found = db.session.scalar(sa.select(SchemeVersion).where(SchemeVersion.public_id == ref))
    return _programme(found.programme.public_id) if found else None


def _business(ref: str) -> Subject | None:
    found = db.session.scalar(sa.select(Business).where(Business.public_id == ref))
    if found is None:
        return None
    return Subject(ref, ref, found.name, f"/at/{found.slug}", (), is_for_everybody=True)


def _menu(person: Identity) -> list[MenuItem]:
    return [
        MenuItem(
            member.business.name,
            address := url_for("businesses.overview", business_slug=member.business.slug),
            request.path.startswith(address),
            "shop",
        )
        for member in queries.desks_of(person)
    ]


def _landing(person: Identity) -> str | None:
    mine = queries.desks_of(person)
    if not mine:
        return None
    if len(mine) > 1:
        return url_for("businesses.desks")
    return url_for("businesses.overview", business_slug=mine[0].business.slug)

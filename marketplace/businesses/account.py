"""What the lower areas learn from this one: who acts for whom, what ids stand for, and where owners land."""

from __future__ import annotations

import sqlalchemy as sa
from flask import request, url_for

from marketplace.businesses import queries
from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core.db import db
from marketplace.core.permissions import Permission
from marketplace.identity import context
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
    )
    subjects.register("prg", _programme)
    subjects.register("sch", _scheme)
    subjects.register("biz", _business)
    context.add_to_menu(MENU_ORDER, _menu)
    context.land_at(LANDING_ORDER, _landing)


def _deciders_of(business_ref: str) -> list[Identity]:
    return queries.people_of(business_ref, Permission.CASES_DECIDE)


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

"""What bookings and requests are to cases and threads: their business, title, page and people."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.bookings.models import Booking, Request
from marketplace.bookings.telling import path
from marketplace.bookings.work import live_assignments
from marketplace.core.db import db
from marketplace.trust import subjects
from marketplace.trust.subjects import Subject


def register() -> None:
    """Tell how their public ids are looked up."""
    subjects.register("bkg", booking)
    subjects.register("req", request)


def booking(ref: str) -> Subject | None:
    """A booking, with its customer and everybody bound to it."""
    found = db.session.scalar(sa.select(Booking).where(Booking.public_id == ref))
    if found is None:
        return None
    assignments = live_assignments(found)
    fans = {a.fan.identity_id: a.fan.identity for a in assignments}
    evidence = {
        "state": found.state,
        "price_minor": found.price_minor,
        "currency": found.currency,
        "payments": [payment.public_id for payment in found.payments],
        "assignments": [assignment.public_id for assignment in assignments],
    }
    parties = ((found.customer, "customer"), *((person, "fan") for person in fans.values()))
    paths = {a.fan.identity.public_id: f"/assignments/{a.public_id}" for a in assignments}
    paths["business"] = f"/desk/{found.business.slug}/bookings/{ref}"
    return Subject(
        ref,
        found.business.public_id,
        found.title,
        path(found),
        parties,
        evidence,
        paths=paths,
        language=found.titled.language,
    )


def request(ref: str) -> Subject | None:
    """A request, with whoever asked."""
    found = db.session.scalar(sa.select(Request).where(Request.public_id == ref))
    if found is None:
        return None
    parties = ((found.customer, "customer"),)
    paths = {"business": f"/desk/{found.business.slug}/requests/{ref}"}
    return Subject(ref, found.business.public_id, found.place_name, f"/requests/{ref}", parties, paths=paths)

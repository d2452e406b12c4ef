"""A bookshop with its people, a customer and a fan, for the tests of trust."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import sqlalchemy as sa

from marketplace.businesses.models import Business, Staff
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.mail import Mail
from marketplace.identity.models import Identity
from marketplace.trust import people, subjects
from marketplace.trust.models import Notification
from marketplace.trust.subjects import Subject
from tests.conftest import NOON

BOOKING = "tst_222222222222222a"
FAN_REF = "fan_222222222222222b"
PROGRAMME = "prg_222222222222222c"


@dataclass
class World:
    """The people of one shop."""

    business: Business
    olga: Identity  # owner
    mario: Identity  # manager
    sue: Identity  # support: may not decide
    ana: Identity  # customer
    ben: Identity  # fan
    eve: Identity  # nobody in particular

    @property
    def ref(self) -> str:
        return self.business.public_id


def make_identity(
    name: str, *, locale: str = "en", timezone: str = "UTC", password: str | None = "x"
) -> Identity:
    return Identity(
        email=f"{name.lower()}@example.org", name=name, locale=locale, timezone=timezone, password=password,
        created_at=NOON, confirmed_at=NOON, fs_uniquifier=uuid4().hex, fs_webauthn_user_handle=uuid4().hex,
    )  # fmt: skip


def make_business(slug: str = "foglight", name: str = "Foglight Books") -> Business:
    return Business(
        slug=slug, name=name, country="US", currency="USD", timezone="America/Los_Angeles",
        place_name="San Francisco", lat=37.77, lon=-122.42, created_at=NOON,
    )  # fmt: skip


def make_world(at: datetime = NOON) -> World:
    """Write the shop and its people; a booking between Ana and Ben stands behind `BOOKING`."""

    def work() -> World:
        names = ("Olga", "Mario", "Sue", "Ana", "Ben", "Eve")
        everybody = [make_identity(name) for name in names]
        world = World(make_business(), *everybody)
        db.session.add_all([world.business, *everybody])
        db.session.flush()
        for person, role in ((world.olga, "owner"), (world.mario, "manager"), (world.sue, "support")):
            db.session.add(
                Staff(business_id=world.business.id, identity_id=person.id, role=role, created_at=at)
            )
        return world

    world = edge.write(work)
    subjects.register("tst", booking_between(world))
    ben_id = world.ben.id
    people.register_fan_resolver(
        lambda ref: db.session.get(Identity, ben_id) if ref == FAN_REF else None,
        fan_ref_of=lambda identity: FAN_REF if identity.id == ben_id else None,
    )
    return world


def booking_between(world: World) -> subjects.Resolver:
    """A resolver that knows one booking."""
    ref, ana_id, ben_id = world.ref, world.ana.id, world.ben.id

    def resolve(subject: str) -> Subject | None:
        if subject != BOOKING:
            return None
        ana, ben = db.session.get_one(Identity, ana_id), db.session.get_one(Identity, ben_id)
        return Subject(BOOKING, ref, "Fog walk", f"/bookings/{BOOKING}", ((ana, "customer"), (ben, "fan")))

    return resolve


def notices_of(person: Identity) -> list[str]:
    """Codes of what a person was told, in order."""
    mine = sa.select(Notification.code).where(Notification.identity_id == person.id).order_by(Notification.id)
    return edge.read(lambda: list(db.session.scalars(mine)))


def mails_to(person: Identity) -> list[Mail]:
    """Mails written to a person, in order; detached from the session."""
    theirs = sa.select(Mail).where(Mail.to_address == person.email).order_by(Mail.id)

    def work() -> list[Mail]:
        rows = list(db.session.scalars(theirs))
        for row in rows:
            db.session.expunge(row)
        return rows

    return edge.read(work)

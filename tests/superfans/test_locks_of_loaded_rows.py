"""Rows as the pages load them, with what belongs to them, can be locked on both databases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from marketplace.businesses import queries as businesses
from marketplace.businesses import service_programmes
from marketplace.businesses.models import Programme
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import Base, db
from marketplace.core.locking import lock_row
from marketplace.identity.models import Identity
from marketplace.superfans import (
    queries,
    queries_members,
    service_members,
    service_membership,
    service_profile,
)
from marketplace.superfans.models import Credential, Membership
from tests.gigs.worlds import make_fan, make_world
from tests.world import make_identity


def test_memberships_and_programmes_that_a_page_loaded_are_moved(app: Flask, clock: SteppedClock) -> None:
    def make() -> tuple[str, str]:
        world = make_world()
        member = queries.memberships_of(make_fan(world, "Ana"))[0]
        return member.public_id, world.programme.public_id

    ref, programme_ref = edge.write(make)

    def rest() -> str:
        return service_membership.pause(queries.membership_named(ref), clock.now()).state

    def send_away() -> str:
        loaded = queries.membership_named(ref)
        member = queries_members.member(loaded.programme.business, ref)
        owner = db.session.query(Identity).filter_by(name="Olive Owner").one()
        return service_members.suspend(member, owner, "Not now.", clock.now()).state

    def stop() -> str:
        business = queries.membership_named(ref).programme.business
        owner = db.session.query(Identity).filter_by(name="Olive Owner").one()
        programme = businesses.programme_of(business, programme_ref)
        service_programmes.pause_programme(programme, owner, clock.now())
        return programme.state

    # Each in a transaction of its own, with nothing loaded before.
    done = []
    for work in (rest, send_away, stop):
        edge.write(lambda work=work: done.append(work()))  # type: ignore[misc]
        db.session.remove()
    assert done == ["paused", "suspended", "paused"]


@pytest.mark.parametrize("model", [Identity, Membership, Programme, Credential], ids=lambda m: m.__name__)
def test_a_row_is_locked_whatever_was_loaded_along_with_it(
    app: Flask, clock: SteppedClock, model: type[Base]
) -> None:
    """Everything that belongs to the row is joined to it, and some of it is not there."""

    def make() -> None:
        world = make_world()
        fan = make_fan(world, "Ana")
        db.session.add(Credential(fan_id=fan.id, business_id=world.business.id, code="first_aid"))

    edge.write(make)
    related = [joinedload(getattr(model, one.key)) for one in sa.inspect(model).relationships]

    def lock() -> int:
        rows = list(db.session.scalars(sa.select(model).options(*related)).unique())
        for row in rows:
            lock_row(row)
        return len(rows)

    assert edge.write(lock) > 0


def test_a_signed_in_person_becomes_a_fan_once(app: Flask, clock: SteppedClock) -> None:
    """The person as the token of an app brings them, with what belongs to them."""
    ref = edge.write(lambda: make_identity("Nora New").public_id)

    def begin() -> int:
        query = sa.select(Identity).options(joinedload(Identity.webauthn)).where(Identity.public_id == ref)
        return service_profile.become_superfan(db.session.scalars(query).unique().one(), clock.now()).id

    assert edge.write(begin) == edge.write(begin)

"""Work that is done and earned, for the tests of rewards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_acceptance, service_work
from marketplace.gigs.models import Assignment
from marketplace.identity import second_factor
from marketplace.identity.models import Identity
from tests.gigs.worlds import (
    STARTS_AT,
    World,
    fund_through_bank,
    make_fan,
    make_work,
    make_world,
    offer_to,
    run_due,
)

ENDS_AT = STARTS_AT + timedelta(hours=3)


def world_at_work(**changes: Any) -> tuple[World, str]:
    """A funded shop whose one fan has checked in on time; gives the assignment's public id."""
    world = edge.write(lambda: make_world(funded_minor=0, **changes.pop("world", {})))
    fund_through_bank(world, changes.pop("funded_minor", 1_000_00))

    def make() -> str:
        fan = make_fan(world, "Ana", **changes.pop("fan", {}))
        offer = offer_to(make_work(world, **changes), fan)
        assignment = service_acceptance.accept_offer(offer, fan, offer.sent_at)
        service_work.check_in(assignment, "place", {"lat": 52.3702, "lon": 4.8952}, STARTS_AT)
        return assignment.public_id

    return world, edge.write(make)


def paid_out(clock: SteppedClock) -> World:
    """A shop whose fan has worked, and a day on which their pay went to their bank."""
    world, ref = world_at_work(fan={"payout_day": "daily"})
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    return world


def complete(ref: str, at: datetime = ENDS_AT) -> None:
    """Say that the work is done."""
    edge.write(lambda: service_work.complete(assignment(ref), at))


def assignment(ref: str) -> Assignment:
    """One assignment, read again."""
    return db.session.scalars(sa.select(Assignment).where(Assignment.public_id == ref)).one()


def count(table: str, where: str = "1 = 1") -> int:
    """How many rows a table has."""
    return edge.read(
        lambda: int(db.session.execute(sa.text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one())
    )


def browse_as(site: Flask, person: Identity, locale: str = "en") -> FlaskClient:
    """A browser in which somebody is signed in, strongly enough for a desk on any day."""
    site.config["WTF_CSRF_ENABLED"] = False

    def set_up() -> None:
        row = db.session.get_one(Identity, person.id)
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "secret"

    edge.write(set_up)
    client = site.test_client()
    client.set_cookie("muster_locale", locale)
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = person.fs_uniquifier, True
        session[second_factor.STRONG] = True
    return client

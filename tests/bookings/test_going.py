"""Whoever is counted on cannot be erased yet; whoever goes leaves nothing that names them, on both databases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.businesses import service_programmes
from marketplace.businesses.models import Business, Programme, Staff
from marketplace.core import audit
from marketplace.core.clock import SteppedClock
from marketplace.core.db import Base, db
from marketplace.core.errors import Refused
from marketplace.identity import erasure, personal_data, retention
from marketplace.identity.models import Identity
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Thread
from marketplace.trust.service_cases import decide_case, open_case
from marketplace.trust.service_threads import post_message
from payouts.tables import metadata as ledger
from tests import world as w
from tests.bookings.conftest import Scene

BIO = "I paint signs and know every mural by heart."


def _against(person: Identity) -> list[str]:
    """Codes of what keeps somebody from going."""
    found = w.do(lambda at: erasure.hindrances(w.by_ref(Identity, person.public_id), at))
    return [reason.code for reason in found]


def _erase(person: Identity) -> None:
    w.do(lambda at: erasure.erase(w.by_ref(Identity, person.public_id), at))


def _paid_out(clock: SteppedClock) -> None:
    for _ in range(12):
        clock.advance(days=1)
        w.run_due()


def test_promises_are_kept_and_money_paid_before_anybody_goes(scene: Scene, clock: SteppedClock) -> None:
    owner, fan, customer = scene.world.owner, scene.world.fans[0].identity, scene.customer
    assert (_against(fan), _against(customer), _against(owner)) == ([], [], ["business_open"])

    ref = w.book(scene.session, customer)
    w.pay(ref)
    (assignment,) = w.accept_all()
    assert _against(fan) == ["gig_promised"]
    assert _against(customer) == ["booking_ahead"]
    assert set(_against(owner)) == {"business_open", "business_engaged", "business_booked"}
    with pytest.raises(Refused):
        _erase(fan)

    w.take_place(assignment, clock)
    assert w.state_of(Booking, ref) == "completed"
    assert _against(fan) == ["money_owed"]
    assert _against(customer) == []
    assert set(_against(owner)) == {"business_open", "business_owes"}

    _paid_out(clock)
    assert _against(fan) == []
    assert _against(owner) == ["business_open"]


def test_a_business_passes_on_or_closes_before_its_only_owner_goes(scene: Scene) -> None:
    world, heir = scene.world, scene.customer
    staff = lambda role: Staff(  # noqa: E731
        business_id=world.business.id, identity_id=heir.id, role=role, created_at=scene.world.business.created_at
    )  # fmt: skip
    w.do(lambda at: db.session.add(staff("manager")))
    assert _against(world.owner) == ["business_open"], "a manager does not answer for it"
    w.do(lambda at: db.session.execute(sa.update(Staff).values(role="owner")))
    assert _against(world.owner) == []
    w.do(lambda at: db.session.execute(sa.delete(Staff).where(Staff.identity_id == heir.id)))

    def close(at: datetime) -> None:
        for programme in world.programmes.values():
            found = w.by_ref(Programme, programme.public_id)
            service_programmes.close_programme(found, w.by_ref(Identity, world.owner.public_id), at)

    w.do(close)
    assert _against(world.owner) == []
    _erase(world.owner)
    business, programme = w.look(
        lambda: (
            w.by_ref(Business, world.business.public_id),
            w.by_ref(Programme, world.programmes["experience"].public_id),
        )
    )
    assert (business.support_email, programme.support_contact, programme.responsible_id) == ("", "", None)
    assert w.look(audit.run) == []


def _left_something_everywhere(scene: Scene, ref: str) -> None:
    """Words of the fan in profile, message and case, and of the customer in message."""
    fan, customer = scene.world.fans[0].identity, scene.customer

    def write(at: datetime) -> None:
        profile = db.session.scalars(sa.select(Superfan).where(Superfan.identity_id == fan.id)).one()
        profile.bio = BIO
        thread = db.session.scalars(sa.select(Thread).where(Thread.subject == ref)).one()
        for person, text in ((fan, f"Ask for {fan.name}."), (customer, f"{customer.name} here.")):
            post_message(thread, w.by_ref(Identity, person.public_id), text, at)
        case = open_case(
            business_ref=scene.world.business.public_id, kind="support", subject=scene.world.business.public_id,
            opened_by=w.by_ref(Identity, fan.public_id), against=None, title="Late pay", text="When will it come?",
            upload=None, at=at,
        )  # fmt: skip
        decide_case(case, w.by_ref(Identity, scene.world.owner.public_id), "solved", "It came.", at)

    w.do(write)


def _naming(*words: str) -> set[str]:
    """Tables in which one of the words stands."""

    def read() -> set[str]:
        tables = {**Base.metadata.tables, **ledger.tables}
        return {
            name
            for name, table in tables.items()
            for row in db.session.execute(sa.select(table))
            if any(word in str(value) for value in row for word in words)
        }

    return w.look(read)


def test_what_is_taken_away_is_all_and_what_is_left_names_nobody(scene: Scene, clock: SteppedClock) -> None:
    fan, customer = scene.world.fans[0].identity, scene.customer
    ref = w.book(scene.session, customer)
    w.pay(ref)
    (assignment,) = w.accept_all()
    _left_something_everywhere(scene, ref)
    w.take_place(assignment, clock)
    _paid_out(clock)

    copies = {one.public_id: w.look(lambda one=one: _copy(one, clock)) for one in (fan, customer)}
    told = copies[fan.public_id]
    assert {
        "superfan",
        "message",
        "case",
        "earning",
        "assignment",
        "decision_record",
        "mail",
        "notification",
    } <= told["records"].keys()
    assert BIO in str(told)
    assert customer.email not in str(told)
    assert fan.email not in str(copies[customer.public_id])
    assert copies[customer.public_id]["bookings"][0]["title"] == "Murals of the Mission"

    words = (fan.email, customer.email, fan.name, customer.name, BIO, f"Ask for {fan.name}.")
    _erase(fan)
    _erase(customer)
    assert _naming(*words) == {"payout_names"}, (
        "a statement names whom it paid as long as the tax office may ask"
    )
    assert _naming("When will it come?") == {"case_statement"}, "kept under legal hold, under no name"
    assert w.look(audit.run) == []

    clock.advance(days=4 * 365)
    w.do(lambda at: [erasure.expire(rule, at) for rule in retention.rules()])
    assert _naming("When will it come?", "Late pay") == set(), "until its time is over"


def _copy(person: Identity, clock: SteppedClock) -> dict[str, Any]:
    return personal_data.gather(w.by_ref(Identity, person.public_id), clock.now())

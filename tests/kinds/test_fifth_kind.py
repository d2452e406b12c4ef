"""The test of the design: a kind that lives here alone goes the whole way round, without a line changed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace import create_app
from marketplace.application import ROOT
from marketplace.bookings.models import Booking
from marketplace.businesses import north_star
from marketplace.businesses.models import Programme
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.gigs import service_endings, service_work
from marketplace.gigs.models import Assignment, Offer
from marketplace.identity.models import Identity
from marketplace.rewards.models import Earning
from tests import world as w
from tests.bookings.conftest import SignIn
from tests.conftest import _running, settings_for
from tests.kinds import fifth_kind

CODE = fifth_kind.Candlelight.code
PAYDAY = datetime.fromisoformat("2026-12-04T20:00:00+00:00")  # a Friday
PRICE, PAY = 2 * 39_00, 2 * 20_00  # two guests; two hours by the plain scheme


def _with_the_kind(app: Flask) -> Iterator[Flask]:
    fifth_kind.register(app)
    yield from _running(app)
    fifth_kind.unregister()


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: SteppedClock) -> Iterator[Flask]:
    """An application that has the kind, on each engine in turn."""
    yield from _with_the_kind(create_app(settings_for(database_url, tmp_path), clock))


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> Iterator[Flask]:
    """An application that has the kind, on SQLite alone."""
    yield from _with_the_kind(create_app(settings_for(sqlite_url, tmp_path), clock))


def _evening() -> tuple[w.World, str, Identity]:
    """A listed evening, three members of whom one is a child, and a customer."""
    world = w.make_world(CODE)
    w.add_fan(world, "Ana Aloud")
    w.add_fan(world, "Ben Bass", at_m=900)
    w.add_fan(world, "Young Yara", born_on=date(2012, 1, 1), at_m=10)
    listing = w.add_listing(world, kind=CODE, title="Moby-Dick by candlelight", guests_min=1)
    return world, w.add_session(listing).public_id, w.make_identity("Carla Customer")


def _prove_page(assignment: str, page: int) -> None:
    def work(at: datetime) -> None:
        found = w.by_ref(Assignment, assignment)
        service_work.add_proof(
            found, nonce="n1", step="completion", means="statement", at=at, detail={"page": page}
        )

    w.do(work)


def test_it_goes_the_whole_way_round(app: Flask, clock: SteppedClock) -> None:
    world, session_ref, customer = edge.write(_evening)
    assert world.programmes[CODE].purpose == "Because Foglight Books is a place to be read to."
    (gig,) = w.gigs()
    assert gig.kind == CODE

    booking = w.book(session_ref, customer)
    w.pay(booking)
    w.run_due()
    assert (w.booking(booking).kind, w.state_of(Booking, booking)) == (CODE, "waiting")
    asked = w.offers()
    names = w.look(lambda: {w.by_ref(Offer, ref).fan.identity.name for ref in asked})
    assert names == {"Ana Aloud", "Ben Bass"}, (
        "two at once; the nearest is not of age, as only this kind demands"
    )

    lost = w.accept(asked[0])
    assert w.state_of(Booking, booking) == "confirmed"
    w.do(lambda at: service_endings.forfeit(w.by_ref(Assignment, lost), "ill", at))
    w.run_due()
    assert w.state_of(Booking, booking) == "waiting"
    (taken,) = w.accept_all()
    assert w.state_of(Booking, booking) == "confirmed"

    clock.move_to(gig.starts_at)
    w.check_in(taken)
    clock.move_to(gig.ends_at)
    with pytest.raises(Refused, match="proof_missing"):
        w.complete(taken)
    _prove_page(taken, 12)
    w.complete(taken)
    assert w.state_of(Booking, booking) == "completed"
    assert w.payment_of(booking).captured_minor == PRICE
    earning = w.look(lambda: db.session.scalars(sa.select(Earning)).one())
    assert (earning.assignment_ref, earning.amount_minor) == (taken, PAY)
    assert w.balance(world.business, f"payable:{earning.fan_ref}") == PAY
    assert [
        ("paid", booking), ("filled", gig.public_id), ("confirmed", booking), ("lost", gig.public_id),
        ("filled", gig.public_id), ("confirmed", booking), ("completed", gig.public_id),
    ] == fifth_kind.TOLD  # fmt: skip

    clock.move_to(PAYDAY)
    w.run_due()
    assert w.look(lambda: db.session.scalars(sa.select(Earning.state)).one()) == "paid"
    reading = w.look(
        lambda: north_star.read(w.by_ref(Programme, world.programmes[CODE].public_id), clock.now())
    )
    assert reading.value == 1
    assert w.look(audit.run) == []


def test_when_nobody_takes_it_the_kind_is_told_and_the_money_goes_back(
    site: Flask, clock: SteppedClock
) -> None:
    _, session_ref, customer = edge.write(_evening)
    booking = w.book(session_ref, customer)
    w.pay(booking)
    w.run_due()
    while waiting := w.offers():
        w.decline(waiting[0])
    clock.advance(days=4, hours=7)  # past the cut-off, a day before it begins
    w.run_due()
    assert [hook for hook, _ in fifth_kind.TOLD] == ["paid", "unfilled"]
    assert w.state_of(Booking, booking) == "called_off"
    assert w.payment_of(booking).state == "voided"


def test_pages_meet_it_through_the_registry(sign_in: SignIn, pages: Flask) -> None:
    world, session_ref, customer = edge.write(_evening)
    booking = w.book(session_ref, customer)
    w.pay(booking)
    w.run_due()
    offer = w.offers()[0]
    fan = w.look(lambda: db.session.get(Identity, w.by_ref(Offer, offer).fan.identity_id))
    fans, owners, customers = sign_in(fan), sign_in(world.owner), sign_in(customer)
    desk, programme = f"/desk/{world.business.slug}", world.programmes[CODE].public_id
    (gig,) = w.gigs()

    def shown(browser: FlaskClient, path: str) -> str:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)

    assert "Candlelight reading" in shown(owners, f"{desk}/programmes/new")
    assert "Most candles" in shown(owners, f"{desk}/programmes/{programme}/edit/rules")
    assert "New listing" in shown(owners, f"{desk}/listings")
    assert owners.get(f"{desk}/listings/new").status_code == 200, "its programmes may be put on dates"
    assert "Moby-Dick by candlelight" in shown(sign_in(None), "/search")
    assert shown(customers, f"/bookings/{booking}")
    assert "40 candles stand ready" in shown(fans, f"/offers/{offer}")
    taken = fans.post(f"/offers/{offer}/acceptance")
    assert taken.status_code == 303
    assert "40 candles stand ready" in shown(fans, taken.location)
    assert "40 candles stand ready" in shown(owners, f"{desk}/gigs/{gig.public_id}")


def test_the_product_does_not_know_its_name() -> None:
    assert CODE in fifth_kind.__doc__
    folders = ("marketplace", "matching", "payouts", "templates", "static")
    files = [p for f in folders for p in (ROOT / f).rglob("*") if p.suffix in (".py", ".html", ".js", ".css")]
    assert files
    assert [path for path in files if CODE in path.read_text()] == []

"""Whoever gave work back knows what anybody knows who is asked: neither guests, nor addresses, nor what is written from now on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_endings
from marketplace.gigs.models import Assignment, Gig
from marketplace.kinds.delivery import Delivery
from marketplace.kinds.models import Parcel
from marketplace.trust.models import Thread
from tests import world as w
from tests.bookings.conftest import Scene, SignIn
from tests.kinds.depots import make_depot, plan_blocks

NOTES = "We are slow on hills."


def gives_back(assignment: str) -> None:
    w.do(lambda at: service_endings.forfeit(w.by_ref(Assignment, assignment), "ill", at))
    w.run_due()


def messages_of(booking: str) -> str:
    ref = sa.select(Thread.public_id).where(Thread.subject == booking)
    return f"/threads/{w.look(lambda: db.session.scalars(ref).one())}"


def test_a_guide_who_gave_it_back_reads_no_more_of_guests_and_messages(
    scene: Scene, clock: SteppedClock, browser_of: SignIn
) -> None:
    first = w.look(lambda: w.by_ref(type(scene.world.fans[0]), scene.world.fans[0].public_id).identity)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.run_due()
    assignment = w.accept(w.offers()[0])
    messages, page = messages_of(ref), f"/assignments/{assignment}"
    guide, customer = browser_of(first), browser_of(scene.customer)
    assert guide.get(messages).status_code == 200
    assert NOTES in guide.get(page).text

    second = edge.write(lambda: w.add_fan(scene.world, "Hanna Helper").identity)
    gives_back(assignment)
    assert guide.get(messages).status_code == 404
    assert NOTES not in guide.get(page).text
    assert customer.get(messages).status_code == 200

    w.accept_all()
    assert w.state_of(Booking, ref) == "confirmed"
    assert browser_of(second).get(messages).status_code == 200
    assert guide.get(messages).status_code == 404


def test_who_takes_it_again_reads_on(scene: Scene, clock: SteppedClock, browser_of: SignIn) -> None:
    guide = browser_of(scene.world.fans[0].identity)
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    w.run_due()
    gives_back(w.accept(w.offers()[0]))
    gig = w.gigs()[0].public_id
    assert guide.post(f"/fan/board/{gig}/acceptance").status_code == 303
    w.run_due()
    assert w.state_of(Booking, ref) == "confirmed"
    assert guide.get(messages_of(ref)).status_code == 200


@pytest.fixture
def riding(browser_of: SignIn) -> tuple[str, str]:
    """A block, and the assignment of whoever took it."""
    (gig,) = plan_blocks(edge.write(make_depot))
    return gig, w.accept(w.offers()[0])


def test_where_recipients_live_is_known_to_whoever_has_taken_the_block(
    riding: tuple[str, str], browser_of: SignIn
) -> None:
    gig_ref, assignment = riding
    found: Assignment = w.look(lambda: w.by_ref(Assignment, assignment))
    rider = w.look(lambda: w.by_ref(Assignment, assignment).fan.identity)
    doors = w.look(lambda: {(p.lat, p.lon) for p in db.session.scalars(sa.select(Parcel))})

    def shown(held: Assignment | None) -> tuple[set[tuple[float, float]], set[tuple[float, float]]]:
        detail = Delivery().gig_detail(w.by_ref(Gig, gig_ref), held)
        return {(p["latitude"], p["longitude"]) for p in detail["pins"][1:]}, set(detail["route"][1:])

    assert w.look(lambda: shown(found)) == (doors, doors)
    about, route = w.look(lambda: shown(None))
    assert about == route
    assert not about & doors
    assert max(min(abs(a - lat) + abs(b - lon) for lat, lon in doors) for a, b in about) < 0.006

    browser, page = browser_of(rider), f"/assignments/{assignment}"
    assert "Recipient 3" in browser.get(page).text
    gives_back(assignment)
    after = browser.get(page).text
    assert "Recipient" not in after
    assert "Valencia" not in after

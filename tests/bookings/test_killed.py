"""A settlement whose process is killed, on either side of each commit and provider call, resumes: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from marketplace.bookings.models import Booking
from marketplace.core import audit, jobs
from marketplace.core import clock as clocks
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.gigs import service_work
from marketplace.gigs.models import Assignment
from payouts import operations
from tests import world as w
from tests.bookings.conftest import Scene
from tests.conftest import NOON
from tests.gigs.processes import killed_at
from tests.rewards.test_killed import SEAMS, Die, _cut
from tests.rewards.worlds import count


@pytest.mark.parametrize("seam", SEAMS)
def test_a_killed_settlement_resumes(scene: Scene, clock: SteppedClock, seam: str) -> None:
    ref = w.book(scene.session, scene.customer)
    w.pay(ref)
    (assignment,) = w.accept_all()
    clock.move_to(w.booking(ref).starts_at)
    w.check_in(assignment)
    clock.advance(hours=2)
    w.do(lambda at: service_work.complete(w.by_ref(Assignment, assignment), at))

    def settle(die: Die) -> None:
        _cut(die, operations)
        for _ in range(3):
            jobs.run_due(clocks.now())

    killed_at(current_app._get_current_object(), settle, seam)  # type: ignore[attr-defined]
    assert w.payment_of(ref).state != "captured"
    w.do(lambda at: _leases_end())
    for _ in range(4):
        clock.advance(minutes=5)
        jobs.run_due(clock.now())
    assert w.state_of(Booking, ref) == "completed"
    assert (w.payment_of(ref).state, w.payment_of(ref).captured_minor) == ("captured", 7800)
    assert count("entry", "kind = 'capture'") == count("entry", "kind = 'booking_settled'") == 1
    assert count("entry", "kind = 'earning'") == count("earning") == 1
    assert w.look(audit.run) == []


def _leases_end() -> None:
    """As two minutes later: leases run by the database's own clock, which no test moves."""
    db.session.execute(sa.update(jobs.Job).values(lease_until=NOON - timedelta(days=3650)))

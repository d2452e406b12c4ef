"""What the database itself refuses, whoever writes: attacked with raw SQL on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.gigs.models import Assignment, Gig
from tests.conftest import NOON
from tests.gigs.worlds import STARTS_AT, make_fan, make_work, make_world

HOUR = timedelta(hours=1)


def _rows(app: Flask) -> tuple[int, int, int, int]:
    """Two gigs of one place and two fans, by key."""

    def make() -> tuple[int, int, int, int]:
        world = make_world()
        first, second = make_work(world), make_work(world, title="Another")
        ana, ben = make_fan(world, "Ana"), make_fan(world, "Ben")
        return first.id, second.id, ana.id, ben.id

    return edge.write(make)


def _insert(gig_id: int, fan_id: int, number: int = 1, **changes: Any) -> None:
    values = {
        "public_id": f"asg_{gig_id}{fan_id}{number}{changes.get('state', '')}"[:24], "gig_id": gig_id, "fan_id": fan_id,
        "state": "confirmed", "is_live": True, "place_number": number, "occupies": True, "starts_at": STARTS_AT,
        "ends_at": STARTS_AT + 3 * HOUR, "quote": {}, "accepted_at": NOON, "ended_note": "",
    } | changes  # fmt: skip
    edge.write(lambda: db.session.execute(sa.insert(Assignment.__table__).values(values)))


def test_a_place_beyond_the_places_is_refused(app: Flask) -> None:
    gig, _, ana, ben = _rows(app)
    _insert(gig, ana)
    with pytest.raises(sa.exc.IntegrityError):
        _insert(gig, ben, number=2)
    with pytest.raises(sa.exc.IntegrityError):
        _insert(gig, ben, number=1)
    _insert(gig, ben, number=2, is_live=False, state="forfeited")


def test_an_ended_assignment_does_not_come_back_to_life_on_a_taken_place(app: Flask) -> None:
    gig, _, ana, ben = _rows(app)
    _insert(gig, ana)
    _insert(gig, ben, number=1, is_live=False, state="forfeited")
    revive = sa.update(Assignment).where(Assignment.fan_id == ben).values(is_live=True, state="confirmed")
    with pytest.raises(sa.exc.IntegrityError):
        edge.write(lambda: db.session.execute(revive))


def test_places_do_not_shrink_below_what_is_taken(app: Flask) -> None:
    gig, _, ana, ben = _rows(app)
    edge.write(lambda: db.session.execute(sa.update(Gig).where(Gig.id == gig).values(places=2)))
    _insert(gig, ana, number=1)
    _insert(gig, ben, number=2)
    with pytest.raises(sa.exc.IntegrityError):
        edge.write(lambda: db.session.execute(sa.update(Gig).where(Gig.id == gig).values(places=1)))


def test_a_fan_is_not_in_two_places_at_once(app: Flask) -> None:
    first, second, ana, ben = _rows(app)
    _insert(first, ana)
    with pytest.raises(sa.exc.IntegrityError):
        _insert(second, ana, starts_at=STARTS_AT + 2 * HOUR, ends_at=STARTS_AT + 4 * HOUR)
    _insert(second, ben, starts_at=STARTS_AT + 2 * HOUR, ends_at=STARTS_AT + 4 * HOUR)


@pytest.mark.parametrize(
    "values",
    [{"starts_at": STARTS_AT + 3 * HOUR, "ends_at": STARTS_AT + 4 * HOUR}, {"occupies": False}],
    ids=["touching windows", "work that occupies nobody"],
)
def test_what_does_not_overlap_is_fine(app: Flask, values: dict[str, Any]) -> None:
    first, second, ana, _ = _rows(app)
    _insert(first, ana)
    _insert(second, ana, **values)
    held = sa.select(sa.func.count()).where(Assignment.fan_id == ana, Assignment.is_live)
    assert edge.read(lambda: db.session.scalar(held)) == 2


def test_moving_an_assignment_onto_another_is_refused(app: Flask) -> None:
    first, second, ana, _ = _rows(app)
    _insert(first, ana)
    _insert(second, ana, starts_at=STARTS_AT + 3 * HOUR, ends_at=STARTS_AT + 4 * HOUR)
    earlier = sa.update(Assignment).where(Assignment.gig_id == second).values(starts_at=STARTS_AT + HOUR)
    with pytest.raises(sa.exc.IntegrityError):
        edge.write(lambda: db.session.execute(earlier))


def test_live_and_state_agree(app: Flask) -> None:
    gig, _, ana, _ = _rows(app)
    with pytest.raises(sa.exc.IntegrityError):
        _insert(gig, ana, state="forfeited", is_live=True)
    with pytest.raises(sa.exc.IntegrityError):
        _insert(gig, ana, starts_at=None, ends_at=None)

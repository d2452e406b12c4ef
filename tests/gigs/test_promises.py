"""Rewards quoted for many people at once are those quoted for each, and cost no more looking up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.gigs.had import Pair
from marketplace.gigs.models import Assignment, Gig
from marketplace.gigs.promises import quote_for, quotes_for
from marketplace.superfans.models import Membership, Superfan
from tests.conftest import NOON
from tests.gigs.worlds import STARTS_AT, make_fan, make_work, make_world, paid_scheme


def _bonus(code: str, amount_minor: int, fact: str, operator: str, value: Any) -> dict[str, Any]:
    when = [{"fact": fact, "op": operator, "value": value}]
    return {"code": code, "type": "bonus", "amount_minor": amount_minor, "funded_by": "budget", "when": when}


PARTS = [
    _bonus("in_a_row", 100, "streak", "gte", 2),
    _bonus("first", 200, "is_first_gig", "eq", True),
    _bonus("new_here", 400, "is_newcomer", "eq", True),
    {"code": "extra", "type": "per_gig", "amount_minor": 1000, "cap_fan_minor": 1500, "funded_by": "budget"},
]
PASTS: dict[str, list[str]] = {
    "Nothing yet": [],
    "Kept two": ["completed", "completed"],
    "Missed the last": ["completed", "completed", "no_show"],
    "Kept again": ["forfeited", "completed"],
    "Has one ahead": ["confirmed"],
}
AMOUNTS = {
    "Nothing yet": {"first": 200, "new_here": 400, "extra": 1000},
    "Kept two": {"in_a_row": 100, "extra": 1000},
    "Missed the last": {"extra": 1000},
    "Kept again": {"extra": 1000},
    "Has one ahead": {"first": 200, "extra": 500},
}


def _make() -> None:
    document = paid_scheme()
    world = make_world(document=document | {"components": [*document["components"], *PARTS]})
    for name, states in PASTS.items():
        fan = make_fan(world, name)
        joined = NOON - timedelta(days=0 if name == "Nothing yet" else 400)
        change = sa.update(Membership).where(Membership.fan_id == fan.id)
        db.session.execute(change.values(applied_at=joined, decided_at=joined))
        for number, state in enumerate(states):
            begins = STARTS_AT + timedelta(days=1 + number)
            gig = make_work(world, matched=False, starts_local=begins.replace(tzinfo=None))
            db.session.add(
                Assignment(
                    gig=gig, fan=fan, state=state, is_live=state in ("confirmed", "completed"), place_number=1,
                    occupies=True, starts_at=gig.starts_at, ends_at=gig.ends_at, accepted_at=NOON,
                    quote={"lines": [{"code": "extra", "amount_minor": 1000}]},
                )
            )  # fmt: skip
    make_work(world, title="Asked for", matched=False)
    db.session.flush()


def _pairs() -> list[Pair]:
    gig = db.session.scalars(sa.select(Gig).where(Gig.title == "Asked for")).one()
    return [(gig, fan) for fan in db.session.scalars(sa.select(Superfan).order_by(Superfan.id))]


def _statements(pairs: list[Pair]) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        quotes_for(pairs, NOON)
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


@pytest.mark.parametrize("turn", [1, -1])
def test_everybody_is_promised_what_they_would_be_alone(site: Flask, turn: int) -> None:
    """Records, newcomers and limits of one person never reach another, in whatever order they are asked."""
    edge.write(_make)

    def promised() -> list[dict[str, int]]:
        pairs = _pairs()[::turn]
        together = quotes_for(pairs, NOON)
        assert together == [quote_for(gig, fan, NOON) for gig, fan in pairs]
        codes = {part["code"] for part in PARTS}
        return [
            {one["code"]: one["amount_minor"] for one in quote["lines"] if one["code"] in codes}
            for quote in together
        ]

    assert edge.read(promised) == list(AMOUNTS.values())[::turn]


def test_many_cost_no_more_statements_than_one(app: Flask) -> None:
    edge.write(_make)

    def counted() -> tuple[int, int]:
        pairs = _pairs()
        _statements(pairs)  # the programme and its scheme are read the first time, whoever asks
        return _statements(pairs[:1]), _statements(pairs)

    one, many = edge.read(counted)
    assert one == many > 0

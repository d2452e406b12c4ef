"""A part of a reward that is limited per person or week is never given beyond its limit, and says so beforehand."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.gigs import service_acceptance, service_work
from marketplace.gigs.models import Assignment
from marketplace.rewards.models import Earning
from tests.gigs.worlds import STARTS_AT, make_fan, make_work, make_world, offer_to, paid_scheme

EXTRA = {"code": "extra", "type": "per_gig", "amount_minor": 1000}
DAYS = (0, 1, 8)


def extras(quote: dict) -> list[int]:
    return [line["amount_minor"] for line in quote["lines"] if line["code"] == "extra"]


@pytest.mark.parametrize(
    ("limit", "promised"),
    [
        ({"cap_fan_minor": 1500}, [[1000], [500], []]),
        ({"cap_period_minor": 1500, "cap_period": "week"}, [[1000], [500], [1000]]),
        ({"cap_period_minor": 1500, "cap_period": "week", "cap_fan_minor": 1800}, [[1000], [500], [300]]),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_what_is_limited_is_promised_and_given_as_promised_in_any_order(
    site: Flask, limit: dict, promised: list[list[int]], order: tuple[int, ...]
) -> None:
    document = paid_scheme()
    document["components"] = [*document["components"], EXTRA | limit]

    def take() -> list[str]:
        world = make_world(document=document)
        fan, refs = make_fan(world, "Ana"), []
        for day in DAYS:
            gig = make_work(
                world, starts_local=(STARTS_AT + timedelta(days=day, hours=1)).replace(tzinfo=None)
            )
            offer = offer_to(gig, fan)
            refs.append(service_acceptance.accept_offer(offer, fan, offer.sent_at).public_id)
        return refs

    refs = edge.write(take)

    def one(ref: str) -> Assignment:
        return db.session.scalars(sa.select(Assignment).where(Assignment.public_id == ref)).one()

    assert edge.read(lambda: [extras(one(ref).quote) for ref in refs]) == promised
    for index in order:
        start = edge.read(lambda index=index: one(refs[index]).starts_at)
        edge.write(
            lambda index=index, start=start: service_work.check_in(
                one(refs[index]), "place", {"lat": 52.3702, "lon": 4.8952}, start
            )
        )
        edge.write(
            lambda index=index, start=start: service_work.complete(
                one(refs[index]), start + timedelta(hours=2)
            )
        )

    def given() -> list[list[int]]:
        rows = {e.assignment_ref: extras(e.evaluation) for e in db.session.scalars(sa.select(Earning))}
        return [rows[ref] for ref in refs]

    assert edge.read(given) == promised

"""An offer names everything that may come on top of it, and nothing comes later that it did not name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.gigs import service_acceptance
from marketplace.rewards.possible import possible_of
from tests.gigs.worlds import World, make_fan, make_work, make_world, offer_to, paid_scheme
from tests.rewards.worlds import browse_as

RATED = {
    "code": "stars", "type": "bonus", "amount_minor": 500, "funded_by": "budget", "labels": {"es": "Por gustar"},
    "when": [{"fact": "rating_tenths", "op": "gte", "value": 45}],
}  # fmt: skip
WAITING = {
    "code": "wait", "type": "waiting", "amount_minor": 1200, "minutes_free": 10, "minutes_max": 60, "funded_by": "budget",
}  # fmt: skip
FLOOR = {"code": "floor", "type": "floor_per_hour", "amount_minor": 1500, "funded_by": "budget"}
LOYAL = {
    "code": "streak", "type": "bonus", "amount_minor": 900, "funded_by": "budget",
    "when": [{"fact": "streak", "op": "gte", "value": 5}],
}  # fmt: skip
PERK = {"code": "bus", "type": "perk", "cap_minor": 700, "funded_by": "budget"}


def _world(*extra: dict[str, Any]) -> tuple[World, str, Any]:
    plain = paid_scheme()
    document = plain | {"components": [*plain["components"], *extra]}

    def make() -> tuple[World, str, Any]:
        world = make_world(document=document)
        fan = make_fan(world, "Ana")
        return world, offer_to(make_work(world), fan).public_id, fan.identity

    return edge.write(make)


def _words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", text.replace("&nbsp;", " ").replace("\xa0", " "))


def test_the_offer_and_the_board_say_what_may_come_on_top(site: Flask, clock: SteppedClock) -> None:
    _made, ref, person = _world(RATED, WAITING, FLOOR, LOYAL, PERK)
    browser = browse_as(site, person)
    offer = _words(browser.get(f"/offers/{ref}"))
    on_top = offer[offer.index("What may come on top") :]
    for words in (
        "Bonus €5.00 extra, with 4.5 or more stars up to €5.00",
        "Waiting €12.00 an hour of waiting that others cause, from minute 10 on, 60 minutes at most up to €12.00",
        "60 minutes set aside for it €20.00 an hour",
        "At least per hour",
        "€15.00 an hour",
    ):
        assert words in on_top, on_top
    assert "€9.00" not in on_top, "a streak of somebody else's is not theirs"
    assert on_top.count("€7.00") == 0, "costs stand among what is promised"
    board = _words(browser.get("/fan/board"))
    assert "On top, perhaps:" in board
    assert "Bonus up to €5.00" in board
    spanish = _words(browse_as(site, person, "es").get(f"/offers/{ref}"))
    assert "Lo que puede sumarse" in spanish
    assert "Por gustar" in spanish


def test_a_gig_that_was_taken_says_it_too(site: Flask, clock: SteppedClock) -> None:
    from sqlalchemy import select

    from marketplace.core.db import db
    from marketplace.gigs.models import Offer

    _made, ref, person = _world(RATED)

    def accept() -> str:
        offer = db.session.scalars(select(Offer).where(Offer.public_id == ref)).one()
        return service_acceptance.accept_offer(offer, offer.fan, offer.sent_at).public_id

    taken = edge.write(accept)
    assert "with 4.5 or more stars" in _words(browse_as(site, person).get(f"/assignments/{taken}"))


@pytest.mark.parametrize("change", [{"scheme": "sch_other"}, {"facts": None}])
def test_a_quote_of_another_version_is_not_explained_by_this_one(
    site: Flask, clock: SteppedClock, change: dict[str, Any]
) -> None:
    from sqlalchemy import select

    from marketplace.core.db import db
    from marketplace.gigs.models import Offer

    _made, ref, _person = _world(RATED)

    def look() -> tuple[int, int]:
        offer = db.session.scalars(select(Offer).where(Offer.public_id == ref)).one()
        other = {key: value for key, value in (offer.quote | change).items() if value is not None}
        version = offer.gig.scheme_version
        return len(possible_of(offer.quote, version)), len(possible_of(other, version))

    assert edge.read(look) == (2, 0)

"""What is checked together at acceptance: each reason by itself, told to the fan, hidden from other businesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.gigs.acceptance import CannotTake
from marketplace.gigs.models import Assignment, Gig
from marketplace.gigs.service_acceptance import accept_offer, take_gig
from marketplace.superfans.models import Credential, Superfan
from marketplace.trust.models import DecisionRecord, PersonBlock
from tests.conftest import NOON
from tests.gigs.worlds import (
    World,
    join,
    make_fan,
    make_identity,
    make_work,
    make_world,
    offer_to,
    set_profile,
)

Change = Callable[[World, Superfan], object]


def _attempt(app: Flask, change: Change, **work: object) -> list[str]:
    """The codes against a fan for whom everything held until `change`."""

    def make() -> tuple[int, int]:
        world = make_world(slug=uuid4().hex, funded_minor=5_000_00)
        fan = make_fan(world, "Ana")
        offer = offer_to(make_work(world, **work), fan)
        change(world, fan)
        return offer.id, fan.id

    offer_id, fan_id = edge.write(make)

    def accept() -> None:
        from marketplace.gigs.models import Offer

        accept_offer(db.session.get_one(Offer, offer_id), db.session.get_one(Superfan, fan_id), NOON)

    try:
        edge.write(accept)
    except CannotTake as refusal:
        return [row["code"].removeprefix("cannot.") for row in refusal.reasons]
    return []


def _busy(start: str, minutes: int, **changes: object) -> Change:
    def change(world: World, fan: Superfan) -> None:
        other = make_work(world, starts_local=start, duration_minutes=minutes, **changes)
        take_gig(other, fan, NOON)

    return change


def _state(column: str, value: str) -> Change:
    return lambda world, fan: setattr(world.programme, column, value)


def _leave(world: World, fan: Superfan) -> None:
    from marketplace.superfans.models import Membership

    db.session.execute(sa.update(Membership).where(Membership.fan_id == fan.id).values(state="paused"))


SATURDAY = "2026-11-28T"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda world, fan: None, []),
        (_state("state", "paused"), ["programme_not_open"]),
        (_leave, ["not_member"]),
        (lambda world, fan: set_profile(fan, hours=[(0, 9, 17)]), ["unavailable"]),
        (lambda world, fan: set_profile(fan, home_lat=52.5, radius_m=3000), ["too_far"]),
        (_busy(SATURDAY + "12:00:00", 60), ["overlap"]),
        (_busy(SATURDAY + "13:15:00", 60, lat=52.3402), ["travel_between"]),
        (_busy(SATURDAY + "13:15:00", 60), []),  # at the same place there is nothing to travel
        (_busy(SATURDAY + "14:00:00", 6 * 60), ["hours_day"]),
        (_busy(SATURDAY + "14:00:00", 5 * 60), []),  # eight hours on one day, to the minute
    ],
    ids=[
        "fine",
        "paused",
        "left",
        "hours",
        "far",
        "overlap",
        "travel",
        "next door",
        "nine hours",
        "eight hours",
    ],
)
def test_each_rule(app: Flask, change: Change, codes: list[str]) -> None:
    assert _attempt(app, change) == codes


def test_what_the_gig_needs(app: Flask) -> None:
    needs = {"skills_all": {"latte_art": 3}, "languages": ["it"]}
    assert _attempt(app, lambda w, f: None, needs=needs) == ["skill_missing", "language"]
    able = lambda w, f: set_profile(f, skills={"latte_art": 4}, languages={"it": 3})  # noqa: E731
    assert _attempt(app, able, needs=needs) == []


def test_a_credential_holds_on_the_day_of_the_gig(app: Flask) -> None:
    def held(until: date) -> Change:
        return lambda world, fan: db.session.add(
            Credential(
                fan_id=fan.id, business_id=world.business.id, code="food_hygiene", state="accepted", valid_until=until,
                reason="",
            )
        )  # fmt: skip

    needs = {"credentials": ["food_hygiene"]}
    assert _attempt(app, lambda w, f: None, needs=needs) == ["credential_missing"]
    assert _attempt(app, held(date(2026, 11, 27)), needs=needs) == ["credential_expired"]
    assert _attempt(app, held(date(2026, 11, 28)), needs=needs) == []


def test_forty_hours_in_seven_days(app: Flask) -> None:
    def worked(minutes: int) -> Change:
        def change(world: World, fan: Superfan) -> None:
            for day in range(23, 28):
                take_gig(
                    make_work(world, starts_local=f"2026-11-{day}T14:00:00", duration_minutes=minutes // 5),
                    fan,
                    NOON,
                )

        return change

    assert _attempt(app, worked(37 * 60)) == []
    assert _attempt(app, worked(38 * 60)) == ["hours_week"]


def test_people_who_blocked_each_other_do_not_meet(app: Flask) -> None:
    met: list[str] = []

    def block(world: World, fan: Superfan) -> None:
        customer = make_identity("Carl Customer")
        db.session.add(PersonBlock(blocker_id=customer.id, blocked_id=fan.identity_id, at=NOON))
        gig = db.session.scalars(sa.select(Gig)).one()
        gig.needs = {"people": [customer.public_id]}
        met.append(customer.public_id)

    assert _attempt(app, block) == ["blocked"]
    record = edge.read(
        lambda: db.session.scalars(sa.select(DecisionRecord).where(DecisionRecord.outcome == "refused")).one()
    )
    assert met[0] not in str(record.inputs) + str(record.reasons)


def test_the_fan_is_told_what_it_overlaps_the_record_only_that_they_are_not_available(app: Flask) -> None:
    def make() -> tuple[int, int]:
        one, other = make_world(), make_world(slug="other")
        fan = make_fan(one, "Ana")
        join(other, fan)
        take_gig(make_work(other, title="A secret shift"), fan, NOON)
        return offer_to(make_work(one), fan).id, fan.id

    offer_id, fan_id = edge.write(make)

    def accept() -> None:
        from marketplace.gigs.models import Offer

        accept_offer(db.session.get_one(Offer, offer_id), db.session.get_one(Superfan, fan_id), NOON)

    with pytest.raises(CannotTake) as refusal:
        edge.write(accept)
    assert refusal.value.reasons[0]["params"]["from_at"] == "2026-11-28T09:00:00+00:00"
    record = edge.read(
        lambda: db.session.scalars(sa.select(DecisionRecord).where(DecisionRecord.outcome == "refused")).one()
    )
    assert record.reasons == [{"code": "cannot.unavailable_then", "params": {}}]


def test_a_place_kept_for_somebody_asked_is_not_taken_from_the_board(app: Flask) -> None:
    def make() -> tuple[int, int]:
        world = make_world()
        gig, asked, other = make_work(world), make_fan(world, "Ana"), make_fan(world, "Ben")
        offer_to(gig, asked)
        return gig.id, other.id

    gig_id, fan_id = edge.write(make)

    def take(at: datetime) -> str:
        return take_gig(db.session.get_one(Gig, gig_id), db.session.get_one(Superfan, fan_id), at).state

    with pytest.raises(CannotTake, match="held_for_others"):
        edge.write(lambda: take(NOON))
    assert edge.write(lambda: take(NOON + timedelta(days=2))) == "confirmed", "the offer's time is over"


def test_a_gig_for_named_people_is_not_taken_by_others(app: Flask) -> None:
    def take() -> None:
        world = make_world()
        ana, ben = make_fan(world, "Ana"), make_fan(world, "Ben")
        take_gig(make_work(world, needs={"only": [ana.public_id]}), ben, NOON)

    with pytest.raises(CannotTake, match="by_invitation"):
        edge.write(take)


def test_own_hours_can_be_waived_and_the_record_says_so(app: Flask) -> None:
    def take() -> None:
        world = make_world()
        fan = make_fan(world, "Ana", hours=[(0, 9, 17)])
        take_gig(make_work(world), fan, NOON, waives_hours=True)

    edge.write(take)
    record = edge.read(lambda: db.session.scalars(sa.select(DecisionRecord)).one())
    assert (record.outcome, record.inputs["waives_hours"]) == ("accepted", True)
    assert edge.read(lambda: db.session.scalars(sa.select(Assignment.state)).one()) == "confirmed"


def test_a_gig_that_has_begun_is_not_taken(app: Flask) -> None:
    def take() -> None:
        world = make_world()
        gig, fan = make_work(world), make_fan(world, "Ana")
        take_gig(gig, fan, gig.starts_at)

    with pytest.raises(CannotTake, match="gig_begun"):
        edge.write(take)

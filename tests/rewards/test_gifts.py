"""Half of the pay for a cause: who owes what, passing it on in two steps, once, and the giver sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.businesses.models import Business
from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import gifts
from marketplace.rewards.models import Cause, CauseSettlement, Earning
from marketplace.superfans.models import Superfan
from tests.gigs.processes import at_once
from tests.gigs.worlds import World, paid_scheme, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work

HALF = 3000
CAUSE = "Trees for Amsterdam"


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def _balance(code: str) -> int:
    query = sa.text(
        "SELECT coalesce(sum(p.amount_minor), 0) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE a.code LIKE :code AND a.currency = 'EUR'"
    )
    return edge.read(lambda: int(db.session.execute(query, {"code": code}).scalar_one()))


@pytest.fixture
def given(site: Flask, clock: SteppedClock) -> Iterator[World]:
    """A fan who wants half of their pay to go to a cause has done one gig, and its hold is over."""
    wish = {
        "payout_day": "daily",
        "reward_kind": "donation",
        "donation_cause": "trees  for amsterdam",
        "reward_percent": 50,
    }
    choices = [{"kind": "money"}, {"kind": "donation", "causes": [CAUSE]}]
    world, ref = world_at_work(fan=wish, world={"document": paid_scheme(choices=choices)})
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    yield world
    assert edge.read(audit.run) == []


def _fan() -> Superfan:
    return db.session.scalars(sa.select(Superfan)).one()


def _note(world: World, clock: SteppedClock, **changes: object) -> str:
    def work() -> str:
        cause = db.session.scalars(sa.select(Cause)).one()
        owner = db.session.get_one(Identity, world.owner.id)
        said = {
            "way": "bank",
            "currency": "EUR",
            "amount_minor": HALF,
            "reference": "NL-2026-1",
            "paid_on": clock.now().date(),
        }
        return gifts.note(cause, owner, at=clock.now(), **(said | changes)).public_id  # type: ignore[arg-type]

    return edge.write(work)


def _confirm(ids: tuple[int, int], ref: str, clock: SteppedClock) -> None:
    def work() -> None:
        one = gifts.settlement_of(db.session.get_one(Business, ids[0]), ref, locks=True)
        assert one is not None
        gifts.confirm(one, db.session.get_one(Identity, ids[1]), clock.now())

    edge.write(work)


def _ids(world: World) -> tuple[int, int]:
    return edge.read(lambda: (world.business.id, world.owner.id))


def test_half_is_paid_and_half_is_owed_to_the_cause_by_its_id_alone(given: World) -> None:
    ref = edge.read(lambda: db.session.scalars(sa.select(Cause.public_id)).one())
    assert _balance(f"charity_payable:{ref}") == -HALF
    assert count("ledger_account", "code LIKE '%rees%'") == 0, "no words of anybody's in the books"
    assert count("payout", f"state = 'paid' AND amount_minor = {HALF}") == 1
    kinds = edge.read(lambda: db.session.scalars(sa.select(Earning.evaluation)).one())["parts"]
    assert [(p["kind"], p["amount_minor"]) for p in kinds] == [("donation", HALF), ("money", HALF)]


def test_the_pages_show_it_until_it_is_passed_on_and_then_to_the_giver(
    site: Flask, given: World, clock: SteppedClock
) -> None:
    desk, fan = browse_as(site, given.owner), browse_as(site, edge.read(lambda: _fan().identity))
    page = _text(desk.get("/desk/anil/money/gifts").get_data(as_text=True))
    assert "€30.00 is to be passed on." in page
    page = _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert f"€30.00 of it goes to {CAUSE.lower()}" in page.replace(CAUSE, CAUSE.lower())
    assert "Not yet passed on" in page
    cause = edge.read(lambda: db.session.scalars(sa.select(Cause.public_id)).one())
    address = f"/desk/anil/money/gifts/causes/{cause}"
    assert desk.get(address).status_code == 200
    wrong = desk.post(
        address, data={"way": "bank", "amount": "30.01", "paid_on": "2026-01-01", "reference": "x"}
    )
    assert wrong.status_code == 422
    assert "of at most €30.00" in _text(wrong.get_data(as_text=True))
    day = clock.now().date().isoformat()
    noted = desk.post(
        address, data={"way": "bank", "amount": "30.00", "paid_on": day, "reference": "NL-2026-1"}
    )
    assert noted.status_code == 303
    assert _balance("charity_payable:%") == -HALF, "noted is not booked"
    assert "Is this right?" in _text(desk.get(noted.location).get_data(as_text=True))
    assert desk.post(f"{noted.location}/confirmation").status_code == 303
    assert desk.post(f"{noted.location}/confirmation").status_code == 303, "again changes nothing"
    assert (_balance("charity_payable:%"), _balance("own_bank")) == (0, -HALF)
    assert "Passed on" in _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert "Nothing to pass on" in _text(desk.get("/desk/anil/money/gifts").get_data(as_text=True))


def test_what_is_passed_on_in_part_is_said_so_to_the_giver(
    site: Flask, given: World, clock: SteppedClock
) -> None:
    _confirm(_ids(given), _note(given, clock, amount_minor=1000), clock)
    fan = browse_as(site, edge.read(lambda: _fan().identity))
    page = _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert "€10.00 of it passed on so far" in page
    assert "Not yet passed on" not in page
    _confirm(_ids(given), _note(given, clock, amount_minor=2000, reference="NL-2026-2"), clock)
    assert "so far" not in _text(fan.get("/fan/earnings").get_data(as_text=True))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"amount_minor": HALF + 1},
        {"reference": " "},
        {"reference": "x" * 81},
        {"paid_on": None},
    ],
)
def test_a_wrong_note_is_refused_and_nothing_is_kept(
    given: World, clock: SteppedClock, changes: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        _note(given, clock, **changes)
    assert count("cause_settlement") == 0


def test_the_same_money_is_not_noted_twice_nor_confirmed_twice(
    site: Flask, given: World, clock: SteppedClock
) -> None:
    ref = _note(given, clock)
    with pytest.raises(Invalid):
        _note(given, clock, amount_minor=1)
    ids = _ids(given)
    answers = at_once(site, [lambda: _confirm(ids, ref, clock)] * 3)
    assert all(answer.startswith("done") for answer in answers), answers
    assert (_balance("charity_payable:%"), _balance("own_bank")) == (0, -HALF)


def test_what_is_withdrawn_is_owed_again_and_cannot_be_confirmed(given: World, clock: SteppedClock) -> None:
    ref = _note(given, clock)

    def withdraw() -> None:
        one = db.session.scalars(sa.select(CauseSettlement)).one()
        gifts.withdraw(one, db.session.get_one(Identity, given.owner.id), clock.now())

    edge.write(withdraw)
    with pytest.raises(Refused):
        _confirm(_ids(given), ref, clock)
    assert _balance("charity_payable:%") == -HALF
    assert _note(given, clock) != ref


def test_it_is_sent_through_the_provider_to_the_causes_own_account(
    site: Flask, given: World, clock: SteppedClock
) -> None:
    desk = browse_as(site, given.owner)
    cause = edge.read(lambda: db.session.scalars(sa.select(Cause.public_id)).one())
    for _ in range(2):
        assert desk.post(f"/desk/anil/money/gifts/causes/{cause}/account").status_code == 303
        run_due(clock.now())
    _confirm(_ids(given), _note(given, clock, way="provider", reference="", paid_on=None), clock)
    clock.advance(days=1)
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    assert count("payout", f"state = 'paid' AND owner_ref = '{cause}' AND amount_minor = {HALF}") == 1
    assert (_balance("charity_payable:%"), _balance("payable:%")) == (0, 0)


def test_a_sole_owner_can_go_once_every_gift_is_passed_on(given: World, clock: SteppedClock) -> None:
    def against() -> list[str]:
        owner = db.session.get_one(Identity, given.owner.id)
        return [reason.code for reason in erasure.hindrances(owner, clock.now())]

    assert "business_owes" in edge.read(against)
    _confirm(_ids(given), _note(given, clock), clock)
    assert "business_owes" not in edge.read(against)

"""Perks with receipts: promised with the gig, claimed within the cap, paid once, refused with a reason, or lapsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.rewards import perks, queries
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.perks import Receipt
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Notification, Upload
from tests.gigs.processes import at_once
from tests.gigs.worlds import World, budget, paid_scheme, run_due
from tests.rewards.worlds import ENDS_AT, browse_as, complete, count, world_at_work
from tests.trust.photos import jpeg

CAP = 1200
LUNCH = {"code": "lunch", "type": "perk", "cap_minor": CAP, "claim_days": 10, "labels": {"en": "Your lunch"}}


def scheme(**changes: object) -> dict[str, object]:
    """Pay by the hour, and a lunch against a receipt."""
    plain = paid_scheme()
    return plain | {"components": [*plain["components"], LUNCH | changes]}


@pytest.fixture
def world(app: Flask, clock: SteppedClock) -> Iterator[World]:
    """A gig with a lunch is done; whatever happens then, the audit finds nothing."""
    world, ref = world_at_work(fan={"payout_day": "daily"}, world={"document": scheme()})
    clock.move_to(ENDS_AT)
    complete(ref)
    yield world
    assert edge.read(audit.run) == []


def _claim() -> PerkClaim:
    return db.session.scalars(sa.select(PerkClaim)).one()


def _send(clock: SteppedClock, amount_minor: int = 950, shop: str = "Café Añil", words: str = "Soup") -> None:
    edge.write(lambda: perks.claim(_claim(), Receipt(amount_minor, shop, words), clock.now()))


def _approve(staff_id: int, clock: SteppedClock) -> str:
    def work() -> str:
        return perks.approve(_claim(), db.session.get_one(Identity, staff_id), clock.now()).state

    return edge.write(work)


def _refuse(staff_id: int, clock: SteppedClock, reason: str = "The photo is too dark.") -> str:
    def work() -> str:
        return perks.refuse(_claim(), db.session.get_one(Identity, staff_id), reason, clock.now()).state

    return edge.write(work)


def _state() -> str:
    return edge.read(lambda: _claim().state)


def _told(code: str) -> int:
    return edge.read(
        lambda: len(db.session.scalars(sa.select(Notification).where(Notification.code == code)).all())
    )


def test_what_was_promised_keeps_its_share_of_the_budget_until_it_is_paid(
    world: World, clock: SteppedClock
) -> None:
    kept = budget(world)
    assert (kept.reserved_minor, kept.spent_minor) == (CAP, 6000)
    assert _told("rewards.perk_open") == 1
    _send(clock)
    assert _told("rewards.perk_claimed") == 1
    assert _approve(world.owner.id, clock) == "paid"
    paid = budget(world)
    assert (paid.reserved_minor, paid.spent_minor, paid.overspent_minor) == (0, 6950, 0)
    assert _told("rewards.perk_paid") == 1
    clock.move_to(ENDS_AT + timedelta(hours=48))
    for _ in range(2):
        run_due(clock.now())
        clock.advance(hours=1)
    assert count("payout", "state = 'paid' AND amount_minor = 6950") == 1, "pay and lunch go out together"


def test_two_staff_at_the_same_instant_settle_it_once(app: Flask, world: World, clock: SteppedClock) -> None:
    _send(clock)
    owner = edge.read(lambda: world.owner.id)
    answers = at_once(
        app, [lambda: _approve(owner, clock), lambda: _approve(owner, clock), lambda: _refuse(owner, clock)]
    )
    assert sum(answer.startswith("done") for answer in answers) == 1, answers
    assert answers.count("perk_decided") == 2, answers
    assert count("entry", "kind = 'reimbursement'") == (1 if _state() == "paid" else 0)
    assert budget(world).spent_minor == (6950 if _state() == "paid" else 6000)


@pytest.mark.parametrize("amount_minor", [0, -1, CAP + 1])
def test_the_cap_is_never_passed(world: World, clock: SteppedClock, amount_minor: int) -> None:
    with pytest.raises(Invalid, match="perk_amount"):
        _send(clock, amount_minor)
    assert _state() == "open"


def test_the_database_itself_refuses_more_than_the_cap_and_a_second_claim(world: World) -> None:
    for wrong in (
        f"UPDATE perk_claim SET state = 'paid', paid_minor = {CAP + 1}",
        "UPDATE perk_claim SET state = 'paid'",
        "UPDATE perk_claim SET paid_minor = 5",
    ):
        with pytest.raises(sa.exc.IntegrityError):
            edge.write(lambda wrong=wrong: db.session.execute(sa.text(wrong)))


def test_a_receipt_needs_a_shop_and_something_that_shows_it(world: World, clock: SteppedClock) -> None:
    with pytest.raises(Invalid, match="perk_shop"):
        _send(clock, shop="")
    with pytest.raises(Invalid, match="perk_receipt"):
        _send(clock, words="")


def test_a_refusal_says_why_and_leaves_a_week_for_a_better_receipt(world: World, clock: SteppedClock) -> None:
    clock.advance(days=9)
    _send(clock)
    clock.advance(days=3)
    run_due(clock.now())
    assert _state() == "claimed", "what waits for the business does not lapse"
    with pytest.raises(Invalid, match="perk_reason"):
        _refuse(world.owner.id, clock, " ")
    _refuse(world.owner.id, clock)
    with pytest.raises(Refused, match="perk_decided"):
        _approve(world.owner.id, clock)
    assert edge.read(lambda: _claim().lapses_at) == clock.now() + timedelta(days=7)
    clock.advance(days=6)
    _send(clock, 400)
    _approve(world.owner.id, clock)
    assert budget(world).spent_minor == 6400


def test_what_nobody_claims_lapses_on_its_day_and_frees_the_budget(world: World, clock: SteppedClock) -> None:
    clock.move_to(ENDS_AT + timedelta(days=7, minutes=1))
    run_due(clock.now())
    assert (_state(), _told("rewards.perk_soon")) == ("open", 1)
    clock.move_to(ENDS_AT + timedelta(days=10, seconds=-1))
    run_due(clock.now())
    assert _state() == "open"
    clock.move_to(ENDS_AT + timedelta(days=10))
    with pytest.raises(Refused, match="perk_lapsed"):
        _send(clock)
    for _ in range(2):
        run_due(clock.now())
    assert (_state(), _told("rewards.perk_lapsed")) == ("lapsed", 1)
    assert (budget(world).reserved_minor, budget(world).spent_minor) == (0, 6000)
    with pytest.raises(MarketplaceError):
        _send(clock)


def test_whoever_leaves_claims_nothing_more_and_what_was_set_apart_is_free(
    world: World, clock: SteppedClock
) -> None:
    fan_ref = edge.read(lambda: _claim().fan_ref)
    edge.write(lambda: perks.withdraw_all([fan_ref], clock.now()))
    assert (_state(), budget(world).reserved_minor) == ("withdrawn", 0)


def test_a_limit_per_person_counts_what_may_still_be_claimed(world: World, clock: SteppedClock) -> None:
    def given() -> list[tuple[str, int]]:
        one = _claim()
        rows = queries.rewards_given(one.programme_ref, [one.fan_ref])[one.fan_ref]
        return [(line["code"], line["amount_minor"]) for _, lines in rows for line in lines]

    assert ("lunch", CAP) in edge.read(given)
    _send(clock, 300)
    _approve(world.owner.id, clock)
    assert ("lunch", 300) in edge.read(given)


def test_a_partner_owes_what_it_promised_to_pay(app: Flask, clock: SteppedClock) -> None:
    document = scheme(funded_by="partner", partner="Canal Bakery")
    world, ref = world_at_work(world={"document": document})
    clock.move_to(ENDS_AT)
    complete(ref)
    assert budget(world).reserved_minor == 0
    _send(clock)
    _approve(world.owner.id, clock)
    query = "SELECT sum(p.amount_minor) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id WHERE a.code LIKE 'partner_due:%'"
    assert edge.read(lambda: int(db.session.execute(sa.text(query)).scalar_one())) == 950
    assert budget(world).spent_minor == 6000
    assert edge.read(audit.run) == []


def _text(content: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def _fan_browser(app: Flask) -> FlaskClient:
    return browse_as(app, edge.read(lambda: db.session.scalars(sa.select(Superfan)).one().identity))


def test_the_whole_way_on_the_pages_with_a_photo(app: Flask, world: World, clock: SteppedClock) -> None:
    fan, desk = _fan_browser(app), browse_as(app, world.owner)
    assert "up to €12.00 back for a receipt" in _text(fan.get("/fan/earnings").get_data(as_text=True))
    assert "Your lunch" in _text(fan.get("/fan/costs").get_data(as_text=True))
    ref = edge.read(lambda: _claim().public_id)
    wrong = fan.post(f"/fan/costs/{ref}", data={"amount": "12.01", "shop": "Café", "words": "Soup"})
    assert wrong.status_code == 422
    assert "at most €12.00" in _text(wrong.get_data(as_text=True))
    photo = {"amount": "9.50", "shop": "Café", "words": "", "upload": (BytesIO(jpeg()), "r.jpg")}
    assert fan.post(f"/fan/costs/{ref}", data=photo).status_code == 303
    upload = edge.read(lambda: db.session.scalars(sa.select(Upload)).one().public_id)
    assert desk.get(f"/uploads/{upload}").status_code == 200
    assert app.test_client().get(f"/uploads/{upload}").status_code == 404, "a receipt is nobody else's"
    assert "Receipts to look at" in _text(desk.get("/desk/anil/money/costs").get_data(as_text=True))
    address = f"/desk/anil/money/costs/{ref}"
    assert desk.post(f"{address}/refusal", data={"reason": ""}).status_code == 422
    assert desk.post(f"{address}/refusal", data={"reason": "Too dark."}).status_code == 303
    assert "Too dark." in _text(fan.get(f"/fan/costs/{ref}").get_data(as_text=True))
    again = {"amount": "9.50", "shop": "Café", "words": "Soup, 12"}
    assert fan.post(f"/fan/costs/{ref}", data=again).status_code == 303
    assert desk.post(f"{address}/payment").status_code == 303
    assert "decided already" in _text(
        desk.post(f"{address}/payment", follow_redirects=True).get_data(as_text=True)
    )
    assert count("entry", "kind = 'reimbursement'") == 1
    assert "€9.50 was given back" in _text(fan.get("/fan/costs").get_data(as_text=True))


def test_anothers_claim_is_not_found(app: Flask, world: World) -> None:
    ref = edge.read(lambda: _claim().public_id)
    assert browse_as(app, world.owner).get(f"/fan/costs/{ref}").status_code == 404
    with pytest.raises(NotFound):
        edge.read(lambda: perks.claim_of_fan(None, ref))

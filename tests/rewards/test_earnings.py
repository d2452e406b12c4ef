"""What is earned, in which kind, held until when, and kept back while a dispute runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import audit, edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.rewards import queries, service, treasury
from marketplace.rewards.models import Earning
from marketplace.superfans.models import Superfan
from marketplace.trust import service_cases
from marketplace.trust.models import Case
from tests.gigs.worlds import PER_HOUR, budget, paid_scheme, run_due
from tests.rewards.worlds import ENDS_AT, assignment, complete, count, world_at_work

SHARE = {
    "schema": 1, "currency": "EUR", "terms": "paid", "hold_hours": 24, "platform_fee_bps": 500,
    "choices": [{"kind": "money"}],
    "components": [
        {"code": "share", "type": "share_of_price", "rate_bps": 8000, "funded_by": "booking"},
        {"code": "floor", "type": "floor_per_hour", "amount_minor": PER_HOUR, "funded_by": "budget"},
    ],
}  # fmt: skip


def _earning() -> Earning:
    return edge.read(lambda: db.session.scalars(sa.select(Earning)).one())


def _balance(code: str) -> int:
    query = sa.text(
        "SELECT coalesce(sum(p.amount_minor), 0) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "WHERE a.code LIKE :code"
    )
    return edge.read(lambda: int(db.session.execute(query, {"code": code}).scalar_one()))


def test_store_credit_comes_with_its_bonus_at_once(app: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work(fan={"reward_kind": "store_credit"})
    complete(ref)
    earning = _earning()
    assert (earning.state, earning.reward_kind, earning.amount_minor) == ("given", "store_credit", 6000)
    assert earning.evaluation["parts"] == [
        {"kind": "store_credit", "amount_minor": 6600, "currency": "EUR.CREDIT", "uplift_minor": 600}
    ]
    fan_ref = earning.fan_ref
    assert edge.read(lambda: treasury.store_credit_of(fan_ref)) == [(world.business.public_id, "EUR", 6600)]
    assert edge.read(lambda: treasury.points_of(fan_ref)) == [(world.business.public_id, 10)]
    assert budget(world).spent_minor == 6600
    assert edge.read(audit.run) == []


def test_a_kind_that_is_not_offered_becomes_money(app: Flask) -> None:
    _, ref = world_at_work(fan={"reward_kind": "donation", "donation_cause": "trees"})
    complete(ref)
    assert (_earning().reward_kind, _earning().state) == ("money", "held")


def test_an_earning_is_held_for_its_time_to_the_second(app: Flask, clock: SteppedClock) -> None:
    _, ref = world_at_work()
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(hours=24, seconds=-1))
    run_due(clock.now())
    assert _earning().state == "held"
    clock.move_to(ENDS_AT + timedelta(hours=24, minutes=1))
    run_due(clock.now())
    assert _earning().state == "payable"


def test_a_dispute_keeps_the_money_back_until_it_is_decided(app: Flask, clock: SteppedClock) -> None:
    world, ref = world_at_work(fan={"payout_day": "daily"})
    complete(ref)

    def dispute() -> str:
        fan = db.session.scalars(sa.select(Superfan)).one()
        case = service_cases.open_case(
            business_ref=world.business.public_id, kind="dispute", subject=ref, opened_by=fan.identity, against=None,
            title="Too little", text="I stayed an hour longer.", upload=None, at=ENDS_AT,
        )  # fmt: skip
        return case.public_id

    case_ref = edge.write(dispute)
    assert (_earning().state, _earning().frozen_by) == ("frozen", case_ref)
    for _ in range(3):
        clock.advance(days=3)
        run_due(clock.now())
    assert _earning().state == "frozen"
    assert count("payout") == 0, "nothing is paid while the case runs"

    def decide() -> None:
        case = db.session.scalars(sa.select(Case)).one()
        service_cases.decide_case(case, world.owner, "dismissed", "The list says otherwise.", clock.now())

    edge.write(decide)
    for _ in range(2):
        clock.advance(days=1)
        run_due(clock.now())
    assert _earning().state == "paid"
    assert edge.read(audit.run) == []


def test_a_share_of_the_price_is_paid_with_the_work_and_made_good_by_the_booking(
    app: Flask, clock: SteppedClock
) -> None:
    world, ref = world_at_work(
        world={"document": SHARE}, facts={"price_minor": 10_000}, subject="bkg_aaaaaaaaaaaaaaaa"
    )
    assert budget(world).reserved_minor == 0, "the customer's money is sure to cover the floor"
    business = world.business
    token = treasury.token_of_card("4242 4242 4242 4242")
    key = edge.write(lambda: _plan(business, token, 10_000))
    outcome = treasury.perform(key)
    assert outcome.state == "done"
    complete(ref)
    earning = _earning()
    assert earning.amount_minor == 8000
    assert edge.read(
        lambda: [
            (s.booking_ref, s.amount_minor, s.fee_minor)
            for s in db.session.get_one(Earning, earning.id).shares
        ]
    ) == [("bkg_aaaaaaaaaaaaaaaa", 8000, 500)]
    captured = edge.write(
        lambda: treasury.plan_capture(
            key="capture:pay_1", payment_ref="pay_1", business=business, amount_minor=10_000,
            currency="EUR", provider_ref=outcome.provider_ref, at=clock.now(),
        )
    )  # fmt: skip
    assert treasury.perform(captured).state == "done"
    for _ in range(2):
        edge.write(lambda: _settle(business, clock))
    assert _balance("held:%") == 0
    assert _balance("platform_fee") == -500
    assert _balance("revenue") == -1500
    assert _balance("reward_expense:%") == 0, "what the fan's pay cost has been made good"
    assert _balance("payable:%") == -8000
    assert edge.read(audit.run) == []


def _plan(business: Any, token: str, amount_minor: int, ref: str = "pay_1") -> str:
    from tests.conftest import NOON

    return treasury.plan_authorise(
        key=f"authorise:{ref}", payment_ref=ref, business=business, amount_minor=amount_minor,
        currency="EUR", payment_method=token, at=NOON,
    )  # fmt: skip


def _settle(business: Any, clock: SteppedClock) -> None:
    common = {"business": business, "booking_ref": "bkg_aaaaaaaaaaaaaaaa", "at": clock.now()}
    treasury.record_captured(**common, payment_ref="pay_1", amount_minor=10_000, currency="EUR")
    treasury.settle_booking(**common)


def test_a_tip_reaches_the_fans_whole(app: Flask, clock: SteppedClock) -> None:
    world, _ = world_at_work()
    business = world.business
    outcome = treasury.perform(
        edge.write(lambda: _plan(business, treasury.token_of_card("4242424242424242"), 1001))
    )
    capture = {
        "key": "capture:pay_1", "payment_ref": "pay_1", "business": business,
        "amount_minor": 1001, "currency": "EUR", "provider_ref": outcome.provider_ref, "at": clock.now(),
    }  # fmt: skip
    treasury.perform(edge.write(lambda: treasury.plan_capture(**capture)))

    def tip() -> None:
        treasury.record_tip(
            business=business, booking_ref="bkg_aaaaaaaaaaaaaaaa", payment_ref="pay_1", amount_minor=1001, currency="EUR",
            fan_refs=["fan_a", "fan_b"], at=clock.now(),
        )  # fmt: skip

    for _ in range(2):
        edge.write(tip)
    assert (_balance("tips_payable:fan_a"), _balance("tips_payable:fan_b")) == (-501, -500)
    assert edge.read(audit.run) == []


@pytest.mark.parametrize(
    ("number", "state"),
    [("4242424242424242", "done"), ("4000000000009995", "refused"), ("4000002500003155", "requires_action")],
)
def test_cards_behave_as_their_numbers_say(app: Flask, number: str, state: str) -> None:
    world, _ = world_at_work()
    outcome = treasury.perform(
        edge.write(lambda: _plan(world.business, treasury.token_of_card(number), 5000))
    )
    assert outcome.state == state
    assert (outcome.refusal is not None) == (state == "refused")
    if state == "requires_action":
        assert treasury.look_again("authorise:pay_1").state == "requires_action"
        assert treasury.answer_second_step("authorise:pay_1", succeeds=True).state == "done"
    assert treasury.perform("authorise:pay_1").state in ("done", "refused"), "again gives what stands"
    assert count("sandbox_object", "kind = 'payment'") == 1


def test_a_payment_that_was_never_confirmed_is_given_up(app: Flask, clock: SteppedClock) -> None:
    world, _ = world_at_work()
    outcome = treasury.perform(
        edge.write(lambda: _plan(world.business, treasury.token_of_card("4000002500003155"), 5000))
    )
    void = {
        "payment_ref": "pay_1",
        "business": world.business,
        "provider_ref": outcome.provider_ref,
    }
    key = edge.write(lambda: treasury.plan_void(key="void:pay_1", **void, at=clock.now()))
    assert treasury.perform(key).state == "refused"
    assert treasury.perform("authorise:pay_1").state == "refused"
    assert edge.read(audit.run) == []


def test_a_choice_is_checked(app: Flask) -> None:
    world_at_work()

    def choose(**changes: Any) -> None:
        fan = db.session.scalars(sa.select(Superfan)).one()
        values = {"kind": "money", "cause": "", "percent": 100, "payout_day": "monday", "least": 0} | changes
        service.choose_reward(fan, service.Wish(**values), ENDS_AT)

    edge.write(choose)
    wrong = (("kind", "gold"), ("payout_day", "someday"), ("cause", "x" * 81), ("percent", 33), ("least", -1))
    for field, value in wrong:
        with pytest.raises(Invalid) as refusal:
            edge.write(lambda field=field, value=value: choose(**{field: value}))
        assert refusal.value.field == field


def test_what_nobody_can_know_yet_is_reserved_at_its_dearest(app: Flask) -> None:
    """A bonus for a fan's tenth gig in a row may come to whoever takes it, so it is set aside for everybody."""
    document = paid_scheme()
    document["components"].append(
        {
            "code": "ten",
            "type": "bonus",
            "amount_minor": 1500,
            "funded_by": "budget",
            "when": [{"fact": "streak", "op": "gte", "value": 10}],
        }
    )
    world, ref = world_at_work(world={"document": document})
    plain = 6000 + PER_HOUR
    assert budget(world).reserved_minor == plain + 1500 + (plain + 1500) // 10
    complete(ref)
    assert _earning().amount_minor == 6000
    assert edge.read(lambda: queries.spend(world.programme, ENDS_AT, ENDS_AT + timedelta(days=1))) == 6000
    assert edge.read(lambda: assignment(ref).quote["total_minor"]) == 6000

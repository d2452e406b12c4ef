"""A disputed payment is frozen, given back or borne as the policy says; nobody is below zero for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts import flows
from payouts.dispute_answers import find_answer, forget_answers, send_answers, write_answer
from payouts.dispute_fees import DISPUTE_FEES, DisputeFee, answer_fee, dispute_fee
from payouts.dispute_policy import POLICIES, LossPolicy, Stake, bear_loss, loss_policy_from_document
from payouts.dispute_rows import Dispute, disputes_of, set_loss_policy
from payouts.disputes import Got, Payment, catch_up, payment_by_ledger
from payouts.errors import DisputeClosed, InvalidPolicy, KeyConflict, NotFound
from payouts.gateways.sandbox import Fault
from payouts.intents import Charge
from payouts.ledger import balance, chart
from payouts.ledger.chart import Account
from payouts.money import Money
from payouts.runs import run_payouts
from tests.payouts.worlds import PLATFORM, SHOP, Crash, World, usd


def look(world: World) -> list[Dispute]:
    """Catch up with the provider."""
    return catch_up(
        world.transaction, world.provider, SHOP, payment_of=payment_by_ledger(SHOP), clock=world.clock
    )


def on(world: World, account: Account) -> int:
    """What stands on an account, in cents."""
    with world.transaction() as session:
        return balance(session, SHOP, account, "USD").amount_minor


def at_provider(world: World) -> int:
    """What the provider has, in cents."""
    found = world.provider.balances()["USD"]
    return (found.available + found.pending).amount_minor


def in_books(world: World) -> int:
    """What the books say the provider has, in cents."""
    return on(world, chart.PROVIDER_AVAILABLE) + on(world, chart.PROVIDER_PENDING)


def pay(world: World, run: str) -> list[str]:
    """Pay whoever is due."""
    args: Any = {"run_ref": run, "on": world.now.date(), "clock": world.clock}
    return run_payouts(world.transaction, world.provider, SHOP, **args).paid


@pytest.fixture
def booked(world: World) -> World:
    """A booking of 90 dollars, of which a fan got 30 and the business the rest; the fan has not been paid."""
    world.fund(usd(100_000))
    world.fan("fan_1")
    world.captured("bkg", usd(9000))
    world.post("div", flows.forfeited("bkg", to_fans={"fan_1": usd(3000)}, kept=usd(6000)), subject="ern_1")
    return world


def dispute(world: World, reason: str = "product_not_received", policy: str = "business_bears") -> Dispute:
    """Let the customer dispute, and note it."""
    payments = [e for e in world.sandbox.events(PLATFORM) if e["type"] == "payment_intent.succeeded"]
    world.sandbox.open_dispute(PLATFORM, payments[-1]["data"]["object"]["id"], reason=reason)
    (noted,) = look(world)
    with world.transaction() as session:
        return set_loss_policy(session, SHOP, noted.object_id, POLICIES[policy])


def decide(world: World, noted: Dispute, *, is_won: bool) -> Dispute:
    """Let the bank decide, and note it."""
    world.sandbox.decide_dispute(PLATFORM, noted.object_id, is_won=is_won)
    (after,) = look(world)
    return after


def test_a_dispute_becomes_a_claim_and_freezes_what_has_not_been_sent(booked: World) -> None:
    noted = dispute(booked)
    assert (noted.state, noted.amount, noted.subject_ref) == ("open", usd(9000), "bkg")
    assert on(booked, chart.dispute_claim(noted.object_id)) == 9000
    assert at_provider(booked) == in_books(booked) == 100_000
    assert pay(booked, "r1") == []
    assert look(booked) == []


def test_other_pay_of_the_same_fan_is_not_frozen(booked: World) -> None:
    dispute(booked)
    booked.earning("ern_2", "fan_1", usd(700))
    assert len(pay(booked, "r1")) == 1
    assert on(booked, chart.payable("fan_1")) == 3000


def test_a_won_dispute_gives_everything_back(booked: World) -> None:
    after = decide(booked, dispute(booked), is_won=True)
    assert after.state == "won"
    assert at_provider(booked) == in_books(booked) == 109_000
    assert len(pay(booked, "r1")) == 1
    assert on(booked, chart.payable("fan_1")) == 0


def test_a_lost_dispute_is_the_businesss_unless_the_policy_says_otherwise(booked: World) -> None:
    decide(booked, dispute(booked), is_won=False)
    assert on(booked, chart.DISPUTE_LOSS) == 9000
    assert on(booked, chart.payable("fan_1")) == 3000
    assert len(pay(booked, "r1")) == 1


def test_a_fan_who_bears_it_loses_unpaid_pay_of_this_work_and_nothing_else(booked: World) -> None:
    booked.earning("ern_2", "fan_1", usd(700))
    decide(booked, dispute(booked, policy="fan_bears"), is_won=False)
    assert on(booked, chart.payable("fan_1")) == 700
    assert on(booked, chart.receivable("fan_1")) == 0
    assert on(booked, chart.DISPUTE_LOSS) == 6000
    assert len(pay(booked, "r1")) == 1


def test_what_was_paid_out_becomes_a_debt_that_later_pay_settles_and_tips_do_not(booked: World) -> None:
    assert len(pay(booked, "r1")) == 1
    noted = dispute(booked, policy="fan_bears")
    decide(booked, noted, is_won=False)
    assert on(booked, chart.payable("fan_1")) == 0
    assert on(booked, chart.receivable("fan_1")) == 3000
    booked.do(Charge("tip", usd(500), "pm_card_visa", (("fan_1", 1),)), "tip")
    booked.earning("ern_2", "fan_1", usd(2000))
    booked.later(days=1)
    assert len(pay(booked, "r2")) == 1
    assert on(booked, chart.receivable("fan_1")) == 1000
    transfers = [e for e in booked.sandbox.events(PLATFORM) if e["type"] == "transfer.created"]
    assert [t["data"]["object"]["amount"] for t in transfers] == [3000, 500]


def test_what_is_still_held_bears_first(world: World) -> None:
    world.captured("bkg", usd(9000))
    decide(world, dispute(world, policy="fan_bears"), is_won=False)
    assert on(world, chart.held("bkg")) == 0
    assert on(world, chart.DISPUTE_LOSS) == 0


@pytest.mark.parametrize("is_paid", [False, True])
def test_a_disputed_tip_goes_back_if_unpaid_and_is_never_a_debt(world: World, is_paid: bool) -> None:
    world.fund(usd(10_000))
    world.fan("fan_1")
    world.do(Charge("tip", usd(500), "pm_card_visa", (("fan_1", 1),)), "tip")
    if is_paid:
        assert len(pay(world, "r1")) == 1
    decide(world, dispute(world, policy="fan_bears"), is_won=False)
    assert on(world, chart.tips_payable("fan_1")) == 0
    assert on(world, chart.receivable("fan_1")) == 0
    assert on(world, chart.DISPUTE_LOSS) == (500 if is_paid else 0)


def test_the_providers_charge_is_the_businesss_cost_whoever_wins(world: World) -> None:
    world.sandbox.settings = type(world.sandbox.settings)(dispute_fee_minor=1500)
    world.fund(usd(10_000))
    world.captured("bkg", usd(9000))
    decide(world, dispute(world), is_won=True)
    assert on(world, chart.DISPUTE_FEES) == 1500
    assert at_provider(world) == in_books(world) == 17_500


@pytest.mark.parametrize("policy", ["business_bears", "fan_bears"])
@pytest.mark.parametrize("is_won", [True, False])
def test_the_charge_for_answering_comes_back_only_with_a_win_and_is_never_passed_on(
    world: World, policy: str, is_won: bool
) -> None:
    settings = type(world.sandbox.settings)
    world.sandbox.settings = settings(dispute_fee_minor=1500, answer_fee_minor=2000)
    world.fund(usd(20_000))
    world.fan("fan_1")
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    world.earning("asg", "fan_1", usd(5000))
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(0), rest=usd(9000)))
    payment = Payment("bkg", (Got("fan_1", "asg", usd(5000)),))

    def see() -> None:
        catch_up(world.transaction, world.provider, SHOP, payment_of=lambda *_: payment, clock=world.clock)

    see()
    assert on(world, chart.DISPUTE_FEES) == 1500
    with world.transaction() as session:
        (noted,) = disputes_of(session, SHOP)
        set_loss_policy(session, SHOP, noted.object_id, POLICIES[policy])
        write_answer(session, SHOP, noted.object_id, "evidence", text="We were there.", at=world.now)
    assert send_answers(world.transaction, world.provider, SHOP, clock=world.clock) == 1
    for _again in range(2):
        see()
        assert on(world, chart.DISPUTE_FEES) == 3500
    world.sandbox.decide_dispute(PLATFORM, noted.object_id, is_won=is_won)
    see()
    assert on(world, chart.DISPUTE_FEES) == (1500 if is_won else 3500)
    assert on(world, chart.payable("fan_1")) == (0 if policy == "fan_bears" and not is_won else 5000)
    assert on(world, chart.receivable("fan_1")) == 0
    assert at_provider(world) == in_books(world)


@pytest.mark.parametrize(
    ("currency", "on_day", "received", "answered"),
    [
        ("USD", dt.date(2026, 11, 23), 1500, 1500),
        ("EUR", dt.date(2026, 1, 1), 2000, 2000),
        ("EUR", dt.date(2025, 12, 31), 0, 0),
        ("JPY", dt.date(2026, 11, 23), 1300, 0),
        ("CLP", dt.date(2026, 11, 23), 0, 0),
    ],
)
def test_charges_are_dated_and_none_is_assumed(
    currency: str, on_day: dt.date, received: int, answered: int
) -> None:
    assert dispute_fee(currency, on_day) == Money(received, currency)
    assert answer_fee(currency, on_day) == Money(answered, currency)


def test_the_newest_charge_that_has_begun_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    later = DisputeFee("USD", dt.date(2027, 1, 1), 1600, 0)
    monkeypatch.setattr("payouts.dispute_fees.DISPUTE_FEES", (later, *DISPUTE_FEES))
    assert dispute_fee("USD", dt.date(2026, 12, 31)) == usd(1500)
    assert dispute_fee("USD", dt.date(2027, 1, 1)) == usd(1600)
    assert answer_fee("USD", dt.date(2027, 1, 1)) == usd(0)


def test_an_inquiry_takes_nothing_and_closes(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDisputeInquiry")
    (noted,) = look(world)
    assert noted.is_inquiry
    assert on(world, chart.held("bkg")) == 9000
    decide(world, noted, is_won=False)
    assert on(world, chart.held("bkg")) == 9000
    assert on(world, chart.DISPUTE_LOSS) == 0


def test_a_payment_that_is_not_ours_is_left_to_reconciliation(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    found = next(iter(world.provider.disputes(world.now)))
    assert (
        catch_up(world.transaction, world.provider, SHOP, payment_of=lambda *_: None, clock=world.clock) == []
    )
    with world.transaction() as session:
        assert disputes_of(session, SHOP) == []
    assert found.details["payment_id"]
    assert len(look(world)) == 1


def test_a_provider_that_does_not_answer_is_asked_again(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    world.faults.append(Fault(r"/disputes$", "status", "before", 503, "get"))
    assert look(world) == []
    assert len(look(world)) == 1


def test_a_dispute_is_noted_once_wherever_the_process_dies(booked: World) -> None:
    noted = dispute(booked, policy="fan_bears")
    booked.sandbox.decide_dispute(PLATFORM, noted.object_id, is_won=False)
    for boundary in (1, 2):
        booked.crash_at, booked.boundaries = boundary, 0
        with pytest.raises(Crash):
            look(booked)
    booked.crash_at = None
    look(booked)
    assert on(booked, chart.dispute_claim(noted.object_id)) == 0
    assert on(booked, chart.DISPUTE_LOSS) == 6000


def test_evidence_is_written_first_and_sent_once(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    (noted,) = look(world)
    with world.transaction() as session:
        write_answer(session, SHOP, noted.object_id, "evidence", text="We were there.", at=world.now)
        write_answer(session, SHOP, noted.object_id, "evidence", text="We were there.", at=world.now)
    world.faults.append(Fault(r"/disputes/", "drop", "after"))
    assert send_answers(world.transaction, world.provider, SHOP, clock=world.clock) == 0
    world.later(hours=30)  # the provider has forgotten the key
    assert send_answers(world.transaction, world.provider, SHOP, clock=world.clock) == 1
    assert send_answers(world.transaction, world.provider, SHOP, clock=world.clock) == 0
    (after,) = look(world)
    assert after.has_evidence
    with world.transaction() as session, pytest.raises(KeyConflict):
        write_answer(session, SHOP, noted.object_id, "accept", at=world.now)


def test_what_was_written_is_forgotten_in_time(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    (noted,) = look(world)
    with world.transaction() as session:
        write_answer(session, SHOP, noted.object_id, "evidence", text="We were there.", at=world.now)
        assert forget_answers(session, before=world.now) == 0
        world.later(seconds=1)
        assert forget_answers(session, before=world.now) == 1
        answer = find_answer(session, SHOP, noted.object_id)
    assert answer is not None
    assert (answer.kind, answer.text) == ("evidence", "")


def test_giving_up_loses_at_once(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    (noted,) = look(world)
    with world.transaction() as session:
        write_answer(session, SHOP, noted.object_id, "accept", at=world.now)
    assert send_answers(world.transaction, world.provider, SHOP, clock=world.clock) == 1
    assert look(world)[0].state == "lost"


def test_nothing_is_answered_too_late_or_to_nobody(world: World) -> None:
    world.captured("bkg", usd(9000), "pm_card_createDispute")
    (noted,) = look(world)
    with world.transaction() as session:
        for kind, text in (("evidence", " "), ("evidence", "x" * 20_001), ("accept", "sorry")):
            with pytest.raises(DisputeClosed):
                write_answer(session, SHOP, noted.object_id, kind, text=text, at=world.now)  # type: ignore[arg-type]
        with pytest.raises(NotFound):
            write_answer(session, SHOP, "du_other", "accept", at=world.now)
    world.later(days=8)
    with world.transaction() as session:
        with pytest.raises(DisputeClosed):
            write_answer(session, SHOP, noted.object_id, "accept", at=world.now)
        assert find_answer(session, SHOP, noted.object_id) is None


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("generous", "policy"),
        ({"schema": 2}, "schema"),
        ({"schema": 1, "fan_bps": {"fraudulent": 10_001}}, "fraudulent"),
        ({"schema": 1, "other_bps": -1}, "other_bps"),
        ({"schema": 1, "other_bps": "all"}, "other_bps"),
        ({"schema": 1, "returns_unpaid_tips": 1}, "returns_unpaid_tips"),
        ({"schema": 1, "fan_bps": []}, "fan_bps"),
        ({"schema": 1, "mercy": True}, "mercy"),
    ],
)
def test_a_policy_that_is_none_is_refused_by_the_field(document: Any, field: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        loss_policy_from_document(document)
    assert refused.value.params["field"] == field


AMOUNTS = st.integers(0, 10_000)


@given(
    amount=st.integers(1, 20_000),
    held=AMOUNTS,
    bps=st.integers(0, 10_000),
    got=st.lists(st.tuples(AMOUNTS, st.integers(0, 100), st.booleans()), max_size=5),
    code=st.sampled_from(["USD", "JPY", "KWD"]),
)
def test_every_loss_adds_up_and_takes_no_more_than_was_got(
    amount: int, held: int, bps: int, got: list[tuple[int, int, bool]], code: str
) -> None:
    stakes = [
        Stake(f"fan_{n}", f"s_{n}", Money(a, code), Money(a * share // 100, code), tip)
        for n, (a, share, tip) in enumerate(got)
    ]
    policy = LossPolicy({"fraudulent": bps}, 0)
    loss = bear_loss(
        policy, amount=Money(amount, code), held=Money(held, code), reason="fraudulent", stakes=stakes
    )
    taken = sum((t.pay + t.tips + t.debt).amount_minor for t in loss.taken)
    assert loss.from_held.amount_minor + taken + loss.borne.amount_minor == amount
    assert loss.from_held.amount_minor <= held
    assert loss.borne.amount_minor >= 0
    for one in loss.taken:
        assert one.pay + one.tips <= one.stake.unpaid
        assert one.pay + one.tips + one.debt <= one.stake.amount
        assert min(one.pay, one.tips, one.debt).amount_minor >= 0
        assert one.debt.is_zero or not one.stake.is_tip
        assert one.tips.is_zero or one.stake.is_tip

"""Ten ways in which others lost or doubled money, as they were published, and what happens here."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any, Literal

import pytest
import stripe

from payouts import flows, inbox, operations
from payouts.errors import HeldBack, KeyConflict, ProviderError
from payouts.gateways.sandbox import Fault
from payouts.gateways.stripe_events import event_of
from payouts.gateways.stripe_provider import sandbox_key
from payouts.intents import Authorise, Capture, PayOut, Refund, ReverseTransfer, Transfer
from payouts.ledger import balance, chart
from payouts.ledger.chart import Account
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import payouts_of
from payouts.refunding import plan_refund
from payouts.retractions import look_back, may_have_failed
from payouts.runs import RunReport, run_payouts
from payouts.settlements import settle_funds
from tests.payouts.worlds import PLATFORM, SHOP, World, usd


def run(world: World, run_ref: str) -> RunReport:
    """Carry a payout run out."""
    on = world.now.date()
    return run_payouts(world.transaction, world.provider, SHOP, run_ref=run_ref, on=on, clock=world.clock)


def made(world: World, kind: str) -> list[int]:
    """What the provider made of a kind, by its events."""
    events = world.sandbox.events(PLATFORM)
    return [e["data"]["object"]["amount"] for e in events if e["type"] == kind]


def on(world: World, account: Account) -> int:
    """What stands on an account, in cents."""
    with world.transaction() as session:
        return balance(session, SHOP, account, "USD").amount_minor


def equal(world: World) -> bool:
    """Whether provider and books agree to the cent."""
    found = world.provider.balances()["USD"]
    books = on(world, chart.PROVIDER_AVAILABLE) + on(world, chart.PROVIDER_PENDING)
    return (found.available + found.pending).amount_minor == books


def test_1_a_rejected_transfer_tried_again_under_its_key_pays_once(world: World) -> None:
    """elizaOS #11022, #11035: after a rejection the debit was given back, the retry took none and sent again."""
    world.fan()
    world.earning("ern", "fan_1", usd(5000))
    assert run(world, "r1").refused  # there is no money yet
    assert on(world, chart.payable("fan_1")) == 5000
    world.fund(usd(50_000))
    run(world, "r1")
    run(world, "r1")
    assert made(world, "transfer.created") == []  # the same run never sends what it gave back
    world.later(days=1)
    run(world, "r2")
    run(world, "r2")
    assert made(world, "transfer.created") == [5000]
    assert on(world, chart.payable("fan_1")) == 0
    assert equal(world)


def test_2_an_unclear_answer_keeps_its_items_even_after_the_key_is_forgotten(world: World) -> None:
    """spree #14500: an unclear failure freed the items, and the next sweep paid them under a new key."""
    world.fund(usd(50_000))
    world.fan()
    world.earning("ern", "fan_1", usd(5000))
    world.faults.append(Fault(r"/transfers$", "drop", "after"))
    assert run(world, "r1").waiting
    with world.transaction() as session:
        assert plan_payouts(session, SHOP, "fan_1", run_ref="r2", on=world.now.date(), at=world.now) == []
    world.later(hours=30)  # Stripe has forgotten the key
    run(world, "r3")
    assert made(world, "transfer.created") == [5000]
    assert equal(world)


def test_3_a_bank_that_fails_after_the_transfer_is_asked_again_and_not_sent_again(world: World) -> None:
    """gumroad #6620: the payout failed after the internal transfer, and the next day made another transfer."""
    world.fund(usd(50_000))
    account_id = world.fan()
    world.sandbox.finish_onboarding(PLATFORM, account_id, payouts="fail")
    world.earning("ern", "fan_1", usd(5000))
    run(world, "r1")
    world.sandbox.finish_onboarding(PLATFORM, account_id)
    world.later(days=1)
    assert run(world, "r2").paid
    assert made(world, "transfer.created") == [5000]
    assert made(world, "payout.paid") == [5000]


def test_4_two_workers_never_send_one_key_with_two_amounts(world: World) -> None:
    """liberapay #1533: two workers built the same payment from different sums, under one key."""
    world.fund(usd(50_000))
    world.fan()
    world.earning("ern", "fan_1", usd(5000))
    barrier, failures = threading.Barrier(2), []

    def work(extra: str) -> None:
        barrier.wait()
        try:
            world.earning(extra, "fan_1", usd(100))
            run(world, "r1")
        except Exception as error:
            failures.append(error)

    workers = [threading.Thread(target=work, args=(f"ern_{n}",)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    with world.transaction() as session:
        (planned,) = payouts_of(session, SHOP, run_ref="r1")
        steps = operations.operations_on(session, SHOP, planned.public_id)
        sent = [step for step in steps if isinstance(step.intent, Transfer)]
        assert [step.intent.amount for step in sent] == [planned.amount]  # type: ignore[attr-defined]
        other = Transfer(planned.public_id, "fan_1", "acct", usd(1))
        with pytest.raises(KeyConflict):
            operations.plan(session, SHOP, other, key=sent[0].key, at=world.now)
    assert made(world, "transfer.created") == [planned.amount.amount_minor]


@pytest.fixture
def paid_fan(world: World) -> World:
    """A booking of 90 dollars, of which 50 lie in the fan's account at the provider; their bank is broken."""
    world.fund(usd(50_000))
    world.sandbox.finish_onboarding(PLATFORM, world.fan(), payouts="fail")
    world.captured("bkg", usd(9000))
    world.post("div", flows.forfeited("bkg", to_fans={"fan_1": usd(5000)}, kept=usd(4000)), subject="ern")
    run(world, "r1")
    return world


def refund_all(world: World) -> list[operations.Operation]:
    """Plan the refund of the whole price."""
    with world.transaction() as session:
        taken = operations.find_operation(session, SHOP, "bkg:capture")
        assert taken is not None
        return plan_refund(
            session, SHOP, key="back", booking_ref="bkg", payment_id=taken.object_id or "", amount=usd(9000),
            at=world.now, from_business=usd(4000), from_fans={"fan_1": usd(5000)},
        )  # fmt: skip


def test_5_what_can_be_undone_goes_first_and_what_fails_is_owed(paid_fan: World) -> None:
    """pay-connector #1792, #1809: refund or reversal first, one failed, and the platform paid or was owed."""
    reversal, refund = refund_all(paid_fan)
    assert isinstance(reversal.intent, ReverseTransfer)
    with pytest.raises(HeldBack):
        paid_fan.carry_out(refund.id)
    assert made(paid_fan, "refund.created") == []
    assert paid_fan.carry_out(reversal.id)[0].state == "done"
    assert paid_fan.carry_out(refund.id)[0].state == "done"
    assert on(paid_fan, chart.receivable("fan_1")) == on(paid_fan, chart.payable("fan_1")) == 0
    assert made(paid_fan, "refund.created") == [9000]
    assert equal(paid_fan)


def test_5_a_reversal_that_fails_leaves_a_debt_and_the_customer_is_refunded(paid_fan: World) -> None:
    """The same, where the fan's account has been emptied meanwhile."""
    reversal, refund = refund_all(paid_fan)
    assert isinstance(reversal.intent, ReverseTransfer)
    with paid_fan.transaction() as session:
        account_id = next(
            o.intent.account_id
            for o in operations.operations_on(session, SHOP, reversal.intent.payout_ref)
            if isinstance(o.intent, Transfer)
        )
    paid_fan.sandbox.finish_onboarding(PLATFORM, account_id)
    emptied = stripe.StripeClient(sandbox_key(SHOP), http_client=paid_fan.sandbox)
    emptied.v1.payouts.create({"amount": 5000, "currency": "usd"}, {"stripe_account": account_id})
    assert paid_fan.carry_out(reversal.id)[0].state == "refused"
    assert paid_fan.carry_out(refund.id)[0].state == "done"
    assert on(paid_fan, chart.receivable("fan_1")) == 5000
    assert on(paid_fan, chart.payable("fan_1")) == 0
    assert equal(paid_fan)


def test_6_an_event_moves_no_money_and_is_taken_while_there_is_none(world: World) -> None:
    """convene #1656: a transfer inside the webhook handler failed for want of funds, and the event came for days."""
    world.fan()
    world.captured("bkg", usd(9000))
    world.earning("ern", "fan_1", usd(50_000))
    world.faults.append(Fault(r".", "drop", "before", times=100))
    for event in world.sandbox.events(PLATFORM):
        with world.transaction() as session:
            assert inbox.receive(session, SHOP, event_of(event), at=world.now)
            assert not inbox.receive(session, SHOP, event_of(event), at=world.now)
    world.faults.clear()
    assert made(world, "transfer.created") == []
    assert run(world, "r1").refused  # not enough: the job is told, and the earning is due another day
    assert on(world, chart.payable("fan_1")) == 50_000


def test_7_an_authorisation_says_when_it_ends_and_its_end_is_found_out(world: World) -> None:
    """woocommerce-payments #739, coopcycle #1388, reaction #4764: the hold on the card ran out unnoticed."""
    authorised = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a")
    assert authorised.result is not None
    until = dt.datetime.fromisoformat(str(authorised.result["capture_before"]))
    assert until == world.now + dt.timedelta(days=7)
    world.later(days=7, seconds=1)
    late = world.do(Capture("bkg", authorised.object_id or "", usd(9000)), "c")
    assert (late.state, late.error_code) == ("refused", "cancelled")
    assert on(world, chart.authorised("bkg")) == on(world, chart.held("bkg")) == 0
    again = world.do(Authorise("bkg", usd(9000), "pm_card_visa"), "a2")
    assert world.do(Capture("bkg", again.object_id or "", usd(9000)), "c2").state == "done"


def test_8_a_refund_that_fails_after_it_succeeded_is_held_for_the_customer_again(world: World) -> None:
    """woocommerce-payments #5986: a refund "succeeded" from a negative balance, failed later, and nobody knew."""
    taken = world.captured("bkg", usd(9000))
    refunded = world.do(Refund("bkg", taken.object_id or "", usd(9000)), "back")
    assert refunded.state == "done"
    world.later(days=3)
    world.sandbox.send_refund_back(PLATFORM, refunded.object_id or "")
    assert not equal(world)
    with world.transaction() as session:
        (suspect,) = may_have_failed(session, SHOP, [refunded.object_id or ""])
    for _twice in range(2):
        after = look_back(world.transaction, world.provider, suspect.id, clock=world.clock)
        assert (after.state, after.error_code) == ("refused", "expired_or_canceled_card")
    assert on(world, chart.held("bkg")) == 9000
    assert equal(world)


def returned_by_the_bank(world: World) -> operations.Operation:
    """A payout that was paid and that the bank sends back two days later: what had asked the bank for it."""
    world.fund(usd(50_000))
    account_id = world.fan()
    world.earning("ern", "fan_1", usd(5000))
    run(world, "r1")
    with world.transaction() as session:
        (paid,) = payouts_of(session, SHOP)
        bank = operations.operations_on(session, SHOP, paid.public_id)[-1]
    world.later(days=2)
    world.sandbox.send_payout_back(PLATFORM, account_id, bank.object_id or "")
    return bank


def test_8_a_payout_that_a_bank_returns_is_sent_again_on_another_day(world: World) -> None:
    """The same of a payout: paid, and returned two days later."""
    bank = returned_by_the_bank(world)
    look_back(world.transaction, world.provider, bank.id, clock=world.clock)
    run(world, "r2")
    assert made(world, "transfer.created") == [5000]
    assert made(world, "payout.created") == [5000, 5000]


@pytest.mark.parametrize("kind", ["drop", "status"])
def test_8_a_return_that_cannot_be_read_now_is_told_and_learned_at_the_next_look(
    world: World, kind: Literal["drop", "status"]
) -> None:
    """The event comes once: to take a moment's silence of the provider for "all is well" would lose the payout."""
    bank = returned_by_the_bank(world)
    inbox.catch_up(world.transaction, world.provider, SHOP, clock=world.clock)
    with world.transaction() as session:
        told = [
            about for _id, event, about in inbox.unhandled(session, limit=100) if event == "payout.failed"
        ]
    assert [one.id for about in told for one in about] == [bank.id], "fetched by listing, it leads there too"

    world.faults.append(Fault(r"/payouts/", kind, "before", 503, "get", times=9))
    with pytest.raises(ProviderError):
        look_back(world.transaction, world.provider, bank.id, clock=world.clock)
    world.faults.clear()
    assert look_back(world.transaction, world.provider, bank.id, clock=world.clock).state == "refused"
    run(world, "r2")
    assert made(world, "payout.created") == [5000, 5000]
    with world.transaction() as session:
        assert payouts_of(session, SHOP)[0].state == "paid"


def test_9_money_stuck_in_a_broken_account_is_taken_back_and_paid_elsewhere(paid_fan: World) -> None:
    """polar #9632: the account broke after the transfer; somebody had to reverse and cancel by hand."""
    with paid_fan.transaction() as session:
        (stuck,) = payouts_of(session, SHOP)
        steps = operations.operations_on(session, SHOP, stuck.public_id)
    assert [s.state for s in steps if isinstance(s.intent, PayOut)] == ["refused"]
    sent = next(s for s in steps if isinstance(s.intent, Transfer))
    undo = ReverseTransfer(stuck.public_id, "fan_1", sent.object_id or "", stuck.amount)
    assert paid_fan.do(undo, "undo").state == "done"
    assert on(paid_fan, chart.payable("fan_1")) == 5000
    assert on(paid_fan, chart.recipient_balance("fan_1")) == 0
    assert equal(paid_fan)


def test_10_objects_are_no_dicts_and_a_withdrawn_parameter_is_never_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """revel-backend #652, API 2026-09-30.endive: StripeObject is no dict; payment_method_types is refused."""
    sent: list[str] = []
    request = world.sandbox.request

    def seen(method: str, url: str, headers: Any, post_data: Any = None, **more: Any) -> Any:
        sent.append(f"{url} {post_data}")
        return request(method, url, headers, post_data, **more)

    monkeypatch.setattr(world.sandbox, "request", seen)
    world.fund(usd(50_000))
    world.fan()
    taken = world.captured("bkg", usd(9000))
    world.do(Refund("bkg", taken.object_id or "", usd(100)), "back")
    world.earning("ern", "fan_1", usd(5000))
    assert run(world, "r1").paid
    settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)
    assert len(sent) == 8
    assert not any("payment_method_types" in one for one in sent)
    assert not isinstance(stripe.StripeObject(), dict)


@pytest.mark.breaks_contract
def test_10_a_client_that_sends_the_withdrawn_parameter_is_refused(world: World) -> None:
    """The same: the sandbox refuses it as Stripe does, so that code from old docs fails in tests."""
    client = stripe.StripeClient(sandbox_key(SHOP), http_client=world.sandbox)
    with pytest.raises(stripe.InvalidRequestError, match="payment_method_types"):
        client.raw_request(
            "post", "/v1/payment_intents", amount=100, currency="usd", payment_method_types=["card"]
        )

"""The provider speaks the library's words over Stripe's client."""

from __future__ import annotations

from dataclasses import replace

import pytest

from payouts.errors import InvalidIntent, ProviderBusy, ProviderRefused, ProviderUncertain
from payouts.gateways.objects import Call
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.gateways.stripe_provider import live_provider
from payouts.money import Money
from tests.payouts.worlds import NOON, PLATFORM, World, usd


def call(name: str = "op_1") -> Call:
    """An operation's identity."""
    return Call(name, name, NOON)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(r"payment_intents$", "drop", "before"), ProviderUncertain),
        (Fault(r"payment_intents$", "status", status=500), ProviderUncertain),
        (Fault(r"payment_intents$", "status", status=409), ProviderUncertain),
        (Fault(r"payment_intents$", "status", status=429), ProviderBusy),
    ],
)
def test_errors_say_whether_it_may_have_happened(
    file_world: World, fault: Fault, error: type[Exception]
) -> None:
    # The network's client tries three times, five times where it was told to slow down.
    file_world.faults.append(replace(fault, times=5 if fault.status == 429 else 3))
    with pytest.raises(error):
        file_world.provider.authorise(call(), usd(1000), "pm_card_visa", "bkg")


def test_a_decline_carries_its_code_and_its_object(file_world: World) -> None:
    with pytest.raises(ProviderRefused) as refused:
        file_world.provider.authorise(call(), usd(1000), "pm_card_chargeDeclinedInsufficientFunds", "bkg")
    assert refused.value.params["error_code"] == "insufficient_funds"
    assert str(refused.value.params["object_id"]).startswith("pi_")


@pytest.mark.parametrize(
    "amount", [Money(1200, "ISK"), Money(1200, "JPY"), Money(1230, "BHD"), usd(1234)], ids=str
)
def test_amounts_come_back_as_they_were_sent(file_world: World, amount: Money) -> None:
    provider = file_world.provider
    made = provider.authorise(call("a"), amount, "pm_card_visa", "bkg")
    captured = provider.capture(call("c"), made.id, amount)
    assert (made.amount, captured.amount, captured.status) == (amount, amount, "done")
    assert provider.balances()[amount.currency].available == amount


def test_the_fee_and_the_availability_are_told(file_world: World) -> None:
    file_world.sandbox.settings = SandboxSettings(fee_bps=290, fee_fixed_minor=30)
    made = file_world.provider.charge(call(), usd(1000), "pm_card_visa", "bkg")
    assert (made.details["fee_minor"], made.details["is_available"]) == (59, True)


def test_objects_are_found_by_the_operation_s_id(file_world: World) -> None:
    provider = file_world.provider
    payment = provider.charge(call("p"), usd(1000), "pm_card_visa", "bkg")
    refund = provider.refund(call("r"), payment.id, usd(100))
    top_up = provider.top_up(call("t"), usd(5000))
    account = provider.create_recipient(call("a"), "fan", "US")
    transfer = provider.transfer(call("x"), account.id, usd(700), "pay_1")
    payout = provider.pay_out(call("o"), account.id, usd(700))

    assert provider.find(call("p"), "payment", "") == payment
    assert provider.find(call("r"), "refund", payment.id) == refund
    assert provider.find(call("t"), "top_up", "") == top_up
    assert provider.find(call("a"), "recipient", "") == account
    assert provider.find(call("x"), "transfer", "pay_1") == transfer
    assert provider.find(call("o"), "payout", account.id) == payout
    assert provider.find(call("other"), "payment", "") is None


def test_a_recipient_is_ready_only_when_onboarded(file_world: World) -> None:
    file_world.sandbox.settings = SandboxSettings(is_onboarding_instant=False)
    account = file_world.provider.create_recipient(call(), "fan", "US")
    assert not file_world.provider.is_ready(account.id)
    file_world.sandbox.finish_onboarding(PLATFORM, account.id)
    assert file_world.provider.is_ready(account.id)


def test_capturing_or_voiding_again_tells_how_it_stands(file_world: World) -> None:
    provider = file_world.provider
    made = provider.authorise(call("a"), usd(1000), "pm_card_visa", "bkg")
    provider.capture(call("c"), made.id, usd(1000))
    assert provider.capture(call("c2"), made.id, usd(1000)).status == "done"
    assert provider.void(call("v"), made.id).status == "done"


def test_only_a_stripe_key_opens_the_live_transport() -> None:
    assert live_provider("sk_test_abc").is_live is False
    assert live_provider("rk_live_abc").is_live is True
    with pytest.raises(InvalidIntent):
        live_provider("sk_sandbox_shop")


def test_the_sandbox_is_never_live(file_world: World) -> None:
    assert file_world.provider.is_live is False

"""The sandbox behaves as Stripe documents: state, test cards, keys, errors, and survival of the process."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import stripe

from payouts.errors import InvalidIntent
from payouts.gateways.sandbox import Fault, Sandbox, SandboxSettings
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN, payment_method_for
from tests.payouts.worlds import PLATFORM, World


def client(world: World, key: str = PLATFORM) -> stripe.StripeClient:
    """Stripe's own client over the world's sandbox."""
    return stripe.StripeClient(key, http_client=world.sandbox, max_network_retries=0)


def pay(
    stripe_client: stripe.StripeClient, *, key: str | None = None, **changes: Any
) -> stripe.PaymentIntent:
    """Make and confirm a payment of ten dollars with manual capture."""
    params: Any = {
        "amount": 1000,
        "currency": "usd",
        "capture_method": "manual",
        "confirm": True,
        "payment_method": "pm_card_visa",
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
    }
    options: Any = {"idempotency_key": key} if key else {}
    return stripe_client.v1.payment_intents.create(params | changes, options)


def test_state_outlives_the_process(world: World) -> None:
    made = pay(client(world))
    world.sandbox = Sandbox(world.engine, world.clock)
    again = client(world).v1.payment_intents.retrieve(made.id)
    assert again.to_dict() == made.to_dict()


def test_platforms_do_not_see_each_other(world: World) -> None:
    made = pay(client(world))
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client(world, "sk_sandbox_other").v1.payment_intents.retrieve(made.id)
    assert refused.value.code == "resource_missing"


def test_the_same_key_gives_the_same_answer_and_one_object(world: World) -> None:
    api = client(world)
    assert pay(api, key="k").id == pay(api, key="k").id
    assert len(api.v1.payment_intents.list().data) == 1


def test_the_same_key_with_other_parameters_is_refused(world: World) -> None:
    api = client(world)
    pay(api, key="k")
    with pytest.raises(stripe.IdempotencyError):
        pay(api, key="k", amount=1001)


def test_a_key_is_forgotten_after_a_day(world: World) -> None:
    api = client(world)
    first = pay(api, key="k")
    world.later(hours=25)
    assert pay(api, key="k").id != first.id


def test_a_decline_is_remembered_under_its_key(world: World) -> None:
    api = client(world)
    for _ in range(2):
        with pytest.raises(stripe.CardError) as refused:
            pay(api, key="k", payment_method="pm_card_chargeDeclined")
        assert refused.value.code == "card_declined"
    assert len(api.v1.payment_intents.list().data) == 1


@pytest.mark.breaks_contract
def test_a_parameter_that_is_gone_is_refused_by_name(world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        pay(client(world), payment_method_types=["card"])
    assert refused.value.code == "payment_method_types_no_longer_supported"
    with pytest.raises(stripe.InvalidRequestError, match="colour"):
        pay(client(world), colour="red")


@pytest.mark.breaks_contract
@pytest.mark.parametrize("amount", [0, -5, 100_000_000, "much"])
def test_an_amount_out_of_range_is_refused(world: World, amount: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        pay(client(world), amount=amount)


@pytest.mark.parametrize("token", [t for t, c in CARD_BY_TOKEN.items() if c.decline_code])
def test_declining_cards_decline_with_their_own_code(world: World, token: str) -> None:
    card = CARD_BY_TOKEN[token]
    with pytest.raises(stripe.CardError) as refused:
        pay(client(world), payment_method=payment_method_for(card.number))
    assert refused.value.code == card.error_code
    assert refused.value.error is not None
    assert refused.value.error.decline_code == card.decline_code  # type: ignore[attr-defined]


def test_a_card_number_that_is_no_test_card_is_refused() -> None:
    assert payment_method_for("4242 4242-4242 4242") == "pm_card_visa"
    with pytest.raises(InvalidIntent):
        payment_method_for("4111111111111111")


def test_an_authorisation_runs_out(world: World) -> None:
    api = client(world)
    made = pay(api)
    world.later(days=7)
    found = api.v1.payment_intents.retrieve(made.id)
    assert (found.status, found.cancellation_reason) == ("canceled", "automatic")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.capture(made.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_transfer_needs_available_funds(world: World) -> None:
    api = client(world)
    account = api.v2.core.accounts.create({"dashboard": "express"})
    params: Any = {"amount": 500, "currency": "usd", "destination": account.id}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.transfers.create(params)
    assert refused.value.code == "balance_insufficient"
    api.v1.topups.create({"amount": 500, "currency": "usd", "description": "x"})
    assert api.v1.transfers.create(params).amount == 500
    assert api.v1.balance.retrieve().available[0].amount == 0


def test_pending_funds_ripen(world: World) -> None:
    world.sandbox.settings = SandboxSettings(funds_after=dt.timedelta(days=2))
    api = client(world)
    api.v1.payment_intents.capture(pay(api).id)
    balance = api.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 1000)
    world.later(days=2)
    balance = api.v1.balance.retrieve()
    assert (balance.available[0].amount, balance.pending[0].amount) == (1000, 0)


def test_refunds_are_bounded_by_the_charge(world: World) -> None:
    api = client(world)
    made = pay(api)
    api.v1.payment_intents.capture(made.id)
    assert api.v1.refunds.create({"payment_intent": made.id, "amount": 400}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError):
        api.v1.refunds.create({"payment_intent": made.id, "amount": 601})
    assert api.v1.refunds.create({"payment_intent": made.id}).amount == 600
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.refunds.create({"payment_intent": made.id})
    assert refused.value.code == "charge_already_refunded"


def test_a_disputed_card_takes_the_money_back_and_tells(world: World) -> None:
    api = client(world)
    api.v1.payment_intents.capture(pay(api, payment_method="pm_card_createDispute").id)
    assert api.v1.balance.retrieve().available[0].amount == 0
    assert [d.reason for d in api.v1.disputes.list().data] == ["fraudulent"]
    assert "charge.dispute.created" in [e["type"] for e in world.sandbox.events(PLATFORM)]


def test_listing_pages_through_everything(world: World) -> None:
    api = client(world)
    made = [pay(api).id for _ in range(7)]
    listed = [p.id for p in api.v1.payment_intents.list({"limit": 3}).auto_paging_iter()]
    assert listed == made[::-1]


def test_a_fault_before_does_nothing_and_after_does_it(world: World) -> None:
    api = client(world)
    world.faults[:] = [
        Fault(r"payment_intents$", "drop", "before"),
        Fault(r"payment_intents$", "drop", "after"),
    ]
    for expected in (0, 1):
        with pytest.raises(stripe.APIConnectionError):
            pay(api)
        assert len(api.v1.payment_intents.list().data) == expected


@pytest.mark.parametrize(
    ("status", "error"), [(429, stripe.RateLimitError), (500, stripe.APIError), (409, stripe.APIError)]
)
def test_a_scripted_status_is_the_sdk_s_own_error(world: World, status: int, error: type[Exception]) -> None:
    world.faults[:] = [Fault(r"payment_intents$", "status", status=status, skip=1)]
    api = client(world)
    pay(api)
    with pytest.raises(error):
        pay(api)
    assert pay(api).status == "requires_capture"


def test_an_unknown_route_is_a_404(world: World) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="route"):
        client(world).v1.products.list()

"""What happens to a card in the sandbox: authorised, taken, declined, given up, disputed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from payouts.gateways.sandbox.answers import Refusal, Request, emit
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN, TestCard, shown
from payouts.gateways.sandbox.disputes import open_dispute
from payouts.gateways.sandbox.fraud import warn
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import Body

_VISA_WITHOUT_CUSTOMER = dt.timedelta(days=4, hours=18)
"""How long Visa keeps an authorisation that a merchant made without the customer."""


def authorise(request: Request, payment: Body, card: TestCard) -> None:
    """Reserve the amount on the card, or take it at once where no manual capture was asked for."""
    window = request.settings.authorisation_for
    if payment["setup_future_usage"] is None and request.is_true("off_session") and card.brand == "visa":
        window = min(window, _VISA_WITHOUT_CUSTOMER)
    until = request.seconds + int(window.total_seconds())
    charge: Body = {
        "id": request.store.new_id("ch"),
        "object": "charge",
        "amount": payment["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": {},
        "captured": False,
        "created": request.seconds,
        "currency": payment["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": payment["metadata"],
        "paid": True,
        "payment_intent": payment["id"],
        "payment_method_details": {"type": "card", "card": {**shown(card), "capture_before": until}},
        "refunded": False,
        "status": "succeeded",
        "transfer_group": payment["transfer_group"],
    }
    request.store.add("charge", charge, parent=payment["id"])
    payment["latest_charge"] = charge["id"]
    payment["last_payment_error"] = None
    if payment["capture_method"] != "manual":
        take(request, payment, payment["amount"])
        return
    payment["status"] = "requires_capture"
    payment["amount_capturable"] = payment["amount"]
    request.store.put(payment)
    emit(request, "payment_intent.amount_capturable_updated", payment)


def take(request: Request, payment: Body, amount: int) -> None:
    """Take an amount: the balance grows by what the fee leaves, and a disputing customer disputes."""
    charge = request.store.get("charge", payment["latest_charge"]) or {}
    card = card_of(request, payment["payment_method"])
    settings = request.settings
    fee = min(amount, amount * settings.fee_bps // 10_000 + settings.fee_fixed_minor)
    ready_at = request.seconds + (0 if card.is_available else int(settings.funds_after.total_seconds()))
    transaction = move(
        request,
        payment["currency"],
        amount,
        kind="charge",
        source=charge["id"],
        fee=fee,
        available_at=ready_at,
    )
    charge |= {"amount_captured": amount, "captured": True, "balance_transaction": transaction["id"]}
    payment |= {"status": "succeeded", "amount_capturable": 0, "amount_received": amount}
    request.store.put(charge)
    request.store.put(payment)
    emit(request, "payment_intent.succeeded", payment)
    emit(request, "charge.captured", charge)
    if card.warned_as is not None:
        warn(request, charge, card.warned_as)
    if card.disputed_as is not None:
        open_dispute(request, charge, reason=card.disputed_as, is_inquiry=card.is_inquiry)


def decline(request: Request, payment: Body, code: str, decline_code: str) -> None:
    """Leave the payment without a working card."""
    payment["status"] = "requires_payment_method"
    payment["last_payment_error"] = {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code,
        "message": "Your card was declined.",
    }
    request.store.put(payment)
    emit(request, "payment_intent.payment_failed", payment)


def cancel(request: Request, payment: Body, reason: str) -> None:
    """Give the payment up."""
    payment |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": request.seconds,
        "cancellation_reason": reason,
    }
    request.store.put(payment)
    emit(request, "payment_intent.canceled", payment)


def card_of(request: Request, payment_method: Any) -> TestCard:
    """Find the test card behind a payment method: a test token, or the id of one that was saved."""
    token = payment_method
    if isinstance(token, str) and token not in CARD_BY_TOKEN:
        saved = request.store.get("payment_method", token)
        token = saved["metadata"]["sandbox_card"] if saved is not None else None
    if token not in CARD_BY_TOKEN:
        raise Refusal(
            f"No such PaymentMethod: '{payment_method}'", code="resource_missing", param="payment_method"
        )
    return CARD_BY_TOKEN[token]

"""The sandbox's card payments: payment intents, their charges, refunds and disputes."""

from __future__ import annotations

from typing import Any

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN, TestCard
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import Body

_WRITABLE = {
    "amount", "currency", "capture_method", "confirm", "payment_method", "automatic_payment_methods",
    "metadata", "transfer_group", "expand", "description", "off_session",
}  # fmt: skip


def create_payment(request: Request) -> Body:
    """Answer POST /v1/payment_intents."""
    if "payment_method_types" in request.params:
        raise Refusal(
            "payment_method_types is no longer supported; use dynamic payment methods.",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )
    for name in request.params:
        if name not in _WRITABLE:
            raise Refusal(f"Received unknown parameter: {name}", code="parameter_unknown", param=name)
    payment_id = request.store.new_id("pi")
    payment: Body = {
        "id": payment_id,
        "object": "payment_intent",
        "amount": request.amount(),
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": request.params.get("capture_method", "automatic_async"),
        "client_secret": f"{payment_id}_secret_sandbox",
        "created": request.seconds,
        "currency": request.text("currency"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": request.metadata(),
        "next_action": None,
        "payment_method": request.params.get("payment_method"),
        "status": "requires_confirmation",
        "transfer_group": request.params.get("transfer_group"),
    }
    request.store.add("payment", payment)
    emit(request, "payment_intent.created", payment)
    if request.params.get("confirm") == "true":
        _confirm(request, payment)
    return expanded(request, payment)


def read_payment(request: Request, payment_id: str) -> Body:
    """Answer GET /v1/payment_intents/{id}."""
    return expanded(request, _payment(request, payment_id))


def list_payments(request: Request) -> Body:
    """Answer GET /v1/payment_intents."""
    return page(request, request.store.listing("payment"), "/v1/payment_intents")


def confirm_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/confirm."""
    payment = _payment(request, payment_id)
    if payment["status"] not in ("requires_confirmation", "requires_payment_method", "requires_action"):
        raise _unexpected(payment, "confirm")
    payment["payment_method"] = request.params.get("payment_method", payment["payment_method"])
    _confirm(request, payment)
    return expanded(request, payment)


def capture_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/capture."""
    payment = _payment(request, payment_id)
    if payment["status"] != "requires_capture":
        raise _unexpected(payment, "capture")
    has_amount = "amount_to_capture" in request.params
    amount = request.amount("amount_to_capture") if has_amount else payment["amount_capturable"]
    if amount > payment["amount_capturable"]:
        raise Refusal("The amount to capture is greater than the amount authorised.", code="amount_too_large")
    _take(request, payment, amount)
    return expanded(request, payment)


def cancel_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/cancel."""
    payment = _payment(request, payment_id)
    if payment["status"] in ("succeeded", "canceled"):
        raise _unexpected(payment, "cancel")
    _cancel(request, payment, "requested_by_customer")
    return expanded(request, payment)


def create_refund(request: Request) -> Body:
    """Answer POST /v1/refunds."""
    payment = _payment(request, request.text("payment_intent"))
    charge = request.store.get("charge", payment["latest_charge"] or "")
    if payment["status"] != "succeeded" or charge is None:
        raise Refusal("This PaymentIntent has no successful charge to refund.", code="charge_not_captured")
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = request.amount() if "amount" in request.params else left
    if left == 0:
        raise Refusal("The charge has already been refunded.", code="charge_already_refunded")
    if amount > left:
        raise Refusal(
            "The refund is greater than what is left of the charge.", code="refund_amount_too_large"
        )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    request.store.put(charge)
    refund: Body = {
        "id": request.store.new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": request.seconds,
        "currency": charge["currency"],
        "metadata": request.metadata(),
        "payment_intent": payment["id"],
        "reason": None,
        "status": "succeeded",
    }
    # Stripe takes refunds from the balance and lets it go below zero.
    transaction = move(request, charge["currency"], -amount, kind="refund", source=refund["id"])
    refund["balance_transaction"] = transaction["id"]
    request.store.add("refund", refund, parent=payment["id"])
    emit(request, "charge.refunded", charge)
    return refund


def read_refund(request: Request, refund_id: str) -> Body:
    """Answer GET /v1/refunds/{id}."""
    found = request.store.get("refund", refund_id)
    if found is None:
        raise missing("refund", refund_id)
    return found


def list_refunds(request: Request) -> Body:
    """Answer GET /v1/refunds."""
    parent = request.params.get("payment_intent")
    return page(request, request.store.listing("refund", parent=parent), "/v1/refunds")


def list_disputes(request: Request) -> Body:
    """Answer GET /v1/disputes."""
    return page(request, request.store.listing("dispute"), "/v1/disputes")


def authenticate(request: Request, payment_id: str, *, succeeds: bool) -> Body:
    """Play the customer who confirms, or fails to confirm, at the bank's page."""
    payment = _payment(request, payment_id)
    if payment["status"] != "requires_action":
        raise _unexpected(payment, "authenticate")
    payment["next_action"] = None
    if succeeds:
        _authorise(request, payment, _card(payment))
    else:
        _decline(request, payment, "payment_intent_authentication_failure", "authentication_required")
    return payment


def expanded(request: Request, payment: Body) -> Body:
    """Put the charge and its balance transaction into the answer where they were asked for."""
    wanted = request.params.get("expand", [])
    names = list(wanted.values()) if isinstance(wanted, dict) else list(wanted)
    if not any(str(name).startswith("latest_charge") for name in names) or not payment["latest_charge"]:
        return payment
    charge = request.store.get("charge", payment["latest_charge"])
    if charge is None:
        return payment
    if "latest_charge.balance_transaction" in names and charge["balance_transaction"]:
        transaction = request.store.get("balance_transaction", charge["balance_transaction"])
        if transaction is not None:
            is_ready = transaction["available_on"] <= request.seconds
            transaction["status"] = "available" if is_ready else "pending"
        charge = {**charge, "balance_transaction": transaction}
    return {**payment, "latest_charge": charge}


def _payment(request: Request, payment_id: str) -> Body:
    """Read a payment; an authorisation whose time has passed is found expired."""
    payment = request.store.get("payment", payment_id)
    if payment is None:
        raise missing("payment_intent", payment_id)
    if payment["status"] == "requires_capture":
        charge = request.store.get("charge", payment["latest_charge"])
        until = charge["payment_method_details"]["card"]["capture_before"] if charge else 0
        if request.seconds >= until:
            _cancel(request, payment, "automatic")
    return payment


def _confirm(request: Request, payment: Body) -> None:
    card = _card(payment)
    if card.needs_customer and payment["status"] != "requires_action":
        payment["status"] = "requires_action"
        payment["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
        request.store.put(payment)
        emit(request, "payment_intent.requires_action", payment)
        return
    if card.needs_customer:
        request.store.put(payment)
        return
    if card.decline_code is not None:
        _decline(request, payment, card.error_code, card.decline_code)
        raise Refusal(
            "Your card was declined.",
            status=402,
            kind="card_error",
            code=card.error_code,
            decline_code=card.decline_code,
            payment_intent=payment,
            is_kept=True,
        )
    _authorise(request, payment, card)


def _authorise(request: Request, payment: Body, card: TestCard) -> None:
    until = request.seconds + int(request.settings.authorisation_for.total_seconds())
    charge: Body = {
        "id": request.store.new_id("ch"),
        "object": "charge",
        "amount": payment["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "captured": False,
        "created": request.seconds,
        "currency": payment["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": payment["metadata"],
        "payment_intent": payment["id"],
        "payment_method_details": {"type": "card", "card": {"brand": card.brand, "capture_before": until}},
        "refunded": False,
        "status": "succeeded",
        "transfer_group": payment["transfer_group"],
    }
    request.store.add("charge", charge, parent=payment["id"])
    payment["latest_charge"] = charge["id"]
    payment["last_payment_error"] = None
    if payment["capture_method"] != "manual":
        _take(request, payment, payment["amount"])
        return
    payment["status"] = "requires_capture"
    payment["amount_capturable"] = payment["amount"]
    request.store.put(payment)
    emit(request, "payment_intent.amount_capturable_updated", payment)


def _take(request: Request, payment: Body, amount: int) -> None:
    charge = request.store.get("charge", payment["latest_charge"]) or {}
    card = _card(payment)
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
    if card.is_disputed:
        charge["disputed"] = True
        _dispute(request, charge)
    request.store.put(charge)
    request.store.put(payment)
    emit(request, "payment_intent.succeeded", payment)


def _dispute(request: Request, charge: Body) -> None:
    dispute: Body = {
        "id": request.store.new_id("du"),
        "object": "dispute",
        "amount": charge["amount_captured"],
        "charge": charge["id"],
        "created": request.seconds,
        "currency": charge["currency"],
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }
    request.store.add("dispute", dispute, parent=charge["payment_intent"])
    move(request, charge["currency"], -charge["amount_captured"], kind="adjustment", source=dispute["id"])
    emit(request, "charge.dispute.created", dispute)


def _decline(request: Request, payment: Body, code: str, decline_code: str) -> None:
    payment["status"] = "requires_payment_method"
    payment["last_payment_error"] = {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code,
        "message": "Your card was declined.",
    }
    request.store.put(payment)
    emit(request, "payment_intent.payment_failed", payment)


def _cancel(request: Request, payment: Body, reason: str) -> None:
    payment |= {
        "status": "canceled",
        "amount_capturable": 0,
        "canceled_at": request.seconds,
        "cancellation_reason": reason,
    }
    request.store.put(payment)
    emit(request, "payment_intent.canceled", payment)


def _card(payment: Body) -> TestCard:
    token: Any = payment["payment_method"]
    if token not in CARD_BY_TOKEN:
        raise Refusal(f"No such PaymentMethod: '{token}'", code="resource_missing", param="payment_method")
    return CARD_BY_TOKEN[token]


def _unexpected(payment: Body, verb: str) -> Refusal:
    return Refusal(
        f"You cannot {verb} this PaymentIntent because it has a status of {payment['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=payment,
    )

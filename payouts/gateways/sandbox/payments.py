"""The sandbox's card payments: payment intents and what can be asked of them."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.charges import authorise, cancel, card_of, decline, take
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
    return expanded(request, stored_payment(request, payment_id))


def list_payments(request: Request) -> Body:
    """Answer GET /v1/payment_intents."""
    return page(request, request.store.listing("payment"), "/v1/payment_intents")


def confirm_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/confirm."""
    payment = stored_payment(request, payment_id)
    if payment["status"] not in ("requires_confirmation", "requires_payment_method", "requires_action"):
        raise _unexpected(payment, "confirm")
    payment["payment_method"] = request.params.get("payment_method", payment["payment_method"])
    _confirm(request, payment)
    return expanded(request, payment)


def capture_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/capture."""
    payment = stored_payment(request, payment_id)
    if payment["status"] != "requires_capture":
        raise _unexpected(payment, "capture")
    has_amount = "amount_to_capture" in request.params
    amount = request.amount("amount_to_capture") if has_amount else payment["amount_capturable"]
    if amount > payment["amount_capturable"]:
        raise Refusal("The amount to capture is greater than the amount authorised.", code="amount_too_large")
    take(request, payment, amount)
    return expanded(request, payment)


def cancel_payment(request: Request, payment_id: str) -> Body:
    """Answer POST /v1/payment_intents/{id}/cancel."""
    payment = stored_payment(request, payment_id)
    if payment["status"] in ("succeeded", "canceled"):
        raise _unexpected(payment, "cancel")
    cancel(request, payment, "requested_by_customer")
    return expanded(request, payment)


def authenticate(request: Request, payment_id: str, *, succeeds: bool) -> Body:
    """Play the customer who confirms, or fails to confirm, at the bank's page."""
    payment = stored_payment(request, payment_id)
    if payment["status"] != "requires_action":
        raise _unexpected(payment, "authenticate")
    payment["next_action"] = None
    if succeeds:
        authorise(request, payment, card_of(payment))
    else:
        decline(request, payment, "payment_intent_authentication_failure", "authentication_required")
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


def stored_payment(request: Request, payment_id: str) -> Body:
    """Read a payment; an authorisation whose time has passed is found expired."""
    payment = request.store.get("payment", payment_id)
    if payment is None:
        raise missing("payment_intent", payment_id)
    if payment["status"] == "requires_capture":
        charge = request.store.get("charge", payment["latest_charge"])
        until = charge["payment_method_details"]["card"]["capture_before"] if charge else 0
        if request.seconds >= until:
            cancel(request, payment, "automatic")
    return payment


def _confirm(request: Request, payment: Body) -> None:
    card = card_of(payment)
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
        decline(request, payment, card.error_code, card.decline_code)
        raise Refusal(
            "Your card was declined.",
            status=402,
            kind="card_error",
            code=card.error_code,
            decline_code=card.decline_code,
            payment_intent=payment,
            is_kept=True,
        )
    authorise(request, payment, card)


def _unexpected(payment: Body, verb: str) -> Refusal:
    return Refusal(
        f"You cannot {verb} this PaymentIntent because it has a status of {payment['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=payment,
    )

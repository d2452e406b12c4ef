"""The sandbox's card payments: payment intents and what can be asked of them."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, expanded, missing, page
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN
from payouts.gateways.sandbox.charges import authorise, cancel, card_of, decline, take
from payouts.gateways.sandbox.store import Body

_WRITABLE = {
    "amount", "currency", "capture_method", "confirm", "payment_method", "automatic_payment_methods",
    "metadata", "transfer_group", "expand", "description", "off_session", "customer",
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
        "confirmation_method": "automatic",
        "created": request.seconds,
        "currency": request.text("currency"),
        "customer": request.params.get("customer"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": request.metadata(),
        "next_action": None,
        "payment_method": request.params.get("payment_method"),
        "payment_method_types": ["card"],
        "setup_future_usage": None,
        "status": "requires_confirmation",
        "transfer_group": request.params.get("transfer_group"),
    }
    request.store.add("payment", payment)
    emit(request, "payment_intent.created", payment)
    if request.is_true("confirm"):
        _confirm(request, payment)
    return expanded(request, payment)


def read_payment(request: Request, payment_id: str) -> Body:
    """Answer GET /v1/payment_intents/{id}."""
    return expanded(request, stored_payment(request, payment_id))


def list_payments(request: Request) -> Body:
    """Answer GET /v1/payment_intents."""
    return page(request, "payment", "/v1/payment_intents", shown=lambda body: _current(request, body))


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
        authorise(request, payment, card_of(request, payment["payment_method"]))
    else:
        decline(request, payment, "payment_intent_authentication_failure", "authentication_required")
    return payment


def stored_payment(request: Request, payment_id: str) -> Body:
    """Read a payment; an authorisation whose time has passed is found expired."""
    payment = request.store.get("payment", payment_id)
    if payment is None:
        raise missing("payment_intent", payment_id)
    return _current(request, payment)


def _current(request: Request, payment: Body) -> Body:
    if payment["status"] == "requires_capture":
        charge = request.store.get("charge", payment["latest_charge"])
        until = charge["payment_method_details"]["card"]["capture_before"] if charge else 0
        if request.seconds >= until:
            cancel(request, payment, "automatic")
            emit(request, "charge.expired", charge or {})
    return payment


def _confirm(request: Request, payment: Body) -> None:
    card = card_of(request, payment["payment_method"])
    if payment["payment_method"] in CARD_BY_TOKEN and request.is_true("off_session"):
        raise Refusal(
            "A card must be saved with a customer before it can be asked without them.",
            code="payment_intent_authentication_failure",
            param="off_session",
        )
    if request.is_true("off_session"):
        # The customer is not there: what needs them is refused, and what they confirmed before is not asked.
        refused = card.decline_code or ("authentication_required" if card.always_needs_customer else None)
        if refused is not None:
            _refuse(request, payment, card.error_code if card.decline_code else refused, refused)
        authorise(request, payment, card)
        return
    if card.needs_customer:
        if payment["status"] != "requires_action":
            payment["status"] = "requires_action"
            payment["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
            emit(request, "payment_intent.requires_action", payment)
        request.store.put(payment)
        return
    if card.decline_code is not None:
        _refuse(request, payment, card.error_code, card.decline_code)
    authorise(request, payment, card)


def _refuse(request: Request, payment: Body, code: str, decline_code: str) -> None:
    decline(request, payment, code, decline_code)
    raise Refusal(
        "Your card was declined.",
        status=402,
        kind="card_error",
        code=code,
        decline_code=decline_code,
        payment_intent=payment,
        is_kept=True,
    )


def _unexpected(payment: Body, verb: str) -> Refusal:
    return Refusal(
        f"You cannot {verb} this PaymentIntent because it has a status of {payment['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=payment,
    )

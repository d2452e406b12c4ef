"""The sandbox's cards kept for later: customers, setup intents, and the payment methods they leave."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, expanded, missing, page
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN, TestCard, shown
from payouts.gateways.sandbox.store import Body


def create_customer(request: Request) -> Body:
    """Answer POST /v1/customers."""
    customer: Body = {
        "id": request.store.new_id("cus"),
        "object": "customer",
        "created": request.seconds,
        "email": request.params.get("email"),
        "livemode": False,
        "metadata": request.metadata(),
    }
    emit(request, "customer.created", customer)
    return request.store.add("customer", customer)


def create_setup(request: Request) -> Body:
    """Answer POST /v1/setup_intents."""
    customer = request.store.get("customer", request.text("customer"))
    if customer is None:
        raise missing("customer", request.text("customer"))
    card = CARD_BY_TOKEN.get(request.text("payment_method"))
    if card is None:
        raise missing("payment_method", request.text("payment_method"))
    setup_id = request.store.new_id("seti")
    setup: Body = {
        "id": setup_id,
        "object": "setup_intent",
        "cancellation_reason": None,
        "client_secret": f"{setup_id}_secret_sandbox",
        "created": request.seconds,
        "customer": customer["id"],
        "last_setup_error": None,
        "livemode": False,
        "metadata": request.metadata(),
        "next_action": None,
        "payment_method": _attach(request, card, customer["id"])["id"],
        "payment_method_types": ["card"],
        "status": "requires_confirmation",
        "usage": request.params.get("usage", "off_session"),
    }
    request.store.add("setup", setup)
    emit(request, "setup_intent.created", setup)
    if request.is_true("confirm"):
        _confirm(request, setup, card)
    return expanded(request, setup)


def read_setup(request: Request, setup_id: str) -> Body:
    """Answer GET /v1/setup_intents/{id}."""
    return expanded(request, _stored(request, setup_id))


def list_setups(request: Request) -> Body:
    """Answer GET /v1/setup_intents."""
    return page(request, "setup", "/v1/setup_intents")


def detach(request: Request, method_id: str) -> Body:
    """Answer POST /v1/payment_methods/{id}/detach: nobody can charge that card again."""
    method = request.store.get("payment_method", method_id)
    if method is None:
        raise missing("payment_method", method_id)
    if method["customer"] is None:
        raise Refusal("The payment method is not attached to a customer.", code="resource_missing")
    method["customer"] = None
    request.store.put(method)
    emit(request, "payment_method.detached", method)
    return method


def authenticate_setup(request: Request, setup_id: str, *, succeeds: bool) -> Body:
    """Play the customer at the bank's page, for a card that is being saved."""
    setup = _stored(request, setup_id)
    if setup["status"] != "requires_action":
        raise Refusal("This SetupIntent waits for nobody.", code="setup_intent_unexpected_state")
    setup["next_action"] = None
    if succeeds:
        _succeed(request, setup)
    else:
        _fail(request, setup, "setup_intent_authentication_failure", "authentication_required")
    return setup


def _confirm(request: Request, setup: Body, card: TestCard) -> None:
    if card.needs_customer:
        setup["status"] = "requires_action"
        setup["next_action"] = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
        request.store.put(setup)
        emit(request, "setup_intent.requires_action", setup)
    elif card.decline_code is not None and not card.declines_later:
        _fail(request, setup, card.error_code, card.decline_code)
        raise Refusal(
            "Your card was declined.",
            status=402,
            kind="card_error",
            code=card.error_code,
            decline_code=card.decline_code,
            setup_intent=setup,
            is_kept=True,
        )
    else:
        _succeed(request, setup)


def _succeed(request: Request, setup: Body) -> None:
    setup["status"] = "succeeded"
    request.store.put(setup)
    emit(request, "setup_intent.succeeded", setup)


def _fail(request: Request, setup: Body, code: str, decline_code: str) -> None:
    setup["status"] = "requires_payment_method"
    setup["last_setup_error"] = {
        "type": "card_error",
        "code": code,
        "decline_code": decline_code,
        "message": "Your card was declined.",
    }
    request.store.put(setup)
    emit(request, "setup_intent.setup_failed", setup)


def _attach(request: Request, card: TestCard, customer_id: str) -> Body:
    method: Body = {
        "id": request.store.new_id("pm"),
        "object": "payment_method",
        "billing_details": {},
        "card": shown(card),
        "created": request.seconds,
        "customer": customer_id,
        "livemode": False,
        "metadata": {"sandbox_card": card.token},
        "type": "card",
    }
    return request.store.add("payment_method", method)


def _stored(request: Request, setup_id: str) -> Body:
    found = request.store.get("setup", setup_id)
    if found is None:
        raise missing("setup_intent", setup_id)
    return found

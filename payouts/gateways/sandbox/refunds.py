"""The sandbox's refunds."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.payments import stored_payment
from payouts.gateways.sandbox.store import Body


def create_refund(request: Request) -> Body:
    """Answer POST /v1/refunds."""
    payment = stored_payment(request, request.text("payment_intent"))
    charge = request.store.get("charge", payment["latest_charge"] or "")
    if payment["status"] != "succeeded" or charge is None:
        raise Refusal("This PaymentIntent has no successful charge to refund.", code="charge_not_captured")
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = request.amount() if "amount" in request.params else left
    if _is_charged_back(request, payment["id"]):
        raise Refusal("The charge has been charged back.", code="charge_disputed")
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
    emit(request, "refund.created", refund)
    emit(request, "charge.refunded", charge)
    return refund


def _is_charged_back(request: Request, payment_id: str) -> bool:
    """True while a bank decides, and for ever once it has decided for the customer; what was won may be refunded."""
    refundable = ("won", "warning_needs_response", "warning_under_review", "warning_closed")
    return any(one["status"] not in refundable for one in request.store.listing("dispute", parent=payment_id))


def send_back(request: Request, refund_id: str) -> Body:
    """Play the customer's bank that sends a refund back days later: it fails after it succeeded."""
    refund = read_refund(request, refund_id)
    if refund["status"] == "failed":
        return refund
    charge = request.store.get("charge", refund["charge"]) or {}
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    request.store.put(charge)
    refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    move(request, refund["currency"], refund["amount"], kind="refund_failure", source=refund["id"])
    emit(request, "refund.failed", refund)
    return request.store.put(refund)


def read_refund(request: Request, refund_id: str) -> Body:
    """Answer GET /v1/refunds/{id}."""
    found = request.store.get("refund", refund_id)
    if found is None:
        raise missing("refund", refund_id)
    return found


def list_refunds(request: Request) -> Body:
    """Answer GET /v1/refunds."""
    parent = request.params.get("payment_intent")
    return page(request, "refund", "/v1/refunds", parent=parent)

"""The sandbox's early warnings of fraud, as a card's bank sends them."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.store import Body


def warn(request: Request, charge: Body, kind: str) -> Body:
    """Play the bank that fears fraud; it says so once for each charge."""
    known = request.store.listing("fraud_warning", parent=charge["payment_intent"])
    if known:
        return _current(request, known[0])
    if not charge["captured"]:
        raise Refusal("Nothing was captured.", code="charge_not_captured")
    warning: Body = {
        "id": request.store.new_id("issfr"),
        "object": "radar.early_fraud_warning",
        "actionable": True,
        "charge": charge["id"],
        "created": request.seconds,
        "fraud_type": kind,
        "livemode": False,
        "payment_intent": charge["payment_intent"],
    }
    request.store.add("fraud_warning", warning, parent=charge["payment_intent"])
    emit(request, "radar.early_fraud_warning.created", warning)
    return warning


def read_warning(request: Request, warning_id: str) -> Body:
    """Answer GET /v1/radar/early_fraud_warnings/{id}."""
    found = request.store.get("fraud_warning", warning_id)
    if found is None:
        raise missing("early_fraud_warning", warning_id)
    return _current(request, found)


def list_warnings(request: Request) -> Body:
    """Answer GET /v1/radar/early_fraud_warnings."""
    return page(
        request,
        "fraud_warning",
        "/v1/radar/early_fraud_warnings",
        parent=request.params.get("payment_intent"),
        shown=lambda body: _current(request, body),
    )


def _current(request: Request, warning: Body) -> Body:
    """Nothing can be done about it any more once the charge is disputed or wholly refunded."""
    charge = request.store.get("charge", warning["charge"]) or {"disputed": False, "refunded": False}
    return {**warning, "actionable": not charge["disputed"] and not charge["refunded"]}

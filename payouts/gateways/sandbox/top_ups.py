"""The sandbox's top-ups: money that the business brings from its bank."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Request, emit, missing, page
from payouts.gateways.sandbox.funds import move
from payouts.gateways.sandbox.store import Body


def create_top_up(request: Request) -> Body:
    """Answer POST /v1/topups."""
    top_up: Body = {
        "id": request.store.new_id("tu"),
        "object": "topup",
        "amount": request.amount(),
        "created": request.seconds,
        "currency": request.text("currency"),
        "description": request.params.get("description"),
        "expected_availability_date": request.seconds + int(request.settings.top_up_after.total_seconds()),
        "failure_code": None,
        "livemode": False,
        "metadata": request.metadata(),
        "status": "pending",
    }
    request.store.add("top_up", top_up)
    emit(request, "topup.created", top_up)
    return _settle_top_up(request, top_up)


def read_top_up(request: Request, top_up_id: str) -> Body:
    """Answer GET /v1/topups/{id}."""
    found = request.store.get("top_up", top_up_id)
    if found is None:
        raise missing("topup", top_up_id)
    return _settle_top_up(request, found)


def list_top_ups(request: Request) -> Body:
    """Answer GET /v1/topups."""
    return page(request, "top_up", "/v1/topups", shown=lambda body: _settle_top_up(request, body))


def _settle_top_up(request: Request, top_up: Body) -> Body:
    if top_up["status"] == "pending" and request.seconds >= top_up["expected_availability_date"]:
        top_up["status"] = "succeeded"
        move(request, top_up["currency"], top_up["amount"], kind="topup", source=top_up["id"])
        emit(request, "topup.succeeded", top_up)
        request.store.put(top_up)
    return top_up

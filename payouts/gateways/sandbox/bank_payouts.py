"""The sandbox's payouts from recipients' accounts to their banks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payouts.gateways.sandbox.answers import Refusal, Request, emit, expanded, missing, page
from payouts.gateways.sandbox.funds import instant_fee, move, require
from payouts.gateways.sandbox.store import Body


def create_payout(request: Request) -> Body:
    """Answer POST /v1/payouts for a connected account."""
    amount, currency = request.amount(), request.text("currency")
    account = request.store.get("account", request.account_id)
    if account is None:
        raise Refusal("The sandbox pays out from recipients' accounts only.", code="account_invalid")
    method = request.params.get("method", "standard")
    fee = _instant_fee(request, account, amount, currency) if method == "instant" else 0
    require(request, currency, amount + fee, account_id=request.account_id)
    waits = 0 if method == "instant" else int(request.settings.payout_after.total_seconds())
    arrives_at = request.seconds + waits
    payout: Body = {
        "id": request.store.new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": arrives_at,
        "automatic": False,
        "created": request.seconds,
        "currency": currency,
        "failure_code": None,
        "livemode": False,
        "metadata": request.metadata(),
        "method": method,
        "reconciliation_status": "not_applicable",
        "source_type": "card",
        "status": "pending",
        "type": "card" if method == "instant" else "bank_account",
    }
    transaction = move(
        request, currency, -amount, kind="payout", source=payout["id"], fee=fee, account_id=request.account_id
    )
    payout["balance_transaction"] = transaction["id"]
    request.store.add("payout", payout, account_id=request.account_id)
    emit(request, "payout.created", payout, account_id=request.account_id)
    return expanded(request, _settle_payout(request, payout, account))


def read_payout(request: Request, payout_id: str) -> Body:
    """Answer GET /v1/payouts/{id}."""
    found = request.store.get("payout", payout_id, account_id=request.account_id)
    if found is None:
        raise missing("payout", payout_id)
    account = request.store.get("account", request.account_id) or {}
    return expanded(request, _settle_payout(request, found, account))


def list_payouts(request: Request) -> Body:
    """Answer GET /v1/payouts."""
    account = request.store.get("account", request.account_id) or {}
    return page(
        request,
        "payout",
        "/v1/payouts",
        account_id=request.account_id,
        shown=lambda body: _settle_payout(request, body, account),
    )


def _instant_fee(request: Request, account: Body, amount: int, currency: str) -> int:
    if not request.settings.is_instant_offered or account["metadata"].get("sandbox_instant") == "off":
        raise Refusal(
            "This account cannot be paid at once.", code="instant_payouts_unsupported", param="method"
        )
    return instant_fee(request, amount, currency)


def send_back(request: Request, payout_id: str) -> Body:
    """Play the bank that returns a payout days after it arrived."""
    payout = request.store.get("payout", payout_id, account_id=request.account_id)
    if payout is None:
        raise missing("payout", payout_id)
    return payout if payout["status"] == "failed" else _fail(request, payout)


def _settle_payout(request: Request, payout: Body, account: Mapping[str, Any]) -> Body:
    """Let a payout arrive, or fail, when its time has come."""
    if payout["status"] != "pending" or request.seconds < payout["arrival_date"]:
        return payout
    if account.get("metadata", {}).get("sandbox_payouts") == "fail":
        return _fail(request, payout)
    payout["status"] = "paid"
    emit(request, "payout.paid", payout, account_id=request.account_id)
    return request.store.put(payout)


def _fail(request: Request, payout: Body) -> Body:
    payout |= {"status": "failed", "failure_code": "account_closed"}
    account_id = request.account_id
    made = (
        request.store.get("balance_transaction", payout["balance_transaction"], account_id=account_id) or {}
    )
    # What did not arrive comes back with its fee.
    move(
        request, payout["currency"], payout["amount"],
        kind="payout_failure", source=payout["id"], fee=-int(made.get("fee", 0)), account_id=account_id,
    )  # fmt: skip
    emit(request, "payout.failed", payout, account_id=request.account_id)
    return request.store.put(payout)

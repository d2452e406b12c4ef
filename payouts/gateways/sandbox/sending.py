"""The sandbox's money to others: recipients, transfers, payouts, and top-ups from the bank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.funds import move, require
from payouts.gateways.sandbox.store import Body


def create_account(request: Request) -> Body:
    """Answer POST /v2/core/accounts."""
    is_instant = request.settings.is_onboarding_instant
    account: Body = {
        "id": request.store.new_id("acct"),
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "configuration": {
            "recipient": {
                "capabilities": {
                    "stripe_balance": {
                        "stripe_transfers": {
                            "status": "active" if is_instant else "pending",
                            "status_details": [],
                        }
                    }
                }
            }
        },
        "created": request.now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "dashboard": request.params.get("dashboard"),
        "identity": request.params.get("identity"),
        "livemode": False,
        "metadata": request.metadata(),
    }
    emit(request, "v2.core.account.created", account)
    return request.store.add("account", account)


def read_account(request: Request, account_id: str) -> Body:
    """Answer GET /v2/core/accounts/{id}."""
    found = request.store.get("account", account_id)
    if found is None:
        raise missing("account", account_id)
    return found


def list_accounts(request: Request) -> Body:
    """Answer GET /v2/core/accounts, all on one page of at most 100."""
    limit = min(int(request.params.get("limit", 20)), 100)
    start = int(request.params.get("page", 0))
    bodies = request.store.listing("account")
    more = f"/v2/core/accounts?limit={limit}&page={start + limit}" if len(bodies) > start + limit else None
    return {"data": bodies[start : start + limit], "next_page_url": more, "previous_page_url": None}


def set_account(request: Request, account_id: str, transfers: str, payouts: str) -> Body:
    """Play what the provider or the bank does to a recipient."""
    account = read_account(request, account_id)
    account["configuration"]["recipient"]["capabilities"]["stripe_balance"]["stripe_transfers"]["status"] = (
        transfers
    )
    account["metadata"] = {**account["metadata"], "sandbox_payouts": payouts}
    return request.store.put(account)


def create_transfer(request: Request) -> Body:
    """Answer POST /v1/transfers."""
    amount, currency = request.amount(), request.text("currency")
    account = request.store.get("account", request.text("destination"))
    if account is None:
        raise Refusal("No such destination.", code="resource_missing", param="destination")
    recipient = account["configuration"]["recipient"]["capabilities"]["stripe_balance"]
    if recipient["stripe_transfers"]["status"] != "active":
        raise Refusal(
            "The destination account cannot be sent transfers.", code="insufficient_capabilities_for_transfer"
        )
    require(request, currency, amount)
    transfer: Body = {
        "id": request.store.new_id("tr"),
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "created": request.seconds,
        "currency": currency,
        "destination": account["id"],
        "livemode": False,
        "metadata": request.metadata(),
        "reversed": False,
        "transfer_group": request.params.get("transfer_group"),
    }
    transaction = move(request, currency, -amount, kind="transfer", source=transfer["id"])
    transfer["balance_transaction"] = transaction["id"]
    move(request, currency, amount, kind="payment", source=transfer["id"], account_id=account["id"])
    request.store.add("transfer", transfer, parent=transfer["transfer_group"] or "")
    emit(request, "transfer.created", transfer)
    return transfer


def read_transfer(request: Request, transfer_id: str) -> Body:
    """Answer GET /v1/transfers/{id}."""
    found = request.store.get("transfer", transfer_id)
    if found is None:
        raise missing("transfer", transfer_id)
    return found


def list_transfers(request: Request) -> Body:
    """Answer GET /v1/transfers."""
    group = request.params.get("transfer_group")
    return page(request, request.store.listing("transfer", parent=group), "/v1/transfers")


def create_payout(request: Request) -> Body:
    """Answer POST /v1/payouts for a connected account."""
    amount, currency = request.amount(), request.text("currency")
    account = request.store.get("account", request.account_id)
    if account is None:
        raise Refusal("The sandbox pays out from recipients' accounts only.", code="account_invalid")
    require(request, currency, amount, account_id=request.account_id)
    arrives_at = request.seconds + int(request.settings.payout_after.total_seconds())
    payout: Body = {
        "id": request.store.new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": arrives_at,
        "created": request.seconds,
        "currency": currency,
        "failure_code": None,
        "livemode": False,
        "metadata": request.metadata(),
        "method": "standard",
        "status": "pending",
    }
    move(request, currency, -amount, kind="payout", source=payout["id"], account_id=request.account_id)
    request.store.add("payout", payout, account_id=request.account_id)
    emit(request, "payout.created", payout, account_id=request.account_id)
    return _settle_payout(request, payout, account)


def read_payout(request: Request, payout_id: str) -> Body:
    """Answer GET /v1/payouts/{id}."""
    found = request.store.get("payout", payout_id, account_id=request.account_id)
    if found is None:
        raise missing("payout", payout_id)
    return _settle_payout(request, found, request.store.get("account", request.account_id) or {})


def list_payouts(request: Request) -> Body:
    """Answer GET /v1/payouts."""
    account = request.store.get("account", request.account_id) or {}
    found = request.store.listing("payout", account_id=request.account_id)
    return page(request, [_settle_payout(request, body, account) for body in found], "/v1/payouts")


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
    found = [_settle_top_up(request, body) for body in request.store.listing("top_up")]
    return page(request, found, "/v1/topups")


def _settle_payout(request: Request, payout: Body, account: Mapping[str, Any]) -> Body:
    """Let a payout arrive, or fail, when its time has come."""
    if payout["status"] != "pending" or request.seconds < payout["arrival_date"]:
        return payout
    if account.get("metadata", {}).get("sandbox_payouts") == "fail":
        payout |= {"status": "failed", "failure_code": "account_closed"}
        move(
            request, payout["currency"], payout["amount"],
            kind="payout_failure", source=payout["id"], account_id=request.account_id,
        )  # fmt: skip
    else:
        payout["status"] = "paid"
    emit(request, f"payout.{payout['status']}", payout, account_id=request.account_id)
    return request.store.put(payout)


def _settle_top_up(request: Request, top_up: Body) -> Body:
    if top_up["status"] == "pending" and request.seconds >= top_up["expected_availability_date"]:
        top_up["status"] = "succeeded"
        move(request, top_up["currency"], top_up["amount"], kind="topup", source=top_up["id"])
        emit(request, "topup.succeeded", top_up)
        request.store.put(top_up)
    return top_up

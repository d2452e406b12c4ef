"""The sandbox's transfers to recipients' accounts, and what is taken back of them."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request, emit, missing, page
from payouts.gateways.sandbox.funds import move, require
from payouts.gateways.sandbox.store import Body


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
    source = request.params.get("source_transaction")
    ready_at = None if source is None else _drawn(request, str(source), currency, amount)
    if source is None:
        require(request, currency, amount)
    transfer_id = request.store.new_id("tr")
    transfer: Body = {
        "id": transfer_id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "created": request.seconds,
        "currency": currency,
        "destination": account["id"],
        "livemode": False,
        "metadata": request.metadata(),
        "reversals": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/transfers/{transfer_id}/reversals",
        },
        "reversed": False,
        "source_transaction": source,
        "transfer_group": request.params.get("transfer_group"),
    }
    transaction = move(
        request, currency, -amount, kind="transfer", source=transfer["id"], available_at=ready_at
    )
    transfer["balance_transaction"] = transaction["id"]
    move(
        request,
        currency,
        amount,
        kind="payment",
        source=transfer["id"],
        available_at=ready_at,
        account_id=account["id"],
    )
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
    return page(request, "transfer", "/v1/transfers", parent=request.params.get("transfer_group"))


def create_reversal(request: Request, transfer_id: str) -> Body:
    """Answer POST /v1/transfers/{id}/reversals."""
    transfer = read_transfer(request, transfer_id)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = request.amount() if "amount" in request.params else left
    if amount > left or left == 0:
        raise Refusal(
            "The reversal is greater than what is left of the transfer.", code="transfer_already_reversed"
        )
    currency, account_id = transfer["currency"], transfer["destination"]
    require(request, currency, amount, account_id=account_id)
    reversal: Body = {
        "id": request.store.new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "created": request.seconds,
        "currency": currency,
        "destination_payment_refund": None,
        "metadata": request.metadata(),
        "source_refund": None,
        "transfer": transfer["id"],
    }
    transaction = move(request, currency, amount, kind="transfer_refund", source=reversal["id"])
    reversal["balance_transaction"] = transaction["id"]
    move(
        request,
        currency,
        -amount,
        kind="payment_refund",
        source=reversal["id"],
        account_id=account_id,
    )
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    request.store.put(transfer)
    request.store.add("reversal", reversal, parent=transfer["id"])
    emit(request, "transfer.reversed", transfer)
    return reversal


def read_reversal(request: Request, transfer_id: str, reversal_id: str) -> Body:
    """Answer GET /v1/transfers/{id}/reversals/{id}."""
    found = request.store.get("reversal", reversal_id)
    if found is None or found["transfer"] != transfer_id:
        raise missing("transfer_reversal", reversal_id)
    return found


def list_reversals(request: Request, transfer_id: str) -> Body:
    """Answer GET /v1/transfers/{id}/reversals."""
    transfer = read_transfer(request, transfer_id)
    return page(request, "reversal", f"/v1/transfers/{transfer_id}/reversals", parent=transfer["id"])


def _drawn(request: Request, charge_id: str, currency: str, amount: int) -> int:
    """When the money of a charge, on which a transfer draws, becomes available."""
    charge = request.store.get("charge", charge_id)
    if charge is None or not charge["captured"] or charge["currency"] != currency:
        raise Refusal("No such charge to transfer from.", code="resource_missing", param="source_transaction")
    drawn_id = f"drawn:{charge_id}"
    noted = request.store.get("drawn", drawn_id) or request.store.add("drawn", {"id": drawn_id, "amount": 0})
    drawn = noted["amount"] + amount
    if drawn > charge["amount_captured"]:
        raise Refusal(
            "Transfers exceed the source charge.", code="transfer_source_balance_parameters_mismatch"
        )
    request.store.put({**noted, "amount": drawn})
    transaction = request.store.get("balance_transaction", charge["balance_transaction"]) or {}
    return int(transaction["available_on"])

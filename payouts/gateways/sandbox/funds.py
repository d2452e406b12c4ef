"""The sandbox's balances: what is available and pending, and the transactions that made it so."""

from __future__ import annotations

from payouts.gateways.sandbox.answers import Refusal, Request
from payouts.gateways.sandbox.store import Body


def move(
    request: Request,
    currency: str,
    amount: int,
    *,
    kind: str,
    source: str,
    fee: int = 0,
    available_at: int | None = None,
    account_id: str = "",
) -> Body:
    """Change a balance, and note it as a balance transaction.

    Parameters
    ----------
    request : Request
    currency : str
        In small letters, as Stripe writes it.
    amount : int
        Minor units; below zero for what leaves.
    kind : str
        ``charge``, ``refund``, ``transfer``, ``payout``, ``topup``, ``adjustment``, ``payment``.
    source : str
        Id of the object behind it.
    fee : int
    available_at : int, optional
        Seconds since 1970 from which it can be sent on; now if left out.
    account_id : str
        Whose balance.
    """
    now = request.seconds
    ready_at = now if available_at is None else max(available_at, now)
    balance = _balance(request, account_id)
    held = balance["currencies"].setdefault(currency, {"available": 0, "pending": []})
    _ripen(held, now)
    net = amount - fee
    if ready_at > now:
        held["pending"].append([ready_at, net])
    else:
        held["available"] += net
    request.store.put(balance)
    transaction = {
        "id": request.store.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": ready_at,
        "created": now,
        "currency": currency,
        "fee": fee,
        "net": net,
        "source": source,
        "status": "pending" if ready_at > now else "available",
        "type": kind,
    }
    return request.store.add("balance_transaction", transaction, account_id=account_id)


def require(request: Request, currency: str, amount: int, *, account_id: str = "") -> None:
    """Refuse what the available balance does not cover."""
    held = _balance(request, account_id)["currencies"].get(currency, {"available": 0, "pending": []})
    _ripen(held, request.seconds)
    if held["available"] < amount:
        raise Refusal(
            "You have insufficient available funds in your Stripe account.",
            code="balance_insufficient",
            is_kept=True,
        )


def read_balance(request: Request) -> Body:
    """Answer GET /v1/balance."""
    currencies = _balance(request, request.account_id)["currencies"]
    for held in currencies.values():
        _ripen(held, request.seconds)
    return {
        "object": "balance",
        "livemode": False,
        "available": [{"amount": h["available"], "currency": c} for c, h in sorted(currencies.items())],
        "pending": [
            {"amount": sum(net for _at, net in h["pending"]), "currency": c}
            for c, h in sorted(currencies.items())
        ],
    }


def _balance(request: Request, account_id: str) -> Body:
    balance_id = f"balance:{account_id}"
    found = request.store.get("balance", balance_id)
    if found is None:
        found = request.store.add("balance", {"id": balance_id, "currencies": {}})
    return found


def _ripen(held: Body, now: int) -> None:
    """Turn pending money into available money when its time has come."""
    held["available"] += sum(net for at, net in held["pending"] if at <= now)
    held["pending"] = [[at, net] for at, net in held["pending"] if at > now]

"""The sandbox's balances: what is available and pending, and the transactions that made it so."""

from __future__ import annotations

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.gateways.sandbox.answers import Refusal, Request, page, ripe
from payouts.gateways.sandbox.store import Body
from payouts.instant_terms import instant_terms
from payouts.tables import sandbox_object

_CATEGORY = {
    "payment": "charge",
    "payment_refund": "refund",
    "payout_failure": "payout_reversal",
    "transfer_refund": "transfer_reversal",
    "adjustment": "other_adjustment",
}


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
    category: str | None = None,
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
        Stripe's type: ``charge``, ``refund``, ``transfer``, ``transfer_refund``, ``payout``,
        ``payout_failure``, ``topup``, ``adjustment``; on a recipient's side ``payment``, ``payment_refund``.
    source : str
        Id of the object behind it.
    fee : int
    available_at : int, optional
        Seconds since 1970 from which it can be sent on; now if left out.
    account_id : str
        Whose balance.
    category : str, optional
        Stripe's reporting category, where the type does not tell: ``dispute``, ``dispute_reversal``.
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
        "balance_type": "payments",
        "created": now,
        "currency": currency,
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": _fee_details(currency, fee),
        "net": net,
        "reporting_category": category or _CATEGORY.get(kind, kind),
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
    balance: Body = {
        "object": "balance",
        "livemode": False,
        "available": [_part(h["available"], c) for c, h in sorted(currencies.items())],
        "pending": [_part(sum(net for _at, net in h["pending"]), c) for c, h in sorted(currencies.items())],
    }
    if request.account_id:
        balance["instant_available"] = [
            _instant(request, c, h["available"]) for c, h in sorted(currencies.items())
        ]
    return balance


def sandbox_balances(executor: Executor, platform: str) -> dict[str, int]:
    """Read what the sandbox holds for a business within the caller's own transaction, without asking the provider.

    Parameters
    ----------
    executor : Session or Connection
    platform : str
        The secret key of the platform, as given to `StripeProvider`.

    Returns
    -------
    dict of str to int
        Available and pending together, by currency, in the unit Stripe takes.
    """
    c = sandbox_object.c
    query = sa.select(c.body).where(
        c.platform == platform, c.kind == "balance", c.body["id"].as_string() == "balance:"
    )
    body = connection_of(executor).execute(query).scalar_one_or_none() or {"currencies": {}}
    return {
        code.upper(): held["available"] + sum(net for _at, net in held["pending"])
        for code, held in body["currencies"].items()
    }


def instant_fee(request: Request, amount: int, currency: str) -> int:
    """What being paid at once costs beside the amount."""
    bps, least = _instant_price(request, currency)
    return max(least, -(-amount * bps // 10_000))


def _instant_price(request: Request, currency: str) -> tuple[int, int]:
    settings, terms = request.settings, instant_terms(currency.upper(), request.now.date())
    bps = terms.fee_bps if terms is not None else 100
    least = terms.fee_least_minor if terms is not None else 50
    return (
        bps if settings.instant_fee_bps is None else settings.instant_fee_bps,
        least if settings.instant_fee_least_minor is None else settings.instant_fee_least_minor,
    )


def list_transactions(request: Request) -> Body:
    """Answer GET /v1/balance_transactions."""
    return page(
        request,
        "balance_transaction",
        "/v1/balance_transactions",
        account_id=request.account_id,
        shown=lambda body: ripe(request, body),
    )


def _part(amount: int, currency: str) -> Body:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}


def _instant(request: Request, currency: str, available: int) -> Body:
    """What can be paid at once, and what of it arrives once the fee is taken off."""
    account = request.store.get("account", request.account_id) or {"metadata": {}}
    is_offered = request.settings.is_instant_offered and account["metadata"].get("sandbox_instant") != "off"
    amount = max(available, 0) if is_offered else 0
    bps, least = _instant_price(request, currency)
    net = min(amount * 10_000 // (10_000 + bps), amount - least)
    if net > 0 and net + instant_fee(request, net, currency) > amount:
        net -= 1  # the fee is rounded up
    part = _part(amount, currency)
    if "instant_available.net_available" in request.expansions:
        reached = {
            "amount": max(net, 0),
            "destination": "card_sandbox",
            "source_types": {"card": max(net, 0)},
        }
        part["net_available"] = [reached]
    return part


def _fee_details(currency: str, fee: int) -> list[Body]:
    if not fee:
        return []
    kept = {"amount": fee, "application": None, "currency": currency, "description": "Processing fee"}
    return [{**kept, "type": "stripe_fee"}]


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

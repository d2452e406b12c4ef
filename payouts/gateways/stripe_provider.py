"""The one Stripe client of the library, over a live or an embedded transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
import stripe

from payouts.currencies import currency as currency_of
from payouts.errors import InvalidIntent, ProviderBusy, ProviderRefused, ProviderUncertain
from payouts.gateways.provider import Call, ObjectKind, ObjectStatus, ProviderBalance, ProviderObject
from payouts.gateways.sandbox import Fault, Sandbox, SandboxSettings
from payouts.money import Money

TIMEOUT_SECONDS = 20
"""Stripe's default of 80 s ties a worker up for too long (stripe-python#186)."""

SEARCH_SLACK = dt.timedelta(minutes=10)
"""How far our clock and the provider's may be apart when we look for an object."""

_PAYMENT_STATUS: dict[str, ObjectStatus] = {
    "requires_payment_method": "failed",
    "requires_confirmation": "pending",
    "requires_action": "action_required",
    "processing": "pending",
    "requires_capture": "authorised",
    "canceled": "cancelled",
    "succeeded": "done",
}
_STATUS: dict[str, ObjectStatus] = {
    "pending": "pending",
    "requires_action": "pending",
    "in_transit": "done",
    "paid": "done",
    "succeeded": "done",
    "failed": "failed",
    "canceled": "cancelled",
    "reversed": "cancelled",
}
_EXPAND = ["latest_charge", "latest_charge.balance_transaction"]


class StripeProvider:
    """A `payouts.gateways.provider.Provider` over Stripe: separate charges and transfers, Accounts v2.

    Parameters
    ----------
    client : stripe.StripeClient
    is_live : bool
        Whether real money moves.
    """

    def __init__(self, client: stripe.StripeClient, *, is_live: bool) -> None:
        self._client = client
        self._is_live = is_live

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        return self._is_live

    def authorise(self, call: Call, amount: Money, payment_method: str, group: str) -> ProviderObject:
        """Reserve an amount on a card, to be captured later."""
        return self._pay(call, amount, payment_method, group, "manual")

    def charge(self, call: Call, amount: Money, payment_method: str, group: str) -> ProviderObject:
        """Take an amount from a card at once."""
        return self._pay(call, amount, payment_method, group, "automatic")

    def capture(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Take an authorised amount or a part of it; the rest is given up."""
        with _translated():
            try:
                captured = self._client.v1.payment_intents.capture(
                    payment_id,
                    {"amount_to_capture": _sent(amount), "expand": _EXPAND},
                    {"idempotency_key": call.key},
                )
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.read("payment", payment_id)
            return _payment(captured)

    def void(self, call: Call, payment_id: str) -> ProviderObject:
        """Give an authorisation up."""
        with _translated():
            try:
                cancelled = self._client.v1.payment_intents.cancel(
                    payment_id, {"expand": _EXPAND}, {"idempotency_key": call.key}
                )
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.read("payment", payment_id)
            return _payment(cancelled)

    def refund(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Give a captured amount or a part of it back to the card."""
        with _translated():
            made = self._client.v1.refunds.create(
                {"payment_intent": payment_id, "amount": _sent(amount), "metadata": {"op_id": call.op_id}},
                {"idempotency_key": call.key},
            )
            return _simple("refund", made)

    def top_up(self, call: Call, amount: Money) -> ProviderObject:
        """Bring money from the business's bank into its balance."""
        with _translated():
            made = self._client.v1.topups.create(
                {
                    "amount": _sent(amount),
                    "currency": amount.currency.lower(),
                    "description": "Reward budget",
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key},
            )
            return _simple("top_up", made)

    def create_recipient(self, call: Call, owner_ref: str, country: str) -> ProviderObject:
        """Open an account to which money can be transferred; the person completes it on Stripe's own pages."""
        with _translated():
            made = self._client.v2.core.accounts.create(
                {
                    "identity": {"country": country.lower()},
                    "dashboard": "express",
                    "configuration": {
                        "recipient": {
                            "capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}
                        }
                    },
                    "defaults": {
                        "responsibilities": {
                            "fees_collector": "application",
                            "losses_collector": "application",
                        }
                    },
                    "metadata": {"op_id": call.op_id, "owner_ref": owner_ref},
                },
                {"idempotency_key": call.key},
            )
            return ProviderObject(made.id, "recipient", "done")

    def transfer(self, call: Call, account_id: str, amount: Money, group: str) -> ProviderObject:
        """Move money from the business's balance to a recipient's account."""
        with _translated():
            made = self._client.v1.transfers.create(
                {
                    "amount": _sent(amount),
                    "currency": amount.currency.lower(),
                    "destination": account_id,
                    "transfer_group": group,
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key},
            )
            return _transfer(made)

    def pay_out(self, call: Call, account_id: str, amount: Money) -> ProviderObject:
        """Send money from a recipient's account to their bank."""
        with _translated():
            made = self._client.v1.payouts.create(
                {
                    "amount": _sent(amount),
                    "currency": amount.currency.lower(),
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key, "stripe_account": account_id},
            )
            return _simple("payout", made)

    def find(self, call: Call, kind: ObjectKind, scope: str) -> ProviderObject | None:
        """Look for the object an earlier attempt may have made, by the operation's id in its metadata.

        Notes
        -----
        Lists instead of searching: Stripe's search lags behind its writes.
        """
        with _translated():
            for found in self._candidates(call, kind, scope):
                metadata = getattr(found, "metadata", None)
                if metadata is not None and dict(metadata.to_dict()).get("op_id") == call.op_id:
                    account_id = scope if kind == "payout" else None
                    return self.read(kind, found.id, account_id)
        return None

    def read(self, kind: ObjectKind, object_id: str, account_id: str | None = None) -> ProviderObject:
        """Read an object by its id."""
        client = self._client.v1
        with _translated():
            match kind:
                case "payment":
                    return _payment(client.payment_intents.retrieve(object_id, {"expand": _EXPAND}))
                case "refund":
                    return _simple("refund", client.refunds.retrieve(object_id))
                case "transfer":
                    return _transfer(client.transfers.retrieve(object_id))
                case "payout":
                    options: stripe.RequestOptions = {"stripe_account": account_id or ""}
                    return _simple("payout", client.payouts.retrieve(object_id, {}, options))
                case "top_up":
                    return _simple("top_up", client.topups.retrieve(object_id))
                case "recipient":
                    account = self._client.v2.core.accounts.retrieve(object_id)
                    return ProviderObject(account.id, "recipient", "done")

    def is_ready(self, account_id: str) -> bool:
        """Whether a recipient can be sent money now."""
        with _translated():
            account = self._client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient"]}
            )
        step: Any = account.to_dict()
        for name in ("configuration", "recipient", "capabilities", "stripe_balance", "stripe_transfers"):
            step = step.get(name) or {}
        return bool(step.get("status") == "active")

    def balances(self) -> dict[str, ProviderBalance]:
        """Read the business's balance by currency."""
        with _translated():
            balance = self._client.v1.balance.retrieve()
        available = {a.currency.upper(): a.amount for a in balance.available}
        pending = {p.currency.upper(): p.amount for p in balance.pending}
        return {
            code: ProviderBalance(_ours(available.get(code, 0), code), _ours(pending.get(code, 0), code))
            for code in sorted(set(available) | set(pending))
        }

    def _pay(
        self, call: Call, amount: Money, payment_method: str, group: str, capture_method: Any
    ) -> ProviderObject:
        with _translated():
            made = self._client.v1.payment_intents.create(
                {
                    "amount": _sent(amount),
                    "currency": amount.currency.lower(),
                    "capture_method": capture_method,
                    "confirm": True,
                    "payment_method": payment_method,
                    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                    "transfer_group": group,
                    "metadata": {"op_id": call.op_id},
                    "expand": _EXPAND,
                },
                {"idempotency_key": call.key},
            )
            return _payment(made)

    def _candidates(self, call: Call, kind: ObjectKind, scope: str) -> Iterable[Any]:
        since = int((call.planned_at - SEARCH_SLACK).timestamp())
        client = self._client.v1
        match kind:
            case "payment":
                return client.payment_intents.list(
                    {"created": {"gte": since}, "limit": 100}
                ).auto_paging_iter()
            case "refund":
                return client.refunds.list({"payment_intent": scope, "limit": 100}).auto_paging_iter()
            case "transfer":
                return client.transfers.list({"transfer_group": scope, "limit": 100}).auto_paging_iter()
            case "payout":
                listed = client.payouts.list(
                    {"created": {"gte": since}, "limit": 100}, {"stripe_account": scope}
                )
                return listed.auto_paging_iter()
            case "top_up":
                return client.topups.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter()
            case "recipient":
                return self._client.v2.core.accounts.list({"limit": 100}).auto_paging_iter()


def live_provider(secret_key: str) -> StripeProvider:
    """Make a provider over the network.

    Parameters
    ----------
    secret_key : str
        Of the business's Stripe account: ``sk_live_...``, ``sk_test_...`` or a restricted key.

    Returns
    -------
    StripeProvider
        ``is_live`` is true for every key but Stripe's test keys.

    Raises
    ------
    InvalidIntent
        If it is no Stripe key.
    """
    if not secret_key.startswith(("sk_live_", "sk_test_", "rk_live_", "rk_test_")):
        raise InvalidIntent("this is no Stripe secret key", field="secret_key")
    client = stripe.StripeClient(
        secret_key, http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS), max_network_retries=2
    )
    return StripeProvider(client, is_live="_live_" in secret_key)


def sandbox_provider(
    engine: sa.Engine,
    platform: str,
    *,
    clock: Callable[[], dt.datetime],
    settings: SandboxSettings | None = None,
    faults: list[Fault] | None = None,
) -> tuple[StripeProvider, Sandbox]:
    """Make a provider over the embedded sandbox.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database that has the table ``sandbox_object``; may be the host's own.
    platform : str
        Opaque id of the business: each has a provider account of its own.
    clock : callable
        Gives the aware instant.
    settings : SandboxSettings, optional
    faults : list of Fault, optional

    Returns
    -------
    (StripeProvider, Sandbox)
        The sandbox plays the outside world: customers, banks, time.
    """
    sandbox = Sandbox(engine, clock, settings, faults)
    client = stripe.StripeClient(sandbox_key(platform), http_client=sandbox, max_network_retries=0)
    return StripeProvider(client, is_live=False), sandbox


def sandbox_key(platform: str) -> str:
    """Name the sandbox's secret key of a business; the sandbox's own methods take it as ``platform``."""
    return f"sk_sandbox_{platform}"


@contextmanager
def _translated() -> Iterator[None]:
    """Turn Stripe's errors into the library's: did nothing, may have done it, or said no."""
    try:
        yield
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderBusy(str(error), error_code=error.code or type(error).__name__) from error
    except stripe.CardError as error:
        payment = getattr(error.error, "payment_intent", None)
        raise ProviderRefused(
            str(error),
            error_code=getattr(error.error, "decline_code", None) or error.code,
            object_id=getattr(payment, "id", None),
        ) from error
    except stripe.InvalidRequestError as error:
        raise ProviderRefused(str(error), error_code=error.code or "invalid_request") from error
    except stripe.StripeError as error:
        raise ProviderUncertain(str(error), error_code=error.code or type(error).__name__) from error


def _sent(amount: Money) -> int:
    return amount.amount_minor * amount.unit.provider_factor


def _ours(amount: int, code: str) -> Money:
    return Money(amount // currency_of(code).provider_factor, code)


def _payment(found: stripe.PaymentIntent) -> ProviderObject:
    code = found.currency.upper()
    status = _PAYMENT_STATUS.get(found.status, "pending")
    details: dict[str, str | int | bool] = {}
    charge = found.latest_charge
    if isinstance(charge, stripe.Charge):
        details["charge_id"] = charge.id
        card = getattr(charge.payment_method_details, "card", None)
        until = getattr(card, "capture_before", None)
        if until is not None:
            details["capture_before"] = dt.datetime.fromtimestamp(until, dt.UTC).isoformat()
        transaction = charge.balance_transaction
        if isinstance(transaction, stripe.BalanceTransaction):
            details["fee_minor"] = _ours(transaction.fee, code).amount_minor
            details["is_available"] = transaction.status == "available"
            details["transaction_id"] = transaction.id
    failure = getattr(found, "last_payment_error", None)
    if failure is not None:
        details["error_code"] = getattr(failure, "decline_code", None) or failure.code or "failed"
    amount = found.amount_received if status == "done" else found.amount
    secret = getattr(found, "client_secret", None) if status == "action_required" else None
    return ProviderObject(found.id, "payment", status, _ours(amount, code), details, secret)


def _transfer(found: stripe.Transfer) -> ProviderObject:
    status: ObjectStatus = "cancelled" if found.reversed else "done"
    return ProviderObject(found.id, "transfer", status, _ours(found.amount, found.currency.upper()))


def _simple(kind: ObjectKind, found: stripe.Refund | stripe.Payout | stripe.Topup) -> ProviderObject:
    """Read a refund, payout or top-up: id, status, amount and why it failed."""
    details: dict[str, str | int | bool] = {}
    failure = getattr(found, "failure_code", None) or getattr(found, "failure_reason", None)
    if failure:
        details["error_code"] = failure
    status = _STATUS.get(found.status or "", "pending")
    return ProviderObject(found.id, kind, status, _ours(found.amount, found.currency.upper()), details)

"""The one Stripe client of the library, over a live or an embedded transport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import stripe

from payouts.gateways.provider import Call, ObjectKind, ProviderBalance, ProviderObject
from payouts.gateways.stripe_objects import movement_of, ours, payment_of, sent, transfer_of, translated
from payouts.money import Money

SEARCH_SLACK = dt.timedelta(minutes=10)
"""How far our clock and the provider's may be apart when we look for an object."""

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
        with translated():
            try:
                captured = self._client.v1.payment_intents.capture(
                    payment_id,
                    {"amount_to_capture": sent(amount), "expand": _EXPAND},
                    {"idempotency_key": call.key},
                )
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.read("payment", payment_id)
            return payment_of(captured)

    def void(self, call: Call, payment_id: str) -> ProviderObject:
        """Give an authorisation up."""
        with translated():
            try:
                cancelled = self._client.v1.payment_intents.cancel(
                    payment_id, {"expand": _EXPAND}, {"idempotency_key": call.key}
                )
            except stripe.InvalidRequestError as error:
                if error.code != "payment_intent_unexpected_state":
                    raise
                return self.read("payment", payment_id)
            return payment_of(cancelled)

    def refund(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Give a captured amount or a part of it back to the card."""
        with translated():
            made = self._client.v1.refunds.create(
                {"payment_intent": payment_id, "amount": sent(amount), "metadata": {"op_id": call.op_id}},
                {"idempotency_key": call.key},
            )
            return movement_of("refund", made)

    def top_up(self, call: Call, amount: Money) -> ProviderObject:
        """Bring money from the business's bank into its balance."""
        with translated():
            made = self._client.v1.topups.create(
                {
                    "amount": sent(amount),
                    "currency": amount.currency.lower(),
                    "description": "Reward budget",
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key},
            )
            return movement_of("top_up", made)

    def create_recipient(self, call: Call, owner_ref: str, country: str) -> ProviderObject:
        """Open an account to which money can be transferred; the person completes it on Stripe's own pages."""
        with translated():
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
        with translated():
            made = self._client.v1.transfers.create(
                {
                    "amount": sent(amount),
                    "currency": amount.currency.lower(),
                    "destination": account_id,
                    "transfer_group": group,
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key},
            )
            return transfer_of(made)

    def pay_out(self, call: Call, account_id: str, amount: Money) -> ProviderObject:
        """Send money from a recipient's account to their bank."""
        with translated():
            made = self._client.v1.payouts.create(
                {
                    "amount": sent(amount),
                    "currency": amount.currency.lower(),
                    "metadata": {"op_id": call.op_id},
                },
                {"idempotency_key": call.key, "stripe_account": account_id},
            )
            return movement_of("payout", made)

    def find(self, call: Call, kind: ObjectKind, scope: str) -> ProviderObject | None:
        """Look for the object an earlier attempt may have made, by the operation's id in its metadata.

        Notes
        -----
        Lists instead of searching: Stripe's search lags behind its writes.
        """
        with translated():
            for found in self._candidates(call, kind, scope):
                metadata = getattr(found, "metadata", None)
                if metadata is not None and dict(metadata.to_dict()).get("op_id") == call.op_id:
                    account_id = scope if kind == "payout" else None
                    return self.read(kind, found.id, account_id)
        return None

    def read(self, kind: ObjectKind, object_id: str, account_id: str | None = None) -> ProviderObject:
        """Read an object by its id."""
        client = self._client.v1
        with translated():
            match kind:
                case "payment":
                    return payment_of(client.payment_intents.retrieve(object_id, {"expand": _EXPAND}))
                case "refund":
                    return movement_of("refund", client.refunds.retrieve(object_id))
                case "transfer":
                    return transfer_of(client.transfers.retrieve(object_id))
                case "payout":
                    options: stripe.RequestOptions = {"stripe_account": account_id or ""}
                    return movement_of("payout", client.payouts.retrieve(object_id, {}, options))
                case "top_up":
                    return movement_of("top_up", client.topups.retrieve(object_id))
                case "recipient":
                    account = self._client.v2.core.accounts.retrieve(object_id)
                    return ProviderObject(account.id, "recipient", "done")

    def is_ready(self, account_id: str) -> bool:
        """Whether a recipient can be sent money now."""
        with translated():
            account = self._client.v2.core.accounts.retrieve(
                account_id, {"include": ["configuration.recipient"]}
            )
        step: Any = account.to_dict()
        for name in ("configuration", "recipient", "capabilities", "stripe_balance", "stripe_transfers"):
            step = step.get(name) or {}
        return bool(step.get("status") == "active")

    def balances(self) -> dict[str, ProviderBalance]:
        """Read the business's balance by currency."""
        with translated():
            balance = self._client.v1.balance.retrieve()
        available = {a.currency.upper(): a.amount for a in balance.available}
        pending = {p.currency.upper(): p.amount for p in balance.pending}
        return {
            code: ProviderBalance(ours(available.get(code, 0), code), ours(pending.get(code, 0), code))
            for code in sorted(set(available) | set(pending))
        }

    def _pay(
        self, call: Call, amount: Money, payment_method: str, group: str, capture_method: Any
    ) -> ProviderObject:
        with translated():
            made = self._client.v1.payment_intents.create(
                {
                    "amount": sent(amount),
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
            return payment_of(made)

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

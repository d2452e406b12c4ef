"""Stripe's part in sending money on: top-ups, recipients of Accounts v2, transfers, reversals, payouts."""

from __future__ import annotations

from typing import Any

import stripe

from payouts.gateways.objects import Call, ProviderObject
from payouts.gateways.stripe_objects import movement_of, ours, reversal_of, sent, transfer_of, translated
from payouts.gateways.stripe_reading import StripeReading
from payouts.money import Money


class StripeSending(StripeReading):
    """What moves between the business's balance and the people it pays."""

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

    def onboarding_link(self, account_id: str, return_url: str, refresh_url: str) -> str:
        """Make an address, good once and for minutes, where a recipient tells the provider what it asks."""
        with translated():
            link = self._client.v2.core.account_links.create(
                {
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "return_url": return_url,
                            "refresh_url": refresh_url,
                        },
                    },
                }
            )
            return link.url

    def transfer(
        self, call: Call, account_id: str, amount: Money, group: str, source: str | None = None
    ) -> ProviderObject:
        """Move money from the business's balance to a recipient's account."""
        params: Any = {
            "amount": sent(amount),
            "currency": amount.currency.lower(),
            "destination": account_id,
            "transfer_group": group,
            "metadata": {"op_id": call.op_id},
        }
        if source is not None:
            params["source_transaction"] = source
        with translated():
            return transfer_of(self._client.v1.transfers.create(params, {"idempotency_key": call.key}))

    def reverse_transfer(self, call: Call, transfer_id: str, amount: Money) -> ProviderObject:
        """Take a transfer or a part of it back from the recipient's account."""
        with translated():
            made = self._client.v1.transfers.reversals.create(
                transfer_id,
                {"amount": sent(amount), "metadata": {"op_id": call.op_id}},
                {"idempotency_key": call.key},
            )
            return reversal_of(made)

    def pay_out(self, call: Call, account_id: str, amount: Money, *, instant: bool = False) -> ProviderObject:
        """Send money from a recipient's account to their bank."""
        params: Any = {
            "amount": sent(amount),
            "currency": amount.currency.lower(),
            "metadata": {"op_id": call.op_id},
            "expand": ["balance_transaction"],
        }
        if instant:
            params["method"] = "instant"
        with translated():
            made = self._client.v1.payouts.create(
                params, {"idempotency_key": call.key, "stripe_account": account_id}
            )
            return movement_of("payout", made)

    def has_fast_bank(self, account_id: str, currency: str) -> bool:
        """Whether a recipient has given a bank account or card that can be reached within minutes."""
        with translated():
            listed = self._client.v1.accounts.external_accounts.list(account_id, {"limit": 100})
            return any(
                (found.currency or "").upper() == currency
                and "instant" in (found.available_payout_methods or [])
                for found in listed.auto_paging_iter()
            )

    def instant_limit(self, account_id: str, currency: str | None = None) -> Money | None:
        """Most that a recipient can be paid at once, the fee already taken off; None where it is not offered.

        Notes
        -----
        Stripe's ``instant_available[].net_available``: the best of the bank accounts and debit cards that
        can be reached in minutes. Without a currency, the one with most.
        """
        options: stripe.RequestOptions = {"stripe_account": account_id}
        with translated():
            balance = self._client.v1.balance.retrieve(
                {"expand": ["instant_available.net_available"]}, options
            )
        limits = [
            ours(net.amount, found.currency.upper())
            for found in balance.instant_available or []
            for net in getattr(found, "net_available", None) or []
            if currency in (None, found.currency.upper()) and net.amount > 0
        ]
        return max(limits, key=lambda limit: limit.amount_minor, default=None)

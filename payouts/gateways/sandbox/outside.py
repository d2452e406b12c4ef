"""The world around the sandbox, as tests and the demo play it: customers, banks, the provider's own decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from payouts.gateways.sandbox import bank_payouts, disputes, fraud, payments, recipients, refunds, saved_cards
from payouts.gateways.sandbox.answers import Refusal, Request, SandboxSettings, page
from payouts.gateways.sandbox.store import Body, SandboxStore, open_store


class OutsideWorld:
    """What happens at a provider without the business asking.

    Every method takes ``platform``, the secret key of the platform as given to `StripeProvider`
    (`payouts.gateways.stripe_provider.sandbox_key`), and raises `Refusal` for what cannot happen.
    """

    def __init__(
        self, engine: sa.Engine, clock: Callable[[], dt.datetime], settings: SandboxSettings | None
    ) -> None:
        self._engine = engine
        self._clock = clock
        self.settings = settings or SandboxSettings()

    def confirm_as_customer(self, platform: str, object_id: str, *, succeeds: bool = True) -> Body:
        """Play the customer at the bank's page, for a payment or a card being saved that waits for them."""
        with open_store(self._engine, platform) as store:
            request = self._request({}, "", store)
            if object_id.startswith("seti_"):
                return saved_cards.authenticate_setup(request, object_id, succeeds=succeeds)
            return payments.authenticate(request, object_id, succeeds=succeeds)

    def finish_onboarding(
        self,
        platform: str,
        account_id: str,
        *,
        transfers: str = "active",
        payouts: str = "ok",
        instant: str = "on",
        missing: tuple[str, ...] = (),
    ) -> Body:
        """Play what the provider decides about a recipient.

        Parameters
        ----------
        platform : str
        account_id : str
        transfers : str
            ``active``, ``pending`` or ``restricted``.
        payouts : str
            ``ok``, or ``fail``: the bank sends payouts back.
        instant : str
            ``on``, or ``off``: nothing that can be reached in minutes.
        missing : tuple of str
            What the person still has to give, of ``recipients.ASKED``.
        """
        with open_store(self._engine, platform) as store:
            request = self._request({}, "", store)
            return recipients.set_account(request, account_id, transfers, payouts, instant, missing)

    def open_dispute(
        self,
        platform: str,
        payment_id: str,
        *,
        amount: int | None = None,
        reason: str = "fraudulent",
        is_inquiry: bool = False,
    ) -> Body:
        """Play a customer who disputes a captured payment at the bank.

        Parameters
        ----------
        platform : str
        payment_id : str
        amount : int, optional
            In the unit Stripe takes; what is left of the charge if left out.
        reason : str
        is_inquiry : bool
            Only a question: no money is withdrawn.
        """
        with open_store(self._engine, platform) as store:
            request = self._request({}, "", store)
            payment = payments.stored_payment(request, payment_id)
            charge = store.get("charge", payment["latest_charge"] or "")
            if charge is None or not charge["captured"]:
                raise Refusal("Nothing was captured.", code="charge_not_captured")
            return disputes.open_dispute(request, charge, amount=amount, reason=reason, is_inquiry=is_inquiry)

    def warn_of_fraud(
        self, platform: str, payment_id: str, *, kind: str = "unauthorized_use_of_card"
    ) -> Body:
        """Play a card's bank that fears fraud, before it asks the money back."""
        with open_store(self._engine, platform) as store:
            request = self._request({}, "", store)
            payment = payments.stored_payment(request, payment_id)
            charge = store.get("charge", payment["latest_charge"] or "")
            if charge is None:
                raise Refusal("Nothing was captured.", code="charge_not_captured")
            return fraud.warn(request, charge, kind)

    def decide_dispute(self, platform: str, dispute_id: str, *, is_won: bool) -> Body:
        """Play the bank that decides a dispute."""
        with open_store(self._engine, platform) as store:
            request = self._request({}, "", store)
            return disputes.decide(request, disputes.read_dispute(request, dispute_id), is_won=is_won)

    def send_refund_back(self, platform: str, refund_id: str) -> Body:
        """Play the customer's bank that sends a refund back, days after it succeeded."""
        with open_store(self._engine, platform) as store:
            return refunds.send_back(self._request({}, "", store), refund_id)

    def send_payout_back(self, platform: str, account_id: str, payout_id: str) -> Body:
        """Play a recipient's bank that returns a payout, days after it arrived."""
        with open_store(self._engine, platform) as store:
            return bank_payouts.send_back(self._request({}, account_id, store), payout_id)

    def events(self, platform: str) -> list[Body]:
        """List what happened, oldest first: what webhooks would tell."""
        with open_store(self._engine, platform) as store:
            return sorted([*store.listing("event"), *store.listing("v2_event")], key=lambda e: str(e["id"]))

    def acknowledge(self, platform: str, event_ids: Sequence[str]) -> None:
        """Note that the business's server took these events, so that they are not listed as undelivered."""
        with open_store(self._engine, platform) as store:
            for event_id in event_ids:
                event = store.get("event", event_id)
                if event is not None:
                    store.put({**event, "pending_webhooks": 0})

    def _request(self, params: Mapping[str, Any], account_id: str, store: SandboxStore) -> Request:
        return Request(params, account_id, self._clock(), store, self.settings)


def list_events(request: Request) -> Body:
    """Answer GET /v1/events."""
    wanted = request.params.get("delivery_success")
    where = {} if wanted is None else {"pending_webhooks": 0 if wanted == "true" else 1}
    return page(request, "event", "/v1/events", where=where)

"""Stripe's part in taking money: cards authorised, charged, saved, captured, given up, refunded, disputed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import stripe

from payouts.gateways.objects import Call, ProviderObject
from payouts.gateways.stripe_objects import (
    dispute_of,
    movement_of,
    payment_of,
    saved_card_of,
    sent,
    translated,
)
from payouts.gateways.stripe_reading import PAYMENT_EXPANDED, StripeReading
from payouts.money import Money

_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_NO_REDIRECTS: Any = {"enabled": True, "allow_redirects": "never"}


class StripePayments(StripeReading):
    """What a customer's card is asked for."""

    def authorise(
        self, call: Call, amount: Money, payment_method: str, group: str, *, saved: bool = False
    ) -> ProviderObject:
        """Reserve an amount on a card, to be captured later."""
        card = self._saved(payment_method) if saved else {"payment_method": payment_method}
        return self._pay(call, amount, card, group, "manual")

    def charge(self, call: Call, amount: Money, payment_method: str, group: str) -> ProviderObject:
        """Take an amount from a card at once."""
        return self._pay(call, amount, {"payment_method": payment_method}, group, "automatic")

    def save_card(self, call: Call, payment_method: str, customer_ref: str) -> ProviderObject:
        """Keep a card for a later authorisation, as the customer agrees to while they are there.

        Notes
        -----
        Two calls, each with a key of its own made from the operation's: the customer to whom the card will
        belong, and the SetupIntent, whose id is the saved card's.
        """
        with translated():
            customer = self._client.v1.customers.create(
                {"metadata": {"op_id": call.op_id, "customer_ref": customer_ref}},
                {"idempotency_key": f"{call.key}-customer"},
            )
            made = self._client.v1.setup_intents.create(
                {
                    "customer": customer.id,
                    "payment_method": payment_method,
                    "usage": "off_session",
                    "confirm": True,
                    "automatic_payment_methods": _NO_REDIRECTS,
                    "metadata": {"op_id": call.op_id},
                    "expand": ["payment_method"],
                },
                {"idempotency_key": call.key},
            )
            return saved_card_of(made)

    def forget_card(self, call: Call, saved_id: str) -> None:
        """Let go of a saved card, so that nobody can charge it again; one that is gone already stays so."""
        with translated():
            saved = self._client.v1.setup_intents.retrieve(saved_id, {"expand": ["payment_method"]})
            method = saved.payment_method
            if isinstance(method, stripe.PaymentMethod) and method.customer is not None:
                self._client.v1.payment_methods.detach(
                    method.id, {}, {"idempotency_key": f"{call.key}-forget"}
                )

    def capture(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Take an authorised amount or a part of it; the rest is given up."""
        with translated():
            try:
                captured = self._client.v1.payment_intents.capture(
                    payment_id,
                    {"amount_to_capture": sent(amount), "expand": PAYMENT_EXPANDED},
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
                    payment_id, {"expand": PAYMENT_EXPANDED}, {"idempotency_key": call.key}
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

    def upload_evidence(self, call: Call, media_type: str, data: bytes) -> ProviderObject:
        """Bring a file to the provider that will go with the answer to a dispute.

        Notes
        -----
        Without the operation's key: the form's boundary is another each time, and a second copy does nothing.
        """
        stream = io.BytesIO(data)
        stream.name = f"evidence.{_ENDINGS[media_type]}"  # the client names the part after it
        with translated():
            made = self._client.v1.files.create({"purpose": "dispute_evidence", "file": stream})
            return ProviderObject(made.id, "file", "done", None, {"size_bytes": made.size})

    def submit_evidence(
        self, call: Call, dispute_id: str, text: str, shown: Mapping[str, str] | None = None
    ) -> ProviderObject:
        """Answer a dispute; the bank decides later."""
        evidence: Any = {"uncategorized_text": text, **(shown or {})}
        with translated():
            made = self._client.v1.disputes.update(
                dispute_id,
                {"evidence": evidence, "submit": True},
                {"idempotency_key": call.key},
            )
            return dispute_of(made)

    def accept_dispute(self, call: Call, dispute_id: str) -> ProviderObject:
        """Give a dispute up; the money is the customer's. One that is closed is told as it stands."""
        with translated():
            try:
                return dispute_of(
                    self._client.v1.disputes.close(dispute_id, {}, {"idempotency_key": call.key})
                )
            except stripe.InvalidRequestError:
                found = self.read("dispute", dispute_id)
                if found.status == "pending":
                    raise
                return found

    def _pay(
        self, call: Call, amount: Money, card: dict[str, Any], group: str, capture_method: Any
    ) -> ProviderObject:
        with translated():
            params: Any = {
                "amount": sent(amount),
                "currency": amount.currency.lower(),
                "capture_method": capture_method,
                "confirm": True,
                "automatic_payment_methods": _NO_REDIRECTS,
                "transfer_group": group,
                "metadata": {"op_id": call.op_id},
                "expand": PAYMENT_EXPANDED,
                **card,
            }
            made = self._client.v1.payment_intents.create(params, {"idempotency_key": call.key})
            return payment_of(made)

    def _saved(self, card_id: str) -> dict[str, Any]:
        """Find whose card was saved, and under which name it can be asked again."""
        with translated():
            found = self._client.v1.setup_intents.retrieve(card_id)
        return {"customer": found.customer, "payment_method": found.payment_method, "off_session": True}

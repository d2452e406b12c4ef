"""What the library asks of a payment provider, in its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Protocol

from payouts.gateways.objects import BalanceLine, Call, Event, ObjectKind, ProviderBalance, ProviderObject
from payouts.money import Money


class Provider(Protocol):
    """One business's account at a payment provider.

    Every method that makes something takes a `Call` and may be repeated with it without a second effect.

    Raises
    ------
    ProviderRefused
        The answer is no; nothing happened. ``params["error_code"]`` is the provider's code.
    ProviderBusy
        Nothing happened; the same call may be made later.
    ProviderUncertain
        It may have happened. Only `find` or `read` can tell.
    """

    @property
    def is_live(self) -> bool:
        """Whether real money moves."""
        ...

    def authorise(
        self, call: Call, amount: Money, payment_method: str, group: str, *, saved: bool = False
    ) -> ProviderObject:
        """Reserve an amount on a card, to be captured later.

        With ``saved``, ``payment_method`` is the id of a saved card and the customer is not there to confirm:
        a bank that wants them refuses with ``authentication_required``.
        """
        ...

    def save_card(self, call: Call, payment_method: str, customer_ref: str) -> ProviderObject:
        """Keep a card for a later authorisation, as the customer agrees to while they are there."""
        ...

    def forget_card(self, call: Call, saved_id: str) -> None:
        """Let go of a saved card, so that nobody can charge it again; may be repeated."""
        ...

    def charge(self, call: Call, amount: Money, payment_method: str, group: str) -> ProviderObject:
        """Take an amount from a card at once."""
        ...

    def capture(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Take an authorised amount or a part of it; the rest is given up."""
        ...

    def void(self, call: Call, payment_id: str) -> ProviderObject:
        """Give an authorisation up."""
        ...

    def refund(self, call: Call, payment_id: str, amount: Money) -> ProviderObject:
        """Give a captured amount or a part of it back to the card."""
        ...

    def top_up(self, call: Call, amount: Money) -> ProviderObject:
        """Bring money from the business's bank into its balance."""
        ...

    def create_recipient(self, call: Call, owner_ref: str, country: str) -> ProviderObject:
        """Open an account to which money can be transferred."""
        ...

    def onboarding_link(self, account_id: str, return_url: str, refresh_url: str) -> str:
        """Make an address, good once and for minutes, where a recipient tells the provider what it asks."""
        ...

    def transfer(
        self, call: Call, account_id: str, amount: Money, group: str, source: str | None = None
    ) -> ProviderObject:
        """Move money from the business's balance to a recipient's account.

        With ``source``, the id of a charge, it may be made before that charge's money is available.
        """
        ...

    def reverse_transfer(self, call: Call, transfer_id: str, amount: Money) -> ProviderObject:
        """Take a transfer or a part of it back from the recipient's account."""
        ...

    def pay_out(self, call: Call, account_id: str, amount: Money, *, instant: bool = False) -> ProviderObject:
        """Send money from a recipient's account to their bank; ``instant`` costs a fee beside the amount."""
        ...

    def instant_limit(self, account_id: str, currency: str | None = None) -> Money | None:
        """Most that a recipient can be paid at once, the fee already taken off; None where it is not offered."""
        ...

    def has_fast_bank(self, account_id: str, currency: str) -> bool:
        """Whether a recipient has given a bank account or card that can be reached within minutes."""
        ...

    def upload_evidence(self, call: Call, media_type: str, data: bytes) -> ProviderObject:
        """Bring a file to the provider that will go with the answer to a dispute: a PDF, JPEG or PNG."""
        ...

    def submit_evidence(
        self, call: Call, dispute_id: str, text: str, shown: Mapping[str, str] | None = None
    ) -> ProviderObject:
        """Answer a dispute; the bank decides later. ``shown``: ids of what was uploaded, and facts, by the provider's fields."""
        ...

    def accept_dispute(self, call: Call, dispute_id: str) -> ProviderObject:
        """Give a dispute up; the money is the customer's."""
        ...

    def find(self, call: Call, kind: ObjectKind, scope: str) -> ProviderObject | None:
        """Look for the object an earlier attempt may have made.

        Parameters
        ----------
        call : Call
        kind : str
        scope : str
            What narrows the search: the payment of a refund, the group of a transfer, the transfer of a
            reversal, the account of a payout; empty for the others.
        """
        ...

    def read(self, kind: ObjectKind, object_id: str, within: str | None = None) -> ProviderObject:
        """Read an object by its id; ``within`` is the account of a payout, the transfer of a reversal."""
        ...

    def is_ready(self, account_id: str) -> bool:
        """Whether a recipient can be sent money now."""
        ...

    def requirements_due(self, account_id: str) -> tuple[str, ...]:
        """What a recipient still has to give before money can be sent, in the provider's names."""
        ...

    def balances(self) -> dict[str, ProviderBalance]:
        """Read the business's balance by currency."""
        ...

    def balance_lines(self, since: dt.datetime, until: dt.datetime) -> Iterator[BalanceLine]:
        """Give every movement of the business's balance in ``[since, until)``, oldest first."""
        ...

    def disputes(self, since: dt.datetime) -> Iterator[ProviderObject]:
        """Give the disputes opened since an instant, oldest first."""
        ...

    def fraud_warnings(self, since: dt.datetime) -> Iterator[ProviderObject]:
        """Give the warnings of fraud since an instant, oldest first."""
        ...

    def undelivered_events(self, since: dt.datetime) -> Iterator[Event]:
        """Give the events since an instant that the business's server did not acknowledge, oldest first."""
        ...

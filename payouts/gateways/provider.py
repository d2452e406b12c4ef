"""What the library asks of a payment provider, in its own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from payouts.money import Money

ObjectKind = Literal["payment", "refund", "transfer", "payout", "top_up", "recipient"]
ObjectStatus = Literal["action_required", "pending", "authorised", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Call:
    """What identifies one operation at the provider.

    Attributes
    ----------
    op_id : str
        Public id of the operation; written into the object made, so that it can be found again.
    key : str
        Idempotency key; the same for every attempt of the operation.
    planned_at : datetime
        Aware instant before which the object cannot have been made.
    """

    op_id: str
    key: str
    planned_at: dt.datetime


@dataclass(frozen=True, slots=True)
class ProviderObject:
    """Something at the provider, as it stands.

    Attributes
    ----------
    id : str
        The provider's id.
    kind : str
        payment, refund, transfer, payout, top_up or recipient.
    status : str
        action_required (the customer must confirm), pending, authorised, done, failed or cancelled.
    amount : Money or None
        Of a captured payment: what was captured; otherwise what it is for.
    details : mapping
        ``fee_minor``, ``is_available``, ``capture_before`` (ISO instant), ``charge_id``, ``error_code``
        where they apply.
    client_secret : str or None
        With it the customer's browser confirms a payment. Never stored.
    """

    id: str
    kind: ObjectKind
    status: ObjectStatus
    amount: Money | None = None
    details: Mapping[str, str | int | bool] = field(default_factory=dict)
    client_secret: str | None = None


@dataclass(frozen=True, slots=True)
class ProviderBalance:
    """What the provider holds for the business in one currency."""

    available: Money
    pending: Money


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

    def authorise(self, call: Call, amount: Money, payment_method: str, group: str) -> ProviderObject:
        """Reserve an amount on a card, to be captured later."""
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

    def transfer(self, call: Call, account_id: str, amount: Money, group: str) -> ProviderObject:
        """Move money from the business's balance to a recipient's account."""
        ...

    def pay_out(self, call: Call, account_id: str, amount: Money) -> ProviderObject:
        """Send money from a recipient's account to their bank."""
        ...

    def find(self, call: Call, kind: ObjectKind, scope: str) -> ProviderObject | None:
        """Look for the object an earlier attempt may have made.

        Parameters
        ----------
        call : Call
        kind : str
        scope : str
            What narrows the search: the payment of a refund, the group of a transfer, the account of a
            payout; empty for the others.
        """
        ...

    def read(self, kind: ObjectKind, object_id: str, account_id: str | None = None) -> ProviderObject:
        """Read an object by its id."""
        ...

    def is_ready(self, account_id: str) -> bool:
        """Whether a recipient can be sent money now."""
        ...

    def balances(self) -> dict[str, ProviderBalance]:
        """Read the business's balance by currency."""
        ...

"""What a payment provider is told and tells, in the library's own words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from payouts.money import Money

ObjectKind = Literal[
    "payment", "refund", "transfer", "reversal", "payout", "top_up", "recipient", "saved_card", "dispute", "fraud_warning",
    "file",
]  # fmt: skip
ObjectStatus = Literal["action_required", "pending", "authorised", "done", "failed", "cancelled"]
LineKind = Literal[
    "payment", "refund", "transfer", "transfer_reversal", "payout", "top_up", "dispute", "dispute_reversal",
    "fee", "adjustment",
]  # fmt: skip


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
        payment, refund, transfer, reversal (of a transfer), payout, top_up, recipient, saved_card,
        dispute, fraud_warning or file (evidence).
    status : str
        action_required (the customer must confirm), pending, authorised, done, failed or cancelled. Of a
        dispute: pending, done (won) or failed (lost).
    amount : Money or None
        Of a captured payment: what was captured; otherwise what it is for.
    details : mapping
        Where they apply: ``fee_minor``, ``is_available``, ``capture_before`` (ISO instant), ``charge_id``,
        ``payment_id``, ``transfer_id``, ``error_code``; of a dispute also ``reason``, ``due_by`` (ISO instant),
        ``is_inquiry`` (no money was taken), ``has_evidence``; of a warning of fraud ``reason`` and
        ``is_actionable``; of a saved card ``brand`` and ``last4``.
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


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One movement of the business's balance at the provider.

    Attributes
    ----------
    id : str
        The provider's id of the movement.
    kind : str
        payment, refund, transfer, transfer_reversal, payout, top_up, dispute, dispute_reversal, fee or
        adjustment. One that the provider takes back (a failed refund, say) has its kind and the opposite sign.
    source_id : str
        What moved the money: a payment's (not its charge's), refund's, transfer's, reversal's, payout's,
        top-up's or dispute's id; empty where there is none.
    amount : Money
        Signed, before the fee; below zero for what left.
    fee_minor, net_minor : int
        What the provider kept, and ``amount - fee``, in minor units.
    created_at, available_at : datetime
        When it was booked there, and from when it can be sent on.
    op_id : str or None
        Public id of the operation that made the source; of a payment, the authorisation or the charge.
    """

    id: str
    kind: LineKind
    source_id: str
    amount: Money
    fee_minor: int
    net_minor: int
    created_at: dt.datetime
    available_at: dt.datetime
    op_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What the provider says has happened; ids only, a hint to read the object.

    Attributes
    ----------
    event_id : str
    kind : str
        The provider's word, for example ``payment_intent.succeeded``.
    object_id, account_id : str or None
    created_at : datetime
        By the provider's clock.
    is_live : bool
        Whether real money moved.
    """

    event_id: str
    kind: str
    object_id: str | None
    account_id: str | None
    created_at: dt.datetime
    is_live: bool = False

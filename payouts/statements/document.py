"""A statement as plain data: what one payout covered, and what stood beside it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from payouts.money import Money


def written_number(issued_at: dt.datetime, number: int) -> str:
    """Write a statement's number as it stands everywhere: the year of issue and the running number."""
    return f"{issued_at:%Y}-{number:04d}"


@dataclass(frozen=True, slots=True)
class StatementItem:
    """One posting that the payout covers.

    Attributes
    ----------
    subject_ref : str
        The work, tip, booking or person it is about.
    kind : str
        Kind of the entry: ``earning``, ``tip``, ``compensation``, ``debt_netted``, ...
    is_tip : bool
    event_at : datetime
    amount : Money
        Below zero for what was taken back or set off.
    """

    subject_ref: str
    kind: str
    is_tip: bool
    event_at: dt.datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class StatementHold:
    """Money of the person that was still held when the statement was issued.

    Attributes
    ----------
    subject_ref : str
    amount : Money
    reason : str
        Code of the hold: ``hold_time``, ``case``, ...
    until_at : datetime or None
        When it ends by itself; None where somebody must decide.
    """

    subject_ref: str
    amount: Money
    reason: str
    until_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person was paid with one payout, and for what.

    Attributes
    ----------
    number : int
        1, 2, 3, ... for each person and business.
    amount : Money
        What was sent: the sum of the items.
    items : tuple of StatementItem
        Oldest first.
    held : tuple of StatementHold
        Not in the payout.
    debt : Money
        What the person still owed the business afterwards.
    sending_fee : Money or None
        Of a payout that was wanted at once: what the provider keeps of it, if it goes that way.
    """

    business_ref: str
    owner_ref: str
    payout_ref: str
    number: int
    amount: Money
    planned_at: dt.datetime
    issued_at: dt.datetime
    items: tuple[StatementItem, ...]
    held: tuple[StatementHold, ...]
    debt: Money
    sending_fee: Money | None = None

    @property
    def tips(self) -> Money:
        """The part that customers gave as tips."""
        nothing = Money(0, self.amount.currency)
        return sum((item.amount for item in self.items if item.is_tip), nothing)

    def to_bytes(self) -> bytes:
        """Write it canonically: the same statement gives the same bytes."""
        return json.dumps(_plain(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal digits."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


def beside_to_document(
    held: tuple[StatementHold, ...], debt: Money, sending_fee: Money | None
) -> dict[str, Any]:
    """What stood beside a payout, as plain data to be kept."""
    document: dict[str, Any] = {"held": [_hold(one) for one in held], "debt_minor": debt.amount_minor}
    if sending_fee is not None:
        document["sending_fee_minor"] = sending_fee.amount_minor
    return document


def beside_from_document(
    document: dict[str, Any], currency: str
) -> tuple[tuple[StatementHold, ...], Money, Money | None]:
    """Read back what `beside_to_document` wrote."""
    held = tuple(
        StatementHold(
            one["subject_ref"],
            Money(int(one["amount_minor"]), currency),
            one["reason"],
            dt.datetime.fromisoformat(one["until_at"]) if one["until_at"] else None,
        )
        for one in document["held"]
    )
    fee = document.get("sending_fee_minor")
    return (
        held,
        Money(int(document["debt_minor"]), currency),
        None if fee is None else Money(int(fee), currency),
    )


def _plain(statement: Statement) -> dict[str, Any]:
    return {
        "schema": 1,
        "business_ref": statement.business_ref,
        "owner_ref": statement.owner_ref,
        "payout_ref": statement.payout_ref,
        "number": statement.number,
        "currency": statement.amount.currency,
        "amount_minor": statement.amount.amount_minor,
        "planned_at": _instant(statement.planned_at),
        "issued_at": _instant(statement.issued_at),
        "items": [
            {
                "subject_ref": item.subject_ref,
                "kind": item.kind,
                "is_tip": item.is_tip,
                "event_at": _instant(item.event_at),
                "amount_minor": item.amount.amount_minor,
            }
            for item in statement.items
        ],
        **beside_to_document(statement.held, statement.debt, statement.sending_fee),
    }


def _hold(one: StatementHold) -> dict[str, Any]:
    return {
        "subject_ref": one.subject_ref,
        "amount_minor": one.amount.amount_minor,
        "reason": one.reason,
        "until_at": _instant(one.until_at) if one.until_at else None,
    }


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat()

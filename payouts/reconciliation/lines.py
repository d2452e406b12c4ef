"""What is compared, and what a comparison finds: plain values, without a database or a provider."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

Side = Literal["provider", "ledger", "bookings"]
Drift = Literal["timing", "fee", "missing", "foreign", "amount", "duplicate"]
DRIFTS: tuple[Drift, ...] = get_args(Drift)
SIDES: tuple[Side, ...] = get_args(Side)

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
GRACE: dict[str, dt.timedelta] = {
    "payment": HOUR,
    "refund": DAY,
    "transfer": HOUR,
    "transfer_reversal": DAY,
    "top_up": DAY,
    "dispute": DAY,
    "dispute_reversal": DAY,
    "availability": DAY,
    "held": HOUR,
    "balance": HOUR,
}
"""How long the sides may differ about a kind of movement before somebody must look; any other kind: not at all."""


class Line(NamedTuple):
    """One movement of the business's balance at the provider, as one side tells it.

    Attributes
    ----------
    side : str
        provider or ledger.
    id : str
        The side's own name for it: id of the balance transaction, key of the entry.
    kind : str
        payment, refund, transfer, transfer_reversal, payout, top_up, dispute, dispute_reversal, fee or
        adjustment.
    ref : str
        The provider's object behind it; empty if the ledger names none.
    op_ref : str
        Public id of the operation that asked for it; empty if none did.
    currency : str
    amount_minor : int
        Signed minor units before the provider's fee: above zero where the balance grows.
    fee_minor : int
        What the provider kept of it.
    at : datetime
        Aware instant.
    available_at : datetime or None
        From when it may be sent on. Of a ledger line: when that was booked, None if it was not.
    """

    side: Side
    id: str
    kind: str
    ref: str
    op_ref: str
    currency: str
    amount_minor: int
    fee_minor: int
    at: dt.datetime
    available_at: dt.datetime | None = None

    @property
    def net_minor(self) -> int:
        """What the balance moves by, in minor units."""
        return self.amount_minor - self.fee_minor

    @property
    def key(self) -> str:
        """What lines of both sides about one movement share.

        An operation asks for one movement, so it names that; but a payment is authorised by one operation and
        captured by another, and goes by the provider's own id. A movement that comes back has the other sign.
        """
        name = self.ref if self.kind == "payment" or not self.op_ref else self.op_ref
        return f"{self.kind}:{name or self.id}:{'+' if (self.amount_minor or -self.fee_minor) >= 0 else '-'}"


class Total(NamedTuple):
    """What one side says a booking or a payment comes to.

    Attributes
    ----------
    ref : str
        Opaque id of the payment at the provider, or of the booking.
    kind : str
        payment (taken), refund (given back) or held (taken and not yet anybody's).
    currency : str
    amount_minor : int
        Minor units, zero or more.
    at : datetime or None
        When it came to stand so, if the side knows.
    subject_ref : str
        Opaque id of the booking, to lead a reader to it.
    """

    ref: str
    kind: str
    currency: str
    amount_minor: int
    at: dt.datetime | None = None
    subject_ref: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something on which the sides do not agree.

    Attributes
    ----------
    key : str
        Names the difference for ever, however often it is found.
    drift : str
        One of `DRIFTS`: what sort of difference it is.
    side : str
        Where it is to be mended: the side that lacks the movement, or tells it wrongly.
    cause : str
        What it probably is; one of `payouts.reconciliation.causes.CAUSES`.
    kind : str
        Of the movement.
    currency : str
    provider_minor, ledger_minor, bookings_minor : int or None
        What each side says, in minor units; None where it says nothing.
    gap_minor : int
        How much of the difference between the provider's balance and the ledger's this explains.
    provider_id, ledger_key, ref, op_ref : str
        Where to look; empty where there is nothing.
    happened_at : datetime
    due_at : datetime
        Until then it may settle by itself.
    """

    key: str
    drift: Drift
    side: Side
    cause: str
    kind: str
    currency: str
    provider_minor: int | None = None
    ledger_minor: int | None = None
    bookings_minor: int | None = None
    gap_minor: int = 0
    provider_id: str = ""
    ledger_key: str = ""
    ref: str = ""
    op_ref: str = ""
    happened_at: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    due_at: dt.datetime = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def grace_for(kind: str) -> dt.timedelta:
    """How long the sides may differ about a kind of movement."""
    return GRACE.get(kind, dt.timedelta(0))

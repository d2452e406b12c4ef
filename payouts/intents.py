"""What can be asked of the provider: one frozen value per verb, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from payouts.errors import InvalidIntent
from payouts.intent_base import JOINED_LATER, read_back
from payouts.intent_base import Intent as Intent
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Authorise(Intent):
    """Reserve the price of a booking on the customer's card.

    Attributes
    ----------
    saved : bool
        Whether ``payment_method`` is the id of a card that was saved (`SaveCard`): the customer is not there
        to confirm.
    """

    verb: ClassVar[str] = "authorise"
    booking_ref: str
    amount: Money
    payment_method: str
    saved: bool = field(default=False, metadata=JOINED_LATER)

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class SaveCard(Intent):
    """Keep the customer's card, to authorise a booking's price on it nearer to the day."""

    verb: ClassVar[str] = "save_card"
    booking_ref: str
    customer_ref: str
    payment_method: str

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class Charge(Intent):
    """Take money at once: a tip, which goes whole to the fans named, or a price without a fan (kept held).

    Attributes
    ----------
    tips : tuple of (str, int)
        Fans and their parts of the tip; empty if it is no tip.
    """

    verb: ClassVar[str] = "charge"
    booking_ref: str
    amount: Money
    payment_method: str
    tips: tuple[tuple[str, int], ...] = ()

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class Capture(Intent):
    """Take what was authorised, or a part of it; the rest is given up."""

    verb: ClassVar[str] = "capture"
    booking_ref: str
    payment_id: str
    amount: Money

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class Void(Intent):
    """Give an authorisation up."""

    verb: ClassVar[str] = "void"
    booking_ref: str
    payment_id: str
    amount: Money

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class Refund(Intent):
    """Give money back to the customer's card, out of what is held for the booking."""

    verb: ClassVar[str] = "refund"
    booking_ref: str
    payment_id: str
    amount: Money

    @property
    def subject_ref(self) -> str:
        """The booking."""
        return self.booking_ref


@dataclass(frozen=True, slots=True)
class TopUp(Intent):
    """Bring money from the business's bank to fund a programme's rewards."""

    verb: ClassVar[str] = "top_up"
    programme_ref: str
    amount: Money

    @property
    def subject_ref(self) -> str:
        """The programme."""
        return self.programme_ref


@dataclass(frozen=True, slots=True)
class CreateRecipient(Intent):
    """Open the account to which a fan's money goes; ``country`` is an ISO 3166 code."""

    verb: ClassVar[str] = "recipient"
    owner_ref: str
    country: str

    @property
    def subject_ref(self) -> str:
        """The fan."""
        return self.owner_ref


@dataclass(frozen=True, slots=True)
class Transfer(Intent):
    """Move what is due to a fan into the fan's account at the provider.

    Attributes
    ----------
    tips_minor : int
        How much of the amount is tips, in minor units.
    source : str or None
        The provider's charge that brought the money: with it the transfer need not wait until that money is
        available.
    """

    verb: ClassVar[str] = "transfer"
    payout_ref: str
    owner_ref: str
    account_id: str
    amount: Money
    tips_minor: int = 0
    source: str | None = field(default=None, metadata=JOINED_LATER)

    @property
    def subject_ref(self) -> str:
        """The payout."""
        return self.payout_ref


@dataclass(frozen=True, slots=True)
class ReverseTransfer(Intent):
    """Take money back from a fan's account at the provider, where it still lies.

    Attributes
    ----------
    transfer_id : str
        The provider's.
    settles_debt : bool
        True: the amount settles what the fan owes (`chart.receivable`). False: the whole transfer is undone,
        because it cannot reach the bank, and all it covered is due again.
    """

    verb: ClassVar[str] = "transfer_reversal"
    payout_ref: str
    owner_ref: str
    transfer_id: str
    amount: Money
    settles_debt: bool = False

    @property
    def subject_ref(self) -> str:
        """The payout."""
        return self.payout_ref


@dataclass(frozen=True, slots=True)
class PayOut(Intent):
    """Send a fan's money from the fan's account at the provider to the fan's bank.

    Attributes
    ----------
    instant : bool
        Within minutes instead of days; the provider takes a fee from the fan's account beside the amount.
    """

    verb: ClassVar[str] = "payout"
    payout_ref: str
    owner_ref: str
    account_id: str
    amount: Money
    instant: bool = field(default=False, metadata=JOINED_LATER)

    @property
    def subject_ref(self) -> str:
        """The payout."""
        return self.payout_ref


_OF_BOOKINGS = (Authorise, SaveCard, Charge, Capture, Void, Refund)
_OF_PEOPLE = (TopUp, CreateRecipient, Transfer, ReverseTransfer, PayOut)
INTENTS: dict[str, type[Intent]] = {intent.verb: intent for intent in (*_OF_BOOKINGS, *_OF_PEOPLE)}
"""Every intent by its verb."""


def intent_from_params(verb: str, params: Mapping[str, Any]) -> Intent:
    """Read an intent back from an operation's row.

    Raises
    ------
    InvalidIntent
        If the verb is unknown or the parameters are not those of the verb.
    """
    if verb not in INTENTS:
        raise InvalidIntent(f"{verb} is not a verb", field="verb")
    kind = INTENTS[verb]
    values = {name: read_back(value) for name, value in params.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise InvalidIntent(f"the parameters are not those of {verb}: {error}", field="params") from error

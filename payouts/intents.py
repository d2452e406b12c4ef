"""What can be asked of the provider: one frozen value per verb, checked before anything is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from payouts.currencies import PROVIDER_AMOUNT_MAX_MINOR
from payouts.errors import InvalidIntent
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Intent:
    """Base of all intents.

    Raises
    ------
    InvalidIntent
        On construction, naming the field: an amount not above zero, of more than eight digits, of a unit
        that is no cash, or not a multiple of what the provider takes; an empty or spaced reference.
    """

    verb: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for spec in fields(self):
            value = getattr(self, spec.name)
            if isinstance(value, Money):
                _check_amount(spec.name, value, self.verb)
            elif isinstance(value, str) and (not value or any(c.isspace() for c in value)):
                raise InvalidIntent(f"{spec.name} must be given, without spaces", field=spec.name)

    @property
    def subject_ref(self) -> str:
        """Opaque id of what the money is about."""
        raise InvalidIntent(f"{type(self).__name__} is no intent")

    def to_params(self) -> dict[str, Any]:
        """Write the intent as plain data, for the operation's row."""
        return {spec.name: _plain(getattr(self, spec.name)) for spec in fields(self)}

    @property
    def params_hash(self) -> str:
        """SHA-256 of the verb and the parameters."""
        content = [self.verb, self.to_params()]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Authorise(Intent):
    """Reserve the price of a booking on the customer's card."""

    verb: ClassVar[str] = "authorise"
    booking_ref: str
    amount: Money
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
    """

    verb: ClassVar[str] = "transfer"
    payout_ref: str
    owner_ref: str
    account_id: str
    amount: Money
    tips_minor: int = 0

    @property
    def subject_ref(self) -> str:
        """The payout."""
        return self.payout_ref


@dataclass(frozen=True, slots=True)
class PayOut(Intent):
    """Send a fan's money from the fan's account at the provider to the fan's bank."""

    verb: ClassVar[str] = "payout"
    payout_ref: str
    owner_ref: str
    account_id: str
    amount: Money

    @property
    def subject_ref(self) -> str:
        """The payout."""
        return self.payout_ref


INTENTS: dict[str, type[Intent]] = {
    intent.verb: intent
    for intent in (Authorise, Charge, Capture, Void, Refund, TopUp, CreateRecipient, Transfer, PayOut)
}
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
    values = {name: _typed(value) for name, value in params.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise InvalidIntent(f"the parameters are not those of {verb}: {error}", field="params") from error


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _typed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Money(value["amount_minor"], value["currency"])
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _check_amount(name: str, amount: Money, verb: str) -> None:
    unit = amount.unit
    if amount.amount_minor <= 0:
        raise InvalidIntent(f"{name} must be above zero", field=name)
    if not unit.is_cash:
        raise InvalidIntent(f"{amount.currency} cannot go through a payment provider", field=name)
    if amount.amount_minor * unit.provider_factor > PROVIDER_AMOUNT_MAX_MINOR:
        raise InvalidIntent(f"{name} has more than the eight digits the provider takes", field=name)
    multiple = unit.payout_multiple if verb == "payout" else unit.charge_multiple
    if amount.amount_minor % multiple:
        raise InvalidIntent(f"{name} must be a multiple of {multiple} minor units", field=name)

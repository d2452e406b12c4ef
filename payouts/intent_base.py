"""What all intents have in common: how they are checked, written down and told apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from payouts.currencies import PROVIDER_AMOUNT_MAX_MINOR
from payouts.errors import InvalidIntent
from payouts.money import Money

JOINED_LATER = {"joined_later": True}
"""Metadata of a field that an intent got after it was first stored."""


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
        """Write the intent as plain data, for the operation's row.

        A field that joined an intent later is left out where it has its default, so that an intent hashes
        as it did before.
        """
        written = {}
        for spec in fields(self):
            value = getattr(self, spec.name)
            if not (spec.metadata.get("joined_later") and value == spec.default):
                written[spec.name] = _plain(value)
        return written

    @property
    def params_hash(self) -> str:
        """SHA-256 of the verb and the parameters."""
        content = [self.verb, self.to_params()]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def read_back(value: Any) -> Any:
    """Read one parameter back from plain data."""
    if isinstance(value, Mapping):
        return Money(value["amount_minor"], value["currency"])
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
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

"""The closed vocabulary of scheme documents as data: what the reader checks and what the JSON Schema says."""

from __future__ import annotations

from typing import get_args

from payouts.money import BPS
from payouts.schemes.document import ComponentType
from payouts.schemes.facts import CONDITION_FACTS

SCHEMA = 1
"""Version of the vocabulary. A document of a later one is refused, not guessed at."""

DOCUMENT_FIELDS = frozenset(
    {"schema", "currency", "terms", "components", "platform_fee_bps", "choices", "hold_hours"}
)
COMPONENTS_MAX, CONDITIONS_MAX, CHOICES_MAX, AMONG_MAX = 40, 8, 8, 50
LABEL_MAX, CAUSE_MAX = 120, 40
CODE_PATTERN = "[a-z][a-z0-9_]{0,39}"
HOLD_HOURS_MAX = 24 * 90
VALUE_MAX = 10**12

AMOUNT_MAX = 99_999_999
"""Largest amount in minor units: eight digits are the most that can be charged or paid at once."""

OPS = ("eq", "ne", "gte", "gt", "lte", "lt", "in")
FLAG_FACTS = tuple(fact for fact in CONDITION_FACTS if fact.startswith("is_"))
NUMBER_FACTS = tuple(fact for fact in CONDITION_FACTS if not fact.startswith("is_"))
FLAG_OPS = ("eq", "ne")

_LIMITS = frozenset({"cap_fan_minor", "cap_period_minor", "cap_period"})
COMMON = frozenset({"code", "type", "when", "funded_by", "partner", "labels"})
"""Fields that every component may have."""

_UNITS = {"amount_minor", "units_free", "units_max", "cap_minor"}
_MINUTES = {"amount_minor", "minutes_free", "minutes_max", "cap_minor"}

REQUIRED: dict[ComponentType, frozenset[str]] = {
    "share_of_price": frozenset({"rate_bps"}),
    "bonus": frozenset({"when"}),
    "overrun": frozenset({"amount_minor", "minutes_max"}),
    "waiting": frozenset({"amount_minor", "minutes_max"}),
    "perk": frozenset({"cap_minor"}),
    "points": frozenset({"points"}),
}
"""Fields beside code and type that must be there; for other types the amount."""

_OWN: dict[ComponentType, set[str]] = {
    "per_hour": {"amount_minor", "cap_minor"},
    "per_stop": _UNITS,
    "per_guest": _UNITS,
    "per_km": _UNITS,
    "share_of_price": {"rate_bps", "cap_minor"},
    "bonus": {"amount_minor", "rate_bps", "cap_minor"},
    "overrun": _MINUTES,
    "waiting": _MINUTES,
    "returns": {"amount_minor", "cap_minor"},
    "perk": {"cap_minor", "needs_receipt", "claim_days"},
    "points": {"points"},
}

NUMBERS: dict[str, tuple[int, int]] = {
    "amount_minor": (1, AMOUNT_MAX),
    "cap_minor": (1, AMOUNT_MAX),
    "cap_fan_minor": (1, AMOUNT_MAX),
    "cap_period_minor": (1, AMOUNT_MAX),
    "points": (1, AMOUNT_MAX),
    "rate_bps": (1, BPS),
    "units_free": (0, 100_000),
    "units_max": (1, 100_000),
    "minutes_free": (0, 100_000),
    "minutes_max": (1, 100_000),
    "claim_days": (1, 366),
}
"""Least and greatest value of each numeric field of a component."""


def required(kind: ComponentType) -> frozenset[str]:
    """Fields that a component of a type must have beside code and type."""
    return REQUIRED.get(kind, frozenset({"amount_minor"}))


def own_fields(kind: ComponentType) -> frozenset[str]:
    """Fields that a component of a type may have beside the common ones."""
    limits = frozenset() if kind == "floor_per_hour" else _LIMITS
    return frozenset(_OWN.get(kind, {"amount_minor"})) | limits


def component_types() -> tuple[ComponentType, ...]:
    """All types, in the order of the documentation."""
    return get_args(ComponentType)

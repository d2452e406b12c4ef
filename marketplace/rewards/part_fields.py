"""The fields with which an owner fills in one part of what people get, by its type, and their way into a document."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from config import LOCALES
from marketplace.core.minor import from_minor, to_minor

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("work", ("per_gig", "per_hour", "per_stop", "per_guest", "per_km", "share_of_price")),
    ("otherwise", ("overrun", "waiting", "returns", "floor_per_hour")),
    ("on_top", ("bonus",)),
    ("beside", ("perk", "credit", "points")),
)
"""The types in the order in which owners are offered them."""

ICONS = {
    "per_gig": "ticket", "per_hour": "clock", "per_stop": "pin", "per_guest": "people", "per_km": "route",
    "share_of_price": "wallet", "overrun": "clock", "waiting": "clock", "returns": "refresh", "floor_per_hour": "shield",
    "bonus": "star", "perk": "gift", "credit": "shop", "points": "heart",
}  # fmt: skip

# By type: what is asked at once, and what is folded away.
ASKED: dict[str, tuple[str, ...]] = {
    "share_of_price": ("percent",),
    "bonus": ("when", "when_number", "amount", "measure"),
    "overrun": ("amount", "minutes_free", "minutes_max"),
    "waiting": ("amount", "minutes_free", "minutes_max"),
    "perk": ("cap", "needs_receipt", "claim_days"),
    "points": ("points",),
}
_LIMITS = ("cap_fan", "cap_period_amount", "cap_period")
_LABELS = tuple(f"label_{code}" for code in LOCALES)
_FUND = ("funded_by", "partner")
FOLDED: dict[str, tuple[str, ...]] = {
    "per_stop": ("units_free", "units_max", "cap"),
    "per_guest": ("units_free", "units_max", "cap"),
    "per_km": ("units_free", "units_max", "cap"),
    "per_hour": ("cap",),
    "share_of_price": ("cap",),
    "bonus": ("cap",),
    "overrun": ("cap",),
    "waiting": ("cap",),
    "returns": ("cap",),
}

CONDITIONS: dict[str, tuple[str, str, int]] = {
    "peak": ("is_peak", "eq", 0),
    "first": ("is_first_gig", "eq", 0),
    "newcomer": ("is_newcomer", "eq", 0),
    "streak": ("streak", "gte", 1),
    "rating": ("rating_tenths", "gte", 10),
    "guests": ("guests", "gte", 1),
    "stops": ("stops", "gte", 1),
    "km": ("distance_m", "gte", 1000),
    "minutes": ("planned_minutes", "gte", 1),
}
"""Conditions an owner can choose: the fact, the comparison, and how many of the fact's units one of the owner's is."""


def asked(kind: str) -> tuple[str, ...]:
    """Fields that stand open."""
    return ASKED.get(kind, ("amount",))


def folded(kind: str) -> tuple[str, ...]:
    """Fields that are folded away: sensible without being filled in."""
    own = FOLDED.get(kind, ())
    if kind == "floor_per_hour":
        return (*_LABELS, *_FUND)
    conditions = () if kind == "bonus" else ("when", "when_number")
    return (*_LABELS, *conditions, *own, *_LIMITS, *_FUND)


def values_of(part: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """What the fields show for a component."""

    def major(name: str) -> Decimal | None:
        return from_minor(part[name], currency) if name in part else None

    condition = next(iter(part.get("when", ())), None)
    when, number = _chosen(condition)
    is_points = part["type"] == "points"
    percent = Decimal(part["rate_bps"]) / 100 if "rate_bps" in part else None
    return {
        "amount": major("amount_minor") if percent is None else percent,
        "percent": percent,
        "measure": "percent" if "rate_bps" in part else "amount",
        "points": part.get("points"),
        "cap": major("cap_minor"),
        "cap_fan": part.get("cap_fan_minor") if is_points else major("cap_fan_minor"),
        "cap_period_amount": part.get("cap_period_minor") if is_points else major("cap_period_minor"),
        "cap_period": part.get("cap_period") or "month",
        "when": when,
        "when_number": number,
        "needs_receipt": "yes" if part.get("needs_receipt", True) else "no",
        "claim_days": part.get("claim_days", 30),
        "funded_by": part.get("funded_by", "booking" if part["type"] == "share_of_price" else "budget"),
        "partner": part.get("partner", ""),
        **{name: part.get(name) for name in ("units_free", "units_max", "minutes_free", "minutes_max")},
        **{f"label_{code}": (part.get("labels") or {}).get(code, "") for code in LOCALES},
    }


def part_of(
    kind: str, code: str, values: Mapping[str, Any], currency: str, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The component that the fields describe; conditions that no field shows are kept from `before`."""

    def minor(name: str) -> int | None:
        value = values.get(name)
        return None if value is None else to_minor(Decimal(value), currency)

    def limit(name: str) -> int | None:
        value = values.get(name)
        return (None if value is None else int(value)) if kind == "points" else minor(name)

    is_percent = kind == "share_of_price" or (kind == "bonus" and values.get("measure") == "percent")
    percent = values.get("amount" if kind == "bonus" else "percent")
    found: dict[str, Any] = {
        "code": code,
        "type": kind,
        "amount_minor": None if is_percent else minor("amount"),
        "rate_bps": int(Decimal(percent) * 100) if is_percent and percent is not None else None,
        "points": values.get("points"),
        "cap_minor": minor("cap"),
        "cap_fan_minor": limit("cap_fan"),
        "cap_period_minor": limit("cap_period_amount"),
        **{name: values.get(name) for name in ("units_free", "units_max", "minutes_free", "minutes_max")},
        "claim_days": values.get("claim_days") if kind == "perk" else None,
        "funded_by": values.get("funded_by"),
        "partner": values.get("partner") if values.get("funded_by") == "partner" else None,
        "labels": {c: values[f"label_{c}"] for c in LOCALES if values.get(f"label_{c}")} or None,
        "when": _conditions(values, (before or {}).get("when", [])) or None,
    }
    if kind == "perk":
        found["needs_receipt"] = values.get("needs_receipt") != "no"
    if found["cap_period_minor"] is not None:
        found["cap_period"] = values.get("cap_period")
    return {name: value for name, value in found.items() if value is not None and value != ""}


def _conditions(values: Mapping[str, Any], before: list[Any]) -> list[dict[str, Any]]:
    """The chosen condition first; what stood behind it stays."""
    when = values.get("when")
    kept = list(before[1:])
    if when == "kept":
        return list(before)
    if not when:
        return kept
    fact, op, unit = CONDITIONS[when]
    number = values.get("when_number")
    value: Any = True if unit == 0 else int(Decimal(number or 0) * unit)
    return [{"fact": fact, "op": op, "value": value}, *kept]


def _chosen(condition: Mapping[str, Any] | None) -> tuple[str, Decimal | None]:
    """Which of the owner's conditions it is; `kept` for one that only a document can say."""
    if condition is None:
        return "", None
    for code, (fact, op, unit) in CONDITIONS.items():
        if (condition["fact"], condition["op"]) == (fact, op):
            if unit == 0:
                return (code, None) if condition["value"] is True else ("kept", None)
            return code, (Decimal(condition["value"]) / unit).normalize()
    return "kept", None

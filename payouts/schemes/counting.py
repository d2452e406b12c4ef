"""Counts single components and judges their conditions."""

from __future__ import annotations

from typing import Any

from payouts.schemes.document import Component, Condition
from payouts.schemes.facts import BOUNDED_FACTS, OUTCOME_FACTS, Facts

_PERIOD = {"per_stop": "stops", "per_guest": "guests"}


MINUTES_OF_HOUR = 60


_METRES_OF_KM = 1000


def count(
    component: Component, facts: Facts, base: int, paid: int, *, is_bound: bool
) -> tuple[int, dict[str, int]]:
    """Count one component: its amount in minor units (or points), and the figures that explain it."""
    rate = component.amount_minor
    match component.type:
        case "per_gig" | "credit":
            return rate, {}
        case "per_hour":
            return pay_by_minutes(rate, facts.planned_minutes)
        case "per_stop" | "per_guest":
            units = _units(component, getattr(facts, _PERIOD[component.type]))
            return rate * units, {"units": units, "rate_minor": rate}
        case "per_km":
            return _by_distance(component, facts.distance_m)
        case "share_of_price":
            price = facts.price_minor
            return _share(price, component.rate_bps), {"rate_bps": component.rate_bps, "base_minor": price}
        case "bonus" if component.rate_bps:
            return _share(base, component.rate_bps), {"rate_bps": component.rate_bps, "base_minor": base}
        case "bonus":
            return rate, {}
        case "overrun":
            over = max(0, facts.minutes - facts.planned_minutes - component.minutes_free)
            return pay_by_minutes(rate, over)
        case "waiting":
            waited = max(0, facts.waiting_minutes - component.minutes_free)
            return pay_by_minutes(rate, min(waited, component.minutes_max or waited))
        case "returns":
            return rate * facts.returned_stops, {"units": facts.returned_stops, "rate_minor": rate}
        case "floor_per_hour":
            minutes = max(facts.minutes, facts.planned_minutes)
            due, params = pay_by_minutes(rate, minutes)
            return due - paid, params
        case "perk":
            return _perk(component, facts, is_bound=is_bound)
        case "points":
            return component.points, {}


def _perk(component: Component, facts: Facts, *, is_bound: bool) -> tuple[int, dict[str, int]]:
    cap = component.cap_minor or 0
    if is_bound or not component.needs_receipt:
        return cap, {"cap_minor": cap}
    return min(facts.perk_claims.get(component.code, 0), cap), {"cap_minor": cap}


def pay_by_minutes(rate_minor: int, minutes: int) -> tuple[int, dict[str, int]]:
    """Pay minutes at a rate per hour, rounded half up, with the figures that explain it."""
    amount = (rate_minor * minutes * 2 + MINUTES_OF_HOUR) // (2 * MINUTES_OF_HOUR)
    return amount, {"minutes": minutes, "rate_minor": rate_minor}


def _by_distance(component: Component, distance_m: int) -> tuple[int, dict[str, int]]:
    counted = max(0, distance_m - component.units_free * _METRES_OF_KM)
    if component.units_max is not None:
        counted = min(counted, component.units_max * _METRES_OF_KM)
    amount = (component.amount_minor * counted * 2 + _METRES_OF_KM) // (2 * _METRES_OF_KM)
    return amount, {"distance_m": counted, "rate_minor": component.amount_minor}


def _units(component: Component, count: int) -> int:
    units = max(0, count - component.units_free)
    return units if component.units_max is None else min(units, component.units_max)


def _share(base_minor: int, rate_bps: int) -> int:
    return (base_minor * rate_bps * 2 + 10_000) // 20_000


def holds(condition: Condition, facts: Facts, *, is_bound: bool) -> bool:
    """Whether a condition holds, or for a bound, whether any outcome could make it hold."""
    # Counts can only fall below what was planned, so they may come to satisfy anything but a lower bound.
    may_change = condition.fact in OUTCOME_FACTS or (
        condition.fact in BOUNDED_FACTS and condition.op not in ("gte", "gt")
    )
    if is_bound and may_change:
        return True
    value = facts.minutes if condition.fact == "worked_minutes" else getattr(facts, condition.fact)
    if value is None:
        return False
    wanted: Any = condition.value
    match condition.op:
        case "eq":
            return bool(value == wanted)
        case "ne":
            return bool(value != wanted)
        case "gte":
            return bool(value >= wanted)
        case "gt":
            return bool(value > wanted)
        case "lte":
            return bool(value <= wanted)
        case "lt":
            return bool(value < wanted)
        case _:
            return value in wanted

"""Counts single components: what each type gives for the facts, and the figures that explain it."""

from __future__ import annotations

from collections.abc import Callable

from payouts.schemes.document import Component, ComponentType
from payouts.schemes.facts import Facts

MINUTES_OF_HOUR = 60
_METRES_OF_KM = 1000

Counted = tuple[int, dict[str, int]]
"""An amount in minor units (or points), and the figures for its words."""


Counter = Callable[[Component, Facts, int, int, bool], Counted]
"""Takes the component, the facts, what the base lines and all paying lines have come to so far, in minor
units, and whether the dearest outcome is wanted instead of the actual one."""


def _flat(component: Component, _facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return component.amount_minor, {}


def _per_hour(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return pay_by_minutes(component.amount_minor, facts.planned_minutes)


def _per_stop(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return _by_units(component, facts.stops)


def _per_guest(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return _by_units(component, facts.guests)


def _per_km(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    counted = max(0, facts.distance_m - component.units_free * _METRES_OF_KM)
    if component.units_max is not None:
        counted = min(counted, component.units_max * _METRES_OF_KM)
    rate = component.amount_minor
    amount = (rate * counted * 2 + _METRES_OF_KM) // (2 * _METRES_OF_KM)
    return amount, {"distance_m": counted, "rate_minor": rate}


def _share_of_price(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return _share(facts.price_minor, component.rate_bps)


def _bonus(component: Component, _facts: Facts, base: int, _paid: int, _is_bound: bool) -> Counted:
    if component.rate_bps:
        return _share(base, component.rate_bps)
    return component.amount_minor, {}


def _overrun(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    over = max(0, facts.minutes - facts.planned_minutes - component.minutes_free)
    return pay_by_minutes(component.amount_minor, over)


def _waiting(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    waited = max(0, facts.waiting_minutes - component.minutes_free)
    return pay_by_minutes(component.amount_minor, min(waited, component.minutes_max or waited))


def _returns(component: Component, facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    rate, units = component.amount_minor, facts.returned_stops
    return rate * units, {"units": units, "rate_minor": rate}


def _floor_per_hour(component: Component, facts: Facts, _base: int, paid: int, _is_bound: bool) -> Counted:
    due, params = pay_by_minutes(component.amount_minor, max(facts.minutes, facts.planned_minutes))
    return due - paid, params


def _perk(component: Component, facts: Facts, _base: int, _paid: int, is_bound: bool) -> Counted:
    cap = component.cap_minor or 0
    if is_bound or not component.needs_receipt:
        return cap, {"cap_minor": cap}
    return min(facts.perk_claims.get(component.code, 0), cap), {"cap_minor": cap}


def _points(component: Component, _facts: Facts, _base: int, _paid: int, _is_bound: bool) -> Counted:
    return component.points, {}


COUNTERS: dict[ComponentType, Counter] = {
    "per_gig": _flat,
    "per_hour": _per_hour,
    "per_stop": _per_stop,
    "per_guest": _per_guest,
    "per_km": _per_km,
    "share_of_price": _share_of_price,
    "bonus": _bonus,
    "overrun": _overrun,
    "waiting": _waiting,
    "returns": _returns,
    "floor_per_hour": _floor_per_hour,
    "perk": _perk,
    "credit": _flat,
    "points": _points,
}
"""How each type counts."""


def pay_by_minutes(rate_minor: int, minutes: int) -> Counted:
    """Pay minutes at a rate per hour, rounded half up, with the figures that explain it."""
    amount = (rate_minor * minutes * 2 + MINUTES_OF_HOUR) // (2 * MINUTES_OF_HOUR)
    return amount, {"minutes": minutes, "rate_minor": rate_minor}


def _by_units(component: Component, count: int) -> Counted:
    units = max(0, count - component.units_free)
    if component.units_max is not None:
        units = min(units, component.units_max)
    return component.amount_minor * units, {"units": units, "rate_minor": component.amount_minor}


def _share(base_minor: int, rate_bps: int) -> Counted:
    return (base_minor * rate_bps * 2 + 10_000) // 20_000, {"rate_bps": rate_bps, "base_minor": base_minor}

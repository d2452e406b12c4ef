"""Turns a scheme and the facts of one gig into reward lines; the same code quotes and pays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from payouts.currencies import POINTS, credit_unit
from payouts.money import Money, share_bps, total, zero
from payouts.schemes.document import BASE_TYPES, CASH_TYPES, Component, Condition, FundedBy, Scheme
from payouts.schemes.facts import BOUNDED_FACTS, FIXED_FACTS, OUTCOME_FACTS, Facts

_PERIOD = {"per_stop": "stops", "per_guest": "guests"}
_MINUTES_OF_HOUR = 60
_METRES_OF_KM = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a reward, with what explains it.

    Attributes
    ----------
    code : str
        Code of the component.
    type : str
        Type of the component.
    amount : Money
        In the scheme's currency, its store-credit unit, or points.
    params : mapping of str to int
        Figures for the words: units, minutes, rate_minor, rate_bps, base_minor, cap_minor.
    funded_by : str
        budget, booking or partner.
    """

    code: str
    type: str
    amount: Money
    params: Mapping[str, int]
    funded_by: FundedBy


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a gig earns, line by line.

    Attributes
    ----------
    currency : str
        The scheme's currency.
    lines : tuple of Line
        In the order of the scheme's components; lines of nothing are left out.
    platform_fee : Money
        The platform's share of the price; not taken off the lines.
    """

    currency: str
    lines: tuple[Line, ...]
    platform_fee: Money

    @property
    def cash(self) -> Money:
        """Sum of the lines that are pay: what the fan may take as money or as a chosen kind."""
        return total((line.amount for line in self.lines if line.type in CASH_TYPES), self.currency)

    def total(self, currency: str) -> Money:
        """Sum of the lines in one unit: the scheme's currency, its credit, or points."""
        return total((line.amount for line in self.lines if line.amount.currency == currency), currency)

    def cost(self, funded_by: FundedBy = "budget") -> Money:
        """Cash value that one funder bears: pay, perks, and store credit at face value."""
        return total(
            (
                Money(line.amount.amount_minor, self.currency)
                for line in self.lines
                if line.funded_by == funded_by and line.amount.currency != POINTS
            ),
            self.currency,
        )

    def to_document(self) -> dict[str, Any]:
        """Write the evaluation as plain data, to be kept as evidence."""
        return {
            "currency": self.currency,
            "platform_fee_minor": self.platform_fee.amount_minor,
            "lines": [
                {
                    "code": line.code,
                    "type": line.type,
                    "amount_minor": line.amount.amount_minor,
                    "currency": line.amount.currency,
                    "params": dict(line.params),
                    "funded_by": line.funded_by,
                }
                for line in self.lines
            ],
        }

    def to_bytes(self) -> bytes:
        """Write the evaluation as canonical JSON: equal inputs give equal bytes for ever."""
        return json.dumps(self.to_document(), sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Quote:
    """What is promised with an offer.

    Attributes
    ----------
    evaluation : Evaluation
        What the gig earns if all goes as planned.
    possible : tuple of Line
        What may be added by the outcome (rating, overrun, perks), each at its most.
    maximum : Money
        What must be reserved in the budget for one place.
    net_per_hour : Money or None
        Estimate after travel; None where no time is known.
    """

    evaluation: Evaluation
    possible: tuple[Line, ...]
    maximum: Money
    net_per_hour: Money | None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between the quote and the earning, by component."""

    code: str
    type: str
    before: Money
    after: Money
    params: Mapping[str, int]


def evaluate(scheme: Scheme, facts: Facts) -> Evaluation:
    """Work out what a gig earns.

    Parameters
    ----------
    scheme : Scheme
    facts : Facts
        Planned facts give the quote, actual ones the earning.

    Returns
    -------
    Evaluation

    Notes
    -----
    Pure and deterministic. Amounts per hour and per kilometre are rounded half up to the minor unit, once
    per line. A percentage bonus is taken of the base lines (gig, hour, stop, guest, km, share). The floor
    per hour tops up the sum of all paying lines to its rate over the longer of planned and worked time.
    """
    return _evaluate(scheme, facts, is_bound=False)


def quote(scheme: Scheme, facts: Facts) -> Quote:
    """Promise a reward before the work.

    Parameters
    ----------
    scheme : Scheme
    facts : Facts
        The planned facts; outcome facts keep their defaults.

    Returns
    -------
    Quote
    """
    expected = evaluate(scheme, facts)
    most = _evaluate(scheme, _at_most(scheme, facts), is_bound=True)
    sure = {line.code: line.amount for line in expected.lines}
    possible = tuple(
        replace(line, amount=line.amount - sure.get(line.code, zero(line.amount.currency)))
        for line in most.lines
        if line.type != "floor_per_hour" and line.amount > sure.get(line.code, zero(line.amount.currency))
    )
    return Quote(expected, possible, _reserve(scheme, facts, most), net_per_hour(expected, facts))


def maximum(scheme: Scheme, facts: Facts) -> Money:
    """Work out what must be reserved in the budget for one place.

    Parameters
    ----------
    scheme : Scheme
    facts : Facts
        The planned facts: stops, guests, distance, price and minutes are the most they will be.

    Returns
    -------
    Money
        No less than the budget-funded cost of any outcome whose overrun and waiting stay within the
        components' ``minutes_max``, whatever kind the fan chooses. What a longer overrun earns beyond
        this is owed and paid all the same, as overspend.
    """
    most = _evaluate(scheme, _at_most(scheme, facts), is_bound=True)
    return _reserve(scheme, facts, most)


def net_per_hour(evaluation: Evaluation, facts: Facts) -> Money | None:
    """Estimate what an hour is worth after travel.

    Parameters
    ----------
    evaluation : Evaluation
    facts : Facts

    Returns
    -------
    Money or None
        (Pay minus travel cost) divided by work and travel time, towards zero to the minor unit; may be
        negative. None if no time is known.
    """
    minutes = facts.minutes + facts.travel_minutes
    if minutes == 0:
        return None
    net = evaluation.cash.amount_minor - facts.travel_cost_minor
    per_hour = abs(net) * _MINUTES_OF_HOUR // minutes
    return Money(per_hour if net >= 0 else -per_hour, evaluation.currency)


def differences(quoted: Evaluation, earned: Evaluation) -> tuple[Change, ...]:
    """Explain how an earning departs from its quote.

    Parameters
    ----------
    quoted, earned : Evaluation
        By the same scheme.

    Returns
    -------
    tuple of Change
        One for each component whose amount changed, in the order of first appearance; their differences
        add up to the difference of the totals.
    """
    before = {line.code: line for line in quoted.lines}
    after = {line.code: line for line in earned.lines}
    changes = []
    for code in [*before, *(c for c in after if c not in before)]:
        line = after.get(code) or before[code]
        nothing = zero(line.amount.currency)
        was = before[code].amount if code in before else nothing
        now = after[code].amount if code in after else nothing
        if was != now:
            changes.append(Change(code, line.type, was, now, line.params))
    return tuple(changes)


def _evaluate(scheme: Scheme, facts: Facts, *, is_bound: bool) -> Evaluation:
    """Evaluate; for a bound, whatever the outcome could satisfy counts as satisfied."""
    minor: dict[str, tuple[int, dict[str, int]]] = {}
    base = paid = 0
    ordered = sorted(scheme.components, key=_stage)
    for component in ordered:
        if not all(_holds(c, facts, is_bound=is_bound) for c in component.when):
            continue
        amount, params = _amount(component, facts, base, paid, is_bound=is_bound)
        if component.cap_minor is not None and component.type != "perk" and amount > component.cap_minor:
            amount, params = component.cap_minor, {**params, "cap_minor": component.cap_minor}
        if amount <= 0:
            continue
        minor[component.code] = (amount, params)
        base += amount if component.type in BASE_TYPES else 0
        paid += amount if component.type in CASH_TYPES else 0
    lines = tuple(
        Line(c.code, c.type, Money(minor[c.code][0], _unit(c, scheme)), minor[c.code][1], c.funded_by)
        for c in scheme.components
        if c.code in minor
    )
    fee = share_bps(Money(facts.price_minor, scheme.currency), scheme.platform_fee_bps)
    return Evaluation(scheme.currency, lines, fee)


def _stage(component: Component) -> int:
    """Order of working out: base first, then what is a share of it, the floor over all pay last."""
    if component.type in BASE_TYPES:
        return 0
    return 2 if component.type == "floor_per_hour" else 1


def _amount(
    component: Component, facts: Facts, base: int, paid: int, *, is_bound: bool
) -> tuple[int, dict[str, int]]:
    """Count one component: its amount in minor units (or points), and the figures that explain it."""
    rate = component.amount_minor
    match component.type:
        case "per_gig" | "credit":
            return rate, {}
        case "per_hour":
            return _by_minutes(rate, facts.planned_minutes)
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
            return _by_minutes(rate, over)
        case "waiting":
            waited = max(0, facts.waiting_minutes - component.minutes_free)
            return _by_minutes(rate, min(waited, component.minutes_max or waited))
        case "returns":
            return rate * facts.returned_stops, {"units": facts.returned_stops, "rate_minor": rate}
        case "floor_per_hour":
            minutes = max(facts.minutes, facts.planned_minutes)
            due, params = _by_minutes(rate, minutes)
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


def _by_minutes(rate_minor: int, minutes: int) -> tuple[int, dict[str, int]]:
    amount = (rate_minor * minutes * 2 + _MINUTES_OF_HOUR) // (2 * _MINUTES_OF_HOUR)
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


def _unit(component: Component, scheme: Scheme) -> str:
    if component.type == "points":
        return POINTS
    return credit_unit(scheme.currency) if component.type == "credit" else scheme.currency


def _holds(condition: Condition, facts: Facts, *, is_bound: bool) -> bool:
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


def _at_most(scheme: Scheme, facts: Facts) -> Facts:
    """Turn planned facts into the dearest outcome the components' limits allow."""
    overrun = max(
        (c.minutes_free + (c.minutes_max or 0) for c in scheme.components if c.type == "overrun"), default=0
    )
    waiting = max(
        (c.minutes_free + (c.minutes_max or 0) for c in scheme.components if c.type == "waiting"), default=0
    )
    return replace(
        facts,
        worked_minutes=facts.planned_minutes + overrun,
        waiting_minutes=waiting,
        returned_stops=facts.stops,
    )


def _reserve(scheme: Scheme, facts: Facts, most: Evaluation) -> Money:
    """Add up the budget's part of the dearest outcome, with what the dearest choice of the fan would add.

    The budget tops the pay up to the floor, so only what others are sure to pay may lessen that.
    """
    sure = {line.code for line in evaluate(scheme, facts).lines} & {
        c.code
        for c in scheme.components
        if c.type in ("per_gig", "per_hour", "share_of_price") and all(w.fact in FIXED_FACTS for w in c.when)
    }
    from_others = sum(x.amount.amount_minor for x in most.lines if x.code in sure and x.funded_by != "budget")
    without_floor = sum(
        x.amount.amount_minor
        for x in most.lines
        if x.funded_by == "budget" and x.type in CASH_TYPES - {"floor_per_hour"}
    )
    beside_pay = most.cost("budget").amount_minor - sum(
        x.amount.amount_minor for x in most.lines if x.funded_by == "budget" and x.type in CASH_TYPES
    )
    floor_due = 0
    for component in scheme.components:
        if component.type == "floor_per_hour" and component.funded_by == "budget":
            minutes = _at_most(scheme, facts).minutes
            floor_due = _by_minutes(component.amount_minor, minutes)[0] - from_others
    uplift_bps = max((c.bonus_bps for c in scheme.choices), default=0)
    reserve = Money(max(without_floor, floor_due) + beside_pay, scheme.currency)
    return reserve + share_bps(most.cash, uplift_bps)

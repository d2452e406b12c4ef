"""Compiles a scheme once into the steps of its evaluation: order, units, counters and tests looked up beforehand."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

from payouts.currencies import POINTS, credit_unit
from payouts.schemes.counting import COUNTERS, Counter
from payouts.schemes.document import (
    BASE_TYPES,
    CASH_TYPES,
    Component,
    ComponentType,
    Condition,
    FundedBy,
    Scheme,
)
from payouts.schemes.facts import BOUNDED_FACTS, OUTCOME_FACTS, Facts


class Test(NamedTuple):
    """A condition, ready to be asked.

    Attributes
    ----------
    read : callable
        Gives the fact; None where it is not known.
    holds : callable
        Compares it with ``wanted``.
    wanted : object
    may_change : bool
        Whether the outcome of the work may still come to satisfy it.
    """

    read: Callable[[Facts], Any]
    holds: Callable[[Any, Any], bool]
    wanted: Any
    may_change: bool


class Step(NamedTuple):
    """A component, ready to be counted.

    Attributes
    ----------
    component : Component
    position : int
        Its place among the lines.
    counter : callable
    tests : tuple of Test
    unit : str
        Currency of its line.
    cap_minor : int or None
        Most for one gig; None for perks, which count their cap themselves.
    is_limited : bool
        Whether what the fan had before limits it.
    is_base, is_pay : bool
        Whether percentages are taken of it; whether it is pay.
    code, type, funded_by : str
        What its line carries.
    """

    component: Component
    position: int
    counter: Counter
    tests: tuple[Test, ...]
    unit: str
    cap_minor: int | None
    is_limited: bool
    is_base: bool
    is_pay: bool
    code: str
    type: ComponentType
    funded_by: FundedBy


Plan = tuple[Step, ...]
"""The steps in the order of working out."""


def plan_of(scheme: Scheme) -> Plan:
    """Give the steps of a scheme's evaluation, compiled at the first asking and kept with the scheme.

    Parameters
    ----------
    scheme : Scheme

    Returns
    -------
    tuple of Step
        Base components first, then what is a share of them, the floor over all pay last.
    """
    plan: Plan | None = scheme.compiled
    if plan is None:
        steps = [_step(scheme, position, c) for position, c in enumerate(scheme.components)]
        plan = tuple(sorted(steps, key=_stage))
        object.__setattr__(scheme, "compiled", plan)  # the value of the scheme stays the same
    return plan


def _step(scheme: Scheme, position: int, component: Component) -> Step:
    return Step(
        component,
        position,
        COUNTERS[component.type],
        tuple(_test(c) for c in component.when),
        _unit(component, scheme),
        None if component.type == "perk" else component.cap_minor,
        component.is_limited,
        component.type in BASE_TYPES,
        component.type in CASH_TYPES,
        component.code,
        component.type,
        component.funded_by,
    )


def _stage(step: Step) -> int:
    if step.is_base:
        return 0
    return 2 if step.component.type == "floor_per_hour" else 1


def _test(condition: Condition) -> Test:
    # Counts can only fall below what was planned, so they may come to satisfy anything but a lower bound.
    may_change = condition.fact in OUTCOME_FACTS or (
        condition.fact in BOUNDED_FACTS and condition.op not in ("gte", "gt")
    )
    name = "minutes" if condition.fact == "worked_minutes" else condition.fact
    return Test(operator.attrgetter(name), _OPERATORS[condition.op], condition.value, may_change)


def _is_among(value: int, wanted: tuple[int, ...]) -> bool:
    return value in wanted


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "in": _is_among,
}


def _unit(component: Component, scheme: Scheme) -> str:
    if component.type == "points":
        return POINTS
    return credit_unit(scheme.currency) if component.type == "credit" else scheme.currency

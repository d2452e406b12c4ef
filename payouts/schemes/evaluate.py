"""Turns a scheme and the facts of one gig into reward lines; the same code quotes and pays."""

from __future__ import annotations

from payouts.money import Money, money_of, share_bps
from payouts.schemes.counting import Counted
from payouts.schemes.document import Component, Scheme
from payouts.schemes.evaluation import Evaluation, Line
from payouts.schemes.facts import Facts
from payouts.schemes.plan import Test, plan_of

_line = tuple.__new__  # a line is made without the detour over its own constructor: it is made most of all


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


def evaluate_bound(scheme: Scheme, facts: Facts) -> Evaluation:
    """Work out the dearest lines that an outcome within the facts could bring.

    Parameters
    ----------
    scheme : Scheme
    facts : Facts
        The most that everything may come to.

    Returns
    -------
    Evaluation
        As if every condition on the outcome were met and every perk claimed whole.
    """
    return _evaluate(scheme, facts, is_bound=True)


def _evaluate(scheme: Scheme, facts: Facts, *, is_bound: bool) -> Evaluation:
    """Evaluate; for a bound, whatever the outcome could satisfy counts as satisfied."""
    lines: list[Line | None] = [None] * len(scheme.components)
    base = paid = 0
    for (
        component,
        position,
        counter,
        tests,
        unit,
        cap,
        is_limited,
        is_base,
        is_pay,
        code,
        kind,
        funder,
    ) in plan_of(scheme):
        if tests and not _holds(tests, facts, is_bound):
            continue
        amount, params = counter(component, facts, base, paid, is_bound)
        if cap is not None and amount > cap:
            amount, params = cap, {**params, "cap_minor": cap}
        if is_limited:
            amount, params = _within_limits(component, facts, amount, params)
        if amount <= 0:
            continue
        lines[position] = _line(Line, (code, kind, money_of(amount, unit), params, funder))
        if is_pay:
            paid += amount
            if is_base:
                base += amount
    fee = share_bps(Money(facts.price_minor, scheme.currency), scheme.platform_fee_bps)
    return Evaluation(scheme.currency, tuple([line for line in lines if line is not None]), fee)


def _holds(tests: tuple[Test, ...], facts: Facts, is_bound: bool) -> bool:
    for read, holds, wanted, may_change in tests:
        if is_bound and may_change:
            continue
        value = read(facts)
        if value is None or not holds(value, wanted):
            return False
    return True


def _within_limits(component: Component, facts: Facts, amount: int, params: dict[str, int]) -> Counted:
    """Cut an amount down to what a limit per fan or per period leaves."""
    left = amount
    if component.cap_fan_minor is not None:
        left = min(left, component.cap_fan_minor - facts.had_minor.get(component.code, 0))
    if component.cap_period_minor is not None:
        left = min(left, component.cap_period_minor - facts.had_in_period_minor.get(component.code, 0))
    return (amount, params) if left == amount else (left, {**params, "left_minor": max(0, left)})

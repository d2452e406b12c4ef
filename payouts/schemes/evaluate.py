"""Turns a scheme and the facts of one gig into reward lines; the same code quotes and pays."""

from __future__ import annotations

from payouts.currencies import POINTS, credit_unit
from payouts.money import Money, share_bps
from payouts.schemes.counting import count, holds
from payouts.schemes.document import BASE_TYPES, CASH_TYPES, Component, Scheme
from payouts.schemes.evaluation import Evaluation, Line
from payouts.schemes.facts import Facts


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
    minor: dict[str, tuple[int, dict[str, int]]] = {}
    base = paid = 0
    ordered = sorted(scheme.components, key=_stage)
    for component in ordered:
        if not all(holds(c, facts, is_bound=is_bound) for c in component.when):
            continue
        amount, params = count(component, facts, base, paid, is_bound=is_bound)
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


def _unit(component: Component, scheme: Scheme) -> str:
    if component.type == "points":
        return POINTS
    return credit_unit(scheme.currency) if component.type == "credit" else scheme.currency

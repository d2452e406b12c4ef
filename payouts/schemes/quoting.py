"""Promises a reward before the work, bounds its cost, and explains what became of it."""

from __future__ import annotations

from dataclasses import replace

from payouts.money import Money, share_bps, zero
from payouts.schemes.counting import MINUTES_OF_HOUR, pay_by_minutes
from payouts.schemes.document import CASH_TYPES, Scheme
from payouts.schemes.evaluate import evaluate, evaluate_bound
from payouts.schemes.evaluation import Change, Evaluation, Quote
from payouts.schemes.facts import FIXED_FACTS, Facts


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
    most = evaluate_bound(scheme, _at_most(scheme, facts))
    sure = {line.code: line.amount for line in expected.lines}
    possible = tuple(
        line._replace(amount=line.amount - sure.get(line.code, zero(line.amount.currency)))
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
    most = evaluate_bound(scheme, _at_most(scheme, facts))
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
        negative. None if no time of work is known: the way alone, as to a room that is lent for a night,
        would make an hour worth whatever the distance is short.
    """
    if facts.minutes == 0:
        return None
    minutes = facts.minutes + facts.travel_minutes
    net = evaluation.cash.amount_minor - facts.travel_cost_minor
    per_hour = abs(net) * MINUTES_OF_HOUR // minutes
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
        if c.type in ("per_gig", "per_hour", "share_of_price")
        and not c.is_limited
        and all(w.fact in FIXED_FACTS for w in c.when)
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
            floor_due = pay_by_minutes(component.amount_minor, minutes)[0] - from_others
    uplift_bps = max((c.bonus_bps for c in scheme.choices), default=0)
    reserve = Money(max(without_floor, floor_due) + beside_pay, scheme.currency)
    return reserve + share_bps(most.cash, uplift_bps)

"""Evaluates a scheme on every piece of work and adds up what an owner wants to know beforehand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

from payouts.currencies import POINTS, credit_unit
from payouts.errors import CurrencyMismatch, InvalidFacts
from payouts.money import BPS, Money, zero
from payouts.schemes.document import Component, FundedBy, Scheme
from payouts.schemes.evaluate import evaluate
from payouts.schemes.evaluation import Evaluation
from payouts.schemes.facts import Facts
from payouts.schemes.periods import period_start
from payouts.tryout.figures import Budget, ComponentCost, FanResult, Gains, Spread, TryOut
from payouts.tryout.work import Work

DAYS_LOOKED = 3 * 366
"""How far ahead the end of a budget is looked for, in days."""

BINS = 8

Evaluated = list[tuple[Work, Evaluation]]


def try_out(
    scheme: Scheme,
    work: Iterable[Work],
    *,
    present: Scheme | None = None,
    funds: Money | None = None,
    start: date | None = None,
    claims_bps: int = BPS,
) -> TryOut:
    """Try a scheme on work.

    Parameters
    ----------
    scheme : Scheme
        The version to be tried.
    work : iterable of Work
        Past or simulated.
    present : Scheme, optional
        The version that holds now, to say who gains and who loses.
    funds : Money, optional
        What is in the budget, in the scheme's currency.
    start : date, optional
        From when the budget is to last; the first day of the work by default.
    claims_bps : int
        How much of a perk is claimed where the work says nothing, in basis points of its cap; the whole by default,
        so that the cost is not made to look small.

    Returns
    -------
    TryOut
        Pure: equal inputs give equal figures.

    Raises
    ------
    InvalidFacts
        If there is no work.
    CurrencyMismatch
        If the present version or the funds are in another currency.
    """
    done = sorted(work, key=lambda one: one.on)
    if not done:
        raise InvalidFacts("there is no work to try it on", field="work")
    for other in (
        present.currency if present else scheme.currency,
        funds.currency if funds else scheme.currency,
    ):
        if other != scheme.currency:
            raise CurrencyMismatch(
                f"{scheme.currency} and {other} do not mix", left=scheme.currency, right=other
            )
    found = _evaluated(scheme, done, claims_bps)
    fans = _by_fan(scheme, found)
    before = _by_fan(present, _evaluated(present, done, claims_bps)) if present else None
    fee = zero(scheme.currency)
    for _, evaluation in found:
        fee += evaluation.platform_fee
    return TryOut(
        scheme.currency,
        len(done),
        (done[-1].on - done[0].on).days + 1,
        _by_component(scheme, found),
        {funder: _cost(scheme, found, funder) for funder in get_args(FundedBy)},
        fee,
        fans,
        _spread(
            scheme.currency, [fan.net_per_hour.amount_minor for fan in fans if fan.net_per_hour is not None]
        ),
        _budget(found, funds, start or done[0].on) if funds is not None else None,
        _gains(before, fans) if before is not None else None,
    )


def _evaluated(scheme: Scheme, work: Sequence[Work], claims_bps: int) -> Evaluated:
    """Evaluate gig after gig, each with what its fan had before under this very scheme."""
    limited = [c for c in scheme.components if c.is_limited]
    claims = {
        c.code: (c.cap_minor or 0) * claims_bps // BPS
        for c in scheme.components
        if c.type == "perk" and c.needs_receipt
    }
    ever: Counter[tuple[str, str]] = Counter()
    in_period: Counter[tuple[str, str, date]] = Counter()
    found: Evaluated = []
    for one in work:
        facts = replace(one.facts, perk_claims={**claims, **one.facts.perk_claims})
        if limited:
            facts = _with_past(facts, one, limited, ever, in_period)
        evaluation = evaluate(scheme, facts)
        for line in evaluation.lines if limited else ():
            ever[one.fan_ref, line.code] += line.amount.amount_minor
            for component in limited:
                if component.code == line.code and component.cap_period:
                    start = period_start(one.on, component.cap_period)
                    in_period[one.fan_ref, line.code, start] += line.amount.amount_minor
        found.append((one, evaluation))
    return found


def _with_past(
    facts: Facts,
    one: Work,
    limited: Sequence[Component],
    ever: Counter[tuple[str, str]],
    in_period: Counter[tuple[str, str, date]],
) -> Facts:
    return replace(
        facts,
        had_minor={c.code: ever[one.fan_ref, c.code] for c in limited},
        had_in_period_minor={
            c.code: in_period[one.fan_ref, c.code, period_start(one.on, c.cap_period)]
            for c in limited
            if c.cap_period
        },
    )


def _by_component(scheme: Scheme, found: Evaluated) -> tuple[ComponentCost, ...]:
    amounts: Counter[str] = Counter()
    gigs: Counter[str] = Counter()
    for _, evaluation in found:
        for line in evaluation.lines:
            amounts[line.code] += line.amount.amount_minor
            gigs[line.code] += 1
    units = {"points": POINTS, "credit": credit_unit(scheme.currency)}
    return tuple(
        ComponentCost(
            c.code,
            c.type,
            c.funded_by,
            Money(amounts[c.code], units.get(c.type, scheme.currency)),
            gigs[c.code],
        )
        for c in scheme.components
    )


def _cost(scheme: Scheme, found: Evaluated, funder: FundedBy) -> Money:
    return Money(sum(e.cost(funder).amount_minor for _, e in found), scheme.currency)


def _by_fan(scheme: Scheme, found: Evaluated) -> tuple[FanResult, ...]:
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one, evaluation in found:
        row = rows[one.fan_ref]
        worth = sum(x.amount.amount_minor for x in evaluation.lines if x.amount.currency != POINTS)
        row[0] += 1
        row[1] += one.facts.minutes + one.facts.travel_minutes
        row[2] += worth
        row[3] += evaluation.cash.amount_minor - one.facts.travel_cost_minor
    results = []
    for fan, (gigs, minutes, worth, net) in sorted(rows.items()):
        per_hour = None
        if minutes:
            hourly = abs(net) * 60 // minutes
            per_hour = Money(hourly if net >= 0 else -hourly, scheme.currency)
        results.append(FanResult(fan, gigs, minutes, Money(worth, scheme.currency), per_hour))
    return tuple(results)


def _spread(currency: str, hourly: Sequence[int]) -> Spread | None:
    if not hourly:
        return None
    ordered = sorted(hourly)
    last = len(ordered) - 1
    least, quarter, middle, three_quarters, most = (
        Money(ordered[last * part // 4], currency) for part in range(5)
    )
    return Spread(least, quarter, middle, three_quarters, most, _bins(ordered))


def _bins(ordered: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """Count figures in bins of a round width, from the one that holds the least to the one that holds the most."""
    width = _round_width((ordered[-1] - ordered[0]) // BINS + 1)
    first = ordered[0] // width
    counts = Counter(value // width - first for value in ordered)
    return tuple(
        ((first + number) * width, (first + number + 1) * width, counts[number])
        for number in range(max(counts) + 1)
    )


def _round_width(least: int) -> int:
    """Give the smallest of 1, 2, 5, 10, 20, 50, … that is no less."""
    scale = 1
    while True:
        for factor in (1, 2, 5):
            if factor * scale >= least:
                return factor * scale
        scale *= 10


def _budget(found: Evaluated, funds: Money, start: date) -> Budget:
    first = found[0][0].on
    daily = [0] * ((found[-1][0].on - first).days + 1)
    for one, evaluation in found:
        daily[(one.on - first).days] += evaluation.cost("budget").amount_minor
    left, remaining = [], funds.amount_minor
    if any(daily):
        for number in range(DAYS_LOOKED):
            remaining -= daily[number % len(daily)]
            left.append(remaining)
            if remaining < 0:
                return Budget(funds, start, start + timedelta(days=number), tuple(left))
    return Budget(funds, start, None, tuple(left))


def _gains(before: Sequence[FanResult], after: Sequence[FanResult]) -> Gains:
    was = {fan.fan_ref: fan.worth for fan in before}
    changes = [(fan.fan_ref, was[fan.fan_ref], fan.worth) for fan in after]
    changes.sort(key=lambda one: (one[2].amount_minor - one[1].amount_minor, one[0]))
    signs = Counter((now > past) - (now < past) for _, past, now in changes)
    return Gains(tuple(changes), signs[1], signs[0], signs[-1])

"""Writes a try-out for a terminal, with bars of blocks, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from babel.dates import format_date

from payouts.currencies import POINTS
from payouts.money import Money
from payouts.schemes import Scheme, component_name, money_words
from payouts.schemes.words import babel_locale, language_of
from payouts.tryout.figures import TryOut

BAR = 28
_WORDS = {
    "en": {
        "tried": "{gigs} gigs by {fans} people over {days} days",
        "cost": "What it costs, by part",
        "budget": "from the budget", "booking": "from what customers pay", "partner": "from partners",
        "fee": "fee from customers", "spread": "Net per hour, by person",
        "middle": "half of the people get {quarter} to {three_quarters} an hour, the middle one {middle}",
        "runs_out": "The budget of {funds} runs out on {day}", "lasts": "The budget of {funds} lasts for years",
        "gains": "Against the present version: {better} gain, {same} stay the same, {worse} lose",
    },
    "es": {
        "tried": "{gigs} encargos de {fans} personas en {days} días",
        "cost": "Lo que cuesta, por partes",
        "budget": "del presupuesto", "booking": "de lo que pagan los clientes", "partner": "de colaboradores",
        "fee": "comisión de los clientes", "spread": "Neto por hora, por persona",
        "middle": "la mitad recibe de {quarter} a {three_quarters} la hora; la persona del medio, {middle}",
        "runs_out": "El presupuesto de {funds} se acaba el {day}",
        "lasts": "El presupuesto de {funds} dura años",
        "gains": "Frente a la versión actual: {better} ganan, {same} quedan igual, {worse} pierden",
    },
}  # fmt: skip


def report(found: TryOut, scheme: Scheme, locale: str) -> Iterator[str]:
    """Give the lines of a try-out for a terminal.

    Parameters
    ----------
    found : TryOut
    scheme : Scheme
        The one that was tried.
    locale : str
        English or Spanish.
    """
    words = _WORDS[language_of(locale)]

    def money(minor: int) -> str:
        return money_words(Money(minor, found.currency), locale)

    yield words["tried"].format(gigs=found.gigs, fans=len(found.fans), days=found.days)
    yield f"\n{words['cost']}"
    names = {c.code: component_name(c, locale) for c in scheme.components}
    most = max((c.amount.amount_minor for c in found.components if c.amount.currency != POINTS), default=0)
    for cost in found.components:
        share = 0 if cost.amount.currency == POINTS else cost.amount.amount_minor
        yield f"  {names[cost.code][:28]:<28} {_bar(share, most)} {money_words(cost.amount, locale)}"
    for funder, amount in found.cost.items():
        if amount:
            yield f"  = {money_words(amount, locale)} {words[funder]}"
    if found.platform_fee:
        yield f"  + {money_words(found.platform_fee, locale)} {words['fee']}"
    if found.spread is not None:
        yield f"\n{words['spread']}"
        tallest = max(count for _, _, count in found.spread.bins)
        for low, high, count in found.spread.bins:
            yield f"  {money(low) + ' – ' + money(high):<28} {_bar(count, tallest)} {count}"
        names_of = ("quarter", "middle", "three_quarters")
        marks = {name: money_words(getattr(found.spread, name), locale) for name in names_of}
        yield f"  {words['middle'].format(**marks)}"
    if found.budget is not None:
        funds, on = money_words(found.budget.funds, locale), found.budget.runs_out_on
        day = format_date(on, "long", locale=babel_locale(locale)) if on else ""
        yield "\n" + words["runs_out" if on else "lasts"].format(funds=funds, day=day)
    if found.gains is not None:
        gains = found.gains
        yield "\n" + words["gains"].format(better=gains.better, same=gains.same, worse=gains.worse)
        for fan, before, after in gains.changes:
            if before != after:
                yield f"  {fan:<28} {money_words(before, locale)} → {money_words(after, locale)}"


def to_document(found: TryOut) -> dict[str, Any]:
    """Write a try-out as plain data."""
    spread, budget, gains = found.spread, found.budget, found.gains
    return {
        "currency": found.currency,
        "gigs": found.gigs,
        "days": found.days,
        "components": [
            {"code": c.code, "type": c.type, "funded_by": c.funded_by, "gigs": c.gigs, **_money(c.amount)}
            for c in found.components
        ],
        "cost_minor": {funder: amount.amount_minor for funder, amount in found.cost.items()},
        "platform_fee_minor": found.platform_fee.amount_minor,
        "fans": [
            {
                "fan": fan.fan_ref,
                "gigs": fan.gigs,
                "minutes": fan.minutes,
                "worth_minor": fan.worth.amount_minor,
                "net_per_hour_minor": None if fan.net_per_hour is None else fan.net_per_hour.amount_minor,
            }
            for fan in found.fans
        ],
        "spread": None
        if spread is None
        else {
            **{
                n: getattr(spread, n).amount_minor
                for n in ("least", "quarter", "middle", "three_quarters", "most")
            },
            "bins": [list(one) for one in spread.bins],
        },
        "budget": None
        if budget is None
        else {
            "funds_minor": budget.funds.amount_minor,
            "start": budget.start.isoformat(),
            "runs_out_on": budget.runs_out_on.isoformat() if budget.runs_out_on else None,
        },
        "gains": None
        if gains is None
        else {
            "better": gains.better,
            "same": gains.same,
            "worse": gains.worse,
            "changes": [[fan, was.amount_minor, now.amount_minor] for fan, was, now in gains.changes],
        },
    }


def _money(amount: Money) -> dict[str, Any]:
    return {"amount_minor": amount.amount_minor, "currency": amount.currency}


def _bar(value: int, most: int) -> str:
    return ("█" * _blocks(value, most)).ljust(BAR)


def _blocks(value: int, most: int) -> int:
    return 0 if value <= 0 or most <= 0 else max(1, value * BAR // most)

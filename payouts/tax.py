"""VAT and sales tax on a price: rates as dated data, inclusive or exclusive, rounded by line or by total. Pure.

Rates are in parts per million (8.875 % = 88 750), because sales taxes have three decimals of a percent. Sources: Council
Directive 2006/112/EC, articles 63 (the rate is that of the time of supply), 73 and 79 (what is charged is net of price
reductions given at the time); the Streamlined Sales and Use Tax Agreement, section 324 (rounding half up to the cent,
by item or by invoice).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from payouts.errors import InvalidMoney
from payouts.money import Money, split, zero

MILLION = 1_000_000
Rounding = Literal["line", "total"]


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate of the business's own.

    Attributes
    ----------
    name : str
        As it stands on receipts, for example VAT. Two names at once are two taxes.
    rate_ppm : int
        Parts per million, 0 to 1,000,000.
    starts_on : date
        From when it holds; a later one of the same name and kind takes its place.
    kind : str or None
        Of gig; None: every kind without a rate of its own under this name.
    """

    name: str
    rate_ppm: int
    starts_on: dt.date
    kind: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.rate_ppm <= MILLION:
            raise InvalidMoney("a tax rate is between 0 and 100 percent", rate_ppm=self.rate_ppm)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax on one priced line: its name, its rate, the amount it is reckoned from, and the tax."""

    name: str
    rate_ppm: int
    base: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Taxed:
    """Priced lines with their taxes.

    Attributes
    ----------
    is_inclusive : bool
        Whether the prices hold the tax already.
    net, tax, gross : Money
        net + tax = gross.
    lines : tuple of TaxLine
        In the order of the priced lines, each tax in its order. Their taxes add up to ``tax``.
    """

    is_inclusive: bool
    net: Money
    tax: Money
    gross: Money
    lines: tuple[TaxLine, ...]


def rates_on(rates: Iterable[DatedRate], kind: str, on: dt.date) -> tuple[DatedRate, ...]:
    """Choose the rates that hold for a kind of gig on a day: of each name the latest begun, the kind's own first.

    Parameters
    ----------
    rates : iterable of DatedRate
    kind : str
    on : date
        Of the supply.

    Returns
    -------
    tuple of DatedRate
        By name. A rate of 0 ends a tax.
    """
    chosen: dict[str, DatedRate] = {}
    for rate in rates:
        if rate.kind not in (None, kind) or rate.starts_on > on:
            continue
        known = chosen.get(rate.name)
        if known is None or (rate.kind is not None, rate.starts_on) > (
            known.kind is not None,
            known.starts_on,
        ):
            chosen[rate.name] = rate
    return tuple(chosen[name] for name in sorted(chosen) if chosen[name].rate_ppm)


def tax_lines(
    prices: Sequence[Money],
    rates: Sequence[DatedRate],
    *,
    currency: str,
    is_inclusive: bool,
    rounding: Rounding = "total",
) -> Taxed:
    """Reckon the taxes of priced lines; every amount adds up to the minor unit.

    Parameters
    ----------
    prices : sequence of Money
        What is asked for each line after price reductions, zero or more.
    rates : sequence of DatedRate
        All hold for every line, each on the same base.
    currency : str
    is_inclusive : bool
        Whether the prices hold the taxes.
    rounding : str
        ``line``: each tax of each line is rounded by itself, half away from zero. ``total``: the taxes of the whole are
        rounded once, and divided over lines and taxes by largest remainder.

    Returns
    -------
    Taxed

    Raises
    ------
    InvalidMoney
        If the rates are more than 100 percent together.
    """
    asked = sum((price.amount_minor for price in prices), 0)
    whole_ppm = sum(rate.rate_ppm for rate in rates)
    if whole_ppm > MILLION:
        raise InvalidMoney("taxes of more than 100 percent", rate_ppm=whole_ppm)
    divisor = MILLION + whole_ppm if is_inclusive else MILLION
    weights = [price.amount_minor * rate.rate_ppm for price in prices for rate in rates]
    if rounding == "line":
        taxes = [_rounded(weight, divisor) for weight in weights]
    elif any(weights):
        due = Money(_rounded(asked * whole_ppm, divisor), currency)
        taxes = [part.amount_minor for part in split(due, weights)]
    else:
        taxes = [0] * len(weights)
    tax = sum(taxes)
    net, gross = (asked - tax, asked) if is_inclusive else (asked, asked + tax)
    lines, amounts = [], iter(taxes)
    for price in prices:
        own = [next(amounts) for _rate in rates]
        base = price.amount_minor - sum(own) if is_inclusive else price.amount_minor
        lines += [
            TaxLine(rate.name, rate.rate_ppm, Money(base, currency), Money(one, currency))
            for rate, one in zip(rates, own, strict=True)
        ]
    return Taxed(
        is_inclusive, Money(net, currency), Money(tax, currency), Money(gross, currency), tuple(lines)
    )


def in_proportion(part: Money, whole: Money, tax: Money) -> Money:
    """Reckon the tax in a part of what was paid, so that the parts kept and given back always add up to the whole.

    Parameters
    ----------
    part : Money
        Kept so far in all, of ``whole``: cumulative, so that many small refunds never drift.
    whole : Money
        What was to be paid.
    tax : Money
        In ``whole``.

    Returns
    -------
    Money
        Half away from zero; all of the tax for the whole, nothing for nothing.
    """
    if not whole:
        return zero(tax.currency)
    return Money(_rounded(tax.amount_minor * part.amount_minor, whole.amount_minor), tax.currency)


def _rounded(dividend: int, divisor: int) -> int:
    """Divide and round half away from zero; both are zero or more."""
    return (2 * dividend + divisor) // (2 * divisor)

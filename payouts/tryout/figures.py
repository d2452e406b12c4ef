"""The figures that a try-out gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from payouts.money import Money


@dataclass(frozen=True, slots=True)
class ComponentCost:
    """What one component came to.

    Attributes
    ----------
    code, type, funded_by : str
    amount : Money
        In the unit of its lines: the currency, its store credit, or points.
    gigs : int
        On how many gigs it paid.
    """

    code: str
    type: str
    funded_by: str
    amount: Money
    gigs: int


@dataclass(frozen=True, slots=True)
class FanResult:
    """What one fan got.

    Attributes
    ----------
    fan_ref : str
    gigs, minutes : int
        Minutes of work and way.
    worth : Money
        Pay, perks, and store credit at face value.
    net_per_hour : Money or None
        (Pay minus cost of the way) by the hour of work and way, towards zero; None where no time is known.
    """

    fan_ref: str
    gigs: int
    minutes: int
    worth: Money
    net_per_hour: Money | None


@dataclass(frozen=True, slots=True)
class Spread:
    """How net pay per hour is spread over the fans who have one.

    Attributes
    ----------
    least, quarter, middle, three_quarters, most : Money
        Order statistics: each is the figure of a fan, none is in between.
    bins : tuple of (int, int, int)
        From (included), to (excluded), and how many fans; in minor units, of a round width.
    """

    least: Money
    quarter: Money
    middle: Money
    three_quarters: Money
    most: Money
    bins: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Budget:
    """How long a budget lasts if the days of the tried work come again and again.

    Attributes
    ----------
    funds : Money
    start : date
    runs_out_on : date or None
        The first day whose rewards are not covered whole; None if it lasts beyond `payouts.tryout.trying.DAYS_LOOKED`
        or costs nothing.
    left : tuple of int
        What is left at the end of each day from the start, in minor units, down to the day it runs out.
    """

    funds: Money
    start: date
    runs_out_on: date | None
    left: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gains:
    """Who gets more and who gets less than by the present version, on the same work.

    Attributes
    ----------
    changes : tuple of (str, Money, Money)
        Fan, worth before, worth after; those who lose most come first.
    better, same, worse : int
        Fans.
    """

    changes: tuple[tuple[str, Money, Money], ...]
    better: int
    same: int
    worse: int


@dataclass(frozen=True, slots=True)
class TryOut:
    """What a scheme comes to on some work.

    Attributes
    ----------
    currency : str
    gigs, days : int
        Days from the first to the last, both counted.
    components : tuple of ComponentCost
        In the order of the scheme; those that paid nothing too.
    cost : mapping of str to Money
        By funder: budget, booking, partner.
    platform_fee : Money
    fans : tuple of FanResult
        By opaque id.
    spread : Spread or None
    budget : Budget or None
        Where funds were given.
    gains : Gains or None
        Where a present version was given.
    """

    currency: str
    gigs: int
    days: int
    components: tuple[ComponentCost, ...]
    cost: Mapping[str, Money]
    platform_fee: Money
    fans: tuple[FanResult, ...]
    spread: Spread | None
    budget: Budget | None
    gains: Gains | None

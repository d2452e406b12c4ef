"""A version of what people get tried on work, as figures and drawings for its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low
from typing import Any
from zoneinfo import ZoneInfo

from marketplace.businesses.models import Programme
from marketplace.businesses.queries import published_scheme
from marketplace.rewards import queries, treasury
from marketplace.rewards.offerings import EXAMPLE_FACTS
from marketplace.rewards.treasury.designs import (
    TryOut,
    Work,
    made_up_month,
    parts_of_design,
    tried_on,
    work_from,
)

PAST = timedelta(days=91)
LEAST_PAST = 5  # gigs below which the past says too little
BUDGET_POINTS = 40
PRICE_HOURS = 4
_TYPICAL = ("planned_minutes", "stops", "guests", "distance_m", "price_minor", "travel_minutes")


@dataclass(frozen=True)
class Tried:
    """What the page of a try-out shows."""

    figures: TryOut
    is_past: bool
    names: Mapping[str, str]  # of the fans
    parts: Mapping[str, str]  # names of the parts by code
    budget_days: list[int]  # days from now, at even distances
    budget_left: list[int]


def past_work(programme: Programme, at: datetime) -> list[Work]:
    """The programme's own work of the last three months."""
    return work_from(queries.work_since(programme, at - PAST))


def typical_facts(programme: Programme, past: list[Work]) -> dict[str, Any]:
    """An ordinary gig: the middle of the past, or a plain example where there is none."""
    if past:
        found = {name: median_low(getattr(one.facts, name) for one in past) for name in _TYPICAL}
        if found["planned_minutes"]:
            return found
    scheme = published_scheme(programme)
    hourly = (
        [
            c.get("amount_minor", 0)
            for c in scheme.document["components"]
            if c["type"] in ("per_hour", "floor_per_hour")
        ]
        if scheme
        else []
    )
    return EXAMPLE_FACTS | {"price_minor": PRICE_HOURS * max(hourly, default=0)}


def try_version(
    programme: Programme,
    document: Mapping[str, Any],
    *,
    basis: str,
    gigs: int,
    fans: int,
    at: datetime,
    locale: str,
) -> Tried:
    """Try a document on the past, or on a made-up month where that is wanted or the past says too little."""
    past = past_work(programme, at)
    today = at.astimezone(ZoneInfo(programme.business.timezone)).date()
    is_past = basis == "past" and len(past) >= LEAST_PAST
    work = (
        past if is_past else made_up_month(typical_facts(programme, past), gigs=gigs, fans=fans, start=today)
    )
    present = published_scheme(programme)
    budget = treasury.budget_of(programme)
    free_minor = budget.funded_minor - budget.spent_minor - budget.reserved_minor
    figures = tried_on(
        document, present.document if present else None, work, free_minor=free_minor, start=today
    )
    days, left = _sampled(figures)
    return Tried(
        figures,
        is_past,
        queries.names_of_fans(programme.business) if is_past else {},
        {part.code: part.name for part in parts_of_design(document, locale)},
        days,
        left,
    )


def _sampled(figures: TryOut) -> tuple[list[int], list[int]]:
    """What is left of the budget at so many even steps, its end included."""
    if figures.budget is None or not figures.budget.left:
        return [], []
    funds, left = figures.budget.funds.amount_minor, figures.budget.left
    last = len(left) if figures.budget.runs_out_on else min(len(left), 366)
    step = max(1, -(-last // BUDGET_POINTS))
    days = sorted({0, *range(step, last, step), last})
    return days, [funds if day == 0 else max(0, left[day - 1]) for day in days]

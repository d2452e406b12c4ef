"""Makes up an ordinary month of work out of a typical gig, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from payouts.errors import InvalidFacts
from payouts.schemes.facts import Facts, facts_from_document
from payouts.tryout.work import Work, day_from

GIGS_MAX, FANS_MAX, DAYS_MAX = 5000, 1000, 366

# How often things happen in the made-up month, in hundredths; round figures, not measured ones.
_PEAK, _OVERRUN, _WAITING, _RETURN, _BROKEN, _NEWCOMER, _UNRATED = 30, 25, 15, 3, 6, 20, 35
_RATINGS = (50, 50, 50, 50, 49, 48, 47, 45, 42, 38, 30)


@dataclass(frozen=True, slots=True)
class Month:
    """What is made up.

    Attributes
    ----------
    start : date
    typical : Facts
        An ordinary gig as planned; durations, counts and prices vary around it.
    gigs, fans, days : int
    spread_pct : int
        How far a gig may depart from the typical one, 0 to 90, in hundredths.
    seed : int
        The same seed gives the same month.
    """

    start: date
    typical: Facts
    gigs: int = 60
    fans: int = 12
    days: int = 30
    spread_pct: int = 30
    seed: int = 1

    def __post_init__(self) -> None:
        bounds = {
            "gigs": (1, GIGS_MAX),
            "fans": (1, FANS_MAX),
            "days": (1, DAYS_MAX),
            "spread_pct": (0, 90),
            "seed": (0, 2**63),
        }
        for name, (least, most) in bounds.items():
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                raise InvalidFacts(f"{name} must be a whole number from {least} to {most}", field=name)


def month_from_document(document: Any) -> Month:
    """Read the description of a month from plain data: the fields of `Month`, ``start`` as an ISO date.

    Raises
    ------
    InvalidFacts
        Naming the field.
    """
    if not isinstance(document, Mapping):
        raise InvalidFacts("a month must be an object", field="")
    known = {f.name for f in fields(Month)}
    for name in document:
        if name not in known:
            raise InvalidFacts(f"{name} is not a field of a month", field=str(name))
    start = day_from(document.get("start"), "start")
    rest = {name: value for name, value in document.items() if name not in ("start", "typical")}
    return Month(start, facts_from_document(document.get("typical", {})), **rest)


def simulate(month: Month) -> tuple[Work, ...]:
    """Make up a month of work.

    Parameters
    ----------
    month : Month

    Returns
    -------
    tuple of Work
        In the order of days. Some fans do more than others; some gigs run over, wait, bring stops back; some are
        rated. Streaks and first gigs follow from what each fan did before.
    """
    rng = random.Random(month.seed)
    names = [f"fan_{number + 1}" for number in range(month.fans)]
    weights = [1 / (1 + number * 0.25) for number in range(month.fans)]
    newcomers = {name for name in names if _chance(rng, _NEWCOMER)}
    days = sorted(rng.randrange(month.days) for _ in range(month.gigs))
    streaks: dict[str, int] = {}
    found = []
    for day in days:
        fan = rng.choices(names, weights)[0]
        is_first = fan not in streaks and fan in newcomers
        facts = replace(
            _outcome(month.typical, month.spread_pct, rng),
            streak=streaks.get(fan, 0),
            is_first_gig=is_first,
            is_newcomer=fan in newcomers,
        )
        streaks[fan] = 0 if _chance(rng, _BROKEN) else streaks.get(fan, 0) + 1
        found.append(Work(fan, month.start + timedelta(days=day), facts))
    return tuple(found)


def _outcome(typical: Facts, spread_pct: int, rng: random.Random) -> Facts:
    planned = max(15, round(_around(typical.planned_minutes, spread_pct, rng) / 15) * 15)
    planned = planned if typical.planned_minutes else 0
    stops = _around(typical.stops, spread_pct, rng)
    over = rng.randint(5, 45) if _chance(rng, _OVERRUN) else -rng.randint(0, planned // 10)
    return replace(
        typical,
        planned_minutes=planned,
        worked_minutes=planned + over,
        waiting_minutes=rng.randint(5, 40) if _chance(rng, _WAITING) else 0,
        stops=stops,
        returned_stops=sum(_chance(rng, _RETURN) for _ in range(stops)),
        guests=_around(typical.guests, spread_pct, rng),
        distance_m=_around(typical.distance_m, spread_pct, rng),
        price_minor=_around(typical.price_minor, spread_pct, rng),
        rating_tenths=None if _chance(rng, _UNRATED) else rng.choice(_RATINGS),
        is_peak=_chance(rng, _PEAK),
    )


def _around(value: int, spread_pct: int, rng: random.Random) -> int:
    return max(0, value + value * rng.randint(-spread_pct, spread_pct) // 100)


def _chance(rng: random.Random, hundredths: int) -> bool:
    return rng.randrange(100) < hundredths

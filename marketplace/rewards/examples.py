"""The worked example that an owner turns and looks at: its numbers in, the facts of a gig out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l

from marketplace.core.minor import from_minor, is_exact, to_minor

STARS_LEAST, STARS_MOST = 1, 5


@dataclass(frozen=True)
class Dial:
    """One number of the example: its name in the address, its label, the fact behind it and its greatest value."""

    name: str
    label: Any
    fact: str
    most: int
    step: str = "1"


DIALS = (
    Dial("minutes", _l("Minutes planned"), "planned_minutes", 10_000),
    Dial("extra", _l("Minutes longer than planned"), "worked_minutes", 10_000),
    Dial("waiting", _l("Minutes of waiting"), "waiting_minutes", 10_000),
    Dial("stops", _l("Stops"), "stops", 10_000),
    Dial("back", _l("Of these, brought back"), "returned_stops", 10_000),
    Dial("guests", _l("Guests"), "guests", 10_000),
    Dial("km", _l("Kilometres"), "distance_m", 10_000, "0.1"),
    Dial("price", _l("What the customer pays"), "price_minor", 999_999, "any"),
    Dial("stars", _l("Stars given"), "rating_tenths", STARS_MOST, "0.1"),
    Dial("streak", _l("Gigs kept in a row before"), "streak", 10_000),
)
TICKS = (
    ("busy", _l("At a busy time"), "is_peak"),
    ("first", _l("Somebody's first gig"), "is_first_gig"),
    ("newcomer", _l("Somebody new"), "is_newcomer"),
)


FACT_OF = {
    "per_hour": {"planned_minutes"}, "floor_per_hour": {"planned_minutes"}, "per_stop": {"stops"}, "per_guest": {"guests"},
    "per_km": {"distance_m"}, "share_of_price": {"price_minor"}, "overrun": {"worked_minutes", "planned_minutes"},
    "waiting": {"waiting_minutes"}, "returns": {"stops", "returned_stops"},
}  # fmt: skip
"""The facts that each type counts."""

_SHOWS = {
    "overrun": {"worked_minutes": 45},  # so many more than planned
    "waiting": {"waiting_minutes": 30},
    "returns": {"returned_stops": 1},
}


@dataclass(frozen=True)
class Shown:
    """The example as the page shows it."""

    dials: list[tuple[Dial, str]]
    ticks: list[tuple[str, Any, bool]]
    facts: dict[str, Any]


def example_from(
    given: Mapping[str, str], counting: frozenset[str], typical: Mapping[str, Any], currency: str
) -> Shown:
    """The example of an address; what it does not say, or says wrongly, is as usual."""
    facts: dict[str, Any] = {}
    dials = []
    for dial in DIALS:
        value = _number(given.get(f"e_{dial.name}"), dial)
        if value is None or (dial.fact == "price_minor" and not is_exact(value, currency)):
            value = _usual(dial, typical, currency)
        facts[dial.fact] = _fact(dial, value, currency)
        if dial.fact in counting:
            dials.append((dial, f"{value:f}"))
    facts["worked_minutes"] += facts["planned_minutes"]
    facts["returned_stops"] = min(facts["returned_stops"], facts["stops"])
    if facts["rating_tenths"] < STARS_LEAST * 10:
        facts["rating_tenths"] = None
    ticks = []
    for name, label, fact in TICKS:
        facts[fact] = f"e_{name}" in given or typical.get(fact) is True
        if fact in counting:
            ticks.append((name, label, facts[fact]))
    return Shown(dials, ticks, facts)


def so_that_it_shows(
    kind: str, conditions: Sequence[Mapping[str, Any]], typical: Mapping[str, Any]
) -> dict[str, Any]:
    """A typical gig in which a part of this type and with these conditions pays something."""
    facts = dict(typical) | _SHOWS.get(kind, {})
    if kind == "returns":
        facts["stops"] = max(1, facts.get("stops", 0))
    for condition in conditions:
        fact, value = condition["fact"], condition["value"]
        if value is True:
            facts[fact] = True
        elif condition["op"] == "gte":
            facts[fact] = max(value, facts.get(fact, 0))
    return facts


def _number(text: str | None, dial: Dial) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 <= value <= dial.most else None


def _usual(dial: Dial, typical: Mapping[str, Any], currency: str) -> Decimal:
    if dial.fact == "rating_tenths":
        return Decimal(typical.get(dial.fact, 10 * STARS_MOST)) / 10
    value = Decimal(typical.get(dial.fact, 0))
    if dial.fact == "price_minor":
        return from_minor(int(value), currency)
    return (value / 1000).quantize(Decimal("0.1")) if dial.fact == "distance_m" else value


def _fact(dial: Dial, value: Decimal, currency: str) -> int:
    if dial.fact == "price_minor":
        return to_minor(value, currency)
    if dial.fact == "distance_m":
        value *= 1000
    elif dial.fact == "rating_tenths":
        value *= 10
    return int(value.to_integral_value())

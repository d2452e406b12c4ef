"""What is known about one piece of work by one fan, before it and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from payouts.errors import InvalidFacts

FIXED_FACTS = frozenset(
    {"planned_minutes", "price_minor", "streak", "is_peak", "is_first_gig", "is_newcomer"}
)
"""Settled when the offer is made; the work does not change them. Another price is another quote."""

BOUNDED_FACTS = frozenset({"stops", "guests", "distance_m"})
"""Known at the offer as the most they will be."""

OUTCOME_FACTS = frozenset({"worked_minutes", "waiting_minutes", "returned_stops", "rating_tenths"})
"""Known only after the work."""

AMOUNTS_BY_CODE = ("perk_claims", "had_minor", "had_in_period_minor")
"""Facts that say an amount for single components."""

_LIMIT = 10**12
_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Facts:
    """The inputs of an evaluation. A quote has the planned ones, an earning the actual ones.

    Attributes
    ----------
    planned_minutes : int
        Length of the gig as offered.
    worked_minutes : int or None
        Time from check-in to completion; None before the work, then taken as planned.
    waiting_minutes : int
        Waiting that others caused.
    stops, returned_stops : int
        Stops of the block; of these, the ones brought back.
    guests : int
        People the fan guides.
    distance_m : int
        Length of the route, in metres.
    price_minor : int
        What the customer pays for this gig, in minor units of the scheme's currency.
    rating_tenths : int or None
        The customer's rating, 10 (one star) to 50.
    streak : int
        Gigs kept in a row before this one.
    is_peak, is_first_gig, is_newcomer : bool
    travel_minutes : int
        There and back, unpaid; used for the net per hour only.
    travel_cost_minor : int
        Estimated cost of getting there and back; used for the net per hour only.
    perk_claims : mapping of str to int
        By component code: what the fan claims for a perk, in minor units.
    had_minor, had_in_period_minor : mapping of str to int
        By component code: what the component gave or promised the fan before, ever and in the component's
        own period, in minor units (or points). Only components with such a limit are looked up.
    """

    planned_minutes: int = 0
    worked_minutes: int | None = None
    waiting_minutes: int = 0
    stops: int = 0
    returned_stops: int = 0
    guests: int = 0
    distance_m: int = 0
    price_minor: int = 0
    rating_tenths: int | None = None
    streak: int = 0
    is_peak: bool = False
    is_first_gig: bool = False
    is_newcomer: bool = False
    travel_minutes: int = 0
    travel_cost_minor: int = 0
    perk_claims: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    had_minor: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    had_in_period_minor: Mapping[str, int] = field(default_factory=lambda: _NOTHING)

    def __post_init__(self) -> None:
        for name, expected in _EXPECTED.items():
            value: Any = getattr(self, name)
            if value is None and name in ("worked_minutes", "rating_tenths"):
                continue
            if not isinstance(value, expected) or isinstance(value, bool) is not (expected is bool):
                raise InvalidFacts(f"{name} must be {_WORD[expected]}", field=name)
            if expected is int and not 0 <= value <= _LIMIT:
                raise InvalidFacts(f"{name} must be between 0 and {_LIMIT}", field=name)
        if self.rating_tenths is not None and not 10 <= self.rating_tenths <= 50:
            raise InvalidFacts("rating_tenths must be between 10 and 50", field="rating_tenths")
        if self.returned_stops > self.stops:
            raise InvalidFacts("returned_stops cannot be more than stops", field="returned_stops")
        for name in AMOUNTS_BY_CODE:
            for code, amount in getattr(self, name).items():
                if type(amount) is not int or not 0 <= amount <= _LIMIT:
                    raise InvalidFacts(f"{name}.{code} must be a whole amount", field=f"{name}.{code}")

    @property
    def minutes(self) -> int:
        """Time taken: worked where known, else planned."""
        return self.planned_minutes if self.worked_minutes is None else self.worked_minutes


_EXPECTED: dict[str, type[int]] = {
    f.name: bool if f.name.startswith("is_") else int for f in fields(Facts) if f.name not in AMOUNTS_BY_CODE
}
_WORD = {int: "a whole number", bool: "true or false"}

CONDITION_FACTS = tuple(sorted(FIXED_FACTS | BOUNDED_FACTS | OUTCOME_FACTS))
"""What a condition may ask about."""


def facts_from_document(document: Mapping[str, Any]) -> Facts:
    """Read facts from plain data.

    Parameters
    ----------
    document : mapping
        Names and values of `Facts`; what is left out keeps its default.

    Returns
    -------
    Facts

    Raises
    ------
    InvalidFacts
        Naming the field that is unknown, of the wrong type or out of range.
    """
    if not isinstance(document, Mapping):
        raise InvalidFacts("facts must be an object", field="")
    known = {f.name for f in fields(Facts)}
    for name in document:
        if name not in known:
            raise InvalidFacts(f"{name} is not a fact", field=str(name))
    by_code = {name: document.get(name, {}) for name in AMOUNTS_BY_CODE}
    for name, amounts in by_code.items():
        if not isinstance(amounts, Mapping):
            raise InvalidFacts(f"{name} must be an object", field=name)
    return Facts(**{**document, **{name: MappingProxyType(dict(a)) for name, a in by_code.items()}})


def facts_to_document(facts: Facts) -> dict[str, Any]:
    """Write facts as plain data that `facts_from_document` reads back."""
    document = {name: getattr(facts, name) for name in _EXPECTED}
    had = {name: dict(getattr(facts, name)) for name in AMOUNTS_BY_CODE[1:] if getattr(facts, name)}
    return {**document, "perk_claims": dict(facts.perk_claims), **had}

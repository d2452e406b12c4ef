"""The scheme as a value: what a reward is made of, and how a fan may take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

ComponentType = Literal[
    "per_gig", "per_hour", "per_stop", "per_guest", "per_km", "share_of_price", "bonus", "overrun",
    "waiting", "returns", "floor_per_hour", "perk", "credit", "points",
]  # fmt: skip
FundedBy = Literal["budget", "booking", "partner"]
Terms = Literal["volunteer", "volunteer_with_perks", "paid"]
ChoiceKind = Literal["money", "store_credit", "discount_code", "donation", "perk"]
CapPeriod = Literal["day", "week", "month", "quarter", "year"]

BASE_TYPES = frozenset({"per_gig", "per_hour", "per_stop", "per_guest", "per_km", "share_of_price"})
"""What a percentage bonus is taken of."""

CASH_TYPES = BASE_TYPES | {"bonus", "overrun", "waiting", "returns", "floor_per_hour"}
"""What adds up to the pay a fan may take as money or otherwise."""

CLAIM_DAYS = 30
"""Days in which a receipt may be sent where the scheme says nothing else."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of one fact with a constant.

    Attributes
    ----------
    fact : str
        One of `payouts.schemes.facts.CONDITION_FACTS`.
    op : str
        eq, ne, gte, gt, lte, lt or in.
    value : int, bool or tuple of int
        A tuple only for ``in``.
    """

    fact: str
    op: str
    value: int | bool | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a reward.

    Attributes
    ----------
    code : str
        Its name, unique in the scheme; lines carry it.
    type : str
        How it counts.
    amount_minor : int
        Per unit, per hour, or once, in minor units.
    rate_bps : int
        Basis points: of the price (``share_of_price``) or of the base lines (``bonus``).
    points : int
        For ``points``.
    when : tuple of Condition
        All must hold; none means always.
    units_free, units_max : int, int or None
        Stops, guests or kilometres that are not counted, and the most that are.
    minutes_free, minutes_max : int, int or None
        The same for ``overrun`` and ``waiting``. Waiting beyond the maximum is not paid. Overrun beyond it
        is paid, but not reserved: it shows as overspend.
    cap_minor : int or None
        Most this component pays for one gig. For a perk, the most that can be claimed.
    cap_fan_minor : int or None
        Most this component gives one fan over all time.
    cap_period_minor : int or None
        Most it gives one fan in a period.
    cap_period : str or None
        day, week, month, quarter or year; goes with ``cap_period_minor``.
    funded_by : str
        budget (the programme's), booking (the customer's money) or partner.
    partner : str
        Opaque id or name of the partner who funds it; empty for the programme's one partner.
    needs_receipt : bool
        A perk is paid only against a claim.
    claim_days : int
        How long after the work a receipt may be sent, in days; what is not claimed by then is released.
    labels : mapping of str to str
        The owner's own words by language, instead of the standard ones.
    """

    code: str
    type: ComponentType
    amount_minor: int = 0
    rate_bps: int = 0
    points: int = 0
    when: tuple[Condition, ...] = ()
    units_free: int = 0
    units_max: int | None = None
    minutes_free: int = 0
    minutes_max: int | None = None
    cap_minor: int | None = None
    cap_fan_minor: int | None = None
    cap_period_minor: int | None = None
    cap_period: CapPeriod | None = None
    funded_by: FundedBy = "budget"
    partner: str = ""
    needs_receipt: bool = True
    claim_days: int = CLAIM_DAYS
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_limited(self) -> bool:
        """Whether what the fan had before may lessen it."""
        return self.cap_fan_minor is not None or self.cap_period_minor is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """A way in which a fan may take the pay.

    Attributes
    ----------
    kind : str
        money, store_credit, discount_code, donation or perk.
    bonus_bps : int
        What the business adds when the fan chooses this, in basis points.
    causes : tuple of str
        Opaque ids of the causes a donation may go to.
    """

    kind: ChoiceKind
    bonus_bps: int = 0
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A version of a programme's reward formula.

    Attributes
    ----------
    currency : str
        ISO 4217 code of all its amounts.
    terms : str
        volunteer, volunteer_with_perks or paid.
    components : tuple of Component
        In the order in which the lines are shown.
    platform_fee_bps : int
        Share of the price that is platform fee, in basis points.
    choices : tuple of Choice
        At least money where the terms are paid.
    hold_hours : int
        How long an earning is held before it is due, in hours.
    compiled : object
        The steps of its evaluation, kept by `payouts.schemes.plan`; no part of the scheme's value.
    """

    currency: str
    terms: Terms
    components: tuple[Component, ...] = ()
    platform_fee_bps: int = 0
    choices: tuple[Choice, ...] = ()
    hold_hours: int = 24
    compiled: Any = field(default=None, init=False, repr=False, compare=False)

    def to_document(self) -> dict[str, Any]:
        """Write the scheme as plain data; `scheme_from_document` reads it back to an equal scheme."""
        return {
            "schema": 1,
            "currency": self.currency,
            "terms": self.terms,
            "components": [_component_document(c) for c in self.components],
            "platform_fee_bps": self.platform_fee_bps,
            "choices": [_choice_document(c) for c in self.choices],
            "hold_hours": self.hold_hours,
        }


_DEFAULTS = Component("default", "per_gig")


def _component_document(component: Component) -> dict[str, Any]:
    document: dict[str, Any] = {"code": component.code, "type": component.type}
    for name in Component.__slots__[2:]:
        value = getattr(component, name)
        if name == "when":
            value = [{"fact": c.fact, "op": c.op, "value": _plain(c.value)} for c in value]
        elif name == "labels":
            value = dict(value)
        if name == "funded_by" or value != _plain(getattr(_DEFAULTS, name)):
            document[name] = value
    return document


def _choice_document(choice: Choice) -> dict[str, Any]:
    document: dict[str, Any] = {"kind": choice.kind}
    if choice.bonus_bps:
        document["bonus_bps"] = choice.bonus_bps
    if choice.causes:
        document["causes"] = list(choice.causes)
    return document


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value

"""Divides what a fan earned among the kinds the fan chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from payouts.currencies import credit_unit
from payouts.errors import InvalidFacts
from payouts.money import BPS, Money, split
from payouts.schemes.document import ChoiceKind, Scheme


@dataclass(frozen=True, slots=True)
class Share:
    """The fan's wish: so many parts of the pay in this kind.

    Attributes
    ----------
    kind : str
        One of the scheme's choices.
    weight : int
        Parts, relative to the other shares; 0 or more.
    cause : str or None
        Opaque id of the cause, for a donation.
    """

    kind: ChoiceKind
    weight: int
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the pay in one kind.

    Attributes
    ----------
    kind : str
    cash : Money
        The part of the pay that it uses up; all parts' cash adds up to the pay.
    value : Money
        What the fan gets: the cash, or with the choice's bonus in the unit of the kind (store credit in
        ``<ISO>.CREDIT``).
    uplift : Money
        Cash value of the bonus, borne by the budget.
    cause : str or None
    """

    kind: ChoiceKind
    cash: Money
    value: Money
    uplift: Money
    cause: str | None = None


def apply_choice(scheme: Scheme, pay: Money, shares: Sequence[Share]) -> tuple[Part, ...]:
    """Divide pay among the chosen kinds, losing nothing.

    Parameters
    ----------
    scheme : Scheme
        Whose choices and bonuses count.
    pay : Money
        `Evaluation.cash`, in the scheme's currency.
    shares : sequence of Share
        At least one with a weight. Without any wish, everything is money.

    Returns
    -------
    tuple of Part
        In the order of ``shares``, without empty parts.

    Raises
    ------
    InvalidFacts
        If a kind is not offered by the scheme, or a donation names no offered cause.
    InvalidSplit
        If the weights are unusable.
    """
    if not shares:
        shares = (Share("money", 1),)
    offered = {choice.kind: choice for choice in scheme.choices}
    for index, share in enumerate(shares):
        if share.kind not in offered:
            raise InvalidFacts(f"{share.kind} is not offered", field=f"shares[{index}].kind")
        if share.kind == "donation" and share.cause not in offered[share.kind].causes:
            raise InvalidFacts("the cause is not offered", field=f"shares[{index}].cause")
    parts = []
    for share, cash in zip(shares, split(pay, [s.weight for s in shares]), strict=True):
        if cash.is_zero:
            continue
        # Rounded down, so that the uplifts of several parts never pass what was reserved for one.
        uplift = Money(cash.amount_minor * offered[share.kind].bonus_bps // BPS, cash.currency)
        value = cash + uplift
        if share.kind == "store_credit":
            value = Money(value.amount_minor, credit_unit(pay.currency))
        parts.append(Part(share.kind, cash, value, uplift, share.cause))
    return tuple(parts)

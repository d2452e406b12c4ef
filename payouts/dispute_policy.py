"""Who bears a lost dispute: a policy that is data, and the one function that applies it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from payouts.errors import InvalidPolicy
from payouts.money import BPS, Money, share_bps, split, total, zero

POLICIES: dict[str, dict[str, Any]] = {
    "business_bears": {"schema": 1, "fan_bps": {}, "other_bps": 0, "returns_unpaid_tips": True},
    "fan_bears_what_was_not_done": {
        "schema": 1,
        "fan_bps": {"product_not_received": BPS, "product_unacceptable": BPS},
        "other_bps": 0,
        "returns_unpaid_tips": True,
    },
    "fan_bears": {"schema": 1, "fan_bps": {}, "other_bps": BPS, "returns_unpaid_tips": True},
}
"""Policies that come with the library. The first is the default: a stolen card is not the fan's fault."""


@dataclass(frozen=True, slots=True)
class LossPolicy:
    """Who bears what a lost dispute takes, once money still held for the booking is used up.

    Attributes
    ----------
    fan_bps : mapping of str to int
        By the bank's reason (``product_not_received``, ...): the fans' part in basis points.
    other_bps : int
        The fans' part for every other reason.
    returns_unpaid_tips : bool
        Whether a disputed tip that has not been paid out goes back; one that was paid out is never a debt.
    """

    fan_bps: Mapping[str, int] = field(default_factory=dict)
    other_bps: int = 0
    returns_unpaid_tips: bool = True


@dataclass(frozen=True, slots=True)
class Stake:
    """What one person got by a payment.

    Attributes
    ----------
    fan_ref : str
    subject_ref : str
        The earning or tip, as its entry names it.
    amount : Money
        Got, and not taken back before.
    unpaid : Money
        Of that, not yet on its way to the person.
    is_tip : bool
    """

    fan_ref: str
    subject_ref: str
    amount: Money
    unpaid: Money
    is_tip: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a lost dispute takes from one stake; the parts as in `payouts.flows.clawed_back`."""

    stake: Stake
    pay: Money
    tips: Money
    debt: Money


@dataclass(frozen=True, slots=True)
class Loss:
    """How a lost dispute is borne: the parts add up to its amount."""

    from_held: Money
    taken: tuple[Taken, ...]
    borne: Money


def loss_policy_from_document(document: Mapping[str, Any] | str) -> LossPolicy:
    """Read a policy, or one of `POLICIES` by its name.

    Raises
    ------
    InvalidPolicy
        Naming the field that is wrong.
    """
    if isinstance(document, str):
        if document not in POLICIES:
            raise InvalidPolicy(f"there is no policy {document}", field="policy")
        document = POLICIES[document]
    unknown = set(document) - {"schema", "fan_bps", "other_bps", "returns_unpaid_tips"}
    if unknown or document.get("schema") != 1:
        raise InvalidPolicy("not a policy of schema 1", field=min(unknown, default="schema"))
    parts, other = document.get("fan_bps", {}), document.get("other_bps", 0)
    if not isinstance(parts, Mapping):
        raise InvalidPolicy("fan_bps is a mapping of reasons to basis points", field="fan_bps")
    for name, bps in (*parts.items(), ("other_bps", other)):
        if not isinstance(name, str) or not isinstance(bps, int) or not 0 <= bps <= BPS:
            raise InvalidPolicy(f"{name} is not 0 to {BPS} basis points", field=str(name))
    returns = document.get("returns_unpaid_tips", True)
    if not isinstance(returns, bool):
        raise InvalidPolicy("returns_unpaid_tips is true or false", field="returns_unpaid_tips")
    return LossPolicy(dict(parts), other, returns)


def bear_loss(
    policy: LossPolicy, *, amount: Money, held: Money, reason: str, stakes: Sequence[Stake]
) -> Loss:
    """Divide a lost dispute among what is held, the fans, and the business.

    Parameters
    ----------
    policy : LossPolicy
    amount : Money
        Lost.
    held : Money
        Still held for the booking.
    reason : str
        The bank's.
    stakes : sequence of Stake
        In any order; the result follows it.

    Returns
    -------
    Loss
        Nobody loses more than the payment brought them, and a tip never becomes a debt.
    """
    nothing = zero(amount.currency)
    from_held = min(amount, held)
    left = amount - from_held
    taken: list[Taken] = []
    for stake in stakes:
        if stake.is_tip and policy.returns_unpaid_tips:
            back = min(stake.unpaid, left)
            left -= back
            taken.append(Taken(stake, nothing, back, nothing))
    paid = [stake for stake in stakes if not stake.is_tip and stake.amount > nothing]
    wanted = min(
        share_bps(left, policy.fan_bps.get(reason, policy.other_bps)),
        total((stake.amount for stake in paid), amount.currency),
    )
    parts = split(wanted, [stake.amount.amount_minor for stake in paid]) if paid else []
    for stake, part in zip(paid, parts, strict=True):
        pay = min(part, stake.unpaid)
        taken.append(Taken(stake, pay, nothing, part - pay))
        left -= part
    real = tuple(one for one in taken if not (one.pay + one.tips + one.debt).is_zero)
    return Loss(from_held, real, left)

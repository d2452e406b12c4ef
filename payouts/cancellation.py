"""Decides what each side gets when a booking is cancelled, from a policy that is data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from payouts.cancellation_policies import (
    POLICIES,
    CancellationPolicy,
    Tier,
    cancellation_policy,
    policy_from_document,
)
from payouts.errors import InvalidPolicy
from payouts.money import BPS, Money, split, total, zero

__all__ = [
    "POLICIES",
    "CancellationFacts",
    "CancellationPolicy",
    "CancelledBy",
    "Settlement",
    "Tier",
    "cancellation_policy",
    "policy_from_document",
    "pro_rata_refund",
    "settle_cancellation",
]

CancelledBy = Literal["customer", "fan", "business", "nobody"]
"""Who called it off; ``nobody`` is weather, illness, safety, a cancelled flight, too few guests."""


@dataclass(frozen=True, slots=True)
class CancellationFacts:
    """What happened.

    Attributes
    ----------
    price : Money
        What the customer paid or authorised, less what was refunded before.
    booked_at, starts_at, cancelled_at : datetime
        Aware instants.
    by : str
        customer, fan, business or nobody.
    is_waived : bool
        The one who called it off has an accepted reason (safety, illness with proof): no fee, and a
        customer gets everything back.
    fan_quote : Money or None
        The reward promised to the fan, for compensation when the business calls it off.
    """

    price: Money
    booked_at: dt.datetime
    starts_at: dt.datetime
    cancelled_at: dt.datetime
    by: CancelledBy
    is_waived: bool = False
    fan_quote: Money | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who gets what, and why.

    Attributes
    ----------
    refund : Money
        Back to the customer's card.
    to_fan : Money
        Of the price, to the fan as compensation.
    kept : Money
        Of the price, to the business. refund + to_fan + kept = price.
    fan_compensation : Money
        From the business to the fan, beside the price.
    customer_compensation : Money
        To the customer beside the refund, owed by ``compensated_by``.
    compensated_by : str or None
        fan or business.
    reason : str
        ``grace``, ``notice``, ``late``, ``waived``, ``called_off_by_fan``, ``called_off_by_business`` or
        ``called_off_by_nobody``.
    """

    refund: Money
    to_fan: Money
    kept: Money
    fan_compensation: Money
    customer_compensation: Money
    compensated_by: Literal["fan", "business"] | None
    reason: str


def settle_cancellation(policy: CancellationPolicy, facts: CancellationFacts) -> Settlement:
    """Work out what each side gets; previewing and doing use this same function.

    Parameters
    ----------
    policy : CancellationPolicy
        As agreed at booking.
    facts : CancellationFacts

    Returns
    -------
    Settlement
        Whose refund, to_fan and kept add up to the price to the minor unit.

    Raises
    ------
    InvalidPolicy
        If an instant is naive, the price negative, or ``by`` unknown.
    """
    _check(facts)
    nothing = zero(facts.price.currency)
    if facts.by == "customer":
        refund_bps, reason = _customer_refund(policy, facts)
        refund, forfeited = split(facts.price, [refund_bps, BPS - refund_bps])
        to_fan, kept = split(forfeited, [policy.fan_share_bps, BPS - policy.fan_share_bps])
        return Settlement(refund, to_fan, kept, nothing, nothing, None, reason)
    reason = f"called_off_by_{facts.by}"
    to_customer = fan_compensation = nothing
    compensated_by: Literal["fan", "business"] | None = None
    if facts.by != "nobody" and not facts.is_waived:
        to_customer = split(facts.price, [policy.host_fee_bps, BPS - policy.host_fee_bps])[0]
        compensated_by = "fan" if facts.by == "fan" else "business"
    if facts.by == "business" and facts.fan_quote is not None:
        share_bps = _tier_bps(policy.fan_notice_pay, facts, is_open_ended=True)
        fan_compensation = split(facts.fan_quote, [share_bps, BPS - share_bps])[0]
    return Settlement(facts.price, nothing, nothing, fan_compensation, to_customer, compensated_by, reason)


def pro_rata_refund(price: Money, weights: Sequence[int], lost: Sequence[int], refunded: Money) -> Money:
    """Work out what goes back when parts of a journey fall away.

    Parameters
    ----------
    price : Money
        Of the whole journey.
    weights : sequence of int
        Worth of each stage and stay relative to the others, as agreed at booking.
    lost : sequence of int
        Indexes of all parts lost so far.
    refunded : Money
        What went back for earlier losses.

    Returns
    -------
    Money
        What is to go back now, so that all refunds together are the lost parts' shares exactly; never
        negative.

    Raises
    ------
    InvalidSplit
        If the weights are unusable.
    InvalidPolicy
        If an index is out of range or named twice.
    """
    if len(set(lost)) != len(lost) or any(not 0 <= i < len(weights) for i in lost):
        raise InvalidPolicy("lost names each part once, by its index", field="lost")
    shares = split(price, weights)
    due = total((shares[i] for i in lost), price.currency) - refunded
    return max(due, zero(price.currency))


def _customer_refund(policy: CancellationPolicy, facts: CancellationFacts) -> tuple[int, str]:
    if facts.is_waived:
        return BPS, "waived"
    since_booking = facts.cancelled_at - facts.booked_at
    notice_at_booking = facts.starts_at - facts.booked_at
    if (
        since_booking <= dt.timedelta(hours=policy.grace_hours)
        and notice_at_booking >= dt.timedelta(hours=policy.grace_notice_hours)
        and facts.cancelled_at < facts.starts_at
    ):
        return BPS, "grace"
    share_bps = _tier_bps(policy.tiers, facts, is_open_ended=False)
    return share_bps, "notice" if share_bps else "late"


def _tier_bps(tiers: tuple[Tier, ...], facts: CancellationFacts, *, is_open_ended: bool) -> int:
    notice = facts.starts_at - facts.cancelled_at
    for tier in tiers:
        if notice >= dt.timedelta(hours=tier.notice_hours):
            return tier.refund_bps
    return tiers[-1].refund_bps if tiers and is_open_ended else 0


def _check(facts: CancellationFacts) -> None:
    if facts.by not in get_args(CancelledBy):
        raise InvalidPolicy("by is customer, fan, business or nobody", field="by")
    for name in ("booked_at", "starts_at", "cancelled_at"):
        if getattr(facts, name).tzinfo is None:
            raise InvalidPolicy(f"{name} needs a time zone", field=name)
    if facts.price.amount_minor < 0:
        raise InvalidPolicy("the price is negative", field="price")

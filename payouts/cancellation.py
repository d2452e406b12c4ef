"""Decides what each side gets when a booking is cancelled, from a policy that is data."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from payouts.errors import InvalidPolicy
from payouts.money import BPS, Money, split, total, zero

CancelledBy = Literal["customer", "fan", "business", "nobody"]
"""Who called it off; ``nobody`` is weather, illness, safety, a cancelled flight, too few guests."""

POLICIES = ("single_day_7d", "single_day_24h", "multi_day_30d", "free")
"""Names of the policies that come with the library."""


@dataclass(frozen=True, slots=True)
class Tier:
    """From this much notice on, this share of the price goes back.

    Attributes
    ----------
    notice_hours : int
        Least time before the start, in hours.
    refund_bps : int
        Share of the price, in basis points.
    """

    notice_hours: int
    refund_bps: int


@dataclass(frozen=True, slots=True)
class CancellationPolicy:
    """What was agreed at booking about calling it off.

    Attributes
    ----------
    tiers : tuple of Tier
        By descending notice. Below the last, nothing goes back.
    grace_hours : int
        After booking, for this long, the whole price goes back ...
    grace_notice_hours : int
        ... if the start is at least this far away at the moment of booking.
    fan_share_bps : int
        Of what a customer forfeits, the fan's part as compensation for the lost work; the rest stays
        with the business.
    host_fee_bps : int
        When the fan or the business calls it off: paid to the customer on top of the whole refund,
        as a share of the price.
    fan_notice_pay : tuple of Tier
        When the business calls it off: share of the fan's quoted reward that is paid all the same. The
        first tier whose notice the cancellation still gives decides; below the last tier's notice its
        share is paid too.
    """

    tiers: tuple[Tier, ...]
    grace_hours: int = 24
    grace_notice_hours: int = 48
    fan_share_bps: int = BPS
    host_fee_bps: int = 2000
    fan_notice_pay: tuple[Tier, ...] = (Tier(48, 0), Tier(24, 2500), Tier(0, 5000))

    def to_document(self) -> dict[str, Any]:
        """Write the policy as plain data; `policy_from_document` reads it back."""
        return {
            "tiers": [[t.notice_hours, t.refund_bps] for t in self.tiers],
            "grace_hours": self.grace_hours,
            "grace_notice_hours": self.grace_notice_hours,
            "fan_share_bps": self.fan_share_bps,
            "host_fee_bps": self.host_fee_bps,
            "fan_notice_pay": [[t.notice_hours, t.refund_bps] for t in self.fan_notice_pay],
        }


_POLICIES: dict[str, CancellationPolicy] = {
    # Airbnb's two single-day policies and the 30-day one for several days; see docs/payouts.md.
    "single_day_7d": CancellationPolicy((Tier(7 * 24, BPS),)),
    "single_day_24h": CancellationPolicy((Tier(24, BPS),)),
    "multi_day_30d": CancellationPolicy((Tier(30 * 24, BPS),)),
    # Greeters and layover companions: either side may call it off without penalty.
    "free": CancellationPolicy((Tier(0, BPS),), host_fee_bps=0, fan_notice_pay=()),
}


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


def cancellation_policy(name: str) -> CancellationPolicy:
    """Look up a policy that comes with the library.

    Raises
    ------
    InvalidPolicy
        If the name is not one of `POLICIES`.
    """
    if name not in _POLICIES:
        raise InvalidPolicy(f"{name} is not one of {', '.join(POLICIES)}", field="name")
    return _POLICIES[name]


def policy_from_document(document: Any) -> CancellationPolicy:
    """Read a policy from plain data.

    Parameters
    ----------
    document : str or mapping
        The name of a policy, or an object as `CancellationPolicy.to_document` writes it.

    Returns
    -------
    CancellationPolicy

    Raises
    ------
    InvalidPolicy
        Naming the field that is wrong.
    """
    if isinstance(document, str):
        return cancellation_policy(document)
    if not isinstance(document, Mapping):
        raise InvalidPolicy("a policy is a name or an object", field="")
    default = CancellationPolicy(())
    for name in document:
        if name not in CancellationPolicy.__slots__:
            raise InvalidPolicy(f"{name} is not a field of a policy", field=str(name))
    values: dict[str, Any] = {
        name: _number(name, document.get(name, getattr(default, name)), limit)
        for name, limit in (
            ("grace_hours", 24 * 365),
            ("grace_notice_hours", 24 * 365),
            ("fan_share_bps", BPS),
            ("host_fee_bps", BPS),
        )
    }
    values["tiers"] = _tiers("tiers", document.get("tiers"))
    if "fan_notice_pay" in document:
        values["fan_notice_pay"] = _tiers("fan_notice_pay", document["fan_notice_pay"])
    return CancellationPolicy(**values)


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


def _number(name: str, value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise InvalidPolicy(f"{name} must be a whole number from 0 to {most}", field=name)
    return value


def _tiers(name: str, value: Any) -> tuple[Tier, ...]:
    if not isinstance(value, list) or len(value) > 10:
        raise InvalidPolicy(f"{name} must be a list of at most 10 pairs", field=name)
    tiers = []
    for index, pair in enumerate(value):
        path = f"{name}[{index}]"
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise InvalidPolicy(f"{path} must be a pair of notice in hours and basis points", field=path)
        tiers.append(Tier(_number(f"{path}[0]", pair[0], 24 * 365), _number(f"{path}[1]", pair[1], BPS)))
    if any(a.notice_hours <= b.notice_hours for a, b in itertools.pairwise(tiers)):
        raise InvalidPolicy(f"{name} must go from long notice to short", field=name)
    return tuple(tiers)

"""Cancellation policies as data: those that come with the library, and how others are read."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payouts.errors import InvalidPolicy
from payouts.money import BPS

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

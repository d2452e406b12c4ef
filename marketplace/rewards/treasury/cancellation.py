"""What each side gets when a booking is called off, as `payouts` reckons it from the policy agreed at booking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from payouts.cancellation import CancellationFacts, policy_from_document, settle_cancellation
from payouts.money import BPS, Money

DEFAULT_POLICY = "single_day_24h"


def reckon(
    policy: Mapping[str, Any], *, price_minor: int, currency: str, booked_at: datetime, starts_at: datetime, at: datetime, by: str,
    fan_quote_minor: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """Refund, compensation and what is kept, in minor units, with who compensates and the reason's code."""
    facts = CancellationFacts(
        price=Money(price_minor, currency),
        booked_at=booked_at,
        starts_at=starts_at,
        cancelled_at=at,
        by=by,  # type: ignore[arg-type]
        fan_quote=Money(fan_quote_minor, currency) if fan_quote_minor else None,
    )
    settled = settle_cancellation(_read(policy), facts)
    return {
        "refund_minor": settled.refund.amount_minor,
        "to_fan_minor": settled.to_fan.amount_minor,
        "kept_minor": settled.kept.amount_minor,
        "customer_compensation_minor": settled.customer_compensation.amount_minor,
        "fan_compensation_minor": settled.fan_compensation.amount_minor,
        "compensated_by": settled.compensated_by,
        "reason": settled.reason,
    }


def full_refund_until(policy: Mapping[str, Any], booked_at: datetime, starts_at: datetime) -> datetime | None:
    """Until when a customer gets everything back; None when that time never comes."""
    agreed = _read(policy)
    whole = [tier.notice_hours for tier in agreed.tiers if tier.refund_bps == BPS]
    by_notice = starts_at - timedelta(hours=min(whole)) if whole else None
    has_grace = starts_at - booked_at >= timedelta(hours=agreed.grace_notice_hours)
    by_grace = booked_at + timedelta(hours=agreed.grace_hours) if has_grace else None
    return max((instant for instant in (by_notice, by_grace) if instant is not None), default=None)


def tiers_of(policy: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The agreed steps by descending notice: hours before the start, and the share that goes back in basis points."""
    return [(tier.notice_hours, tier.refund_bps) for tier in _read(policy).tiers]


def _read(policy: Mapping[str, Any]) -> Any:
    """A stored policy: a whole document, or the name of one that comes with the library."""
    if "tiers" in policy:
        return policy_from_document(dict(policy))
    return policy_from_document(str(policy.get("policy", DEFAULT_POLICY)))

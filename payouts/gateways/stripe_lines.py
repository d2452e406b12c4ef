"""Stripe's balance transactions in the library's words."""

from __future__ import annotations

import datetime as dt

import stripe

from payouts.gateways.objects import BalanceLine, LineKind
from payouts.gateways.stripe_objects import ours

_KINDS: dict[str, LineKind] = {
    "charge": "payment",
    "payment": "payment",
    "refund": "refund",
    "payment_refund": "refund",
    "refund_failure": "refund",
    "payment_failure_refund": "refund",
    "transfer": "transfer",
    "transfer_cancel": "transfer_reversal",
    "transfer_failure": "transfer_reversal",
    "transfer_refund": "transfer_reversal",
    "payout": "payout",
    "payout_cancel": "payout",
    "payout_failure": "payout",
    "topup": "top_up",
    "topup_reversal": "top_up",
    "stripe_fee": "fee",
    "network_cost": "fee",
}
_BY_CATEGORY: dict[str, LineKind] = {
    "dispute": "dispute",
    "dispute_reversal": "dispute_reversal",
    "fee": "fee",
}


def line_of(found: stripe.BalanceTransaction) -> BalanceLine:
    """Read a balance transaction whose source was expanded."""
    code = found.currency.upper()
    source = found.source
    source_id = source if isinstance(source, str) else getattr(source, "id", "")
    op_id = None
    if source is not None and not isinstance(source, str):
        metadata = getattr(source, "metadata", None)
        op_id = dict(metadata.to_dict()).get("op_id") if metadata is not None else None
        if isinstance(source, stripe.Charge):
            source_id = _id(source.payment_intent) or source.id
    kind = _KINDS.get(found.type) or _BY_CATEGORY.get(found.reporting_category, "adjustment")
    return BalanceLine(
        found.id,
        kind,
        source_id or "",
        ours(found.amount, code),
        ours(found.fee, code).amount_minor,
        ours(found.net, code).amount_minor,
        dt.datetime.fromtimestamp(found.created, dt.UTC),
        dt.datetime.fromtimestamp(found.available_on, dt.UTC),
        op_id,
    )


def _id(found: object) -> str | None:
    return found if isinstance(found, str) else getattr(found, "id", None)

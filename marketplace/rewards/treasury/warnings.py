"""What customers' banks fear of payments before they ask the money back: read, refunded or left alone."""

from __future__ import annotations

from datetime import datetime

from marketplace.businesses.models import Business
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.rewards.treasury.disputes import PaidBy
from marketplace.rewards.treasury.payouts import local_day
from marketplace.rewards.treasury.provider import provider_for
from marketplace.rewards.treasury.schemes import money
from payouts import fraud_rows, fraud_warnings
from payouts.errors import NotFound as NoWarning
from payouts.errors import WarningClosed
from payouts.fraud_rows import FraudWarning
from payouts.fraud_warnings import Stakes

__all__ = ["FraudWarning", "Stakes", "begin_refund", "leave", "look", "open_count", "stakes_of", "warning_of", "warnings_of"]  # fmt: skip


def look(business_ref: str, paid_by: PaidBy) -> list[FraudWarning]:
    """Read what the provider knows, outside any transaction; what has changed."""
    provider = edge.read(lambda: provider_for(business_ref))
    return fraud_warnings.catch_up(
        edge.transaction, provider, business_ref,
        payment_of=lambda _session, payment_id: paid_by(payment_id), clock=clock.now,
    )  # fmt: skip


def warnings_of(business: Business) -> list[FraudWarning]:
    """Every warning of a business, newest first."""
    return fraud_rows.warnings_of(db.session, business.public_id)


def open_count(business: Business) -> int:
    """How many wait for a decision."""
    return len(fraud_rows.warnings_of(db.session, business.public_id, state="open"))


def warning_of(business: Business, object_id: str) -> FraudWarning:
    """One warning of a business; NotFound for another's."""
    try:
        return fraud_rows.get_warning(db.session, business.public_id, object_id)
    except NoWarning as missing:
        raise NotFound from missing


def stakes_of(business: Business, found: FraudWarning, left_minor: int, at: datetime) -> Stakes:
    """What a refund of what is left costs, and what a lost dispute would."""
    return fraud_warnings.stakes_of(found, money(left_minor, found.amount.currency), local_day(business, at))


def begin_refund(business: Business, object_id: str) -> FraudWarning:
    """Decide to refund it whole; Refused when it was decided before or has become a dispute."""
    try:
        return fraud_warnings.begin_refund(db.session, business.public_id, object_id)
    except WarningClosed as closed:
        raise Refused("warning_closed") from closed


def leave(business: Business, object_id: str, reason: str, at: datetime) -> FraudWarning:
    """Decide to leave it as it is; Refused when it was decided before or has become a dispute."""
    try:
        return fraud_warnings.leave(db.session, business.public_id, object_id, reason, at=at)
    except WarningClosed as closed:
        raise Refused("warning_closed") from closed

"""Pay for work whose price went back to the customer: what it would do to take it back, and the decision, once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.disputes import Dispute, Payment
from marketplace.rewards.treasury.schemes import money
from payouts import recovery
from payouts.errors import RecoveryRefused
from payouts.ledger import chart, find, postings_of
from payouts.ledger.chart import Account
from payouts.money import Money
from payouts.recovery import Decision, Recovery

REFUND, DISPUTE = "refund", "dispute"
CHOICES = ("taken", "borne")


@dataclass(frozen=True)
class Cause:
    """Why a price went back, what that cost the business, and whom it had paid."""

    business_ref: str
    why: str  # refund or dispute
    name: str
    lost: Money
    payment: Payment
    makes_good: Account

    def digest(self, found: Recovery) -> str:
        """What a form carries of what was shown: any other outcome has another."""
        return hashlib.sha256(repr((self.name, found)).encode()).hexdigest()[:32]


def cause_of_dispute(dispute: Dispute, payment: Payment | None) -> Cause | None:
    """A lost dispute of which the business bore something, and which was for people's work."""
    ref = dispute.business_ref
    posted = find(db.session, ref, f"dispute:{dispute.object_id}:lost") if dispute.state == "lost" else None
    if posted is None or payment is None:
        return None
    lines = postings_of(db.session.connection(), posted.id)
    lost = next((line.amount for line in lines if line.account == chart.DISPUTE_LOSS), None)
    name = f"{DISPUTE}:{dispute.object_id}"
    return Cause(ref, DISPUTE, name, lost, payment, chart.DISPUTE_LOSS) if lost else None


def cause_of_refund(business: Business, payment: Payment, given_minor: int, currency: str) -> Cause | None:
    """What was given back by hand since the last decision."""
    before = [
        one
        for one in recovery.decisions_on(db.session, business.public_id, payment.subject_ref)
        if one.cause.startswith(f"{REFUND}:")
    ]
    lost = money(given_minor - sum(one.lost.amount_minor for one in before), currency)
    name = f"{REFUND}:{payment.subject_ref}:{len(before)}"
    return Cause(business.public_id, REFUND, name, lost, payment, chart.REVENUE) if lost else None


def foresee(cause: Cause, at: datetime) -> Recovery:
    """What taking back would do now; changes nothing."""
    return recovery.foresee_recovery(
        db.session, cause.business_ref, cause.payment.got, lost=cause.lost, at=at
    )


def decided(cause: Cause) -> Decision | None:
    """What was decided on it."""
    return recovery.find_decision(db.session, cause.business_ref, cause.name)


def decisions_on(business: Business, booking_ref: str) -> list[Decision]:
    """What was decided on a booking, oldest first."""
    return recovery.decisions_on(db.session, business.public_id, booking_ref)


def decide(cause: Cause, choice: str, seen: str, at: datetime) -> Recovery:
    """Take it back or bear it, exactly as it was shown; a job asks back what lies at the provider."""
    found = foresee(cause, at)
    if choice not in CHOICES or cause.digest(found) != seen:
        raise Refused("recovery_changed")
    try:
        asked = recovery.decide_recovery(
            db.session, cause.business_ref, cast("Literal['taken', 'borne']", choice), cause=cause.name,
            subject_ref=cause.payment.subject_ref, got=cause.payment.got, seen=found, to=cause.makes_good, at=at,
        )  # fmt: skip
    except RecoveryRefused as error:
        raise Refused(error.code) from error
    for operation in asked:
        treasury_operations.stage(operation, at)
    return found

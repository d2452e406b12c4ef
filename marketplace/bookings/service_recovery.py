"""Pay for a booking whose price went back: what it was for, what the business decides, and who is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from marketplace.bookings import giving_back, service_disputes
from marketplace.bookings.models import Booking
from marketplace.core.errors import Refused
from marketplace.identity.models import Identity
from marketplace.rewards import perks
from marketplace.rewards.additions import causes_of
from marketplace.rewards.treasury import recovery as treasury_recovery
from marketplace.rewards.treasury.disputes import Dispute
from marketplace.rewards.treasury.recovery import Cause
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify


@dataclass(frozen=True)
class Had:
    """One thing that the work has brought somebody, in minor units; what they laid out stays theirs."""

    name: str
    why: str  # gig, rating, waiting or costs
    amount_minor: int
    fan_ref: str


def cause_of_dispute(dispute: Dispute) -> Cause | None:
    """What a lost dispute leaves to be decided."""
    payment = service_disputes.paid_by(dispute.business_ref, dispute.payment_id)
    return treasury_recovery.cause_of_dispute(dispute, payment)


def cause_of_refund(booking: Booking) -> Cause | None:
    """What money given back by hand leaves to be decided."""
    given = giving_back.given_of(booking).total_minor
    payment = service_disputes.paid_for_price(booking)
    return treasury_recovery.cause_of_refund(booking.business, payment, given, booking.currency)


def stands(cause: Cause | None, at: datetime) -> str:
    """`open` while somebody still has pay that could be taken back, `decided` once it was; else nothing is to decide."""
    if cause is None:
        return ""
    if treasury_recovery.decided(cause) is not None:
        return "decided"
    return "open" if treasury_recovery.foresee(cause, at).whole else ""


def had_by(cause: Cause, booking: Booking) -> list[Had]:
    """What everybody had of it, costs with a receipt among it."""
    names = {ref: person.name for ref, person in service_disputes.people(cause.payment.fan_refs).items()}
    causes = causes_of([got.subject_ref for got in cause.payment.got])
    found = [
        Had(
            names.get(got.fan_ref, ""),
            "tip" if got.is_tip else causes.get(got.subject_ref, "gig"),
            got.amount.amount_minor,
            got.fan_ref,
        )
        for got in cause.payment.got
    ]
    claims = perks.claims_for(service_disputes.worked_for(booking))
    costs = [
        Had(names.get(claim.fan_ref, ""), "costs", claim.paid_minor, claim.fan_ref)
        for some in claims.values()
        for claim in some
        if claim.state == "paid" and claim.paid_minor
    ]
    return [*found, *costs]


def decide(cause: Cause, booking: Booking, choice: str, seen: str, staff: Identity, at: datetime) -> None:
    """Take the pay back or bear it; whoever loses something is told why, and can say that it is not right."""
    if not seen:
        raise Refused("recovery_changed")
    found = treasury_recovery.decide(cause, choice, seen, at)
    record_decision(
        business_ref=cause.business_ref,
        subject=booking.public_id,
        about_ref=found.parts[0].fan_ref if found.parts else booking.public_id,
        rule="bookings.recovery",
        rule_version="1",
        outcome=choice,
        inputs={"amount_minor": found.whole.amount_minor, "currency": found.lost.currency},
        reasons=[{"code": f"recovery_reason.{cause.why}", "params": {}}],
        at=at,
        decided_by_ref=staff.public_id,
    )
    if choice != "taken":
        return
    people = service_disputes.people([part.fan_ref for part in found.parts])
    for part in found.parts:
        params = {
            "title": booking.title, "amount_minor": part.whole.amount_minor, "currency": found.lost.currency,
            "business": booking.business.name,
        }  # fmt: skip
        code = {"dispute": "bookings.pay_taken_back", "refund": "bookings.pay_taken_back_refund"}[cause.why]
        if part.fan_ref in people:
            notify(people[part.fan_ref], code, params, "/fan/earnings#taken", at)

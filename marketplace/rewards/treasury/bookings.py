"""What bookings ask of the books beside payments: how an operation ended, what went back, perks redeemed, apologies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.schemes import money
from payouts import budget, flows
from payouts.errors import ReservationConflict
from payouts.intents import Refund
from payouts.ledger import Entry, chart, credit, debit, post
from payouts.operations import get_operation
from payouts.tables import provider_op


def is_authorised(payment_ref: str) -> bool:
    """True once the provider has set a payment's amount aside, whatever came after."""
    return _is_done(f"authorise:{payment_ref}")


def keeps_card(payment_ref: str) -> bool:
    """True where a payment's card was asked to be kept, rather than to set its amount aside at once."""
    return treasury_operations.find(f"save_card:{payment_ref}") is not None


def is_asked(payment_ref: str) -> bool:
    """True once it was written down that a payment's amount is to be set aside."""
    return treasury_operations.find(f"authorise:{payment_ref}") is not None


def is_voided(payment_ref: str) -> bool:
    """True once an amount set aside has been let go."""
    return _is_done(f"void:{payment_ref}")


def refunded_minor(payment_ref: str) -> int:
    """What has really gone back to the card of a payment that was taken."""
    c = provider_op.c
    key = f"refund:{payment_ref}:"
    query = sa.select(c.id).where(
        c.verb == Refund.verb, c.state == "done", c.key.startswith(key, autoescape=True)
    )
    ops = [get_operation(db.session, op_id) for op_id in db.session.scalars(query)]
    return sum(op.intent.amount.amount_minor for op in ops if isinstance(op.intent, Refund))


def refund_key(payment_ref: str, cause: str) -> tuple[str, bool]:
    """Under which key a payment is refunded for a cause, and whether that is under way or done.

    What was refused for certain is asked anew, under the next key.
    """
    first = key = f"refund:{payment_ref}:{cause}"
    number = 1
    while (known := treasury_operations.find(key)) is not None and known.state == "refused":
        number += 1
        key = f"{first}:{number}"
    return key, known is not None


def spend_voucher(programme: Programme, voucher_ref: str, amount_minor: int, at: datetime) -> None:
    """Book a perk that was redeemed: its cost out of the programme's budget, owed to whoever honoured it.

    Again changes nothing.
    """
    business_ref, amount = programme.business.public_id, money(amount_minor, programme.currency)
    args = (db.session, business_ref, programme.public_id)
    try:
        covered = budget.spend(*args, amount, key=voucher_ref, at=at).covered
    except ReservationConflict:
        covered = money(0, programme.currency)
    postings = (
        debit(chart.reward_expense(programme.public_id), amount),
        credit(chart.perk_reserve(programme.public_id), amount),
        *flows.budget_used(programme.public_id, covered),
    )
    post(db.session, Entry(business_ref, f"voucher:{voucher_ref}", "perk", voucher_ref, at, postings), at=at)


def compensate_customer(
    *, business: Business, booking_ref: str, customer_ref: str, amount_minor: int, currency: str, at: datetime
) -> None:
    """Give a customer whom the business let down store credit with it; again changes nothing."""
    postings = flows.customer_compensated(customer_ref, money(amount_minor, currency))
    entry = Entry(business.public_id, f"apology:{booking_ref}", "apology", booking_ref, at, postings)
    post(db.session, entry, at=at)
    treasury_codes.give_pass(business.public_id, customer_ref, at)


def _is_done(key: str) -> bool:
    operation = treasury_operations.find(key)
    return operation is not None and operation.state == "done"

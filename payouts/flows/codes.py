"""Postings of codes and store credit: a code turned into credit, credit put into a booking and given back."""

from __future__ import annotations

from payouts.currencies import credit_unit
from payouts.ledger import chart
from payouts.ledger.entries import Posting, credit, debit
from payouts.money import Money

Postings = tuple[Posting, ...]


def code_became_credit(owner_ref: str, amount: Money) -> Postings:
    """Book that a discount code is worth store credit from now on."""
    return (debit(chart.DISCOUNT_RESERVE, amount), *_given(owner_ref, amount))


def credit_given_back(owner_ref: str, amount: Money, *, booking_ref: str) -> Postings:
    """Book that a booking gives back store credit that was put into it."""
    return (debit(chart.held(booking_ref), amount), *_given(owner_ref, amount))


def credit_paid_out(owner_ref: str, amount: Money) -> Postings:
    """Book that store credit becomes money that is due to its owner."""
    unit = Money(amount.amount_minor, credit_unit(amount.currency))
    return (
        debit(chart.credit(owner_ref), unit),
        credit(chart.CREDIT_ISSUED, unit),
        debit(chart.CREDIT_BACKING, amount),
        credit(chart.payable(owner_ref), amount),
    )


def _given(owner_ref: str, amount: Money) -> Postings:
    unit = Money(amount.amount_minor, credit_unit(amount.currency))
    return (
        credit(chart.CREDIT_BACKING, amount),
        debit(chart.CREDIT_ISSUED, unit),
        credit(chart.credit(owner_ref), unit),
    )

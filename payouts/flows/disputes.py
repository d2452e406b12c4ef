"""Postings of a disputed payment: money withdrawn by the customer's bank, given back, or lost and borne."""

from __future__ import annotations

from payouts.ledger import chart
from payouts.ledger.chart import Account
from payouts.ledger.entries import Posting, credit, debit
from payouts.money import Money

Postings = tuple[Posting, ...]


def dispute_withdrawn(dispute_ref: str, amount: Money) -> Postings:
    """Book that the customer's bank took the money back while it decides: the business has a claim to it."""
    return debit(chart.dispute_claim(dispute_ref), amount), credit(chart.PROVIDER_AVAILABLE, amount)


def dispute_fee(fee: Money) -> Postings:
    """Book what the provider charges for a dispute; below zero what it gives back of that. Never anybody's but the business's."""
    return debit(chart.DISPUTE_FEES, fee), credit(chart.PROVIDER_AVAILABLE, fee)


def dispute_won(dispute_ref: str, amount: Money) -> Postings:
    """Book that the bank gave the money back."""
    return debit(chart.PROVIDER_AVAILABLE, amount), credit(chart.dispute_claim(dispute_ref), amount)


def dispute_lost(dispute_ref: str, booking_ref: str, *, from_held: Money, borne: Money) -> Postings:
    """Book what a lost dispute takes from money still held for the booking, and what the business bears."""
    return (
        debit(chart.held(booking_ref), from_held),
        debit(chart.DISPUTE_LOSS, borne),
        credit(chart.dispute_claim(dispute_ref), from_held + borne),
    )


def clawed_back(fan_ref: str, *, pay: Money, tips: Money, debt: Money, to: Account) -> Postings:
    """Book what is taken back from a fan: unpaid pay, unpaid tips of a disputed payment, and the rest as a debt.

    Parameters
    ----------
    fan_ref : str
    pay, tips : Money
        Not yet paid out, and earned with the payment that went back.
    debt : Money
        Owed from later pay, never from tips.
    to : Account
        What it makes good: the claim of a dispute, the loss of one, or what was given back.
    """
    return (
        debit(chart.payable(fan_ref), pay),
        debit(chart.tips_payable(fan_ref), tips),
        debit(chart.receivable(fan_ref), debt),
        credit(to, pay + tips + debt),
    )

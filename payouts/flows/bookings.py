"""Postings of a booking's money: authorised, captured, tipped, closed, forfeited, refunded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payouts.ledger import chart
from payouts.ledger.entries import Posting, credit, debit
from payouts.money import Money, split, total, zero

Postings = tuple[Posting, ...]


def authorised(booking_ref: str, amount: Money) -> Postings:
    """Note that an amount is reserved on a card. Memo: no money moved."""
    return debit(chart.AUTHORISATIONS, amount), credit(chart.authorised(booking_ref), amount)


def authorisation_in_use(booking_ref: str, amount: Money) -> Postings:
    """Set an authorisation aside while it is captured or given up, so that it is used once."""
    return debit(chart.authorised(booking_ref), amount), credit(chart.capturing(booking_ref), amount)


def authorisation_ended(booking_ref: str, amount: Money) -> Postings:
    """Note that an authorisation set aside is gone: captured, given up or expired."""
    return debit(chart.capturing(booking_ref), amount), credit(chart.AUTHORISATIONS, amount)


def captured(booking_ref: str, amount: Money, *, fee: Money, is_available: bool) -> Postings:
    """Book money taken from a card: all of it is held for the booking, the provider's fee is the business's cost.

    Parameters
    ----------
    booking_ref : str
    amount : Money
        Taken from the card.
    fee : Money
        What the provider kept of it.
    is_available : bool
        Whether the rest may be sent on at once.
    """
    return (*_received(amount, fee, is_available=is_available), credit(chart.held(booking_ref), amount))


def tipped(amount: Money, tips: Sequence[tuple[str, int]], *, fee: Money, is_available: bool) -> Postings:
    """Book a tip: every minor unit of it to the fans, the provider's fee on the business.

    Parameters
    ----------
    amount : Money
    tips : sequence of (str, int)
        Fans and their parts.
    fee : Money
    is_available : bool
    """
    parts = split(amount, [weight for _fan, weight in tips])
    shares = tuple(
        credit(chart.tips_payable(fan), part) for (fan, _weight), part in zip(tips, parts, strict=True)
    )
    return (*_received(amount, fee, is_available=is_available), *shares)


def became_available(amount: Money) -> Postings:
    """Book that pending money at the provider may now be sent on."""
    return debit(chart.PROVIDER_AVAILABLE, amount), credit(chart.PROVIDER_PENDING, amount)


def booking_closed(booking_ref: str, *, platform_fee: Money, rest: Money) -> Postings:
    """Book the end of a fulfilled booking: the fee and what is left become the business's.

    Parameters
    ----------
    booking_ref : str
    platform_fee, rest : Money
        Together what is still held for the booking.
    """
    return (
        debit(chart.held(booking_ref), platform_fee + rest),
        credit(chart.PLATFORM_FEE, platform_fee),
        credit(chart.REVENUE, rest),
    )


def forfeited(booking_ref: str, *, to_fans: Mapping[str, Money], kept: Money) -> Postings:
    """Book what a customer forfeits by cancelling late: compensation to the fans, the rest to the business."""
    out = total([*to_fans.values(), kept], kept.currency)
    shares = tuple(credit(chart.payable(fan), amount) for fan, amount in to_fans.items())
    return (debit(chart.held(booking_ref), out), *shares, credit(chart.REVENUE, kept))


def taken_back(booking_ref: str, fan_ref: str, amount: Money, *, payable: Money) -> Postings:
    """Book that a fan's earning is needed for a refund: from what is payable, the rest as a debt.

    Parameters
    ----------
    booking_ref : str
        The booking for which it will be held.
    fan_ref : str
    amount : Money
        To take back.
    payable : Money
        What is payable to the fan now; it never goes below zero for this.
    """
    at_hand = min(amount, max(payable, zero(amount.currency)))
    return (
        debit(chart.payable(fan_ref), at_hand),
        debit(chart.receivable(fan_ref), amount - at_hand),
        credit(chart.held(booking_ref), amount),
    )


def given_back(booking_ref: str, amount: Money) -> Postings:
    """Book that the business gives its own part of a fulfilled booking back, to be refunded."""
    return debit(chart.REVENUE, amount), credit(chart.held(booking_ref), amount)


def refund_set_aside(booking_ref: str, amount: Money) -> Postings:
    """Set money aside for a refund, so that it is given back once."""
    return debit(chart.held(booking_ref), amount), credit(chart.refund_due(booking_ref), amount)


def refunded(booking_ref: str, amount: Money) -> Postings:
    """Book that a refund left."""
    return debit(chart.refund_due(booking_ref), amount), credit(chart.PROVIDER_AVAILABLE, amount)


def _received(amount: Money, fee: Money, *, is_available: bool) -> Postings:
    account = chart.PROVIDER_AVAILABLE if is_available else chart.PROVIDER_PENDING
    return debit(account, amount - fee), debit(chart.PROVIDER_FEES, fee)

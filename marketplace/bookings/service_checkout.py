"""The checkout before it is paid: codes and credit put in and taken out again, and the taxes reckoned anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from marketplace.bookings import work
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking
from marketplace.core import jobs
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury import tax as treasury_tax

UNDER_WAY = ("planned", "unknown", "kept", "authorised", "captured")


def pin_tax(booking: Booking) -> None:
    """Agree on the taxes that hold on the day of the work, when it is booked."""
    on = booking.starts_at.astimezone(ZoneInfo(booking.timezone)).date()
    booking.tax = treasury_tax.agreed_for(booking.business, booking.kind, on)
    _reckon_tax(booking)


def use_code(booking_ref: str, text: str, at: datetime) -> None:
    """Use a promotion or a discount code; what a discount code leaves is the customer's credit."""
    booking = _open(booking_ref, at)
    if treasury_checkout.is_promotion(text):
        _with_credit_out(booking, at, lambda: _hold(booking, text, at))
        return
    worth = treasury_checkout.code_to_credit(
        booking.business, text, booking_ref=booking_ref, owner_ref=booking.customer.public_id, at=at
    )
    _put_in(booking, worth, at)


def use_credit(booking_ref: str, at: datetime) -> None:
    """Put in all the credit there is, or all that is due. Only for the customer in person, not for whoever made the booking."""
    booking = _open(booking_ref, at)
    _put_in(booking, _available(booking), at)


def take_out(booking_ref: str, what: str, at: datetime) -> None:
    """Take the promotion or the credit out again."""
    booking = _open(booking_ref, at)
    if what == "promotion":
        _with_credit_out(booking, at, lambda: _let_go(booking))
    else:
        _give_back(booking, booking.credit_minor, at)


def release(booking: Booking, at: datetime) -> None:
    """It was never paid: everything that was put in goes back."""
    _give_back(booking, booking.credit_minor, at)
    treasury_checkout.release_promotion(booking.public_id)


def give_back_of(booking: Booking, credit_minor: int, at: datetime) -> None:
    """Give back a part of the credit of a booking that was paid; what was agreed stays as it was."""
    treasury_checkout.give_credit_back(
        booking.business, booking.public_id, booking.customer.public_id, credit_minor, booking.currency, at
    )


def _open(booking_ref: str, at: datetime) -> Booking:
    booking = work.locked(booking_ref)
    if booking.state != "pending":
        raise Refused("booking_not_payable", state=booking.state)
    if any(p.purpose == "price" and p.state in UNDER_WAY for p in booking.payments):
        raise Refused("payment_under_way", field="code")
    for payment in booking.payments:
        if payment.state == "asks_customer":  # the customer left the bank's page: it asked for another amount
            move(PAYMENT, payment, "void", Actor.SYSTEM, at)
            key, payload = f"bookings.void:{payment.public_id}", {"payment": payment.public_id}
            jobs.stage("bookings.void_payment", key, at, payload)
    return booking


def _hold(booking: Booking, text: str, at: datetime) -> None:
    treasury_checkout.release_promotion(booking.public_id)
    listing = booking.session.experience if booking.session else booking.template
    booking.discount_minor = treasury_checkout.hold_promotion(
        booking.business, text, booking_ref=booking.public_id, owner_ref=booking.customer.public_id,
        price_minor=booking.price_minor, currency=booking.currency, at=at,
        about=[booking.programme.public_id, *([listing.public_id] if listing else [])],
    )  # fmt: skip
    _reckon_tax(booking)


def _let_go(booking: Booking) -> None:
    treasury_checkout.release_promotion(booking.public_id)
    booking.discount_minor = 0
    _reckon_tax(booking)


def _with_credit_out(booking: Booking, at: datetime, change: Callable[[], None]) -> None:
    """Change the price, then put in as much of the credit as before, or as is due now."""
    before = booking.credit_minor
    _give_back(booking, before, at)
    change()
    _put_in(booking, before, at)


def _put_in(booking: Booking, available_minor: int, at: datetime) -> None:
    due = charges_of(booking).card_minor
    amount = treasury_checkout.credit_to_use(due, available_minor, booking.currency)
    treasury_checkout.put_credit_in(
        booking.business, booking.public_id, booking.customer.public_id, amount, booking.currency, at
    )
    booking.credit_minor += amount


def _give_back(booking: Booking, amount_minor: int, at: datetime) -> None:
    give_back_of(booking, amount_minor, at)
    booking.credit_minor -= amount_minor


def _available(booking: Booking) -> int:
    return treasury_checkout.credit_available(booking.business, booking.customer.public_id, booking.currency)


def _reckon_tax(booking: Booking) -> None:
    net = booking.price_minor - (booking.discount_minor or 0)
    booking.tax = treasury_tax.taxed(booking.tax, net, booking.currency)

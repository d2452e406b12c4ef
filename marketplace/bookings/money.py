"""What follows a booking in money: taken when the work is done, given back when it is not, tips whole to the fan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa

from marketplace.bookings import work
from marketplace.bookings.charges import charges_of
from marketplace.bookings.lifecycle import PAYMENT
from marketplace.bookings.models import Booking, Payment
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards import treasury
from marketplace.rewards.treasury import at_bank
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify

ENDED_WITHOUT_WORK = ("expired", "cancelled", "called_off")


class NotYet(RuntimeError):
    """The provider has not said what became of it; the job comes back."""


class BankDecides(NotYet):
    """The customer's bank wants the money itself: until it has decided, nothing can be given back."""


def payments_in(booking_ref: str, purpose: str, *states: str) -> list[str]:
    """Public ids of a booking's payments in these states; read by itself."""
    query = (
        sa.select(Payment.public_id)
        .join(Booking)
        .where(Booking.public_id == booking_ref, Payment.purpose == purpose, Payment.state.in_(states))
        .order_by(Payment.id)
    )
    return edge.read(lambda: list(db.session.scalars(query)))


def locked_payment(payment_ref: str) -> tuple[Booking, Payment]:
    """A payment with its booking, under the booking's lock."""
    query = sa.select(Booking.public_id).join(Payment).where(Payment.public_id == payment_ref)
    booking = work.locked(db.session.scalars(query).one())
    payment = next(p for p in booking.payments if p.public_id == payment_ref)
    db.session.refresh(payment)
    return booking, payment


def through_provider(plan: Callable[[], str | None], record: Callable[[treasury.Outcome], None]) -> None:
    """Intent, call, record: each in its place; a second run finds the first one's key and changes nothing."""
    key = edge.write(plan)
    if key is None:
        return
    outcome = treasury.perform(key)
    if outcome.state in ("unknown", "requires_action"):
        raise NotYet(key)
    edge.write(lambda: record(outcome))


def due_minor(booking: Booking, payment: Payment) -> int:
    """What is to be taken of an authorisation: a tip whole, the price less what was lost on the way."""
    if payment.purpose == "tip":
        return payment.amount_minor
    return min(payment.amount_minor, charges_of(booking).card_minor)


def capture(payment_ref: str, amount_minor: int | None, at: datetime) -> None:
    """Take what was set aside, or a part of it; the rest falls back to the customer by itself."""

    def plan() -> str | None:
        booking, payment = locked_payment(payment_ref)
        if payment.state != "authorised":
            return None
        return treasury.plan_capture(
            key=f"capture:{payment_ref}", payment_ref=payment_ref,
            business=booking.business, amount_minor=_wanted(booking, payment), currency=payment.currency,
            provider_ref=str(payment.provider_ref), at=at,
        )  # fmt: skip

    def _wanted(booking: Booking, payment: Payment) -> int:
        return due_minor(booking, payment) if amount_minor is None else amount_minor

    def record(outcome: treasury.Outcome) -> None:
        booking, payment = locked_payment(payment_ref)
        if payment.state != "authorised":
            return
        if outcome.state == "refused":
            move(PAYMENT, payment, "lapse", Actor.PROVIDER, at, reason={"code": str(outcome.refusal)})
            tell_staff(booking, payment, at)
            return
        move(PAYMENT, payment, "capture", Actor.PROVIDER, at)
        payment.captured_minor = _wanted(booking, payment)
        if payment.purpose == "tip":
            _divide_tip(booking, payment, at)
        else:
            treasury.record_captured(
                business=booking.business, booking_ref=booking.public_id, payment_ref=payment_ref,
                amount_minor=payment.captured_minor, currency=payment.currency, at=at,
                authorised_minor=payment.amount_minor,
            )  # fmt: skip

    through_provider(plan, record)


def tell_staff(booking: Booking, payment: Payment, at: datetime) -> None:
    """What the bank did not pay is the business's to ask for."""
    params = {"title": booking.title, "amount_minor": payment.amount_minor, "currency": payment.currency}
    path = f"/desk/{booking.business.slug}/bookings/{booking.public_id}"
    for person in staff_of(booking.business.public_id):
        notify(person, "bookings.money_lost", params, path, at)


def _divide_tip(booking: Booking, payment: Payment, at: datetime) -> None:
    fans = list(dict.fromkeys(a.fan.public_id for a in work.live_assignments(booking)))
    treasury.record_tip(
        business=booking.business, booking_ref=booking.public_id, payment_ref=payment.public_id,
        amount_minor=payment.captured_minor, currency=payment.currency, fan_refs=fans, at=at,
    )  # fmt: skip


def give_back(payment_ref: str, amount_minor: int, cause: str, at: datetime) -> None:
    """Give a part of captured money that is still held back to the card, once per cause.

    What the customer's bank gave them is theirs already. Raises BankDecides while it may still do so.
    """

    def plan() -> str | None:
        booking, payment = locked_payment(payment_ref)
        if payment.state != "captured":
            return None
        key, is_begun = treasury.refund_key(payment_ref, cause)
        if is_begun:
            return key  # whoever began may have died before it was written down here
        bank = at_bank.of_payment(booking.business.public_id, payment.provider_ref)
        left_minor = payment.captured_minor - treasury.refunded_minor(payment_ref) - bank.given_back_minor
        amount = min(amount_minor, left_minor)
        if amount <= 0:
            return None
        if bank.decides:
            raise BankDecides(payment_ref)
        return treasury.plan_refund(
            key=key, payment_ref=payment_ref, booking_ref=booking.public_id,
            business=booking.business, amount_minor=amount, currency=payment.currency,
            provider_ref=str(payment.provider_ref), at=at,
        )  # fmt: skip

    through_provider(plan, lambda outcome: note_given_back(payment_ref, outcome, at))


def note_given_back(payment_ref: str, outcome: treasury.Outcome, at: datetime) -> None:
    """Write down what has really gone back to a card."""
    booking, payment = locked_payment(payment_ref)
    if outcome.state == "refused":
        bank = at_bank.of_payment(booking.business.public_id, payment.provider_ref)
        is_news = outcome.refusal == "charge_disputed" and not bank.has_decided
        raise (BankDecides if is_news else NotYet)(f"{payment_ref}: {outcome.refusal}")
    if payment.state != "captured":
        return
    payment.refunded_minor = treasury.refunded_minor(payment_ref)
    if payment.refunded_minor == payment.captured_minor:
        move(PAYMENT, payment, "refund", Actor.PROVIDER, at)


def void(payment_ref: str, at: datetime) -> None:
    """Let go of money that was set aside and is not wanted."""

    def plan() -> str | None:
        booking, payment = locked_payment(payment_ref)
        if payment.provider_ref is None or payment.state in ("captured", "refunded", "refused"):
            return None
        return treasury.plan_void(
            key=f"void:{payment_ref}", payment_ref=payment_ref,
            business=booking.business, provider_ref=payment.provider_ref, at=at,
        )  # fmt: skip

    def record(outcome: treasury.Outcome) -> None:
        booking, payment = locked_payment(payment_ref)
        is_set_aside = treasury.is_authorised(payment_ref)
        if is_set_aside and not treasury.is_voided(payment_ref):
            raise NotYet(
                payment_ref
            )  # the customer confirmed at the last moment: it is let go with the next run
        if PAYMENT.allows(payment.state, "void", Actor.PROVIDER):
            move(PAYMENT, payment, "void", Actor.PROVIDER, at)
        if is_set_aside:
            treasury.record_voided(
                booking.business, booking.public_id, payment_ref, payment.amount_minor, payment.currency, at
            )

    through_provider(plan, record)

"""Paying: a card, perhaps the bank's second step, and a tip afterwards. Nothing is charged before it has taken place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.bookings import access, flow
from marketplace.bookings.forms import CardForm, TipForm
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.minor import to_minor
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.rewards import treasury

TEST_CARDS = (
    ("4242 4242 4242 4242", "works"),
    ("4000 0000 0000 0002", "declined"),
    ("4000 0025 0000 3155", "second_step"),
)


@public
@edge.keeps_own_transactions
def pay(public_id: str) -> ResponseReturnValue:
    """Pay a booking: the amount is set aside on the card and taken once it has taken place."""
    booking = access.my_booking(public_id)
    g.business = booking.business
    form = CardForm()
    if booking.state != "pending":
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    method = _method(form) if request.method == "POST" and form.validate() else None
    if method is None:
        page = render_template(
            "bookings/pay.html",
            booking=booking,
            form=form,
            cards=TEST_CARDS,
            is_sandbox=treasury.is_sandbox(booking.business),
        )
        return page, 422 if request.method == "POST" else 200
    db.session.rollback()
    state = flow.pay(public_id, method, clock.now())
    return _after(public_id, state, form)


def _method(form: Any) -> str | None:
    try:
        return treasury.token_of_card((form.number.data or "").replace(" ", ""))
    except ValueError:
        form.number.errors = [sentence("card_unknown")]
        return None


def _after(booking_ref: str, state: str, form: Any) -> ResponseReturnValue:
    booking = access.my_booking(booking_ref)
    g.business = booking.business
    payment = booking.payments[-1]
    if state == "asks_customer":
        return redirect(url_for("bookings.bank", public_id=payment.public_id), 303)
    if state == "refused":
        form.number.errors = [_("Your bank declined this card. Nothing was charged; try another card.")]
        page = render_template(
            "bookings/pay.html",
            booking=booking,
            form=form,
            cards=TEST_CARDS,
            is_sandbox=treasury.is_sandbox(booking.business),
        )
        return page, 422
    if state == "unknown":
        flash(_("Your bank has not answered yet. We ask again by ourselves; you need not pay twice."), "info")
    return redirect(url_for("bookings.booking", public_id=booking_ref), 303)


@public
@edge.keeps_own_transactions
def bank(public_id: str) -> ResponseReturnValue:
    """The bank's second step, as the sandbox plays it: the customer approves, or does not."""
    payment = access.my_payment(public_id)
    booking_ref, g.business = payment.booking.public_id, payment.booking.business
    if payment.state != "asks_customer":
        return redirect(url_for("bookings.booking", public_id=booking_ref), 303)
    if request.method == "GET":
        return render_template("bookings/bank.html", payment=payment, booking=payment.booking)
    succeeds = request.form.get("answer") == "approve"
    db.session.rollback()
    treasury.answer_second_step(f"authorise:{public_id}", succeeds=succeeds)
    state = flow.after_second_step(public_id, clock.now())
    if state == "authorised":
        flash(_("Your bank has agreed."), "success")
    else:
        flash(_("Your bank did not agree. Nothing was charged; try another card."), "warning")
    return redirect(url_for("bookings.booking", public_id=booking_ref), 303)


@public
@edge.keeps_own_transactions
def tip(public_id: str) -> ResponseReturnValue:
    """A tip after it has taken place: all of it reaches the guide."""
    booking = access.my_booking(public_id)
    g.business = booking.business
    form = TipForm()
    if booking.state != "completed":
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    method = _method(form) if request.method == "POST" and form.validate() else None
    if method is None:
        return render_template(
            "bookings/tip.html", booking=booking, form=form
        ), 422 if request.method == "POST" else 200
    amount_minor = to_minor(form.amount.data or Decimal(0), booking.currency)
    db.session.rollback()
    state = flow.pay(public_id, method, clock.now(), purpose="tip", amount_minor=amount_minor)
    if state == "authorised":
        flash(_("Thank you: every cent of it goes to your guide."), "success")
    return _after(public_id, state, form)

"""Paying: a card, perhaps the bank's second step, and a tip afterwards. Nothing is taken before it has taken place."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.bookings import access, flow, keeping, price_words, work
from marketplace.bookings.charges import charges_of
from marketplace.bookings.forms import CARDS, CardForm, TipForm
from marketplace.bookings.models import Booking
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.formats import format_money
from marketplace.core.minor import from_minor, to_minor
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.rewards import treasury
from marketplace.rewards.forms_codes import CodeForm
from marketplace.rewards.treasury import cancellation as treasury_cancellation
from marketplace.rewards.treasury import checkout as treasury_checkout

NO_CARD = ""  # credit and promotion have paid everything
TIP_HOURS = (25, 50, 100)  # of what an hour usually starts at, in hundredths, where there was no price
TIP_SHARES = (10, 15, 20)  # of the price in hundredths: amounts that are named as examples


@public
@edge.keeps_own_transactions
def pay(public_id: str) -> ResponseReturnValue:
    """Pay a booking: the amount is set aside on the card, or the card kept, and taken once it has taken place."""
    booking = access.my_booking(public_id)
    if booking.state != "pending" and not keeping.needs_card(booking):
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    form, is_post = CardForm(), request.method == "POST"
    if is_post and charges_of(booking).card_minor == 0:
        method: str | None = NO_CARD
    else:
        method = _method(form) if is_post and form.validate() else None
    if method is None:
        return pay_page(booking, form, 422 if is_post else 200)
    db.session.rollback()
    state = flow.pay(public_id, method, clock.now())
    if state == "refused":
        return pay_page(access.my_booking(public_id), _declined(form), 422)
    return _after(public_id, state)


def pay_page(
    booking: Booking, form: CardForm, status: int, *, code_form: CodeForm | None = None
) -> ResponseReturnValue:
    """The checkout: what it costs line by line, codes and credit, and the card."""
    g.business, at, business = booking.business, clock.now(), booking.business
    available_minor = (
        treasury_checkout.credit_available(business, booking.customer.public_id, booking.currency)
        if access.proves(booking.customer)
        else 0
    )
    page = render_template(
        "bookings/pay.html",
        booking=booking, form=form, card_hints=CARDS, is_sandbox=treasury.is_sandbox(booking.business),
        full_refund_until=treasury_cancellation.full_refund_until(
            booking.cancellation_policy, booking.booked_at, booking.starts_at
        ), at=at, prices=price_words.prices_of(booking), available_minor=available_minor,
        code_form=code_form or CodeForm(formdata=None), takes_codes=treasury_checkout.takes_codes(business),
        is_kept=keeping.is_kept(booking.starts_at, at), is_renewed=booking.state != "pending",
        sets_aside_at=keeping.sets_aside_at(booking.starts_at),
        least_card_minor=treasury_checkout.least_charge(booking.currency),
        waived_minor=treasury_checkout.waived_minor(booking.public_id, booking.discount_minor or 0),
    )  # fmt: skip
    return page, status


def _method(form: CardForm) -> str | None:
    try:
        return treasury.token_of_card(form.chosen())
    except ValueError:
        form.object_to(sentence("card_unknown"))
        return None


def _declined(form: CardForm) -> CardForm:
    form.object_to(_("Your bank declined this card. Nothing was charged; try another card."))
    return form


def _after(booking_ref: str, state: str) -> ResponseReturnValue:
    if state == "asks_customer":
        payment = access.my_booking(booking_ref).payments[-1]
        return redirect(url_for("bookings.bank", public_id=payment.public_id), 303)
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
    succeeds, is_tip = request.form.get("answer") == "approve", payment.purpose == "tip"
    db.session.rollback()
    treasury.answer_second_step(flow.key_of(public_id), succeeds=succeeds)
    state = flow.after_second_step(public_id, clock.now())
    if state in ("authorised", "kept"):
        flash(_("Your bank has agreed."), "success")
        return redirect(url_for("bookings.booking", public_id=booking_ref), 303)
    flash(_("Your bank did not agree. Nothing was charged; try another card."), "warning")
    return redirect(url_for("bookings.tip" if is_tip else "bookings.pay", public_id=booking_ref), 303)


@public
@edge.keeps_own_transactions
def tip(public_id: str) -> ResponseReturnValue:
    """A tip after it has taken place: all of it reaches whoever led."""
    booking = access.my_booking(public_id)
    if booking.state != "completed" or not work.live_assignments(booking):
        return redirect(url_for("bookings.booking", public_id=public_id), 303)
    form = TipForm(currency=booking.currency, amount=_not_agreed(booking))
    method = _method(form) if request.method == "POST" and form.validate() else None
    amount_minor = form.amount.amount_minor if method else 0
    least_minor = treasury_checkout.least_charge(booking.currency)
    if method and amount_minor < least_minor:
        least = format_money(least_minor, booking.currency)
        form.amount.errors = [_("No card is charged less than %(least)s.", least=least)]
        method = None
    if method is None:
        return _tip_page(booking, form, 422 if request.method == "POST" else 200)
    db.session.rollback()
    state = flow.pay(public_id, method, clock.now(), purpose="tip", amount_minor=amount_minor)
    if state == "refused":
        return _tip_page(access.my_booking(public_id), _declined(form), 422)
    if state == "authorised":
        flash(_("Thank you: every cent of it goes to those who led you."), "success")
    return _after(public_id, state)


def _not_agreed(booking: Booking) -> Decimal | None:
    """What was to be given when the bank did not agree just now: another card gives the same."""
    last = booking.payments[-1] if booking.payments else None
    if last is None or last.purpose != "tip" or last.state != "refused":
        return None
    return from_minor(last.amount_minor, last.currency)


def _tip_page(booking: Booking, form: TipForm, status: int) -> ResponseReturnValue:
    g.business = booking.business
    names = list(dict.fromkeys(a.fan.identity.name for a in work.live_assignments(booking)))
    page = render_template(
        "bookings/tip.html", booking=booking, form=form, card_hints=CARDS, names=names, amounts=_amounts(booking),
        is_sandbox=treasury.is_sandbox(booking.business),
    )  # fmt: skip
    return page, status


def _amounts(booking: Booking) -> list[int]:
    """Round amounts as examples, in minor units."""
    code, price_minor = booking.currency, booking.price_minor
    unit = to_minor(Decimal(1), code)
    least_minor = max(unit, treasury_checkout.least_charge(code))
    wanted = [max(least_minor, price_minor * share // 100 // unit * unit) for share in TIP_SHARES]
    usual = [treasury.part_of_an_hour(code, percent) for percent in TIP_HOURS]
    return list(dict.fromkeys(wanted if price_minor else usual))

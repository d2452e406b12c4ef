"""Before one pays: a code, credit, and out again; each is held for the booking at once, so that nothing is spent twice."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.bookings import access, service_checkout, views_pay
from marketplace.bookings.forms import CardForm
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import public
from marketplace.rewards.forms_codes import CodeForm


@public
def use_code(public_id: str) -> ResponseReturnValue:
    """Use a promotion or a discount code."""
    booking, form = access.my_booking(public_id), CodeForm()
    g.business = booking.business
    if not form.validate():
        return views_pay.pay_page(booking, CardForm(formdata=None), 422, code_form=form)
    try:
        service_checkout.use_code(public_id, form.code.data, clock.now())
    except MarketplaceError as refusal:
        status = show_refusal(form, refusal)
        return views_pay.pay_page(
            access.my_booking(public_id), CardForm(formdata=None), status, code_form=form
        )
    flash(_("Your code counts."), "success")
    return redirect(url_for("bookings.pay", public_id=public_id), 303)


@public
def use_credit(public_id: str) -> ResponseReturnValue:
    """Put one's credit in: only in person, for an address that anybody could type proves nothing."""
    booking = access.my_booking(public_id)
    if not access.proves(booking.customer):
        raise NotFound
    return _changed(public_id, lambda: service_checkout.use_credit(public_id, clock.now()))


@public
def take_credit_out(public_id: str) -> ResponseReturnValue:
    """Keep one's credit for another time."""
    access.my_booking(public_id)
    return _changed(public_id, lambda: service_checkout.take_out(public_id, "credit", clock.now()))


@public
def take_promotion_out(public_id: str) -> ResponseReturnValue:
    """Keep the promotion for another time."""
    access.my_booking(public_id)
    return _changed(public_id, lambda: service_checkout.take_out(public_id, "promotion", clock.now()))


def _changed(public_id: str, change: Callable[[], None]) -> ResponseReturnValue:
    try:
        change()
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    return redirect(url_for("bookings.pay", public_id=public_id), 303)

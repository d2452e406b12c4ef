"""Vouchers at the counter: scanned or typed, looked at, used once."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.formats import format_money
from marketplace.core.minor import from_minor
from marketplace.core.permissions import Permission
from marketplace.core.words import sentence
from marketplace.kinds import service_vouchers
from marketplace.kinds.forms import VoucherForm
from marketplace.kinds.models import Voucher
from marketplace.trust.reader import me


@staff(Permission.BOOKINGS_EDIT)
def vouchers(business_slug: str) -> ResponseReturnValue:
    """Look a voucher up by its code, as the scanned address brings it."""
    code = request.args.get("code", "").strip()
    voucher, wrong = _find(code) if code else (None, None)
    form = VoucherForm(formdata=None, currency=g.business.currency, code=code)
    if voucher is not None:
        form.amount.data = from_minor(voucher.cap_minor, voucher.currency)
    return _page(form, voucher, wrong, 404 if wrong else 200)


@staff(Permission.BOOKINGS_EDIT)
def redeem(business_slug: str) -> ResponseReturnValue:
    """Use a voucher, once."""
    form = VoucherForm(currency=g.business.currency)
    if not form.validate():
        return _page(form, _find(form.code.data or "")[0], None, 422)
    person = me()
    try:
        used = service_vouchers.redeem(
            g.business, form.code.data or "", form.amount.amount_minor, person, clock.now()
        )
    except MarketplaceError as refusal:
        status = show_refusal(form, refusal)
        return _page(form, _find(form.code.data or "")[0], None, status)
    flash(
        _(
            "Used: %(amount)s. It cannot be used again.",
            amount=format_money(used.redeemed_minor or 0, used.currency),
        ),
        "success",
    )
    return redirect(url_for("kinds.vouchers", business_slug=business_slug), 303)


def _find(code: str) -> tuple[Voucher | None, str | None]:
    try:
        return service_vouchers.find(g.business, code), None
    except NotFound as missing:
        return None, sentence(missing.code, missing.params)


def _page(form: VoucherForm, voucher: Voucher | None, wrong: str | None, status: int) -> ResponseReturnValue:
    values: dict[str, Any] = {"latest": service_vouchers.latest_of(g.business), "at": clock.now()}
    return render_template("kinds/vouchers.html", form=form, voucher=voucher, wrong=wrong, **values), status

"""Vouchers at the counter: scanned once, even when two scan at the same instant."""

from __future__ import annotations

from decimal import Decimal

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.formats import format_money
from marketplace.core.minor import to_minor
from marketplace.core.permissions import Permission
from marketplace.core.words import sentence
from marketplace.kinds import service_vouchers
from marketplace.kinds.forms import VoucherForm
from marketplace.trust.reader import me


@staff(Permission.BOOKINGS_EDIT)
def redeem(business_slug: str) -> ResponseReturnValue:
    """Use a voucher for what it cost, at most its cap."""
    form = VoucherForm()
    if request.method == "GET" or not form.validate():
        return render_template("kinds/redeem.html", form=form), 200 if request.method == "GET" else 422
    amount_minor = to_minor(form.amount.data or Decimal(0), g.business.currency)
    try:
        voucher = service_vouchers.redeem(g.business, form.code.data or "", amount_minor, me(), clock.now())
    except MarketplaceError as refusal:
        named = form.amount if refusal.field == "amount" else form.code
        named.errors = [sentence(refusal.code, refusal.params)]
        return render_template("kinds/redeem.html", form=form), 422
    flash(
        _("Used: %(amount)s.", amount=format_money(voucher.redeemed_minor or 0, voucher.currency)), "success"
    )
    return redirect(url_for("kinds.redeem", business_slug=business_slug), 303)

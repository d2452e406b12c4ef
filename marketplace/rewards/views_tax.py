"""Tax on receipts: the business's own rates by day and kind, and who it is to the tax office."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.formats import format_date
from marketplace.core.kinds import registry
from marketplace.core.permissions import Permission
from marketplace.rewards import service_tax
from marketplace.rewards.forms_tax import TaxDetailsForm, TaxRateForm
from marketplace.rewards.treasury import tax as treasury_tax
from marketplace.trust.reader import me, writing
from marketplace.trust.service_audit import log_action

blueprint = Blueprint("tax", __name__)
_desk = "/desk/<business_slug>/tax"


@staff(Permission.MONEY_VIEW)
def tax(business_slug: str) -> ResponseReturnValue:
    """Rates, and what stands on receipts."""
    return _page(_details_form(), TaxRateForm(formdata=None), 200)


@staff(Permission.MONEY_MOVE)
def write_details(business_slug: str) -> ResponseReturnValue:
    """Say what stands on receipts."""
    form = TaxDetailsForm()
    if not form.validate():
        return _page(form, TaxRateForm(formdata=None), 422)
    service_tax.write_details(
        g.business, legal_name=form.legal_name.data, address=form.address.data, tax_number=form.tax_number.data,
        is_inclusive=form.holds.data == "inclusive", rounding=form.rounding.data,
    )  # fmt: skip
    return _done("tax.details", g.business.public_id, clock.now())


@staff(Permission.MONEY_MOVE)
def add_rate(business_slug: str) -> ResponseReturnValue:
    """Enter a rate from a day on."""
    form = TaxRateForm()
    if not form.validate():
        return _page(_details_form(), form, 422)
    try:
        made = service_tax.add_rate(
            g.business, name=form.name.data, rate_ppm=form.rate_ppm(), kind=form.kind.data, starts_on=form.starts_on.data
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _page(_details_form(), form, show_refusal(form, refusal))
    from_then = made.starts_on > clock.now().astimezone(ZoneInfo(g.business.timezone)).date()
    day = format_date(made.starts_on)
    words = _("Saved. It holds for what is booked from %(day)s on.", day=day) if from_then else None
    return _done("tax.rate", made.public_id, clock.now(), words)


@staff(Permission.MONEY_MOVE)
def remove_rate(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Take away a rate that has not begun."""
    try:
        service_tax.remove_rate(g.business, public_id, clock.now())
    except NotFound:
        raise
    except MarketplaceError as refusal:
        flash_refusal(refusal)
        return redirect(url_for("tax.tax", business_slug=business_slug), 303)
    return _done("tax.remove", public_id, clock.now())


def _done(action: str, subject: str, at: datetime, words: str | None = None) -> ResponseReturnValue:
    log_action(g.business.public_id, me().public_id, action, subject, {}, at)
    flash(words or _("Saved. It holds for what is booked from now on."), "success")
    return redirect(url_for("tax.tax", business_slug=g.business.slug), 303)


def _details_form() -> TaxDetailsForm:
    details = treasury_tax.details_of(g.business)
    if details is None:
        return TaxDetailsForm(formdata=None)
    holds = "inclusive" if details.is_inclusive else "exclusive"
    return TaxDetailsForm(formdata=None, obj=details, holds=holds)


def _page(details: TaxDetailsForm, rate: TaxRateForm, status: int) -> ResponseReturnValue:
    today = clock.now().astimezone(ZoneInfo(g.business.timezone)).date()
    rates = treasury_tax.rates_of(g.business)
    page = render_template(
        "rewards/tax.html", details=details, form=rate, rates=rates, today=today, registry=registry
    )
    return page, status


blueprint.add_url_rule(_desk, "tax", tax, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/details", "write_details", writing(write_details), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/rates", "add_rate", writing(add_rate), methods=["POST"])
blueprint.add_url_rule(
    f"{_desk}/rates/<public_id>/removal", "remove_rate", writing(remove_rate), methods=["POST"]
)

"""The desk's page of a warning of fraud: the figures first, then refunded whole or left for a reason."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import jobs_disputes, service_warnings
from marketplace.bookings.forms_disputes import LeaveWarningForm, RefundWarnedForm
from marketplace.bookings.views_desk import title_of, titled
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import Refused
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import warnings as treasury_warnings
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action


@staff(Permission.MONEY_VIEW)
def warning(business_slug: str, object_id: str) -> ResponseReturnValue:
    """What the bank fears, what a refund costs and spares, and what can be done."""
    found, at = treasury_warnings.warning_of(g.business, object_id), clock.now()
    booking = service_warnings.booking_of(found)
    can = service_warnings.refundable(found, booking, at)
    return render_template(
        "bookings/warning.html", warning=found, booking=booking, can_refund=can, titled=titled(booking) if booking else found.subject_ref,
        title=title_of(booking) if booking else found.subject_ref, stakes=treasury_warnings.stakes_of(g.business, found, can.card_minor or found.amount.amount_minor, at),
        form=LeaveWarningForm(), fraud_code=service_warnings.fraud_code,
    ), 200  # fmt: skip


@staff(Permission.MONEY_MOVE)
def refund_warned(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Give the whole payment back before the bank asks for it."""
    form, at = RefundWarnedForm(), clock.now()
    found = treasury_warnings.warning_of(g.business, object_id)
    seen = form.seen.data if form.validate_on_submit() and form.seen.data is not None else -1
    try:
        service_warnings.refund(g.business, object_id, seen, me(), at)
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        _log("refund_warned", found.subject_ref)
        jobs_disputes.stage_look(g.business.public_id, at, f"warned-{object_id}")
        flash(
            _("It goes back to the customer now. No dispute can follow from what is given back."), "success"
        )
    return _back(object_id)


@staff(Permission.MONEY_MOVE)
def leave_warning(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Leave it as it is, with a reason."""
    form = LeaveWarningForm()
    found = treasury_warnings.warning_of(g.business, object_id)
    try:
        if not form.validate_on_submit():
            raise Refused("warning_reason_missing")
        person = me()
        service_warnings.leave(g.business, object_id, form.reason.data, person, clock.now())
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        _log("leave_warning", found.subject_ref)
        flash(_("Left as it is. If the bank asks the money back, you are told and can answer."), "success")
    return _back(object_id)


def _log(action: str, subject: str) -> None:
    log_action(g.business.public_id, current_user.public_id, f"money.{action}", subject, {}, clock.now())


def _back(object_id: str) -> ResponseReturnValue:
    return redirect(url_for("bookings.warning", business_slug=g.business.slug, object_id=object_id), 303)

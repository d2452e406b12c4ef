"""The desk's page of pay whose price went back: what it would do to take it back, then taken or borne, as shown."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.bookings import queries, service_disputes, service_recovery
from marketplace.bookings.forms_disputes import RecoveryForm
from marketplace.bookings.models import Booking
from marketplace.bookings.views_desk import title_of, titled
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import NotFound, Refused
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import recovery as treasury_recovery
from marketplace.rewards.treasury.recovery import Cause
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action


@staff(Permission.MONEY_MOVE)
def recover_refunded(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Pay for work of which money was given back by hand."""
    booking = queries.booking_at(g.business, public_id)
    back = url_for("bookings.desk_booking", business_slug=business_slug, public_id=public_id)
    return _page(booking, service_recovery.cause_of_refund(booking), back)


@staff(Permission.MONEY_MOVE)
def recover_disputed(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Pay for work whose payment the bank gave back."""
    found = treasury_disputes.dispute_of(g.business, object_id)
    booking = service_disputes.booking_of(found)
    if booking is None:
        raise NotFound
    back = url_for("bookings.dispute", business_slug=business_slug, object_id=object_id)
    return _page(booking, service_recovery.cause_of_dispute(found), back)


def _page(booking: Booking, cause: Cause | None, back: str) -> ResponseReturnValue:
    form, at = RecoveryForm(), clock.now()
    if cause is not None and form.validate_on_submit():
        person, choice = me(), form.choice.data
        try:
            service_recovery.decide(cause, booking, choice, form.seen.data or "", person, at)
        except Refused as refusal:
            flash_refusal(refusal)
            return redirect(request.path, 303)
        log_action(
            g.business.public_id, person.public_id, f"money.recovery_{choice}", booking.public_id, {}, at
        )
        done = _("Taken back. They are told why, and what happens next.") if choice == "taken" else _("You bear it. Nobody's pay is touched.")  # fmt: skip
        flash(done, "success")
        return redirect(back, 303)
    found = treasury_recovery.foresee(cause, at) if cause is not None else None
    names = service_disputes.people([part.fan_ref for part in found.parts]) if found is not None else {}
    return render_template(
        "bookings/recovery.html", booking=booking, title=title_of(booking), titled=titled(booking), back=back, form=form,
        cause=cause, found=found, names=names, seen=cause.digest(found) if cause and found else "",
        had=service_recovery.had_by(cause, booking) if cause else [], decided=treasury_recovery.decided(cause) if cause else None,
        earlier=treasury_recovery.decisions_on(g.business, booking.public_id),
    ), 422 if form.is_submitted() else 200  # fmt: skip

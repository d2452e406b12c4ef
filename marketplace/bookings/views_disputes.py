"""The desk's refunds and disputes: what customers' banks want back, what is kept back meanwhile, and what was given back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import (
    evidence_reasons,
    giving_back,
    jobs_disputes,
    queries,
    service_disputes,
    service_evidence,
    service_recovery,
    service_warnings,
)
from marketplace.bookings.forms_disputes import (
    BEARERS,
    FIELDS,
    SLOTS,
    BearForm,
    EvidenceForm,
    FileForm,
    RefundForm,
)
from marketplace.bookings.held_evidence import held_for
from marketplace.bookings.models import Booking
from marketplace.bookings.views_desk import title_of, titled
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import Refused
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import evidence
from marketplace.rewards.treasury import giving_back as treasury_giving_back
from marketplace.rewards.treasury import warnings as treasury_warnings
from marketplace.rewards.treasury.disputes import Dispute
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action


@staff(Permission.MONEY_VIEW)
def disputes(business_slug: str) -> ResponseReturnValue:
    """Everything that was disputed or given back, what waits for an answer first."""
    found = treasury_disputes.disputes_of(g.business)
    about = {one.object_id: service_disputes.booking_of(one) for one in found}
    return render_template(
        "bookings/disputes.html", waiting=[d for d in found if d.is_open], past=[d for d in found if not d.is_open],
        about=about, titled=titled, refunds=queries.refunds_at(g.business), fraud_code=service_warnings.fraud_code, warned=[(one, service_warnings.booking_of(one)) for one in treasury_warnings.warnings_of(g.business)],
    )  # fmt: skip


@staff(Permission.MONEY_VIEW)
def dispute(business_slug: str, object_id: str) -> ResponseReturnValue:
    """One dispute: what it is about, what is kept back, and what can be answered until when."""
    return show(found := treasury_disputes.dispute_of(g.business, object_id), answer_form(found))


@staff(Permission.MONEY_MOVE)
def answer_dispute(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Send evidence to the customer's bank."""
    found = treasury_disputes.dispute_of(g.business, object_id)
    form = answer_form(found)
    if not form.validate_on_submit():
        return show(found, form), 422
    return _answer(found, "evidence", form.text.data or "", _("Your answer goes to the customer's bank now."))


@staff(Permission.MONEY_MOVE)
def accept_dispute(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Let the customer have the money."""
    return _answer(
        treasury_disputes.dispute_of(g.business, object_id),
        "accept",
        "",
        _("Accepted. The customer keeps the money."),
    )


@staff(Permission.MONEY_MOVE)
def bear_dispute(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Say who bears the loss, if it comes to that."""
    found, form = treasury_disputes.dispute_of(g.business, object_id), BearForm()
    if form.validate_on_submit():
        treasury_disputes.let_bear(g.business, found.object_id, form.bearer.data)
        detail = {"bearer": form.bearer.data}
        log_action(
            g.business.public_id,
            current_user.public_id,
            "money.bear_dispute",
            found.subject_ref,
            detail,
            clock.now(),
        )
        flash(_("Saved."), "success")
    return redirect(_page(found), 303)


@staff(Permission.MONEY_MOVE)
def refund_by_hand(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Give a part of a price back: shown first, then done exactly so."""
    booking = queries.booking_at(g.business, public_id)
    form = _refund_form(booking.currency)
    left, status = giving_back.left_minor(booking), 200
    divided, sources = None, None
    if "amount" in request.values or request.method == "POST":
        form.most(left, booking.currency)
        if form.validate():
            amount = form.amount.amount_minor
            if request.method == "POST" and _give(booking, amount, form):
                return redirect(
                    url_for("bookings.desk_booking", business_slug=business_slug, public_id=public_id), 303
                )
            try:
                divided = giving_back.divide(booking, amount)
                sources = treasury_giving_back.sources_of(g.business, public_id, amount, booking.currency)
            except Refused as refusal:
                status = show_refusal(form, refusal)
        else:
            status = 422
    page = render_template(
        "bookings/refund.html", booking=booking, title=title_of(booking), titled=titled(booking), form=form, left=left, divided=divided,
        sources=sources, given=[(datetime.fromisoformat(one["at"]), one) for one in booking.detail.get(giving_back.BY_HAND, ())],
        is_settled=treasury_giving_back.is_settled(g.business, public_id),
    )  # fmt: skip
    return page, status


def _refund_form(currency: str) -> RefundForm:
    """As it was sent; what is only looked at beforehand stands in the address and carries no token."""
    meta = {} if request.method == "POST" else {"csrf": False}
    return RefundForm(request.values, currency=currency, meta=meta)


def _give(booking: Booking, amount: int, form: RefundForm) -> bool:
    at = clock.now()
    try:
        service_disputes.refund(
            booking, amount, form.reason.data, form.note.data or "", me(), at,
            seen=int(form.seen.data or -1) if (form.seen.data or "").isdecimal() else -1,
        )  # fmt: skip
    except Refused as refusal:
        flash_refusal(refusal)
        return False
    detail: dict[str, Any] = {
        "amount_minor": amount,
        "currency": booking.currency,
        "reason": form.reason.data,
    }
    log_action(
        g.business.public_id, current_user.public_id, "money.refund_by_hand", booking.public_id, detail, at
    )
    flash(_("It is on its way back to the customer."), "success")
    return True


def _answer(found: Dispute, kind: Any, text: str, done: str) -> ResponseReturnValue:
    at = clock.now()
    try:
        treasury_disputes.answer(g.business, found.object_id, kind, text, at)
    except Refused as refusal:
        flash_refusal(refusal)
    else:
        log_action(
            g.business.public_id, current_user.public_id, f"money.dispute_{kind}", found.subject_ref, {}, at
        )
        jobs_disputes.stage_look(g.business.public_id, at, f"answered-{found.object_id}")
        flash(done, "success")
    return redirect(_page(found), 303)


def answer_form(found: Dispute, **kwargs: Any) -> EvidenceForm:
    """The answer; where no paper goes along, that is to be meant."""
    papers = evidence.files_of(g.business, found.object_id) or evidence.fields_of(g.business, found.object_id)
    return EvidenceForm(has_papers=bool(papers), **kwargs)


def show(found: Dispute, form: EvidenceForm, *, files_form: FileForm | None = None) -> str:
    """The page of a dispute: what is gathered, what can be added, and the answer."""
    booking, at = service_disputes.booking_of(found), clock.now()
    gathered = service_evidence.gathered(booking) if booking is not None else None
    if gathered is not None and (not form.is_submitted() or files_form is not None):
        form.text.data = gathered.as_text(title_of(gathered.booking))
    return render_template(
        "bookings/dispute.html", dispute=found, booking=booking, title=title_of(booking) if booking else found.subject_ref,
        titled=titled(booking) if booking else found.subject_ref,
        answer=treasury_disputes.answer_of(g.business, found.object_id), touched=service_disputes.touched(found, at),
        form=form, bear=BearForm(bearer=treasury_disputes.bearer_of(found)),
        borne=treasury_disputes.if_lost(found, service_disputes.paid_by(found.business_ref, found.payment_id), at) if found.is_open and not found.is_inquiry else [],
        bearers=BEARERS, pay_stands=service_recovery.stands(service_recovery.cause_of_dispute(found), at),
        can_answer=found.is_open and (found.due_at is None or found.due_at > at),
        answer_fee=treasury_disputes.answer_fee(found, at), gathered=gathered, held=held_for(booking) if booking is not None else None,
        helps=evidence_reasons.helps, why=evidence_reasons.why, facts=evidence.fields_of(g.business, found.object_id), fields=FIELDS,
        files=evidence.files_of(g.business, found.object_id), slots=SLOTS, files_form=files_form or FileForm(formdata=None),
    )  # fmt: skip


def _page(found: Dispute) -> str:
    return url_for("bookings.dispute", business_slug=g.business.slug, object_id=found.object_id)

"""The desk's files and facts for a customer's bank: added, put together from what is held, taken out until the answer is sent."""

from __future__ import annotations

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import evidence_papers, service_disputes, views_disputes
from marketplace.bookings.forms_disputes import FIELDS, FileForm, HeldForm, RemoveFileForm
from marketplace.bookings.held_evidence import PHOTOS_MAX, held_for
from marketplace.bookings.models import Booking
from marketplace.bookings.views_desk import title_of
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound, Refused
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import evidence, papers
from marketplace.rewards.treasury.disputes import Dispute
from marketplace.trust import uploads
from marketplace.trust.service_audit import log_action


@staff(Permission.MONEY_MOVE)
def add_evidence(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Put a photo or a PDF beside the answer."""
    form, status = FileForm(), 422
    found = treasury_disputes.dispute_of(g.business, object_id)
    if form.validate_on_submit():
        try:
            prepared = uploads.prepare_for_others(form.upload.data.stream, field="upload")
            found = treasury_disputes.dispute_of(g.business, object_id)  # preparing has let the database go
            evidence.add(g.business, object_id, form.slot.data, prepared, clock.now())
        except Refused as refusal:
            flash_refusal(refusal)
            return _back(object_id)
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            _log("evidence_added", found)
            flash(_("Added. It goes to the bank with your answer, not before."), "success")
            return _back(object_id)
    return views_disputes.show(
        found, views_disputes.answer_form(found, formdata=None), files_form=form
    ), status


@staff(Permission.MONEY_MOVE)
def add_held(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Put what was ticked of that which is held into the provider's files and fields."""
    form, found = HeldForm(), treasury_disputes.dispute_of(g.business, object_id)
    booking = service_disputes.booking_of(found)
    if booking is None:
        raise NotFound
    if not form.validate_on_submit():
        flash(_("Tick what goes along."), "error")
        return _back(object_id, "held")
    try:
        loses_letters = _put(object_id, booking, set(form.held.data))
    except Refused as refusal:
        flash_refusal(refusal)
        return _back(object_id, "held")
    _log("evidence_put", treasury_disputes.dispute_of(g.business, object_id))
    flash(_("Put together. Look it through: it goes to the bank with your answer, not before."), "success")
    if loses_letters:
        flash(
            _(
                "Some letters cannot be printed: a question mark stands for each in the files. Write such names in Latin letters in your answer."
            ),
            "warning",
        )
    return _back(object_id)


def _put(object_id: str, booking: Booking, choices: set[str]) -> bool:
    """Print it and keep it beside the answer; True if print lacks some of its letters."""
    held = held_for(booking)
    if not choices <= set(held.choices):
        raise Refused("held_changed")
    picked = evidence_papers.picked(held, choices, title_of(booking))
    if len(picked.pictures) > PHOTOS_MAX:
        raise Refused("held_photos", most=PHOTOS_MAX)
    room = evidence.room_beside(g.business, object_id, picked.papers)
    uploads.release()  # printing takes long
    made = papers.print_papers(picked.papers, picked.pictures, evidence_papers.PICTURED, room)
    evidence.put(g.business, object_id, made, picked.fields, clock.now())
    return any(paper.loses_letters for paper in picked.papers.values())


@staff(Permission.MONEY_MOVE)
def remove_evidence(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Take a file or a fact out again."""
    form, found = RemoveFileForm(), treasury_disputes.dispute_of(g.business, object_id)
    if form.validate_on_submit():
        try:
            slot, at = form.slot.data or "", clock.now()
            take = evidence.take_field if slot in FIELDS else evidence.remove
            take(g.business, object_id, slot, at)
        except MarketplaceError as refusal:
            flash_refusal(refusal)
        else:
            _log("evidence_removed", found)
            flash(_("Taken out."), "info")
    return _back(object_id)


def _log(action: str, found: Dispute) -> None:
    log_action(
        g.business.public_id, current_user.public_id, f"money.{action}", found.subject_ref, {}, clock.now()
    )


def _back(object_id: str, part: str = "files") -> ResponseReturnValue:
    address = url_for("bookings.dispute", business_slug=g.business.slug, object_id=object_id)
    return redirect(f"{address}#{part}", 303)

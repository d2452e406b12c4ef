"""The desk's files for a customer's bank: added and taken out until the answer is sent."""

from __future__ import annotations

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.bookings import views_disputes
from marketplace.bookings.forms_disputes import EvidenceForm, FileForm, RemoveFileForm
from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound, Refused
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import evidence
from marketplace.rewards.treasury.disputes import Dispute
from marketplace.trust import uploads
from marketplace.trust.service_audit import log_action


@staff(Permission.MONEY_MOVE)
def add_evidence(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Put a photo or a PDF beside the answer."""
    form, status = FileForm(), 422
    found = _found(object_id)
    if form.validate_on_submit():
        try:
            prepared = uploads.prepare_for_others(form.upload.data.stream, field="upload")
            found = _found(object_id)  # preparing has let the database go
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
    return views_disputes.show(found, EvidenceForm(formdata=None), files_form=form), status


@staff(Permission.MONEY_MOVE)
def remove_evidence(business_slug: str, object_id: str) -> ResponseReturnValue:
    """Take a file out again."""
    form, found = RemoveFileForm(), _found(object_id)
    if form.validate_on_submit():
        try:
            evidence.remove(g.business, object_id, form.slot.data or "", clock.now())
        except MarketplaceError as refusal:
            flash_refusal(refusal)
        else:
            _log("evidence_removed", found)
            flash(_("Taken out."), "info")
    return _back(object_id)


def _found(object_id: str) -> Dispute:
    found = treasury_disputes.dispute_of(g.business, object_id)
    if found is None:
        raise NotFound
    return found


def _log(action: str, found: Dispute) -> None:
    log_action(
        g.business.public_id, current_user.public_id, f"money.{action}", found.subject_ref, {}, clock.now()
    )


def _back(object_id: str) -> ResponseReturnValue:
    address = url_for("bookings.dispute", business_slug=g.business.slug, object_id=object_id)
    return redirect(f"{address}#files", 303)

"""A fan's stops: handed over with a proof, not handed over with a reason, brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.formats import format_when
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import signed_in
from marketplace.core.words import sentence
from marketplace.gigs import queries, service_work
from marketplace.gigs.models import Assignment
from marketplace.kinds import service_stops
from marketplace.kinds.forms import StopForm, UnableForm
from marketplace.kinds.models import Parcel
from marketplace.superfans.queries import fan_of
from marketplace.trust import uploads
from marketplace.trust.models import Upload
from marketplace.trust.reader import me


@signed_in
def deliver_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """Prove that a parcel was handed over: by the recipient's code, a photo, a signature, or the place."""
    form = StopForm()
    assignment, parcel = service_stops.stop_of(me(), public_id, parcel_id)  # before a picture is worked on
    try:
        _check(form)
        if service_work.known_proof(assignment, form.nonce.data or "") is not None:
            return _done(public_id, parcel, _("Handed over."))
        means = _means(form)
        prepared = _picture(form, means)
        assignment, parcel = service_stops.stop_of(me(), public_id, parcel_id)
        at = clock.now()
        service_stops.deliver(
            assignment, parcel, nonce=form.nonce.data or "", means=means, at=at, code=form.code.data or "",
            upload=_keep(prepared, assignment, at), happened_at=_happened(form.happened_at.data), lat=form.lat.data,
            lon=form.lon.data, accuracy_m=form.accuracy_m.data or 0,
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _refused(public_id, parcel_id, refusal)
    return _done(public_id, parcel, _("Noted: you have it.") if parcel.is_return else _("Handed over."))


@signed_in
def unable_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """Say why a parcel could not be handed over."""
    form = UnableForm()
    assignment, parcel = service_stops.stop_of(me(), public_id, parcel_id)
    try:
        _check(form)
        service_stops.report_unable(
            assignment, parcel, nonce=form.nonce.data or "", reason=form.reason.data or "", note=form.note.data or "",
            at=clock.now(), happened_at=_happened(form.happened_at.data),
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _refused(public_id, parcel_id, refusal)
    said = _("Noted. They are told.") if parcel.is_return else _("Noted. Bring it back: the way is paid.")
    return _done(public_id, parcel, said)


@signed_in
def return_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """The parcel is at the pick-up point again."""
    assignment, parcel = service_stops.stop_of(me(), public_id, parcel_id)
    try:
        service_stops.bring_back(parcel, Actor.FAN, assignment.fan.public_id, clock.now())
    except MarketplaceError as refusal:
        return _refused(public_id, parcel_id, refusal)
    said = (
        _("Thank you: it is noted as brought in.")
        if parcel.is_return
        else _("Thank you: it is noted as brought back.")
    )
    return _done(public_id, parcel, said)


@signed_in
def choose_return(public_id: str) -> ResponseReturnValue:
    """Bring back now, or by tomorrow morning."""
    assignment = queries.assignment_for(public_id, fan_of(me()))
    due_at = service_stops.choose_return(assignment, request.form.get("choice", ""), clock.now())
    flash(_("Noted: back by %(when)s.", when=format_when(due_at, assignment.gig.timezone)), "success")
    return redirect(url_for("gigs.assignment", public_id=public_id), 303)


def _check(form: FlaskForm) -> None:
    if not form.validate():
        raise Invalid("stop_entry", field=next(iter(form.errors), None))


def _means(form: StopForm) -> str:
    """The strongest proof that came along."""
    if _has_file(form.photo):
        return "photo"
    if _has_file(form.signature):
        return "signature"
    if form.code.data:
        return "code"
    if form.lat.data is not None and form.lon.data is not None:
        return "place"
    raise Invalid("proof_missing_here", field="code")


def _has_file(field: Any) -> bool:
    return bool(field.data) and bool(getattr(field.data, "filename", ""))


def _picture(form: StopForm, means: str) -> uploads.PreparedImage | None:
    if means not in ("photo", "signature"):
        return None
    return uploads.prepare_image(form[means].data.stream)


def _keep(prepared: uploads.PreparedImage | None, assignment: Assignment, at: datetime) -> Upload | None:
    if prepared is None:
        return None
    ref = assignment.gig.business.public_id
    return uploads.store(prepared, owner=me(), purpose="proof", is_private=True, business_ref=ref, at=at)


def _happened(said: str | None) -> datetime | None:
    """When it was done by the phone's clock, for a proof that waited for a connection."""
    try:
        instant = datetime.fromisoformat((said or "").replace("Z", "+00:00"))
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _refused(public_id: str, parcel_id: str, refusal: MarketplaceError) -> ResponseReturnValue:
    """Nothing is kept: said beside the stop where script sends it, else on top of the page."""
    if _wants_json():
        said = sentence(refusal.code, refusal.params)
        return jsonify(code=refusal.code, message=said, field=refusal.field), refusal.status
    flash_refusal(refusal, "error")
    return redirect(url_for("gigs.assignment", public_id=public_id, _anchor=parcel_id), 303)


def _done(public_id: str, parcel: Parcel, said: str) -> ResponseReturnValue:
    if _wants_json():
        return jsonify(state=parcel.state, message=said)
    flash(said, "success")
    return redirect(url_for("gigs.assignment", public_id=public_id, _anchor=parcel.public_id), 303)

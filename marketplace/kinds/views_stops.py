"""A fan's stops: handed over with a proof, not handed over with a reason, brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock, edge
from marketplace.core.errors import MarketplaceError
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import signed_in
from marketplace.core.words import sentence
from marketplace.gigs.models import Assignment
from marketplace.kinds import service_stops
from marketplace.kinds.models import Parcel
from marketplace.trust import uploads
from marketplace.trust.reader import me


@signed_in
def deliver_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """Prove that a parcel was handed over, by the recipient's code or by a photo."""
    photo = request.files.get("photo")
    has_photo = photo is not None and bool(photo.filename)
    _mine(public_id, parcel_id)  # before the picture is worked on
    edge.release()
    prepared = uploads.prepare_image(photo.stream) if has_photo and photo is not None else None
    assignment, parcel = _mine(public_id, parcel_id)
    at = clock.now()
    upload = None
    if prepared is not None:
        ref = assignment.gig.business.public_id
        upload = uploads.store(
            prepared, owner=me(), purpose="proof", is_private=True, business_ref=ref, at=at
        )
    try:
        service_stops.deliver(
            assignment, parcel, nonce=_nonce(parcel), means="photo" if upload else "code",
            code=request.form.get("code", ""), upload=upload, at=at, happened_at=_happened(at),
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _back(public_id, parcel, refusal)
    return _back(public_id, parcel)


@signed_in
def unable_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """Say why a parcel could not be handed over."""
    assignment, parcel = _mine(public_id, parcel_id)
    at = clock.now()
    try:
        service_stops.report_unable(
            assignment, parcel, nonce=_nonce(parcel), reason=request.form.get("reason", ""),
            note=request.form.get("note", ""), at=at, happened_at=_happened(at),
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _back(public_id, parcel, refusal)
    return _back(public_id, parcel)


@signed_in
def return_stop(public_id: str, parcel_id: str) -> ResponseReturnValue:
    """The parcel is at the pick-up point again."""
    assignment, parcel = _mine(public_id, parcel_id)
    service_stops.bring_back(parcel, Actor.FAN, assignment.fan.public_id, clock.now())
    flash(_("Thank you: it is noted as brought back."), "success")
    return _back(public_id, parcel)


def _mine(public_id: str, parcel_id: str) -> tuple[Assignment, Parcel]:
    """A stop of one's own round; anything else is not found."""
    return service_stops.stop_of(me(), public_id, parcel_id)


def _nonce(parcel: Parcel) -> str:
    return (request.form.get("nonce") or parcel.public_id)[:48]


def _happened(at: datetime) -> datetime:
    """When it was done, for a proof that waited for a connection; never in the future."""
    try:
        told = datetime.fromisoformat(request.form.get("happened_at", "").replace("Z", "+00:00"))
    except ValueError:
        return at
    return min(at, told.astimezone(UTC) if told.tzinfo else at)


def _back(public_id: str, parcel: Parcel, refusal: Any = None) -> ResponseReturnValue:
    if refusal is not None:
        flash(sentence(refusal.code, refusal.params), "error")
    return redirect(
        url_for("gigs.assignment", public_id=public_id, _anchor=f"stop-{parcel.stop_number}"), 303
    )

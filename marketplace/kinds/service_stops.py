"""Stops: proven one by one, reported when they cannot be, brought back at once or by the next morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.distance import great_circle_m
from marketplace.geo.spots import Spot
from marketplace.gigs import service_work
from marketplace.gigs.models import Assignment, Gig, Proof
from marketplace.identity.models import Identity
from marketplace.kinds.delivery import UNABLE_REASONS, morning_after, parcels_of
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Upload
from marketplace.trust.people import staff_of
from marketplace.trust.service_notices import notify

ACCURACY_M_MAX = 100.0
NOTE_LENGTH_MAX = 500
MEANS = ("code", "photo", "signature", "place")
RETURN_CHOICES = ("now", "later")
RETURN_NOW_WITHIN = timedelta(hours=2)


def stop_of(identity: Identity, assignment_ref: str, parcel_ref: str) -> tuple[Assignment, Parcel]:
    """A stop of one's own block; anybody else's is not found."""
    query = (
        sa.select(Assignment, Parcel)
        .join(Superfan, Superfan.id == Assignment.fan_id)
        .join(Parcel, Parcel.gig_id == Assignment.gig_id)
        .where(Superfan.identity_id == identity.id, Assignment.is_live)
        .where(Assignment.public_id == assignment_ref, Parcel.public_id == parcel_ref)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def deliver(
    assignment: Assignment, parcel: Parcel, *, nonce: str, means: str, at: datetime, code: str = "", upload: Upload | None = None,
    happened_at: datetime | None = None, lat: float | None = None, lon: float | None = None, accuracy_m: float = 0,
) -> Proof:  # fmt: skip
    """Prove one stop: by the recipient's code, a photo, a signature, or the place; sending the same proof twice is harmless."""
    _check_is_stop(assignment, parcel)
    if means not in MEANS:
        raise Invalid("proof_means", field="means")
    known = service_work.known_proof(assignment, nonce)
    if known is not None:
        return known
    if means == "code" and "".join(code.split()).upper() != parcel.delivery_code:
        raise Invalid("delivery_code_wrong", field="code")
    if means in ("photo", "signature") and upload is None:
        raise Invalid("proof_file_needed", field="photo")
    if means == "place":
        _check_is_near(parcel, lat, lon, accuracy_m)
    proof = service_work.add_proof(
        assignment, nonce=nonce, step="stop", means=means, at=at, happened_at=_within(assignment, happened_at, at),
        subject=parcel.public_id, lat=lat, lon=lon, upload=upload, detail={},
    )  # fmt: skip
    action = "fetch" if parcel.is_return else "deliver"
    if PARCEL.allows(parcel.state, action, Actor.FAN):
        move(PARCEL, parcel, action, Actor.FAN, at, actor_ref=assignment.fan.public_id)
    return proof


def report_unable(
    assignment: Assignment, parcel: Parcel, *, nonce: str, reason: str, note: str, at: datetime,
    happened_at: datetime | None = None,
) -> Proof:  # fmt: skip
    """Say that a parcel could not be handed over, and why; the way back is paid by the scheme."""
    _check_is_stop(assignment, parcel)
    if reason not in UNABLE_REASONS:
        raise Invalid("unable_reason", field="reason")
    known = service_work.known_proof(assignment, nonce)
    if known is not None:
        return known
    proof = service_work.add_proof(
        assignment, nonce=nonce, step="stop", means="statement", at=at, subject=parcel.public_id,
        happened_at=_within(assignment, happened_at, at),
        detail={"reason_code": f"unable.{reason}", "note": note.strip()[:NOTE_LENGTH_MAX]},
    )  # fmt: skip
    if PARCEL.allows(parcel.state, "report_unable", Actor.FAN):
        why = {"code": f"unable.{reason}"}
        move(PARCEL, parcel, "report_unable", Actor.FAN, at, actor_ref=assignment.fan.public_id, reason=why)
    return proof


def choose_return(assignment: Assignment, choice: str, at: datetime) -> datetime:
    """Bring what could not be delivered back now, or by the hour of the next morning that the programme sets."""
    if choice not in RETURN_CHOICES:
        raise Invalid("choice_unknown", field="choice")
    gig = assignment.gig
    due_at = at + RETURN_NOW_WITHIN if choice == "now" else max(at, morning_after(gig))
    gig.detail = dict(gig.detail) | {"return": choice, "return_by_at": due_at.isoformat()}
    key = f"kinds.note_returns:{gig.public_id}:{choice}"
    jobs.stage("kinds.note_returns", key, due_at, {"gig": gig.public_id})
    return due_at


def bring_back(parcel: Parcel, actor: Actor, actor_ref: str, at: datetime) -> None:
    """The parcel is at the pick-up point: again, or for the first time where it was fetched.

    Raises Refused("nothing_to_bring") for what could not be fetched.
    """
    if parcel.is_return and parcel.state == "unable":
        raise Refused("nothing_to_bring")
    move(PARCEL, parcel, "bring_in" if parcel.is_return else "bring_back", actor, at, actor_ref=actor_ref)


def is_aboard(parcel: Parcel) -> bool:
    """True for what has to come to the pick-up point: not handed over, or fetched."""
    return parcel.state == "fetched" if parcel.is_return else parcel.state == "unable"


def summary(gig: Gig) -> dict[str, Any]:
    """How the stops of a block stand, by state."""
    rows = db.session.execute(
        sa.select(Parcel.state, sa.func.count()).where(Parcel.gig_id == gig.id).group_by(Parcel.state)
    )
    return {str(state): int(number) for state, number in rows}


def _check_is_stop(assignment: Assignment, parcel: Parcel) -> None:
    if parcel.gig_id != assignment.gig_id:
        raise Invalid("parcel_not_yours", field="parcel")
    if assignment.state != "checked_in":
        raise Refused("check_in_first")


def _check_is_near(parcel: Parcel, lat: float | None, lon: float | None, accuracy_m: float) -> None:
    if lat is None or lon is None:
        raise Invalid("position_missing", field="lat")
    distance_m = great_circle_m((parcel.lat, parcel.lon), (lat, lon))
    circle_m = Spot(parcel.lat, parcel.lon, parcel.is_rough).circle_m
    if distance_m > circle_m + min(max(accuracy_m, 0.0), ACCURACY_M_MAX):
        raise Invalid("stop_too_far", field="lat", distance_m=distance_m)


def _within(assignment: Assignment, happened_at: datetime | None, at: datetime) -> datetime:
    """When it happened by the phone's clock, never before check-in nor after now."""
    begun_at = assignment.checked_in_at or at
    return min(at, max(begun_at, happened_at or at))


@jobs.job("kinds.note_returns")
def note_returns(payload: dict[str, Any], at: datetime) -> None:
    """The time for bringing back is over: if something is still missing, both sides are told."""
    gig = db.session.scalars(sa.select(Gig).where(Gig.public_id == payload["gig"])).one()
    missing = sum(1 for parcel in parcels_of(gig.id) if is_aboard(parcel))
    if not missing:
        return
    params = {"title": gig.titled, "number": missing}
    for person in staff_of(gig.business.public_id):
        notify(
            person, "kinds.returns_missing", params, f"/desk/{gig.business.slug}/blocks/{gig.public_id}", at
        )
    for one in gig.assignments:
        if one.is_live:
            notify(one.fan.identity, "kinds.returns_due", params, f"/assignments/{one.public_id}", at)

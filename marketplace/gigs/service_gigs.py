"""Gigs made and unmade: instants from local time, the scheme pinned, the budget reserved, matching staged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.businesses.queries import published_scheme
from marketplace.core import ids, jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor, move
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.gigs import service_endings
from marketplace.gigs.lifecycle import GIG, OFFER
from marketplace.gigs.locks import lock_fans, lock_gig
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.terms import kind_of
from marketplace.rewards import treasury

PLACES_MAX = 500
LENGTH_MAX = timedelta(days=31)


def make_gig(
    *, programme: Programme, kind: str, title: str, language: str, timezone: str, at: datetime,
    starts_local: str | datetime | None = None, ends_local: str | datetime | None = None,
    duration_minutes: int | None = None, deadline_at: datetime | None = None,
    place_name: str = "", lat: float | None = None, lon: float | None = None, places: int = 1,
    needs: dict[str, Any] | None = None, facts: dict[str, Any] | None = None, detail: dict[str, Any] | None = None,
    subject: str | None = None, bundle: str | None = None, notes: str = "", occupies: bool = True, matched: bool = True,
) -> Gig:  # fmt: skip
    """Make one gig; its whole possible reward is reserved, place by place, or it is refused.

    A gig has a start with an end or a length, or else a deadline. `matched` False leaves the asking to the caller.
    """
    starts_at, ends_at = _window(starts_local, timezone, ends_local, duration_minutes)
    _check(starts_at, ends_at, deadline_at, places, occupies=occupies, at=at)
    scheme = published_scheme(programme)
    if scheme is None:
        raise Refused("scheme_missing", programme=programme.titled)
    known = dict(facts or {})
    if starts_at is not None and ends_at is not None:
        known.setdefault("planned_minutes", int((ends_at - starts_at).total_seconds() // 60))
        begins_local = starts_at.astimezone(ZoneInfo(timezone))
        known.setdefault("is_peak", registry.get(kind).is_busy(programme, begins_local))
    gig = Gig(
        business_id=programme.business_id, programme=programme, kind=kind, title=title, language=language, notes=notes,
        starts_local=_local_text(starts_local), timezone=timezone, starts_at=starts_at, ends_at=ends_at,
        deadline_at=deadline_at, place_name=place_name, lat=lat, lon=lon, places=places,
        occupies=occupies and starts_at is not None, needs=needs or {}, facts=known, detail=detail or {},
        subject=subject, bundle=bundle, scheme_version_id=scheme.id, reserved_minor=treasury.maximum(scheme, known),
        checkin_code=ids.new_code(), created_at=at,
    )  # fmt: skip
    db.session.add(gig)
    db.session.flush()
    for number in range(1, places + 1):
        treasury.reserve(programme, place_ref(gig, number), gig.reserved_minor, at)
    if matched:
        stage_matching(gig, at, "made")
    return gig


def place_ref(gig: Gig, number: int) -> str:
    """Name of one place of a gig, under which its reward is reserved."""
    return f"{gig.public_id}/{number}"


def stage_matching(gig: Gig, at: datetime, cause: str) -> None:
    """Ask for a round of matching for this gig, now."""
    jobs.stage(
        "gigs.match_gig",
        f"gigs.match_gig:{gig.public_id}:{at:%Y%m%dT%H%M%S.%f}:{cause}",
        at,
        {"gig": gig.public_id},
    )


def cancel_gig(
    gig: Gig, actor: Actor, reason: dict[str, Any], at: datetime, *, actor_ref: str | None = None
) -> None:
    """Call a gig off: bound fans are released and told, open offers withdrawn, what was reserved is freed."""
    live = db.session.scalars(
        sa.select(Assignment)
        .where(Assignment.gig_id == gig.id, Assignment.is_live)
        .order_by(Assignment.fan_id)
    ).all()
    asked = db.session.scalars(sa.select(Offer).where(Offer.gig_id == gig.id, Offer.state == "open")).all()
    lock_fans([a.fan_id for a in live] + [o.fan_id for o in asked])
    gig = lock_gig(gig)
    if gig.state == "cancelled":
        return
    move(GIG, gig, "cancel", actor, at, actor_ref=actor_ref, reason=reason)
    for assignment in live:
        db.session.refresh(assignment)
        if assignment.state in ("confirmed", "checked_in"):
            service_endings.release(assignment, actor, reason, at, actor_ref=actor_ref, reoffered=False)
    for offer in asked:
        db.session.refresh(offer)
        if offer.state == "open":
            move(OFFER, offer, "withdraw", Actor.SYSTEM, at, reason={"code": "gig_cancelled"})
    free_reservations(gig, at)
    kind_of(gig).on_cancelled(gig, at)


def free_reservations(gig: Gig, at: datetime) -> None:
    """Give back what is reserved for places that nobody will be paid for."""
    kept = set(
        db.session.scalars(
            sa.select(Assignment.place_number).where(Assignment.gig_id == gig.id, Assignment.is_live)
        )
    )
    for number in range(1, gig.places + 1):
        if number not in kept:
            treasury.release(gig.programme, place_ref(gig, number), at)


def try_again(gig: Gig, at: datetime) -> None:
    """Look for people once more, for a gig that nobody took."""
    gig = lock_gig(gig)
    if gig.state == "unfilled":
        move(GIG, gig, "try_again", Actor.STAFF, at)
    stage_matching(gig, at, "again")


def settle_times(gig: Gig, at: datetime) -> bool:
    """Move a gig to the instant that its local time means now: laws about clocks change, the appointment does not.

    Whoever is bound moves with it; True when anything moved.
    """
    gig = lock_gig(gig)
    if gig.starts_local is None or gig.starts_at is None or gig.starts_at <= at:
        return False
    shift = _instant(gig.starts_local, gig.timezone, "starts_local") - gig.starts_at
    if not shift:
        return False
    gig.starts_at += shift
    gig.ends_at = gig.ends_at + shift if gig.ends_at is not None else None
    bound = sa.select(Assignment).where(Assignment.gig_id == gig.id, Assignment.is_live)
    for assignment in db.session.scalars(bound):
        assignment.starts_at, assignment.ends_at = gig.starts_at, gig.ends_at
    db.session.flush()
    return True


def has_moved(starts_local: str, timezone: str, starts_at: datetime) -> bool:
    """True when a local time no longer means the instant that was reckoned for it."""
    try:
        return instant_of(datetime.fromisoformat(starts_local), timezone) != starts_at
    except NoSuchLocalTime:
        return False


def _window(
    starts_local: str | datetime | None,
    timezone: str,
    ends_local: str | datetime | None,
    duration_minutes: int | None,
) -> tuple[datetime | None, datetime | None]:
    if starts_local is None:
        return None, None
    starts_at = _instant(starts_local, timezone, "starts_local")
    if ends_local is not None:
        return starts_at, _instant(ends_local, timezone, "ends_local")
    if duration_minutes is None:
        raise Invalid("gig_needs_end", field="duration_minutes")
    return starts_at, starts_at + timedelta(minutes=duration_minutes)


def _instant(local: str | datetime, timezone: str, field: str) -> datetime:
    try:
        return instant_of(datetime.fromisoformat(local) if isinstance(local, str) else local, timezone)
    except NoSuchLocalTime as skipped:
        raise Invalid(
            "local_time_skipped", field=field, local=f"{skipped.local:%H:%M}", zone=skipped.zone
        ) from skipped


def _local_text(local: str | datetime | None) -> str | None:
    if local is None:
        return None
    return (datetime.fromisoformat(local) if isinstance(local, str) else local).isoformat(timespec="seconds")


def _check(
    starts_at: datetime | None,
    ends_at: datetime | None,
    deadline_at: datetime | None,
    places: int,
    *,
    occupies: bool,
    at: datetime,
) -> None:
    if not 1 <= places <= PLACES_MAX:
        raise Invalid("places_out_of_range", field="places", most=PLACES_MAX)
    if starts_at is None or ends_at is None:
        if deadline_at is None:
            raise Invalid("gig_needs_time", field="starts_local")
        if deadline_at.astimezone(UTC) <= at:
            raise Invalid("gig_in_past", field="deadline_at")
        return
    if ends_at <= starts_at:
        raise Invalid("gig_ends_before_start", field="ends_local")
    if ends_at - starts_at > LENGTH_MAX:
        raise Invalid("gig_too_long", field="ends_local", most_days=LENGTH_MAX.days)
    if ends_at <= at:
        raise Invalid("gig_in_past", field="starts_local")

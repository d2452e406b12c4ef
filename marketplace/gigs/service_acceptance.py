"""Binding a fan to a gig: everything is checked together under the fan's lock and the gig's, in that order."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from marketplace.businesses.models import Business, Programme
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import engine, guards, places, service_offers
from marketplace.gigs.acceptance import CannotTake, Scene, against, reason, record_acceptance, refusal
from marketplace.gigs.engine import people
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.lifecycle import GIG, OFFER
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.superfans.models import Membership, PackedProfile, Superfan

AROUND = timedelta(days=7)

# The statements of the most hurried moment there is are made once.
_PACKED = (
    sa.select(*people.packed_columns())
    .select_from(Superfan)
    .outerjoin(PackedProfile, PackedProfile.fan_id == Superfan.id)
    .where(Superfan.id == sa.bindparam("fan"))
    .with_for_update(of=Superfan, key_share=True)
)
_OFFERED = (
    sa.select(Gig, Offer, Membership.state)
    .join(Offer, Offer.gig_id == Gig.id)
    .join(Programme, Programme.id == Gig.programme_id)
    .join(Business, Business.id == Gig.business_id)
    .outerjoin(
        Membership,
        sa.and_(Membership.programme_id == Gig.programme_id, Membership.fan_id == sa.bindparam("fan")),
    )
    .options(
        contains_eager(Gig.programme).load_only(
            Programme.id, Programme.state, Programme.skills, Programme.matching_policy
        ),
        contains_eager(Gig.business).load_only(Business.id, Business.public_id),
    )
    .where(Offer.id == sa.bindparam("offer"))
    .with_for_update(of=(Gig, Offer), key_share=True)
    .execution_options(populate_existing=True)
)
_NEAR = sa.and_(
    Assignment.fan_id == sa.bindparam("fan"),
    Assignment.occupies,
    Assignment.starts_at < sa.bindparam("until"),
    Assignment.ends_at > sa.bindparam("since"),
)
_TAKEN = (
    sa.select(
        Assignment.gig_id, Assignment.fan_id, Assignment.place_number, Assignment.occupies,
        Assignment.starts_at, Assignment.ends_at, Gig.lat, Gig.lon,
    )
    .join(Gig, Gig.id == Assignment.gig_id)
    .where(Assignment.is_live, sa.or_(Assignment.gig_id == sa.bindparam("gig"), _NEAR))
)  # fmt: skip

__all__ = ["CannotTake", "accept_offer", "take_gig"]


def accept_offer(offer: Offer, fan: Superfan, at: datetime, *, waives_hours: bool = False) -> Assignment:
    """Accept an offer; again, after it was accepted, gives the same assignment.

    Raises CannotTake with the first reason, all of them recorded; `waives_hours` for a gig the fan chose themselves.
    """
    if offer.fan_id != fan.id:
        raise NotFound
    packed = _lock_fan(fan.id)
    gig, offer, member = _lock_offered(offer.id, fan.id)
    if offer.state == "accepted":
        bound = _bound(gig, fan.id)
        if bound is not None:
            return bound
    scene = _scene(gig, fan.id, packed, member, at)
    if offer.state != "open":
        raise refusal(scene, fan, [reason(f"offer_{offer.state}")], at)
    if offer.expires_at <= at:
        raise refusal(scene, fan, [reason("offer_expired")], at)
    return _bind(scene, fan, offer, at, waives_hours=waives_hours)


def take_gig(gig: Gig, fan: Superfan, at: datetime, *, waives_hours: bool = False) -> Assignment:
    """Take a gig from the board: an offer to oneself, accepted at once, under the same checks.

    A place that is reserved for somebody who may still answer is not free. An offer that is open is accepted as it is.
    """
    packed = _lock_fan(fan.id)
    gig, member = _lock_gig(gig.id, fan.id)
    bound = _bound(gig, fan.id)
    if bound is not None:
        return bound
    scene = _scene(gig, fan.id, packed, member, at)
    mine, held = _offers_of(gig, fan.id, at)
    if mine is not None and mine.state == "open" and mine.expires_at > at:
        return _bind(scene, fan, mine, at, waives_hours=waives_hours)
    if gig.needs.get("only") and fan.public_id not in gig.needs["only"]:
        raise refusal(scene, fan, [reason("by_invitation")], at)
    if len(scene.taken) + held >= gig.places > len(scene.taken):
        raise refusal(scene, fan, [reason("held_for_others")], at)
    offer = service_offers.offer_to_self(gig, fan, mine, at)
    return _bind(scene, fan, offer, at, waives_hours=waives_hours)


def _bind(scene: Scene, fan: Superfan, offer: Offer, at: datetime, *, waives_hours: bool) -> Assignment:
    gig = scene.gig
    found = against(scene, at, waives_hours=waives_hours)
    if found:
        raise refusal(scene, fan, found, at)
    number = next(n for n in range(1, gig.places + 1) if n not in scene.taken)
    assignment = Assignment(
        gig_id=gig.id, fan_id=fan.id, offer_id=offer.id, place_number=number, occupies=gig.occupies,
        starts_at=gig.starts_at, ends_at=gig.ends_at, quote=offer.quote, accepted_at=at,
    )  # fmt: skip
    db.session.add(assignment)
    move(OFFER, offer, "accept", Actor.FAN, at, actor_ref=fan.public_id)
    offer.answered_at = at
    if len(scene.taken) + 1 == gig.places:
        move(GIG, gig, "fill", Actor.SYSTEM, at)
    notes = {"offer": offer.public_id, "mode": offer.mode, "place": number, "waives_hours": waives_hours}
    record_acceptance(scene, fan, notes, at)
    _flush(scene, fan, at)
    key = f"gigs.follow_acceptance:{assignment.public_id}"
    jobs.stage("gigs.follow_acceptance", key, at, {"assignment": assignment.public_id})
    return assignment


def _flush(scene: Scene, fan: Superfan, at: datetime) -> None:
    """Write; what the database itself refuses is a refusal like any other."""
    try:
        db.session.flush()
    except sa.exc.IntegrityError as broken:
        text = str(broken.orig)
        if guards.OVERLAP in text or guards.EXCLUSION in text:
            raise refusal(scene, fan, [reason("overlap_now")], at) from broken
        if guards.FULL in text or "place_number" in text:
            raise refusal(scene, fan, [reason("full")], at) from broken
        raise


def _lock_fan(fan_id: int) -> Packed | None:
    row = db.session.execute(_PACKED, {"fan": fan_id}).one()
    return None if row[0] is None else Packed(*row)


def _lock_offered(offer_id: int, fan_id: int) -> tuple[Gig, Offer, str | None]:
    gig, offer, state = db.session.execute(_OFFERED, {"offer": offer_id, "fan": fan_id}).one()
    return gig, offer, state


def _lock_gig(gig_id: int, fan_id: int) -> tuple[Gig, str | None]:
    gig = lock_gigs([gig_id])[0]
    query = sa.select(Membership.state).where(
        Membership.programme_id == gig.programme_id, Membership.fan_id == fan_id
    )
    return gig, db.session.scalar(query)


def _bound(gig: Gig, fan_id: int) -> Assignment | None:
    mine = sa.select(Assignment).where(
        Assignment.gig_id == gig.id, Assignment.fan_id == fan_id, Assignment.is_live
    )
    return db.session.scalar(mine)


def _offers_of(gig: Gig, fan_id: int, at: datetime) -> tuple[Offer | None, int]:
    """This fan's own offer, and how many places others may still claim by theirs."""
    asked = db.session.scalars(
        sa.select(Offer).where(Offer.gig_id == gig.id, sa.or_(Offer.fan_id == fan_id, Offer.state == "open"))
    ).all()
    mine = next((o for o in asked if o.fan_id == fan_id), None)
    held = sum(1 for o in asked if o.fan_id != fan_id and o.mode in places.RESERVING and o.expires_at > at)
    return mine, held


def _scene(gig: Gig, fan_id: int, packed: Packed | None, member: str | None, at: datetime) -> Scene:
    """Read places and commitments in one go, after the locks."""
    begins = gig.starts_at or gig.deadline_at or gig.created_at
    ends = gig.ends_at or begins
    asked = {"gig": gig.id, "fan": fan_id, "since": begins - AROUND, "until": ends + AROUND}
    taken: dict[int, int] = {}
    committed = []
    for gig_id, holder_id, number, occupies, starts_at, ends_at, lat, lon in db.session.execute(
        _TAKEN, asked
    ):
        if gig_id == gig.id:
            taken[number] = holder_id
        elif holder_id == fan_id and occupies:
            committed.append(people.commitment(starts_at, ends_at, lat, lon))
    return Scene(gig, fan_id, packed, member, _history(gig, fan_id, at), taken, committed)


def _history(gig: Gig, fan_id: int, at: datetime) -> History:
    """What only some gigs ask for: standing, checked credentials, who does not meet whom."""
    known = {fan_id: History()}
    if gig.programme.matching_policy.get("standing_min"):
        known |= people.histories(gig.programme_id, [fan_id], at)
    if gig.needs.get("credentials") or gig.needs.get("people"):
        known = engine.with_particulars(gig, [fan_id], known)
    return known[fan_id]

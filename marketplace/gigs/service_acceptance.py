"""Binding a fan to a gig: everything is checked together under the fan's lock and the gig's, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from marketplace.businesses.models import Business, Programme
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import engine, guards, service_offers
from marketplace.gigs.engine import people, reasons
from marketplace.gigs.engine.people import History, Packed
from marketplace.gigs.lifecycle import GIG, OFFER
from marketplace.gigs.locks import lock_gigs
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.terms import has_begun
from marketplace.superfans.models import Membership, PackedProfile, Superfan
from marketplace.trust.service_decisions import record_decision

RULE = "gigs.acceptance"
RULE_VERSION = "1"
AROUND = timedelta(days=7)
Rows = list[dict[str, Any]]


class CannotTake(Refused):
    """This fan cannot take this gig now; `reasons` has every reason, the code is the first."""

    def __init__(self, against: Rows) -> None:
        super().__init__(against[0]["code"], **against[0]["params"])
        self.reasons = against


@dataclass(frozen=True)
class Scene:
    """What stands when the locks are held."""

    gig: Gig
    fan_id: int
    packed: Packed | None
    member: str | None
    history: History
    taken: dict[int, int]  # place number: fan
    committed: Sequence[Any]


def accept_offer(offer: Offer, fan: Superfan, at: datetime, *, waives_hours: bool = False) -> Assignment:
    """Accept an offer; again, after it was accepted, gives the same assignment.

    Refused with the first reason, all of them recorded; `waives_hours` for a gig the fan chose from the board.
    """
    if offer.fan_id != fan.id:
        raise NotFound
    packed = _lock_fan(fan.id)
    gig, offer, member, history = _lock_gig_of(offer.id, fan.id)
    if offer.state == "accepted":
        bound = _bound(gig, fan.id)
        if bound is not None:
            return bound
    scene = _scene(gig, fan.id, packed, member, history)
    if offer.state != "open":
        raise _refusal(scene, fan, [_reason(f"offer_{offer.state}")], at)
    if offer.expires_at <= at:
        raise _refusal(scene, fan, [_reason("offer_expired")], at)
    return _bind(scene, fan, offer, at, waives_hours=waives_hours)


def take_gig(gig: Gig, fan: Superfan, at: datetime, *, waives_hours: bool = False) -> Assignment:
    """Take a gig from the board: an offer to oneself, accepted at once, under the same checks.

    A place that is reserved for somebody who may still answer is not free.
    """
    packed = _lock_fan(fan.id)
    gig, member, history = _lock_gig(gig.id, fan.id)
    bound = _bound(gig, fan.id)
    if bound is not None:
        return bound
    scene = _scene(gig, fan.id, packed, member, history)
    mine, held = _offers_of(gig, fan.id, at)
    if gig.needs.get("only") and fan.public_id not in gig.needs["only"]:
        raise _refusal(scene, fan, [_reason("by_invitation")], at)
    if len(scene.taken) + held >= gig.places > len(scene.taken):
        raise _refusal(scene, fan, [_reason("held_for_others")], at)
    offer = service_offers.offer_to_self(gig, fan, mine, at)
    return _bind(scene, fan, offer, at, waives_hours=waives_hours)


def _lock_gig(gig_id: int, fan_id: int) -> tuple[Gig, str | None, History]:
    gig = lock_gigs([gig_id])[0]
    query = sa.select(Membership.state, Membership.standing).where(
        Membership.programme_id == gig.programme_id, Membership.fan_id == fan_id
    )
    state, standing = db.session.execute(query).one_or_none() or (None, "new")
    return gig, state, History(standing=standing)


def _offers_of(gig: Gig, fan_id: int, at: datetime) -> tuple[Offer | None, int]:
    """This fan's own offer, and how many places others may still claim by theirs."""
    asked = db.session.scalars(
        sa.select(Offer).where(Offer.gig_id == gig.id, sa.or_(Offer.fan_id == fan_id, Offer.state == "open"))
    ).all()
    mine = next((o for o in asked if o.fan_id == fan_id), None)
    held = sum(1 for o in asked if o.fan_id != fan_id and o.mode == "reserved" and o.expires_at > at)
    return mine, held


def _lock_fan(fan_id: int) -> Packed | None:
    query = (
        sa.select(*people.packed_columns())
        .select_from(Superfan)
        .outerjoin(PackedProfile, PackedProfile.fan_id == Superfan.id)
        .where(Superfan.id == fan_id)
        .with_for_update(of=Superfan)
    )
    row = db.session.execute(query).one()
    return None if row[0] is None else Packed(*row)


def _lock_gig_of(offer_id: int, fan_id: int) -> tuple[Gig, Offer, str | None, History]:
    m = Membership
    query = (
        sa.select(Gig, Offer, m.state, m.standing)
        .join(Offer, Offer.gig_id == Gig.id)
        .join(Programme, Programme.id == Gig.programme_id)
        .join(Business, Business.id == Gig.business_id)
        .outerjoin(m, sa.and_(m.programme_id == Gig.programme_id, m.fan_id == fan_id))
        .options(contains_eager(Gig.programme), contains_eager(Gig.business))
        .where(Offer.id == offer_id)
        .with_for_update(of=(Gig, Offer))
        .execution_options(populate_existing=True)
    )
    gig, offer, state, standing = db.session.execute(query).one()
    return gig, offer, state, History(standing=standing or "new")


def _bound(gig: Gig, fan_id: int) -> Assignment | None:
    mine = sa.select(Assignment).where(
        Assignment.gig_id == gig.id, Assignment.fan_id == fan_id, Assignment.is_live
    )
    return db.session.scalar(mine)


def _scene(gig: Gig, fan_id: int, packed: Packed | None, member: str | None, history: History) -> Scene:
    """Read places and commitments in one go, after the locks."""
    a = Assignment
    begins = gig.starts_at or gig.deadline_at or gig.created_at
    ends = gig.ends_at or begins
    near = sa.and_(a.fan_id == fan_id, a.occupies, a.starts_at < ends + AROUND, a.ends_at > begins - AROUND)
    query = (
        sa.select(a.gig_id, a.fan_id, a.place_number, a.occupies, a.starts_at, a.ends_at, Gig.lat, Gig.lon)
        .join(Gig, Gig.id == a.gig_id)
        .where(a.is_live, sa.or_(a.gig_id == gig.id, near))
    )
    taken: dict[int, int] = {}
    committed = []
    for gig_id, holder_id, number, occupies, starts_at, ends_at, lat, lon in db.session.execute(query):
        if gig_id == gig.id:
            taken[number] = holder_id
        if holder_id == fan_id and occupies:
            committed.append(people.commitment(starts_at, ends_at, lat, lon))
    codes = gig.needs.get("credentials", ())
    if codes:
        held = people.credentials(gig.business_id, [fan_id], codes)
        history = replace(history, credentials=held.get(fan_id, {}))
    return Scene(gig, fan_id, packed, member, history, taken, committed)


def _bind(scene: Scene, fan: Superfan, offer: Offer, at: datetime, *, waives_hours: bool) -> Assignment:
    gig = scene.gig
    against = _against(scene, at, waives_hours=waives_hours)
    if against:
        raise _refusal(scene, fan, against, at)
    number = next(n for n in range(1, gig.places + 1) if n not in scene.taken)
    assignment = Assignment(
        gig=gig, fan=fan, offer=offer, place_number=number, occupies=gig.occupies,
        starts_at=gig.starts_at, ends_at=gig.ends_at, quote=offer.quote, accepted_at=at,
    )  # fmt: skip
    db.session.add(assignment)
    move(OFFER, offer, "accept", Actor.FAN, at, actor_ref=fan.public_id)
    offer.answered_at = at
    if len(scene.taken) + 1 == gig.places:
        move(GIG, gig, "fill", Actor.SYSTEM, at)
    notes = {
        "offer": offer.public_id,
        "mode": offer.mode,
        "place": number,
        "places": gig.places,
        "waives_hours": waives_hours,
    }
    _record(scene, fan, "accepted", notes, [], at)
    _flush(scene, fan, at)
    key = f"gigs.follow_acceptance:{assignment.public_id}"
    jobs.stage("gigs.follow_acceptance", key, at, {"assignment": assignment.public_id})
    return assignment


def _against(scene: Scene, at: datetime, *, waives_hours: bool) -> Rows:
    """Every reason against, the plainest first."""
    gig = scene.gig
    found: Rows = []
    if gig.programme.state != "open":
        found.append(_reason("programme_not_open"))
    if scene.member != "active":
        found.append(_reason("not_member"))
    if gig.state in ("cancelled", "finished"):
        found.append(_reason("gig_cancelled" if gig.state == "cancelled" else "gig_over"))
    elif has_begun(gig, at):
        found.append(_reason("gig_begun"))
    if scene.fan_id in scene.taken.values():
        found.append(_reason("taken_already"))
    if len(scene.taken) >= gig.places:
        found.append(_reason("full"))
    if scene.packed is None:
        found.append(_reason("profile_missing"))
    else:
        answer = engine.assess(
            gig, scene.packed, scene.committed, scene.history, at, waives_hours=waives_hours
        )
        found += engine.refusals(answer, gig)[0]
    return found


def _flush(scene: Scene, fan: Superfan, at: datetime) -> None:
    """Write; what the database itself refuses is a refusal like any other."""
    try:
        db.session.flush()
    except sa.exc.IntegrityError as broken:
        text = str(broken.orig)
        if guards.OVERLAP in text or "excl_assignment_overlap" in text:
            raise _refusal(scene, fan, [_reason("overlap_now")], at) from broken
        if guards.FULL in text or "place_number" in text:
            raise _refusal(scene, fan, [_reason("full")], at) from broken
        raise


def _refusal(scene: Scene, fan: Superfan, against: Rows, at: datetime) -> MarketplaceError:
    return CannotTake(against).recorded_by(lambda: _record(scene, fan, "refused", {}, against, at))


def _record(
    scene: Scene, fan: Superfan, outcome: str, notes: dict[str, Any], against: Rows, at: datetime
) -> None:
    gig = scene.gig
    record_decision(
        business_ref=gig.business.public_id,
        subject=gig.public_id,
        about_ref=fan.public_id,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome=outcome,
        inputs={"taken": len(scene.taken), "places": gig.places, "member": scene.member} | notes,
        reasons=reasons.without_private(against),
        at=at,
    )


def _reason(code: str) -> dict[str, Any]:
    return {"code": f"cannot.{code}", "params": {}}

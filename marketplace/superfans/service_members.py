"""Who belongs to a programme: what staff decide, each with a reason, a person behind it and a record."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.core.locking import lock_row
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.superfans import membership_hooks
from marketplace.superfans.lifecycle import MEMBERSHIP
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

RULE, RULE_VERSION = "membership.decision", "1"
REASON_LENGTH_MAX = 2000


def invite(fan: Superfan, programme: Programme, actor: Identity, at: datetime) -> Membership:
    """Ask a fan the business knows already to join another programme."""
    if programme.state != "open":
        raise Refused("programme_not_open")
    db.session.scalars(sa.select(Superfan.id).where(Superfan.id == fan.id).with_for_update()).one()
    query = sa.select(Membership).where(Membership.fan_id == fan.id, Membership.programme_id == programme.id)
    membership = db.session.scalar(query.with_for_update())
    if membership is None:
        membership = Membership(
            programme_id=programme.id,
            fan_id=fan.id,
            state=MEMBERSHIP.initial,
            applied_at=at,
            standing="new",
            credited_gigs=0,
        )
        membership.fan, membership.programme = fan, programme
        db.session.add(membership)
        db.session.flush()
    elif membership.state in ("active", "paused", "suspended", "invited"):
        raise Refused("member_already")
    move(MEMBERSHIP, membership, "invite", Actor.STAFF, at, actor_ref=actor.public_id)
    business = programme.business
    log_action(business.public_id, actor.public_id, "membership.invite", membership.public_id, {}, at)
    params = {"business": business.name, "programme": programme.titled}
    notify(fan.identity, "membership.invited", params, f"/fan/memberships/{membership.public_id}", at)
    return membership


def admit(membership: Membership, actor: Identity, at: datetime) -> Membership:
    """Let an applicant in."""
    _decide(membership, "admit", "admitted", "", actor, at)
    membership_hooks.joined(membership, at)
    return membership


def refuse(membership: Membership, actor: Identity, reason: str, at: datetime) -> Membership:
    """Turn an applicant away, with a reason they will read."""
    return _decide(membership, "refuse", "refused", _needed(reason), actor, at)


def suspend(membership: Membership, actor: Identity, reason: str, at: datetime) -> Membership:
    """Stop offers to a member, with a reason they will read and may contest."""
    _decide(membership, "suspend", "suspended", _needed(reason), actor, at)
    membership_hooks.ended(membership, at)
    return membership


def reinstate(membership: Membership, actor: Identity, at: datetime) -> Membership:
    """Take a suspension back."""
    _decide(membership, "reinstate", "reinstated", "", actor, at)
    membership_hooks.joined(membership, at)
    return membership


def remove(membership: Membership, actor: Identity, reason: str, at: datetime) -> Membership:
    """End a membership, with a reason the person will read and may contest."""
    _decide(membership, "remove", "removed", _needed(reason), actor, at)
    membership_hooks.ended(membership, at)
    return membership


def _decide(
    membership: Membership, action: str, outcome: str, reason: str, actor: Identity, at: datetime
) -> Membership:
    lock_row(membership)
    before = membership.state
    move(MEMBERSHIP, membership, action, Actor.STAFF, at, actor_ref=actor.public_id)
    membership.decided_at, membership.reason, membership.reason_language = at, reason, actor.locale
    programme = membership.programme
    business = programme.business
    record_decision(
        business_ref=business.public_id,
        subject=membership.public_id,
        about_ref=membership.fan.public_id,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome=outcome,
        inputs={"state": before},
        reasons=[{"code": f"membership.{outcome}_by_staff"}],
        at=at,
        decided_by_ref=actor.public_id,
    )
    log_action(business.public_id, actor.public_id, f"membership.{action}", membership.public_id, {}, at)
    params = {
        "business": business.name,
        "programme": programme.titled,
        "reason": Written(reason, actor.locale),
    }
    path = f"/fan/memberships/{membership.public_id}"
    notify(membership.fan.identity, f"membership.{outcome}", params, path, at)
    return membership


def _needed(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid("reason_needed", field="reason")
    if len(reason) > REASON_LENGTH_MAX:
        raise Invalid("entry_too_long", field="reason", most=REASON_LENGTH_MAX)
    return reason

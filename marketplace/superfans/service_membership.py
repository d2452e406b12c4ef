"""Who belongs to a programme: what fans do themselves."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Invitation, Programme
from marketplace.businesses.queries import people_of
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.core.locking import lock_row
from marketplace.core.permissions import Permission
from marketplace.identity.models import Identity
from marketplace.superfans import membership_hooks
from marketplace.superfans.interests import MOTIVES_BY_CODE
from marketplace.superfans.lifecycle import BELONGING, MEMBERSHIP
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

WORDS_LENGTH_MAX = 2000
RULE, RULE_VERSION = "membership.joining", "1"


def apply(
    fan: Superfan,
    programme: Programme,
    motive: str,
    words: str,
    at: datetime,
    *,
    invitation: Invitation | None = None,
) -> Membership:
    """Ask to join a programme: in at once where anyone may join or an invitation is at hand, else staff decide."""
    _check_words(motive, words)
    is_invited = invitation is not None and _serves(invitation, programme)
    membership = _locked(fan, programme)
    state = membership.state if membership else None
    _refuse_what_cannot_be(programme, state, is_invited=is_invited or state == "invited")
    if membership is None:
        membership = _make(fan, programme, at)
    _write_down(membership, motive, words, at)
    if is_invited:
        assert invitation is not None
        invitation.used_at = at
    if state == "invited":
        return _activate(membership, "accept", Actor.FAN, "membership.invited", at)
    if state in ("left", "refused"):
        move(MEMBERSHIP, membership, "apply_again", Actor.FAN, at, actor_ref=fan.public_id)
    if state == "removed":
        move(MEMBERSHIP, membership, "invite", Actor.STAFF, at, actor_ref=_inviter_ref(invitation))
        return _activate(membership, "accept", Actor.FAN, "membership.invited", at)
    if is_invited:
        return _activate(membership, "admit", Actor.SYSTEM, "membership.invited", at)
    if programme.joining == "open":
        return _activate(membership, "admit", Actor.SYSTEM, "membership.open_to_all", at)
    _tell_staff(membership, at)
    return membership


def accept_invitation(membership: Membership, at: datetime) -> Membership:
    """The fan says yes to being invited."""
    return _activate(membership, "accept", Actor.FAN, "membership.invited", at)


def decline_invitation(membership: Membership, at: datetime) -> Membership:
    """The fan says no to being invited."""
    return _step(membership, "decline", at)


def withdraw(membership: Membership, at: datetime) -> Membership:
    """The fan takes the application back."""
    return _step(membership, "withdraw", at)


def pause(membership: Membership, at: datetime) -> Membership:
    """The fan takes a break: no offers come."""
    return _step(membership, "pause", at)


def resume(membership: Membership, at: datetime) -> Membership:
    """The fan is back from a break."""
    _step(membership, "resume", at)
    membership_hooks.joined(membership, at)
    return membership


def leave(membership: Membership, at: datetime) -> Membership:
    """The fan goes; what was earned stays earned."""
    _step(membership, "leave", at)
    membership.decided_at = at
    membership_hooks.ended(membership, at)
    return membership


def leave_everything(fan: Superfan, at: datetime) -> None:
    """End every membership of somebody who goes for good."""
    for membership in db.session.scalars(sa.select(Membership).where(Membership.fan_id == fan.id)):
        action = {"applied": withdraw, "invited": decline_invitation}.get(membership.state)
        if action is None and membership.state in BELONGING:
            action = leave
        if action is not None:
            action(membership, at)


def _refuse_what_cannot_be(programme: Programme, state: str | None, *, is_invited: bool) -> None:
    if programme.state != "open":
        raise Refused("programme_not_open")
    if state in BELONGING:
        raise Refused("member_already")
    if state == "applied" and not is_invited:
        raise Refused("applied_already")
    if state == "removed" and not is_invited:
        raise Refused("removed_before")
    if programme.joining == "invitation" and not is_invited:
        raise Forbidden("by_invitation_only")


def _make(fan: Superfan, programme: Programme, at: datetime) -> Membership:
    membership = Membership(programme_id=programme.id, fan_id=fan.id, state=MEMBERSHIP.initial, applied_at=at)
    membership.fan, membership.programme = fan, programme
    membership.standing, membership.credited_gigs = "new", 0
    db.session.add(membership)
    db.session.flush()
    return membership


def _write_down(membership: Membership, motive: str, words: str, at: datetime) -> None:
    membership.motive, membership.words, membership.applied_at = motive, words.strip(), at
    membership.words_language = membership.fan.identity.locale
    membership.decided_at, membership.reason, membership.reason_language = None, "", None


def _activate(membership: Membership, action: str, actor: Actor, why: str, at: datetime) -> Membership:
    move(
        MEMBERSHIP,
        membership,
        action,
        actor,
        at,
        actor_ref=membership.fan.public_id if actor is Actor.FAN else None,
    )
    membership.decided_at = at
    programme = membership.programme
    record_decision(
        business_ref=programme.business.public_id,
        subject=membership.public_id,
        about_ref=membership.fan.public_id,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome="admitted",
        inputs={"joining": programme.joining},
        reasons=[{"code": why}],
        at=at,
    )
    membership_hooks.joined(membership, at)
    return membership


def _step(membership: Membership, action: str, at: datetime) -> Membership:
    lock_row(membership)
    move(MEMBERSHIP, membership, action, Actor.FAN, at, actor_ref=membership.fan.public_id)
    return membership


def _tell_staff(membership: Membership, at: datetime) -> None:
    programme = membership.programme
    business = programme.business
    path = f"/desk/{business.slug}/members/{membership.public_id}"
    params = {"name": membership.fan.identity, "programme": programme.titled}
    for person in people_of(business.public_id, Permission.MEMBERS_DECIDE):
        notify(person, "membership.applied", params, path, at)


def _serves(invitation: Invitation, programme: Programme) -> bool:
    if invitation.purpose != "fan" or invitation.programme_id != programme.id:
        raise Invalid("link_invalid")
    return True


def _inviter_ref(invitation: Invitation | None) -> str | None:
    person = db.session.get(Identity, invitation.invited_by_id) if invitation else None
    return person.public_id if person else None


def _locked(fan: Superfan, programme: Programme) -> Membership | None:
    # The fan is locked first: two requests at once make one membership.
    db.session.flush()
    db.session.scalars(sa.select(Superfan.id).where(Superfan.id == fan.id).with_for_update()).one()
    query = sa.select(Membership).where(Membership.fan_id == fan.id, Membership.programme_id == programme.id)
    return db.session.scalar(query.with_for_update().execution_options(populate_existing=True))


def _check_words(motive: str, words: str) -> None:
    if motive and motive not in MOTIVES_BY_CODE:
        raise Invalid("choice_not_offered", field="motive")
    if len(words) > WORDS_LENGTH_MAX:
        raise Invalid("entry_too_long", field="words", most=WORDS_LENGTH_MAX)

"""Who acts for a business: accepts invitations, changes roles, lets people go."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import ROLES, Business, Invitation, Staff
from marketplace.core.db import db
from marketplace.core.errors import Forbidden, Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_notices import notify


def accept_invitation(invitation: Invitation, identity: Identity, at: datetime) -> Staff:
    """Join the staff; the invitation is used up, and it is only good for the address it went to."""
    business = invitation.business
    if invitation.purpose != "staff" or business is None:
        raise Invalid("link_invalid")
    if identity.email.lower() != invitation.email.lower():
        raise Forbidden("invitation_for_another")
    staff = _find(business, identity)
    if staff is None:
        staff = Staff(business_id=business.id, identity_id=identity.id, role=invitation.role, created_at=at)
        staff.business, staff.identity = business, identity
        db.session.add(staff)
    invitation.used_at = at
    db.session.flush()
    log_action(
        business.public_id, identity.public_id, "staff.join", identity.public_id, {"role": staff.role}, at
    )
    return staff


def change_role(business: Business, identity_ref: str, role: str, actor: Identity, at: datetime) -> Staff:
    """Give a member of staff another role; the last owner stays one."""
    if role not in ROLES:
        raise Invalid("choice_not_offered", field="role")
    staff = _of(business, identity_ref)
    if staff.role == "owner" and role != "owner":
        _refuse_last_owner(business, staff)
    staff.role = role
    log_action(business.public_id, actor.public_id, "staff.role", identity_ref, {"role": role}, at)
    if staff.identity_id != actor.id:
        params = {"business": business.name, "role_code": role}
        notify(staff.identity, "staff.role", params, f"/desk/{business.slug}", at)
    return staff


def remove_staff(business: Business, identity_ref: str, actor: Identity, at: datetime) -> None:
    """End somebody's acting for a business; the last owner stays."""
    staff = _of(business, identity_ref)
    if staff.role == "owner":
        _refuse_last_owner(business, staff)
    person = staff.identity
    db.session.delete(staff)
    db.session.flush()
    log_action(business.public_id, actor.public_id, "staff.remove", identity_ref, {}, at)
    if person.id != actor.id:
        notify(person, "staff.removed", {"business": business.name}, "/", at)


def _of(business: Business, identity_ref: str) -> Staff:
    # All of a business's staff are locked, so that two owners cannot each remove the other.
    query = sa.select(Staff).where(Staff.business_id == business.id).order_by(Staff.id).with_for_update()
    found = next((s for s in db.session.scalars(query) if s.identity.public_id == identity_ref), None)
    if found is None:
        raise NotFound
    return found


def _find(business: Business, identity: Identity) -> Staff | None:
    query = sa.select(Staff).where(Staff.business_id == business.id, Staff.identity_id == identity.id)
    return db.session.scalar(query)


def _refuse_last_owner(business: Business, staff: Staff) -> None:
    others = sa.select(Staff.id).where(
        Staff.business_id == business.id, Staff.role == "owner", Staff.id != staff.id
    )
    if db.session.scalar(others.limit(1)) is None:
        raise Refused("last_owner")

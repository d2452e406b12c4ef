"""Reads businesses, their staff, their programmes and the schemes that hold."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Business, Invitation, Programme, SchemeVersion, Staff
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.permissions import ROLE_PERMISSIONS, Permission
from marketplace.identity.models import Identity
from marketplace.trust.people import Desk


def businesses() -> list[Business]:
    """Every business of the installation, by name."""
    return list(
        db.session.scalars(sa.select(Business).options(joinedload(Business.logo)).order_by(Business.name))
    )


def sole_business() -> Business | None:
    """The business of an installation that has exactly one."""
    found = list(db.session.scalars(sa.select(Business).options(joinedload(Business.logo)).limit(2)))
    return found[0] if len(found) == 1 else None


def business_named(slug: str) -> Business:
    """The business of an address; NotFound when there is none."""
    query = sa.select(Business).options(joinedload(Business.logo), joinedload(Business.cover))
    found = db.session.scalar(query.where(Business.slug == slug))
    if found is None:
        raise NotFound
    return found


def staff_of(slug: str, identity: Identity) -> Staff:
    """An identity's part in a business; NotFound for somebody else's business and for none."""
    query = (
        sa.select(Staff)
        .join(Staff.business)
        .options(joinedload(Staff.business).joinedload(Business.logo))
        .where(Business.slug == slug, Staff.identity_id == identity.id)
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def desks_of(identity: Identity) -> list[Staff]:
    """Every business an identity acts for."""
    query = sa.select(Staff).join(Staff.business).options(joinedload(Staff.business))
    return list(db.session.scalars(query.where(Staff.identity_id == identity.id).order_by(Business.name)))


def staff_list(business: Business) -> list[Staff]:
    """Who acts for a business, in the order in which they came."""
    query = sa.select(Staff).options(joinedload(Staff.identity)).where(Staff.business_id == business.id)
    return list(db.session.scalars(query.order_by(Staff.id)))


def owned_alone(identity: Identity) -> list[Business]:
    """The businesses of which somebody is the one owner."""
    another = sa.orm.aliased(Staff)
    others = sa.exists().where(
        another.business_id == Staff.business_id, another.role == "owner", another.id != Staff.id
    )
    query = sa.select(Business).join(Staff, Staff.business_id == Business.id)
    mine = query.where(Staff.identity_id == identity.id, Staff.role == "owner", ~others)
    return list(db.session.scalars(mine.order_by(Business.id)))


def house_ref() -> str | None:
    """The public id of the business that runs this installation: the first that opened here."""
    return db.session.scalar(sa.select(Business.public_id).order_by(Business.id).limit(1))


def open_invitations(business: Business, purpose: str, at: datetime) -> list[Invitation]:
    """Invitations still waiting for an answer, the newest first."""
    query = sa.select(Invitation).where(
        Invitation.business_id == business.id,
        Invitation.purpose == purpose,
        Invitation.used_at.is_(None),
        Invitation.expires_at > at,
    )
    return list(db.session.scalars(query.order_by(Invitation.id.desc())))


def invitation_of(business: Business, public_id: str) -> Invitation:
    """One of a business's own invitations."""
    query = sa.select(Invitation).where(
        Invitation.public_id == public_id, Invitation.business_id == business.id
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def programmes_of(business: Business, *states: str) -> list[Programme]:
    """A business's programmes, in the given states or in any."""
    query = sa.select(Programme).where(Programme.business_id == business.id)
    if states:
        query = query.where(Programme.state.in_(states))
    return list(db.session.scalars(query.order_by(Programme.id)))


def programme_of(business: Business, public_id: str) -> Programme:
    """One of a business's own programmes."""
    query = sa.select(Programme).options(joinedload(Programme.business), joinedload(Programme.responsible))
    query = query.where(Programme.public_id == public_id, Programme.business_id == business.id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def public_programme(public_id: str) -> Programme:
    """A programme that anybody may read about: open, or paused for a while."""
    query = sa.select(Programme).options(
        joinedload(Programme.business).joinedload(Business.logo), joinedload(Programme.responsible)
    )
    found = db.session.scalar(
        query.where(Programme.public_id == public_id, Programme.state.in_(("open", "paused")))
    )
    if found is None:
        raise NotFound
    return found


def published_scheme(programme: Programme) -> SchemeVersion | None:
    """The version of the reward scheme under which new gigs are made."""
    query = sa.select(SchemeVersion).where(
        SchemeVersion.programme_id == programme.id, SchemeVersion.state == "published"
    )
    return db.session.scalar(query.order_by(SchemeVersion.version.desc()).limit(1))


def draft_scheme(programme: Programme) -> SchemeVersion | None:
    """The version that is being prepared, tried or not."""
    query = sa.select(SchemeVersion).where(
        SchemeVersion.programme_id == programme.id, SchemeVersion.state.in_(("draft", "tried"))
    )
    return db.session.scalar(query)


def promised_schemes(programme: Programme) -> list[SchemeVersion]:
    """Every version that holds or once held, the newest first."""
    query = sa.select(SchemeVersion).where(
        SchemeVersion.programme_id == programme.id, SchemeVersion.state.in_(("published", "retired"))
    )
    return list(db.session.scalars(query.order_by(SchemeVersion.version.desc())))


def scheme_version_of(programme: Programme, public_id: str) -> SchemeVersion:
    """One of a programme's own versions."""
    query = sa.select(SchemeVersion).where(
        SchemeVersion.public_id == public_id, SchemeVersion.programme_id == programme.id
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def people_of(business_ref: str, *permissions: Permission) -> list[Identity]:
    """Who acts for a business, given its public id: those whose role has every permission named."""
    roles = [role for role, allowed in ROLE_PERMISSIONS.items() if allowed.issuperset(permissions)]
    query = (
        sa.select(Identity)
        .join(Staff, Staff.identity_id == Identity.id)
        .join(Business, Staff.business_id == Business.id)
        .where(Business.public_id == business_ref, Staff.role.in_(roles), Identity.erased_at.is_(None))
    )
    return list(db.session.scalars(query.order_by(Staff.id)))


def owners_of(business_ref: str) -> list[Identity]:
    """The owners of a business, given its public id."""
    return people_of(business_ref, Permission.STAFF_EDIT)


def acts_for(identity: Identity, business_ref: str) -> bool:
    """True when an identity is on the staff of a business."""
    acting = sa.exists().where(
        Staff.identity_id == identity.id, Staff.business_id == Business.id, Business.public_id == business_ref
    )
    return bool(db.session.scalar(sa.select(acting)))


def desk_of(business_ref: str) -> Desk | None:
    """Slug and name of a business, given its public id."""
    row = db.session.execute(
        sa.select(Business.slug, Business.name).where(Business.public_id == business_ref)
    ).one_or_none()
    return Desk(*row) if row else None

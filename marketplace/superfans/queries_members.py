"""Members, additions and certificates as staff of one business see them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.superfans.models import Credential, FanSkill, Membership, Skill, Superfan
from marketplace.superfans.service_skills import proposals_of
from marketplace.trust.models import Upload

PAGE_MEMBERS = 50
GROUPS = {
    "waiting": ("applied",),
    "members": ("active", "paused"),
    "invited": ("invited",),
    "gone": ("suspended", "refused", "left", "removed"),
}


def members(business: Business, group: str, page: int = 1) -> tuple[list[Membership], int]:
    """One page of a business's memberships of a group, and how many pages there are."""
    mine = _of(business).where(Membership.state.in_(GROUPS[group]))
    count = db.session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) or 0
    order = Membership.applied_at if group == "waiting" else Membership.applied_at.desc()
    rows = mine.options(
        joinedload(Membership.fan).joinedload(Superfan.identity), joinedload(Membership.programme)
    ).order_by(order, Membership.id)
    found = db.session.scalars(rows.limit(PAGE_MEMBERS).offset((page - 1) * PAGE_MEMBERS))
    return list(found), max(1, -(-count // PAGE_MEMBERS))


def counts(business: Business) -> dict[str, int]:
    """How many memberships each group has."""
    query = (
        sa.select(Membership.state, sa.func.count())
        .join(Programme, Programme.id == Membership.programme_id)
        .where(Programme.business_id == business.id)
        .group_by(Membership.state)
    )
    by_state = {row.state: row[1] for row in db.session.execute(query)}
    return {group: sum(by_state.get(state, 0) for state in states) for group, states in GROUPS.items()}


def waiting_count(business: Business) -> int:
    """How many applications wait for an answer."""
    waiting = _of(business).where(Membership.state == "applied").subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def active_count(programme: Programme) -> int:
    """How many belong to a programme and may be asked."""
    query = sa.select(sa.func.count()).where(
        Membership.programme_id == programme.id, Membership.state == "active"
    )
    return db.session.scalar(query) or 0


def has_skill(programme: Programme, code: str) -> bool:
    """Whether somebody who may be asked has a skill."""
    query = (
        sa.select(FanSkill.id)
        .join(Membership, Membership.fan_id == FanSkill.fan_id)
        .join(Skill, Skill.id == FanSkill.skill_id)
        .where(Membership.programme_id == programme.id, Membership.state == "active", Skill.code == code)
    )
    return bool(db.session.scalar(sa.select(query.exists())))


def member(business: Business, public_id: str) -> Membership:
    """One of a business's own memberships."""
    found = db.session.scalar(
        _of(business)
        .where(Membership.public_id == public_id)
        .options(joinedload(Membership.fan).joinedload(Superfan.identity), joinedload(Membership.programme))
    )
    if found is None:
        raise NotFound
    return found


def memberships_with(business: Business, fan: Superfan) -> list[Membership]:
    """Everything one fan has to do with a business."""
    query = _of(business).where(Membership.fan_id == fan.id).options(joinedload(Membership.programme))
    return list(db.session.scalars(query.order_by(Membership.id)))


def proposals(business: Business) -> list[tuple[Skill, Superfan]]:
    """Additions that wait for review, with who proposed each."""
    found = list(db.session.scalars(proposals_of(business)))
    proposers = sa.select(Superfan).options(joinedload(Superfan.identity))
    by_identity = {
        fan.identity_id: fan
        for fan in db.session.scalars(
            proposers.where(Superfan.identity_id.in_([s.proposed_by_id for s in found]))
        )
    }
    return [
        (skill, by_identity[skill.proposed_by_id]) for skill in found if skill.proposed_by_id in by_identity
    ]


def proposals_count(business: Business) -> int:
    """How many additions wait for review."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(proposals_of(business).subquery())) or 0


def certificates(
    business: Business, states: Sequence[str] = ("submitted",)
) -> list[tuple[Credential, Superfan, Upload | None]]:
    """Certificates handed in to a business, the oldest first."""
    query = (
        sa.select(Credential, Superfan, Upload)
        .join(Superfan, Superfan.id == Credential.fan_id)
        .outerjoin(Upload, Upload.id == Credential.upload_id)
        .options(joinedload(Superfan.identity))
        .where(Credential.business_id == business.id, Credential.state.in_(states))
    )
    return [(c, fan, upload) for c, fan, upload in db.session.execute(query.order_by(Credential.id))]


def certificates_count(business: Business) -> int:
    """How many certificates wait to be looked at."""
    query = sa.select(sa.func.count()).where(
        Credential.business_id == business.id, Credential.state == "submitted"
    )
    return db.session.scalar(query) or 0


def certificate(business: Business, public_id: str) -> Credential:
    """One certificate handed in to a business."""
    query = sa.select(Credential).where(
        Credential.public_id == public_id, Credential.business_id == business.id
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def _of(business: Business) -> sa.Select[Membership]:
    query = sa.select(Membership).join(Programme, Programme.id == Membership.programme_id)
    return query.where(Programme.business_id == business.id)

"""Reads fans, their memberships and what they can do."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import joinedload, selectinload

from marketplace.businesses.models import Business, Programme
from marketplace.businesses.skill_options import SkillGroup
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.superfans.lifecycle import BELONGING, GONE
from marketplace.superfans.models import Credential, FanSkill, Membership, Skill, Superfan
from marketplace.superfans.taxonomy import SKILL_GROUPS
from marketplace.trust.models import Upload


def fan_of(identity: Identity) -> Superfan | None:
    """The supply side of a person, where they have one."""
    return db.session.scalar(sa.select(Superfan).where(Superfan.identity_id == identity.id))


def whole_fan(identity: Identity) -> Superfan | None:
    """A person's own profile with all its parts."""
    query = sa.select(Superfan).options(
        joinedload(Superfan.identity),
        selectinload(Superfan.skills).joinedload(FanSkill.skill),
        selectinload(Superfan.languages),
        selectinload(Superfan.rules),
        selectinload(Superfan.exceptions),
    )
    return db.session.scalar(query.where(Superfan.identity_id == identity.id))


def identity_of_fan(fan_ref: str) -> Identity | None:
    """Who stands behind the public id of a fan."""
    query = sa.select(Identity).join(Superfan, Superfan.identity_id == Identity.id)
    return db.session.scalar(query.where(Superfan.public_id == fan_ref))


def public_fan(public_id: str) -> Superfan:
    """A fan whom anybody may read about: a member of an open programme somewhere."""
    is_member = (
        sa.exists()
        .where(Membership.fan_id == Superfan.id, Membership.state == "active")
        .where(Membership.programme_id == Programme.id, Programme.state == "open")
    )
    found = db.session.scalar(
        sa.select(Superfan)
        .options(joinedload(Superfan.identity))
        .where(Superfan.public_id == public_id, is_member)
    )
    if found is None:
        raise NotFound
    return found


def memberships_of(fan: Superfan) -> list[Membership]:
    """Every programme a fan has to do with, the newest first."""
    query = sa.select(Membership).options(joinedload(Membership.programme).joinedload(Programme.business))
    return list(db.session.scalars(query.where(Membership.fan_id == fan.id).order_by(Membership.id.desc())))


def membership_in(fan: Superfan, programme: Programme) -> Membership | None:
    """A fan's membership in a programme, of whatever state."""
    query = sa.select(Membership).where(Membership.fan_id == fan.id, Membership.programme_id == programme.id)
    return db.session.scalar(query)


def has_applied(fan: Superfan) -> bool:
    """Whether somebody has been on the way to a programme before, to its end."""
    query = sa.exists().where(Membership.fan_id == fan.id, Membership.state != "invited")
    return bool(db.session.scalar(sa.select(query)))


def has_left(fan: Superfan, business: Business) -> bool:
    """Whether somebody was a member with a business and is in none of its programmes any more."""
    states = sa.select(Membership.state).join(Programme, Programme.id == Membership.programme_id)
    mine = states.where(Membership.fan_id == fan.id, Programme.business_id == business.id)
    found = set(db.session.scalars(mine))
    return bool(found & set(GONE)) and not found & set(BELONGING)


def membership_named(public_id: str) -> Membership:
    """A membership by its public id, for a view that looks at who asks."""
    query = sa.select(Membership).where(Membership.public_id == public_id)
    found = db.session.scalar(query.options(joinedload(Membership.programme).joinedload(Programme.business)))
    if found is None:
        raise NotFound
    return found


def own_membership(fan: Superfan, public_id: str) -> Membership:
    """One of a fan's own memberships."""
    found = membership_named(public_id)
    if found.fan_id != fan.id:
        raise NotFound
    return found


def credentials_of(fan: Superfan) -> list[Credential]:
    """What a fan has shown, the newest first."""
    query = sa.select(Credential).where(Credential.fan_id == fan.id)
    return list(db.session.scalars(query.order_by(Credential.id.desc())))


def own_credential(fan: Superfan, public_id: str) -> Credential:
    """One of a fan's own credentials."""
    found = db.session.scalar(
        sa.select(Credential).where(Credential.public_id == public_id, Credential.fan_id == fan.id)
    )
    if found is None:
        raise NotFound
    return found


def businesses_of(fan: Superfan) -> list[Business]:
    """The businesses a fan belongs to or has applied to."""
    near = ("applied", "invited", "active", "paused", "suspended")
    query = (
        sa.select(Business)
        .join(Programme, Programme.business_id == Business.id)
        .join(Membership, Membership.programme_id == Programme.id)
        .where(Membership.fan_id == fan.id, Membership.state.in_(near))
    )
    return list(db.session.scalars(query.distinct().order_by(Business.name)))


def listed_skills() -> list[SkillGroup]:
    """The list of skills by group, named and sorted in the reader's language."""
    by_group: dict[str, list[tuple[str, str]]] = {}
    for skill in db.session.scalars(sa.select(Skill).where(Skill.state == "listed")):
        by_group.setdefault(skill.group, []).append((skill.code, skill_name(skill)))
    in_spanish = _in_spanish()
    return [
        SkillGroup(
            group.name_es if in_spanish else group.name_en, sorted(by_group[group.code], key=lambda s: s[1])
        )
        for group in SKILL_GROUPS
        if group.code in by_group
    ]


def skill_names(codes: Collection[str]) -> dict[str, str]:
    """The name of each of these skills in the reader's language."""
    found = db.session.scalars(sa.select(Skill).where(Skill.code.in_(codes)))
    return {skill.code: skill_name(skill) for skill in found}


def skill_name(skill: Skill) -> str:
    """What the reader calls a skill."""
    return skill.name_es if _in_spanish() else skill.name_en


def _in_spanish() -> bool:
    return str(get_locale() or "en").startswith("es")


def photo_of(fan: Superfan) -> Upload | None:
    """The photo a fan shows."""
    return db.session.get(Upload, fan.photo_id) if fan.photo_id else None


def open_programmes_of(fan: Superfan) -> list[Programme]:
    """The open programmes a fan is an active member of."""
    query = sa.select(Programme).options(joinedload(Programme.business)).join(Membership)
    query = query.where(Membership.fan_id == fan.id, Membership.state == "active", Programme.state == "open")
    return list(db.session.scalars(query.order_by(Programme.id)))

"""The list of skills: loaded from the taxonomy, added to by fans, reviewed by staff."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.businesses.slugs import slug_of
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.superfans.models import FanSkill, Membership, Skill, Superfan
from marketplace.superfans.packing import hold, repack
from marketplace.superfans.taxonomy import GROUPS_BY_CODE, SKILLS
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_notices import notify

NAME_LENGTH_MAX = 80
PROPOSALS_MAX = 10
OWN_GROUP = "own"  # additions of fans, until somebody files them


def load_taxonomy() -> int:
    """Bring the list up to the taxonomy; returns how many skills were new. Run as often as one likes."""
    known = {s.code: s for s in db.session.scalars(sa.select(Skill))}
    added = 0
    for entry in SKILLS:
        skill = known.get(entry.code)
        if skill is None:
            skill = Skill(code=entry.code)
            db.session.add(skill)
            added += 1
        skill.group, skill.name_en, skill.name_es = entry.group, entry.name_en, entry.name_es
        skill.state = "listed"
    db.session.flush()
    return added


def propose_skill(fan: Superfan, name: str, level: int, at: datetime) -> Skill:
    """Add a skill that the list lacks: the fan has it at once, others see it once it is reviewed."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("skill_needs_name", field="own_skill")
    if len(name) > NAME_LENGTH_MAX:
        raise Invalid("entry_too_long", field="own_skill", most=NAME_LENGTH_MAX)
    skill = _named(name) or _propose(fan, name)
    if skill.state != "listed" and skill.proposed_by_id != fan.identity_id:
        raise Invalid(
            "skill_refused_before" if skill.state == "refused" else "skill_under_review", field="own_skill"
        )
    if skill.state == "refused":
        raise Invalid("skill_refused_before", field="own_skill")
    if skill.id not in {s.skill_id for s in fan.skills}:
        fan.skills.append(FanSkill(skill=skill, level=level))
    repack(fan, at)
    return skill


def list_skill(
    skill_code: str, group: str, name_en: str, name_es: str, business: Business, actor: Identity, at: datetime
) -> Skill:
    """Take a fan's addition into the list, filed under a group and named in both languages."""
    skill = proposed_skill(business, skill_code)
    if group not in GROUPS_BY_CODE:
        raise Invalid("choice_not_offered", field="group")
    if not name_en.strip() or not name_es.strip():
        raise Invalid("skill_needs_name", field="name_en")
    skill.group, skill.name_en, skill.name_es, skill.state = (
        group,
        name_en.strip()[:80],
        name_es.strip()[:80],
        "listed",
    )
    _settle(skill, "skill.list", business, actor, at)
    return skill


def refuse_skill(skill_code: str, business: Business, actor: Identity, at: datetime) -> Skill:
    """Keep a fan's addition out of the list; it counts for nobody any more."""
    skill = proposed_skill(business, skill_code)
    skill.state = "refused"
    _settle(skill, "skill.refuse", business, actor, at)
    return skill


def proposed_skill(business: Business, code: str) -> Skill:
    """A skill that waits for review and was proposed by somebody who belongs, or wants to belong, to the business."""
    found = db.session.scalar(proposals_of(business).where(Skill.code == code).with_for_update())
    if found is None:
        raise NotFound
    return found


def proposals_of(business: Business) -> sa.Select[Skill]:
    """Skills proposed by people who belong, or want to belong, to a business."""
    belongs = (
        sa.exists()
        .where(Membership.fan_id == Superfan.id, Superfan.identity_id == Skill.proposed_by_id)
        .where(Membership.programme_id == Programme.id, Programme.business_id == business.id)
    )
    return sa.select(Skill).where(Skill.state == "proposed", belongs).order_by(Skill.id)


def _settle(skill: Skill, action: str, business: Business, actor: Identity, at: datetime) -> None:
    """Write it down, tell whoever proposed it, and bring every fan who has it up to date."""
    db.session.flush()
    log_action(business.public_id, actor.public_id, action, None, {"skill": skill.code}, at)
    fans = (
        sa.select(Superfan)
        .join(FanSkill, FanSkill.fan_id == Superfan.id)
        .where(FanSkill.skill_id == skill.id)
    )
    for fan in list(db.session.scalars(fans.order_by(Superfan.id))):
        hold(fan)
        if skill.state == "refused":
            fan.skills = [s for s in fan.skills if s.skill_id != skill.id]
        repack(fan, at)
    proposer = db.session.get(Identity, skill.proposed_by_id) if skill.proposed_by_id else None
    if proposer is not None:
        code = "skill.listed" if skill.state == "listed" else "skill.refused"
        notify(proposer, code, {"skill": skill.name_en}, "/fan/profile", at)


def _named(name: str) -> Skill | None:
    folded = name.casefold()
    same = sa.or_(sa.func.lower(Skill.name_en) == folded, sa.func.lower(Skill.name_es) == folded)
    return db.session.scalar(
        sa.select(Skill).where(same).order_by(Skill.state != "listed", Skill.id).limit(1)
    )


def _propose(fan: Superfan, name: str) -> Skill:
    waiting = (
        sa.select(sa.func.count())
        .select_from(Skill)
        .where(Skill.proposed_by_id == fan.identity_id, Skill.state == "proposed")
    )
    if (db.session.scalar(waiting) or 0) >= PROPOSALS_MAX:
        raise Refused("too_many_proposals", most=PROPOSALS_MAX)
    code = f"{OWN_GROUP}.{slug_of(name)}"
    number = 2
    while db.session.scalar(sa.select(sa.exists().where(Skill.code == code))):
        code, number = f"{OWN_GROUP}.{slug_of(name)}-{number}", number + 1
    skill = Skill(
        code=code,
        group=OWN_GROUP,
        name_en=name,
        name_es=name,
        state="proposed",
        proposed_by_id=fan.identity_id,
    )
    db.session.add(skill)
    db.session.flush()
    return skill

"""What other areas learn from this one: who a fan is, which skills there are, and what goes with a person who goes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.businesses import north_star, skill_options
from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.superfans import queries
from marketplace.superfans.models import Credential, Membership, Superfan
from marketplace.superfans.service_membership import leave_everything
from marketplace.trust import people, subjects, topics
from marketplace.trust.subjects import Subject


def register() -> None:
    """Tell them."""
    people.register_fan_resolver(queries.identity_of_fan)
    subjects.register("mbr", _membership)
    subjects.register("crd", _credential)
    topics.register("membership", _l("Programmes you belong to or run"))
    topics.register("skill", _l("Skills you added"))
    topics.register("credential", _l("Your certificates"))
    skill_options.register(queries.listed_skills)
    erasure.before_going(_say_goodbye)
    north_star.register(
        north_star.NorthStar(
            "new_members",
            _l("People who joined"),
            "count",
            _count_new_members,
            _l("More people lend you a hand."),
        )
    )


def _membership(ref: str) -> Subject | None:
    found = db.session.scalar(sa.select(Membership).where(Membership.public_id == ref))
    if found is None:
        return None
    programme, person = found.programme, found.fan.identity
    return Subject(
        ref, programme.business.public_id, programme.title, f"/fan/memberships/{ref}", ((person, "fan"),)
    )


def _credential(ref: str) -> Subject | None:
    row = db.session.execute(
        sa.select(Business.public_id, Identity, Credential)
        .join(Credential, Credential.business_id == Business.id)
        .join(Superfan, Superfan.id == Credential.fan_id)
        .join(Identity, Identity.id == Superfan.identity_id)
        .where(Credential.public_id == ref)
    ).one_or_none()
    if row is None:
        return None
    business_ref, person, _ = row
    return Subject(ref, business_ref, str(_l("A certificate")), "/fan/credentials", ((person, "fan"),))


def _say_goodbye(identity: Identity, at: datetime) -> None:
    fan = queries.fan_of(identity)
    if fan is not None:
        leave_everything(fan, at)


def _count_new_members(programme: Programme, since: datetime, until: datetime) -> int:
    query = sa.select(sa.func.count()).where(
        Membership.programme_id == programme.id,
        Membership.state.in_(("active", "paused")),
        Membership.decided_at >= since,
        Membership.decided_at < until,
    )
    return db.session.scalar(query) or 0

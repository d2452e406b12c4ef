"""What other areas learn from this one: who a fan is, which skills there are, and what goes with a person who goes."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk, north_star, site_nav, skill_options
from marketplace.businesses.desk import Room
from marketplace.businesses.models import Business, Programme
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.core.permissions import Permission
from marketplace.identity import context, erasure, purposes
from marketplace.identity.models import Identity
from marketplace.superfans import first_steps, queries, queries_members
from marketplace.superfans.lifecycle import BELONGING
from marketplace.superfans.models import Credential, Membership, Superfan
from marketplace.superfans.reader import is_fan
from marketplace.superfans.service_membership import leave_everything
from marketplace.trust import people, subjects, topics
from marketplace.trust.subjects import Subject

LANDING_ORDER = 20  # whoever has a desk lands there first
ROOMS = (
    Room("members", _l("Members"), "superfans.members", "people", "people", 10, Permission.DESK_VIEW, queries_members.waiting_count),
    Room("certificates", _l("Certificates"), "superfans.checks", "shield", "people", 20, Permission.MEMBERS_DECIDE,
         queries_members.certificates_count),
    Room("skills", _l("New skills"), "superfans.skills", "bulb", "people", 30, Permission.MEMBERS_DECIDE,
         queries_members.proposals_count),
)  # fmt: skip
PLACES = (
    site_nav.Place("fan", _l("My army"), "superfans.home", "heart", 5, is_fan),
    site_nav.Place("hours", _l("My hours"), "superfans.hours", "clock", 40, is_fan),
)


def register() -> None:
    """Tell them."""
    people.register_fan_resolver(queries.identity_of_fan, fan_ref_of=_fan_ref_of)
    subjects.register("mbr", _membership)
    subjects.register("crd", _credential)
    subjects.register("fan", _profile)
    topics.register("membership", _l("Programmes you belong to or run"))
    topics.register("skill", _l("Skills you added"))
    topics.register("credential", _l("Your certificates"))
    skill_options.register(queries.listed_skills)
    erasure.before_going(_say_goodbye)
    erasure.foresight.take_part("superfans", 10, _leaves)
    for room in ROOMS:
        desk.register_room(room)
    first_steps.register()
    for place in PLACES:
        site_nav.register(place)
    purposes.begin_at("fan", "superfans.join")
    context.land_at(LANDING_ORDER, _landing)
    north_star.register(
        north_star.NorthStar(
            "new_members",
            _l("People who joined"),
            "count",
            _count_new_members,
            _l("More people lend you a hand."),
        )
    )


def _fan_ref_of(identity: Identity) -> str | None:
    fan = queries.fan_of(identity)
    return fan.public_id if fan is not None else None


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


def _profile(ref: str) -> Subject | None:
    """A public profile, which anybody may report to a business that the fan helps."""
    row = db.session.execute(
        sa.select(Business.public_id, Superfan)
        .join(Programme, Programme.business_id == Business.id)
        .join(Membership, Membership.programme_id == Programme.id)
        .join(Superfan, Superfan.id == Membership.fan_id)
        .where(Superfan.public_id == ref, Membership.state == "active")
        .order_by(Membership.id)
    ).first()
    if row is None:
        return None
    business_ref, fan = row
    sides, evidence = ((fan.identity, "fan"),), {"quote": fan.bio}
    return Subject(
        ref, business_ref, fan.identity.name, f"/fans/{ref}", sides, evidence,
        author=fan.identity, is_for_everybody=True,
    )  # fmt: skip


def _leaves(person: Identity, at: datetime) -> list[Consequence]:
    query = (
        sa.select(sa.func.count()).select_from(Membership).join(Superfan, Superfan.id == Membership.fan_id)
    )
    mine = query.where(Superfan.identity_id == person.id, Membership.state.in_(BELONGING))
    number = db.session.scalar(mine) or 0
    return [Consequence("memberships_end", "now", number)] if number else []


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


def _landing(person: Identity) -> str | None:
    return url_for("superfans.home") if is_fan(person) else None

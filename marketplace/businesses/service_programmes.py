"""Makes programmes from five answers, changes them, and takes them through their life."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses import endings, readiness
from marketplace.businesses.answers import Answers
from marketplace.businesses.choices import CANCELLATION_SHORT
from marketplace.businesses.lifecycle import PROGRAMME
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.programme_fields import EDITABLE, checked
from marketplace.businesses.service_schemes import default_document, publish_scheme
from marketplace.businesses.slugs import free_slug
from marketplace.core import kinds
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.i18n import spoken_to
from marketplace.core.lifecycle import Actor, move
from marketplace.core.locking import lock_row
from marketplace.core.texts import still_true
from marketplace.core.translating import with_said
from marketplace.identity.models import Identity
from marketplace.trust.service_audit import log_action

ANSWER_HOURS = 24
TRANSLATED = ("title", "whom", "purpose", "role", "tasks", "house_rules")


def create_programme(
    business: Business, kind_code: str, answers: Answers, actor: Identity, at: datetime
) -> Programme:
    """Make a programme in draft: the five answers, the kind's template for the rest, and a published first scheme."""
    values = checked(_drafted(business, kind_code, answers, actor))
    programme = Programme(
        business_id=business.id,
        slug=free_slug(values["title"], lambda slug: _is_slug_taken(business, slug)),
        kind=kind_code,
        state=PROGRAMME.initial,
        currency=business.currency,
        created_at=at,
        **values,
    )
    programme.business = business
    db.session.add(programme)
    db.session.flush()
    publish_scheme(programme, default_document(programme, answers), actor, at)
    log_action(
        business.public_id, actor.public_id, "programme.create", programme.public_id, {"kind": kind_code}, at
    )
    return programme


def change_programme(
    programme: Programme, changes: Mapping[str, Any], actor: Identity, at: datetime
) -> Programme:
    """Change columns of a programme; what is left out stays. An open programme keeps what made it ready."""
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"a programme has no such field to change: {sorted(unknown)}")
    _refuse_closed(programme)
    values = checked(dict(changes))
    changed = sorted(name for name, value in values.items() if getattr(programme, name) != value)
    before = words_of(programme)
    for name in changed:
        setattr(programme, name, values[name])
    if changed:
        now = words_of(programme)
        programme.translations = still_true(programme.translations, before, now, programme.language)
    db.session.flush()
    if programme.state == "open":
        _check_ready(programme)
    if changed:
        business_ref = programme.business.public_id
        log_action(
            business_ref, actor.public_id, "programme.edit", programme.public_id, {"fields": changed}, at
        )
    return programme


def words_of(programme: Programme) -> dict[str, str]:
    """Everything its owner wrote that fans or customers read: its own texts, and those among its kind's settings."""
    own = {name: getattr(programme, name) for name in TRANSLATED}
    return own | kinds.registry.get(programme.kind).words(programme)


def translate_programme(
    programme: Programme, locale: str, said: Mapping[str, str], actor: Identity, at: datetime
) -> None:
    """Say the same in another language; what is empty is shown as it was written."""
    _refuse_closed(programme)
    kept = {name: said.get(name, "") for name in words_of(programme)}
    programme.translations = with_said(programme.translations, locale, kept)
    detail = {"fields": ["translations"], "language": locale}
    log_action(
        programme.business.public_id, actor.public_id, "programme.edit", programme.public_id, detail, at
    )


def open_programme(programme: Programme, actor: Identity, at: datetime) -> Programme:
    """Open a draft, or a paused programme again; refused until the checklist holds."""
    _lock(programme)
    action = "resume" if programme.state == "paused" else "open"
    PROGRAMME.target(programme.state, action, Actor.STAFF)
    _check_ready(programme)
    _step(programme, action, actor, at)
    programme.opened_at = programme.opened_at or at
    return programme


def pause_programme(programme: Programme, actor: Identity, at: datetime) -> Programme:
    """Stop taking in people and gigs until it is opened again; what was promised is kept."""
    _lock(programme)
    return _step(programme, "pause", actor, at)


def close_programme(programme: Programme, actor: Identity, at: datetime) -> Programme:
    """End a programme for good: what closing means to bookings, gigs and money is done in this transaction."""
    _lock(programme)
    _step(programme, "close", actor, at)
    endings.carry_out(programme, at)
    return programme


def _step(programme: Programme, action: str, actor: Identity, at: datetime) -> Programme:
    move(PROGRAMME, programme, action, Actor.STAFF, at, actor_ref=actor.public_id)
    business_ref = programme.business.public_id
    log_action(business_ref, actor.public_id, f"programme.{action}", programme.public_id, {}, at)
    return programme


def _check_ready(programme: Programme) -> None:
    if readiness.missing(programme):
        raise Refused("programme_not_ready")


def _refuse_closed(programme: Programme) -> None:
    if programme.state == "closed":
        raise Refused("programme_closed")


def _lock(programme: Programme) -> None:
    """Hold the row, so that two people who open and close it at once go one after the other."""
    lock_row(programme)


def _drafted(business: Business, kind_code: str, answers: Answers, actor: Identity) -> dict[str, Any]:
    kind = kinds.registry.kinds.get(kind_code)
    if kind is None:
        raise Invalid("kind_unknown", field="kind")
    template, language = kind.template, answers.changes.get("language") or business.language
    policy = CANCELLATION_SHORT.get(template.cancellation, template.cancellation)
    drafted = texts_of(kind, business, language) | {
        "language": language,
        "whom": answers.whom,
        "north_star": answers.north_star or template.north_star,
        "north_star_target": answers.north_star_target,
        "way": template.way,
        "terms": answers.terms,
        "joining": template.joining,
        "skills": list(template.skills),
        "languages": [],
        "settings": {},
        "matching_policy": {},
        "cancellation_policy": {"policy": policy},
        "support_contact": answers.support_contact or business.support_email or actor.email,
        "answer_hours": answers.answer_hours or ANSWER_HOURS,
        "responsible_id": (answers.responsible or actor).id,
    }
    if answers.tasks.strip():
        drafted["tasks"] = answers.tasks
    return drafted | dict(answers.changes)


def texts_of(kind: kinds.Kind, business: Business, language: str) -> dict[str, Any]:
    """The template's words for a business: title, purpose, role, tasks and house rules."""
    with spoken_to(language):
        title = str(kind.label)
    names = ("purpose", "role", "tasks", "house_rules")
    texts = {name: _in_language(getattr(kind.template, name), language) for name in names}
    return {"title": title} | {
        name: words.replace("{business}", business.name) for name, words in texts.items()
    }


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or ""


def _is_slug_taken(business: Business, slug: str) -> bool:
    taken = sa.exists().where(Programme.business_id == business.id, Programme.slug == slug)
    return bool(db.session.scalar(sa.select(taken)))

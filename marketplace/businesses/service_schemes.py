"""Versions of a programme's reward scheme: drafted, tried, published once, retired; rewards say what stands in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.answers import Answers
from marketplace.businesses.lifecycle import SCHEME
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.queries import draft_scheme, published_scheme
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.identity.models import Identity
from marketplace.trust.service_audit import log_action

SchemeMaker = Callable[[Programme, Answers], dict[str, Any]]
RECOGNITION_POINTS = 10
_maker: list[SchemeMaker] = []


def register_maker(maker: SchemeMaker) -> None:
    """Make first schemes by `maker` from now on; the last one registered makes them."""
    _maker[:] = [maker]


def default_document(programme: Programme, answers: Answers) -> dict[str, Any]:
    """What a programme of these terms gives to begin with; points alone while nobody knows better."""
    if _maker:
        return _maker[0](programme, answers)
    return {
        "schema": 1,
        "currency": programme.currency,
        "terms": programme.terms,
        "components": [{"code": "points", "type": "points", "points": RECOGNITION_POINTS}],
        "choices": [],
        "hold_hours": 24,
    }


def publish_scheme(
    programme: Programme, document: dict[str, Any], actor: Identity, at: datetime
) -> SchemeVersion:
    """Publish a document at once as the next version: a programme's first, which nobody works under yet."""
    _hold(programme)
    version = _new_version(programme, document)
    _put_in_force(version, "begin", Actor.SYSTEM, actor, at)
    return version


def start_draft(programme: Programme, actor: Identity, at: datetime) -> SchemeVersion:
    """Begin the next version as a copy of what holds; the draft there is already, if there is one."""
    _hold(programme)
    known = draft_scheme(programme)
    if known is not None:
        return known
    if programme.state == "closed":
        raise Refused("programme_closed")
    present = published_scheme(programme)
    if present is None:
        raise Refused("scheme_missing", programme=programme.titled)
    draft = _new_version(programme, dict(present.document))
    _log(draft, "scheme.draft", actor, at)
    return draft


def change_draft(
    draft: SchemeVersion, document: dict[str, Any], actor: Identity, at: datetime
) -> SchemeVersion:
    """Put another document into a draft, which then has not been tried; refused once it is published."""
    _hold_draft(draft)
    if draft.document == document:
        return draft
    draft.document = document
    move(SCHEME, draft, "change", Actor.STAFF, at, actor_ref=actor.public_id)
    db.session.flush()
    return draft


def mark_tried(draft: SchemeVersion, actor: Identity, at: datetime) -> SchemeVersion:
    """Note that its owner has seen what it would come to."""
    _hold_draft(draft)
    move(SCHEME, draft, "try", Actor.STAFF, at, actor_ref=actor.public_id)
    return draft


def discard_draft(draft: SchemeVersion, actor: Identity, at: datetime) -> None:
    """Forget a draft; what holds stays as it is."""
    _hold_draft(draft)
    _log(draft, "scheme.discard", actor, at)
    db.session.delete(draft)
    db.session.flush()


def publish_draft(draft: SchemeVersion, seen: str, actor: Identity, at: datetime) -> SchemeVersion:
    """Publish a tried draft as its owner saw it: `seen` is the `digest` of the document on the page.

    The version that held is retired; gigs and offers made under it keep it. A second time is refused.
    """
    _hold_draft(draft)
    if seen != digest(draft.document):
        raise Refused("scheme_changed")
    if draft.state == "draft":
        raise Refused("scheme_untried")
    _put_in_force(draft, "publish", Actor.STAFF, actor, at)
    return draft


def digest(document: Mapping[str, Any]) -> str:
    """A short name of what a document says, the same for the same."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _new_version(programme: Programme, document: dict[str, Any]) -> SchemeVersion:
    last = sa.select(sa.func.max(SchemeVersion.version)).where(SchemeVersion.programme_id == programme.id)
    version = (db.session.scalar(last) or 0) + 1
    made = SchemeVersion(programme_id=programme.id, version=version, state=SCHEME.initial, document=document)
    made.programme = programme
    db.session.add(made)
    db.session.flush()
    return made


def _put_in_force(version: SchemeVersion, action: str, by: Actor, actor: Identity, at: datetime) -> None:
    present = published_scheme(version.programme)
    if present is not None:
        move(SCHEME, present, "retire", by, at, actor_ref=actor.public_id)
        db.session.flush()  # two never hold at once, not even within the transaction
    move(SCHEME, version, action, by, at, actor_ref=actor.public_id)
    version.published_at = at
    db.session.flush()
    _log(version, "scheme.publish", actor, at)


def _log(version: SchemeVersion, action: str, actor: Identity, at: datetime) -> None:
    business_ref = version.programme.business.public_id
    detail = {"version": version.version}
    log_action(business_ref, actor.public_id, action, version.public_id, detail, at)


def _hold(programme: Programme) -> None:
    """Lock the programme, so that two people who draft or publish at once go one after the other."""
    db.session.execute(sa.select(Programme.id).where(Programme.id == programme.id).with_for_update())


def _hold_draft(draft: SchemeVersion) -> None:
    """Lock, look again, and refuse what is not a draft any more."""
    _hold(draft.programme)
    found = sa.select(SchemeVersion).where(SchemeVersion.id == draft.id)
    if db.session.scalar(found.execution_options(populate_existing=True)) is None:
        raise NotFound
    if draft.state not in ("draft", "tried"):
        raise Refused("scheme_published", version=draft.version)

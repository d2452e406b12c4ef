"""Publishes versions of a programme's reward scheme; the area of rewards says what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.core.db import db
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
    """Publish the next version; gigs already made keep the version they were promised under."""
    last = sa.select(sa.func.max(SchemeVersion.version)).where(SchemeVersion.programme_id == programme.id)
    version = (db.session.scalar(last) or 0) + 1
    scheme = SchemeVersion(
        programme_id=programme.id, version=version, state="published", document=document, published_at=at
    )
    scheme.programme = programme
    db.session.add(scheme)
    db.session.flush()
    business_ref = programme.business.public_id
    log_action(business_ref, actor.public_id, "scheme.publish", scheme.public_id, {"version": version}, at)
    return scheme

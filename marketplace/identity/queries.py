"""People and their tokens, read."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import ApiToken, Identity


def by_email(email: str) -> Identity | None:
    """The person with this address, kept in lower case."""
    return db.session.scalar(sa.select(Identity).where(Identity.email == email.strip().lower()))


def by_public_id(public_id: str) -> Identity | None:
    """The person with this public id."""
    return db.session.scalar(sa.select(Identity).where(Identity.public_id == public_id))


def live_tokens(identity: Identity, at: datetime) -> list[ApiToken]:
    """A person's tokens that still work, newest first."""
    fresh = sa.or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > at)
    query = sa.select(ApiToken).where(
        ApiToken.identity_id == identity.id, ApiToken.revoked_at.is_(None), fresh
    )
    return list(db.session.scalars(query.order_by(ApiToken.id.desc())))


def token_of(identity: Identity, public_id: str) -> ApiToken:
    """One token of a person's own."""
    query = sa.select(ApiToken).where(ApiToken.identity_id == identity.id, ApiToken.public_id == public_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def token_by_digest(digest: str) -> ApiToken | None:
    """The token kept under this digest, with its owner."""
    return db.session.scalar(
        sa.select(ApiToken).where(ApiToken.digest == digest).options(joinedload(ApiToken.identity))
    )

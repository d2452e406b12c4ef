"""API tokens: shown once, kept as a digest, revoked by their owner."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.identity import queries, scopes
from marketplace.identity.models import ApiToken, Identity

PREFIX = "muster_"
TOKENS_MAX = 20
DAYS_CHOICES = ((30, _l("30 days")), (90, _l("90 days")), (365, _l("A year")))


def digest_of(token: str) -> str:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    identity: Identity, name: str, scope_codes: list[str], days: int, at: datetime
) -> tuple[ApiToken, str]:
    """Make a token; the text is returned here and nowhere else."""
    if unknown := scopes.unknown(scope_codes):
        raise Invalid("scope_unknown", field="scopes", scopes=unknown)
    if len(queries.live_tokens(identity, at)) >= TOKENS_MAX:
        raise Refused("tokens_too_many", count=TOKENS_MAX)
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        identity=identity,
        name=name,
        digest=digest_of(text),
        scopes=sorted(set(scope_codes)),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.session.add(token)
    db.session.flush()
    return token, text


def revoke(identity: Identity, public_id: str, at: datetime) -> ApiToken:
    """End a token of one's own; ending it twice is the same as once."""
    token = queries.token_of(identity, public_id)
    token.revoked_at = token.revoked_at or at
    return token


def bearer(text: str, at: datetime) -> ApiToken | None:
    """The live token with this text, its owner's account being open."""
    token = queries.token_by_digest(digest_of(text)) if text.startswith(PREFIX) else None
    if token is None or token.revoked_at is not None or not token.identity.active:
        return None
    return None if token.expires_at is not None and token.expires_at <= at else token

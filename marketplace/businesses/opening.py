"""Who may open a business on this installation."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from marketplace.businesses.models import Business, Invitation
from marketplace.core.db import db
from marketplace.core.errors import Forbidden

FIRST_LOCK = 7_301_226  # any number nobody else locks by


def may_open(invitation: Invitation | None = None) -> bool:
    """True when whoever asks may open a business: the first one always, later ones by the installation's setting."""
    policy = current_app.extensions["muster.settings"].business_opening
    if policy == "open" or not has_businesses():
        return True
    return policy == "invite" and invitation is not None


def check_may_open(invitation: Invitation | None = None) -> None:
    """Refuse when a business may not be opened; two who open the first one at once are told apart under a lock."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(FIRST_LOCK)))
    if not may_open(invitation):
        policy = current_app.extensions["muster.settings"].business_opening
        raise Forbidden("opening_by_invitation" if policy == "invite" else "opening_taken")


def has_businesses() -> bool:
    """True once somebody has opened a business here."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Business.id.is_not(None)))))

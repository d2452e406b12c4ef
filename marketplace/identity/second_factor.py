"""Who must show a second thing at sign-in: staff of a real shop, a week after they became staff."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app, session
from flask_login import current_user

from config import Settings
from marketplace.identity.models import Identity

GRACE = timedelta(days=7)
STRONG = "strong"


def has_second_factor(identity: Identity) -> bool:
    """True when an authenticator app or a passkey is set up."""
    return bool((identity.tf_primary_method and identity.tf_totp_secret) or identity.webauthn)


def due_at(since: datetime) -> datetime:
    """When somebody who became staff at `since` needs a second factor."""
    return since + GRACE


def needs_second_factor(identity: Identity, since: datetime, at: datetime) -> bool:
    """True when somebody, staff since `since`, may not go on before setting one up."""
    return not has_second_factor(identity) and at >= due_at(since)


def should_be_reminded(identity: Identity, since: datetime, at: datetime) -> bool:
    """True while there is time left to set one up: a notice, no bar."""
    return not has_second_factor(identity) and at < due_at(since)


def is_demanded_here() -> bool:
    """True in a real shop; the demo world only offers it."""
    settings: Settings = current_app.extensions["muster.settings"]
    return not settings.is_demo


def session_is_strong() -> bool:
    """True when this session was begun, or has since been proven, with a second factor or a passkey."""
    return bool(current_user.is_authenticated and session.get(STRONG))


def strengthen_session() -> None:
    """This session has just been proven with a second factor."""
    session[STRONG] = True

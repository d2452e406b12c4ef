"""Who reads the page, and how often they may write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import session
from flask_babel import get_locale
from flask_limiter.util import get_remote_address
from flask_login import current_user

from marketplace.core.limits import limited
from marketplace.identity.models import Identity

V = TypeVar("V", bound=Callable[..., Any])


def me() -> Identity:
    """The person who is signed in."""
    person: Identity = current_user._get_current_object()
    return person


def anybody() -> Identity | None:
    """The person who is signed in, if anybody is."""
    return me() if current_user and current_user.is_authenticated else None


def language() -> str:
    """The language in which the reader writes: that of the page."""
    return str(get_locale() or "en")


def writing(view: V) -> V:
    """Limit how often one person posts."""
    return limited("100 per 10 minutes", _writer)(view)


def _writer() -> str:
    return "writer:" + str(session.get("_user_id") or get_remote_address())

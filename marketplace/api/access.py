"""Who calls the programme interface: the bearer of a token whose scopes allow it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g, request
from flask_babel import refresh

from marketplace.businesses import queries as business_queries
from marketplace.businesses.models import Business
from marketplace.core import clock, i18n
from marketplace.core.errors import Forbidden, MarketplaceError, NotFound
from marketplace.core.permissions import ROLE_PERMISSIONS, Access, Permission, declare
from marketplace.identity import second_factor, service_tokens
from marketplace.identity.models import Identity
from marketplace.superfans import queries as fan_queries
from marketplace.superfans.models import Superfan

V = TypeVar("V", bound=Callable[..., Any])


class TokenMissing(MarketplaceError):
    """No token, or none that is live: 401."""

    status = 401
    code = "token_missing"


def token(scope: str) -> Callable[[V], V]:
    """Let the bearer of a token with this scope call the view; sets `g.caller` and `g.token`."""

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            kind, _, text = request.headers.get("Authorization", "").partition(" ")
            found = service_tokens.bearer(text.strip(), clock.now()) if kind.lower() == "bearer" else None
            if found is None or found.identity.erased_at is not None:
                raise TokenMissing
            if scope not in found.scopes:
                raise Forbidden("scope_lacking", scope=scope)
            g.caller, g.token = found.identity, found
            _speak_their_language(found.identity)
            return view(*args, **kwargs)

        return declare(guarded, Access("token", scope))  # type: ignore[return-value]

    return decorate


def _speak_their_language(person: Identity) -> None:
    """Answer in the language that was asked for, else in that of the account."""
    if not request.accept_languages and person.locale in i18n.available():
        g.locale = person.locale
        refresh()


def caller() -> Identity:
    """Who calls."""
    found: Identity = g.caller
    return found


def fan() -> Superfan:
    """The caller as superfan; to others there is nothing here."""
    found = fan_queries.whole_fan(caller())
    if found is None:
        raise NotFound
    return found


def business(slug: str, permission: Permission) -> Business:
    """A business the caller acts for, when their role allows it."""
    member = business_queries.staff_of(slug, caller())
    if permission not in ROLE_PERMISSIONS[member.role]:
        raise Forbidden("role_not_allowed", business=member.business.name)
    if second_factor.is_demanded_here() and second_factor.needs_second_factor(
        member.identity, member.created_at, clock.now()
    ):
        raise Forbidden("second_factor_needed")
    g.business, g.staff = member.business, member
    found: Business = member.business
    return found

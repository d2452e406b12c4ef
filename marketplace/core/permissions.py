"""Who may reach a view: every view declares it, and a test fails for one that does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app, request
from flask_login import current_user

V = TypeVar("V", bound=Callable[..., Any])


class Permission(StrEnum):
    """What staff may be allowed: area:resource:action."""

    DESK_VIEW = "businesses:desk:view"
    BUSINESS_EDIT = "businesses:business:edit"
    STAFF_EDIT = "businesses:staff:edit"
    PROGRAMME_EDIT = "businesses:programme:edit"
    PROGRAMME_OPEN = "businesses:programme:open"
    MEMBERS_DECIDE = "businesses:members:decide"
    CATALOGUE_EDIT = "catalogue:experience:edit"
    GIGS_EDIT = "gigs:gig:edit"
    BOOKINGS_VIEW = "bookings:booking:view"
    BOOKINGS_EDIT = "bookings:booking:edit"
    COUNTER_REDEEM = "rewards:counter:redeem"
    MONEY_VIEW = "rewards:money:view"
    MONEY_MOVE = "rewards:money:move"
    CASES_DECIDE = "trust:cases:decide"
    AUDIT_VIEW = "trust:audit:view"


_SUPPORT = frozenset(
    {Permission.DESK_VIEW, Permission.BOOKINGS_VIEW, Permission.BOOKINGS_EDIT, Permission.COUNTER_REDEEM}
)
_MANAGER = _SUPPORT | {
    Permission.PROGRAMME_EDIT,
    Permission.PROGRAMME_OPEN,
    Permission.MEMBERS_DECIDE,
    Permission.CATALOGUE_EDIT,
    Permission.GIGS_EDIT,
    Permission.MONEY_VIEW,
    Permission.CASES_DECIDE,
    Permission.AUDIT_VIEW,
}
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "support": _SUPPORT,
    "manager": _MANAGER,
    "owner": frozenset(Permission),
}


@dataclass(frozen=True)
class Access:
    """What a view declares: `public`, `signed_in`, `staff` with a permission, or `token` with a scope."""

    who: str
    permission: str = ""


def declare(view: V, access: Access) -> V:
    """Write the declaration on the view, where the route test reads it."""
    view.access = access  # type: ignore[attr-defined]
    return view


def public(view: V) -> V:
    """Anybody may; the view itself checks any signed link it is given."""
    return declare(view, Access("public"))


def signed_in(view: V) -> V:
    """Anybody with an account may; the query finds only what is theirs."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            if request.accept_mimetypes.best == "application/json":
                abort(401)
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return view(*args, **kwargs)

    guarded.keeps_own_transactions = getattr(view, "keeps_own_transactions", False)  # type: ignore[attr-defined]
    return declare(guarded, Access("signed_in"))  # type: ignore[return-value]

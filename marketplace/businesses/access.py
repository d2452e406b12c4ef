"""Who may enter a desk: staff of the business, with the permission their role gives, and a second factor in time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from marketplace.businesses import desk, queries, site_nav
from marketplace.businesses.models import Business, Staff
from marketplace.core import clock
from marketplace.core.errors import Forbidden
from marketplace.core.permissions import ROLE_PERMISSIONS, Access, Permission, declare
from marketplace.identity import second_factor
from marketplace.trust.reader import me

V = TypeVar("V", bound=Callable[..., Any])


def staff(permission: Permission) -> Callable[[V], V]:
    """Let staff of the business in the address in, when their role has the permission.

    The route has `<business_slug>`. To anybody else the business is not there (404), to staff whose role lacks the
    permission it says so (403). Sets `g.business` and `g.staff`.
    """

    def decorate(view: V) -> V:
        @wraps(view)
        def guarded(*args: Any, business_slug: str, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            member = queries.staff_of(business_slug, me())
            _enter(member, permission)
            return _ask_for_second_factor(member) or view(*args, business_slug=business_slug, **kwargs)

        guarded.keeps_own_transactions = getattr(view, "keeps_own_transactions", False)  # type: ignore[attr-defined]
        return declare(guarded, Access("staff", permission.value))  # type: ignore[return-value]

    return decorate


def can(permission: Permission) -> bool:
    """True when the member of staff at this desk may: what pages ask before they show a button."""
    return "staff" in g and permission in ROLE_PERMISSIONS[g.staff.role]


def site_business() -> Business | None:
    """The business whose page this is, else the only business of the installation."""
    if "business" not in g:
        g.business = queries.sole_business()
    return g.business  # type: ignore[no-any-return]


def init_app(app: Flask) -> None:
    """Give every page its business, and desks their rooms."""
    app.context_processor(_page_context)
    app.jinja_env.globals["can"] = can
    app.jinja_env.globals["Permission"] = Permission


def _page_context() -> dict[str, Any]:
    try:
        context: dict[str, Any] = {"business": site_business(), "nav": g.get("nav") or site_nav.navigation()}
    except SQLAlchemyError:  # the page that says so must not fail as well
        return {"business": None, "nav": []}
    if "staff" in g:
        context["desk_nav"] = desk.navigation(g.staff)
    return context


def _enter(member: Staff, permission: Permission) -> None:
    g.business, g.staff = member.business, member
    if permission not in ROLE_PERMISSIONS[member.role]:
        raise Forbidden("role_not_allowed", business=member.business.name)


def _ask_for_second_factor(member: Staff) -> Response | None:
    """Send staff of a real shop to set up a second factor once their week of grace is over."""
    person = member.identity
    if not second_factor.is_demanded_here():
        return None
    if second_factor.needs_second_factor(person, member.created_at, clock.now()):
        flash(
            _("Staff need a second way to show who they are. Please set one up; then your desk opens again."),
            "warning",
        )
        return redirect(url_for("identity.two_factor_setup"), 303)
    return None

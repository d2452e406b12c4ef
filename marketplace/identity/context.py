"""What every page knows of the person reading it: who they are, their menu, and where they land after signing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.identity.models import Identity


class MenuItem(NamedTuple):
    """One line of the account menu; `method` is post for what changes something."""

    label: str
    url: str
    is_current: bool
    icon: str
    method: str = "get"


class AccountSection(NamedTuple):
    """One more card on the account page."""

    title: str
    text: str
    url: str
    icon: str


SectionSource = Callable[[Identity], AccountSection | None]
MenuSource = Callable[[Identity], list[MenuItem]]
Landing = Callable[[Identity], str | None]

_MENU_SOURCES: list[tuple[int, MenuSource]] = []
_LANDINGS: list[tuple[int, Landing]] = []
_SECTIONS: list[tuple[int, SectionSource]] = []


def add_to_menu(order: int, source: MenuSource) -> None:
    """An area adds its lines to the account menu, lower order first; it runs on every page, so it must be quick."""
    if (order, source) not in _MENU_SOURCES:
        _MENU_SOURCES.append((order, source))
    _MENU_SOURCES.sort(key=lambda pair: pair[0])


def land_at(order: int, landing: Landing) -> None:
    """An area says where its people land after signing in; the first that gives a path wins, lower order first."""
    if (order, landing) not in _LANDINGS:
        _LANDINGS.append((order, landing))
    _LANDINGS.sort(key=lambda pair: pair[0])


def add_account_section(order: int, source: SectionSource) -> None:
    """An area adds a card to the account page, such as the link to its own settings."""
    _SECTIONS.append((order, source))
    _SECTIONS.sort(key=lambda pair: pair[0])


def account_sections(identity: Identity) -> list[AccountSection]:
    """The cards that the areas add to this person's account page."""
    return [section for _order, source in _SECTIONS if (section := source(identity)) is not None]


def landing_of(identity: Identity) -> str:
    """Where a person lands after signing in; the front page when no area says otherwise."""
    return next((path for _order, landing in _LANDINGS if (path := landing(identity))), "/")


def account_menu() -> list[MenuItem]:
    """The lines of the account menu for whoever reads the page."""
    if not (current_user and current_user.is_authenticated):
        return [
            MenuItem(_("Sign in"), url_for("identity.login"), request.endpoint == "identity.login", "person"),
            MenuItem(
                _("Sign up"), url_for("identity.register"), request.endpoint == "identity.register", "heart"
            ),
        ]
    person = current_user._get_current_object()
    items = [item for _order, source in _MENU_SOURCES for item in source(person)]
    return [
        *items,
        MenuItem(
            _("My account"), url_for("identity.account"), request.endpoint == "identity.account", "gear"
        ),
        MenuItem(_("Sign out"), url_for("identity.logout"), False, "out", "post"),
    ]


def page_context() -> dict[str, Any]:
    """The values that templates find."""
    is_known = bool(current_user and current_user.is_authenticated)
    menu = account_menu() if request else []
    return {
        "account_menu": menu,
        "account_nav": menu,
        "account_label": (current_user.name or _("Account")) if is_known else _("Account"),
    }

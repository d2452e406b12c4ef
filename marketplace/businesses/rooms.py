"""The rooms of a desk that belong to this area and to the one below, and the front page among the places of the site."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk, site_nav
from marketplace.businesses.desk import Room
from marketplace.core.permissions import Permission
from marketplace.trust import desk as trust_desk

ROOMS = (
    Room("overview", _l("Today"), "businesses.overview", "home", "work", 0, Permission.DESK_VIEW),
    Room("programmes", _l("Programmes"), "businesses.programmes", "flag", "work", 10, Permission.DESK_VIEW),
    Room("shop", _l("Name and look"), "businesses.shop", "shop", "shop", 10, Permission.DESK_VIEW),
    Room("staff", _l("Staff"), "businesses.staff", "key", "shop", 20, Permission.DESK_VIEW),
    Room("log", _l("What staff did"), "businesses.log", "list", "shop", 90, Permission.AUDIT_VIEW),
)


def register() -> None:
    """Add them."""
    for room in ROOMS:
        desk.register_room(room)
    for theirs in trust_desk.ROOMS:
        desk.register_room(Room(**vars(theirs)))
    site_nav.register(site_nav.Place("home", _l("Home"), "home", "home", 0))

"""The rooms of a desk and the panels of its first page, to which higher areas add their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses.models import Business, Staff
from marketplace.core.permissions import ROLE_PERMISSIONS, Permission

GROUPS = {
    "work": _l("Work"),
    "people": _l("People"),
    "money": _l("Money"),
    "shop": _l("Your business"),
}


@dataclass(frozen=True)
class Room:
    """A page of the desk: its endpoint takes `business_slug` alone."""

    code: str
    label: Any  # lazily translated
    endpoint: str
    icon: str
    group: str  # one of GROUPS
    rank: int
    permission: Permission
    count: Callable[[Business], int] | None = None  # what waits there, shown when above nothing
    is_used: Callable[[Business], bool] | None = None  # what a business does not use is not shown to it


@dataclass(frozen=True)
class Panel:
    """A part of the desk's first page: a template, and what it shows; None leaves it out."""

    code: str
    rank: int
    template: str
    permission: Permission
    context: Callable[[Business, datetime], dict[str, Any] | None]


ROOMS: dict[str, Room] = {}
PANELS: dict[str, Panel] = {}


def register_room(room: Room) -> Room:
    """Add a room; the same code replaces it."""
    ROOMS[room.code] = room
    return room


def register_panel(panel: Panel) -> Panel:
    """Add a panel; the same code replaces it."""
    PANELS[panel.code] = panel
    return panel


def navigation(staff: Staff) -> list[tuple[str, list[tuple[str, str, bool, str, int | None]]]]:
    """The rooms this member of staff may enter, by group: (heading, [(label, address, is here, icon, waiting)])."""
    allowed = ROLE_PERMISSIONS[staff.role]
    groups: list[tuple[str, list[tuple[str, str, bool, str, int | None]]]] = []
    for code, heading in GROUPS.items():
        rooms = sorted((r for r in ROOMS.values() if r.group == code), key=lambda r: (r.rank, r.code))
        shown = [r for r in rooms if r.permission in allowed and r.endpoint in _endpoints()]
        items = [_item(r, staff.business) for r in shown if r.is_used is None or r.is_used(staff.business)]
        if items:
            groups.append((str(heading), items))
    return groups


def panels_of(staff: Staff, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Panels this member of staff may see, in order: (template, what it shows)."""
    allowed = ROLE_PERMISSIONS[staff.role]
    shown = sorted((p for p in PANELS.values() if p.permission in allowed), key=lambda p: (p.rank, p.code))
    found = [(p.template, p.context(staff.business, at)) for p in shown]
    return [(template, context) for template, context in found if context is not None]


def _item(room: Room, business: Business) -> tuple[str, str, bool, str, int | None]:
    address = url_for(room.endpoint, business_slug=business.slug)
    is_here = request.path == address or request.path.startswith(f"{address}/")
    if room.code == "overview":
        is_here = request.path == address
    waiting = room.count(business) if room.count else 0
    return str(room.label), address, is_here, room.icon, waiting or None


def _endpoints() -> dict[str, Any]:
    return current_app.view_functions

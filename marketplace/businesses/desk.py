"""The rooms of a desk and the panels of its first page, to which higher areas add their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses.models import Business, Programme, Staff
from marketplace.core.db import db
from marketplace.core.kinds import Kind, registry
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
    holds: tuple[str, ...] = ()  # what else lies in it, at addresses of the desk's own


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


def for_kinds(counts: Callable[[Kind], bool]) -> Callable[[Business], bool]:
    """Used by a business that has a programme of such a kind."""

    def is_used(business: Business) -> bool:
        codes = db.session.scalars(
            sa.select(Programme.kind).where(Programme.business_id == business.id).distinct()
        )
        return any(counts(registry.get(code)) for code in codes)

    return is_used


def register_panel(panel: Panel) -> Panel:
    """Add a panel; the same code replaces it."""
    PANELS[panel.code] = panel
    return panel


def navigation(staff: Staff) -> list[tuple[str, list[tuple[str, str, bool, str, int | None]]]]:
    """The rooms this member of staff may enter, by group: (heading, [(label, address, is here, icon, waiting)])."""
    allowed, business = ROLE_PERMISSIONS[staff.role], staff.business
    mine = [r for r in ROOMS.values() if r.permission in allowed and r.endpoint in _endpoints()]
    here = _here(mine, business)
    groups: list[tuple[str, list[tuple[str, str, bool, str, int | None]]]] = []
    for code, heading in GROUPS.items():
        rooms = sorted((r for r in mine if r.group == code), key=lambda r: (r.rank, r.code))
        shown = [r for r in rooms if r is here or r.is_used is None or r.is_used(business)]
        items = [_item(r, business, is_here=r is here) for r in shown]
        if items:
            groups.append((str(heading), items))
    return groups


def panels_of(staff: Staff, at: datetime) -> list[tuple[str, dict[str, Any]]]:
    """Panels this member of staff may see, in order: (template, what it shows)."""
    allowed = ROLE_PERMISSIONS[staff.role]
    shown = sorted((p for p in PANELS.values() if p.permission in allowed), key=lambda p: (p.rank, p.code))
    found = [(p.template, p.context(staff.business, at)) for p in shown]
    return [(template, context) for template, context in found if context is not None]


def _here(rooms: list[Room], business: Business) -> Room | None:
    """The room one is in: of those whose address the page's begins with, the one that says most."""
    desk = f"/desk/{business.slug}"
    near = [
        (len(address), room)
        for room in rooms
        for address in (_address(room, business), *(f"{desk}/{part}" for part in room.holds))
        if f"{request.path}/".startswith(f"{address}/")
    ]
    found = max(near, key=lambda one: one[0], default=(0, None))[1]
    if found is not None and found.code == "overview" and request.path != _address(found, business):
        return None
    return found


def _item(room: Room, business: Business, *, is_here: bool) -> tuple[str, str, bool, str, int | None]:
    waiting = room.count(business) if room.count else 0
    return str(room.label), _address(room, business), is_here, room.icon, waiting or None


def _address(room: Room, business: Business) -> str:
    return url_for(room.endpoint, business_slug=business.slug)


def _endpoints() -> dict[str, Any]:
    return current_app.view_functions

"""The invented people whom a visitor of the demo may sign in as: on this machine only, in the demo world only."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import NamedTuple

from flask import current_app, request

from config import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class DemoPerson(NamedTuple):
    """Somebody to sign in as: public id of the identity, name, what they do, and where they begin."""

    public_id: str
    name: str
    role: str
    path: str = "/"


Source = Callable[[], list[DemoPerson]]
_SOURCES: list[Source] = []


def offer(source: Source) -> Source:
    """The demo area gives the people; the source runs when the list is shown, and reads."""
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def people() -> list[DemoPerson]:
    """Everybody who is offered here and now; nobody outside the demo."""
    return [person for source in _SOURCES for person in source()] if is_open() else []


def find(public_id: str) -> DemoPerson | None:
    """One of those offered."""
    return next((person for person in people() if person.public_id == public_id), None)


def is_open() -> bool:
    """True in the demo world for a browser on this machine, reached without a proxy and by a name of this machine."""
    settings: Settings = current_app.extensions["muster.settings"]
    return settings.is_demo and _is_loopback(request.remote_addr) and not _is_proxied() and _is_named_here()


def _is_loopback(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _is_proxied() -> bool:
    return any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))


def _is_named_here() -> bool:
    said = request.headers.get("Host", "")
    name = said if said.startswith("[") and said.endswith("]") else said.rsplit(":", 1)[0]
    return name in LOOPBACK_NAMES

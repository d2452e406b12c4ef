"""The few places that stand on top of every page and, on a phone, under the thumb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from marketplace.identity.models import Identity
from marketplace.trust.reader import anybody


def _everybody(person: Identity | None) -> bool:
    return True


@dataclass(frozen=True)
class Place:
    """A page without parameters; left out where its area is missing or it is not this reader's."""

    code: str
    label: Any  # lazily translated, one word where possible
    endpoint: str
    icon: str
    rank: int
    is_for: Callable[[Identity | None], bool] = _everybody


PLACES: dict[str, Place] = {}


def register(place: Place) -> Place:
    """Add a place; the same code replaces it."""
    PLACES[place.code] = place
    return place


def navigation() -> list[tuple[str, str, bool, str]]:
    """The places for whoever reads the page: (label, address, is here, icon)."""
    person = anybody()
    shown = [p for p in PLACES.values() if p.endpoint in current_app.view_functions and p.is_for(person)]
    addressed = [(p, url_for(p.endpoint)) for p in sorted(shown, key=lambda p: (p.rank, p.code))]
    here = max((address for _, address in addressed if _is_within(address)), key=len, default="")
    return [(str(place.label), address, address == here, place.icon) for place, address in addressed]


def _is_within(address: str) -> bool:
    return request.path == address or (address != "/" and request.path.startswith(f"{address}/"))
